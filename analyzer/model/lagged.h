/* What the models with leads and lags of the market share (METHODS M-12..M-14): alpha and beta come
 * from elsewhere, the residuals and their scale are those of y - alpha - beta Rm. */
#ifndef ES_MODEL_LAGGED_H
#define ES_MODEL_LAGGED_H

#include "model/model.h"

/* Column j of the lags, -lags <= j <= lags. */
static inline const double *es_lag(const es_regression *data, int j)
{
    return data->lagged + (size_t)(j + (int)data->lags) * data->n;
}

/* Pearson correlation of the market with itself j days before, on the rows; NaN without spread. */
double es_lag_correlation(const es_regression *data, size_t j);

/* Completes a fit whose slope is known: alpha through the means, residuals, sigma with M - 2,
 * (X'X)^-1 of ordinary least squares on [1, Rm] as it stands in the fit. */
void es_lagged_finish(const es_regression *data, double beta, const es_fit_options *options,
                      es_fit *fit, double *residual);

#endif
