/* Market models with conditional variances (METHODS M-16..M-18): GARCH(1,1) and EGARCH(1,1) by
 * Gaussian quasi-maximum likelihood.
 *
 *   R_t = a + b Rm_t + e_t, Var(e_t) = h_t; rows without gaps only, missing days closed up.
 *
 * sigma = sqrt(sum e^2 / M); df = M - k with k = 5 or 6 where a df is needed.  Standardised
 * residuals are e_t / sqrt(h_t), and the event days get forecasts of h in place of sigma^2; the
 * uncertainty of the parameters is left out.  When no start converges the event is dropped (E-9),
 * or fitted by least squares with garch_fallback = ols. */
#include <math.h>

#include "model/scale.h"
#include "stats/garch.h"
#include "stats/sum.h"

static es_garch parameters_of(const es_fit *fit)
{
    return (es_garch){.alpha = fit->b[0],
                      .beta = fit->b[1],
                      .omega = fit->own[1],
                      .arch = fit->own[2],
                      .garch = fit->own[3],
                      .leverage = fit->own[4]};
}

static void take(const es_regression *data, const es_garch *g, bool leverage, size_t k, es_fit *fit,
                 const double *residual)
{
    size_t n = data->n;
    fit->n = n;
    fit->p = data->p;
    fit->b[0] = g->alpha;
    fit->b[1] = g->beta;
    fit->own[0] = g->loglik;
    fit->own[1] = g->omega;
    fit->own[2] = g->arch;
    fit->own[3] = g->garch;
    fit->own[4] = leverage ? g->leverage : (double)NAN;
    fit->df = (double)(n - k);
    fit->sigma = sqrt(es_sum_squares(n, residual) / (double)n);
    fit->conditional = true;
    fit->status = ES_FIT_OK;
}

static void conditional_fit(const es_model *self, const es_regression *data,
                            const es_fit_options *options, bool egarch, double *work, es_fit *fit,
                            double *residual)
{
    const double *market = data->x + data->n;
    const es_garch_series series = {data->n, data->y, market, (es_garch_init)options->garch_init};
    es_garch g;
    bool converged;
    fit->status = ES_FIT_SINGULAR;
    if (!es_line_fit(data->n, market, data->y, fit->b, fit->xtx_inv))
        return;
    es_fit_residuals(data, fit->b, residual);
    es_fit_scale(data, 2, options, residual, fit);
    if (fit->status != ES_FIT_OK) /* E-5 */
        return;
    converged =
        egarch ? es_egarch_fit(&series, options->egarch_domain == 1, work, &g, fit->h, residual)
               : es_garch_fit(&series, work, &g, fit->h, residual);
    if (converged)
        take(data, &g, egarch, self->parameters, fit, residual);
    else if (options->garch_fallback == ES_FALLBACK_OLS)
        es_fit_residuals(data, fit->b, residual);
    else
        fit->status = ES_FIT_GARCH_FAILED;
}

static void garch_fit(const es_model *self, const es_regression *data,
                      const es_fit_options *options, double *work, es_fit *fit, double *residual)
{
    conditional_fit(self, data, options, false, work, fit, residual);
}

static void egarch_fit(const es_model *self, const es_regression *data,
                       const es_fit_options *options, double *work, es_fit *fit, double *residual)
{
    conditional_fit(self, data, options, true, work, fit, residual);
}

/* Day by day from the last estimation row; a realised AR, where asked for and there, replaces what
 * the model expects of its square. */
static void one_step(const es_garch *g, bool egarch, const es_forecast *days, double *h)
{
    double variance = days->last_h, shock = days->last_residual;
    int at =
        0; /* trading days from the last row to the day that `variance` and `shock` belong to */
    for (size_t j = 0; j < days->n; j++) {
        unsigned step = days->ahead[j] > at ? (unsigned)(days->ahead[j] - at) : 1u;
        h[j] = egarch ? es_egarch_forecast(g, variance, shock, step)
                      : es_garch_forecast(g, variance, shock, step);
        if (isnan(days->ar[j]))
            continue;
        variance = h[j];
        shock = days->ar[j];
        at = days->ahead[j];
    }
}

static void forecast(const es_model *self, const es_fit *fit, const es_fit_options *options,
                     const es_forecast *days, double *h)
{
    es_garch g = parameters_of(fit);
    bool egarch = self->own[4] != NULL;
    if (options->garch_forecast == ES_FORECAST_ONE_STEP) {
        one_step(&g, egarch, days, h);
        return;
    }
    for (size_t j = 0; j < days->n; j++)
        h[j] = egarch ? es_egarch_forecast(&g, days->last_h, days->last_residual,
                                           (unsigned)days->ahead[j])
                      : es_garch_forecast(&g, days->last_h, days->last_residual,
                                          (unsigned)days->ahead[j]);
}

static size_t work_size(size_t n, size_t p, size_t lags)
{
    (void)p, (void)lags;
    return es_garch_work_size(n);
}

const es_model es_model_garch11 = {
    .id = "garch11",
    .title = "Market model, GARCH(1,1) errors",
    .number = "M-16",
    .equation = "R = a + b Rm + e, h = w + a e^2 + b h",
    .reference = "Bollerslev (1986)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    .factor = {"market"},
    .single_days = true,
    .parameters = 5,
    .own = {"loglik", "omega", "arch", "garch"},
    .work_size = work_size,
    .fit = garch_fit,
    .forecast = forecast,
};

const es_model es_model_egarch11 = {
    .id = "egarch11",
    .title = "Market model, EGARCH(1,1) errors",
    .number = "M-17",
    .equation = "R = a + b Rm + e, ln h = w + b ln h + a (|z| - E|z|) + g z",
    .reference = "Nelson (1991)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    .factor = {"market"},
    .single_days = true,
    .parameters = 6,
    .own = {"loglik", "omega", "arch", "garch", "leverage"},
    .work_size = work_size,
    .fit = egarch_fit,
    .forecast = forecast,
};
