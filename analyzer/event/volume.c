#include "event/volume.h"

#include <math.h>
#include <stdlib.h>

double es_volume_value(double volume, double shares, es_volume_measure measure)
{
    double turnover = volume / shares;
    if (!(volume >= 0.0))
        return (double)NAN;
    if (measure == ES_VOLUME_LOG1P_VOLUME)
        return log1p(volume);
    if (!(shares > 0.0))
        return (double)NAN;
    if (measure == ES_VOLUME_LOG_PCT_EPS)
        return log(100.0 * turnover + 0.000255);
    return log1p(measure == ES_VOLUME_LOG1P_PCT ? 100.0 * turnover : turnover);
}

/* The rows of each security: `next` chains the rows of one series. */
typedef struct chains {
    int32_t *first; /* per series, -1: none */
    int32_t *next;  /* per row */
} chains;

typedef struct layer {
    const es_sample *from;
    es_sample *s;
    es_volume_measure measure;
    double *value;       /* n x width */
    const double **ret;  /* per row: its values, */
    uint16_t *n_est_ret; /* and how many in the estimation window */
    double *sum, *count; /* per calendar day, over securities */
    double *own;         /* per calendar day: the security at hand */
    chains rows;
} layer;

static bool chain_rows(layer *k, es_arena *arena)
{
    const es_dataset *data = k->from->data;
    k->rows.first = es_arena_alloc_raw(arena, data->n_series, sizeof *k->rows.first);
    k->rows.next = es_arena_alloc_raw(arena, k->from->n, sizeof *k->rows.next);
    if (es_arena_failed(arena))
        return false;
    for (size_t i = 0; i < data->n_series; i++)
        k->rows.first[i] = -1;
    for (size_t row = 0; row < k->from->n; row++) {
        int32_t series = data->event[k->from->event[row]].series;
        k->rows.next[row] = k->rows.first[series];
        k->rows.first[series] = (int32_t)row;
    }
    return true;
}

static void lay_security(layer *k, const es_prices *prices, bool counts)
{
    const es_calendar *calendar = &k->from->market->calendar;
    const double *volume = prices->value[ES_FIELD_VOLUME], *shares = prices->value[ES_FIELD_SHARES];
    size_t i = 0;
    for (size_t t = 0; t < calendar->n; t++) {
        while (i < prices->n && prices->day[i] < calendar->day[t])
            i++;
        k->own[t] = (double)NAN;
        if (volume && i < prices->n && prices->day[i] == calendar->day[t])
            k->own[t] = es_volume_value(volume[i], shares ? shares[i] : (double)NAN, k->measure);
        if (isnan(k->own[t]) || !counts)
            continue;
        k->sum[t] += k->own[t];
        k->count[t] += 1.0;
    }
}

static void fill_row(layer *k, size_t row)
{
    const es_sample *s = k->from;
    double *value = k->value + row * s->width;
    k->ret[row] = value;
    for (size_t c = 0; c < s->width; c++) {
        int32_t t = es_sample_day(s, row, c);
        bool masked = s->masked[row] && c < s->n_est && isnan(s->ret[row][c]);
        value[c] = t < 0 || masked ? (double)NAN : k->own[t];
        k->n_est_ret[row] = (uint16_t)(k->n_est_ret[row] + (c < s->n_est && !isnan(value[c])));
    }
}

static es_status lay_all(layer *k, es_error *err)
{
    const es_dataset *data = k->from->data;
    int32_t market = es_dataset_series(data, k->from->market->symbol);
    for (size_t series = 0; series < data->n_series; series++) {
        es_prices prices;
        es_status status;
        if ((int32_t)series == market && k->rows.first[series] < 0)
            continue;
        status = data->source.read(data->source.context, series, &prices, err);
        if (status)
            return status;
        lay_security(k, &prices, (int32_t)series != market);
        for (int32_t row = k->rows.first[series]; row >= 0; row = k->rows.next[row])
            fill_row(k, (size_t)row);
    }
    return ES_OK;
}

/* Every return spans one day, no row has a benchmark. */
static es_status replace_parts(layer *k, es_market *market, es_arena *arena, es_error *err)
{
    size_t n = k->from->n;
    *k->s = *k->from;
    *market = (es_market){.symbol = k->from->market->symbol,
                          .calendar = k->from->market->calendar,
                          .returns = {ES_RETURN_SIMPLE, ES_GAP_DROP, 1},
                          .ret = k->sum};
    k->s->market = market;
    k->s->ret = k->ret;
    k->s->n_est_ret = k->n_est_ret;
    k->s->venue = NULL; /* every day counts alike */
    k->s->span = ES_NEW(arena, n, const uint16_t *);
    k->s->benchmark = ES_NEW(arena, n, const double *);
    k->s->cap = ES_NEW(arena, n, const double *);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

es_status es_volume_align(const es_sample *sample, es_volume_measure measure, es_arena *arena,
                          es_sample **out, es_error *err)
{
    size_t days = sample->market->calendar.n;
    es_market *market = ES_NEW(arena, 1, es_market);
    layer k = {.from = sample,
               .s = ES_NEW(arena, 1, es_sample),
               .measure = measure,
               .value = es_arena_alloc_raw(arena, sample->n * sample->width, sizeof(double)),
               .ret = ES_NEW(arena, sample->n, const double *),
               .n_est_ret = ES_NEW(arena, sample->n, uint16_t),
               .sum = ES_NEW(arena, days, double),
               .count = ES_NEW(arena, days, double),
               .own = ES_NEW(arena, days, double)};
    es_status status = ES_OK;
    if (!chain_rows(&k, arena))
        return es_fail_memory(err);
    status = replace_parts(&k, market, arena, err);
    if (!status)
        status = lay_all(&k, err);
    for (size_t t = 0; t < days; t++)
        k.sum[t] = k.count[t] > 0.0 ? k.sum[t] / k.count[t] : (double)NAN;
    *out = k.s;
    return status;
}
