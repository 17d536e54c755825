/* Dimson's aggregated coefficients (METHODS M-13), by default with the weights of Fowler and Rorke
 * (M-14).
 *
 * One regression of R_t on a constant and Rm_{t-q} .. Rm_{t+q} gives g_j.  Plain: beta = sum g_j.
 * Weighted: beta = sum W_|j| g_j with W_0 = 1 and, for rho_j = corr(Rm_t, Rm_{t-j}),
 *   W_j = (1 + sum_{h=1..q} rho_h + sum_{h=1..q-j} rho_h) / (1 + 2 sum_{h=1..q} rho_h). */
#include <math.h>
#include <string.h>

#include "model/lagged.h"

static double sum_to(const double *rho, size_t n)
{
    double sum = 0.0;
    for (size_t h = 1; h <= n; h++)
        sum += rho[h];
    return sum;
}

static double aggregate(const es_regression *data, const double *g, int form)
{
    size_t q = data->lags;
    double rho[ES_MOST_LAGS + 1], beta = g[q], all;
    for (size_t h = 1; h <= q; h++)
        rho[h] = form == ES_DIMSON_PLAIN ? 0.0 : es_lag_correlation(data, h);
    all = sum_to(rho, q);
    for (size_t j = 1; j <= q; j++)
        beta += (1.0 + all + sum_to(rho, q - j)) / (1.0 + 2.0 * all) * (g[q - j] + g[q + j]);
    return beta;
}

static void dimson_fit(const es_model *self, const es_regression *data,
                       const es_fit_options *options, double *work, es_fit *fit, double *residual)
{
    size_t n = data->n, q = data->lags, p = 2 * q + 2;
    double b[ES_MAX_COEFFICIENTS], inverse[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS], line[2];
    double *x = work, beta;
    (void)self;
    fit->status = ES_FIT_SINGULAR;
    if (n <= p || !es_line_fit(n, data->x + n, data->y, line, fit->xtx_inv))
        return;
    for (size_t i = 0; i < n; i++)
        x[i] = 1.0;
    memcpy(x + n, data->lagged, n * (p - 1) * sizeof *x);
    if (!es_least_squares(n, p, x, data->y, work + n * p, b, inverse))
        return;
    beta = aggregate(data, b + 1, options->dimson);
    if (isfinite(beta))
        es_lagged_finish(data, beta, options, fit, residual);
}

static size_t work_size(size_t n, size_t p, size_t lags)
{
    (void)p;
    return n * (2 * (2 * lags + 2) + 1);
}

const es_model es_model_dimson = {
    .id = "dimson",
    .title = "Dimson, weights of Fowler and Rorke",
    .number = "M-13, M-14",
    .equation = "R = a + b Rm, b from dimson_order leads and lags",
    .reference = "Dimson (1979), Fowler and Rorke (1983)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    .factor = {"market"},
    .single_days = true,
    .lags = ES_LAGS_OF_OPTION,
    .parameters = 2,
    .work_size = work_size,
    .fit = dimson_fit,
};
