/* Panels and spans: who is in, what they carry; ranks; the registry of tests. */
#include <string.h>

#include "unit/inference/fixture.h"

static const es_window windows[] = {{0, 0}, {-1, 1}};

static fixture *random_fixture(void)
{
    const random_panel r = {81, 0.25, 6, 0.4, false};
    fixture *f = fixture_new(20, 33, (es_window){-2, 2}, 2, windows);
    fixture_random(f, &r);
    fixture_ready(f);
    return f;
}

static void a_span_holds_the_events_with_a_value(void **state)
{
    fixture *f = random_fixture();
    es_span span;
    es_error err = {0};
    (void)state;
    for (size_t w = 0; w < 2; w++) {
        size_t event[MOST_EVENTS], n = span_events(f, windows[w], event);
        assert_int_equal(es_span_of_window(&f->panel, w, ES_MEASURE_CAR, f->arena, &span, &err),
                         ES_OK);
        assert_int_equal(span.n, n);
        assert_int_equal(span.days, windows[w].last - windows[w].first + 1);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(span.event[i], event[i]);
            assert_int_equal(span.d[i], days_of_event(f, event[i], windows[w]));
            assert_close(span.x[i], car_of(f, event[i], windows[w]), 1e-15);
            assert_close(span.scar[i], scar_of(f, event[i], windows[w]), 1e-13);
        }
    }
    fixture_free(f);
}

/* A day is the window of that day. */
static void a_day_is_a_window_of_one_day(void **state)
{
    fixture *f = random_fixture();
    es_span day, window;
    es_error err = {0};
    (void)state;
    assert_int_equal(es_span_of_day(&f->panel, 0, f->arena, &day, &err), ES_OK);
    assert_int_equal(es_span_of_window(&f->panel, 0, ES_MEASURE_CAR, f->arena, &window, &err),
                     ES_OK);
    assert_int_equal(day.n, window.n);
    for (size_t i = 0; i < day.n; i++) {
        assert_int_equal(day.event[i], window.event[i]);
        assert_true(day.x[i] == window.x[i]);
        assert_true(day.scar[i] == window.scar[i]);
        assert_true(day.variance[i] == window.variance[i]);
        assert_true(day.csar[i] == window.csar[i]);
    }
    for (size_t k = 0; k < es_test_count(); k++) {
        const char *id = es_test_at(k)->id;
        es_test_result a, b;
        if (es_test_at(k)->applies != ES_ON_CAR || es_test_at(k)->flags & ES_RANDOMISED)
            continue; /* whose numbers differ from window to window */
        a = on_day(f, id, 0);
        b = on_window(f, id, 0);
        assert_int_equal(a.na, b.na);
        assert_true(a.na != ES_NA_NONE || a.statistic == b.statistic);
        assert_true(a.na != ES_NA_NONE || a.p == b.p);
    }
    fixture_free(f);
}

static es_span_key day_key(int tau)
{
    return (es_span_key){{tau, tau}, -1};
}

/* Days in a row, a gap between them, a day again, windows between days: whatever is built together,
 * each span is what it is alone, and so are the ranks and correlations that go with it. */
