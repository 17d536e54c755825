#include <math.h>
#include <string.h>

#include <gsl/gsl_multifit.h>

#include "model/model.h"
#include "stats/sum.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 300, COLUMNS = 8 };

static double x[MOST * COLUMNS], y[MOST], residual[MOST];
static es_fit fit;

static void estimate(const char *id, size_t n, size_t p, bool line, int divisor)
{
    static double work[MOST * (COLUMNS + 1)];
    const es_model *model = es_model_find(id);
    const es_regression data = {.n = n, .p = p, .y = y, .x = x, .line = line};
    const es_fit_options options = {.sigma_divisor = divisor};
    memset(&fit, 0x5A, sizeof fit);
    memset(residual, 0x5A, sizeof residual);
    model->fit(model, &data, &options, work, &fit, residual);
}

/* y = 0.002 + b x with x of mean 0:
 *   x  12 -8 4 -16 8, y  21 -5 1 -19 12 (all e-3); mean of y 2
 *   sxx = 144 + 64 + 16 + 256 + 64 = 544, sxy = 252 + 40 + 4 + 304 + 96 = 696
 *   b = 696/544 = 87/68, a = 0.002
 *   syy = 361 + 49 + 1 + 441 + 100 = 952, rss = 952 - 696^2/544 = 952 - 15138/17 = 1046/17 e-6 */
static void five_points(void)
{
    static const double market[] = {12, -8, 4, -16, 8}, ret[] = {21, -5, 1, -19, 12};
    for (size_t i = 0; i < 5; i++) {
        x[i] = 1.0;
        x[5 + i] = 1e-3 * market[i];
        y[i] = 1e-3 * ret[i];
    }
}

static void test_market_model_by_hand(void **state)
{
    const double rss = 1046e-6 / 17, b = 87.0 / 68;
    (void)state;
    five_points();
    for (int line = 0; line <= 1; line++) {
        estimate("market_model", 5, 2, line, ES_DIVISOR_M_K);
        assert_int_equal(fit.status, ES_FIT_OK);
        assert_int_equal(fit.n, 5);
        assert_int_equal(fit.p, 2);
        assert_close(fit.df, 3.0, 0.0);
        assert_close(fit.b[0], 0.002, 1e-15);
        assert_close(fit.b[1], b, 1e-14);
        assert_close(fit.sigma, sqrt(rss / 3), 1e-14);
        assert_close(fit.xtx_inv[0], 0.2, 1e-14); /* 1/5 + 0 */
        assert_close(fit.xtx_inv[1], 0.0, 1e-13);
        assert_close(fit.xtx_inv[3], 1 / 544e-6, 1e-14);
        for (size_t i = 0; i < 5; i++)
            assert_close(residual[i], y[i] - 0.002 - b * x[5 + i], 1e-15);
    }
}

/* METHODS M-19 with one coefficient and with two: the degrees of freedom stay M - k. */
static void test_sigma_divisors(void **state)
{
    static const double by[] = {4.0, 4.0, 3.0}, by2[] = {3.0, 4.0, 3.0};
    static const int kind[] = {ES_DIVISOR_M_K, ES_DIVISOR_M_1, ES_DIVISOR_M_2};
    (void)state;
    five_points();
    for (size_t k = 0; k < 3; k++) {
        estimate("mean_adjusted", 5, 1, false, kind[k]);
        assert_int_equal(fit.status, ES_FIT_OK);
        assert_close(fit.b[0], 0.002, 1e-15);
        assert_close(fit.df, 4.0, 0.0);
        assert_close(fit.sigma, sqrt(952e-6 / by[k]), 1e-14);
        assert_close(fit.xtx_inv[0], 0.2, 1e-15);
        estimate("market_model", 5, 2, true, kind[k]);
        assert_close(fit.df, 3.0, 0.0);
        assert_close(fit.sigma, sqrt(1046e-6 / 17 / by2[k]), 1e-14);
    }
}

