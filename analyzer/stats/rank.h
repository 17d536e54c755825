/* Ranks: 1 = smallest, ties share the mean of their ranks (METHODS section 0). */
#ifndef ES_STATS_RANK_H
#define ES_STATS_RANK_H

#include <stddef.h>
#include <stdint.h>

/* Room for ranking up to n values: pass es_rank_work_size(n) bytes of storage, 8-aligned. */
size_t es_rank_work_size(size_t n);

/* Twice the rank of each of n finite values, so that mid-ranks stay whole numbers. */
void es_rank_doubled(size_t n, const double *x, void *work, uint32_t *rank2);

/* Where k values stand among the n > 0 values last ranked in this storage: twice the number of
 * those below, plus the number of those equal, plus one.  Ranked values above a place have a larger
 * doubled rank, equal ones the same. */
void es_rank_places(size_t n, const void *work, size_t k, const double *value, uint32_t *place2);

/* Sum of t^3 - t over the groups of t tied values: 0 without ties.  rank2 as above; count: room for
 * 2n + 1 elements. */
double es_rank_ties(size_t n, const uint32_t *rank2, uint32_t *count);

#endif
