/* The skewness-adjusted t that tests and their bootstrap share (METHODS S-11..S-13). */
#ifndef ES_INFERENCE_SKEWNESS_H
#define ES_INFERENCE_SKEWNESS_H

#include <stdbool.h>
#include <stddef.h>

/* sqrt(n) [S + g S^2/3 + g/(6n)], with `cubic` also g^2 S^3/27; S = (mean - centre) / sd.  Not
 * finite when the n >= 3 values do not vary. */
double es_skewness_t(size_t n, const double *x, double centre, bool cubic, bool unbiased);

#endif
