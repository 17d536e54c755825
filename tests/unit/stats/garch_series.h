/* Simulated series and numerical slopes for the tests of GARCH and EGARCH. */
#ifndef ES_TESTS_GARCH_SERIES_H
#define ES_TESTS_GARCH_SERIES_H

#include <stdint.h>

#include "stats/garch_likelihood.h"

enum { SERIES_MOST = 3000, SERIES_WORK = (4 + ES_GARCH_COLUMNS) * SERIES_MOST };

/* What one fit needs and gives. */
typedef struct series {
    size_t n;
    double y[SERIES_MOST], x[SERIES_MOST], h[SERIES_MOST], residual[SERIES_MOST];
    double work[SERIES_WORK];
    es_garch fit;
} series;

/* n rows of the process with coefficients `like` (return units; its h starts where it tends to);
 * is_log: EGARCH. */
void series_fill(series *s, uint64_t seed, size_t n, const es_garch *like, bool is_log);

/* The series as a fit takes it; with_x false: no market. */
es_garch_series series_view(const series *s, es_garch_init init, bool with_x);

/* -l of the series in percents, as the fits see it. */
es_garch_rows series_rows(series *s, es_garch_init init, double ols[2]);

/* -l with slopes, as the two likelihoods have it. */
typedef double slopes_function(const es_garch_rows *rows, const double *theta, double *gradient,
                               double *hessian);

/* Holds gradient and Hessian (p, p-by-p) at theta against differences of value and gradient. */
void assert_slopes(const es_garch_rows *rows, size_t p, slopes_function *slopes,
                   const double *theta);

#endif
