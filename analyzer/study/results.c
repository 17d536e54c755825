/* Averages and tests of one model over groups, days and windows: the rows of results.csv. */
#include <math.h>
#include <string.h>

#include "stats/order.h"
#include "stats/sum.h"
#include "study/study.h"

/* One model and one group while its rows are made. */
typedef struct maker {
    es_study *s;
    size_t m, g;
    es_panel panel;
    es_arena *panel_arena; /* lives as long as the panel */
    es_est_ranks *est_ranks;
} maker;

static unsigned needs_of(const es_spec *spec)
{
    unsigned needs = 0;
    for (size_t i = 0; i < spec->n_tests; i++)
        needs |= spec->test[i]->flags;
    return needs;
}

/* The group's events that the model could use, as indices of its used events. */
static es_status list_panel_events(maker *k, es_error *err)
{
    const es_abnormal *ab = k->s->abnormal[k->m];
    const es_group *group = &k->s->group[k->g];
    uint32_t *event = ES_NEW(k->panel_arena, ab->n, uint32_t);
    size_t j = 0, n = 0;
    if (!event)
        return es_fail_memory(err);
    for (size_t i = 0; i < ab->n; i++) {
        uint32_t id = k->s->sample->event[ab->row[i]];
        while (j < group->n && group->event[j] < id)
            j++;
        if (j < group->n && group->event[j] == id)
            event[n++] = (uint32_t)i;
    }
    k->panel = (es_panel){.ab = ab,
                          .options = &k->s->spec->inference,
                          .n = n,
                          .event = event,
                          .est_ranks = k->est_ranks};
    return ES_OK;
}

static es_result_row new_row(const maker *k, const es_span *span, const char *measure)
{
    es_result_row row = {.model = (uint16_t)k->m,
                         .group = (uint16_t)k->g,
                         .window = span->window,
                         .measure = measure,
                         .n = (uint32_t)span->n,
                         .estimate = (double)NAN,
                         .ci_low = (double)NAN,
                         .ci_high = (double)NAN};
    row.result = (es_test_result){span->n ? ES_NA_NONE : ES_NA_NO_DATA,
                                  (double)NAN,
                                  (double)NAN,
                                  (double)NAN,
                                  (double)NAN,
                                  (double)NAN};
    if (span->n)
        row.estimate = es_mean(span->n, span->x);
    return row;
}

/* I-1 */
static void add_interval(const maker *k, const es_span *span, es_result_row *row)
{
    double half;
    if (row->result.na != ES_NA_NONE || strstr(row->test->id, "csect_t") == NULL)
        return;
    half = es_t_quantile_upper(0.5 * k->s->spec->inference.alpha, (double)(span->n - 1))
           * es_sd(span->n, span->x) / sqrt((double)span->n);
    row->ci_low = row->estimate - half;
    row->ci_high = row->estimate + half;
}

/* One row per test that applies to the measure; a bare row when none was asked for. */
static es_status test_span(maker *k, const es_span *span, const char *measure, es_applies applies,
                           es_error *err)
{
    const es_spec *spec = k->s->spec;
    es_result_row row = new_row(k, span, measure);
    es_status status = ES_OK;
    bool tested = false;
    for (size_t i = 0; i < spec->n_tests && !status; i++) {
        if (spec->test[i]->applies != applies)
            continue;
        row = new_row(k, span, measure);
        row.test = spec->test[i];
        es_test_run(row.test, span, &row.result);
        add_interval(k, span, &row);
        status = es_study_add_result(k->s, &row, err);
        tested = true;
    }
    return tested || status ? status : es_study_add_result(k->s, &row, err);
}

/* D-8: weights s_i^-1 or s_i^-2. */
static double precision_weighted(const es_span *span, bool inverse_variance)
{
    double top = 0.0, bottom = 0.0;
    for (size_t i = 0; i < span->n; i++) {
        double w = inverse_variance ? 1.0 / span->variance[i] : 1.0 / sqrt(span->variance[i]);
        top += w * span->x[i];
        bottom += w;
    }
    return top / bottom;
}

static es_status add_estimate(maker *k, const es_span *span, const char *measure, double value,
                              es_error *err)
{
    es_result_row row = new_row(k, span, measure);
    if (span->n)
        row.estimate = value;
    return es_study_add_result(k->s, &row, err);
}

