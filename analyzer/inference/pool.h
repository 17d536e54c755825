/* The dense values of one event over estimation and event window, for ranking or signing. */
#ifndef ES_INFERENCE_POOL_H
#define ES_INFERENCE_POOL_H

#include "inference/panel.h"

typedef struct es_pool {
    double *value;    /* width */
    uint32_t *rank2;  /* width: filled by es_pool_rank */
    uint32_t *column; /* width: of the sample */
    void *work;       /* for ranking, and between times for anything else: width doubles */
    size_t n;
    size_t in_place; /* of them, leading ones that lie in columns 0, 1, 2, ... */
} es_pool;

es_status es_pool_open(const es_sample *sample, es_arena *arena, es_pool *pool, es_error *err);

/* Appends a value; NaN is none. */
void es_pool_put(es_pool *pool, double value, size_t column);

/* Empties the pool and puts the n_est residuals of a used event, or its standardised ones. */
void es_pool_take_residuals(es_pool *pool, const es_abnormal *ab, uint32_t e);
void es_pool_take_standardised(es_pool *pool, const es_abnormal *ab, uint32_t e);

/* Appends the event window as AR / sqrt(n_t), the scale of the estimation residuals. */
void es_pool_add_event(es_pool *pool, const es_abnormal *ab, uint32_t e);

void es_pool_rank(es_pool *pool);

/* Sums over events of one number per day: `gather` fills a pool for event number i of n. */
typedef struct es_pool_sums {
    const es_sample *sample;
    size_t n;
    void (*gather)(const void *context, size_t i, es_pool *pool);
    const void *context;
} es_pool_sums;

/* Adds the pools' values to sum[width] and counts them in count[width], column by column, in blocks
 * of events that do not depend on the number of threads. */
es_status es_pool_sum(const es_pool_sums *what, size_t threads, double *sum, uint32_t *count,
                      es_error *err);

#endif
