#include "stats/serial.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit.h>

#include "stats/tail.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 300, WORK = 25 * MOST };

/* A series with some memory in level and in size, mean not zero. */
static void series(uint64_t seed, size_t n, double *u)
{
    noise source = {seed};
    double level = 0.0, size = 1.0;
    for (size_t t = 0; t < n; t++) {
        double shock = noise_normal(&source) * sqrt(size);
        size = 0.4 + 0.55 * shock * shock;
        u[t] = 0.0007 + 0.0143 * (shock + 0.3 * level);
        level = shock;
    }
}

static double naive_durbin_watson(size_t n, const double *u)
{
    double above = 0.0, below = 0.0;
    for (size_t t = 0; t < n; t++) {
        above += t > 0 ? pow(u[t] - u[t - 1], 2) : 0.0;
        below += u[t] * u[t];
    }
    return above / below;
}

/* METHODS G-3: Q = n (n+2) sum rho_j^2 / (n-j), chi-square with m. */
static double naive_ljung_box(size_t n, const double *u, size_t m)
{
    double mean = 0.0, variance = 0.0, q = 0.0;
    for (size_t t = 0; t < n; t++)
        mean += u[t] / (double)n;
    for (size_t t = 0; t < n; t++)
        variance += (u[t] - mean) * (u[t] - mean);
    for (size_t j = 1; j <= m; j++) {
        double rho = 0.0;
        for (size_t t = j; t < n; t++)
            rho += (u[t] - mean) * (u[t - j] - mean) / variance;
        q += rho * rho / (double)(n - j);
    }
    return gsl_cdf_chisq_Q((double)(n * (n + 2)) * q, (double)m);
}

/* METHODS G-4, with GSL's regression. */
static double naive_arch_lm(size_t n, const double *u, size_t q)
{
    size_t rows = n - q;
    gsl_matrix *x = gsl_matrix_alloc(rows, q + 1), *cov = gsl_matrix_alloc(q + 1, q + 1);
    gsl_vector *y = gsl_vector_alloc(rows), *b = gsl_vector_alloc(q + 1);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(rows, q + 1);
    double rss, mean = 0.0, total = 0.0;
    for (size_t t = 0; t < rows; t++) {
        gsl_vector_set(y, t, pow(u[t + q], 2));
        gsl_matrix_set(x, t, 0, 1.0);
        for (size_t j = 1; j <= q; j++)
            gsl_matrix_set(x, t, j, pow(u[t + q - j], 2));
        mean += pow(u[t + q], 2) / (double)rows;
    }
    for (size_t t = 0; t < rows; t++)
        total += pow(gsl_vector_get(y, t) - mean, 2);
    (void)gsl_multifit_linear(x, y, b, cov, &rss, work);
    gsl_multifit_linear_free(work);
    gsl_vector_free(b);
    gsl_vector_free(y);
    gsl_matrix_free(cov);
    gsl_matrix_free(x);
    return gsl_cdf_chisq_Q((double)rows * (1.0 - rss / total), (double)q);
}

static double naive_jarque_bera(size_t n, const double *u)
{
    double mean = 0.0, m[5] = {0}, skew, kurtosis;
    for (size_t t = 0; t < n; t++)
        mean += u[t] / (double)n;
    for (size_t t = 0; t < n; t++)
        for (int k = 2; k <= 4; k++)
            m[k] += pow(u[t] - mean, k) / (double)n;
    skew = m[3] / pow(m[2], 1.5);
    kurtosis = m[4] / pow(m[2], 2.0);
    return gsl_cdf_chisq_Q((double)n / 6.0 * (skew * skew + pow(kurtosis - 3.0, 2.0) / 4.0), 2.0);
}

static void test_durbin_watson_by_hand(void **state)
{
    /* differences -1.75 3 -2.5 0.25: 3.0625 + 9 + 6.25 + 0.0625 = 18.375
     * squares 0.5625 1 4 0.25 0.0625: 5.875 */
    static const double u[] = {0.75, -1.0, 2.0, -0.5, -0.25};
    (void)state;
    assert_close(es_durbin_watson(5, u), 18.375 / 5.875, 1e-15);
}

