/* Crude dependence adjustment (METHODS S-5). */
#include "unit/inference/compare.h"

/* Mean residuals of the days: 0.01, -0.01, 0.02 (the second event lacks day 3), -0.02: mean 0,
 * squares 10e-4, S = sqrt(10e-4 / 3).  AAR: 0.02 and 0.01 (one event), D' = 2:
 * t = 0.03 / (sqrt 2 S) = sqrt(1.35), df = 4 - 1. */
static fixture *two_events(void)
{
    static const es_window window[] = {{0, 1}};
    const double u[] = {0.02, -0.01, 0.02, -0.03}, v[] = {0.0, -0.01, (double)NAN, -0.01};
    const double ar[] = {0.03, (double)NAN}, br[] = {0.01, 0.01};
    fixture *f = fixture_new(2, 4, (es_window){0, 1}, 1, window);
    fixture_event(f, 0, u, ar, 0.021);
    fixture_event(f, 1, v, br, 0.013);
    return f;
}

static void two_events_by_hand(void **state)
{
    fixture *f = two_events();
    es_test_result r;
    (void)state;
    fixture_ready(f);
    r = on_window(f, "cda_t", 0);
    assert_result(r, sqrt(1.35), 3.0);
    fixture_free(f);
}

/* M = 4 and 3: mean 3.5. */
static void mean_observations_can_be_the_degrees_of_freedom(void **state)
{
    fixture *f = two_events();
    es_test_result r;
    (void)state;
    f->options.cda_df = ES_CDA_DF_MEAN_M;
    fixture_ready(f);
    r = on_window(f, "cda_t", 0);
    assert_result(r, sqrt(1.35), 2.5);
    fixture_free(f);
}

static void a_day_without_any_return_does_not_count(void **state)
{
    static const es_window window[] = {{-1, 1}};
    const double u[] = {0.02, -0.01, 0.02, -0.03}, v[] = {0.0, -0.01, (double)NAN, -0.01};
    const double ar[] = {0.03, (double)NAN, (double)NAN}, br[] = {0.01, (double)NAN, 0.01};
    fixture *f = fixture_new(2, 4, (es_window){-1, 1}, 1, window);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.021);
    fixture_event(f, 1, v, br, 0.013);
    fixture_ready(f);
    r = on_window(f, "cda_t", 0);
    assert_result(r, sqrt(1.35), 3.0);
    r = on_day(f, "cda_t", 0);
    assert_na(r, "no_data");
    fixture_free(f);
}

static void one_event_is_enough(void **state)
{
    static const es_window window[] = {{0, 0}};
    const double u[] = {0.011, -0.007, 0.003, -0.009, 0.002}, ar[] = {0.0359};
    fixture *f = fixture_new(1, 5, (es_window){0, 0}, 1, window);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    fixture_ready(f);
    r = on_window(f, "cda_t", 0);
    assert_result(r, 0.0359 / plain_sd(5, u), 4.0);
    fixture_free(f);
}

/* Two events whose residuals cancel leave no spread (E-3). */
static void residuals_that_cancel_have_no_variance(void **state)
{
    static const es_window window[] = {{0, 0}};
    const double u[] = {0.011, -0.007, 0.003}, v[] = {-0.011, 0.007, -0.003};
    const double ar[] = {0.0359};
    fixture *f = fixture_new(2, 3, (es_window){0, 0}, 1, window);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    fixture_event(f, 1, v, ar, 0.0173);
    fixture_ready(f);
    r = on_window(f, "cda_t", 0);
    assert_na(r, "zero_variance");
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    double a[256], total = 0.0, m = 0.0, spread;
    size_t days = 0, valid = 0;
    for (size_t t = 0; t < f->n_est; t++) {
        double sum = 0.0, n = 0.0;
        for (size_t k = 0; k < f->panel.n; k++)
            if (!isnan(u_of(f, event_of(f, k), t))) {
                sum += u_of(f, event_of(f, k), t);
                n += 1.0;
                m += 1.0;
            }
        if (n > 0.0)
            a[days++] = sum / n;
    }
    for (int tau = w.first; tau <= w.last; tau++) {
        double sum = 0.0, n = 0.0;
        for (size_t k = 0; k < f->panel.n; k++)
            if (!isnan(ar_of(f, event_of(f, k), tau))) {
                sum += ar_of(f, event_of(f, k), tau);
                n += 1.0;
            }
        total += n > 0.0 ? sum / n : 0.0;
        valid += n > 0.0;
    }
    if (valid == 0)
        return (plain_result){(double)NAN, 0.0};
    spread = plain_sd(days, a);
    return (plain_result){total / (sqrt((double)valid) * spread),
                          f->options.cda_df == ES_CDA_DF_MEAN_M ? m / (double)f->panel.n - 1.0
                                                                : (double)days - 1.0};
}

static void check_panel(fixture *f)
{
    f->options.cda_df = ES_CDA_DF_DAYS;
    compare_spans(f, "cda_t", recomputed);
    f->options.cda_df = ES_CDA_DF_MEAN_M;
    compare_spans(f, "cda_t", recomputed);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* One estimation day has no spread to divide by. */
static void one_day_is_undefined(void **state)
{
    static const es_window window[] = {{0, 0}};
    const double u[] = {0.01}, ar[] = {0.02};
    fixture *f = fixture_new(2, 1, (es_window){0, 0}, 1, window);
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    fixture_event(f, 1, u, ar, 0.0173);
    fixture_ready(f);
    assert_na(on_window(f, "cda_t", 0), "undefined");
    assert_na(on_window(f, "lamb_t", 0), "undefined");
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_events_by_hand),
        cmocka_unit_test(mean_observations_can_be_the_degrees_of_freedom),
        cmocka_unit_test(a_day_without_any_return_does_not_count),
        cmocka_unit_test(one_event_is_enough),
        cmocka_unit_test(residuals_that_cancel_have_no_variance),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(one_day_is_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
