#include "stats/rank.h"

#include <string.h>

/* Values are thrown into n buckets by a linear map, which keeps their order, and the nearly sorted
 * sequence is finished by insertion.  A bucket that got crowded (an outlier stretches the map) is
 * sorted by merging first, so that the worst case stays n log n. */

typedef struct item {
    double value;
    uint32_t index;
} item;

enum { CROWDED = 24 };

size_t es_rank_work_size(size_t n)
{
    return 2 * n * sizeof(item) + (n + 1) * sizeof(uint32_t) + n * sizeof(uint32_t) + 64;
}

static void merge_sort(size_t n, item *a, item *spare)
{
    size_t half = n / 2, i = 0, j = half;
    if (n < 2)
        return;
    merge_sort(half, a, spare);
    merge_sort(n - half, a + half, spare);
    memcpy(spare, a, n * sizeof *a);
    for (size_t k = 0; k < n; k++)
        a[k] = j == n || (i < half && spare[i].value <= spare[j].value) ? spare[i++] : spare[j++];
}

static void insertion_sort(size_t n, item *a)
{
    for (size_t i = 1; i < n; i++) {
        item t = a[i];
        size_t j = i;
        for (; j > 0 && a[j - 1].value > t.value; j--)
            a[j] = a[j - 1];
        a[j] = t;
    }
}

/* Orders the values into `sorted`. */
static void sort(size_t n, const double *x, item *sorted, item *spare, uint32_t *start,
                 uint32_t *bucket)
{
    double low = x[0], high = x[0], scale;
    for (size_t i = 1; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    scale = high > low ? (double)(n - 1) / (high - low) : 0.0;
    memset(start, 0, (n + 1) * sizeof *start);
    for (size_t i = 0; i < n; i++) {
        double place = (x[i] - low) * scale; /* no number where the spread over- or underflows */
        bucket[i] = place < (double)n ? (uint32_t)place : (uint32_t)n - 1;
        start[bucket[i] + 1]++;
    }
    for (size_t b = 0; b < n; b++)
        start[b + 1] += start[b];
    for (size_t i = 0; i < n; i++)
        sorted[start[bucket[i]]++] = (item){x[i], (uint32_t)i};
    /* start[b] is now the end of bucket b */
    for (size_t b = 0, from = 0; b < n; from = start[b++])
        if (start[b] - from > CROWDED)
            merge_sort(start[b] - from, sorted + from, spare);
    insertion_sort(n, sorted);
}

void es_rank_doubled(size_t n, const double *x, void *work, uint32_t *rank2)
{
    item *sorted = work, *spare = sorted + n;
    uint32_t *start = (uint32_t *)(spare + n), *bucket = start + n + 1;
    if (n == 0)
        return;
    sort(n, x, sorted, spare, start, bucket);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && sorted[j].value == sorted[i].value; j++)
            continue;
        for (size_t k = i; k < j; k++) /* ranks i+1 .. j share (i+1+j)/2 */
            rank2[sorted[k].index] = (uint32_t)(i + 1 + j);
    }
}

/* Halving without a branch that could be guessed wrongly. */
void es_rank_place(size_t n, const void *work, double value, size_t *below, size_t *equal)
{
    const item *at = work, *end = at + n;
    size_t left = n;
    while (left > 1) {
        size_t half = left / 2;
        at = at[half - 1].value < value ? at + half : at;
        left -= half;
    }
    at += at->value < value;
    *below = n - (size_t)(end - at);
    for (*equal = 0; at < end && at->value == value; at++)
        ++*equal;
}

/* Equal values are those of equal rank, and each of t of them adds t^2 - 1. */
double es_rank_ties(size_t n, const uint32_t *rank2, uint32_t *count)
{
    double sum = 0.0;
    memset(count, 0, (2 * n + 1) * sizeof *count);
    for (size_t i = 0; i < n; i++)
        count[rank2[i]]++;
    for (size_t i = 0; i < n; i++) {
        double t = (double)count[rank2[i]];
        sum += t * t - 1.0;
    }
    return sum;
}
