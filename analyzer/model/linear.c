/* Linear models of expected returns (METHODS M-1, M-2, M-4..M-10): least squares on scaled rows,
 * sigma^2 = u'u / (M - k).  They differ only in their columns. */
#include "model/ar1.h"
#include "model/scale.h"

static void linear_fit(const es_model *self, const es_regression *data,
                       const es_fit_options *options, double *work, es_fit *fit, double *residual)
{
    bool regular;
    (void)self;
    if (data->line)
        regular = es_line_fit(data->n, data->x + data->n, data->y, fit->b, fit->xtx_inv);
    else
        regular = es_least_squares(data->n, data->p, data->x, data->y, work, fit->b, fit->xtx_inv);
    if (!regular) {
        fit->status = ES_FIT_SINGULAR;
        return;
    }
    es_fit_residuals(data, fit->b, residual);
    es_fit_scale(data, data->p, options, residual, fit);
    if (options->ar1 && fit->status == ES_FIT_OK)
        es_ar1_refit(data, options, work, fit, residual);
}

static size_t work_size(size_t n, size_t p, size_t lags)
{
    (void)lags;
    return 2 * n * (p + 1);
}

#define LINEAR .work_size = work_size, .fit = linear_fit

const es_model es_model_mean_adjusted = {
    .id = "mean_adjusted",
    .title = "Mean adjusted",
    .number = "M-2",
    .equation = "R = a",
    .reference = "Brown and Warner (1985)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    LINEAR,
};

const es_model es_model_market_model = {
    .id = "market_model",
    .title = "Market model",
    .number = "M-4",
    .equation = "R = a + b Rm",
    .reference = "MacKinlay (1997)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    .factor = {"market"},
    LINEAR,
};

const es_model es_model_market_model_noint = {
    .id = "market_model_noint",
    .title = "Market model without intercept",
    .number = "M-5",
    .equation = "R = b Rm",
    .reference = "MacKinlay (1997)",
    .dependent = ES_LHS_RETURN,
    .factor = {"market"},
    LINEAR,
};

const es_model es_model_capm = {
    .id = "capm",
    .title = "CAPM",
    .number = "M-6",
    .equation = "R - rf = a + b mktrf",
    .reference = "Campbell, Lo and MacKinlay (1997)",
    .dependent = ES_LHS_LESS_RISKFREE,
    .intercept = true,
    .factor = {"mktrf"},
    LINEAR,
};

const es_model es_model_ff3 = {
    .id = "ff3",
    .title = "Fama-French three factors",
    .number = "M-7",
    .equation = "R - rf = a + b mktrf + s smb + h hml",
    .reference = "Fama and French (1993)",
    .dependent = ES_LHS_LESS_RISKFREE,
    .intercept = true,
    .factor = {"mktrf", "smb", "hml"},
    LINEAR,
};

const es_model es_model_carhart4 = {
    .id = "carhart4",
    .title = "Carhart four factors",
    .number = "M-8",
    .equation = "R - rf = a + b mktrf + s smb + h hml + m mom",
    .reference = "Carhart (1997)",
    .dependent = ES_LHS_LESS_RISKFREE,
    .intercept = true,
    .factor = {"mktrf", "smb", "hml", "mom"},
    LINEAR,
};

const es_model es_model_ff5 = {
    .id = "ff5",
    .title = "Fama-French five factors",
    .number = "M-9",
    .equation = "R - rf = a + b mktrf + s smb + h hml + r rmw + c cma",
    .reference = "Fama and French (2015)",
    .dependent = ES_LHS_LESS_RISKFREE,
    .intercept = true,
    .factor = {"mktrf", "smb", "hml", "rmw", "cma"},
    LINEAR,
};

const es_model es_model_ff6 = {
    .id = "ff6",
    .title = "Fama-French five factors and momentum",
    .number = "M-9",
    .equation = "R - rf = a + b mktrf + s smb + h hml + r rmw + c cma + m mom",
    .reference = "Fama and French (2015), Carhart (1997)",
    .dependent = ES_LHS_LESS_RISKFREE,
    .intercept = true,
    .factor = {"mktrf", "smb", "hml", "rmw", "cma", "mom"},
    LINEAR,
};

const es_model es_model_factors = {
    .id = "factors",
    .title = "Factors of your choice",
    .number = "M-10",
    .equation = "R (or R - rf) = a + factor_list",
    .reference = "Campbell, Lo and MacKinlay (1997)",
    .dependent = ES_LHS_LISTED,
    .intercept = true,
    .listed = true,
    LINEAR,
};
