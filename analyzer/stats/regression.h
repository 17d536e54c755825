/* Linear regression with the covariances of econometrics (METHODS C-1..C-8). */
#ifndef ES_STATS_REGRESSION_H
#define ES_STATS_REGRESSION_H

#include "stats/least_squares.h"

#include <stdint.h>

/* id, words; the order is that of the choices of the option `hc`. */
#define ES_SE_MAP(X)                                                                               \
    X(OLS, "ols")                           /* s^2 (X'X)^-1 */                                     \
    X(HC0, "hc0")                           /* sandwich with u^2 */                                \
    X(HC1, "hc1")                           /* times n / (n - k) */                                \
    X(HC2, "hc2")                           /* u^2 / (1 - h) */                                    \
    X(HC3, "hc3")                           /* u^2 / (1 - h)^2 */                                  \
    X(CLUSTER_DATE, "cluster_date")         /* scores summed per cluster, CR1 */                   \
    X(CLUSTER_SECURITY, "cluster_security") /* likewise */                                         \
    X(WLS, "wls")                           /* as OLS, on weighted rows */                         \
    X(NW, "nw")                             /* Newey-West, Bartlett weights */

typedef enum es_se {
#define ES_SE_ENUM(id, words) ES_SE_##id,
    ES_SE_MAP(ES_SE_ENUM)
#undef ES_SE_ENUM
        ES_N_SE
} es_se;

const char *es_se_key(es_se se);

/* n rows, p columns. */
typedef struct es_linear {
    size_t n, p;
    const double *x;         /* n-by-p, column-major */
    const double *y;         /* n */
    const double *weight;    /* n, positive: rows are scaled by their roots; NULL: 1 */
    const uint32_t *cluster; /* n: 0 .. n_clusters - 1, for the cluster kinds; else unused */
    size_t n_clusters;
} es_linear;

typedef enum es_linear_status {
    ES_LINEAR_OK,
    ES_LINEAR_TOO_FEW,  /* n <= p, or fewer than two clusters */
    ES_LINEAR_SINGULAR, /* the design is rank-deficient (E-6) */
    ES_LINEAR_LEVERAGE  /* HC2, HC3: a row fits itself, h >= 1 - 1e-12 */
} es_linear_status;

typedef struct es_linear_fit {
    double b[ES_MAX_COEFFICIENTS], se[ES_MAX_COEFFICIENTS];
    double df; /* n - p, or clusters - 1 */
    double r2; /* about the (weighted) mean; NaN when y does not vary */
} es_linear_fit;

/* Doubles of scratch that es_linear_solve needs. */
size_t es_linear_work_size(size_t n, size_t p, size_t n_clusters);

es_linear_status es_linear_solve(const es_linear *data, es_se se, double *work, es_linear_fit *out);

/* Leverage x_t' (X'X)^-1 x_t of every row. */
void es_leverage(size_t n, size_t p, const double *x, const double *xtx_inv, double *h);

/* Bartlett lag floor(4 (n / 100)^(2/9)). */
size_t es_newey_west_lag(size_t n);

#endif
