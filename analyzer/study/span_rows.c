#include "study/span_rows.h"

#include <math.h>

#include "inference/portfolio.h"
#include "study/measures.h"

/* A table row's measure, the tests that go with it, and the number of the CAR window, 0: a day. */
typedef struct measure {
    const char *name;
    es_applies applies;
    uint32_t window_no;
} measure;

bool es_maker_runs(const es_row_maker *k, const es_test *test)
{
    bool all = k->s->spec->inference.randomised == ES_RANDOMISED_ALL;
    if (k->volume)
        return (test->flags & ES_ON_VOLUME_TOO) != 0;
    return !(test->flags & ES_RANDOMISED) || k->primary || all;
}

static bool runs_here(const es_row_maker *k, const es_test *test, const measure *what)
{
    bool all = k->s->spec->inference.randomised == ES_RANDOMISED_ALL;
    if (test->applies != what->applies || !es_maker_runs(k, test))
        return false;
    if (what->window_no > 0 || !(test->flags & ES_WINDOWS_ONLY))
        return true;
    return (test->flags & ES_RANDOMISED) && all;
}

static es_result_row new_row(const es_row_maker *k, const es_span *span, const char *name)
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

static es_status add(es_row_maker *k, const es_result_row *row, es_error *err)
{
    return es_result_list_add(&k->rows, row, k->text_arena, err);
}

/* Measures of their own come with the test: the estimate, its n, and for groups the label. */
static void take_own_estimate(es_row_maker *k, const measure *what, es_result_row *row)
{
    if (what->applies == ES_ON_CAR || what->applies == ES_ON_BHAR)
        return;
    row->estimate = row->result.estimate;
    row->n = (uint32_t)row->result.n;
    if (what->applies == ES_ON_DIFFERENCE || what->applies == ES_ON_DIFFERENCES)
        row->label = k->s->groups_label;
}

/* One row per test that applies to the measure; a bare row when none was asked for. */
static es_status test_span(es_row_maker *k, const es_span *span, const measure *what, es_error *err)
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

static es_status add_averages(es_row_maker *k, const es_span *span, es_error *err)
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

/* n days that are built together. */
es_status es_rows_of_days(es_row_maker *k, int tau, size_t n, const es_span_extra *extra,
                          es_error *err)
{
    static const measure aar = {"aar", ES_ON_CAR, 0}, caav = {"caav", ES_ON_CAR, 0};
    es_arena *arena = es_arena_new();
    es_span span[ES_SPANS_TOGETHER];
    es_status status =
        arena ? es_spans_of_days(&k->panel, tau, n, arena, span, err) : es_fail_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        es_arena *scratch = es_arena_new(); /* that of one day goes before that of the next comes */
        span[i].rbar = extra[i].rbar;
        span[i].joined = extra[i].joined;
        span[i].arena = scratch;
        status =
            scratch ? test_span(k, &span[i], k->volume ? &caav : &aar, err) : es_fail_memory(err);
        es_arena_free(scratch);
    }
    es_arena_free(arena);
    return status;
}

es_status es_rows_of_bhars(es_row_maker *k, size_t w, es_error *err)
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
static es_status add_weights(es_row_maker *k, es_span *span, es_error *err)
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

static es_status open_window(es_row_maker *k, size_t w, const es_span_extra *extra, es_arena *arena,
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
static es_status other_rows(es_row_maker *k, es_span *span, es_error *err)
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

es_status es_rows_of_cars(es_row_maker *k, size_t w, const es_span_extra *extra, es_error *err)
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

es_status es_rows_of_averages(es_row_maker *k, size_t w, const es_span_extra *extra, es_error *err)
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
