/* Permutation tests in event time (METHODS S-25, X-5). */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}, {0, 1}, {1, 1}};

/* One event, one day: the pool is AR, then the residuals 1 -2 3 -4.  Whatever is drawn, only AR
 * itself and values as large count. */
static void one_event_by_hand(void **state)
{
    static const double size[] = {0.05, 0.03, 0.035}; /* as extreme in the pool: 1, 3 (a tie), 2 */
    static const size_t extreme[] = {1, 3, 2};
    const double u[] = {0.01, -0.02, 0.03, -0.04};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        const double ar[] = {size[k], 0.02};
        fixture *f = fixture_new(1, 4, (es_window){0, 1}, 3, windows);
        es_test_result r;
        fixture_event(f, 0, u, ar, 0.01);
        fixture_ready(f);
        f->options.permutations = 9999;
        r = on_window(f, "perm_caar", 0);
        assert_int_equal(r.na, ES_NA_NONE);
        assert_close(r.statistic, size[k], 1e-16);
        assert_nan(r.df);
        assert_true(fabs(r.p - 0.2 * (double)extreme[k]) < 0.02); /* five draws of one */
        assert_na(on_window(f, "perm_t", 0), "too_few");
        fixture_free(f);
    }
}

/* A single draw, written out: permutation b = 1 of seed s takes place floor(5 u). */
static void one_draw_by_hand(void **state)
{
    const double u[] = {0.01, -0.02, 0.03, -0.04}, ar[] = {0.03, 0.02};
    const bool extreme[] = {true, false, false, true, true}; /* AR 1 2 3 4 */
    fixture *f = fixture_new(1, 4, (es_window){0, 1}, 3, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_ready(f);
    f->options.permutations = 1;
    for (int seed = 0; seed < 50; seed++) {
        noise stream = {(uint64_t)seed};
        f->options.seed = seed;
        for (int id = 1; id < 1005; id++)
            (void)noise_bits(&stream);
        stream.state = noise_bits(&stream); /* window 1, test 5 */
        assert_close(on_window(f, "perm_caar", 0).p, extreme[noise_below(&stream, 5)] ? 1.0 : 0.5,
                     0.0);
    }
    fixture_free(f);
}

static void reasons(void **state)
{
    const double u[] = {0.01, -0.02, 0.03, -0.04}, ar[] = {0.03, (double)NAN};
    const uint32_t two[] = {0, 2};
    fixture *f = fixture_new(3, 4, (es_window){0, 1}, 3, windows);
    (void)state;
    for (size_t i = 0; i < 3; i++)
        fixture_event(f, i, u, ar, 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "perm_t", 0), "zero_variance");
    assert_int_equal(on_window(f, "perm_caar", 0).na, ES_NA_NONE); /* a mean needs no spread */
    assert_na(on_window(f, "perm_t", 2), "no_data");
    assert_na(on_window(f, "perm_caar", 2), "no_data");
    check_no_memory(f, "perm_t");
    check_no_memory(f, "perm_caar");
    fixture_ready_group(f, 2, two);
    assert_na(on_window(f, "perm_t", 0), "too_few");
    assert_int_equal(on_window(f, "perm_caar", 0).na, ES_NA_NONE);
    fixture_free(f);
}

/* ---- recomputation ---- */

/* Place k of the pool: the window's days, then the estimation window's. */
static double pooled(const fixture *f, size_t e, es_window w, size_t k)
{
    size_t days = (size_t)(w.last - w.first + 1);
    int tau = w.first + (int)k;
    if (k >= days)
        return u_of(f, e, k - days);
    return ar_of(f, e, tau) / sqrt((double)span_of(f, e, tau));
}

static double statistic(const fixture *f, es_window w, const size_t *place, bool studentised)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event), m = 0;
    size_t days = (size_t)(w.last - w.first + 1);
    double x[MOST_EVENTS];
    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;
        size_t valid = 0;
        for (size_t j = 0; j < days; j++) {
            double value = pooled(f, event[i], w, place[j]);
            sum += isnan(value) ? 0.0 : value;
            valid += isnan(value) ? 0 : 1;
        }
        if (valid > 0)
            x[m++] = sum;
    }
    if (m == 0 || (studentised && m < 2))
        return (double)NAN;
    return studentised ? sqrt((double)m) * plain_mean(m, x) / plain_sd(m, x) : plain_mean(m, x);
}

static plain_outcome recomputed(const fixture *f, es_window w, int number, bool studentised)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event), place[256], extreme = 0;
    size_t days = (size_t)(w.last - w.first + 1), pool = days + f->n_est;
    noise stream = {(uint64_t)f->options.seed};
    plain_outcome out = no_outcome(NULL);
    if (n == 0 || (studentised && n < 3))
        return no_outcome(n ? "too_few" : "no_data");
    for (size_t j = 0; j < pool; j++)
        place[j] = j;
    out.statistic = statistic(f, w, place, studentised);
    for (int id = 1; id < 1000 * (number + 1) + 5; id++)
        (void)noise_bits(&stream);
    stream.state = noise_bits(&stream);
    for (int b = 0; b < f->options.permutations; b++) {
        double t, slack = 1e-12 * fabs(out.statistic);
        for (size_t j = 0; j < pool; j++)
            place[j] = j;
        for (size_t j = 0; j < days; j++) {
            size_t r = j + (size_t)floor(noise_uniform(&stream) * (double)(pool - j));
            size_t kept = place[j];
            place[j] = place[r];
            place[r] = kept;
        }
        t = statistic(f, w, place, studentised);
        if (f->options.tail == ES_TAIL_UPPER)
            extreme += t >= out.statistic - slack;
        else if (f->options.tail == ES_TAIL_LOWER)
            extreme += t <= out.statistic + slack;
        else
            extreme += fabs(t) >= fabs(out.statistic) - slack;
    }
    out.p = (1.0 + (double)extreme) / (1.0 + (double)f->options.permutations);
    return out;
}

static plain_outcome caar(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, false);
}

static plain_outcome t(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, true);
}

static void check_panel(fixture *f)
{
    for (int tail = 0; tail < 3; tail++) {
        f->options.tail = tail;
        f->options.permutations = 199 + tail;
        compare_outcomes(f, "perm_caar", caar, 0.0);
        compare_outcomes(f, "perm_t", t, 0.0);
    }
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_event_by_hand),
        cmocka_unit_test(one_draw_by_hand),
        cmocka_unit_test(reasons),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
