/* The ledger and the estimation table, as views: no number is stored twice.  The columns are a
 * contract; new ones go to the end. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "study/columns.h"
#include "study/study.h"

/* ---- events: the ledger ---- */

/* One event of the data set. */
typedef struct ledger_row {
    const es_event *event;
    const es_ledger_entry *entry;
    const es_fit_record *fit; /* of the primary model; NULL: no day zero, or a duplicate */
    const char *time, *label, *found_as, *exchange_time, *market;
    es_outcome outcome;
    bool placed; /* has a day zero */
    uint16_t masked;
} ledger_row;

static const char *timing_text(es_timing timing)
{
    static const char *const text[] = {NULL, "bmo", "amc", "during"};
    return text[timing];
}

#define LEDGER_COLUMNS(X)                                                                          \
    X(event, TEXT, PLAIN, es_cell_text(r->event->id))                                              \
    X(symbol, TEXT, PLAIN, es_cell_text(r->event->symbol))                                         \
    X(announced, DATE, PLAIN, es_cell_day(r->event->announced))                                    \
    X(time, TEXT, PLAIN, es_cell_text(r->time))                                                    \
    X(date_used, DATE, PLAIN, es_cell_if(r->placed, es_cell_day(r->entry->day0)))                  \
    X(shift_days, INT, PLAIN,                                                                      \
      es_cell_if(r->placed, es_cell_int(es_date_of(r->entry->day0) - r->event->announced)))        \
    X(shift_reason, TEXT, PLAIN,                                                                   \
      es_cell_if(r->placed, es_cell_text(es_shift_key(r->entry->shift))))                          \
    X(group, TEXT, PLAIN, es_cell_text(r->label))                                                  \
    X(status, TEXT, PLAIN, es_cell_text(r->outcome == ES_USED ? "used" : "excluded"))              \
    X(reason, TEXT, PLAIN,                                                                         \
      es_cell_if(r->outcome != ES_USED, es_cell_text(es_outcome_key(r->outcome))))                 \
    X(n_estimation, INT, PLAIN, es_cell_if(r->fit, es_cell_int(r->fit ? r->fit->n : 0)))           \
    X(n_event, INT, PLAIN, es_cell_if(r->fit, es_cell_int(r->fit ? r->fit->n_event : 0)))          \
    X(timing, TEXT, PLAIN, es_cell_text(timing_text(r->event->timing)))                            \
    X(masked_days, INT, PLAIN, es_cell_if(r->fit, es_cell_int(r->masked)))                         \
    X(found_as, TEXT, PLAIN, es_cell_text(r->found_as))                                            \
    X(timezone, TEXT, PLAIN, es_cell_text(r->event->zone ? r->event->zone->name : NULL))           \
    X(exchange_time, TEXT, PLAIN, es_cell_text(r->exchange_time))                                  \
    X(market, TEXT, PLAIN, es_cell_text(r->market))                                                \
    X(n_confounding, INT, PLAIN, es_cell_int(r->entry->n_confounding))                             \
    X(n_confounding_est, INT, PLAIN, es_cell_int(r->entry->n_confounding_est))                     \
    X(n_overlaps, INT, PLAIN, es_cell_int(r->entry->n_overlaps))                                   \
    X(delist_fill, REAL, RETURN,                                                                   \
      es_cell_if(r->entry->delist_fill != 0.0, es_cell_real(r->entry->delist_fill)))

ES_COLUMNS(ledger, LEDGER_COLUMNS)

/* Times of day become texts once per study, not once per cell. */
typedef struct ledger_view {
    const es_study *study;
    const char **time; /* per event, as below */
    const char **found_as, **exchange_time;
} ledger_view;

static const char *time_text(const es_study *s, int32_t time)
{
    char buffer[ES_DAY_TEXT];
    return time == ES_NO_TIME ? NULL : es_arena_text(s->arena, es_time_format(time, buffer));
}

static void ledger_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const ledger_view *view = source;
    const es_study *s = view->study;
    const es_ledger_entry *entry = &s->sample->ledger[row];
    bool has_row = entry->row >= 0;
    ledger_row r = {
        .event = &s->data->event[row],
        .entry = entry,
        .fit = has_row ? &s->abnormal[s->primary]->fit[entry->row] : NULL,
        .time = view->time[row],
        .label = es_study_label(s, row),
        .found_as = view->found_as[row],
        .exchange_time = view->exchange_time[row],
        .market = es_study_market_of(s, row),
        .outcome = es_study_outcome(s, s->primary, row),
        .placed = es_ledger_placed(entry),
        .masked = has_row ? s->sample->masked[entry->row] : 0,
    };
    *out = ledger_value(&r, column);
}

