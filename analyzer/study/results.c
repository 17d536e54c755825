/* Averages and tests of one model over groups, days and windows: the rows of results.csv, and those
 * of volume.csv, where the abnormal return is abnormal volume. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/fleet.h"
#include "inference/portfolio.h"
#include "inference/ranks.h"
#include "study/measures.h"
#include "study/study.h"

/* One model and one group while its rows are made. */
typedef struct maker {
    es_study *s;
    const es_abnormal *ab;
    bool volume, primary;
    size_t g;
    unsigned needs; /* of all tests that run here */
    es_panel panel;
    es_arena *panel_arena;    /* lives as long as the panel */
    es_result_list rows;      /* of the piece at hand, */
    es_arena *text_arena;     /* with their texts */
    const double *weight;     /* per event of the data set: the column `weight`; NULL: none */
    const uint32_t *group_of; /* per used event: 0 or its group */
} maker;

/* A table row's measure, the tests that go with it, and the number of the CAR window, 0: a day. */
typedef struct measure {
    const char *name;
    es_applies applies;
    uint32_t window_no;
} measure;

static bool runs_at_all(const maker *k, const es_test *test)
{
    bool all = k->s->spec->inference.randomised == ES_RANDOMISED_ALL;
    if (k->volume)
        return (test->flags & ES_ON_VOLUME_TOO) != 0;
    return !(test->flags & ES_RANDOMISED) || k->primary || all;
}

static bool runs_here(const maker *k, const es_test *test, const measure *what)
{
    bool all = k->s->spec->inference.randomised == ES_RANDOMISED_ALL;
    if (test->applies != what->applies || !runs_at_all(k, test))
        return false;
    if (what->window_no > 0 || !(test->flags & ES_WINDOWS_ONLY))
        return true;
    return (test->flags & ES_RANDOMISED) && all;
}

static void find_needs(maker *k)
{
    const es_spec *spec = k->s->spec;
    k->needs = 0;
    for (size_t i = 0; i < spec->n_tests; i++)
        if (runs_at_all(k, spec->test[i]))
            k->needs |= spec->test[i]->flags;
}

/* The group's events that the model could use, as indices of its used events. */
static es_status list_panel_events(maker *k, es_error *err)
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

static es_result_row new_row(const maker *k, const es_span *span, const char *name)
{
    es_result_row row = {.model = k->ab->model,
                         .group = (uint32_t)k->g,
                         .window = span->window,
                         .measure = name,
                         .n = (uint32_t)span->n};
    es_test_clear(&row.result);
    row.result.na = span->n ? ES_NA_NONE : ES_NA_NO_DATA;
    row.estimate = es_span_mean(span);
    return row;
}

static es_status add(maker *k, const es_result_row *row, es_error *err)
{
    return es_result_list_add(&k->rows, row, k->text_arena, err);
}

/* Measures of their own come with the test: the estimate, its n, and for groups the label. */
static void take_own_estimate(maker *k, const measure *what, es_result_row *row)
{
    if (what->applies == ES_ON_CAR || what->applies == ES_ON_BHAR)
        return;
    row->estimate = row->result.estimate;
    row->n = (uint32_t)row->result.n;
    if (what->applies == ES_ON_DIFFERENCE || what->applies == ES_ON_DIFFERENCES)
        row->label = k->s->groups_label;
}

/* One row per test that applies to the measure; a bare row when none was asked for. */
static es_status test_span(maker *k, const es_span *span, const measure *what, es_error *err)
{
    const es_spec *spec = k->s->spec;
    es_result_row row;
    es_status status = ES_OK;
    bool tested = false;
    for (size_t i = 0; i < spec->n_tests && !status; i++) {
        if (!runs_here(k, spec->test[i], what))
            continue;
        row = new_row(k, span, what->name);
        row.test = spec->test[i];
        es_test_run(row.test, span, &row.result);
        take_own_estimate(k, what, &row);
        status = add(k, &row, err);
        tested = true;
    }
    if (tested || status || (what->applies != ES_ON_CAR && what->applies != ES_ON_BHAR))
        return status;
    row = new_row(k, span, what->name);
    return add(k, &row, err);
}

