/* Averages and tests of one model over groups, days and windows: the rows of results.csv, and those
 * of volume.csv, where the abnormal return is abnormal volume. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fleet.h"
#include "base/number.h"
#include "study/span_rows.h"

static void find_needs(es_row_maker *k)
{
    const es_spec *spec = k->s->spec;
    k->needs = 0;
    for (size_t i = 0; i < spec->n_tests; i++)
        if (es_maker_runs(k, spec->test[i]))
            k->needs |= spec->test[i]->flags;
}

/* The group's events that the model could use, as indices of its used events. */
static es_status list_panel_events(es_row_maker *k, es_error *err)
{
    const es_abnormal *ab = k->ab;
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
                          .group_of = k->g == 0 ? k->group_of : NULL,
                          .n_groups = k->s->n_groups - 1};
    return ES_OK;
}

/* What threads take in turn, so long that no one waits much for the last: a few days, or some of
 * the measures of a window. */
typedef enum part { DAYS, CARS, AVERAGES, BHARS } part;

typedef struct piece {
    part what;
    size_t first, n; /* of the spans */
} piece;

/* The spans of one panel: every day of the event window, then every CAR window. */
typedef struct span_list {
    size_t n, n_pieces;
    es_span_key *key;
    double *rbar;
    es_joined_ranks *joined;
    piece *piece;         /* up to 3 n */
    es_row_maker *worker; /* each with a scratch and a list of rows of its own */
    es_result_list *out;
} span_list;

/* Of abnormal volume a window of one day has the same measure `caav` as the day and is not
 * repeated. */
static void cut_pieces(const es_row_maker *k, span_list *spans)
{
    for (size_t j = 0; j < spans->n; j++) {
        const es_span_key *key = &spans->key[j];
        size_t n = es_spans_together(spans->key, spans->n, j);
        if (key->car_window < 0 && n)
            spans->piece[spans->n_pieces++] = (piece){DAYS, j, n};
        if (key->car_window < 0 || (k->volume && key->window.first == key->window.last))
            continue;
        spans->piece[spans->n_pieces++] = (piece){CARS, j, 1};
        if (k->volume)
            continue;
        spans->piece[spans->n_pieces++] = (piece){AVERAGES, j, 1};
        spans->piece[spans->n_pieces++] = (piece){BHARS, j, 1};
    }
}

static es_status make_piece(const span_list *spans, const piece *cut, es_row_maker *k,
                            es_error *err)
{
    const es_span_key *key = &spans->key[cut->first];
    es_span_extra extra[ES_SPANS_TOGETHER];
    for (size_t i = 0; i < cut->n; i++) {
        size_t j = cut->first + i;
        extra[i].rbar = spans->rbar[j];
        extra[i].joined = k->needs & ES_NEEDS_JOINED ? &spans->joined[j] : NULL;
    }
    switch (cut->what) {
    case DAYS:
        return es_rows_of_days(k, key->window.first, cut->n, extra, err);
    case CARS:
        return es_rows_of_cars(k, (size_t)key->car_window, extra, err);
    case AVERAGES:
        return es_rows_of_averages(k, (size_t)key->car_window, extra, err);
    default:
        return es_rows_of_bhars(k, (size_t)key->car_window, err);
    }
}

static es_status make_pieces(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const span_list *spans = context;
    es_status status = ES_OK;
    for (size_t i = first; i < last && !status; i++)
        status = make_piece(spans, &spans->piece[i], &spans->worker[worker], err);
    return status;
}

static es_status take_rows(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const span_list *spans = context;
    es_row_maker *k = &spans->worker[worker];
    es_status status = ES_OK;
    (void)first;
    (void)last;
    for (size_t i = 0; i < k->rows.n && !status; i++)
        status = es_result_list_append(spans->out, &k->rows.row[i], err);
    k->rows.n = 0;
    return status;
}

/* A text that may be missing. */
static const char *share_text(es_parcel *p, const char *text, es_arena *arena)
{
    size_t n = es_parcel_number(p, text ? strlen(text) + 1 : 0);
    char *copy;
    if (n == 0)
        return NULL;
    if (!p->taking) {
        es_parcel_put(p, text, n);
        return text;
    }
    copy = es_arena_alloc(arena, n, 1);
    p->failed = p->failed || !copy;
    if (!p->failed)
        es_parcel_take(p, copy, n);
    return copy;
}

