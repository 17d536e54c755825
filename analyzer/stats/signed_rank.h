/* Wilcoxon's signed-rank statistic (METHODS S-23).
 *
 * W+ is the sum of the ranks of |x| over the positive x.  Where no two |x| are equal and there are
 * at most 50, its null distribution is counted; otherwise W+ is held against the normal
 * distribution of the same mean and variance, with the correction for ties.
 *
 * F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1, 1945; zeros in
 * the manner of J. W. Pratt, JASA 54, 1959. */
#ifndef ES_STATS_SIGNED_RANK_H
#define ES_STATS_SIGNED_RANK_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/tail.h"

typedef enum es_zeros {
    ES_ZEROS_WILCOX, /* left out before ranking */
    ES_ZEROS_PRATT   /* ranked, then left out; never exact when there are any */
} es_zeros;

typedef struct es_signed_rank_options {
    es_zeros zeros;
    bool continuity; /* subtract one half from |W+ - E W+| in the normal approximation */
    es_tail tail;
} es_signed_rank_options;

typedef struct es_signed_rank {
    size_t n; /* values that are not zero */
    double w; /* W+ */
    double z; /* of the approximation; NaN when exact */
    double p;
    bool exact;
} es_signed_rank;

/* Bytes of 8-aligned work for n values. */
size_t es_signed_rank_work_size(size_t n);

/* x: n finite values.  False, with NaN for w, z and p, when all x are zero (or n = 0). */
bool es_signed_rank_test(size_t n, const double *x, es_signed_rank_options options, void *work,
                         es_signed_rank *out);

/* P(W+ = w) under the null for w = 0 .. n(n+1)/2, times 2^n: exact whole numbers in double.
 * n <= 50; counts: n(n+1)/2 + 1 elements. */
void es_signed_rank_counts(size_t n, double *counts);

#endif
