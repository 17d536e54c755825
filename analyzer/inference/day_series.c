/* Daily series that the tests of Corrado and Zivney share: one number z_t per day of estimation and
 * event window, each a sum over events divided by the root of their number, and S, the root mean
 * square of all z_t.  A window is then Z = sum z_t / (sqrt(D') S) (METHODS S-16, S-21, V-3). */
#include <math.h>
#include <string.h>

#include "inference/pool.h"
#include "inference/ranks.h"
#include "stats/order.h"
#include "stats/sum.h"

typedef struct adder {
    const es_panel *panel;
    double *sum;     /* width */
    uint32_t *count; /* width */
    double *dense;   /* width */
    double *day_sd;  /* n_tau: cross-sectional sd of SAR, NaN where fewer than two events */
} adder;

static double sar(const es_abnormal *ab, uint32_t e, size_t j)
{
    size_t at = (size_t)e * ab->sample->n_tau + j;
    return ab->ar[at] / sqrt(ab->var[at]);
}

/* S-16: what a day's SARs are divided by, which takes the event-induced variance out. */
static void spread_of_days(adder *k, double *work)
{
    const es_panel *p = k->panel;
    for (size_t j = 0; j < p->ab->sample->n_tau; j++) {
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++) {
            double value = sar(p->ab, p->event[i], j);
            if (!isnan(value))
                work[n++] = value;
        }
        k->day_sd[j] = n > 1 ? es_sd(n, work) : (double)NAN;
        if (n > 1 && es_is_no_spread(k->day_sd[j], es_max_abs(n, work)))
            k->day_sd[j] = (double)NAN;
    }
}

static void take_standardised(const adder *k, size_t i, bool restandardise, es_pool *pool)
{
    const es_abnormal *ab = k->panel->ab;
    const es_sample *s = ab->sample;
    uint32_t e = k->panel->event[i];
    es_pool_take_standardised(pool, ab, e);
    for (size_t j = 0; j < s->n_tau; j++)
        es_pool_put(pool, restandardise ? sar(ab, e, j) / k->day_sd[j] : sar(ab, e, j),
                    s->n_est + j);
}

/* Every value becomes U = rank / (1 + m) - 1/2. */
static void take_uniform_ranks(es_pool *pool)
{
    double scale = 1.0 / (double)(pool->n + 1);
    es_pool_rank(pool);
    for (size_t i = 0; i < pool->n; i++)
        pool->value[i] = 0.5 * (double)pool->rank2[i] * scale - 0.5;
}

static void gather_cz_ranks(const void *context, size_t i, es_pool *pool)
{
    take_standardised(context, i, true, pool);
    take_uniform_ranks(pool);
}

static void gather_square_ranks(const void *context, size_t i, es_pool *pool)
{
    take_standardised(context, i, false, pool);
    for (size_t j = 0; j < pool->n; j++)
        pool->value[j] *= pool->value[j];
    take_uniform_ranks(pool);
}

/* S-21: signs about the event's own median. */
static void gather_signs(const void *context, size_t i, es_pool *pool)
{
    const es_panel *p = ((const adder *)context)->panel;
    double median;
    es_pool_take_residuals(pool, p->ab, p->event[i]);
    es_pool_add_event(pool, p->ab, p->event[i]);
    memcpy(pool->work, pool->value, pool->n * sizeof *pool->value);
    median = es_median(pool->n, pool->work);
    for (size_t j = 0; j < pool->n; j++) {
        double a = pool->value[j];
        pool->value[j] = (a > median ? 1.0 : 0.0) - (a < median ? 1.0 : 0.0);
    }
}

static void finish(adder *k, double *z, es_day_series *out)
{
    size_t width = k->panel->ab->sample->width;
    *out = (es_day_series){.z = z, .spread = (double)NAN};
    for (size_t c = 0; c < width; c++) {
        z[c] = k->count[c] ? k->sum[c] / sqrt((double)k->count[c]) : (double)NAN;
        if (k->count[c])
            k->dense[out->days++] = z[c];
    }
    if (out->days)
        out->spread = sqrt(es_sum_squares(out->days, k->dense) / (double)out->days);
}

static es_status make(adder *k, void (*gather)(const void *, size_t, es_pool *), es_day_series *out,
                      es_arena *arena, es_error *err)
{
    const es_panel *p = k->panel;
    const es_pool_sums what = {p->ab->sample, p->n, gather, k};
    size_t width = p->ab->sample->width;
    double *z = ES_NEW(arena, width, double);
    es_status status;
    if (!z)
        return es_fail_memory(err);
    memset(k->sum, 0, width * sizeof *k->sum);
    memset(k->count, 0, width * sizeof *k->count);
    status = es_pool_sum(&what, p->options->threads, k->sum, k->count, err);
    if (!status)
        finish(k, z, out);
    return status;
}

es_status es_panel_day_series(es_panel *panel, unsigned needs, es_arena *arena, es_error *err)
{
    const es_sample *s = panel->ab->sample;
    adder k = {.panel = panel};
    es_status status = ES_OK;
    double *work;
    if (!(needs & (ES_NEEDS_CZ_RANKS | ES_NEEDS_CZ_SIGNS | ES_NEEDS_SQUARE_RANKS)))
        return ES_OK;
    k.sum = ES_NEW(arena, s->width, double);
    k.count = ES_NEW(arena, s->width, uint32_t);
    k.dense = ES_NEW(arena, s->width, double);
    k.day_sd = ES_NEW(arena, s->n_tau, double);
    work = ES_NEW(arena, panel->n, double);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    if (needs & ES_NEEDS_CZ_RANKS) {
        spread_of_days(&k, work);
        status = make(&k, gather_cz_ranks, &panel->cz_rank, arena, err);
    }
    if (!status && (needs & ES_NEEDS_CZ_SIGNS))
        status = make(&k, gather_signs, &panel->cz_sign, arena, err);
    if (!status && (needs & ES_NEEDS_SQUARE_RANKS))
        status = make(&k, gather_square_ranks, &panel->square_rank, arena, err);
    return status;
}