/* A row; model and group are those of the maker. */
static void share_row(const es_row_maker *k, es_result_row *row, es_parcel *p)
{
    size_t n = es_test_count(), test = 0;
    while (test < n && row->test != es_test_at(test))
        test++;
    test = es_parcel_number(p, test);
    es_parcel_bytes(p, &row->window, sizeof row->window);
    es_parcel_bytes(p, &row->n, sizeof row->n);
    es_parcel_bytes(p, &row->estimate, sizeof row->estimate);
    es_parcel_bytes(p, &row->result, sizeof row->result);
    row->model = k->ab->model;
    row->group = (uint32_t)k->g;
    row->test = test < n ? es_test_at(test) : NULL;
    row->measure = share_text(p, row->measure, k->text_arena);
    row->label = share_text(p, row->label, k->text_arena);
    row->df_text = share_text(p, row->df_text, k->text_arena);
}

/* The rows of some pieces. */
static void share_rows(void *context, size_t worker, size_t first, size_t last, es_parcel *p)
{
    const span_list *spans = context;
    es_row_maker *k = &spans->worker[worker];
    size_t n = es_parcel_number(p, k->rows.n);
    (void)first;
    (void)last;
    for (size_t i = 0; i < n && !p->failed; i++) {
        es_result_row row = {.n = 0};
        if (!p->taking)
            row = k->rows.row[i];
        share_row(k, &row, p);
        p->failed =
            p->failed || (p->taking && es_result_list_append(&k->rows, &row, NULL) != ES_OK);
    }
    if (!p->taking)
        k->rows.n = 0;
}

/* The pieces are shared out among the threads; the rows come in their order. */
static es_status run_spans(es_row_maker *k, span_list *spans, es_error *err)
{
    const es_job job = {.n = spans->n_pieces,
                        .grain = 1,
                        .work = make_pieces,
                        .merge = take_rows,
                        .context = spans,
                        .progress = k->s->spec->inference.progress,
                        .fleet = k->s->spec->inference.fleet,
                        .share = share_rows};
    size_t workers = es_workers(&job, k->s->spec->inference.threads), width = k->ab->sample->width;
    es_status status = ES_OK;
    spans->out = k->volume ? &k->s->volume : &k->s->results;
    spans->worker = ES_NEW(k->panel_arena, workers, es_row_maker);
    for (size_t i = 0; spans->worker && i < workers; i++) {
        es_row_maker *w = &spans->worker[i];
        *w = *k;
        w->panel.scratch = ES_NEW(k->panel_arena, 4 * width, double);
        w->text_arena = es_arena_new();
        if (!w->text_arena)
            status = es_fail_memory(err);
    }
    if (!status && es_arena_failed(k->panel_arena))
        status = es_fail_memory(err);
    if (!status)
        status = es_parallel(&job, workers, err);
    for (size_t i = 0; spans->worker && i < workers; i++) {
        es_arena_adopt(k->s->arena, spans->worker[i].text_arena);
        free(spans->worker[i].rows.row);
    }
    return status;
}

static es_status all_spans(es_row_maker *k, es_error *err)
{
    const es_sample *sample = k->ab->sample;
    const es_windows *windows = &k->s->spec->car_windows;
    span_list spans = {.n = sample->n_tau + windows->n};
    es_status status = ES_OK;
    spans.key = ES_NEW(k->panel_arena, spans.n, es_span_key);
    spans.rbar = ES_NEW(k->panel_arena, spans.n, double);
    spans.joined = ES_NEW(k->panel_arena, spans.n, es_joined_ranks);
    spans.piece = ES_NEW(k->panel_arena, 3 * spans.n, piece);
    if (es_arena_failed(k->panel_arena))
        return es_fail_memory(err);
    for (size_t j = 0; j < spans.n; j++) {
        int tau = sample->align.event.first + (int)j;
        spans.key[j] = (es_span_key){{tau, tau}, -1};
        if (j >= sample->n_tau)
            spans.key[j] =
                (es_span_key){windows->window[j - sample->n_tau], (int)(j - sample->n_tau)};
        spans.rbar[j] = (double)NAN;
    }
    cut_pieces(k, &spans);
    es_spec_stage(k->s->spec, "ranks");
    status = es_panel_residuals(&k->panel, k->needs, spans.key, spans.n, spans.joined,
                                k->panel_arena, err);
    es_spec_stage(k->s->spec, "correlation");
    if (!status && (k->needs & ES_NEEDS_CORRELATION))
        status =
            es_mean_correlations(&k->panel, spans.key, spans.n, spans.rbar, k->panel_arena, err);
    es_spec_stage(k->s->spec, "tests");
    return status ? status : run_spans(k, &spans, err);
}

