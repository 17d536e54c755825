/* The null distribution of W+ by counting: c_k(w) = c_{k-1}(w) + c_{k-1}(w - k) subsets of 1..k
 * have the sum w; up to n = 50 every count is below 2^50 and exact in a double.  With n = 3: sums 0
 * 1 2 3 3 4 5 6, so P(W >= 5) = 2/8. */
#include "stats/signed_rank.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "stats/rank.h"

enum { MOST_EXACT = 50, MOST_SUM = MOST_EXACT * (MOST_EXACT + 1) / 2 };

size_t es_signed_rank_work_size(size_t n)
{
    return n * sizeof(double) + ((n + 1) / 2) * 2 * sizeof(uint32_t) + es_rank_work_size(n);
}

static double by_tail(double lower, double upper, es_tail tail)
{
    if (tail == ES_TAIL_UPPER)
        return upper;
    return tail == ES_TAIL_LOWER ? lower : fmin(1.0, 2.0 * fmin(lower, upper));
}

static double exact_p(size_t n, size_t w, es_tail tail)
{
    double count[MOST_SUM + 1] = {1.0}, below = 0.0, above = 0.0, all = ldexp(1.0, (int)n);
    size_t most = n * (n + 1) / 2;
    for (size_t k = 1; k <= n; k++)
        for (size_t sum = most; sum >= k; sum--)
            count[sum] += count[sum - k];
    for (size_t sum = 0; sum <= most; sum++) {
        below += sum <= w ? count[sum] : 0.0;
        above += sum >= w ? count[sum] : 0.0;
    }
    return by_tail(below / all, above / all, tail);
}

/* What the normal approximation needs of the ranked values. */
typedef struct ranked {
    size_t n, zeros; /* values ranked, zeros among them */
    double w, ties;  /* W+; sum t^3 - t over groups of ties, zeros apart */
} ranked;

static ranked rank_all(size_t n, const double *x, bool keep_zeros, void *work)
{
    double *size = work;
    uint32_t *rank2 = (uint32_t *)(size + n);
    ranked r = {0, 0, 0.0, 0.0};
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0.0 || keep_zeros)
            size[r.n++] = fabs(x[i]);
    es_rank_doubled(r.n, size, rank2 + (n + 1) / 2 * 2, rank2);
    for (size_t i = 0; i < n; i++) {
        if (x[i] == 0.0 && !keep_zeros)
            continue;
        r.zeros += x[i] == 0.0;
        if (x[i] > 0.0)
            r.w += 0.5 * (double)rank2[k];
        k++;
    }
    for (size_t i = 0, kept = 0; i < r.n; i++) /* the zeros' own tie is not one of them */
        if (size[i] != 0.0)
            rank2[kept++] = rank2[i];
    r.ties = es_rank_ties(r.n - r.zeros, rank2);
    return r;
}

/* The continuity correction: towards the mean, or, for one tail, so that P(W >= w) is that of
 * w - 1/2 and P(W <= w) that of w + 1/2 on either side of the mean. */
static double half(double gap, es_tail tail)
{
    if (tail == ES_TAIL_UPPER)
        return 0.5;
    if (tail == ES_TAIL_LOWER)
        return -0.5;
    return gap > 0.0 ? 0.5 : gap < 0.0 ? -0.5 : 0.0;
}

static double normal_p(const ranked *r, const es_signed_rank_options *options)
{
    double n = (double)r->n, zeros = (double)r->zeros;
    double mean = 0.25 * (n * (n + 1.0) - zeros * (zeros + 1.0));
    double variance =
        (n * (n + 1.0) * (2.0 * n + 1.0) - zeros * (zeros + 1.0) * (2.0 * zeros + 1.0)) / 24.0
        - r->ties / 48.0;
    double gap = r->w - mean;
    if (options->continuity)
        gap -= half(gap, options->tail);
    return es_p_normal(gap / sqrt(variance), options->tail);
}

bool es_signed_rank_test(size_t n, const double *x, const es_signed_rank_options *options,
                         void *work, es_signed_rank *out)
{
    ranked r = rank_all(n, x, options->pratt, work);
    if (r.n == r.zeros)
        return false;
    out->w = r.w;
    out->exact = r.n <= MOST_EXACT && r.ties == 0.0 && r.zeros == 0;
    out->p = out->exact ? exact_p(r.n, (size_t)r.w, options->tail) : normal_p(&r, options);
    return isfinite(out->p);
}
