#include "stats/regression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_linalg.h>

#include "stats/tail.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { ROWS = 160, COLUMNS = 6, SIZE = COLUMNS * COLUMNS };

static double x[ROWS * COLUMNS], y[ROWS], weight[ROWS];
static uint32_t cluster[ROWS];

/* Fits in storage of exactly the promised size. */
static es_ols_result run(size_t n, size_t p, const double *w, es_covariance covariance, size_t lag)
{
    es_ols_problem problem = {n, p, x, y, w, covariance, cluster, lag};
    es_ols_result out;
    double *work = malloc(es_ols_work_size(n, p) * sizeof *work);
    es_ols_na na;
    assert_non_null(work);
    na = es_ols(&problem, work, &out);
    assert_int_equal(na, out.na);
    free(work);
    return out;
}

/* x -1 0 1 2 and y 0.5 1 4 3.5: b = 1.65, 1.2, B = [0.3 -0.1; -0.1 0.2] (test_least_squares).
 * u = 0.05 -0.65 1.15 -0.55, u'u = 2.05, s^2 = 1.025; total = 2 (1.75^2 + 1.25^2) = 9.25.
 * B x_i = (0.4, -0.3) (0.3, -0.1) (0.2, 0.1) (0.1, 0.3); h = 0.7 0.3 0.3 0.7.
 * Scores of the slope: -0.015 0.065 0.115 -0.165, squares 0.000225 0.004225 0.013225 0.027225:
 *   hc0 0.0449, hc1 twice that, hc2 0.02745/0.3 + 0.01745/0.7, hc3 0.02745/0.09 + 0.01745/0.49.
 * Clusters {1 2} {3 4}: sums 0.05, -0.05; 2/1 3/2 0.005 = 0.015.
 * Products of neighbours: -0.000975 + 0.007475 - 0.018975 = -0.012475; lag 1: 2 (0.0449 - 0.012475)
 * = 0.06485. */
static void test_by_hand(void **state)
{
    static const double design[] = {1, 1, 1, 1, -1, 0, 1, 2}, values[] = {0.5, 1.0, 4.0, 3.5};
    static const double variance[] = {
        0.205, 0.0449, 0.0898, 0.02745 / 0.3 + 0.01745 / 0.7, 0.02745 / 0.09 + 0.01745 / 0.49,
        0.015, 0.06485};
    (void)state;
    memcpy(x, design, sizeof design);
    memcpy(y, values, sizeof values);
    for (uint32_t i = 0; i < 4; i++)
        cluster[i] = 3 - i / 2; /* labels 3 and 2: any below n */
    for (int kind = ES_COVARIANCE_OLS; kind <= ES_COVARIANCE_NEWEY_WEST; kind++) {
        es_ols_result r = run(4, 2, NULL, (es_covariance)kind, 1);
        assert_int_equal(r.na, ES_OLS_OK);
        assert_close(r.b[0], 1.65, 1e-14);
        assert_close(r.b[1], 1.2, 1e-14);
        assert_close(r.std_error[1], sqrt(variance[kind]), 1e-14);
        assert_close(r.covariance[3], variance[kind], 1e-14);
        assert_close(r.sigma, sqrt(1.025), 1e-14);
        assert_close(r.r_squared, 1.0 - 2.05 / 9.25, 1e-14);
        assert_true(r.df == (kind == ES_COVARIANCE_CLUSTER ? 1.0 : 2.0));
        assert_int_equal(r.n_clusters, kind == ES_COVARIANCE_CLUSTER ? 2 : 0);
    }
}

/* Weights 1 3 at y = 2 and 6, on a constant: mean 5, sum w u^2 = 9 + 3 = 12, sigma^2 = 12,
 * variance of the mean 12 / 4 = 3; hc0: (1/4)^2 (1 (-3))^2 + (1/4)^2 (3 1)^2 = 18/16. */