static es_status add_events(es_study *s, es_tables *out, es_error *err)
{
    ledger_view *view = ES_NEW(s->arena, 1, ledger_view);
    const char **time = ES_NEW(s->arena, s->data->n_events, const char *);
    const char **found_as = ES_NEW(s->arena, s->data->n_events, const char *);
    const char **exchange_time = ES_NEW(s->arena, s->data->n_events, const char *);
    es_table table = {"events",          "Events: the ledger",
                      ledger_columns,    ledger_COUNT,
                      s->data->n_events, view,
                      ledger_cell,       NULL};
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < s->data->n_events; i++) {
        time[i] = time_text(s, s->data->event[i].time);
        found_as[i] = es_study_found_as(s, i);
        exchange_time[i] = es_study_exchange_time(s, i);
    }
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    *view = (ledger_view){s, time, found_as, exchange_time};
    return es_tables_add_view(out, &table, err);
}

/* ---- fits ---- */

static const es_column fit_head[] = {
    {"model", ES_TEXT, ES_PLAIN}, {"event", ES_TEXT, ES_PLAIN}, {"symbol", ES_TEXT, ES_PLAIN},
    {"n", ES_INT, ES_PLAIN},      {"df", ES_REAL, ES_PLAIN},    {"sigma", ES_REAL, ES_RETURN},
};

static const char *const coefficient_names[] = {"alpha", "beta", "mktrf", "smb",
                                                "hml",   "rmw",  "cma",   "mom"};

static const es_column fit_tail[] = {
    {"r2", ES_REAL, ES_COEFFICIENT},       {"dw", ES_REAL, ES_STATISTIC},
    {"ljung_box_p", ES_REAL, ES_PVALUE},   {"arch_lm_p", ES_REAL, ES_PVALUE},
    {"jarque_bera_p", ES_REAL, ES_PVALUE}, {"zero_return_share", ES_REAL, ES_COEFFICIENT},
    {"status", ES_TEXT, ES_PLAIN},
};

enum {
    HEAD = sizeof fit_head / sizeof *fit_head,
    NAMED = sizeof coefficient_names / sizeof *coefficient_names,
    TAIL = sizeof fit_tail / sizeof *fit_tail
};

/* The parameters that some models have beside their coefficients (M-16, M-17). */
static const char *const own_names[] = {"loglik", "omega", "arch", "garch", "leverage"};

static const es_column fit_influence[] = {
    {"max_leverage", ES_REAL, ES_COEFFICIENT},
    {"max_cook", ES_REAL, ES_COEFFICIENT},
    {"n_outliers", ES_INT, ES_PLAIN},
};

enum {
    OWN = sizeof own_names / sizeof *own_names,
    INFLUENCE = sizeof fit_influence / sizeof *fit_influence,
    OWN_AT = HEAD + NAMED + TAIL,
    INFLUENCE_AT = OWN_AT + OWN,
    FIXED = INFLUENCE_AT + INFLUENCE
};

static es_cell influence(const es_fit_record *fit, bool brief, size_t k)
{
    if (k == 2)
        return brief ? es_cell_missing() : es_cell_int(fit->n_outliers);
    return es_cell_real(k == 0 ? fit->max_leverage : fit->max_cook);
}

typedef struct fit_view {
    const es_study *study;
    size_t n_extra; /* coefficients of listed factors that have no column of their own */
    const char **extra;
} fit_view;

static es_cell own_parameter(const es_model *model, const es_fit_record *fit, const char *name)
{
    for (size_t k = 0; k < ES_MODEL_OWN && model->own[k]; k++)
        if (strcmp(model->own[k], name) == 0)
            return es_cell_real(fit->own[k]);
    return es_cell_missing();
}

static es_cell coefficient(const es_abnormal *a, int32_t row, const char *name)
{
    for (size_t k = 0; k < a->columns.p; k++)
        if (strcmp(a->columns.name[k], name) == 0)
            return es_cell_real(a->b[(size_t)row * a->columns.p + k]);
    return es_cell_missing();
}

static es_cell diagnostic(const es_fit_record *fit, size_t k)
{
    const double value[] = {fit->r2,
                            fit->dw,
                            fit->ljung_box_p,
                            fit->arch_lm_p,
                            fit->jarque_bera_p,
                            fit->zero_return_share};
    return es_cell_real(value[k]);
}

