/* Savickas' test (METHODS S-26), on variances given as they are: how they come about is the
 * model's affair. */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {0, 0}};
static const double u[] = {0.01, -0.01, 0.02};

/* CARs 4 3 6 percent, variances over the window 4 1 9 (1e-4): S = 2 3 2, mean 7/3, sd 1/sqrt 3,
 * t = sqrt 3 (7/3) sqrt 3 = 7.  sigma is of no concern. */
static fixture *three_events(void)
{
    const double ar[3][2] = {{0.03, 0.01}, {0.01, 0.02}, {0.10, -0.04}};
    const double h[3][2] = {{1e-4, 3e-4}, {0.5e-4, 0.5e-4}, {8e-4, 1e-4}};
    fixture *f = fixture_new(3, 3, (es_window){0, 1}, 2, windows);
    for (size_t i = 0; i < 3; i++) {
        fixture_event(f, i, u, ar[i], 0.0123);
        for (size_t j = 0; j < 2; j++)
            f->var[2 * i + j] = h[i][j];
    }
    f->ab.model = es_model_find("garch11");
    return f;
}

static void three_events_by_hand(void **state)
{
    fixture *f = three_events();
    es_test_result r;
    (void)state;
    fixture_ready(f);
    r = on_window(f, "savickas_t", 0);
    assert_result(r, 7.0, 2.0);
    f->options.scar = ES_SCAR_UNSCALED; /* no choice here */
    fixture_ready(f);
    r = on_window(f, "savickas_t", 0);
    assert_result(r, 7.0, 2.0);
    f->ab.model = es_model_find("egarch11");
    assert_int_equal(on_window(f, "savickas_t", 0).na, ES_NA_NONE);
    fixture_free(f);
}

static void reasons(void **state)
{
    static const char *const others[] = {"market_model", "robust_huber", "market_adjusted"};
    const uint32_t one[] = {1};
    fixture *f = three_events();
    (void)state;
    for (size_t j = 0; j < 6; j++)
        f->ar[j] = j % 2 ? (double)NAN : sqrt(f->var[j]);
    fixture_ready(f);
    assert_na(on_window(f, "savickas_t", 0), "zero_variance");
    assert_na(on_day(f, "savickas_t", 1), "no_data");
    check_no_memory(f, "savickas_t");
    fixture_ready_group(f, 1, one);
    assert_na(on_window(f, "savickas_t", 0), "too_few");
    fixture_ready(f);
    for (size_t i = 0; i < 3; i++) {
        f->ab.model = es_model_find(others[i]);
        assert_na(on_window(f, "savickas_t", 0), "needs_garch");
    }
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double x[MOST_EVENTS];
    for (size_t i = 0; i < n; i++) {
        double h = 0.0;
        for (int tau = w.first; tau <= w.last; tau++)
            if (!isnan(ar_of(f, event[i], tau)))
                h += var_of(f, event[i], tau);
        x[i] = car_of(f, event[i], w) / sqrt(h);
    }
    if (n < 2)
        return (plain_result){(double)NAN, 0.0};
    return (plain_result){sqrt((double)n) * plain_mean(n, x) / plain_sd(n, x), (double)n - 1.0};
}

static void check_panel(fixture *f)
{
    f->ab.model = es_model_find("garch11");
    f->car_factor = 1.0; /* the forecast covariance is diagonal (M-18) */
    compare_spans(f, "savickas_t", recomputed);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* A fit without a GARCH variance (garch_fallback = ols, E-9) has no dummies to add to. */
static void joint_needs_the_parameters(void **state)
{
    fixture *f = three_events();
    (void)state;
    f->options.savickas = ES_SAVICKAS_JOINT;
    for (size_t i = 0; i < 3; i++)
        fixture_fit(f, i)->own[1] = (double)NAN;
    fixture_ready(f);
    assert_na(on_window(f, "savickas_t", 0), "undefined");
    f->options.savickas = ES_SAVICKAS_FORECAST;
    assert_int_equal(on_window(f, "savickas_t", 0).na, ES_NA_NONE);
    fixture_free(f);
}

/* One day leaves mean and variance of the window to one return: no dummies for it (S-26). */
static void joint_needs_two_days_of_every_event(void **state)
{
    fixture *f = three_events();
    (void)state;
    f->options.savickas = ES_SAVICKAS_JOINT;
    f->ar[0] = (double)NAN;
    fixture_ready(f);
    assert_na(on_window(f, "savickas_t", 0), "undefined");
    assert_na(on_window(f, "savickas_t", 1), "undefined"); /* a window of one day */
    f->options.savickas = ES_SAVICKAS_FORECAST;
    assert_int_equal(on_window(f, "savickas_t", 0).na, ES_NA_NONE);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_events_by_hand),
        cmocka_unit_test(reasons),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(joint_needs_the_parameters),
        cmocka_unit_test(joint_needs_two_days_of_every_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