static void test_weights_by_hand(void **state)
{
    es_ols_result r;
    (void)state;
    x[0] = x[1] = 1.0;
    y[0] = 2.0, y[1] = 6.0;
    weight[0] = 1.0, weight[1] = 3.0;
    r = run(2, 1, weight, ES_COVARIANCE_OLS, 0);
    assert_close(r.b[0], 5.0, 1e-15);
    assert_close(r.sigma, sqrt(12.0), 1e-15);
    assert_close(r.std_error[0], sqrt(3.0), 1e-15);
    assert_close(r.r_squared, 0.0, 1e-15);
    assert_close(run(2, 1, weight, ES_COVARIANCE_HC0, 0).covariance[0], 18.0 / 16.0, 1e-15);
}

/* A design like a cross-section of events: a constant, size, leverage, ... */
static void fill(size_t n, size_t p, uint64_t seed)
{
    noise source = {seed};
    for (size_t i = 0; i < n; i++)
        x[i] = 1.0;
    for (size_t k = 1; k < p; k++)
        noise_fill(&source, n, 3.0 * noise_normal(&source), 0.7, x + k * n);
    for (size_t i = 0; i < n; i++) {
        y[i] = 0.011 - 0.004 * x[n + i] + 0.03 * (1.0 + fabs(x[n + i])) * noise_normal(&source);
        weight[i] = 0.3 + 2.0 * noise_uniform(&source);
        cluster[i] = (uint32_t)noise_below(&source, 1 + n / 4);
    }
}

/* The weight of the product u_i u_j in the middle of the sandwich, from the definitions. */
static double middle(es_covariance kind, size_t n, size_t p, size_t lag, size_t i, size_t j,
                     const double *h)
{
    double scale = (double)n / (double)(n - p), apart = i > j ? (double)(i - j) : (double)(j - i);
    double groups = 0.0;
    switch (kind) {
    case ES_COVARIANCE_HC0:
        return i == j ? 1.0 : 0.0;
    case ES_COVARIANCE_HC1:
        return i == j ? scale : 0.0;
    case ES_COVARIANCE_HC2:
        return i == j ? 1.0 / (1.0 - h[i]) : 0.0;
    case ES_COVARIANCE_HC3:
        return i == j ? 1.0 / ((1.0 - h[i]) * (1.0 - h[i])) : 0.0;
    case ES_COVARIANCE_CLUSTER:
        for (uint32_t g = 0; g < n; g++)
            for (size_t k = 0; k < n; k++)
                if (cluster[k] == g) {
                    groups += 1.0;
                    break;
                }
        return cluster[i] == cluster[j]
                   ? groups / (groups - 1.0) * (double)(n - 1) / (double)(n - p)
                   : 0.0;
    default:
        return apart <= (double)lag ? scale * (1.0 - apart / (double)(lag + 1)) : 0.0;
    }
}

/* (X'X)^-1 of the scaled rows xs, by LU of the normal equations in GSL. */
static void invert(size_t n, size_t p, const double *xs, double *inverse)
{
    gsl_matrix *product = gsl_matrix_calloc(p, p);
    gsl_matrix_view out = gsl_matrix_view_array(inverse, p, p);
    gsl_permutation *permutation = gsl_permutation_alloc(p);
    int sign;
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b < p; b++)
            for (size_t i = 0; i < n; i++)
                *gsl_matrix_ptr(product, a, b) += xs[a * n + i] * xs[b * n + i];
    gsl_linalg_LU_decomp(product, permutation, &sign);
    gsl_linalg_LU_invert(product, permutation, &out.matrix);
    gsl_permutation_free(permutation);
    gsl_matrix_free(product);
}

/* B X' M X B written out over all pairs of rows. */
static void long_hand(es_covariance kind, size_t n, size_t p, const double *w, size_t lag,
                      const es_ols_result *r, double *expected)
{
    static double xs[ROWS * COLUMNS], z[ROWS * COLUMNS], u[ROWS], h[ROWS];
    double inverse[SIZE];
    for (size_t i = 0; i < n * p; i++)
        xs[i] = x[i] * (w ? sqrt(w[i % n]) : 1.0);
    invert(n, p, xs, inverse);
    memset(z, 0, sizeof z);
    for (size_t i = 0; i < n; i++) {
        u[i] = y[i] * (w ? sqrt(w[i]) : 1.0);
        h[i] = 0.0;
        for (size_t k = 0; k < p; k++) {
            u[i] -= r->b[k] * xs[k * n + i];
            for (size_t j = 0; j < p; j++)
                z[k * n + i] += inverse[k * p + j] * xs[j * n + i];
            h[i] += z[k * n + i] * xs[k * n + i];
        }
    }
    memset(expected, 0, SIZE * sizeof *expected);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double m = middle(kind, n, p, lag, i, j, h) * u[i] * u[j];
            for (size_t k = 0; k < p && m != 0.0; k++)
                for (size_t l = 0; l < p; l++)
                    expected[k * p + l] += m * z[k * n + i] * z[l * n + j];
        }
}