static void spans_built_together_are_those_built_alone(void **state)
{
    const es_span_key key[] = {
        day_key(-2),     day_key(-1),     day_key(0),  day_key(1),  day_key(2),  day_key(-1),
        day_key(0),      {windows[1], 1}, day_key(-2), day_key(-1), day_key(1),  {windows[0], 0},
        {windows[1], 1}, day_key(0),      day_key(1),  day_key(2),  day_key(-2), day_key(-1),
    };
    enum { N = sizeof key / sizeof *key };
    fixture *f = random_fixture();
    es_joined_ranks joined[N];
    double rbar[N];
    size_t covered = 0, most = 0;
    es_error err = {0};
    (void)state;
    for (size_t j = 0; j < N; j++) {
        es_span together[ES_SPANS_TOGETHER], alone;
        size_t n = es_spans_together(key, N, j);
        assert_int_equal(covered, n ? j : covered);
        covered += n;
        most = n > most ? n : most;
        if (n)
            assert_int_equal(es_spans_of_keys(&f->panel, &key[j], n, f->arena, together, &err),
                             ES_OK);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(es_spans_of_keys(&f->panel, &key[j + k], 1, f->arena, &alone, &err),
                             ES_OK);
            assert_int_equal(together[k].window.first, key[j + k].window.first);
            assert_int_equal(together[k].window.last, key[j + k].window.last);
            assert_int_equal(together[k].n, alone.n);
            assert_memory_equal(together[k].event, alone.event, alone.n * sizeof *alone.event);
            assert_memory_equal(together[k].x, alone.x, alone.n * sizeof *alone.x);
            assert_memory_equal(together[k].scar, alone.scar, alone.n * sizeof *alone.scar);
            assert_memory_equal(together[k].d, alone.d, alone.n * sizeof *alone.d);
        }
    }
    assert_int_equal(covered, N);
    assert_int_equal(most, ES_SPANS_TOGETHER);
    for (f->options.threads = 1; f->options.threads < 4; f->options.threads++) {
        assert_int_equal(
            es_panel_residuals(&f->panel, ES_NEEDS_JOINED, key, N, joined, f->arena, &err), ES_OK);
        assert_int_equal(es_mean_correlations(&f->panel, key, N, rbar, f->arena, &err), ES_OK);
        for (size_t j = 0; j < N; j++) {
            es_joined_ranks one;
            double r;
            assert_int_equal(
                es_panel_residuals(&f->panel, ES_NEEDS_JOINED, &key[j], 1, &one, f->arena, &err),
                ES_OK);
            assert_int_equal(es_mean_correlations(&f->panel, &key[j], 1, &r, f->arena, &err),
                             ES_OK);
            assert_int_equal(joined[j].n, one.n);
            assert_true(joined[j].own == one.own);
            assert_memory_equal(joined[j].sum, one.sum, f->n_est * sizeof *one.sum);
            assert_memory_equal(joined[j].count, one.count, f->n_est * sizeof *one.count);
            assert_close(rbar[j], r, 1e-15);
        }
    }
    fixture_free(f);
}

/* T-7 complete: a window with a gap is no CAR, its days still count where days are summed. */
static void a_complete_car_needs_every_day(void **state)
{
    fixture *f = random_fixture();
    es_span span;
    es_error err = {0};
    size_t n = 0;
    (void)state;
    f->complete = true;
    fixture_ready(f);
    assert_int_equal(es_span_of_window(&f->panel, 1, ES_MEASURE_CAR, f->arena, &span, &err), ES_OK);
    for (size_t i = 0; i < f->n; i++)
        n += days_of_event(f, i, windows[1]) == 3;
    assert_true(n > 0 && n < f->n);
    assert_int_equal(span.n, n);
    fixture_free(f);
}

static void a_key_tells_who_is_in(void **state)
{
    fixture *f = random_fixture();
    (void)state;
    for (size_t e = 0; e < f->n; e++)
        for (int tau = -2; tau <= 2; tau++) {
            es_span_key key = {{tau, tau}, -1};
            assert_int_equal(es_panel_has(&f->panel, &key, (uint32_t)e), !isnan(ar_of(f, e, tau)));
        }
    for (size_t e = 0; e < f->n; e++) {
        es_span_key key = {windows[1], 1};
        assert_int_equal(es_panel_has(&f->panel, &key, (uint32_t)e), has_car(f, e, windows[1]));
    }
    fixture_free(f);
}

/* The centred uniform rank of u[self], or of the joining value (self = n), by counting. */
static double joined_rank(size_t n, const double *u, size_t self, double joining)
{
    double value = self < n ? u[self] : joining, twice = 2.0, m = 0.0;
    for (size_t k = 0; k < n; k++) {
        twice += k == self ? 0.0 : 2.0 * (u[k] < value) + (u[k] == value);
        m += isnan(u[k]) ? 0.0 : 1.0;
    }
    if (self < n)
        twice += 2.0 * (joining < value) + (joining == value);
    return 0.5 * twice / (m + 2.0) - 0.5;
}

