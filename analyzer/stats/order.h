/* Order statistics. */
#ifndef ES_STATS_ORDER_H
#define ES_STATS_ORDER_H

#include <stddef.h>

/* Sorts n finite values ascending, in place. */
void es_sort(size_t n, double *x);

/* The median: mean of the two middle values for even n.  x is sorted in place; n >= 1. */
double es_median(size_t n, double *x);

#endif
