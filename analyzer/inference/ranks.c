#include "inference/ranks.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "base/wide.h"
#include "inference/pool.h"
#include "stats/sum.h"

/* The ranks of one array of residuals, made by all threads, each with a pool of its own. */
typedef struct ranker {
    const es_abnormal *ab;
    void (*take)(es_pool *pool, const es_abnormal *ab, uint32_t e);
    uint16_t *rank2;
    es_pool *pool;
} ranker;

static es_status rank_events(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const ranker *k = context;
    es_pool *p = &k->pool[worker];
    size_t n_est = k->ab->sample->n_est;
    (void)err;
    for (size_t e = first; e < last; e++) {
        k->take(p, k->ab, (uint32_t)e);
        es_pool_rank(p);
        if (p->n < n_est)
            memset(k->rank2 + e * n_est, 0, n_est * sizeof *k->rank2);
        for (size_t j = 0; j < p->n; j++)
            k->rank2[e * n_est + p->column[j]] = (uint16_t)p->rank2[j];
    }
    return ES_OK;
}

static es_status rank_estimation(ranker *k, es_arena *arena, const uint16_t **out, es_error *err)
{
    enum { EVENTS_PER_BLOCK = 256 };
    const es_job job = {k->ab->n, EVENTS_PER_BLOCK, rank_events, NULL, k};
    size_t workers = es_workers(&job, k->ab->options.threads);
    es_arena *own = es_arena_new();
    es_status status = ES_OK;
    k->pool = own ? ES_NEW(own, workers, es_pool) : NULL;
    *out = k->rank2 = es_arena_alloc_raw(arena, k->ab->n * k->ab->sample->n_est, sizeof *k->rank2);
    if (!k->pool || !k->rank2)
        status = es_fail_memory(err);
    for (size_t i = 0; i < workers && !status; i++)
        status = es_pool_open(k->ab->sample, own, &k->pool[i], err);
    if (!status)
        status = es_parallel(&job, workers, err);
    es_arena_free(own);
    return status;
}

es_status es_est_ranks_make(const es_abnormal *ab, es_arena *arena, es_est_ranks *out,
                            es_error *err)
{
    ranker k = {.ab = ab, .take = es_pool_take_residuals};
    es_status status = rank_estimation(&k, arena, &out->rank2, err);
    k.take = es_pool_take_standardised;
    if (!status && ab->standard)
        status = rank_estimation(&k, arena, &out->standard2, err);
    return status;
}

static bool uniform_ranks(const es_inference_options *options)
{
    return options->rank_scale == ES_RANK_UNIFORM || options->rank_s == ES_RANK_S_SD;
}

/* S = sqrt(sum K^2 / T), or the standard deviation about the mean with T - 1. */
static double spread(const es_inference_options *options, size_t n, const double *mean)
{
    if (options->rank_s == ES_RANK_S_SD) /* n > 1: every event has several estimation days (T-6) */
        return es_sd(n, mean);
    return sqrt(es_sum_squares(n, mean) / (double)n);
}

/* The centred ranks of one event among all its days. */
static void gather_centred(const void *context, size_t i, es_pool *pool)
{
    const es_panel *panel = context;
    double middle, scale;
    es_pool_take_residuals(pool, panel->ab, panel->event[i]);
    es_pool_add_event(pool, panel->ab, panel->event[i]);
    es_pool_rank(pool);
    middle = 0.5 * (double)(pool->n + 1);
    scale = uniform_ranks(panel->options) ? (double)(pool->n + 1) : 1.0;
    for (size_t k = 0; k < pool->n; k++)
        pool->value[k] = (0.5 * (double)pool->rank2[k] - middle) / scale;
}

es_status es_panel_rank(es_panel *panel, es_arena *arena, es_error *err)
{
    const es_sample *s = panel->ab->sample;
    const es_pool_sums what = {s, panel->n, gather_centred, panel};
    double *mean = ES_NEW(arena, s->width, double), *dense = ES_NEW(arena, s->width, double);
    uint32_t *count = ES_NEW(arena, s->width, uint32_t);
    es_status status = es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
    if (!status)
        status = es_pool_sum(&what, panel->options->threads, mean, count, err);
    if (status)
        return status;
    panel->rank_days = 0;
    for (size_t c = 0; c < s->width; c++) {
        mean[c] = count[c] ? mean[c] / (double)count[c] : (double)NAN;
        if (count[c])
            dense[panel->rank_days++] = mean[c];
    }
    panel->rank_mean = mean;
    panel->rank_spread =
        panel->rank_days ? spread(panel->options, panel->rank_days, dense) : (double)NAN;
    return ES_OK;
}

/* How far g lifts the rank of a residual: 1 above it, 1/2 on a tie. */
static double lift(double u, double threshold)
{
    return (u > threshold ? 1.0 : 0.0) + (u == threshold ? 0.5 : 0.0);
}

/* The n residuals of an event without gaps, eight at a time so that the compiler can do them side
 * by side; returns the sum of the lifts, exact in any order. */
ES_WIDE static double add_complete(size_t n, const double *u, const uint16_t *rank2,
                                   double threshold, double per_rank, double *sum)
{
    double lifts[8] = {0}, total = 0.0;
    size_t t = 0;
    for (; t + 8 <= n; t += 8)
        for (size_t k = 0; k < 8; k++) {
            double up = lift(u[t + k], threshold);
            lifts[k] += up;
            sum[t + k] += (0.5 * (double)rank2[t + k] + up) * per_rank - 0.5;
        }
    for (; t < n; t++) {
        double up = lift(u[t], threshold);
        lifts[0] += up;
        sum[t] += (0.5 * (double)rank2[t] + up) * per_rank - 0.5;
    }
    for (size_t k = 0; k < 8; k++)
        total += lifts[k];
    return total;
}

double es_rank_with(const es_panel *panel, uint32_t e, double g, bool standardised, double *sum,
                    double *count)
{
    const es_abnormal *ab = panel->ab;
    size_t n_est = ab->sample->n_est, m = ab->fit[ab->row[e]].n;
    bool own_order = standardised && ab->standard;
    double *buffer = panel->scratch + 2 * ab->sample->width;
    const double *u =
        own_order ? ab->standard + (size_t)e * n_est : es_abnormal_residuals(ab, e, buffer);
    const uint16_t *rank2 =
        (own_order ? panel->est_ranks->standard2 : panel->est_ranks->rank2) + (size_t)e * n_est;
    double threshold = standardised && !own_order ? g * ab->fit[ab->row[e]].sigma : g;
    double per_rank = 1.0 / (double)(m + 2), lifts = 0.0;
    if (m == n_est) {
        lifts = add_complete(n_est, u, rank2, threshold, per_rank, sum);
        for (size_t t = 0; t < n_est; t++)
            count[t] += 1.0;
    } else {
        for (size_t t = 0; t < n_est; t++) {
            if (rank2[t] == 0)
                continue;
            lifts += add_complete(1, u + t, rank2 + t, threshold, per_rank, sum + t);
            count[t] += 1.0;
        }
    }
    return ((double)m - lifts + 1.0) * per_rank - 0.5; /* the residuals below g, and g itself */
}
