/* Models that estimate nothing but the scale (METHODS M-3, M-11, M-3 sigma): the abnormal return is
 * the return less that of the market or of a benchmark, or the return itself.
 *
 * sigma is the standard deviation of the scaled differences about their mean (df = M - 1), while
 * the residuals stay as they are: demeaning keeps a drift out of the noise scale and nothing else.
 * Variant: sqrt(sum y^2 / M), df = M. */
#include <math.h>

#include "model/model.h"
#include "stats/sum.h"

static void adjusted_fit(const es_model *self, const es_regression *data,
                         const es_fit_options *options, double *work, es_fit *fit, double *residual)
{
    size_t n = data->n;
    (void)self;
    (void)work;
    fit->n = n;
    fit->p = 0;
    for (size_t i = 0; i < n; i++)
        residual[i] = data->y[i];
    if (options->ma_sigma == ES_MA_RAW) {
        fit->df = (double)n;
        fit->sigma = sqrt(es_sum_squares(n, data->y) / fit->df);
    } else {
        fit->df = (double)(n - 1);
        fit->sigma = es_sd(n, data->y);
    }
    fit->status =
        es_is_no_spread(fit->sigma, es_max_abs(n, data->y)) ? ES_FIT_NO_VARIANCE : ES_FIT_OK;
}

const es_model es_model_market_adjusted = {
    .id = "market_adjusted",
    .title = "Market adjusted",
    .number = "M-3",
    .equation = "R = Rm",
    .reference = "Brown and Warner (1985)",
    .dependent = ES_LHS_LESS_MARKET,
    .adjusts = true,
    .fit = adjusted_fit,
};

const es_model es_model_matched = {
    .id = "matched",
    .title = "Matched benchmark",
    .number = "M-11",
    .equation = "R = Rbench of the event",
    .reference = "Barber and Lyon (1997)",
    .dependent = ES_LHS_LESS_BENCHMARK,
    .adjusts = true,
    .fit = adjusted_fit,
};

const es_model es_model_raw = {
    .id = "raw",
    .title = "Raw return",
    .number = "M-3",
    .equation = "R = 0",
    .reference = "Brown and Warner (1980)",
    .dependent = ES_LHS_RETURN,
    .adjusts = true,
    .fit = adjusted_fit,
};