static es_status add_averages(maker *k, const es_span *span, es_error *err)
{
    const double *sorted = es_span_sorted(span);
    es_status status = sorted || span->n == 0 ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_average_count() && !status; i++) {
        es_result_row row = new_row(k, span, es_average_name(i));
        if (!es_average_asked(i, k->s->spec))
            continue;
        row.estimate = es_average(i, span, sorted, k->s->spec);
        status = add(k, &row, err);
    }
    return status;
}

/* What the spans need beside their events. */
typedef struct span_extra {
    double rbar;                   /* NaN: not needed */
    const es_joined_ranks *joined; /* likewise NULL */
} span_extra;

/* n days that are built together. */
static es_status day_rows(maker *k, int tau, size_t n, const span_extra *extra, es_error *err)
{
    static const measure aar = {"aar", ES_ON_CAR, 0}, caav = {"caav", ES_ON_CAR, 0};
    es_arena *arena = es_arena_new();
    es_span span[ES_SPANS_TOGETHER];
    es_status status =
        arena ? es_spans_of_days(&k->panel, tau, n, arena, span, err) : es_fail_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        span[i].rbar = extra[i].rbar;
        span[i].joined = extra[i].joined;
        status = test_span(k, &span[i], k->volume ? &caav : &aar, err);
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
        const measure what = {bhar[i].name, ES_ON_BHAR, (uint32_t)w + 1};
        es_arena *arena = es_arena_new();
        es_span span;
        status = arena ? es_span_of_window(&k->panel, w, bhar[i].measure, arena, &span, err)
                       : es_fail_memory(err);
        if (!status) {
            span.market_bhar = bhar[i].measure == ES_MEASURE_BHAR_MARKET;
            span.window_no = what.window_no;
            status = test_span(k, &span, &what, err);
        }
        es_arena_free(arena);
    }
    return status;
}

/* D-9: the column `weight` of the events, or, without one, what the securities were worth before
 * the window. */
static es_status add_weights(maker *k, es_span *span, es_error *err)
{
    const es_sample *sample = k->ab->sample;
    size_t j = (size_t)(span->window.first - sample->align.event.first);
    double *weight = ES_NEW(span->arena, span->n, double);
    if (!weight)
        return es_fail_memory(err);
    for (size_t i = 0; i < span->n; i++) {
        size_t row = k->ab->row[span->event[i]];
        const double *cap = sample->cap[row];
        weight[i] = cap ? cap[j] : (double)NAN;
        if (k->weight)
            weight[i] = k->weight[sample->event[row]];
    }
    span->weight = weight;
    return ES_OK;
}

static es_status open_window(maker *k, size_t w, const span_extra *extra, es_arena *arena,
                             es_span *out, es_error *err)
{
    es_status status = arena ? es_span_of_window(&k->panel, w, ES_MEASURE_CAR, arena, out, err)
                             : es_fail_memory(err);
    out->rbar = extra->rbar;
    out->joined = extra->joined;
    out->window_no = (uint32_t)w + 1;
    return status;
}