static void test_ljung_box_by_hand(void **state)
{
    /* mean 0.5; deviations 0.75 -1 2 -1.5 -0.25, squares together 0.5625+1+4+2.25+0.0625 = 7.875
     * lag 1: -0.75 - 2 - 3 + 0.375 = -5.375; lag 2: 1.5 + 1.5 - 0.5 = 2.5
     * Q = 5 * 7 * ((5.375/7.875)^2 / 4 + (2.5/7.875)^2 / 3); chi-square with 2: p = exp(-Q/2) */
    static const double u[] = {1.25, -0.5, 2.5, -1.0, 0.25};
    double q = 35.0 * (5.375 * 5.375 / 4 + 2.5 * 2.5 / 3) / (7.875 * 7.875), work[5];
    (void)state;
    assert_close(es_ljung_box_p(5, u, 2, work), exp(-q / 2), 1e-13);
}

static void test_jarque_bera_by_hand(void **state)
{
    /* mean 1; deviations -1 -1 -1 3; m2 = 12/4 = 3, m3 = 24/4 = 6, m4 = 84/4 = 21
     * S^2 = 36/27 = 4/3, K = 21/9 = 7/3, JB = 4/6 (4/3 + (2/3)^2/4) = 2/3 * 13/9 = 26/27 */
    static const double u[] = {0.0, 0.0, 0.0, 4.0};
    (void)state;
    assert_close(es_jarque_bera_p(4, u), exp(-13.0 / 27.0), 1e-14);
}

static void test_arch_lm_by_hand(void **state)
{
    /* squares 1 4 1 9 4 (u = 1 -2 1 3 -2), one lag: y = 4 1 9 4 on x = 1 4 1 9
     * means 4.5 and 3.75; x - mean -2.75 0.25 -2.75 5.25, y - mean -0.5 -3.5 4.5 -0.5
     * sxx = 7.5625 + 0.0625 + 7.5625 + 27.5625 = 42.75, syy = 0.25 + 12.25 + 20.25 + 0.25 = 33
     * sxy = 1.375 - 0.875 - 12.375 - 2.625 = -14.5; R2 = 14.5^2 / (42.75 * 33); LM = 4 R2 */
    static const double u[] = {1.0, -2.0, 1.0, 3.0, -2.0};
    double lm = 4.0 * 14.5 * 14.5 / (42.75 * 33.0), work[7 * 5];
    (void)state;
    assert_close(es_arch_lm_p(5, u, 1, work), erfc(sqrt(lm / 2)), 1e-12);
}

static void test_against_naive_loops(void **state)
{
    static const size_t sizes[] = {19, 31, 64, 117, 240, 299};
    double u[MOST], work[WORK];
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            size_t n = sizes[i];
            series(seed * 7919, n, u);
            assert_close(es_durbin_watson(n, u), naive_durbin_watson(n, u), 1e-12);
            assert_close(es_ljung_box_p(n, u, 10, work), naive_ljung_box(n, u, 10), 1e-11);
            assert_close(es_ljung_box_p(n, u, 3, work), naive_ljung_box(n, u, 3), 1e-11);
            assert_close(es_arch_lm_p(n, u, 5, work), naive_arch_lm(n, u, 5), 1e-9);
            assert_close(es_arch_lm_p(n, u, 2, work), naive_arch_lm(n, u, 2), 1e-9);
            assert_close(es_jarque_bera_p(n, u), naive_jarque_bera(n, u), 1e-10);
        }
}

/* A spike at an end is in some lags and not in others; so is the large level of the squares. */
static void test_arch_lm_with_spikes(void **state)
{
    static const size_t places[] = {0, 1, 4, 5, 60, 114, 115, 116};
    static const double sizes[] = {10.0, 1e3, 1e5, 1e8};
    double u[117], work[WORK];
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            series(91, 117, u);
            u[places[i]] *= sizes[j];
            assert_close(es_arch_lm_p(117, u, 5, work), naive_arch_lm(117, u, 5), 1e-9);
        }
}

