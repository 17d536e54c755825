/* The negative Gaussian log-likelihoods of garch.h with score and Hessian, in the units of y:
 *
 *   -l = 1/2 sum [ln 2 pi + ln h_t + e_t^2 / h_t] */
#ifndef ES_STATS_GARCH_LIKELIHOOD_H
#define ES_STATS_GARCH_LIKELIHOOD_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/garch.h"

/* Positions in theta. */
enum {
    ES_G_OMEGA,
    ES_G_ARCH,
    ES_G_GARCH,
    ES_GARCH_VARIANCE, /* parameters of the variance alone */
    ES_G_ALPHA = ES_GARCH_VARIANCE,
    ES_G_BETA,
    ES_GARCH_PARAMETERS,
    ES_G_LEVERAGE = ES_GARCH_PARAMETERS,
    ES_EGARCH_PARAMETERS
};

/* Bounds of the search that only a search gone astray can meet: standard deviations of alpha from
 * least squares, units of beta, multiples of the first variance. */
#define ES_GARCH_FAR 1e3

enum { ES_GARCH_COLUMNS = 7 + ES_GARCH_PARAMETERS };

typedef struct es_garch_rows {
    size_t n;
    const double *y, *x; /* n each; x of zeros where the mean is alpha alone */
    es_garch_init init;
    double h1;       /* the first variance for FIXED and EWMA */
    double *e;       /* n, the residuals of the last call */
    double *h;       /* n, the variances of the last call; EGARCH: ln h */
    double *columns; /* ES_GARCH_COLUMNS n, scratch of es_garch_derivatives; EGARCH: not used */
} es_garch_rows;

/* Percents into work (es_garch_work_size), least squares into b (alpha, beta), the first variance
 * into rows.  False: too few rows, a constant x, or no residual variance. */
bool es_garch_rows_init(es_garch_rows *rows, const es_garch_series *series, double *work,
                        double b[2]);

/* e = y - alpha - beta x. */
void es_garch_residuals(const es_garch_rows *rows, double alpha, double beta);

/* -l; +infinity where it is not finite. */
double es_garch_value(const es_garch_rows *rows, const double theta[ES_GARCH_PARAMETERS]);

/* -l with gradient (5) and Hessian (5-by-5). */
double es_garch_derivatives(const es_garch_rows *rows, const double theta[ES_GARCH_PARAMETERS],
                            double *gradient, double *hessian);

/* The same for the residuals in rows->e and the variance parameters alone (3, 3-by-3). */
double es_garch_variance_value(const es_garch_rows *rows, const double theta[ES_GARCH_VARIANCE]);
double es_garch_variance_derivatives(const es_garch_rows *rows,
                                     const double theta[ES_GARCH_VARIANCE], double *gradient,
                                     double *hessian);

/* EGARCH: 6 parameters; +infinity also where |ln h| > 40 or |z| > 1e6. */
double es_egarch_value(const es_garch_rows *rows, const double theta[ES_EGARCH_PARAMETERS]);
double es_egarch_derivatives(const es_garch_rows *rows, const double theta[ES_EGARCH_PARAMETERS],
                             double *gradient, double *hessian);

#endif
