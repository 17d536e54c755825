#include "inference/pool.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "stats/rank.h"

enum { EVENTS_PER_BLOCK = 32 };

es_status es_pool_open(const es_sample *sample, es_arena *arena, es_pool *pool, es_error *err)
{
    pool->n = 0;
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
    pool->n = 0;
    for (size_t t = 0; !complete && t < n; t++)
        es_pool_put(pool, u[t], t); /* never ahead of t */
    if (!complete)
        return;
    if (u != pool->value)
        memcpy(pool->value, u, n * sizeof *u);
    for (size_t t = 0; t < n; t++)
        pool->column[t] = (uint32_t)t;
    pool->n = n;
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
    take(pool, ab->sample->n_est, es_abnormal_standardised(ab, e, pool->value), is_complete(ab, e));
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

/* What is summed, and for every worker a pool for each event of a block. */
typedef struct summer {
    const es_pool_sums *what;
    es_pool *pool;
    double *sum;
    uint32_t *count;
} summer;

static es_status gather_block(void *context, size_t worker, size_t first, size_t last,
                              es_error *err)
{
    const summer *k = context;
    (void)err;
    for (size_t i = first; i < last; i++)
        k->what->gather(k->what->context, i, &k->pool[worker * EVENTS_PER_BLOCK + i - first]);
    return ES_OK;
}

static es_status add_block(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const summer *k = context;
    (void)err;
    for (size_t i = first; i < last; i++) {
        const es_pool *p = &k->pool[worker * EVENTS_PER_BLOCK + i - first];
        for (size_t j = 0; j < p->n; j++) {
            k->sum[p->column[j]] += p->value[j];
            k->count[p->column[j]]++;
        }
    }
    return ES_OK;
}

es_status es_pool_sum(const es_pool_sums *what, size_t threads, double *sum, uint32_t *count,
                      es_error *err)
{
    summer k = {.what = what, .sum = sum, .count = count};
    const es_job job = {.n = what->n,
                        .grain = EVENTS_PER_BLOCK,
                        .work = gather_block,
                        .merge = add_block,
                        .context = &k};
    size_t workers = es_workers(&job, threads), n = workers * EVENTS_PER_BLOCK;
    es_arena *arena = es_arena_new();
    es_status status = ES_OK;
    k.pool = arena ? ES_NEW(arena, n, es_pool) : NULL;
    if (!k.pool)
        status = es_fail_memory(err);
    for (size_t i = 0; i < n && !status; i++)
        status = es_pool_open(what->sample, arena, &k.pool[i], err);
    if (!status)
        status = es_parallel(&job, workers, err);
    es_arena_free(arena);
    return status;
}
