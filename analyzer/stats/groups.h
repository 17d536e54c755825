/* Do groups differ?  (METHODS MD-1..MD-3; analysis of variance and Kruskal-Wallis for more groups.)
 */
#ifndef ES_STATS_GROUPS_H
#define ES_STATS_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct es_group_result {
    double statistic, df, df2; /* NaN where there is none */
} es_group_result;

/* Two samples, n >= 2 each; false when neither varies. */
bool es_welch(size_t n1, const double *x1, size_t n2, const double *x2, es_group_result *out);
bool es_pooled(size_t n1, const double *x1, size_t n2, const double *x2, es_group_result *out);

/* z of U with tie correction, no continuity correction.  x holds the first sample, then the second;
 * work: es_groups_work_size(n1 + n2) bytes. */
bool es_mann_whitney(size_t n1, size_t n2, const double *x, void *work, es_group_result *out);

/* n values in groups 0 .. n_groups - 1, every group with at least one, n > n_groups; sums: 2
 * n_groups elements.  One-way F, df = n_groups - 1 and n - n_groups. */
bool es_anova(size_t n, const double *x, const uint32_t *group, size_t n_groups, double *sums,
              es_group_result *out);

/* H with tie correction, chi^2 with n_groups - 1 degrees of freedom. */
bool es_kruskal_wallis(size_t n, const double *x, const uint32_t *group, size_t n_groups,
                       double *sums, void *work, es_group_result *out);

size_t es_groups_work_size(size_t n); /* bytes, 8-aligned */

#endif
