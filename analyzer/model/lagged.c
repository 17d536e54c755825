#include "model/lagged.h"

#include <math.h>

#include "model/scale.h"
#include "stats/sum.h"

double es_lag_correlation(const es_regression *data, size_t j)
{
    return es_correlation(data->n, es_lag(data, 0), es_lag(data, -(int)j));
}

void es_lagged_finish(const es_regression *data, double beta, const es_fit_options *options,
                      es_fit *fit, double *residual)
{
    size_t n = data->n;
    const double *market = data->x + n;
    fit->b[0] = es_mean(n, data->y) - beta * es_mean(n, market);
    fit->b[1] = beta;
    for (size_t i = 0; i < n; i++)
        residual[i] = data->y[i] - fit->b[0] - beta * market[i];
    es_fit_scale(data, 2, options, residual, fit);
}