/* The measures that look at a window in other ways than event by event. */
static es_status other_rows(maker *k, es_span *span, es_error *err)
{
    const measure other[] = {{"vw_caar", ES_ON_WEIGHTED, span->window_no},
                             {"ctar", ES_ON_CTAR, span->window_no},
                             {"ct_alpha", ES_ON_ALPHA, span->window_no},
                             {"caar_difference", ES_ON_DIFFERENCE, span->window_no},
                             {"caar_difference", ES_ON_DIFFERENCES, span->window_no}};
    es_portfolio *portfolio = ES_NEW(span->arena, 1, es_portfolio);
    es_status status = portfolio ? add_weights(k, span, err) : es_fail_memory(err);
    span->portfolio = portfolio;
    if (!status && (k->needs & ES_NEEDS_PORTFOLIO))
        status = k->s->spec->inference.ct_weights == ES_CT_VALUE
                     ? es_portfolio_make(&k->panel, span->window, span->n, span->event,
                                         span->weight, span->arena, portfolio, err)
                     : es_portfolio_make(&k->panel, span->window, k->panel.n, k->panel.event, NULL,
                                         span->arena, portfolio, err);
    for (size_t i = 0; i < sizeof other / sizeof *other && !status; i++) {
        bool of_groups =
            other[i].applies == ES_ON_DIFFERENCE || other[i].applies == ES_ON_DIFFERENCES;
        if (of_groups
            && (k->g > 0 || k->panel.n_groups < 2
                || (k->panel.n_groups > 2) != (other[i].applies == ES_ON_DIFFERENCES)))
            continue;
        status = test_span(k, span, &other[i], err);
    }
    return status;
}

static es_status car_rows(maker *k, size_t w, const span_extra *extra, es_error *err)
{
    const measure what = {k->volume ? "caav" : "caar", ES_ON_CAR, (uint32_t)w + 1};
    es_arena *arena = es_arena_new();
    es_span span;
    es_status status = open_window(k, w, extra, arena, &span, err);
    if (!status)
        status = test_span(k, &span, &what, err);
    es_arena_free(arena);
    return status;
}

static es_status average_rows(maker *k, size_t w, const span_extra *extra, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_span span;
    es_status status = open_window(k, w, extra, arena, &span, err);
    if (!status)
        status = add_averages(k, &span, err);
    if (!status)
        status = other_rows(k, &span, err);
    es_arena_free(arena);
    return status;
}

/* What threads take in turn, so long that no one waits much for the last: a few days, or some of
 * the measures of a window. */
typedef struct piece {
    enum { DAYS, CARS, AVERAGES, BHARS } what;
    size_t first, n; /* of the spans */
} piece;

/* The spans of one panel: every day of the event window, then every CAR window. */
typedef struct span_list {
    size_t n, n_pieces;
    es_span_key *key;
    double *rbar;
    es_joined_ranks *joined;
    piece *piece;  /* up to 3 n */
    maker *worker; /* each with a scratch and a list of rows of its own */
    es_result_list *out;
} span_list;

/* Of abnormal volume a window of one day has the same measure `caav` as the day and is not
 * repeated. */
static void cut_pieces(const maker *k, span_list *spans)
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

static es_status make_piece(const span_list *spans, const piece *part, maker *k, es_error *err)
{
    const es_span_key *key = &spans->key[part->first];
    span_extra extra[ES_SPANS_TOGETHER];
    for (size_t i = 0; i < part->n; i++) {
        size_t j = part->first + i;
        extra[i].rbar = spans->rbar[j];
        extra[i].joined = k->needs & ES_NEEDS_JOINED ? &spans->joined[j] : NULL;
    }
    switch (part->what) {
    case DAYS:
        return day_rows(k, key->window.first, part->n, extra, err);
    case CARS:
        return car_rows(k, (size_t)key->car_window, extra, err);
    case AVERAGES:
        return average_rows(k, (size_t)key->car_window, extra, err);
    default:
        return bhar_rows(k, (size_t)key->car_window, err);
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
    maker *k = &spans->worker[worker];
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
static void share_row(const maker *k, es_result_row *row, es_parcel *p)
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
    maker *k = &spans->worker[worker];
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
static es_status run_spans(maker *k, span_list *spans, es_error *err)
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
    spans->worker = ES_NEW(k->panel_arena, workers, maker);
    for (size_t i = 0; spans->worker && i < workers; i++) {
        maker *w = &spans->worker[i];
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

static es_status all_spans(maker *k, es_error *err)
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
static es_status mean_pairwise_correlation(maker *k, es_error *err)
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

static es_status test_group(maker *k, es_error *err)
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
static bool read_weights(maker *k, es_arena *arena)
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

static bool number_groups(maker *k, es_arena *arena)
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
    maker k = {.s = s,
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