static void fit_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const fit_view *view = source;
    const es_study *s = view->study;
    size_t m = row / s->data->n_events, i = row % s->data->n_events;
    int32_t sample_row = s->sample->ledger[i].row;
    es_outcome outcome = es_study_outcome(s, m, i);
    const es_fit_record *fit = sample_row < 0 ? NULL : &s->abnormal[m]->fit[sample_row];
    *out = es_cell_missing();
    if (column == 0)
        *out = es_cell_text(s->model[m]->id);
    else if (column == 1)
        *out = es_cell_text(s->data->event[i].id);
    else if (column == 2)
        *out = es_cell_text(s->data->event[i].symbol);
    else if (column == HEAD + NAMED + TAIL - 1)
        *out = es_cell_text(es_outcome_key(outcome));
    else if (outcome != ES_USED || !fit)
        return;
    else if (column == 3)
        *out = es_cell_int(fit->n);
    else if (column < HEAD)
        *out = es_cell_real(column == 4 ? fit->df : fit->sigma);
    else if (column < HEAD + NAMED)
        *out = coefficient(s->abnormal[m], sample_row, coefficient_names[column - HEAD]);
    else if (column < HEAD + NAMED + TAIL)
        *out = diagnostic(fit, column - HEAD - NAMED);
    else if (column < INFLUENCE_AT)
        *out = own_parameter(s->model[m], fit, own_names[column - OWN_AT]);
    else if (column < FIXED)
        *out = influence(fit, s->spec->abnormal.brief, column - INFLUENCE_AT);
    else
        *out = coefficient(s->abnormal[m], sample_row, view->extra[column - FIXED]);
}

static bool is_named(const char *name)
{
    for (size_t k = 0; k < NAMED; k++)
        if (strcmp(coefficient_names[k], name) == 0)
            return true;
    return false;
}

/* The coefficients that need a column of their own at the end. */
static void list_extra(es_study *s, fit_view *view)
{
    for (size_t m = 0; m < s->n_models; m++) {
        const es_columns *columns = &s->abnormal[m]->columns;
        for (size_t k = 0; k < columns->p; k++) {
            bool known = is_named(columns->name[k]);
            for (size_t i = 0; i < view->n_extra && !known; i++)
                known = strcmp(view->extra[i], columns->name[k]) == 0;
            if (!known)
                view->extra[view->n_extra++] = columns->name[k];
        }
    }
}

static es_status add_fits(es_study *s, es_tables *out, es_error *err)
{
    fit_view *view = ES_NEW(s->arena, 1, fit_view);
    es_column *columns = ES_NEW(s->arena, FIXED + s->n_models * ES_MAX_COEFFICIENTS, es_column);
    const char **extra = ES_NEW(s->arena, s->n_models * ES_MAX_COEFFICIENTS, const char *);
    es_table table = {"fits", "Estimation", columns, FIXED, 0, view, fit_cell, NULL};
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    *view = (fit_view){s, 0, extra};
    list_extra(s, view);
    memcpy(columns, fit_head, sizeof fit_head);
    for (size_t k = 0; k < NAMED; k++)
        columns[HEAD + k] = (es_column){coefficient_names[k], ES_REAL, ES_COEFFICIENT};
    memcpy(columns + HEAD + NAMED, fit_tail, sizeof fit_tail);
    for (size_t k = 0; k < OWN; k++)
        columns[OWN_AT + k] = (es_column){own_names[k], ES_REAL, ES_COEFFICIENT};
    memcpy(columns + INFLUENCE_AT, fit_influence, sizeof fit_influence);
    for (size_t k = 0; k < view->n_extra; k++)
        columns[table.n_columns++] = (es_column){view->extra[k], ES_REAL, ES_COEFFICIENT};
    table.n_rows = s->n_models * s->data->n_events;
    return es_tables_add_view(out, &table, err);
}

es_status es_study_tables(es_study *s, es_tables *out, es_error *err)
{
    es_status status = es_tables_own(out, s, es_study_free, err);
    if (status) {
        es_study_free(s);
        return status;
    }
    status = add_events(s, out, err);
    if (!status)
        status = add_fits(s, out, err);
    if (!status)
        status = es_study_result_tables(s, out, err);
    if (!status)
        status = es_study_more_tables(s, out, err);
    return status ? status : es_study_settings_tables(s, out, err);
}
