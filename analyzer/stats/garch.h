/* GARCH(1,1) and EGARCH(1,1) with a regression mean (METHODS M-16..M-18).
 *
 *   y_t = alpha + beta x_t + e_t,  e_t | past ~ N(0, h_t)
 *   GARCH    h_t    = omega + a e_{t-1}^2 + b h_{t-1},  omega > 0, a, b >= 0, a + b < 1
 *   EGARCH   ln h_t = omega + b ln h_{t-1} + a (|z_{t-1}| - sqrt(2/pi)) + g z_{t-1},  z = e/sqrt(h)
 *
 * Bollerslev 1986, J. Econometrics 31:307; Nelson 1991, Econometrica 59:347. */
#ifndef ES_STATS_GARCH_H
#define ES_STATS_GARCH_H

#include <stdbool.h>
#include <stddef.h>

/* The first variance h_1. */
typedef enum es_garch_init {
    ES_GARCH_INIT_FIXED,           /* mean square of the least-squares residuals */
    ES_GARCH_INIT_BACKCAST_PARAMS, /* mean square of the residuals at the current parameters */
    ES_GARCH_INIT_UNCOND,          /* what the recursion returns to: omega/(1-a-b) */
    ES_GARCH_INIT_EWMA /* weighted by 0.94^t over the first 75 least-squares residuals */
} es_garch_init;

typedef struct es_garch {
    bool converged;
    double alpha, beta;                  /* mean, return units */
    double omega, arch, garch, leverage; /* omega, a, b, g; return units; g = 0 for GARCH */
    double loglik;                       /* of the returns as given */
} es_garch;

/* What is explained: n returns y and n market returns x of consecutive trading days, finite;
 * x NULL: the mean is alpha alone. */
typedef struct es_garch_series {
    size_t n;
    const double *y, *x;
    es_garch_init init;
} es_garch_series;

/* Elements of `work` for n rows. */
size_t es_garch_work_size(size_t n);

/* Maximum likelihood.
 *   work      es_garch_work_size(n) elements
 *   h         n conditional variances, out
 *   residual  n, y - alpha - beta x, out
 * False, with converged false and the rest undefined, when no start converges: also for fewer than
 * 10 rows, a constant x, or a y that x explains to the last digit. */
bool es_garch_fit(const es_garch_series *series, double *work, es_garch *out, double *h,
                  double *residual);

/* The same within 0 <= a <= 1, |g| <= 1, 0 <= b <= 0.995; with free_domain |a| and |g| may be up to
 * 10 and |b| up to 0.9999, and the likelihood is at least that of the restricted domain. */
bool es_egarch_fit(const es_garch_series *series, bool free_domain, double *work, es_garch *out,
                   double *h, double *residual);

/* The variance one day after a day of variance h and residual e. */
double es_garch_next(const es_garch *fit, double h, double e);
double es_egarch_next(const es_garch *fit, double h, double e);

/* The variance j >= 1 days after the last row, whose variance and residual are given (M-18).  The
 * EGARCH path is that of the expected ln h. */
double es_garch_forecast(const es_garch *fit, double h_last, double e_last, unsigned j);
double es_egarch_forecast(const es_garch *fit, double h_last, double e_last, unsigned j);

#endif
