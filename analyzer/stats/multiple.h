/* p-values adjusted for the number of tests in a family (METHODS A-1..A-4).
 *
 * Over the m p-values of the family that are numbers, p_(1) <= ... <= p_(m):
 *
 *     bonferroni  m p
 *     holm        the running maximum of (m - j + 1) p_(j), from the smallest on
 *     bh          the running minimum of m p_(j) / j, from the largest on
 *     by          bh times 1 + 1/2 + ... + 1/m
 *
 * each at most 1.  S. Holm, Scandinavian Journal of Statistics 6, 1979; Y. Benjamini and
 * Y. Hochberg, JRSS-B 57, 1995; Y. Benjamini and D. Yekutieli, Annals of Statistics 29, 2001. */
#ifndef ES_STATS_MULTIPLE_H
#define ES_STATS_MULTIPLE_H

#include <stddef.h>

typedef enum es_adjustment {
    ES_ADJUSTMENT_BONFERRONI,
    ES_ADJUSTMENT_HOLM,
    ES_ADJUSTMENT_BH,
    ES_ADJUSTMENT_BY
} es_adjustment;

typedef struct es_adjust_item {
    double p;
    size_t index;
} es_adjust_item;

/* p: n values, NaN where there is none; work: n items; adjusted: n, in the order of p, NaN where p
 * is.  p and adjusted may be the same array. */
void es_adjust(es_adjustment adjustment, size_t n, const double *p, es_adjust_item *work,
               double *adjusted);

#endif
