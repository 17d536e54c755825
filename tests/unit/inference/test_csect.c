/* The cross-sectional t (METHODS S-3) and the alternatives of p-values. */
#include "unit/inference/compare.h"

static const es_window day_zero[] = {{0, 0}};
static const double u[] = {0.011, -0.007, 0.003, -0.009, 0.002};

/* Events with these returns on day zero. */
static fixture *events_with(size_t n, const double *ar)
{
    fixture *f = fixture_new(n, 5, (es_window){0, 0}, 1, day_zero);
    for (size_t i = 0; i < n; i++)
        fixture_event(f, i, u, &ar[i], 0.0137 + 0.001 * (double)i);
    fixture_ready(f);
    return f;
}

/* Mean 0.01, squared deviations 0 + 4 + 1 + 9 = 14e-4, sd = sqrt(14e-4 / 3), so that
 * t = 2 x 0.01 / sd = sqrt(6/7). */
static void four_events_by_hand(void **state)
{
    const double ar[] = {0.01, 0.03, 0.02, -0.02};
    fixture *f = events_with(4, ar);
    es_test_result r = on_window(f, "csect_t", 0), d = on_day(f, "csect_t", 0);
    (void)state;
    assert_result(r, sqrt(6.0 / 7.0), 3.0);
    assert_true(r.statistic == d.statistic);
    fixture_free(f);
}

/* E-4: mean 0.02, sd = 0.02 / sqrt 2, t = 2; under t(1), p = 1 - (2/pi) atan 2. */
static void two_events_have_one_degree_of_freedom(void **state)
{
    const double ar[] = {0.01, 0.03};
    fixture *f = events_with(2, ar);
    es_test_result r = on_window(f, "csect_t", 0);
    (void)state;
    assert_result(r, 2.0, 1.0);
    assert_close(r.p, 1.0 - 2.0 * atan(2.0) / acos(-1.0), 1e-12);
    fixture_free(f);
}

static void tails_are_those_of_the_signed_statistic(void **state)
{
    const double up[] = {0.01, 0.03}, down[] = {-0.01, -0.03};
    fixture *f = events_with(2, up), *g = events_with(2, down);
    double half = 0.5 - atan(2.0) / acos(-1.0);
    (void)state;
    f->options.tail = g->options.tail = ES_TAIL_UPPER;
    assert_close(on_window(f, "csect_t", 0).p, half, 1e-12);
    assert_close(on_window(g, "csect_t", 0).p, 1.0 - half, 1e-12);
    f->options.tail = g->options.tail = ES_TAIL_LOWER;
    assert_close(on_window(f, "csect_t", 0).p, 1.0 - half, 1e-12);
    assert_close(on_window(g, "csect_t", 0).p, half, 1e-12);
    fixture_free(f);
    fixture_free(g);
}

static void one_event_is_too_few(void **state)
{
    const double ar[] = {0.017};
    fixture *f = events_with(1, ar);
    es_test_result r = on_window(f, "csect_t", 0);
    (void)state;
    assert_na(r, "too_few");
    assert_nan(r.statistic);
    assert_nan(r.df);
    assert_nan(r.p);
    fixture_free(f);
}

static void events_that_agree_have_no_variance(void **state)
{
    const double same[] = {0.017, 0.017, 0.017}, nothing[] = {0.0, 0.0, 0.0};
    const double almost[] = {0.017, 0.017 * (1.0 + 1e-15), 0.017};
    const double *const cases[] = {same, nothing, almost};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fixture *f = events_with(3, cases[i]);
        es_test_result r = on_window(f, "csect_t", 0);
        assert_na(r, "zero_variance");
        assert_nan(r.p);
        r = on_day(f, "csect_t", 0);
        assert_na(r, "zero_variance");
        fixture_free(f);
    }
}

static void no_return_at_all_is_no_data(void **state)
{
    const double ar[] = {(double)NAN, (double)NAN};
    fixture *f = events_with(2, ar);
    es_test_result r = on_window(f, "csect_t", 0);
    (void)state;
    for (size_t i = 0; i < es_test_count(); i++) {
        r = on_window(f, es_test_at(i)->id, 0);
        assert_na(r, "no_data");
        assert_nan(r.statistic);
    }
    fixture_free(f);
}

/* A missing day leaves an event out; the rest are four_events_by_hand. */
static void missing_events_do_not_count(void **state)
{
    const double ar[] = {0.01, (double)NAN, 0.03, 0.02, (double)NAN, -0.02};
    fixture *f = events_with(6, ar);
    es_test_result r = on_window(f, "csect_t", 0);
    (void)state;
    assert_result(r, sqrt(6.0 / 7.0), 3.0);
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double x[MOST_EVENTS];
    for (size_t i = 0; i < n; i++)
        x[i] = car_of(f, event[i], w);
    if (n < 2)
        return (plain_result){(double)NAN, 0.0};
    return (plain_result){sqrt((double)n) * plain_mean(n, x) / plain_sd(n, x), (double)n - 1.0};
}

static void check_panel(fixture *f)
{
    compare_spans(f, "csect_t", recomputed);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

static plain_result recomputed_bhar(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double x[MOST_EVENTS];
    for (size_t i = 0; i < n; i++)
        x[i] = 1.3 * car_of(f, event[i], w) + 0.001;
    return (plain_result){sqrt((double)n) * plain_mean(n, x) / plain_sd(n, x), (double)n - 1.0};
}

static void the_bhar_test_looks_at_bhar(void **state)
{
    static const es_window windows[] = {{-1, 1}, {0, 2}};
    const random_panel r = {21, 0.2, 4, 0.2, false};
    fixture *f = fixture_new(14, 25, (es_window){-2, 2}, 2, windows);
    (void)state;
    fixture_random(f, &r);
    fixture_ready(f);
    for (size_t w = 0; w < 2; w++) {
        es_test_result result = on_window(f, "bhar_csect_t", w);
        plain_result plain = recomputed_bhar(f, windows[w]);
        assert_result(result, plain.statistic, plain.df);
    }
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_events_by_hand),
        cmocka_unit_test(two_events_have_one_degree_of_freedom),
        cmocka_unit_test(tails_are_those_of_the_signed_statistic),
        cmocka_unit_test(one_event_is_too_few),
        cmocka_unit_test(events_that_agree_have_no_variance),
        cmocka_unit_test(no_return_at_all_is_no_data),
        cmocka_unit_test(missing_events_do_not_count),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(the_bhar_test_looks_at_bhar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
