/* Scholes-Williams betas (METHODS M-12). */
#include <math.h>

#include <gsl/gsl_multifit.h>

#include "unit/model/lagged_fixture.h"

static lagged_rows r;
static const es_fit_options plain = {0}, iv = {.sw_form = ES_SW_IV};

/* Market -1 1 0 2 1 -3 0 percent, rows 1..5 of it, y 1 2 3 -1 0.
 *   Rm_{t-1} -1 1 0 2 1    mean 3/5    sum of squares about it 7 - 9/5 = 26/5
 *   Rm        1 0 2 1 -3   mean 1/5    15 - 1/5 = 74/5
 *   Rm_{t+1}  0 2 1 -3 0   mean 0      14
 * y has sum 5; with Rm_{t-1}: -1 + 2 + 0 - 2 + 0 - 3 = -4, b = -20/26; with Rm: 1 + 0 + 6 - 1 + 0
 * - 1 = 5, b = 25/74; with Rm_{t+1}: 0 + 4 + 3 + 3 + 0 - 0 = 10, b = 10/14.
 * rho: (-1 + 0 + 0 + 2 - 3) - 3/5 = -13/5 over sqrt(26 x 74)/5. */
static void five_rows(void)
{
    const double market[] = {-0.01, 0.01, 0.0, 0.02, 0.01, -0.03, 0.0};
    const double y[] = {0.01, 0.02, 0.03, -0.01, 0.0};
    lagged_fill(&r, 5, 1, market, y);
}

static void five_rows_by_hand(void **state)
{
    const double rho = -13.0 / sqrt(26.0 * 74.0);
    const double beta = (-20.0 / 26.0 + 25.0 / 74.0 + 10.0 / 14.0) / (1.0 + 2.0 * rho);
    (void)state;
    five_rows();
    lagged_estimate(&r, "scholes_williams", &plain);
    lagged_check_rest(&r, beta);
}

/* Z = 0 3 3 0 -2, sum 4: with y 0 + 6 + 9 + 0 + 0 - 4 = 11, with Rm 0 + 0 + 6 + 0 + 6 - 4/5 =
 * 56/5: beta 55/56. */
static void instruments_by_hand(void **state)
{
    (void)state;
    five_rows();
    lagged_estimate(&r, "scholes_williams", &iv);
    lagged_check_rest(&r, 55.0 / 56.0);
}

/* The slope of y on 1 and x by GSL. */
static double gsl_slope(size_t n, const double *x, const double *y)
{
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, 2);
    gsl_matrix *design = gsl_matrix_alloc(n, 2), *covariance = gsl_matrix_alloc(2, 2);
    gsl_vector *b = gsl_vector_alloc(2);
    gsl_vector_const_view left = gsl_vector_const_view_array(y, n);
    double chi2, slope;
    for (size_t i = 0; i < n; i++) {
        gsl_matrix_set(design, i, 0, 1.0);
        gsl_matrix_set(design, i, 1, x[i]);
    }
    (void)gsl_multifit_linear(design, &left.vector, b, covariance, &chi2, work);
    slope = gsl_vector_get(b, 1);
    gsl_vector_free(b);
    gsl_matrix_free(covariance);
    gsl_matrix_free(design);
    gsl_multifit_linear_free(work);
    return slope;
}

static void random_rows_agree(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 40; seed++) {
        size_t n = 20 + 6 * (size_t)seed;
        double rho, sum = 0.0, z[MOST_ROWS];
        lagged_random(&r, seed, n, 1, seed % 3 ? 0.2 : -0.3);
        rho = plain_correlation(n, lagged_column(&r, 0), lagged_column(&r, -1));
        for (int j = -1; j <= 1; j++)
            sum += gsl_slope(n, lagged_column(&r, j), r.y);
        lagged_estimate(&r, "scholes_williams", &plain);
        lagged_check_rest(&r, sum / (1.0 + 2.0 * rho));
        for (size_t i = 0; i < n; i++)
            z[i] = lagged_column(&r, -1)[i] + lagged_column(&r, 0)[i] + lagged_column(&r, 1)[i];
        lagged_estimate(&r, "scholes_williams", &iv);
        lagged_check_rest(&r, plain_covariance(n, r.y, z) / plain_covariance(n, r.x + n, z));
    }
}

