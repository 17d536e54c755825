/* The residual scale of a fitted model (METHODS M-19, E-5). */
#ifndef ES_MODEL_SCALE_H
#define ES_MODEL_SCALE_H

#include "model/model.h"

/* Sets n, p, df = M - k, sigma from the residuals with the divisor that `sigma_df` asks for, and
 * the status: ES_FIT_OK, or ES_FIT_NO_VARIANCE when sigma is rounding of the largest |y|. */
void es_fit_scale(const es_regression *data, size_t k, const es_fit_options *options,
                  const double *residual, es_fit *fit);

/* y - X b */
void es_fit_residuals(const es_regression *data, const double *b, double *residual);

#endif
