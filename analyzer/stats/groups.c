#include "stats/groups.h"

#include <math.h>
#include <stdint.h>

#include "stats/rank.h"
#include "stats/sum.h"

static void undefined(es_comparison *out)
{
    *out = (es_comparison){(double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN};
}

/* Means and standard deviations of two groups. */
typedef struct pair {
    double n1, n2, mean1, mean2, sd1, sd2;
} pair;

/* False when a group is too small or neither has spread. */
static bool describe(size_t n1, const double *x1, size_t n2, const double *x2, pair *out)
{
    double largest;
    if (n1 < 2 || n2 < 2)
        return false;
    *out = (pair){(double)n1,      (double)n2,    es_mean(n1, x1),
                  es_mean(n2, x2), es_sd(n1, x1), es_sd(n2, x2)};
    largest = fmax(es_max_abs(n1, x1), es_max_abs(n2, x2));
    return !es_is_no_spread(fmax(out->sd1, out->sd2), largest);
}

static void finish(const pair *g, double variance, double df, es_tail tail, es_comparison *out)
{
    out->estimate = g->mean1 - g->mean2;
    out->statistic = out->estimate / sqrt(variance);
    out->df = df;
    out->p = es_p_t(out->statistic, df, tail);
}

bool es_welch(size_t n1, const double *x1, size_t n2, const double *x2, es_tail tail,
              es_comparison *out)
{
    pair g;
    double v1, v2;
    undefined(out);
    if (!describe(n1, x1, n2, x2, &g))
        return false;
    v1 = g.sd1 * g.sd1 / g.n1;
    v2 = g.sd2 * g.sd2 / g.n2;
    finish(&g, v1 + v2, (v1 + v2) * (v1 + v2) / (v1 * v1 / (g.n1 - 1.0) + v2 * v2 / (g.n2 - 1.0)),
           tail, out);
    return true;
}

bool es_pooled(size_t n1, const double *x1, size_t n2, const double *x2, es_tail tail,
               es_comparison *out)
{
    pair g;
    double df, pooled;
    undefined(out);
    if (!describe(n1, x1, n2, x2, &g))
        return false;
    df = g.n1 + g.n2 - 2.0;
    pooled = ((g.n1 - 1.0) * g.sd1 * g.sd1 + (g.n2 - 1.0) * g.sd2 * g.sd2) / df;
    finish(&g, pooled * (1.0 / g.n1 + 1.0 / g.n2), df, tail, out);
    return true;
}

/* The work: n ranks and 2n + 1 counts of half a double each, the work of ranking. */
static size_t rank_work_offset(size_t n)
{
    return (3 * n + 2) / 2 * sizeof(double);
}

size_t es_groups_work_size(size_t n)
{
    return rank_work_offset(n) + es_rank_work_size(n);
}

/* Twice the ranks of all values, at the start of the work; returns 1 - sum(t^3 - t)/(n^3 - n), by
 * which ties diminish the variance of a rank sum: 0 when all values are equal. */
static double rank_all(size_t n, const double *x, void *work)
{
    uint32_t *rank2 = work, *count = rank2 + n;
    double size = (double)n;
    es_rank_doubled(n, x, (char *)work + rank_work_offset(n), rank2);
    return 1.0 - es_rank_ties(n, rank2, count) / (size * (size * size - 1.0));
}

/* The mean rank of elements from .. from + n - 1 less the mean (all + 1)/2 of all ranks. */
static double rank_excess(size_t from, size_t n, size_t all, const void *work)
{
    const uint32_t *rank2 = work;
    uint64_t sum = 0;
    for (size_t i = from; i < from + n; i++)
        sum += rank2[i];
    return 0.5 * ((double)sum / (double)n - (double)(all + 1));
}

/* U - n1 n2/2 = n1 (mean rank - (n + 1)/2). */
bool es_mann_whitney(size_t n1, size_t n2, const double *x, es_tail tail, void *work,
                     es_comparison *out)
{
    double n = (double)(n1 + n2), spread;
    undefined(out);
    if (n1 < 2 || n2 < 2)
        return false;
    spread = rank_all(n1 + n2, x, work);
    if (spread <= 0.0)
        return false;
    out->estimate = es_mean(n1, x) - es_mean(n2, x + n1);
    out->statistic = (double)n1 * rank_excess(0, n1, n1 + n2, work)
                     / sqrt((double)n1 * (double)n2 / 12.0 * (n + 1.0) * spread);
    out->p = es_p_normal(out->statistic, tail);
    return true;
}

/* The number of values in all groups; 0 when there is nothing to compare. */
static size_t total_size(size_t k, const size_t *size)
{
    size_t n = 0;
    for (size_t g = 0; g < k; g++) {
        if (size[g] == 0)
            return 0;
        n += size[g];
    }
    return k >= 2 && n > k ? n : 0;
}

bool es_anova(size_t k, const size_t *size, const double *x, es_comparison *out)
{
    size_t n = total_size(k, size);
    double mean, between = 0.0, within = 0.0, df1, df2;
    undefined(out);
    if (n == 0)
        return false;
    df1 = (double)(k - 1);
    df2 = (double)(n - k);
    mean = es_mean(n, x);
    for (size_t g = 0, from = 0; g < k; from += size[g++]) {
        double own = es_mean(size[g], x + from);
        between += (double)size[g] * (own - mean) * (own - mean);
        within += es_sum_squares_about(size[g], x + from, own);
    }
    if (es_is_no_spread(sqrt(within / df2), es_max_abs(n, x)))
        return false;
    out->statistic = between / df1 / (within / df2);
    out->df = df1;
    out->df2 = df2;
    out->p = es_p_f(out->statistic, df1, df2);
    return true;
}

/* H = 12/(n(n + 1)) sum n_g (mean rank - (n + 1)/2)^2, over the correction for ties. */
bool es_kruskal_wallis(size_t k, const size_t *size, const double *x, void *work,
                       es_comparison *out)
{
    size_t n = total_size(k, size);
    double spread, sum = 0.0;
    undefined(out);
    if (n == 0)
        return false;
    spread = rank_all(n, x, work);
    if (spread <= 0.0)
        return false;
    for (size_t g = 0, from = 0; g < k; from += size[g++]) {
        double excess = rank_excess(from, size[g], n, work);
        sum += (double)size[g] * excess * excess;
    }
    out->statistic = 12.0 / ((double)n * (double)(n + 1)) * sum / spread;
    out->df = (double)(k - 1);
    out->p = es_p_chi_square(out->statistic, out->df);
    return true;
}
