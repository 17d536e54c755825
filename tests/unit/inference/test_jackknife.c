/* Delete-one jackknife of the standardised mean (METHODS S-22). */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}};
static const double u[] = {0.01, -0.01, 0.02};

/* sigma is 1 percent, so that SCAR is CAR in percent. */
static fixture *events(size_t n, const double *scar)
{
    fixture *f = fixture_new(n, 3, (es_window){0, 0}, 1, windows);
    for (size_t i = 0; i < n; i++) {
        const double ar[] = {0.01 * scar[i]};
        fixture_event(f, i, u, ar, 0.01);
    }
    fixture_ready(f);
    return f;
}

/* SCARs 1 3 5 7: mean 4, sd sqrt(20/3), theta = 4 / sd.  Without 1: 3 5 7, mean 5, sd 2, 5/2;
 * without 3: 1 5 7, 13/3, sd^2 = 56/6 = 28/3; without 5: 1 3 7, 11/3, the same; without 7: 3/2.
 * J = 4 theta - 3 (5/2, 13 / (2 sqrt 21), 11 / (2 sqrt 21), 3/2). */
static void four_events_by_hand(void **state)
{
    const double scar[] = {1.0, 3.0, 5.0, 7.0}, theta = 4.0 / sqrt(20.0 / 3.0);
    const double root = 2.0 * sqrt(21.0);
    const double without[] = {2.5, 13.0 / root, 11.0 / root, 1.5};
    double mean = 0.0, squares = 0.0;
    fixture *f = events(4, scar);
    es_test_result r = on_window(f, "jackknife_t", 0);
    (void)state;
    for (size_t i = 0; i < 4; i++)
        mean += 0.25 * (4.0 * theta - 3.0 * without[i]);
    for (size_t i = 0; i < 4; i++)
        squares += pow(4.0 * theta - 3.0 * without[i] - mean, 2.0);
    assert_result(r, 2.0 * mean / sqrt(squares / 3.0), 3.0);
    r = on_day(f, "jackknife_t", 0);
    assert_result(r, 2.0 * mean / sqrt(squares / 3.0), 3.0);
    fixture_free(f);
}

static void three_events_are_too_few(void **state)
{
    const double scar[] = {1.0, 3.0, 5.5};
    fixture *f = events(3, scar);
    (void)state;
    assert_na(on_window(f, "jackknife_t", 0), "too_few");
    fixture_free(f);
}

static void no_return_is_no_data(void **state)
{
    const double scar[] = {(double)NAN, (double)NAN, (double)NAN, (double)NAN};
    fixture *f = events(4, scar);
    (void)state;
    assert_na(on_window(f, "jackknife_t", 0), "no_data");
    fixture_free(f);
}

/* E-3, also when only the events left after taking one out agree: whatever the outlier's size, for
 * that spread is rounding, not small. */
static void no_spread_with_or_without_one(void **state)
{
    static const double outlier[] = {1.7, -55.5, 1234.567, 0.3000001};
    double scar[] = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3};
    fixture *f = events(6, scar);
    (void)state;
    assert_na(on_window(f, "jackknife_t", 0), "zero_variance");
    fixture_free(f);
    for (size_t k = 0; k < 4; k++)
        for (size_t at = 0; at < 6; at++) {
            for (size_t i = 0; i < 6; i++)
                scar[i] = i == at ? outlier[k] : 0.3;
            f = events(6, scar);
            assert_na(on_window(f, "jackknife_t", 0), "zero_variance");
            fixture_free(f);
        }
}

/* S-22 afresh, in long double, with every event really taken out. */
static double plain_ratio(size_t n, const double *x, size_t out)
{
    long double mean = 0.0L, squares = 0.0L, m = 0.0L;
    for (size_t i = 0; i < n; i++)
        if (i != out) {
            mean += (long double)x[i];
            m += 1.0L;
        }
    mean /= m;
    for (size_t i = 0; i < n; i++)
        if (i != out)
            squares += ((long double)x[i] - mean) * ((long double)x[i] - mean);
    return (double)(mean / sqrtl(squares / (m - 1.0L)));
}

static plain_result jackknifed(size_t n, const double *x)
{
    double pseudo[MOST_EVENTS], size = (double)n;
    if (n < 4)
        return (plain_result){(double)NAN, 0.0};
    for (size_t i = 0; i < n; i++)
        pseudo[i] = size * plain_ratio(n, x, n) - (size - 1.0) * plain_ratio(n, x, i);
    return (plain_result){sqrt(size) * plain_mean(n, pseudo) / plain_sd(n, pseudo), size - 1.0};
}

/* An outlier that carries nearly all of the sum of squares: what is left without it must not drown
 * in rounding. */
static void a_huge_outlier_costs_no_digits(void **state)
{
    const double scar[] = {0.31, -0.17, 0.23, 0.11, 54321.0, -0.29};
    plain_result wanted = jackknifed(6, scar);
    fixture *f = events(6, scar);
    es_test_result r = on_window(f, "jackknife_t", 0);
    (void)state;
    assert_int_equal(r.na, ES_NA_NONE);
    assert_close(r.statistic, wanted.statistic, 1e-9);
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double x[MOST_EVENTS];
    for (size_t i = 0; i < n; i++)
        x[i] = scar_of(f, event[i], w);
    return jackknifed(n, x);
}

static void check_panel(fixture *f)
{
    for (int scar = 0; scar < 3; scar++) {
        f->options.scar = scar;
        compare_spans(f, "jackknife_t", recomputed);
    }
    if (f->n >= 9)
        check_no_memory(f, "jackknife_t");
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* Twice sqrt 3 and three times 1: without one of the former mean (sqrt 3 + 3) / 4 and squares 3/4
 * d^2, without one of the latter (2 sqrt 3 + 2) / 4 and d^2; the ratios are the same, and so are
 * all pseudo-values, although the SCARs differ (E-3). */
static void equal_pseudo_values_have_no_spread(void **state)
{
    double scar[] = {sqrt(3.0), sqrt(3.0), 1.0, 1.0, 1.0};
    fixture *f = events(5, scar);
    (void)state;
    assert_na(on_window(f, "jackknife_t", 0), "zero_variance");
    assert_int_equal(on_window(f, "bmp_t", 0).na, ES_NA_NONE);
    fixture_free(f);
    scar[0] = scar[1] = 1.8;
    f = events(5, scar);
    assert_int_equal(on_window(f, "jackknife_t", 0).na, ES_NA_NONE);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_events_by_hand),
        cmocka_unit_test(three_events_are_too_few),
        cmocka_unit_test(no_return_is_no_data),
        cmocka_unit_test(no_spread_with_or_without_one),
        cmocka_unit_test(a_huge_outlier_costs_no_digits),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(equal_pseudo_values_have_no_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
