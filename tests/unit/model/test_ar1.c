/* Generalised least squares with AR(1) errors (METHODS W-3). */
#include <math.h>
#include <string.h>

#include "model/ar1.h"
#include "stats/sum.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { N = 400 };

static double x[2 * N], y[N], residual[N], work[4 * N * 3];
static es_fit fit;

/* y = 0.4 + 1.3 x + u, u_t = rho u_{t-1} + e. */
static void draw(double rho, uint64_t seed)
{
    noise source = {seed};
    double u = 0.0;
    for (size_t t = 0; t < N; t++) {
        u = rho * u + 0.05 * noise_normal(&source);
        x[t] = 1.0;
        x[N + t] = noise_normal(&source);
        y[t] = 0.4 + 1.3 * x[N + t] + u;
    }
}

static void estimate(size_t n, bool ar1)
{
    const es_model *model = es_model_find("market_model");
    const es_regression data = {.n = n, .p = 2, .y = y, .x = x, .line = true};
    const es_fit_options options = {.ar1 = ar1};
    memset(&fit, 0, sizeof fit);
    model->fit(model, &data, &options, work, &fit, residual);
}

/* The coefficients solve the normal equations of the transformed rows, whose residuals are given.
 */
static void the_transformed_rows_are_solved(void **state)
{
    double first = 0.0, second = 0.0, rho;
    (void)state;
    draw(0.6, 11);
    estimate(N, false);
    rho = es_dot(N - 1, residual, residual + 1) / es_sum_squares(N - 1, residual);
    estimate(N, true);
    assert_int_equal(fit.status, ES_FIT_OK);
    assert_close(fit.rho, rho, 1e-13);
    for (size_t t = 0; t < N; t++) {
        double u = y[t] - fit.b[0] - fit.b[1] * x[N + t];
        double before = t ? y[t - 1] - fit.b[0] - fit.b[1] * x[N + t - 1] : 0.0;
        double one = t ? 1.0 - rho : sqrt(1.0 - rho * rho);
        double z = t ? x[N + t] - rho * x[N + t - 1] : sqrt(1.0 - rho * rho) * x[N];
        double shock = t ? u - rho * before : sqrt(1.0 - rho * rho) * u;
        assert_close(residual[t], shock, 1e-12);
        first += shock * one;
        second += shock * z;
    }
    assert_close(first, 0.0, 1e-10);
    assert_close(second, 0.0, 1e-10);
    assert_close(fit.sigma, sqrt(es_sum_squares(N, residual) / (N - 2)), 1e-13);
    assert_true(fabs(fit.rho - 0.6) < 0.1 && fabs(fit.b[1] - 1.3) < 0.01);
}

static void errors_without_memory_change_little(void **state)
{
    double slope;
    (void)state;
    draw(0.0, 12);
    estimate(N, false);
    slope = fit.b[1];
    estimate(N, true);
    assert_true(fabs(fit.rho) < 0.15);
    assert_close(fit.b[1], slope, 1e-3);
}

/* u doubles from row to row: rho is held at 0.99. */
static void rho_is_kept_inside_one(void **state)
{
    double u = 1e-6;
    (void)state;
    draw(0.0, 13);
    for (size_t t = 0; t < 12; t++, u *= 2.0)
        y[t] = u;
    estimate(12, true);
    assert_true(fit.rho <= 0.99 && fit.rho >= -0.99);
}

/* Nothing is transformed without memory to estimate: residuals that are all zero, or too few rows.
 */
static void nothing_to_remember(void **state)
{
    const es_regression data = {.n = N, .p = 2, .y = y, .x = x};
    const es_regression two = {.n = 2, .p = 1, .y = y, .x = x};
    const es_fit_options options = {.ar1 = true};
    (void)state;
    draw(0.5, 14);
    memset(&fit, 0, sizeof fit);
    fit.b[1] = 77.0;
    memset(residual, 0, sizeof residual);
    residual[N - 1] = 0.25; /* has no follower */
    es_ar1_refit(&data, &options, work, &fit, residual);
    assert_close(fit.rho, 0.0, 0.0);
    assert_close(fit.b[1], 77.0, 0.0);
    assert_close(residual[N - 1], 0.25, 0.0);
    residual[0] = 0.5;
    residual[1] = -0.5;
    es_ar1_refit(&two, &options, work, &fit, residual);
    assert_close(fit.rho, 0.0, 0.0);
    assert_close(residual[1], -0.5, 0.0);
}

/* A perfect fit leaves no errors that could remember (E-5). */
static void a_perfect_fit_stays_one(void **state)
{
    (void)state;
    draw(0.5, 16);
    for (size_t t = 0; t < N; t++)
        y[t] = 0.4 + 1.3 * x[N + t];
    estimate(N, true);
    assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
    assert_close(fit.rho, 0.0, 0.0);
    assert_close(fit.b[1], 1.3, 1e-13);
}

/* Columns that are collinear stay so (E-6). */
static void a_singular_design_is_told(void **state)
{
    const es_regression data = {.n = N, .p = 2, .y = y, .x = x};
    const es_fit_options options = {.ar1 = true};
    (void)state;
    draw(0.5, 15);
    for (size_t t = 0; t < N; t++) {
        residual[t] = y[t] - 0.4;
        x[N + t] = 0.02;
    }
    memset(&fit, 0, sizeof fit);
    fit.status = ES_FIT_OK;
    es_ar1_refit(&data, &options, work, &fit, residual);
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_transformed_rows_are_solved),
                                       cmocka_unit_test(errors_without_memory_change_little),
                                       cmocka_unit_test(rho_is_kept_inside_one),
                                       cmocka_unit_test(nothing_to_remember),
                                       cmocka_unit_test(a_perfect_fit_stays_one),
                                       cmocka_unit_test(a_singular_design_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
