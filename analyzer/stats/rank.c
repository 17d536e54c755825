#include "stats/rank.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/wide.h"

/* Two ways, both by a linear map of the values, which keeps their order.
 *
 * Few values are mapped to 16 bits, and how many lie below each is counted, sixteen comparisons at
 * a time: no branch depends on the values.  The few that share a step are told apart by comparing
 * themselves.
 *
 * Many values, and such as the map crowds together, are thrown into n buckets, and the nearly
 * sorted sequence is finished by insertion.  A bucket that got crowded (an outlier stretches the
 * map) is sorted by merging first, so that the worst case stays n log n.
 *
 * What was found stays for es_rank_places. */

/* What the storage begins with. */
typedef struct head {
    double low, scale; /* of the map */
    bool counted;
} head;

enum { CROWDED = 24, LANES = 4, MOST_COUNTED = 512, STEPS = 32766, BEYOND = INT16_MAX, WIDE = 16 };

/* Few values: the rest of the storage. */
typedef struct counts {
    double *value;  /* n */
    int16_t *step;  /* n, then BEYOND up to a multiple of WIDE */
    int16_t *below; /* of each step, how many are below; as many */
    int16_t *owner; /* of as many values below: the last that has them, -1: none; as many */
    int16_t *next;  /* the one before it with as many below, or -1; as many */
} counts;

/* Many: sorted, spare, the buckets' ends and the values' buckets follow the head. */
typedef struct item {
    double value;
    uint32_t index;
} item;

static size_t padded(size_t n)
{
    return (n + WIDE - 1) / WIDE * WIDE;
}

size_t es_rank_work_size(size_t n)
{
    size_t bucketed = 2 * n * sizeof(item) + 2 * n * sizeof(uint32_t);
    size_t counted = n * sizeof(double) + 4 * padded(n) * sizeof(int16_t);
    return sizeof(head) + (bucketed > counted ? bucketed : counted) + 64;
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

/* ---- Few values ----------------------------------------------------------------------------- */

static counts counts_in(size_t n, void *work)
{
    counts c = {.value = (double *)((head *)work + 1)};
    c.step = (int16_t *)(c.value + n);
    c.below = c.step + padded(n);
    c.owner = c.below + padded(n);
    c.next = c.owner + padded(n);
    return c;
}

ES_WIDE static void map_to_steps(size_t n, const double *restrict x, double low, double scale,
                                 int16_t *restrict step)
{
    for (size_t i = 0; i < n; i++)
        step[i] = (int16_t)(int32_t)((x[i] - low) * scale);
}

/* below[i]: how many of n steps are below step i; n is a multiple of WIDE. */
ES_WIDE static void count_below(size_t n, const int16_t *restrict step, int16_t *restrict below)
{
    memset(below, 0, n * sizeof *below);
    for (size_t j = 0; j < n; j += 8) {
        const int16_t *s = step + j;
        int16_t s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3], s4 = s[4], s5 = s[5], s6 = s[6],
                s7 = s[7];
        for (size_t i = 0; i < n; i++)
            below[i] = (int16_t)(below[i] + (s0 < step[i]) + (s1 < step[i]) + (s2 < step[i])
                                 + (s3 < step[i]) + (s4 < step[i]) + (s5 < step[i]) + (s6 < step[i])
                                 + (s7 < step[i]));
    }
}

/* Twice the ranks where no two values share a step; whether that is so. */
ES_WIDE static bool rank_alone(size_t n, const int16_t *restrict below, uint32_t *restrict rank2)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        rank2[i] = 2 * (uint32_t)below[i] + 2;
        sum += (size_t)below[i];
    }
    return sum == n * (n - 1) / 2; /* it is less with any two alike */
}

/* Those of the values that share a step with the last of them. */
static void rank_together(const counts *c, int last, uint32_t *rank2)
{
    for (int i = last; i >= 0; i = c->next[i]) {
        uint32_t less = 0, equal = 0;
        for (int j = last; j >= 0; j = c->next[j]) {
            less += c->value[j] < c->value[i];
            equal += c->value[j] == c->value[i];
        }
        rank2[i] = 2 * ((uint32_t)c->below[i] + less) + 1 + equal;
    }
}

/* Chains the values that share a step, and ranks them; false: too many do. */
static bool rank_shared(size_t n, const counts *c, uint32_t *rank2)
{
    size_t shared = 0;
    for (size_t i = 0; i < n; i++)
        c->owner[i] = -1;
    for (size_t i = 0; i < n; i++) {
        int16_t *owner = &c->owner[c->below[i]];
        shared += *owner >= 0;
        c->next[i] = *owner;
        *owner = (int16_t)i;
    }
    if (shared > CROWDED)
        return false;
    for (size_t i = 0; i < n; i++)
        if (c->owner[i] >= 0 && c->next[c->owner[i]] >= 0)
            rank_together(c, c->owner[i], rank2);
    return true;
}

/* false: not this way. */
static bool rank_by_counting(size_t n, const double *x, void *work, uint32_t *rank2)
{
    head *map = work;
    counts c = counts_in(n, work);
    double high, scale;
    if (n > MOST_COUNTED)
        return false;
    find_range(n, x, &map->low, &high);
    scale = STEPS / (high - map->low);
    if (!(scale > 0.0) || !isfinite(scale))
        return false;
    map->scale = scale;
    map->counted = true;
    memcpy(c.value, x, n * sizeof *x);
    map_to_steps(n, x, map->low, scale, c.step);
    for (size_t i = n; i < padded(n); i++)
        c.step[i] = BEYOND;
    count_below(padded(n), c.step, c.below);
    return rank_alone(n, c.below, rank2) || rank_shared(n, &c, rank2);
}

