/* Errors that follow an AR(1) (METHODS W-3, volume_ar1): estimated generalised least squares. */
#ifndef ES_MODEL_AR1_H
#define ES_MODEL_AR1_H

#include "model/model.h"

/* From a least-squares fit to one with u_t = rho u_{t-1} + e_t: rho from the residuals, rows
 * transformed as Prais and Winsten do (the first by sqrt(1 - rho^2)), coefficients, (X'X)^-1 and
 * sigma those of the transformed rows, whose residuals replace the old ones.  Missing days are
 * closed up. work: 2 n (p + 1) elements. */
void es_ar1_refit(const es_regression *data, const es_fit_options *options, double *work,
                  es_fit *fit, double *residual);

#endif