/* Day by day, of events with gaps and without, against the count. */
static void joined_ranks_count_what_is_below(void **state)
{
    const random_panel r = {82, 0.06, 1, 0.0, true};
    fixture *f = fixture_new(40, 11, (es_window){-2, 2}, 2, windows);
    size_t complete = 0;
    (void)state;
    f->options.rank_pool = ES_RANK_POOL_DAY;
    fixture_random(f, &r);
    fixture_ready(f);
    for (size_t j = 0; j < f->n_tau; j++) {
        const es_joined_ranks *day = &f->panel.day_ranks[j];
        double own = 0.0, sum[11] = {0.0};
        size_t n = 0, count[11] = {0};
        for (size_t e = 0; e < f->n; e++) {
            const double *u = f->residual + e * f->n_est;
            double g = f->ar[e * f->n_tau + j]
                       / sqrt((double)es_sample_span(&f->sample, f->ab.row[e], f->n_est + j));
            if (isnan(g))
                continue;
            n++;
            complete += fixture_fit(f, e)->n == f->n_est;
            own += joined_rank(f->n_est, u, f->n_est, g);
            for (size_t t = 0; t < f->n_est; t++)
                if (!isnan(u[t])) {
                    sum[t] += joined_rank(f->n_est, u, t, g);
                    count[t]++;
                }
        }
        assert_int_equal(day->n, n);
        assert_close(day->own, own, 1e-13);
        for (size_t t = 0; t < f->n_est; t++) {
            assert_int_equal(day->count[t], count[t]);
            assert_close(day->sum[t], sum[t], 1e-13);
        }
    }
    assert_true(complete > 40 && complete < 160); /* of 200: both kinds */
    fixture_free(f);
}

/* Estimation windows as long as ranks in short integers go, and longer: the day of the largest
 * residual of each event, and some others, against the count. */
static void values_join_long_windows(void **state)
{
    static const size_t lengths[] = {16382, 16383, 16400};
    enum { N = 2, STEP = 1501 };
    (void)state;
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        const random_panel r = {83 + k, 0.0, 1, 0.0, false};
        fixture *f = fixture_new(N, lengths[k], (es_window){-1, 1}, 1, windows);
        size_t day[N + 16], n_days = 0;
        f->options.rank_pool = ES_RANK_POOL_DAY;
        fixture_random(f, &r);
        fixture_ready(f);
        for (size_t e = 0; e < N; e++) {
            day[n_days] = 0;
            for (size_t t = 1; t < f->n_est; t++)
                if (f->residual[e * f->n_est + t] > f->residual[e * f->n_est + day[n_days]])
                    day[n_days] = t;
            n_days++;
        }
        for (size_t t = 0; t < f->n_est; t += STEP)
            day[n_days++] = t;
        for (size_t j = 0; j < f->n_tau; j++)
            for (size_t d = 0; d < n_days; d++) {
                double sum = 0.0;
                for (size_t e = 0; e < N; e++)
                    sum += joined_rank(f->n_est, f->residual + e * f->n_est, day[d],
                                       f->ar[e * f->n_tau + j]);
                assert_close(f->panel.day_ranks[j].sum[day[d]], sum, 1e-12);
            }
        fixture_free(f);
    }
}

/* Values 2 (twice), 3 and 5 percent; 3 joins: 2 2 3 3 5 rank 1.5 1.5 3.5 3.5 5, U = r/6 - 1/2.  The
 * other event, complete, has 1 to 5; 3 joins as well: 1 2 3.5 3.5 5 6, U = r/7 - 1/2. */
