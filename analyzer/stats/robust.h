/* Robust regression as the GNU Scientific Library does it: residuals adjusted for leverage, scale
 * by the median absolute deviation of all but the p smallest of them. */
#ifndef ES_STATS_ROBUST_H
#define ES_STATS_ROBUST_H

#include <stdbool.h>
#include <stddef.h>

/* x: n-by-p, column-major; b: p, out.  Huber or bisquare weights with the usual constants.  False
 * when memory runs out or the iteration fails. */
bool es_robust_gsl(size_t n, size_t p, const double *x, const double *y, bool huber, double *b);

#endif