/* Work arrays are used up to the promised length and no further. */
static void test_work_is_enough(void **state)
{
    double u[MOST], work[WORK + 1];
    (void)state;
    series(33, 60, u);
    for (size_t q = 1; q <= 10; q++) {
        for (size_t i = 0; i <= WORK; i++)
            work[i] = -77.125;
        assert_close(es_arch_lm_p(60, u, q, work), naive_arch_lm(60, u, q), 1e-9);
        for (size_t i = (2 * q + 5) * 60; i <= WORK; i++)
            assert_true(work[i] == -77.125);
    }
}

static void test_short_series(void **state)
{
    static const double u[] = {0.3, -0.2, 0.5, 0.1, -0.7, 0.25, 0.9, -0.4, 0.15, 0.6, -0.35, 0.8};
    double work[15 * 12];
    (void)state;
    assert_nan(es_durbin_watson(0, u));
    assert_nan(es_durbin_watson(1, u));
    assert_true(es_durbin_watson(2, u) >= 0.0);
    assert_nan(es_ljung_box_p(0, u, 10, work));
    assert_nan(es_ljung_box_p(10, u, 10, work));
    assert_nan(es_ljung_box_p(11, u, 10, work));
    assert_true(es_ljung_box_p(12, u, 10, work) >= 0.0);
    assert_nan(es_arch_lm_p(3, u, 5, work));
    assert_nan(es_arch_lm_p(11, u, 5, work)); /* 6 rows for 6 coefficients */
    assert_true(es_arch_lm_p(12, u, 5, work) >= 0.0);
    assert_nan(es_jarque_bera_p(0, u));
    assert_nan(es_jarque_bera_p(1, u));
    assert_true(es_jarque_bera_p(3, u) >= 0.0);
}

static void test_zero_series(void **state)
{
    double u[40] = {0}, work[15 * 40];
    (void)state;
    assert_nan(es_durbin_watson(40, u));
    assert_nan(es_ljung_box_p(40, u, 10, work));
    assert_nan(es_arch_lm_p(40, u, 5, work));
    assert_nan(es_jarque_bera_p(40, u));
    for (size_t t = 0; t < 40; t++) /* one size throughout: nothing to explain */
        u[t] = t % 3 ? 0.5 : -0.5;
    assert_nan(es_arch_lm_p(40, u, 5, work));
}

/* None of the four depends on the unit. */
static void test_scale_does_not_matter(void **state)
{
    double u[MOST], v[MOST], work[WORK];
    (void)state;
    for (double scale = 1e-2; scale <= 1e3; scale *= 9.7) {
        series(404, 200, u);
        for (size_t t = 0; t < 200; t++)
            v[t] = -scale * u[t];
        assert_close(es_durbin_watson(200, v), es_durbin_watson(200, u), 1e-12);
        assert_close(es_ljung_box_p(200, v, 10, work), es_ljung_box_p(200, u, 10, work), 1e-11);
        assert_close(es_arch_lm_p(200, v, 5, work), es_arch_lm_p(200, u, 5, work), 1e-9);
        assert_close(es_jarque_bera_p(200, v), es_jarque_bera_p(200, u), 1e-11);
    }
}

/* Only the first square differs: the lag moves, what it should explain does not. */
static void test_squares_that_do_not_vary(void **state)
{
    double u[20], work[7 * 20];
    (void)state;
    for (size_t t = 0; t < 20; t++)
        u[t] = t % 2 ? 1.0 : -1.0;
    u[0] = 2.0;
    assert_nan(es_arch_lm_p(20, u, 1, work));
    u[1] = 2.0; /* now there is something */
    assert_true(es_arch_lm_p(20, u, 1, work) < 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_durbin_watson_by_hand),
                                       cmocka_unit_test(test_ljung_box_by_hand),
                                       cmocka_unit_test(test_jarque_bera_by_hand),
                                       cmocka_unit_test(test_arch_lm_by_hand),
                                       cmocka_unit_test(test_against_naive_loops),
                                       cmocka_unit_test(test_arch_lm_with_spikes),
                                       cmocka_unit_test(test_work_is_enough),
                                       cmocka_unit_test(test_short_series),
                                       cmocka_unit_test(test_zero_series),
                                       cmocka_unit_test(test_scale_does_not_matter),
                                       cmocka_unit_test(test_squares_that_do_not_vary)};
    es_stats_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