enum { AT_A_TIME = 4 };

/* Of four steps, how many of n are below each and how many equal to it; n is a multiple of WIDE. */
ES_WIDE static void compare_steps(size_t n, const int16_t *restrict step,
                                  const int16_t one[AT_A_TIME], int16_t below[AT_A_TIME],
                                  int16_t equal[AT_A_TIME])
{
    int16_t b0 = 0, b1 = 0, b2 = 0, b3 = 0, e0 = 0, e1 = 0, e2 = 0, e3 = 0;
    int16_t v0 = one[0], v1 = one[1], v2 = one[2], v3 = one[3];
    for (size_t i = 0; i < n; i++) {
        b0 = (int16_t)(b0 + (step[i] < v0));
        b1 = (int16_t)(b1 + (step[i] < v1));
        b2 = (int16_t)(b2 + (step[i] < v2));
        b3 = (int16_t)(b3 + (step[i] < v3));
        e0 = (int16_t)(e0 + (step[i] == v0));
        e1 = (int16_t)(e1 + (step[i] == v1));
        e2 = (int16_t)(e2 + (step[i] == v2));
        e3 = (int16_t)(e3 + (step[i] == v3));
    }
    below[0] = b0, below[1] = b1, below[2] = b2, below[3] = b3;
    equal[0] = e0, equal[1] = e1, equal[2] = e2, equal[3] = e3;
}

/* The step of a value that may lie outside: -1 below, BEYOND above, which no value has. */
static int16_t step_of(const head *map, double value)
{
    double place = (value - map->low) * map->scale;
    if (!(place >= 0.0))
        return -1;
    return place < BEYOND ? (int16_t)place : BEYOND;
}

/* The place of a value of whose step so many values are below and so many share it. */
static uint32_t place_in_step(size_t n, const double *own, const int16_t *step, int16_t at,
                              double value, uint32_t below, uint32_t shared)
{
    uint32_t equal = 0;
    for (size_t i = 0; shared && i < n; i++)
        if (step[i] == at) {
            below += own[i] < value;
            equal += own[i] == value;
            shared--;
        }
    return 2 * below + equal + 1;
}

static void places_by_counting(size_t n, const void *work, size_t k, const double *value,
                               uint32_t *place2)
{
    const head *map = work;
    const double *own = (const double *)(map + 1);
    const int16_t *step = (const int16_t *)(own + n);
    for (size_t i = 0; i < k; i += AT_A_TIME) {
        int16_t at[AT_A_TIME], below[AT_A_TIME], equal[AT_A_TIME];
        size_t some = k - i < AT_A_TIME ? k - i : AT_A_TIME;
        for (size_t j = 0; j < AT_A_TIME; j++)
            at[j] = j < some ? step_of(map, value[i + j]) : -1;
        compare_steps(padded(n), step, at, below, equal);
        for (size_t j = 0; j < some; j++)
            place2[i + j] = at[j] == BEYOND /* those behind the last value have that step */
                                ? 2 * (uint32_t)n + 1
                                : place_in_step(n, own, step, at[j], value[i + j],
                                                (uint32_t)below[j], (uint32_t)equal[j]);
    }
}

/* ---- Many values ---------------------------------------------------------------------------- */

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
    map->counted = false;
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

static void rank_by_sorting(size_t n, const double *x, void *work, uint32_t *rank2)
{
    head *map = work;
    item *sorted = (item *)(map + 1), *spare = sorted + n;
    uint32_t *end = (uint32_t *)(spare + n), *bucket = end + n;
    sort(n, x, map, sorted, spare, end, bucket);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && sorted[j].value == sorted[i].value; j++)
            continue;
        for (size_t k = i; k < j; k++) /* ranks i+1 .. j share (i+1+j)/2 */
            rank2[sorted[k].index] = (uint32_t)(i + 1 + j);
    }
}

/* Everything below the value lies in its bucket or before, everything equal in it. */
static uint32_t place_by_sorting(size_t n, const void *work, double value)
{
    const head *map = work;
    const item *sorted = (const item *)(map + 1);
    const uint32_t *end = (const uint32_t *)(sorted + 2 * n);
    uint32_t bucket = bucket_of(n, map, value), equal = 0;
    size_t first = bucket ? end[bucket - 1] : 0, left = end[bucket] - first, i;
    while (left > CROWDED) {
        size_t half = left / 2;
        first += sorted[first + half - 1].value < value ? half : 0;
        left -= half;
    }
    for (i = first; i < end[bucket] && sorted[i].value < value; i++)
        continue;
    while (i + equal < end[bucket] && sorted[i + equal].value == value)
        equal++;
    return 2 * (uint32_t)i + equal + 1;
}

/* ---- Either --------------------------------------------------------------------------------- */

void es_rank_doubled(size_t n, const double *x, void *work, uint32_t *rank2)
{
    if (n && !rank_by_counting(n, x, work, rank2))
        rank_by_sorting(n, x, work, rank2);
}

void es_rank_places(size_t n, const void *work, size_t k, const double *value, uint32_t *place2)
{
    if (((const head *)work)->counted) {
        places_by_counting(n, work, k, value, place2);
        return;
    }
    for (size_t i = 0; i < k; i++)
        place2[i] = place_by_sorting(n, work, value[i]);
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
