#include "inference/ranks.h"

#include <math.h>

#include "stats/rank.h"
#include "stats/sum.h"

/* Dense values of one event and where they came from. */
typedef struct pool {
    double *value;    /* width */
    uint32_t *rank2;  /* width */
    uint32_t *column; /* width */
    void *work;
    size_t n;
} pool;

static es_status open_pool(const es_sample *s, es_arena *arena, pool *p, es_error *err)
{
    p->value = ES_NEW(arena, s->width, double);
    p->rank2 = ES_NEW(arena, s->width, uint32_t);
    p->column = ES_NEW(arena, s->width, uint32_t);
    p->work = es_arena_alloc(arena, es_rank_work_size(s->width), 1);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

static void put(pool *p, double value, size_t column)
{
    if (isnan(value))
        return;
    p->value[p->n] = value;
    p->column[p->n++] = (uint32_t)column;
}

static void gather_estimation(const es_abnormal *ab, uint32_t e, pool *p)
{
    const double *u = ab->residual + (size_t)e * ab->sample->n_est;
    p->n = 0;
    for (size_t t = 0; t < ab->sample->n_est; t++)
        put(p, u[t], t);
}

/* The event window enters as AR / sqrt(n_t), the scale of the estimation residuals. */
static void gather_event(const es_abnormal *ab, uint32_t e, pool *p)
{
    const es_sample *s = ab->sample;
    for (size_t j = 0; j < s->n_tau; j++) {
        unsigned span = es_sample_span(s, ab->row[e], s->n_est + j);
        double ar = ab->ar[(size_t)e * s->n_tau + j];
        put(p, span == 1 ? ar : ar / sqrt((double)span), s->n_est + j);
    }
}

es_status es_est_ranks_make(const es_abnormal *ab, es_arena *arena, es_est_ranks *out,
                            es_error *err)
{
    size_t n_est = ab->sample->n_est;
    uint16_t *rank2 = ES_NEW(arena, ab->n * n_est, uint16_t);
    pool p;
    es_status status = open_pool(ab->sample, arena, &p, err);
    if (status)
        return status;
    for (size_t e = 0; e < ab->n; e++) {
        gather_estimation(ab, (uint32_t)e, &p);
        es_rank_doubled(p.n, p.value, p.work, p.rank2);
        for (size_t k = 0; k < p.n; k++)
            rank2[e * n_est + p.column[k]] = (uint16_t)p.rank2[k];
    }
    out->rank2 = rank2;
    return ES_OK;
}

static bool uniform_ranks(const es_inference_options *options)
{
    return options->rank_scale == ES_RANK_UNIFORM || options->rank_s == ES_RANK_S_SD;
}

/* S = sqrt(sum K^2 / T), or the standard deviation about the mean with T - 1. */
static double spread(const es_inference_options *options, size_t n, const double *mean)
{
    if (options->rank_s == ES_RANK_S_SD)
        return n > 1 ? es_sd(n, mean) : (double)NAN;
    return sqrt(es_sum_squares(n, mean) / (double)n);
}

es_status es_panel_rank(es_panel *panel, es_arena *arena, es_error *err)
{
    const es_sample *s = panel->ab->sample;
    double *mean = ES_NEW(arena, s->width, double), *dense = ES_NEW(arena, s->width, double);
    uint32_t *count = ES_NEW(arena, s->width, uint32_t);
    pool p;
    es_status status = open_pool(s, arena, &p, err);
    if (status)
        return status;
    for (size_t i = 0; i < panel->n; i++) {
        double middle, scale;
        gather_estimation(panel->ab, panel->event[i], &p);
        gather_event(panel->ab, panel->event[i], &p);
        es_rank_doubled(p.n, p.value, p.work, p.rank2);
        middle = 0.5 * (double)(p.n + 1);
        scale = uniform_ranks(panel->options) ? (double)(p.n + 1) : 1.0;
        for (size_t k = 0; k < p.n; k++) {
            mean[p.column[k]] += (0.5 * (double)p.rank2[k] - middle) / scale;
            count[p.column[k]]++;
        }
    }
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
static double add_complete(size_t n, const double *u, const uint16_t *rank2, double threshold,
                           double per_rank, double *sum)
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

double es_rank_with(const es_panel *panel, uint32_t e, double g, double scale, double *sum,
                    double *count)
{
    const es_abnormal *ab = panel->ab;
    size_t n_est = ab->sample->n_est, m = ab->fit[ab->row[e]].n;
    const double *u = ab->residual + (size_t)e * n_est;
    const uint16_t *rank2 = panel->est_ranks->rank2 + (size_t)e * n_est;
    double threshold = g * scale, per_rank = 1.0 / (double)(m + 2), lifts = 0.0;
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
