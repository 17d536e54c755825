#include "stats/signed_rank.h"

#include <math.h>
#include <stdint.h>

#include "stats/rank.h"

/* 2^50 sets of signs: every count and every sum of counts is exact in double. */
enum { MOST_EXACT = 50, MOST_SUMS = MOST_EXACT * (MOST_EXACT + 1) / 2 + 1 };

/* The work: n sizes, n ranks and 2n + 1 counts of half a double each, the work of ranking. */
static size_t rank_work_offset(size_t n)
{
    return n + (3 * n + 2) / 2;
}

size_t es_signed_rank_work_size(size_t n)
{
    return rank_work_offset(n) * sizeof(double) + es_rank_work_size(n);
}

/* Rank k is added to W+ or not: c_k(w) = c_{k-1}(w) + c_{k-1}(w - k).  From above downwards, so
 * that c_{k-1}(w - k) still stands when c_k(w) is formed. */
void es_signed_rank_counts(size_t n, double *counts)
{
    size_t last = n * (n + 1) / 2;
    counts[0] = 1.0;
    for (size_t w = 1; w <= last; w++)
        counts[w] = 0.0;
    for (size_t k = 1; k <= n; k++)
        for (size_t w = k * (k + 1) / 2; w >= k; w--)
            counts[w] += counts[w - k];
}

static double exact_p(size_t n, size_t w, es_tail tail)
{
    double counts[MOST_SUMS], at_most = 0.0, at_least = 0.0;
    size_t last = n * (n + 1) / 2;
    es_signed_rank_counts(n, counts);
    for (size_t i = 0; i <= w; i++)
        at_most += counts[i];
    for (size_t i = w; i <= last; i++)
        at_least += counts[i];
    at_most = ldexp(at_most, -(int)n);
    at_least = ldexp(at_least, -(int)n);
    if (tail == ES_TAIL_UPPER)
        return at_least;
    if (tail == ES_TAIL_LOWER)
        return at_most;
    return fmin(1.0, 2.0 * fmin(at_most, at_least));
}

/* Half a unit towards the mean for a two-sided test, against the alternative for a one-sided. */
static double correction(double off, es_tail tail)
{
    if (tail == ES_TAIL_TWO)
        return off == 0.0 ? 0.0 : copysign(0.5, off);
    return tail == ES_TAIL_UPPER ? 0.5 : -0.5;
}

/* ranked values, of which the `zeros` smallest do not count; ties: sum of t^3 - t over the rest. */
static double standardise(double w, size_t ranked, size_t zeros, double ties,
                          es_signed_rank_options options)
{
    double n = (double)ranked, m = (double)zeros;
    double off = w - (n * (n + 1.0) - m * (m + 1.0)) / 4.0;
    double variance =
        (n * (n + 1.0) * (2.0 * n + 1.0) - m * (m + 1.0) * (2.0 * m + 1.0)) / 24.0 - ties / 48.0;
    if (options.continuity)
        off -= correction(off, options.tail);
    return off / sqrt(variance);
}

bool es_signed_rank_test(size_t n, const double *x, es_signed_rank_options options, void *work,
                         es_signed_rank *out)
{
    double *size = work;
    uint32_t *rank2 = (uint32_t *)(size + n), *count = rank2 + n;
    void *rank_work = size + rank_work_offset(n);
    size_t zeros = 0, ranked = 0, twice_w = 0;
    double ties;
    for (size_t i = 0; i < n; i++) {
        zeros += x[i] == 0.0;
        if (x[i] != 0.0 || options.zeros == ES_ZEROS_PRATT)
            size[ranked++] = fabs(x[i]);
    }
    *out = (es_signed_rank){n - zeros, (double)NAN, (double)NAN, (double)NAN, false};
    if (out->n == 0)
        return false;
    if (options.zeros == ES_ZEROS_WILCOX)
        zeros = 0;
    es_rank_doubled(ranked, size, rank_work, rank2);
    for (size_t i = 0, k = 0; i < n; i++) {
        bool is_ranked = x[i] != 0.0 || options.zeros == ES_ZEROS_PRATT;
        twice_w += x[i] > 0.0 ? rank2[k] : 0;
        k += is_ranked;
    }
    ties = es_rank_ties(ranked, rank2, count);
    ties -= (double)zeros * ((double)zeros * (double)zeros - 1.0); /* the zeros tie, and are out */
    out->w = 0.5 * (double)twice_w;
    out->exact = ties == 0.0 && zeros == 0 && out->n <= MOST_EXACT;
    if (out->exact) {
        out->p = exact_p(out->n, twice_w / 2, options.tail);
    } else {
        out->z = standardise(out->w, ranked, zeros, ties, options);
        out->p = es_p_normal(out->z, options.tail);
    }
    return true;
}