static void test_sandwiches_against_long_hand(void **state)
{
    (void)state;
    for (int kind = ES_COVARIANCE_HC0; kind <= ES_COVARIANCE_NEWEY_WEST; kind++)
        for (size_t p = 2; p <= COLUMNS; p++)
            for (size_t n = 12; n <= ROWS; n += 37)
                for (int weighted = 0; weighted < 2; weighted++) {
                    const double *w = weighted ? weight : NULL;
                    size_t lag = es_newey_west_lag(n);
                    double expected[SIZE];
                    es_ols_result r;
                    fill(n, p, 1000 * p + n);
                    r = run(n, p, w, (es_covariance)kind, lag);
                    assert_int_equal(r.na, ES_OLS_OK);
                    long_hand((es_covariance)kind, n, p, w, lag, &r, expected);
                    for (size_t k = 0; k < p; k++) {
                        assert_close(r.std_error[k] / sqrt(expected[k * p + k]), 1.0, 1e-9);
                        for (size_t l = 0; l < p; l++)
                            assert_true(fabs(r.covariance[k * p + l] - expected[k * p + l])
                                        <= 1e-9 * sqrt(expected[k * p + k] * expected[l * p + l]));
                    }
                }
}

/* Every row a cluster of its own, and Newey and West without lags, are both hc1. */
static void test_special_cases_are_hc1(void **state)
{
    es_ols_result hc1, clustered, lagless;
    (void)state;
    fill(73, 4, 4711);
    for (uint32_t i = 0; i < 73; i++)
        cluster[i] = i * 5 % 73;
    hc1 = run(73, 4, weight, ES_COVARIANCE_HC1, 0);
    clustered = run(73, 4, weight, ES_COVARIANCE_CLUSTER, 0);
    lagless = run(73, 4, weight, ES_COVARIANCE_NEWEY_WEST, 0);
    assert_int_equal(clustered.n_clusters, 73);
    for (size_t k = 0; k < 4; k++) {
        assert_close(clustered.std_error[k], hc1.std_error[k], 1e-14);
        assert_close(lagless.std_error[k], hc1.std_error[k], 1e-14);
    }
}

/* All weights times a constant change nothing but sigma; weights of one are no weights. */
static void test_scale_of_weights(void **state)
{
    static const double factor = 137.5;
    es_ols_result before, after, plain;
    (void)state;
    for (int kind = ES_COVARIANCE_OLS; kind <= ES_COVARIANCE_NEWEY_WEST; kind++) {
        fill(88, 3, 99);
        before = run(88, 3, weight, (es_covariance)kind, 3);
        for (size_t i = 0; i < 88; i++)
            weight[i] *= factor;
        after = run(88, 3, weight, (es_covariance)kind, 3);
        assert_close(after.sigma, before.sigma * sqrt(factor), 1e-12);
        assert_close(after.r_squared, before.r_squared, 1e-12);
        for (size_t i = 0; i < 88; i++)
            weight[i] = 1.0;
        plain = run(88, 3, NULL, (es_covariance)kind, 3);
        for (size_t k = 0; k < 3; k++) {
            assert_close(after.b[k], before.b[k], 1e-12);
            assert_close(after.std_error[k], before.std_error[k], 1e-12);
            assert_close(run(88, 3, weight, (es_covariance)kind, 3).std_error[k],
                         plain.std_error[k], 1e-15);
        }
    }
}

static void assert_no_errors(const es_ols_result *r, es_ols_na na)
{
    assert_int_equal(r->na, na);
    for (size_t k = 0; k < ES_MAX_COEFFICIENTS; k++)
        assert_nan(r->std_error[k]);
}

