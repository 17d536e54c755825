/* Order statistics. */
#ifndef ES_STATS_ORDER_H
#define ES_STATS_ORDER_H

#include <stddef.h>

/* Sorts n finite values ascending, in place. */
void es_sort(size_t n, double *x);

/* The median: mean of the two middle values for even n.  x is sorted in place; n >= 1. */
double es_median(size_t n, double *x);

/* The quantile at p in [0, 1] of n >= 1 values in ascending order, type 7 (METHODS section 0):
 * linear between the neighbours of position (n - 1) p, counted from 0. */
double es_quantile(size_t n, const double *sorted, double p);

/* The mean after values beyond the quantiles at `share` and 1 - share are set to them, 0 <= share
 * <= 1/2; share 0 gives the mean and 1/2 the median.  x: n >= 1 finite values, in any order; it is
 * sorted and changed in place. */
double es_winsorised_mean(size_t n, double *x, double share);

#endif
