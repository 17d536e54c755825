#include "stats/groups.h"

#include <math.h>

#include "stats/rank.h"
#include "stats/sum.h"

bool es_welch(size_t n1, const double *x1, size_t n2, const double *x2, es_group_result *out)
{
    double s1 = es_sd(n1, x1), s2 = es_sd(n2, x2), a, b;
    if (es_is_no_spread(s1, es_max_abs(n1, x1)) && es_is_no_spread(s2, es_max_abs(n2, x2)))
        return false;
    a = s1 * s1 / (double)n1;
    b = s2 * s2 / (double)n2;
    out->statistic = (es_mean(n1, x1) - es_mean(n2, x2)) / sqrt(a + b);
    out->df = (a + b) * (a + b) / (a * a / (double)(n1 - 1) + b * b / (double)(n2 - 1));
    out->df2 = (double)NAN;
    return true;
}

bool es_pooled(size_t n1, const double *x1, size_t n2, const double *x2, es_group_result *out)
{
    double s1 = es_sd(n1, x1), s2 = es_sd(n2, x2), variance;
    if (es_is_no_spread(s1, es_max_abs(n1, x1)) && es_is_no_spread(s2, es_max_abs(n2, x2)))
        return false;
    out->df = (double)(n1 + n2 - 2);
    variance = ((double)(n1 - 1) * s1 * s1 + (double)(n2 - 1) * s2 * s2) / out->df;
    out->statistic = (es_mean(n1, x1) - es_mean(n2, x2))
                     / sqrt(variance * (1.0 / (double)n1 + 1.0 / (double)n2));
    out->df2 = (double)NAN;
    return true;
}

size_t es_groups_work_size(size_t n)
{
    return (n + 1) / 2 * 2 * sizeof(uint32_t) + es_rank_work_size(n);
}

bool es_mann_whitney(size_t n1, size_t n2, const double *x, void *work, es_group_result *out)
{
    size_t n = n1 + n2;
    uint32_t *rank2 = work;
    double first = 0.0, size = (double)n, u, variance;
    es_rank_doubled(n, x, rank2 + (n + 1) / 2 * 2, rank2);
    for (size_t i = 0; i < n1; i++)
        first += 0.5 * (double)rank2[i];
    u = first - 0.5 * (double)n1 * ((double)n1 + 1.0);
    variance = (double)n1 * (double)n2 / 12.0
               * (size + 1.0 - es_rank_ties(n, rank2) / (size * (size - 1.0)));
    out->statistic = (u - 0.5 * (double)n1 * (double)n2) / sqrt(variance);
    out->df = out->df2 = (double)NAN;
    return variance > 0.0;
}

/* Sums and counts per group of the values. */
static void add_up(size_t n, const double *x, const uint32_t *group, size_t n_groups, double *sums)
{
    for (size_t g = 0; g < 2 * n_groups; g++)
        sums[g] = 0.0;
    for (size_t i = 0; i < n; i++) {
        sums[group[i]] += x[i];
        sums[n_groups + group[i]] += 1.0;
    }
}

bool es_anova(size_t n, const double *x, const uint32_t *group, size_t n_groups, double *sums,
              es_group_result *out)
{
    double mean = es_mean(n, x), between = 0.0, within = 0.0;
    add_up(n, x, group, n_groups, sums);
    for (size_t g = 0; g < n_groups; g++) {
        double gap = sums[g] / sums[n_groups + g] - mean;
        between += sums[n_groups + g] * gap * gap;
    }
    for (size_t i = 0; i < n; i++) {
        double gap = x[i] - sums[group[i]] / sums[n_groups + group[i]];
        within += gap * gap;
    }
    out->df = (double)(n_groups - 1);
    out->df2 = (double)(n - n_groups);
    out->statistic = between / out->df / (within / out->df2);
    return !es_is_no_spread(sqrt(within / (double)n), es_max_abs(n, x));
}

bool es_kruskal_wallis(size_t n, const double *x, const uint32_t *group, size_t n_groups,
                       double *sums, void *work, es_group_result *out)
{
    uint32_t *rank2 = work;
    double size = (double)n, h = 0.0, correction;
    es_rank_doubled(n, x, rank2 + (n + 1) / 2 * 2, rank2);
    for (size_t g = 0; g < 2 * n_groups; g++)
        sums[g] = 0.0;
    for (size_t i = 0; i < n; i++) {
        sums[group[i]] += 0.5 * (double)rank2[i];
        sums[n_groups + group[i]] += 1.0;
    }
    for (size_t g = 0; g < n_groups; g++)
        h += sums[g] * sums[g] / sums[n_groups + g];
    h = 12.0 / (size * (size + 1.0)) * h - 3.0 * (size + 1.0);
    correction = 1.0 - es_rank_ties(n, rank2) / (size * size * size - size);
    out->statistic = h / correction;
    out->df = (double)(n_groups - 1);
    out->df2 = (double)NAN;
    return correction > 0.0;
}
