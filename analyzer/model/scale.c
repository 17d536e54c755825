#include "model/scale.h"

#include <math.h>

#include "base/wide.h"
#include "stats/sum.h"

static double divisor(es_sigma_divisor kind, size_t n, size_t k)
{
    switch (kind) {
    case ES_DIVISOR_M_1:
        return (double)(n - 1);
    case ES_DIVISOR_M_2:
        return (double)(n - 2);
    default:
        return (double)(n - k);
    }
}

void es_fit_scale(const es_regression *data, size_t k, const es_fit_options *options,
                  const double *residual, es_fit *fit)
{
    size_t n = data->n;
    fit->n = n;
    fit->p = data->p;
    fit->df = (double)(n - k);
    fit->sigma =
        sqrt(es_sum_squares(n, residual) / divisor((es_sigma_divisor)options->sigma_divisor, n, k));
    fit->status =
        es_is_no_spread(fit->sigma, es_max_abs(n, data->y)) ? ES_FIT_NO_VARIANCE : ES_FIT_OK;
}

ES_WIDE void es_fit_residuals(const es_regression *data, const double *b, double *residual)
{
    for (size_t i = 0; i < data->n; i++)
        residual[i] = data->y[i];
    for (size_t k = 0; k < data->p; k++) {
        const double *x = data->x + k * data->n;
        for (size_t i = 0; i < data->n; i++)
            residual[i] -= b[k] * x[i];
    }
}
