/* Dimson's aggregated coefficients (METHODS M-13, M-14). */
#include <math.h>

#include <gsl/gsl_multifit.h>

#include "unit/model/lagged_fixture.h"

static lagged_rows r;
static const es_fit_options weighted = {0}, plain = {.dimson = ES_DIMSON_PLAIN};

/* gamma_{-q} .. gamma_q of y on 1 and all leads and lags, by GSL. */
static void gsl_gammas(double *gamma)
{
    size_t n = r.n, p = 2 * r.q + 2;
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, p);
    gsl_matrix *design = gsl_matrix_alloc(n, p), *covariance = gsl_matrix_alloc(p, p);
    gsl_vector *b = gsl_vector_alloc(p);
    gsl_vector_const_view left = gsl_vector_const_view_array(r.y, n);
    double chi2;
    for (size_t i = 0; i < n; i++) {
        gsl_matrix_set(design, i, 0, 1.0);
        for (size_t k = 1; k < p; k++)
            gsl_matrix_set(design, i, k, r.lagged[(k - 1) * n + i]);
    }
    (void)gsl_multifit_linear(design, &left.vector, b, covariance, &chi2, work);
    for (size_t k = 1; k < p; k++)
        gamma[k - 1] = gsl_vector_get(b, k);
    gsl_vector_free(b);
    gsl_matrix_free(covariance);
    gsl_matrix_free(design);
    gsl_multifit_linear_free(work);
}

static double rho(int h)
{
    return plain_correlation(r.n, lagged_column(&r, 0), lagged_column(&r, -h));
}

/* The weights that Fowler and Rorke print for one and two lags, and three lags from the formula:
 * W_1 = (1 + 2 r1 + 2 r2 + r3)/D, W_2 = (1 + 2 r1 + r2 + r3)/D, W_3 = (1 + r1 + r2 + r3)/D. */
static double weight(size_t j)
{
    double r1 = rho(1), r2 = r.q > 1 ? rho(2) : 0.0, r3 = r.q > 2 ? rho(3) : 0.0;
    double all = 1.0 + 2.0 * (r1 + r2 + r3);
    const double top[3][4] = {
        {all, 1.0 + r1},
        {all, 1.0 + 2.0 * r1 + r2, 1.0 + r1 + r2},
        {all, 1.0 + 2.0 * r1 + 2.0 * r2 + r3, 1.0 + 2.0 * r1 + r2 + r3, 1.0 + r1 + r2 + r3}};
    return top[r.q - 1][j] / all;
}

static void random_rows_agree(void **state)
{
    (void)state;
    for (size_t q = 1; q <= 3; q++)
        for (uint64_t seed = 1; seed < 25; seed++) {
            double gamma[7], by_weight = 0.0, sum = 0.0;
            lagged_random(&r, seed, 30 + 9 * (size_t)seed, q, seed % 3 ? 0.25 : -0.2);
            gsl_gammas(gamma);
            for (size_t k = 0; k <= 2 * q; k++) {
                sum += gamma[k];
                by_weight += weight(k > q ? k - q : q - k) * gamma[k];
            }
            lagged_estimate(&r, "dimson", &plain);
            lagged_check_rest(&r, sum);
            lagged_estimate(&r, "dimson", &weighted);
            lagged_check_rest(&r, by_weight);
        }
}

/* y = 0.002 + 0.5 Rm_{t-1} + 0.8 Rm + 0.3 Rm_{t+1} exactly: the gammas are known. */
static void exact_coefficients_by_hand(void **state)
{
    const double market[] = {0.011,  -0.007, 0.004,  0.019, -0.013, 0.006,
                             -0.002, 0.008,  -0.016, 0.003, 0.012};
    double y[9];
    (void)state;
    for (size_t i = 0; i < 9; i++)
        y[i] = 0.002 + 0.5 * market[i] + 0.8 * market[i + 1] + 0.3 * market[i + 2];
    lagged_fill(&r, 9, 1, market, y);
    lagged_estimate(&r, "dimson", &plain);
    lagged_check_rest(&r, 1.6);
    lagged_estimate(&r, "dimson", &weighted);
    lagged_check_rest(&r, 0.8 + 0.8 * (1.0 + rho(1)) / (1.0 + 2.0 * rho(1)));
}