static void test_no_intercept_by_hand(void **state)
{
    /* b = sum xy / sum xx = 696/544 again (the means drop out: x has mean 0);
     * rss = sum yy - 696^2/544 = (441 + 25 + 1 + 361 + 144) - 15138/17 = 972 - 890.47 = 1386/17 */
    (void)state;
    five_points();
    memmove(x, x + 5, 5 * sizeof *x);
    estimate("market_model_noint", 5, 1, false, ES_DIVISOR_M_K);
    assert_int_equal(fit.status, ES_FIT_OK);
    assert_close(fit.b[0], 87.0 / 68, 1e-14);
    assert_close(fit.df, 4.0, 0.0);
    assert_close(fit.sigma, sqrt(1386e-6 / 17 / 4), 1e-14);
    assert_close(fit.xtx_inv[0], 1 / 544e-6, 1e-14);
}

/* Fits y on X with weights w by GSL and holds our fit of the scaled rows against it. */
static void compare_with_weighted(size_t n, size_t p, const double *w, const gsl_matrix *design,
                                  const gsl_vector *value)
{
    gsl_vector *weight = gsl_vector_alloc(n), *c = gsl_vector_alloc(p);
    gsl_matrix *cov = gsl_matrix_alloc(p, p);
    gsl_multifit_linear_workspace *space = gsl_multifit_linear_alloc(n, p);
    double rss;
    for (size_t i = 0; i < n; i++)
        gsl_vector_set(weight, i, w[i]);
    assert_int_equal(gsl_multifit_wlinear(design, weight, value, c, cov, &rss, space), 0);
    assert_close(fit.sigma, sqrt(rss / (double)(n - p)), 1e-12);
    for (size_t k = 0; k < p; k++) {
        assert_close(fit.b[k], gsl_vector_get(c, k), 1e-11);
        for (size_t j = 0; j < p; j++) /* (X'WX)^-1: known weights, no scale */
            assert_close(fit.xtx_inv[k * p + j], gsl_matrix_get(cov, k, j), 1e-10);
    }
    for (size_t i = 0; i < n; i++) { /* u = sqrt(w) (y - x b) */
        double u = gsl_vector_get(value, i);
        for (size_t k = 0; k < p; k++)
            u -= gsl_matrix_get(design, i, k) * gsl_vector_get(c, k);
        assert_close(residual[i], sqrt(w[i]) * u, 1e-13);
    }
    gsl_multifit_linear_free(space);
    gsl_matrix_free(cov);
    gsl_vector_free(c);
    gsl_vector_free(weight);
}

/* METHODS R-5, M-1: least squares on rows divided by sqrt(n) is weighted least squares with 1/n. */
static void test_scaled_rows_are_weighted_least_squares(void **state)
{
    static const char *const id[] = {"mean_adjusted", "market_model", "factors", "ff3", "carhart4"};
    noise source = {555001};
    (void)state;
    for (size_t round = 0; round < 60; round++) {
        size_t n = 62 + noise_below(&source, 200), p = 1 + round % 5;
        gsl_matrix *design = gsl_matrix_alloc(n, p);
        gsl_vector *value = gsl_vector_alloc(n);
        double w[MOST];
        for (size_t i = 0; i < n; i++) {
            double span =
                noise_uniform(&source) < 0.7 ? 1.0 : 2.0 + (double)noise_below(&source, 4);
            double ret = 0.0006 * span + 0.019 * sqrt(span) * noise_normal(&source);
            w[i] = 1.0 / span;
            gsl_matrix_set(design, i, 0, span); /* the intercept regressor is n */
            for (size_t k = 1; k < p; k++) {
                double factor = 0.0003 * span + 0.011 * sqrt(span) * noise_normal(&source);
                gsl_matrix_set(design, i, k, factor);
                ret += (1.3 - 0.5 * (double)k) * factor;
            }
            gsl_vector_set(value, i, ret);
            y[i] = ret / sqrt(span);
            for (size_t k = 0; k < p; k++)
                x[k * n + i] = gsl_matrix_get(design, i, k) / sqrt(span);
        }
        estimate(id[p - 1], n, p, false, ES_DIVISOR_M_K);
        assert_int_equal(fit.status, ES_FIT_OK);
        compare_with_weighted(n, p, w, design, value);
        gsl_vector_free(value);
        gsl_matrix_free(design);
    }
}

