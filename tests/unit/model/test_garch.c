/* The models with conditional variances (METHODS M-16..M-19, E-5, E-6, E-9). */
#include <math.h>
#include <string.h>

#include "model/model.h"
#include "stats/garch.h"
#include "stats/sum.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 240, DAYS = 6 };

static double x[2 * MOST], y[MOST], residual[MOST], h[MOST], work[64 * MOST];
static es_fit fit;

/* Returns on a market with errors of GARCH(1,1): omega 4e-6, a 0.12, b 0.83. */
static void draw(uint64_t seed)
{
    noise source = {seed};
    double variance = 8e-5, e = 0.0;
    for (size_t t = 0; t < MOST; t++) {
        variance = 4e-6 + 0.12 * e * e + 0.83 * variance;
        e = sqrt(variance) * noise_normal(&source);
        x[t] = 1.0;
        x[MOST + t] = 0.01 * noise_normal(&source);
        y[t] = 0.0004 + 1.1 * x[MOST + t] + e;
    }
}

static void estimate(const char *id, size_t n, const es_fit_options *options)
{
    const es_model *model = es_model_find(id);
    static double columns[2 * MOST];
    const es_regression data = {.n = n, .p = 2, .y = y, .x = columns, .line = true};
    memcpy(columns, x, n * sizeof *x);
    memcpy(columns + n, x + MOST, n * sizeof *x);
    assert_true(model->work_size(n, 2, 0) <= sizeof work / sizeof *work);
    memset(&fit, 0, sizeof fit);
    fit.h = h;
    model->fit(model, &data, options, work, &fit, residual);
}

static void forecast(const char *id, const es_fit_options *options, const int *ahead,
                     const double *ar, double *out)
{
    const es_model *model = es_model_find(id);
    const es_forecast days = {.n = DAYS,
                              .ahead = ahead,
                              .ar = ar,
                              .last_h = h[MOST - 1],
                              .last_residual = residual[MOST - 1]};
    model->forecast(model, &fit, options, &days, out);
}

/* sigma^2 = sum e^2 / M, df = M - 5 or M - 6 (M-19); the residuals are those of alpha and beta. */
static void scale_and_degrees_of_freedom(void **state)
{
    const es_fit_options options = {.sigma_divisor = ES_DIVISOR_M_K};
    static const char *const id[] = {"garch11", "egarch11"};
    (void)state;
    draw(3);
    for (size_t m = 0; m < 2; m++) {
        estimate(id[m], MOST, &options);
        assert_int_equal(fit.status, ES_FIT_OK);
        assert_true(fit.conditional);
        assert_close(fit.df, MOST - 5.0 - (double)m, 0.0);
        assert_close(fit.sigma, sqrt(es_sum_squares(MOST, residual) / MOST), 1e-15);
        for (size_t t = 0; t < MOST; t++)
            assert_close(residual[t], y[t] - fit.b[0] - fit.b[1] * x[MOST + t], 1e-13);
        assert_true(fabs(fit.b[1] - 1.1) < 0.25);
        assert_true(m == 1 ? isfinite(fit.own[4]) : isnan(fit.own[4]));
    }
}

/* Day by day: multi-step leaves the realised returns out, one step takes them in. */
static void forecasts(void **state)
{
    static const int ahead[DAYS] = {11, 12, 13, 1, 15, 16};
    const double ar[DAYS] = {0.012, -0.035, (double)NAN, (double)NAN, 0.004, 0.001};
    es_fit_options options = {.garch_forecast = ES_FORECAST_MULTI_STEP};
    double many[DAYS], one[DAYS];
    es_garch g;
    (void)state;
    draw(5);
    estimate("garch11", MOST, &options);
    g = (es_garch){.omega = fit.own[1], .arch = fit.own[2], .garch = fit.own[3]};
    forecast("garch11", &options, ahead, ar, many);
    for (size_t j = 0; j < DAYS; j++)
        assert_close(many[j],
                     es_garch_forecast(&g, h[MOST - 1], residual[MOST - 1], (unsigned)ahead[j]),
                     1e-15);
    options.garch_forecast = ES_FORECAST_ONE_STEP;
    forecast("garch11", &options, ahead, ar, one);
    assert_close(one[0], many[0], 1e-15);
    assert_close(one[1], es_garch_next(&g, one[0], ar[0]), 1e-15);
    assert_close(one[2], es_garch_next(&g, one[1], ar[1]), 1e-15);
    assert_close(one[4], es_garch_forecast(&g, one[1], ar[1], 3), 1e-15); /* two days without AR */
    assert_close(one[5], es_garch_next(&g, one[4], ar[4]), 1e-15);
    estimate("egarch11", MOST, &options);
    forecast("egarch11", &options, ahead, ar, one);
    options.garch_forecast = ES_FORECAST_MULTI_STEP;
    forecast("egarch11", &options, ahead, ar, many);
    assert_close(one[0], many[0], 1e-15);
    assert_true(fabs(one[1] - many[1]) > 1e-12);
}

static void degenerate_data(void **state)
{
    es_fit_options options = {.garch_fallback = ES_FALLBACK_NONE};
    double ols[2], inverse[4];
    (void)state;
    draw(7);
    estimate("garch11", 9, &options); /* too few rows for any start (E-9) */
    assert_int_equal(fit.status, ES_FIT_GARCH_FAILED);
    options.garch_fallback = ES_FALLBACK_OLS;
    estimate("garch11", 9, &options);
    assert_int_equal(fit.status, ES_FIT_OK);
    assert_false(fit.conditional);
    assert_true(es_line_fit(9, x + MOST, y, ols, inverse));
    assert_close(fit.b[0], ols[0], 1e-14);
    assert_close(residual[3], y[3] - ols[0] - ols[1] * x[MOST + 3], 1e-14);
    for (size_t t = 0; t < MOST; t++)
        y[t] = 0.001 + 0.9 * x[MOST + t];
    estimate("egarch11", MOST, &options); /* E-5 */
    assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
    for (size_t t = 0; t < MOST; t++)
        x[MOST + t] = 0.002;
    estimate("garch11", MOST, &options); /* E-6 */
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scale_and_degrees_of_freedom),
        cmocka_unit_test(forecasts),
        cmocka_unit_test(degenerate_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