static void a_value_joins_the_ranks(void **state)
{
    const double u[] = {0.02, 0.05, (double)NAN, 0.02, 0.03}, ar[] = {0.0, 0.0, 0.03, 0.0, 0.0};
    const double v[] = {0.01, 0.02, 0.03, 0.04, 0.05};
    const double one[] = {-0.25, 1.0 / 3.0, 0.0, -0.25, 1.0 / 12.0};
    const double other[] = {-5.0 / 14.0, -3.0 / 14.0, 0.0, 3.0 / 14.0, 5.0 / 14.0};
    fixture *f = fixture_new(2, 5, (es_window){-2, 2}, 2, windows);
    (void)state;
    f->options.rank_pool = ES_RANK_POOL_DAY;
    fixture_event(f, 0, u, ar, 0.5);
    fixture_event(f, 1, v, ar, 0.5);
    fixture_ready(f);
    assert_int_equal(f->panel.day_ranks[2].n, 2);
    assert_close(f->panel.day_ranks[2].own, 1.0 / 12.0, 1e-15);
    for (size_t t = 0; t < 5; t++) {
        assert_close(f->panel.day_ranks[2].sum[t], one[t] + other[t], 1e-15);
        assert_int_equal(f->panel.day_ranks[2].count[t], t == 2 ? 1 : 2);
    }
    fixture_free(f);
}

static void every_test_is_found_by_its_id(void **state)
{
    (void)state;
    for (size_t k = 0; k < es_test_count(); k++) {
        const es_test *test = es_test_at(k);
        assert_ptr_equal(es_test_find(test->id), test);
        assert_true(strlen(test->title) > 0 && strlen(test->number) > 0);
        assert_true(strlen(test->null) > 0 && strlen(test->needs) > 0);
        assert_true(strlen(test->reference) > 0);
        assert_true(test->min_events >= 1);
    }
    assert_null(es_test_find("no_such_test"));
}

/* METHODS section 5: what `tests = headline` is. */
static void the_headline_is_the_seven(void **state)
{
    static const char *const seven[] = {"csect_t",   "patell_z", "bmp_t",  "kp_t",
                                        "corrado_z", "grank_t",  "gsign_z"};
    size_t n = 0;
    (void)state;
    for (size_t k = 0; k < es_test_count(); k++)
        n += es_test_at(k)->headline;
    assert_int_equal(n, 7);
    for (size_t i = 0; i < 7; i++)
        assert_true(es_test_find(seven[i])->headline);
}

static void run_infinite(const es_span *span, es_test_result *out)
{
    es_result_t(span, HUGE_VAL, 3.0, out);
}

static void run_nan(const es_span *span, es_test_result *out)
{
    es_result_z(span, (double)NAN, out);
}

/* Section 0: no NaN and no infinity reaches the output, whatever a formula gives. */
static void what_is_no_number_is_undefined(void **state)
{
    const es_test cases[] = {{.id = "infinite", .min_events = 1, .run = run_infinite},
                             {.id = "nan", .min_events = 1, .run = run_nan}};
    fixture *f = random_fixture();
    es_span span = fixture_span(f, 0, ES_MEASURE_CAR);
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        es_test_result r;
        es_test_run(&cases[i], &span, &r);
        assert_na(r, "undefined");
        assert_nan(r.statistic);
        assert_nan(r.df);
        assert_nan(r.p);
    }
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_span_holds_the_events_with_a_value),
        cmocka_unit_test(a_day_is_a_window_of_one_day),
        cmocka_unit_test(spans_built_together_are_those_built_alone),
        cmocka_unit_test(a_complete_car_needs_every_day),
        cmocka_unit_test(a_key_tells_who_is_in),
        cmocka_unit_test(joined_ranks_count_what_is_below),
        cmocka_unit_test(values_join_long_windows),
        cmocka_unit_test(a_value_joins_the_ranks),
        cmocka_unit_test(every_test_is_found_by_its_id),
        cmocka_unit_test(the_headline_is_the_seven),
        cmocka_unit_test(what_is_no_number_is_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
