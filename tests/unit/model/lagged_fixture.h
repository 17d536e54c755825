/* Rows with leads and lags of a market, and simple oracles, for the models that take them. */
#ifndef ES_TESTS_MODEL_LAGGED_FIXTURE_H
#define ES_TESTS_MODEL_LAGGED_FIXTURE_H

#include "model/model.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST_ROWS = 260, MOST_LAG_COLUMNS = 2 * ES_MOST_LAGS + 1 };

typedef struct lagged_rows {
    size_t n, q;
    double y[MOST_ROWS];
    double x[2 * MOST_ROWS];                     /* 1, Rm */
    double lagged[MOST_LAG_COLUMNS * MOST_ROWS]; /* Rm_{t-q} .. Rm_{t+q} */
    double residual[MOST_ROWS];
    es_fit fit;
} lagged_rows;

/* Rows from a market of n + 2q days: row i is day i + q. */
void lagged_fill(lagged_rows *r, size_t n, size_t q, const double *market, const double *y);

/* A market with first-order correlation about rho, and returns on today's and yesterday's. */
void lagged_random(lagged_rows *r, uint64_t seed, size_t n, size_t q, double rho);

/* Fits and checks what every fit has: n, p, sizes; canaries around the residuals. */
void lagged_estimate(lagged_rows *r, const char *model, const es_fit_options *options);

const double *lagged_column(const lagged_rows *r, int j);

double plain_correlation(size_t n, const double *x, const double *y);
double plain_covariance(size_t n, const double *x, const double *y); /* sums, not means */

/* alpha, residuals, sigma, df and (X'X)^-1 as they follow from beta (M-12, M-14, M-19, M-20). */
void lagged_check_rest(const lagged_rows *r, double beta);

#endif
