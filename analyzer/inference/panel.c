#include "inference/panel.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/wide.h"
#include "inference/ranks.h"

es_status es_panel_make(es_panel *panel, unsigned needs, es_arena *arena, es_error *err)
{
    panel->scratch = ES_NEW(arena, 4 * panel->ab->sample->width, double);
    if (!panel->scratch)
        return es_fail_memory(err);
    return es_panel_day_series(panel, needs, arena, err);
}

typedef struct span_arrays {
    uint32_t *event;
    double *x, *variance, *csar;
    uint16_t *d;
} span_arrays;

static es_status open_span(const es_panel *panel, es_window window, es_arena *arena, es_span *out,
                           span_arrays *a, es_error *err)
{
    memset(out, 0, sizeof *out);
    out->panel = panel;
    out->window = window;
    out->days = (size_t)(window.last - window.first + 1);
    out->rbar = (double)NAN;
    out->arena = arena;
    a->event = es_arena_alloc_raw(arena, panel->n, sizeof *a->event);
    a->x = es_arena_alloc_raw(arena, panel->n, sizeof *a->x);
    a->variance = es_arena_alloc_raw(arena, panel->n, sizeof *a->variance);
    a->csar = es_arena_alloc_raw(arena, panel->n, sizeof *a->csar);
    a->d = es_arena_alloc_raw(arena, panel->n, sizeof *a->d);
    out->scar = es_arena_alloc_raw(arena, panel->n, sizeof *out->scar);
    out->event = a->event;
    out->x = a->x;
    out->variance = a->variance;
    out->csar = a->csar;
    out->d = a->d;
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

ES_WIDE static void divide_by_roots(size_t n, const double *restrict x,
                                    const double *restrict variance, double *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] / sqrt(variance[i]);
}

/* D-4, D-5 and the form that divides by the plain sigma. */
static void standardise(es_span *s)
{
    const es_abnormal *ab = s->panel->ab;
    es_scar_form form = (es_scar_form)s->panel->options->scar;
    if (form == ES_SCAR_FULL)
        divide_by_roots(s->n, s->x, s->variance, s->scar);
    for (size_t i = 0; form == ES_SCAR_PATELL && i < s->n; i++)
        s->scar[i] = s->csar[i] / sqrt((double)s->d[i]);
    for (size_t i = 0; form == ES_SCAR_UNSCALED && i < s->n; i++)
        s->scar[i] = s->x[i] / ab->fit[ab->row[s->event[i]]].sigma;
}

es_status es_spans_of_days(const es_panel *panel, int tau, size_t n, es_arena *arena, es_span *out,
                           es_error *err)
{
    const es_abnormal *ab = panel->ab;
    size_t n_tau = ab->sample->n_tau, j = (size_t)(tau - ab->sample->align.event.first);
    span_arrays a[ES_SPANS_TOGETHER];
    es_status status = ES_OK;
    assert(n <= ES_SPANS_TOGETHER);
    for (size_t k = 0; k < n && !status; k++) {
        int day = tau + (int)k;
        status = open_span(panel, (es_window){day, day}, arena, &out[k], &a[k], err);
    }
    for (size_t i = 0; i < panel->n && !status; i++) {
        uint32_t e = panel->event[i];
        for (size_t k = 0; k < n; k++) {
            double ar = ab->ar[e * n_tau + j + k];
            if (isnan(ar))
                continue;
            a[k].event[out[k].n] = e;
            a[k].x[out[k].n] = ar;
            a[k].variance[out[k].n] = ab->var[e * n_tau + j + k];
            a[k].d[out[k].n++] = 1;
        }
    }
    for (size_t k = 0; k < n && !status; k++) {
        divide_by_roots(out[k].n, a[k].x, a[k].variance, a[k].csar);
        standardise(&out[k]);
    }
    return status;
}

es_status es_span_of_day(const es_panel *panel, int tau, es_arena *arena, es_span *out,
                         es_error *err)
{
    return es_spans_of_days(panel, tau, 1, arena, out, err);
}

static double measure_of(const es_car *c, es_measure measure)
{
    switch (measure) {
    case ES_MEASURE_BHAR_MODEL:
        return c->bhar_model;
    case ES_MEASURE_BHAR_MARKET:
        return c->bhar_market;
    case ES_MEASURE_BHAR_MATCHED:
        return c->bhar_matched;
    default:
        return c->car;
    }
}

es_status es_span_of_window(const es_panel *panel, size_t w, es_measure measure, es_arena *arena,
                            es_span *out, es_error *err)
{
    const es_abnormal *ab = panel->ab;
    span_arrays a;
    es_status status = open_span(panel, ab->options.window[w], arena, out, &a, err);
    for (size_t i = 0; i < panel->n && !status; i++) {
        uint32_t e = panel->event[i];
        const es_car *c = &ab->car[e * ab->options.n_windows + w];
        double x = measure_of(c, measure);
        if (isnan(x))
            continue;
        a.event[out->n] = e;
        a.x[out->n] = x;
        a.variance[out->n] = c->variance;
        a.csar[out->n] = c->csar;
        a.d[out->n++] = c->n_days;
    }
    if (!status)
        standardise(out);
    return status;
}

/* Is span j built with the one before it? */
static bool is_with_last(const es_span_key *key, size_t j)
{
    return j % ES_SPANS_TOGETHER && key[j].car_window < 0 && key[j - 1].car_window < 0
           && key[j].window.first == key[j - 1].window.first + 1;
}

size_t es_spans_together(const es_span_key *key, size_t n_keys, size_t j)
{
    size_t n = 1;
    if (is_with_last(key, j))
        return 0;
    while (j + n < n_keys && is_with_last(key, j + n))
        n++;
    return n;
}

es_status es_spans_of_keys(const es_panel *panel, const es_span_key *key, size_t n, es_arena *arena,
                           es_span *out, es_error *err)
{
    return key->car_window < 0
               ? es_spans_of_days(panel, key->window.first, n, arena, out, err)
               : es_span_of_window(panel, (size_t)key->car_window, ES_MEASURE_CAR, arena, out, err);
}

bool es_panel_has(const es_panel *panel, const es_span_key *key, uint32_t e)
{
    const es_abnormal *ab = panel->ab;
    size_t j = (size_t)(key->window.first - ab->sample->align.event.first);
    if (key->car_window < 0)
        return !isnan(ab->ar[(size_t)e * ab->sample->n_tau + j]);
    return !isnan(ab->car[(size_t)e * ab->options.n_windows + (size_t)key->car_window].car);
}
