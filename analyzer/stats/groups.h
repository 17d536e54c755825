/* Differences between groups of values (METHODS MD-1..MD-3). */
#ifndef ES_STATS_GROUPS_H
#define ES_STATS_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/tail.h"

typedef struct es_comparison {
    double statistic;
    double df, df2;  /* NaN where the distribution has none */
    double estimate; /* mean of the first group less mean of the second; NaN for more than two */
    double p;
} es_comparison;

/* All return false, with NaN in every field, where the test is undefined. */

/* Two groups of n1 and n2 finite values, at least 2 in each and not both without spread (E-3).
 * Welch: t = (mean1 - mean2) / sqrt(s1^2/n1 + s2^2/n2) with Satterthwaite's degrees of freedom
 * (B. L. Welch, Biometrika 34, 1947); pooled: one variance for both, n1 + n2 - 2. */
bool es_welch(size_t n1, const double *x1, size_t n2, const double *x2, es_tail tail,
              es_comparison *out);
bool es_pooled(size_t n1, const double *x1, size_t n2, const double *x2, es_tail tail,
               es_comparison *out);

/* Bytes of 8-aligned work for n values in all groups together. */
size_t es_groups_work_size(size_t n);

/* Mann and Whitney: z of the rank sum of the first of two groups, corrected for ties, without
 * continuity correction.  x: the n1 values of the first group, then the n2 of the second; at least
 * 2 in each, not all of them equal. */
bool es_mann_whitney(size_t n1, size_t n2, const double *x, es_tail tail, void *work,
                     es_comparison *out);

/* k >= 2 groups; group g has size[g] >= 1 values, which follow those of group g - 1 in x; more
 * values than groups.
 * One-way analysis of variance: F(k - 1, n - k); needs spread within groups.
 * Kruskal and Wallis (JASA 47, 1952): chi-square(k - 1), corrected for ties; not all equal. */
bool es_anova(size_t k, const size_t *size, const double *x, es_comparison *out);
bool es_kruskal_wallis(size_t k, const size_t *size, const double *x, void *work,
                       es_comparison *out);

#endif
