/* Scholes-Williams betas for prices that do not trade together with the market's (METHODS M-12).
 *
 * Three simple regressions, of R_t on Rm_{t-1}, Rm_t and Rm_{t+1}:
 * beta = (b_-1 + b_0 + b_1) / (1 + 2 rho), rho = corr(Rm_t, Rm_{t-1}), all on the same rows.
 * Variant sw_form = iv: cov(R, Z) / cov(Rm, Z) with Z = Rm_{t-1} + Rm_t + Rm_{t+1}. */
#include <math.h>

#include "model/lagged.h"
#include "stats/sum.h"

static const double LEAST_DENOMINATOR = 0.05; /* METHODS M-12 */

static bool sum_of_slopes(const es_regression *data, double *beta, es_fit *fit)
{
    double b[2], inverse[4], slopes = 0.0;
    double denominator = 1.0 + 2.0 * es_lag_correlation(data, 1);
    for (int j = -1; j <= 1; j++) {
        if (!es_line_fit(data->n, es_lag(data, j), data->y, b, inverse)) {
            fit->status = ES_FIT_SINGULAR;
            return false;
        }
        slopes += b[1];
    }
    if (!(denominator > LEAST_DENOMINATOR)) {
        fit->status = ES_FIT_SW_UNSTABLE;
        return false;
    }
    *beta = slopes / denominator;
    return true;
}

static bool instrument(const es_regression *data, double *work, double *beta, es_fit *fit)
{
    double with_market, total;
    size_t n = data->n;
    for (size_t i = 0; i < n; i++)
        work[i] = es_lag(data, -1)[i] + es_lag(data, 0)[i] + es_lag(data, 1)[i];
    total = es_sum_squares_about(n, work, es_mean(n, work));
    with_market = es_dot_about(n, data->x + n, work);
    if (!(with_market
          > LEAST_DENOMINATOR * total / 3.0)) { /* cov(Rm, Z) is var(Z) / 3 without rho */
        fit->status = ES_FIT_SW_UNSTABLE;
        return false;
    }
    *beta = es_dot_about(n, data->y, work) / with_market;
    return true;
}

static void scholes_williams_fit(const es_model *self, const es_regression *data,
                                 const es_fit_options *options, double *work, es_fit *fit,
                                 double *residual)
{
    double b[2], beta;
    bool known;
    (void)self;
    if (!es_line_fit(data->n, data->x + data->n, data->y, b, fit->xtx_inv)) {
        fit->status = ES_FIT_SINGULAR;
        return;
    }
    known = options->sw_form == ES_SW_IV ? instrument(data, work, &beta, fit)
                                         : sum_of_slopes(data, &beta, fit);
    if (known)
        es_lagged_finish(data, beta, options, fit, residual);
}

const es_model es_model_scholes_williams = {
    .id = "scholes_williams",
    .title = "Scholes-Williams",
    .number = "M-12",
    .equation = "R = a + b Rm, b from leads and lags",
    .reference = "Scholes and Williams (1977)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    .factor = {"market"},
    .single_days = true,
    .lags = 1,
    .parameters = 2,
    .fit = scholes_williams_fit,
};