static void test_undefined(void **state)
{
    es_ols_result r;
    (void)state;
    fill(40, 4, 5);
    r = run(4, 4, NULL, ES_COVARIANCE_OLS, 0);
    assert_no_errors(&r, ES_OLS_TOO_FEW);
    assert_nan(r.b[0]);
    r = run(2, 4, NULL, ES_COVARIANCE_HC3, 0);
    assert_no_errors(&r, ES_OLS_TOO_FEW);
    memset(cluster, 0, sizeof cluster);
    r = run(40, 4, NULL, ES_COVARIANCE_CLUSTER, 0);
    assert_no_errors(&r, ES_OLS_FEW_CLUSTERS);
    assert_int_equal(r.n_clusters, 1);
    assert_false(isnan(r.b[3]) || isnan(r.sigma) || isnan(r.r_squared));
    for (size_t i = 0; i < 40; i++) /* a dummy of one event takes it out of the fit: h = 1 */
        x[3 * 40 + i] = i == 17;
    for (int kind = ES_COVARIANCE_HC2; kind <= ES_COVARIANCE_HC3; kind++) {
        r = run(40, 4, NULL, (es_covariance)kind, 0);
        assert_no_errors(&r, ES_OLS_LEVERAGE);
        assert_true(isfinite(r.b[3]) != 0);
    }
    assert_int_equal(run(40, 4, NULL, ES_COVARIANCE_HC1, 0).na, ES_OLS_OK);
    for (size_t i = 0; i < 40; i++) /* dummies of all groups beside the constant */
        x[3 * 40 + i] = 1.0;
    r = run(40, 4, NULL, ES_COVARIANCE_HC1, 0);
    assert_no_errors(&r, ES_OLS_SINGULAR);
    assert_nan(r.b[1]);
    assert_nan(r.r_squared);
}

static void test_perfect_fit(void **state)
{
    es_ols_result r;
    (void)state;
    fill(25, 3, 6);
    for (size_t i = 0; i < 25; i++)
        y[i] = 0.25 - 0.75 * x[25 + i] + 1.5 * x[50 + i];
    r = run(25, 3, NULL, ES_COVARIANCE_HC3, 0);
    assert_int_equal(r.na, ES_OLS_NO_VARIANCE);
    assert_close(r.b[1], -0.75, 1e-13);
    assert_close(r.r_squared, 1.0, 1e-15);
    for (size_t i = 0; i < 25; i++)
        y[i] = 0.0321;
    r = run(25, 3, weight, ES_COVARIANCE_OLS, 0);
    assert_int_equal(r.na, ES_OLS_NO_VARIANCE);
    assert_nan(r.r_squared);
}

/* A lag beyond the sample weights what there is. */
static void test_long_lags(void **state)
{
    double expected[SIZE];
    es_ols_result r;
    (void)state;
    fill(14, 2, 8);
    r = run(14, 2, NULL, ES_COVARIANCE_NEWEY_WEST, 30);
    long_hand(ES_COVARIANCE_NEWEY_WEST, 14, 2, NULL, 30, &r, expected);
    assert_close(r.std_error[0] / sqrt(expected[0]), 1.0, 1e-10);
    assert_int_equal(es_newey_west_lag(10), 2); /* 4 0.1^(2/9) = 2.398 */
    assert_int_equal(es_newey_west_lag(100), 4);
    assert_int_equal(es_newey_west_lag(131), 4); /* 4 1.31^(2/9) = 4.247 */
    assert_int_equal(es_newey_west_lag(273), 5); /* 4 2.73^(2/9) = 5.0003 */
    assert_int_equal(es_newey_west_lag(272), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_weights_by_hand),
                                       cmocka_unit_test(test_sandwiches_against_long_hand),
                                       cmocka_unit_test(test_special_cases_are_hc1),
                                       cmocka_unit_test(test_scale_of_weights),
                                       cmocka_unit_test(test_undefined),
                                       cmocka_unit_test(test_perfect_fit),
                                       cmocka_unit_test(test_long_lags)};
    es_stats_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
