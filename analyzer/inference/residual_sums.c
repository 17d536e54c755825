#include "inference/residual_sums.h"

#include <math.h>
#include <string.h>

#include "base/wide.h"
#include "stats/sum.h"

es_status es_residual_sums_open(const es_panel *panel, es_arena *arena, es_residual_sums *out,
                                es_error *err)
{
    out->sum = ES_NEW(arena, panel->ab->sample->n_est, double);
    out->count = ES_NEW(arena, panel->ab->sample->n_est, uint32_t);
    out->positive = ES_NEW(arena, panel->n, uint32_t);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

es_status es_residual_tally_open(size_t n_est, es_arena *arena, es_residual_tally *out,
                                 es_error *err)
{
    out->n_whole = 0;
    out->sum = ES_NEW(arena, n_est, double);
    out->count = ES_NEW(arena, n_est, uint32_t);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

/* Adds n values to their columns' sums; returns how many are positive. */
ES_WIDE static uint32_t add_whole(size_t n, const double *restrict value, double *restrict sum)
{
    int64_t positive = 0;
    for (size_t t = 0; t < n; t++) {
        sum[t] += value[t];
        positive += value[t] > 0.0;
    }
    return (uint32_t)positive;
}

void es_residual_tally_add(es_residual_tally *tally, const es_residual_sums *sums,
                           const es_pool *pool, size_t i)
{
    uint32_t positive = add_whole(pool->in_place, pool->value, tally->sum);
    tally->n_whole += pool->in_place > 0;
    for (size_t j = pool->in_place; j < pool->n; j++) {
        tally->sum[pool->column[j]] += pool->value[j];
        tally->count[pool->column[j]]++;
        positive += pool->value[j] > 0.0;
    }
    sums->positive[i] = positive;
}

void es_residual_sums_take(es_residual_sums *sums, es_residual_tally *from, size_t n_est)
{
    for (size_t t = 0; t < n_est; t++) {
        sums->sum[t] += from->sum[t];
        sums->count[t] += from->count[t] + from->n_whole;
    }
    memset(from->sum, 0, n_est * sizeof *from->sum);
    memset(from->count, 0, n_est * sizeof *from->count);
    from->n_whole = 0;
}

void es_residual_tally_share(es_residual_tally *tally, const es_residual_sums *sums, size_t n_est,
                             size_t first, size_t last, es_parcel *p)
{
    es_parcel_sums(p, tally->sum, n_est * sizeof *tally->sum);
    es_parcel_sums(p, tally->count, n_est * sizeof *tally->count);
    es_parcel_sums(p, &tally->n_whole, sizeof tally->n_whole);
    es_parcel_once(p, sums->positive + first, (last - first) * sizeof *sums->positive);
}

/* S-5: A_t over the events that have a residual on estimation day t, aligned in event time. */
static void finish_cda(const es_residual_sums *sums, es_panel *p)
{
    size_t n_est = p->ab->sample->n_est, days = 0;
    double total_m = 0.0, *mean = sums->sum; /* in its place */
    for (size_t i = 0; i < p->n; i++)
        total_m += (double)p->ab->fit[es_panel_row(p, p->event[i])].n;
    for (size_t t = 0; t < n_est; t++)
        if (sums->count[t])
            mean[days++] = sums->sum[t] / (double)sums->count[t];
    p->cda_days = days;
    p->cda_sd = days > 1 ? es_sd(days, mean) : (double)NAN;
    if (days > 1 && es_is_no_spread(p->cda_sd, es_max_abs(days, mean)))
        p->cda_sd = 0.0;
    p->mean_m = p->n ? total_m / (double)p->n : (double)NAN;
}

/* S-20: the share of positive residuals, averaged over events or pooled over days. */
static void finish_signs(const es_residual_sums *sums, es_panel *p)
{
    double shares = 0.0, positive_days = 0.0, days = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        double m = (double)p->ab->fit[es_panel_row(p, p->event[i])].n;
        shares += (double)sums->positive[i] / m;
        positive_days += (double)sums->positive[i];
        days += m;
    }
    p->positive_share =
        p->options->gsign_p == ES_GSIGN_POOLED ? positive_days / days : shares / (double)p->n;
}

void es_residual_sums_finish(const es_residual_sums *sums, unsigned needs, es_panel *panel)
{
    if (needs & ES_NEEDS_CDA)
        finish_cda(sums, panel);
    if (needs & ES_NEEDS_SIGNS)
        finish_signs(sums, panel);
}
