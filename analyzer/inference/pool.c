#include "inference/pool.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "base/wide.h"
#include "stats/rank.h"

enum { EVENTS_PER_BLOCK = 512 };

es_status es_pool_open(const es_sample *sample, es_arena *arena, es_pool *pool, es_error *err)
{
    pool->n = pool->in_place = 0;
    pool->value = ES_NEW(arena, sample->width, double);
    pool->rank2 = ES_NEW(arena, sample->width, uint32_t);
    pool->column = ES_NEW(arena, sample->width, uint32_t);
    pool->work = es_arena_alloc(arena, es_rank_work_size(sample->width), 1);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

void es_pool_put(es_pool *pool, double value, size_t column)
{
    if (isnan(value))
        return;
    pool->value[pool->n] = value;
    pool->column[pool->n++] = (uint32_t)column;
}

/* The values, which may lie in the pool already; a complete event has all n. */
static void take(es_pool *pool, size_t n, const double *u, bool complete)
{
    pool->n = pool->in_place = 0;
    for (size_t t = 0; !complete && t < n; t++)
        es_pool_put(pool, u[t], t); /* never ahead of t */
    if (!complete)
        return;
    if (u != pool->value)
        memcpy(pool->value, u, n * sizeof *u);
    for (size_t t = 0; t < n; t++)
        pool->column[t] = (uint32_t)t;
    pool->n = pool->in_place = n;
}

static bool is_complete(const es_abnormal *ab, uint32_t e)
{
    return ab->fit[ab->row[e]].n == ab->sample->n_est;
}

void es_pool_take_residuals(es_pool *pool, const es_abnormal *ab, uint32_t e)
{
    take(pool, ab->sample->n_est, es_abnormal_residuals(ab, e, pool->value), is_complete(ab, e));
}

void es_pool_take_standardised(es_pool *pool, const es_abnormal *ab, uint32_t e)
{
    bool all = is_complete(ab, e) && !ab->standard; /* those may lack a day of leverage 1 */
    take(pool, ab->sample->n_est, es_abnormal_standardised(ab, e, pool->value), all);
}

void es_pool_add_event(es_pool *pool, const es_abnormal *ab, uint32_t e)
{
    const es_sample *s = ab->sample;
    for (size_t j = 0; j < s->n_tau; j++) {
        unsigned span = es_sample_span(s, ab->row[e], s->n_est + j);
        double ar = ab->ar[(size_t)e * s->n_tau + j];
        es_pool_put(pool, span == 1 ? ar : ar / sqrt((double)span), s->n_est + j);
    }
}

void es_pool_rank(es_pool *pool)
{
    es_rank_doubled(pool->n, pool->value, pool->work, pool->rank2);
}

/* The sums of one block. */
typedef struct tally {
    es_pool pool;
    double *sum;     /* width */
    uint32_t *count; /* width */
} tally;

typedef struct summer {
    const es_pool_sums *what;
    tally *tally; /* one per worker */
    double *sum;
    uint32_t *count;
} summer;

ES_WIDE static void add_in_place(size_t n, const double *restrict value, double *restrict sum,
                                 uint32_t *restrict count)
{
    for (size_t j = 0; j < n; j++) {
        sum[j] += value[j];
        count[j]++;
    }
}

static es_status sum_block(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const summer *k = context;
    tally *t = &k->tally[worker];
    const es_pool *p = &t->pool;
    (void)err;
    for (size_t i = first; i < last; i++) {
        k->what->gather(k->what->context, i, &t->pool);
        add_in_place(p->in_place, p->value, t->sum, t->count);
        for (size_t j = p->in_place; j < p->n; j++) {
            t->sum[p->column[j]] += p->value[j];
            t->count[p->column[j]]++;
        }
    }
    return ES_OK;
}

/* Takes the block's sums and leaves zeros for the next. */
static es_status take_block(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const summer *k = context;
    tally *t = &k->tally[worker];
    size_t width = k->what->sample->width;
    (void)first;
    (void)last;
    (void)err;
    for (size_t c = 0; c < width; c++) {
        k->sum[c] += t->sum[c];
        k->count[c] += t->count[c];
    }
    memset(t->sum, 0, width * sizeof *t->sum);
    memset(t->count, 0, width * sizeof *t->count);
    return ES_OK;
}

static es_status open_tally(const es_sample *sample, es_arena *arena, tally *out, es_error *err)
{
    out->sum = ES_NEW(arena, sample->width, double);
    out->count = ES_NEW(arena, sample->width, uint32_t);
    return es_pool_open(sample, arena, &out->pool, err);
}

es_status es_pool_sum(const es_pool_sums *what, size_t threads, double *sum, uint32_t *count,
                      es_error *err)
{
    summer k = {.what = what, .sum = sum, .count = count};
    const es_job job = {.n = what->n,
                        .grain = EVENTS_PER_BLOCK,
                        .work = sum_block,
                        .merge = take_block,
                        .context = &k};
    size_t workers = es_workers(&job, threads);
    es_arena *arena = es_arena_new();
    es_status status = ES_OK;
    k.tally = arena ? ES_NEW(arena, workers, tally) : NULL;
    if (!k.tally)
        status = es_fail_memory(err);
    for (size_t i = 0; i < workers && !status; i++)
        status = open_tally(what->sample, arena, &k.tally[i], err);
    if (!status)
        status = es_parallel(&job, workers, err);
    es_arena_free(arena);
    return status;
}
