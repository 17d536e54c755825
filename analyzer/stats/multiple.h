/* p-values adjusted for their number (METHODS A-1..A-4). */
#ifndef ES_STATS_MULTIPLE_H
#define ES_STATS_MULTIPLE_H

#include <stddef.h>

/* A family of n p-values, NaN: none.  m, the size of the family, counts those there are.  Outputs
 * have n elements, NaN where p is; `order` is scratch of n. bonferroni  min(1, m p) holm running
 * maximum of (m - j + 1) p_(j) bh          running minimum from the top of m p_(j) / j (Benjamini
 * and Hochberg) by          the same times sum 1/j (Benjamini and Yekutieli) */
void es_adjust(size_t n, const double *p, size_t *order, double *bonferroni, double *holm,
               double *bh, double *by);

#endif
