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
    es_pool pool;
    double *sum;     /* width */
    uint32_t *count; /* width */
    double *sorted;  /* width */
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

static void gather_standardised(adder *k, uint32_t e, bool restandardise)
{
    const es_abnormal *ab = k->panel->ab;
    const es_sample *s = ab->sample;
    k->pool.n = 0;
    for (size_t t = 0; t < s->n_est; t++)
        es_pool_put(&k->pool, es_abnormal_standard(ab, e, t), t);
    for (size_t j = 0; j < s->n_tau; j++)
        es_pool_put(&k->pool, restandardise ? sar(ab, e, j) / k->day_sd[j] : sar(ab, e, j),
                    s->n_est + j);
}

/* Adds U = rank / (1 + m) - 1/2 of every value in the pool. */
static void add_uniform_ranks(adder *k)
{
    double scale = 1.0 / (double)(k->pool.n + 1);
    es_pool_rank(&k->pool);
    for (size_t i = 0; i < k->pool.n; i++) {
        k->sum[k->pool.column[i]] += 0.5 * (double)k->pool.rank2[i] * scale - 0.5;
        k->count[k->pool.column[i]]++;
    }
}

static void add_cz_ranks(adder *k, uint32_t e)
{
    gather_standardised(k, e, true);
    add_uniform_ranks(k);
}

static void add_square_ranks(adder *k, uint32_t e)
{
    gather_standardised(k, e, false);
    for (size_t i = 0; i < k->pool.n; i++)
        k->pool.value[i] *= k->pool.value[i];
    add_uniform_ranks(k);
}

/* S-21: signs about the event's own median. */
static void add_signs(adder *k, uint32_t e)
{
    double median;
    es_pool_take_estimation(&k->pool, k->panel->ab, e, k->panel->ab->residual);
    es_pool_add_event(&k->pool, k->panel->ab, e);
    memcpy(k->sorted, k->pool.value, k->pool.n * sizeof *k->sorted);
    median = es_median(k->pool.n, k->sorted);
    for (size_t i = 0; i < k->pool.n; i++) {
        double a = k->pool.value[i];
        k->sum[k->pool.column[i]] += (a > median ? 1.0 : 0.0) - (a < median ? 1.0 : 0.0);
        k->count[k->pool.column[i]]++;
    }
}

static void finish(adder *k, double *z, es_day_series *out)
{
    size_t width = k->panel->ab->sample->width;
    *out = (es_day_series){.z = z, .spread = (double)NAN};
    for (size_t c = 0; c < width; c++) {
        z[c] = k->count[c] ? k->sum[c] / sqrt((double)k->count[c]) : (double)NAN;
        if (k->count[c])
            k->sorted[out->days++] = z[c];
    }
    if (out->days)
        out->spread = sqrt(es_sum_squares(out->days, k->sorted) / (double)out->days);
}

static es_status make(adder *k, void (*add)(adder *, uint32_t), es_day_series *out, es_arena *arena,
                      es_error *err)
{
    const es_panel *p = k->panel;
    size_t width = p->ab->sample->width;
    double *z = ES_NEW(arena, width, double);
    if (!z)
        return es_fail_memory(err);
    memset(k->sum, 0, width * sizeof *k->sum);
    memset(k->count, 0, width * sizeof *k->count);
    for (size_t i = 0; i < p->n; i++)
        add(k, p->event[i]);
    finish(k, z, out);
    return ES_OK;
}

es_status es_panel_day_series(es_panel *panel, unsigned needs, es_arena *arena, es_error *err)
{
    const es_sample *s = panel->ab->sample;
    adder k = {.panel = panel};
    es_status status = ES_OK;
    double *work;
    if (!(needs & (ES_NEEDS_CZ_RANKS | ES_NEEDS_CZ_SIGNS | ES_NEEDS_SQUARE_RANKS)))
        return ES_OK;
    status = es_pool_open(s, arena, &k.pool, err);
    k.sum = ES_NEW(arena, s->width, double);
    k.count = ES_NEW(arena, s->width, uint32_t);
    k.sorted = ES_NEW(arena, s->width, double);
    k.day_sd = ES_NEW(arena, s->n_tau, double);
    work = ES_NEW(arena, panel->n, double);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    if (needs & ES_NEEDS_CZ_RANKS) {
        spread_of_days(&k, work);
        status = make(&k, add_cz_ranks, &panel->cz_rank, arena, err);
    }
    if (!status && (needs & ES_NEEDS_CZ_SIGNS))
        status = make(&k, add_signs, &panel->cz_sign, arena, err);
    if (!status && (needs & ES_NEEDS_SQUARE_RANKS))
        status = make(&k, add_square_ranks, &panel->square_rank, arena, err);
    return status;
}