static es_status add_averages(maker *k, const es_span *span, es_arena *arena, es_error *err)
{
    double *copy = ES_NEW(arena, span->n, double);
    int pw = k->s->spec->pw;
    es_status status = ES_OK;
    if (!copy)
        return es_fail_memory(err);
    memcpy(copy, span->x, span->n * sizeof *copy);
    if (pw != ES_PW_INV_VAR)
        status = add_estimate(k, span, "pw_caar", precision_weighted(span, false), err);
    if (!status && pw != ES_PW_INV_SD)
        status = add_estimate(k, span, "pw_caar_invvar", precision_weighted(span, true), err);
    if (!status)
        status =
            add_estimate(k, span, "caar_median", span->n ? es_median(span->n, copy) : 0.0, err);
    return status;
}

static es_status day_rows(maker *k, int tau, double rbar, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_span span;
    es_status status =
        arena ? es_span_of_day(&k->panel, tau, arena, &span, err) : es_fail_memory(err);
    if (!status) {
        span.rbar = rbar;
        status = test_span(k, &span, "aar", ES_ON_CAR, err);
    }
    es_arena_free(arena);
    return status;
}

static es_status bhar_rows(maker *k, size_t w, es_error *err)
{
    static const struct {
        const char *name;
        es_measure measure;
    } bhar[] = {{"abhar_model", ES_MEASURE_BHAR_MODEL},
                {"abhar_market", ES_MEASURE_BHAR_MARKET},
                {"abhar_matched", ES_MEASURE_BHAR_MATCHED}};
    size_t n = k->s->spec->bhar_benchmark == ES_BHAR_MATCHED ? 3 : 2;
    es_status status = ES_OK;
    for (size_t i = 0; i < n && !status; i++) {
        es_arena *arena = es_arena_new();
        es_span span;
        status = arena ? es_span_of_window(&k->panel, w, bhar[i].measure, arena, &span, err)
                       : es_fail_memory(err);
        if (!status)
            status = test_span(k, &span, bhar[i].name, ES_ON_BHAR, err);
        es_arena_free(arena);
    }
    return status;
}

static es_status window_rows(maker *k, size_t w, double rbar, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_span span;
    es_status status = arena ? es_span_of_window(&k->panel, w, ES_MEASURE_CAR, arena, &span, err)
                             : es_fail_memory(err);
    if (!status) {
        span.rbar = rbar;
        status = test_span(k, &span, "caar", ES_ON_CAR, err);
    }
    if (!status)
        status = add_averages(k, &span, arena, err);
    es_arena_free(arena);
    return status ? status : bhar_rows(k, w, err);
}

/* Every day of the event window, then every CAR window. */
static es_status all_spans(maker *k, es_error *err)
{
    const es_sample *sample = k->s->sample;
    size_t n_windows = k->s->spec->car_windows.n, n = sample->n_tau + n_windows;
    es_span_key *keys = ES_NEW(k->panel_arena, n, es_span_key);
    double *rbar = ES_NEW(k->panel_arena, n, double);
    es_status status = ES_OK;
    if (es_arena_failed(k->panel_arena))
        return es_fail_memory(err);
    for (size_t j = 0; j < n; j++) {
        int tau = sample->align.event.first + (int)j;
        keys[j] = (es_span_key){{tau, tau}, -1};
        if (j >= sample->n_tau)
            keys[j] = (es_span_key){k->s->spec->car_windows.window[j - sample->n_tau],
                                    (int)(j - sample->n_tau)};
        rbar[j] = (double)NAN;
    }
    if (needs_of(k->s->spec) & ES_NEEDS_CORRELATION)
        status = es_mean_correlations(&k->panel, keys, n, rbar, k->panel_arena, err);
    for (size_t j = 0; j < sample->n_tau && !status; j++)
        status = day_rows(k, keys[j].window.first, rbar[j], err);
    for (size_t w = 0; w < n_windows && !status; w++)
        status = window_rows(k, w, rbar[sample->n_tau + w], err);
    return status;
}

static es_status test_group(maker *k, es_error *err)
{
    es_status status;
    k->panel_arena = es_arena_new();
    if (!k->panel_arena)
        return es_fail_memory(err);
    status = list_panel_events(k, err);
    if (!status)
        status = es_panel_make(&k->panel, needs_of(k->s->spec), k->panel_arena, err);
    if (!status)
        status = all_spans(k, err);
    es_arena_free(k->panel_arena);
    return status;
}

es_status es_study_test_model(es_study *s, size_t m, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_est_ranks ranks = {NULL};
    maker k = {.s = s, .m = m, .est_ranks = &ranks};
    es_status status = arena ? ES_OK : es_fail_memory(err);
    if (!status && (needs_of(s->spec) & ES_NEEDS_EST_RANKS))
        status = es_est_ranks_make(s->abnormal[m], arena, &ranks, err);
    for (k.g = 0; k.g < s->n_groups && !status; k.g++)
        status = test_group(&k, err);
    es_arena_free(arena);
    return status;
}
