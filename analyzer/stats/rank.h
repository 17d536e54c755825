/* Ranks: 1 = smallest, ties share the mean of their ranks (METHODS section 0). */
#ifndef ES_STATS_RANK_H
#define ES_STATS_RANK_H

#include <stddef.h>
#include <stdint.h>

/* Room for ranking up to n values: pass es_rank_work_size(n) bytes of storage, 8-aligned. */
size_t es_rank_work_size(size_t n);

/* Twice the rank of each of n finite values, so that mid-ranks stay whole numbers. */
void es_rank_doubled(size_t n, const double *x, void *work, uint32_t *rank2);

/* Sum of t^3 - t over the groups of t equal ranks.  Sorts the ranks. */
double es_rank_ties(size_t n, uint32_t *rank2);

#endif
