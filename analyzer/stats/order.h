/* Order statistics. */
#ifndef ES_STATS_ORDER_H
#define ES_STATS_ORDER_H

#include <stddef.h>

/* Sorts n finite values ascending, in place. */
void es_sort(size_t n, double *x);

/* The median: mean of the two middle values for even n.  x is sorted in place; n >= 1. */
double es_median(size_t n, double *x);

/* The p-quantile of n >= 1 sorted values, linear between them at h = (n - 1) p (type 7). */
double es_quantile(size_t n, const double *sorted, double p);

/* The mean with all values beyond the p and 1 - p quantiles pulled to these; 0 <= p <= 1/2. */
double es_winsorised_mean(size_t n, const double *sorted, double p);

#endif
