#include "inference/pool.h"

#include <math.h>

#include "stats/rank.h"

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

void es_pool_take_estimation(es_pool *pool, const es_abnormal *ab, uint32_t e, const double *values)
{
    const double *u = values + (size_t)e * ab->sample->n_est;
    pool->n = 0;
    for (size_t t = 0; t < ab->sample->n_est; t++)
        es_pool_put(pool, u[t], t);
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
