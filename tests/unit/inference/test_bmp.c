/* The standardised cross-sectional test and its Kolari-Pynnonen form (METHODS S-9, S-10). */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {0, 0}};
static const double u[] = {0.011,  -0.007, 0.003, -0.009, 0.002, 0.006,
                           -0.004, 0.001,  0.008, -0.002, 0.005, -0.01};

/* SCARs 1, 2 and 6 on day 0 whatever the scale: mean 3, sd = sqrt(14/2), t = 3 sqrt 3 / sqrt 7. */
static fixture *three_events(void)
{
    const double ar[][2] = {{0.01, 0.01}, {0.04, (double)NAN}, {0.018, -0.003}};
    const double sigma[] = {0.01, 0.02, 0.003};
    fixture *f = fixture_new(3, 12, (es_window){0, 1}, 2, windows);
    for (size_t i = 0; i < 3; i++)
        fixture_event(f, i, u, ar[i], sigma[i]);
    f->car_factor = 1.21;
    fixture_ready(f);
    return f;
}

static void three_events_by_hand(void **state)
{
    fixture *f = three_events();
    es_test_result r = on_window(f, "bmp_t", 1);
    (void)state;
    assert_result(r, 3.0 * sqrt(3.0) / sqrt(7.0), 2.0);
    f->options.bmp_dist = ES_BMP_NORMAL;
    r = on_window(f, "bmp_t", 1);
    assert_result(r, 3.0 * sqrt(3.0) / sqrt(7.0), (double)NAN);
    fixture_free(f);
}

/* Two days: full 2 / sqrt(2 x 1.21), 2 / 1.1, 5 / sqrt(2 x 1.21); Patell 2 / sqrt 2, 2, 5 / sqrt 2;
 * unscaled 2, 2, 5. */
static void the_scar_has_three_forms(void **state)
{
    const double r2 = sqrt(2.0), full[] = {2.0 / (1.1 * r2), 2.0 / 1.1, 5.0 / (1.1 * r2)};
    const double patell[] = {2.0 / r2, 2.0, 5.0 / r2}, unscaled[] = {2.0, 2.0, 5.0};
    const double *const form[] = {full, patell, unscaled};
    fixture *f = three_events();
    (void)state;
    for (int k = 0; k < 3; k++) {
        es_test_result r;
        f->options.scar = k;
        r = on_window(f, "bmp_t", 0);
        assert_result(r, sqrt(3.0) * plain_mean(3, form[k]) / plain_sd(3, form[k]), 2.0);
    }
    fixture_free(f);
}

/* E-2, E-3, E-4: one event, SCARs that agree, two events. */
static void degenerate_cases_have_reasons(void **state)
{
    const double ar[] = {0.01, 0.01}, br[] = {0.02, 0.02}, cr[] = {0.04, 0.01};
    fixture *one = fixture_new(1, 12, (es_window){0, 1}, 2, windows);
    fixture *two = fixture_new(2, 12, (es_window){0, 1}, 2, windows);
    es_test_result r;
    (void)state;
    fixture_event(one, 0, u, ar, 0.01);
    fixture_ready(one);
    assert_na(on_window(one, "bmp_t", 0), "too_few");
    assert_na(on_window(one, "kp_t", 0), "too_few");
    fixture_event(two, 0, u, ar, 0.01);
    fixture_event(two, 1, u, br, 0.02);
    fixture_ready(two);
    assert_na(on_window(two, "bmp_t", 0), "zero_variance");
    assert_na(on_window(two, "kp_t", 0), "zero_variance");
    fixture_event(two, 1, u, cr, 0.02);
    fixture_ready(two);
    r = on_window(two, "bmp_t", 1); /* SCARs 1 and 2: t = 3 */
    assert_result(r, 3.0, 1.0);
    fixture_free(one);
    fixture_free(two);
}

/* E-14: the same residuals twice: r-bar = 1. */
static void the_same_residuals_are_undefined(void **state)
{
    const double ar[] = {0.01, 0.01}, br[] = {0.04, 0.01};
    double flip[12];
    fixture *f = fixture_new(2, 12, (es_window){0, 1}, 2, windows);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_event(f, 1, u, br, 0.02);
    fixture_ready(f);
    r = on_window(f, "kp_t", 1);
    assert_close(r.rbar, 1.0, 1e-12);
    if (r.rbar >= 1.0) /* rounding may leave a hair below */
        assert_na(r, "kp_undefined");
    for (size_t t = 0; t < 12; t++)
        flip[t] = 0.5 - 3.0 * u[t];
    fixture_event(f, 1, flip, br, 0.02);
    fixture_ready(f);
    r = on_window(f, "kp_t", 1);
    assert_close(r.rbar, -1.0, 1e-12);
    if (r.rbar <= -1.0)
        assert_na(r, "kp_undefined");
    fixture_free(f);
}

/* The edges themselves, with r-bar as given. */
static void the_edges_of_rbar_are_undefined(void **state)
{
    const double rbar[] = {1.0, 1.5, -0.5, -0.75, (double)NAN};
    fixture *f = three_events();
    es_span span;
    es_error err = {0};
    es_test_result r;
    (void)state;
    assert_int_equal(es_span_of_day(&f->panel, 0, f->arena, &span, &err), ES_OK);
    for (size_t i = 0; i < sizeof rbar / sizeof *rbar; i++) {
        span.rbar = rbar[i];
        es_test_run(es_test_find("kp_t"), &span, &r);
        assert_na(r, "kp_undefined");
        assert_nan(r.statistic);
        if (i < 2) /* S-8 is defined there */
            continue;
        es_test_run(es_test_find("patell_z_adj"), &span, &r);
        assert_na(r, "kp_undefined");
    }
    span.rbar = 0.25; /* t x sqrt(0.75 / 1.5) */
    es_test_run(es_test_find("kp_t"), &span, &r);
    assert_result(r, 3.0 * sqrt(3.0) / sqrt(7.0) * sqrt(0.5), 2.0);
    assert_close(r.rbar, 0.25, 0.0);
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double x[MOST_EVENTS];
    for (size_t i = 0; i < n; i++)
        x[i] = scar_of(f, event[i], w);
    if (n < 2)
        return (plain_result){(double)NAN, 0.0};
    return (plain_result){sqrt((double)n) * plain_mean(n, x) / plain_sd(n, x), (double)n - 1.0};
}

static plain_result recomputed_kp(const fixture *f, es_window w)
{
    plain_result r = recomputed(f, w);
    double rbar = plain_rbar(f, w);
    if (!(1.0 + r.df * rbar > 0.0) || !(rbar < 1.0))
        r.statistic = (double)NAN;
    r.statistic *= sqrt((1.0 - rbar) / (1.0 + r.df * rbar));
    return r;
}

static void check_panel(fixture *f)
{
    for (int scar = 0; scar < 3; scar++) {
        f->options.scar = scar;
        compare_spans(f, "bmp_t", recomputed);
    }
    f->options.scar = ES_SCAR_FULL;
    for (int kind = 0; kind < 3; kind++)
        for (int floor = 0; floor < 2; floor++) {
            f->options.kp_corr = kind;
            f->options.kp_negative = floor;
            compare_spans(f, "kp_t", recomputed_kp);
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
        cmocka_unit_test(three_events_by_hand),
        cmocka_unit_test(the_scar_has_three_forms),
        cmocka_unit_test(degenerate_cases_have_reasons),
        cmocka_unit_test(the_same_residuals_are_undefined),
        cmocka_unit_test(the_edges_of_rbar_are_undefined),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
