/* The sample quantile of an abnormal return among the estimation residuals (METHODS S-28). */
#ifndef ES_INFERENCE_SAMPLE_QUANTILE_H
#define ES_INFERENCE_SAMPLE_QUANTILE_H

#include "stats/tail.h"

#include <stddef.h>

/* p-value of a sum `value` over `days` days: how extreme it is among the overlapping sums of `days`
 * consecutive residuals u (n of them, NaN: none; sums over a missing one are left out).  *m
 * receives the number of sums; NaN when there is none. */
double es_sample_quantile_p(size_t n, const double *u, size_t days, double value, es_tail tail,
                            size_t *m);

#endif
