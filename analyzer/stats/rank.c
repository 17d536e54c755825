#include "stats/rank.h"

#include <string.h>

#include "base/wide.h"

/* Values are thrown into n buckets by a linear map, which keeps their order, and the nearly sorted
 * sequence is finished by insertion.  A bucket that got crowded (an outlier stretches the map) is
 * sorted by merging first, so that the worst case stays n log n.  The buckets stay for
 * es_rank_place. */

typedef struct item {
    double value;
    uint32_t index;
} item;

/* What the storage begins with: sorted, spare, the buckets' ends and the values' buckets follow. */
typedef struct head {
    double low, scale; /* of the map */
} head;

enum { CROWDED = 24, LANES = 4 };

size_t es_rank_work_size(size_t n)
{
    return sizeof(head) + 2 * n * sizeof(item) + 2 * n * sizeof(uint32_t) + 64;
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

ES_WIDE static void find_range(size_t n, const double *x, double *low, double *high)
{
    double least[LANES], most[LANES];
    size_t i = 0;
    for (size_t j = 0; j < LANES; j++)
        least[j] = most[j] = x[0];
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            least[j] = x[i + j] < least[j] ? x[i + j] : least[j];
            most[j] = x[i + j] > most[j] ? x[i + j] : most[j];
        }
    for (; i < n; i++) {
        least[0] = x[i] < least[0] ? x[i] : least[0];
        most[0] = x[i] > most[0] ? x[i] : most[0];
    }
    for (size_t j = 1; j < LANES; j++) {
        least[0] = least[j] < least[0] ? least[j] : least[0];
        most[0] = most[j] > most[0] ? most[j] : most[0];
    }
    *low = least[0];
    *high = most[0];
}

/* The bucket of a value that may lie outside; beyond the lowest no number where the spread over- or
 * underflows. */
static inline uint32_t bucket_of(size_t n, const head *map, double value)
{
    double place = (value - map->low) * map->scale;
    if (!(value > map->low))
        return 0;
    return place < (double)n ? (uint32_t)place : (uint32_t)n - 1;
}

/* Orders the values into `sorted`. */
static void sort(size_t n, const double *x, head *map, item *sorted, item *spare, uint32_t *end,
                 uint32_t *bucket)
{
    double high;
    uint32_t at = 0;
    find_range(n, x, &map->low, &high);
    map->scale = high > map->low ? (double)(n - 1) / (high - map->low) : 0.0;
    memset(end, 0, n * sizeof *end);
    for (size_t i = 0; i < n; i++) {
        bucket[i] = bucket_of(n, map, x[i]);
        end[bucket[i]]++;
    }
    for (size_t b = 0; b < n; b++) {
        uint32_t held = end[b];
        end[b] = at; /* where it begins, until it is filled */
        at += held;
    }
    for (size_t i = 0; i < n; i++)
        sorted[end[bucket[i]]++] = (item){x[i], (uint32_t)i};
    for (size_t b = 0, from = 0; b < n; from = end[b++])
        if (end[b] - from > CROWDED)
            merge_sort(end[b] - from, sorted + from, spare);
    insertion_sort(n, sorted);
}

void es_rank_doubled(size_t n, const double *x, void *work, uint32_t *rank2)
{
    head *map = work;
    item *sorted = (item *)(map + 1), *spare = sorted + n;
    uint32_t *end = (uint32_t *)(spare + n), *bucket = end + n;
    if (n == 0)
        return;
    sort(n, x, map, sorted, spare, end, bucket);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && sorted[j].value == sorted[i].value; j++)
            continue;
        for (size_t k = i; k < j; k++) /* ranks i+1 .. j share (i+1+j)/2 */
            rank2[sorted[k].index] = (uint32_t)(i + 1 + j);
    }
}

/* Everything below the value lies in its bucket or before, everything equal in it. */
void es_rank_place(size_t n, const void *work, double value, size_t *below, size_t *equal)
{
    const head *map = work;
    const item *sorted = (const item *)(map + 1);
    const uint32_t *end = (const uint32_t *)(sorted + 2 * n);
    uint32_t bucket = bucket_of(n, map, value);
    size_t first = bucket ? end[bucket - 1] : 0, left = end[bucket] - first, i;
    while (left > CROWDED) {
        size_t half = left / 2;
        first += sorted[first + half - 1].value < value ? half : 0;
        left -= half;
    }
    for (i = first; i < end[bucket] && sorted[i].value < value; i++)
        continue;
    *below = i;
    for (*equal = 0; i < end[bucket] && sorted[i].value == value; i++)
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
