/* Linear regression with the standard errors of the cross-section and of the calendar-time
 * portfolio (METHODS C-1..C-8, CT-3).
 *
 * With weights the rows of X and y are scaled by sqrt(w) and everything below is said of the scaled
 * rows, so that every covariance has its weighted form.  B = (X'X)^-1, residuals u, leverages h:
 *
 *     ols         s^2 B, s^2 = u'u / (n - p)
 *     hc0..hc3    B X' diag(u^2 c) X B with c = 1, n / (n - p), 1 / (1 - h), 1 / (1 - h)^2
 *     cluster     CR1: G/(G - 1) (n - 1)/(n - p) B sum_g (X_g' u_g)(X_g' u_g)' B
 *     newey_west  Bartlett weights 1 - l/(lag + 1), times n / (n - p)
 *
 * H. White, Econometrica 48, 1980; J. G. MacKinnon and H. White, Journal of Econometrics 29, 1985;
 * W. K. Newey and K. D. West, Econometrica 55, 1987; A. C. Cameron and D. L. Miller, Journal of
 * Human Resources 50, 2015. */
#ifndef ES_STATS_REGRESSION_H
#define ES_STATS_REGRESSION_H

#include <stddef.h>
#include <stdint.h>

#include "stats/least_squares.h"

typedef enum es_covariance {
    ES_COVARIANCE_OLS,
    ES_COVARIANCE_HC0,
    ES_COVARIANCE_HC1,
    ES_COVARIANCE_HC2,
    ES_COVARIANCE_HC3,
    ES_COVARIANCE_CLUSTER,
    ES_COVARIANCE_NEWEY_WEST
} es_covariance;

typedef enum es_ols_na {
    ES_OLS_OK,
    ES_OLS_NO_VARIANCE,  /* the fit is perfect (E-5): all figures stand, but no test is defined */
    ES_OLS_LEVERAGE,     /* hc2, hc3: some h >= 1 - 1e-12; no standard errors */
    ES_OLS_FEW_CLUSTERS, /* fewer than two; no standard errors */
    ES_OLS_TOO_FEW,      /* n <= p; nothing is given */
    ES_OLS_SINGULAR      /* E-6; nothing is given */
} es_ols_na;

typedef struct es_ols_problem {
    size_t n, p;          /* p <= ES_MAX_COEFFICIENTS */
    const double *x;      /* n-by-p, column-major; an intercept is a column of ones */
    const double *y;      /* n */
    const double *weight; /* n positive weights, 1 / variance; NULL: none */
    es_covariance covariance;
    const uint32_t *cluster; /* cluster: n labels below n */
    size_t lag;              /* newey_west; the rows are in order of time */
} es_ols_problem;

typedef struct es_ols_result {
    es_ols_na na;
    double b[ES_MAX_COEFFICIENTS];
    double std_error[ES_MAX_COEFFICIENTS];
    double covariance[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS]; /* p-by-p */
    double df;        /* of the t tests: G - 1 with clusters, else n - p */
    double sigma;     /* residual standard deviation of the (scaled) rows, divisor n - p */
    double r_squared; /* about the (weighted) mean also without intercept; NaN if y is constant */
    size_t n_clusters;
} es_ols_result;

/* Elements of work for n observations and p coefficients. */
size_t es_ols_work_size(size_t n, size_t p);

/* Fits; what is not given is NaN (es_ols_na).  Returns out->na. */
es_ols_na es_ols(const es_ols_problem *problem, double *work, es_ols_result *out);

/* floor(4 (n/100)^(2/9)): the customary lag for n observations. */
size_t es_newey_west_lag(size_t n);

#endif