static void sigma_has_other_divisors(void **state)
{
    es_fit_options options = {.sigma_divisor = ES_DIVISOR_M_1};
    double sigma;
    (void)state;
    lagged_random(&r, 3, 50, 1, 0.1);
    lagged_estimate(&r, "scholes_williams", &plain);
    sigma = r.fit.sigma;
    lagged_estimate(&r, "scholes_williams", &options);
    assert_close(r.fit.sigma, sigma * sqrt(48.0 / 49.0), 1e-14);
    assert_close(r.fit.df, 48.0, 0.0);
}

/* 1 + 2 rho just above and below 0.05: the market turns back by that share every day. */
static void an_unstable_denominator_gives_nothing(void **state)
{
    size_t unstable = 0, stable = 0;
    (void)state;
    for (uint64_t seed = 1; seed < 200; seed++) {
        double denominator;
        lagged_random(&r, seed, 60, 1, -0.475);
        denominator =
            1.0 + 2.0 * plain_correlation(60, lagged_column(&r, 0), lagged_column(&r, -1));
        lagged_estimate(&r, "scholes_williams", &plain);
        assert_int_equal(r.fit.status, denominator <= 0.05 ? ES_FIT_SW_UNSTABLE : ES_FIT_OK);
        unstable += denominator <= 0.05;
        stable += denominator > 0.05;
    }
    assert_true(unstable > 20 && stable > 20);
}

/* Alternating: Z is the market of a day before less nothing, cov(Rm, Z) < 0. */
static void unstable_instruments(void **state)
{
    (void)state;
    lagged_random(&r, 5, 100, 1, -0.97);
    lagged_estimate(&r, "scholes_williams", &iv);
    assert_int_equal(r.fit.status, ES_FIT_SW_UNSTABLE);
}

static void degenerate_rows(void **state)
{
    double market[32], y[30];
    noise source = {6};
    (void)state;
    for (size_t t = 0; t < 32; t++)
        market[t] = 0.0123;
    noise_fill(&source, 30, 0.0, 0.01, y);
    lagged_fill(&r, 30, 1, market, y);
    lagged_estimate(&r, "scholes_williams", &plain);
    assert_int_equal(r.fit.status, ES_FIT_SINGULAR); /* E-6 */
    lagged_estimate(&r, "scholes_williams", &iv);
    assert_int_equal(r.fit.status, ES_FIT_SINGULAR);
    noise_fill(&source, 32, 0.0, 0.01, market);
    for (size_t i = 0; i < 30; i++)
        y[i] = 0.0371;
    lagged_fill(&r, 30, 1, market, y);
    lagged_estimate(&r, "scholes_williams", &plain);
    assert_int_equal(r.fit.status, ES_FIT_NO_VARIANCE); /* E-5 */
    lagged_estimate(&r, "scholes_williams", &iv);
    assert_int_equal(r.fit.status, ES_FIT_NO_VARIANCE);
}

/* The market of the days before never differs, that of the days themselves does (E-6). */
static void a_constant_lag_is_singular(void **state)
{
    (void)state;
    lagged_random(&r, 8, 40, 1, 0.1);
    lagged_estimate(&r, "scholes_williams", &plain);
    assert_int_equal(r.fit.status, ES_FIT_OK);
    for (size_t i = 0; i < 40; i++)
        r.lagged[i] = 0.0123;
    lagged_estimate(&r, "scholes_williams", &plain);
    assert_int_equal(r.fit.status, ES_FIT_SINGULAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_rows_by_hand),
        cmocka_unit_test(instruments_by_hand),
        cmocka_unit_test(random_rows_agree),
        cmocka_unit_test(sigma_has_other_divisors),
        cmocka_unit_test(an_unstable_denominator_gives_nothing),
        cmocka_unit_test(unstable_instruments),
        cmocka_unit_test(degenerate_rows),
        cmocka_unit_test(a_constant_lag_is_singular),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
