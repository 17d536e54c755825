/* Wilcoxon's signed-rank test (METHODS S-23). */
#ifndef ES_STATS_SIGNED_RANK_H
#define ES_STATS_SIGNED_RANK_H

#include "stats/tail.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct es_signed_rank_options {
    bool continuity; /* normal approximation of W -+ 1/2, see signed_rank.c */
    bool pratt;      /* zeros take part in the ranking and leave their ranks unused; else dropped */
    es_tail tail;
} es_signed_rank_options;

typedef struct es_signed_rank {
    double w; /* W+: sum of the ranks of |x| over x > 0 */
    double p;
    bool exact; /* p from the exact null distribution: no ties, no zeros kept, n <= 50 */
} es_signed_rank;

size_t es_signed_rank_work_size(size_t n); /* bytes, 8-aligned */

/* False when no value differs from zero, or their ranks have no variance. */
bool es_signed_rank_test(size_t n, const double *x, const es_signed_rank_options *options,
                         void *work, es_signed_rank *out);

#endif