static void fill_returns(size_t n, uint64_t seed)
{
    noise source = {seed};
    for (size_t i = 0; i < n; i++) {
        x[i] = 1.0;
        x[n + i] = 0.0003 + 0.0107 * noise_normal(&source);
        y[i] = -0.0002 + 0.87 * x[n + i] + 0.0193 * noise_normal(&source);
    }
}

static void test_singular(void **state)
{
    (void)state;
    fill_returns(90, 3);
    for (size_t i = 0; i < 90; i++)
        x[90 + i] = 0.0011; /* a market that does not vary */
    estimate("market_model", 90, 2, true, ES_DIVISOR_M_K);
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
    estimate("market_model", 90, 2, false, ES_DIVISOR_M_K);
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
    for (size_t i = 0; i < 90; i++)
        x[i] = 0.0;
    estimate("market_model_noint", 90, 1, false, ES_DIVISOR_M_K);
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
    fill_returns(90, 4); /* twice the same factor */
    memcpy(x + 180, x + 90, 90 * sizeof *x);
    estimate("factors", 90, 3, false, ES_DIVISOR_M_K);
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
}

static void test_no_variance(void **state)
{
    (void)state;
    fill_returns(120, 5);
    memset(y, 0, sizeof y); /* a constant price */
    for (int line = 0; line <= 1; line++) {
        estimate("market_model", 120, 2, line, ES_DIVISOR_M_K);
        assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
        assert_close(fit.b[1], 0.0, 0.0);
    }
    estimate("mean_adjusted", 120, 1, false, ES_DIVISOR_M_K);
    assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
    for (size_t i = 0; i < 120; i++) /* a perfect fit */
        y[i] = 0.0007 + 1.3125 * x[120 + i];
    for (int line = 0; line <= 1; line++) {
        estimate("market_model", 120, 2, line, ES_DIVISOR_M_K);
        assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
    }
    y[77] += 1e-9; /* hardly any noise is noise */
    estimate("market_model", 120, 2, true, ES_DIVISOR_M_K);
    assert_int_equal(fit.status, ES_FIT_OK);
}

/* A constant added to the returns goes to alpha alone, a unit to everything but beta; residuals
 * are orthogonal to the columns. */
static void test_properties(void **state)
{
    size_t n = 237;
    double before[MOST], b0, b1, sigma;
    (void)state;
    for (int line = 0; line <= 1; line++) {
        fill_returns(n, 6);
        estimate("market_model", n, 2, line, ES_DIVISOR_M_K);
        memcpy(before, residual, sizeof before);
        b0 = fit.b[0], b1 = fit.b[1], sigma = fit.sigma;
        assert_true(fabs(es_sum(n, residual)) < 1e-14);
        assert_true(fabs(es_dot(n, x + n, residual)) < 1e-15);
        for (size_t i = 0; i < n; i++)
            y[i] += 0.0375;
        estimate("market_model", n, 2, line, ES_DIVISOR_M_K);
        assert_close(fit.b[0], b0 + 0.0375, 1e-14);
        assert_close(fit.b[1], b1, 1e-12);
        assert_close(fit.sigma, sigma, 1e-14);
        for (size_t i = 0; i < n; i++)
            assert_close(residual[i], before[i], 1e-15);
        fill_returns(n, 6);
        for (size_t i = 0; i < n; i++) {
            y[i] *= 100.0;
            x[n + i] *= 100.0;
        }
        estimate("market_model", n, 2, line, ES_DIVISOR_M_K);
        assert_close(fit.b[0], 100.0 * b0, 1e-13);
        assert_close(fit.b[1], b1, 1e-12);
        assert_close(fit.sigma, 100.0 * sigma, 1e-13);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_market_model_by_hand),
        cmocka_unit_test(test_sigma_divisors),
        cmocka_unit_test(test_no_intercept_by_hand),
        cmocka_unit_test(test_scaled_rows_are_weighted_least_squares),
        cmocka_unit_test(test_singular),
        cmocka_unit_test(test_no_variance),
        cmocka_unit_test(test_properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