/* G-11: the mean correlation of all pairs of events on common calendar days, whether their windows
 * overlap or not.  Its cost grows with the shifts between all dates, so that large samples go
 * without. */
static es_status mean_pairwise_correlation(es_row_maker *k, es_error *err)
{
    enum { MOST_EVENTS = 500 };
    es_inference_options options = k->s->spec->inference;
    es_panel panel = k->panel;
    es_span_key key = {k->s->spec->car_windows.window[0], 0};
    double rbar = (double)NAN;
    es_status status;
    if (k->g > 0 || !k->primary || k->volume || k->panel.n < 2 || k->panel.n > MOST_EVENTS
        || k->s->spec->car_windows.n == 0)
        return ES_OK;
    options.kp_corr = ES_KP_CALENDAR;
    options.kp_negative = ES_KP_AS_IS;
    panel.options = &options;
    status = es_mean_correlations(&panel, &key, 1, &rbar, k->panel_arena, err);
    return status ? status
                  : es_study_add_diagnostic(k->s,
                                            &(es_diagnostic){"mean_pairwise_correlation",
                                                             "G-11",
                                                             {1, 0},
                                                             rbar,
                                                             "residuals, common calendar days"},
                                            err);
}

static es_status test_group(es_row_maker *k, es_error *err)
{
    es_status status;
    k->panel_arena = es_arena_new();
    if (!k->panel_arena)
        return es_fail_memory(err);
    es_spec_stage(k->s->spec, "tests");
    status = list_panel_events(k, err);
    if (!status)
        status = es_panel_make(&k->panel, k->needs, k->panel_arena, err);
    if (!status)
        status = all_spans(k, err);
    if (!status)
        status = mean_pairwise_correlation(k, err);
    es_arena_free(k->panel_arena);
    return status;
}

/* The column `weight` of the events as numbers. */
static bool read_weights(es_row_maker *k, es_arena *arena)
{
    const es_dataset *data = k->s->data;
    const es_attribute *column = es_dataset_attribute(data, "weight");
    double *weight = column ? ES_NEW(arena, data->n_events, double) : NULL;
    for (size_t i = 0; weight && i < data->n_events; i++) {
        const char *text = column->value[i];
        if (!text || es_number_read(text, strlen(text), &weight[i]) != ES_NUMBER_OK)
            weight[i] = (double)NAN;
    }
    k->weight = weight;
    return !column || weight;
}

static bool number_groups(es_row_maker *k, es_arena *arena)
{
    const es_study *s = k->s;
    uint32_t *of_event = ES_NEW(arena, s->data->n_events, uint32_t);
    uint32_t *group_of = ES_NEW(arena, k->ab->n, uint32_t);
    if (!of_event || !group_of)
        return false;
    for (size_t g = 1; g < s->n_groups; g++)
        for (size_t i = 0; i < s->group[g].n; i++)
            of_event[s->group[g].event[i]] = (uint32_t)g;
    for (size_t i = 0; i < k->ab->n; i++)
        group_of[i] = of_event[s->sample->event[k->ab->row[i]]];
    k->group_of = group_of;
    return true;
}

es_status es_study_test_model(es_study *s, const es_abnormal *ab, bool volume, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_row_maker k = {.s = s,
                      .ab = ab,
                      .volume = volume,
                      .primary = ab->model == s->spec->model[s->spec->primary]};
    es_status status = ES_OK;
    if (!arena || !read_weights(&k, arena) || !number_groups(&k, arena))
        status = es_fail_memory(err);
    find_needs(&k);
    for (k.g = 0; k.g < s->n_groups && !status; k.g++)
        status = test_group(&k, err);
    es_arena_free(arena);
    return status;
}