static void sigma_has_other_divisors(void **state)
{
    es_fit_options options = {.sigma_divisor = ES_DIVISOR_M_1};
    double sigma;
    (void)state;
    lagged_random(&r, 3, 50, 2, 0.1);
    lagged_estimate(&r, "dimson", &weighted);
    sigma = r.fit.sigma;
    lagged_estimate(&r, "dimson", &options);
    assert_close(r.fit.sigma, sigma * sqrt(48.0 / 49.0), 1e-14); /* k = 2 whatever the order */
    assert_close(r.fit.df, 48.0, 0.0);
}

static void degenerate_rows(void **state)
{
    double market[64], y[60];
    noise source = {6};
    (void)state;
    for (size_t t = 0; t < 64; t++)
        market[t] = 0.0123;
    noise_fill(&source, 60, 0.0, 0.01, y);
    lagged_fill(&r, 60, 2, market, y);
    lagged_estimate(&r, "dimson", &weighted);
    assert_int_equal(r.fit.status, ES_FIT_SINGULAR); /* E-6 */
    for (size_t t = 0; t < 64; t++)
        market[t] = t % 2 ? 0.01 : -0.02; /* yesterday is tomorrow */
    lagged_fill(&r, 60, 2, market, y);
    lagged_estimate(&r, "dimson", &weighted);
    assert_int_equal(r.fit.status, ES_FIT_SINGULAR);
    noise_fill(&source, 64, 0.0, 0.01, market);
    for (size_t i = 0; i < 60; i++)
        y[i] = 0.0371;
    lagged_fill(&r, 60, 2, market, y);
    lagged_estimate(&r, "dimson", &weighted);
    assert_int_equal(r.fit.status, ES_FIT_NO_VARIANCE); /* E-5 */
    lagged_random(&r, 1, 6, 2, 0.1);                    /* six rows, six coefficients */
    lagged_estimate(&r, "dimson", &weighted);
    assert_int_equal(r.fit.status, ES_FIT_SINGULAR);
    lagged_random(&r, 1, 7, 2, 0.1);
    lagged_estimate(&r, "dimson", &plain);
    assert_int_equal(r.fit.status, ES_FIT_OK);
}

/* rho_1 = -1/2 exactly: 1 + 2 rho_1 = 0, and Fowler and Rorke's weights have no value. */
static void weights_without_a_denominator(void **state)
{
    static const double lag[3][8] = {
        {-1, 0, 1, 0, -1, 0, 1, 0}, {1, -1, 0, 0, 1, -1, 0, 0}, {0, 0, 1, -1, 0, 0, -1, 1}};
    (void)state;
    lagged_random(&r, 4, 8, 1, 0.1);
    for (size_t j = 0; j < 3; j++)
        for (size_t i = 0; i < 8; i++)
            r.lagged[8 * j + i] = lag[j][i];
    for (size_t i = 0; i < 8; i++)
        r.x[8 + i] = lag[1][i];
    lagged_estimate(&r, "dimson", &weighted);
    assert_int_equal(r.fit.status, ES_FIT_SINGULAR);
    lagged_estimate(&r, "dimson", &plain);
    assert_int_equal(r.fit.status, ES_FIT_OK);
}

static void lags_come_from_the_options(void **state)
{
    es_fit_options options = {.dimson_order = 3};
    (void)state;
    assert_int_equal(es_model_lags(es_model_find("dimson"), &options), 3);
    assert_int_equal(es_model_lags(es_model_find("scholes_williams"), &options), 1);
    assert_int_equal(es_model_lags(es_model_find("market_model"), &options), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_coefficients_by_hand),
        cmocka_unit_test(random_rows_agree),
        cmocka_unit_test(sigma_has_other_divisors),
        cmocka_unit_test(degenerate_rows),
        cmocka_unit_test(weights_without_a_denominator),
        cmocka_unit_test(lags_come_from_the_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
