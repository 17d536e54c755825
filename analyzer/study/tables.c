/* The result tables of a study, as views: no number is stored twice.  The columns are a contract;
 * new ones go to the end. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "stats/tail.h"
#include "study/study.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- events: the ledger ---- */

static const es_column event_columns[] = {
    {"event", ES_TEXT, ES_PLAIN},        {"symbol", ES_TEXT, ES_PLAIN},
    {"announced", ES_DATE, ES_PLAIN},    {"time", ES_TEXT, ES_PLAIN},
    {"date_used", ES_DATE, ES_PLAIN},    {"shift_days", ES_INT, ES_PLAIN},
    {"shift_reason", ES_TEXT, ES_PLAIN}, {"group", ES_TEXT, ES_PLAIN},
    {"status", ES_TEXT, ES_PLAIN},       {"reason", ES_TEXT, ES_PLAIN},
    {"n_estimation", ES_INT, ES_PLAIN},  {"n_event", ES_INT, ES_PLAIN},
    {"timing", ES_TEXT, ES_PLAIN},       {"masked_days", ES_INT, ES_PLAIN},
};

/* Times of day are few: their texts are made once per study. */
static const char *time_text(const es_study *s, int32_t time)
{
    char buffer[ES_DAY_TEXT];
    return time == ES_NO_TIME ? NULL : es_arena_text(s->arena, es_time_format(time, buffer));
}

static const char *timing_text(es_timing timing)
{
    static const char *const text[] = {NULL, "bmo", "amc", "during"};
    return text[timing];
}

typedef struct ledger_view {
    const es_study *study;
    const char **time; /* per event */
} ledger_view;

static es_cell ledger_counts(const es_study *s, size_t i, size_t column)
{
    const es_ledger_entry *entry = &s->sample->ledger[i];
    const es_fit_record *fit;
    if (entry->row < 0)
        return es_cell_missing();
    fit = &s->abnormal[s->primary]->fit[entry->row];
    if (column == 13)
        return es_cell_int(s->sample->masked[entry->row]);
    return es_cell_int(column == 10 ? fit->n : fit->n_event);
}

static void event_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const ledger_view *view = source;
    const es_study *s = view->study;
    const es_event *event = &s->data->event[row];
    const es_ledger_entry *entry = &s->sample->ledger[row];
    es_outcome outcome = es_study_outcome(s, s->primary, row);
    bool placed = entry->row >= 0 || entry->outcome == ES_DUPLICATE_EVENT;
    switch (column) {
    case 0:
        *out = es_cell_text(event->id);
        break;
    case 1:
        *out = es_cell_text(event->symbol);
        break;
    case 2:
        *out = es_cell_day(event->announced);
        break;
    case 3:
        *out = es_cell_text(view->time[row]);
        break;
    case 4:
        *out = placed ? es_cell_day(entry->day0) : es_cell_missing();
        break;
    case 5:
        *out = placed ? es_cell_int(entry->day0 - event->announced) : es_cell_missing();
        break;
    case 6:
        *out = placed ? es_cell_text(es_shift_key(entry->shift)) : es_cell_missing();
        break;
    case 7:
        *out = es_cell_text(es_study_label(s, row));
        break;
    case 8:
        *out = es_cell_text(outcome == ES_USED ? "used" : "excluded");
        break;
    case 9:
        *out = outcome == ES_USED ? es_cell_missing() : es_cell_text(es_outcome_key(outcome));
        break;
    case 12:
        *out = es_cell_text(timing_text(event->timing));
        break;
    default:
        *out = ledger_counts(s, row, column);
    }
}

static es_status add_events(es_study *s, es_tables *out, es_error *err)
{
    ledger_view *view = ES_NEW(s->arena, 1, ledger_view);
    const char **time = ES_NEW(s->arena, s->data->n_events, const char *);
    es_table table = {"events",          "Events: the ledger",
                      event_columns,     COUNT(event_columns),
                      s->data->n_events, view,
                      event_cell};
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < s->data->n_events; i++)
        time[i] = time_text(s, s->data->event[i].time);
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    *view = (ledger_view){s, time};
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

enum { HEAD = COUNT(fit_head), NAMED = COUNT(coefficient_names), TAIL = COUNT(fit_tail) };

typedef struct fit_view {
    const es_study *study;
    size_t n_extra; /* coefficients of listed factors that have no column of their own */
    const char **extra;
} fit_view;

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
    else if (outcome != ES_USED)
        return;
    else if (column == 3)
        *out = es_cell_int(fit->n);
    else if (column < HEAD)
        *out = es_cell_real(column == 4 ? fit->df : fit->sigma);
    else if (column < HEAD + NAMED)
        *out = coefficient(s->abnormal[m], sample_row, coefficient_names[column - HEAD]);
    else if (column < HEAD + NAMED + TAIL)
        *out = diagnostic(fit, column - HEAD - NAMED);
    else
        *out = coefficient(s->abnormal[m], sample_row, view->extra[column - HEAD - NAMED - TAIL]);
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
    es_column *columns = ES_NEW(s->arena, HEAD + NAMED + TAIL + ES_MAX_COEFFICIENTS, es_column);
    const char **extra = ES_NEW(s->arena, s->n_models * ES_MAX_COEFFICIENTS, const char *);
    es_table table = {"fits", "Estimation", columns, HEAD + NAMED + TAIL, 0, view, fit_cell};
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    *view = (fit_view){s, 0, extra};
    list_extra(s, view);
    memcpy(columns, fit_head, sizeof fit_head);
    for (size_t k = 0; k < NAMED; k++)
        columns[HEAD + k] = (es_column){coefficient_names[k], ES_REAL, ES_COEFFICIENT};
    memcpy(columns + HEAD + NAMED, fit_tail, sizeof fit_tail);
    for (size_t k = 0; k < view->n_extra; k++)
        columns[table.n_columns++] = (es_column){view->extra[k], ES_REAL, ES_COEFFICIENT};
    table.n_rows = s->n_models * s->data->n_events;
    return es_tables_add_view(out, &table, err);
}

/* ---- ar and cars: rows per used event of each model ---- */

/* Finds the model of a row when model m has n_m * per_event rows. */
static size_t split_row(const es_study *s, size_t row, size_t per_event, size_t *event,
                        size_t *inner)
{
    size_t m = 0;
    while (row >= s->abnormal[m]->n * per_event)
        row -= s->abnormal[m++]->n * per_event;
    *event = row / per_event;
    *inner = row % per_event;
    return m;
}

static size_t count_rows(const es_study *s, size_t per_event)
{
    size_t n = 0;
    for (size_t m = 0; m < s->n_models; m++)
        n += s->abnormal[m]->n * per_event;
    return n;
}

static const es_column ar_columns[] = {
    {"model", ES_TEXT, ES_PLAIN},     {"event", ES_TEXT, ES_PLAIN}, {"symbol", ES_TEXT, ES_PLAIN},
    {"tau", ES_INT, ES_PLAIN},        {"date", ES_DATE, ES_PLAIN},  {"ret", ES_REAL, ES_RETURN},
    {"expected", ES_REAL, ES_RETURN}, {"ar", ES_REAL, ES_RETURN},   {"ar_sd", ES_REAL, ES_RETURN},
    {"sar", ES_REAL, ES_STATISTIC},   {"span", ES_INT, ES_PLAIN},
};

static void ar_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_study *s = source;
    const es_sample *sample = s->sample;
    size_t i, j, m = split_row(s, row, sample->n_tau, &i, &j), r, c = sample->n_est + j;
    const es_abnormal *a = s->abnormal[m];
    const es_event *event;
    int32_t t;
    double ret, ar, sd;
    r = a->row[i];
    event = &s->data->event[sample->event[r]];
    ret = sample->ret[r * sample->width + c];
    ar = a->ar[i * sample->n_tau + j];
    sd = sqrt(a->var[i * sample->n_tau + j]);
    t = es_sample_day(sample, r, c);
    if (column == 0)
        *out = es_cell_text(a->model->id);
    else if (column == 1)
        *out = es_cell_text(event->id);
    else if (column == 2)
        *out = es_cell_text(event->symbol);
    else if (column == 3)
        *out = es_cell_int(es_sample_tau(sample, c));
    else if (column == 4)
        *out = t < 0 ? es_cell_missing() : es_cell_day(s->market->calendar.day[t]);
    else if (column == 5)
        *out = es_cell_real(ret);
    else if (isnan(ar))
        *out = es_cell_missing();
    else if (column == 6)
        *out = es_cell_real(ret - ar);
    else if (column == 7)
        *out = es_cell_real(ar);
    else if (column == 8)
        *out = es_cell_real(sd);
    else if (column == 9)
        *out = es_cell_real(ar / sd);
    else
        *out = es_cell_int(es_sample_span(sample, r, c));
}

static const es_column car_columns[] = {
    {"model", ES_TEXT, ES_PLAIN},         {"event", ES_TEXT, ES_PLAIN},
    {"symbol", ES_TEXT, ES_PLAIN},        {"first", ES_INT, ES_PLAIN},
    {"last", ES_INT, ES_PLAIN},           {"n_days", ES_INT, ES_PLAIN},
    {"car", ES_REAL, ES_RETURN},          {"car_sd", ES_REAL, ES_RETURN},
    {"statistic", ES_REAL, ES_STATISTIC}, {"df", ES_REAL, ES_PLAIN},
    {"p_value", ES_REAL, ES_PVALUE},      {"scar", ES_REAL, ES_STATISTIC},
    {"bhar_model", ES_REAL, ES_RETURN},   {"bhar_market", ES_REAL, ES_RETURN},
    {"raw", ES_REAL, ES_RETURN},          {"market", ES_REAL, ES_RETURN},
    {"ci_low", ES_REAL, ES_RETURN},       {"ci_high", ES_REAL, ES_RETURN},
    {"bhar_matched", ES_REAL, ES_RETURN}, {"bhar", ES_REAL, ES_RETURN},
};

/* SCAR as `scar` says (D-4, D-5). */
static double scar_of(const es_study *s, const es_car *car, double sigma)
{
    switch ((es_scar_form)s->spec->inference.scar) {
    case ES_SCAR_PATELL:
        return car->csar / sqrt((double)car->n_days);
    case ES_SCAR_UNSCALED:
        return car->car / sigma;
    default:
        return car->car / sqrt(car->variance);
    }
}

static double bhar_of(const es_study *s, const es_car *car)
{
    const double value[] = {car->bhar_model, car->bhar_market, car->bhar_matched};
    return value[s->spec->bhar_benchmark];
}

/* The numbers of cars.csv from column 6 on: S-2 and the interval of a single event. */
static double car_number(const es_study *s, const es_car *car, const es_fit_record *fit,
                         size_t column)
{
    double sd = sqrt(car->variance), t = car->car / sd, half;
    switch (column) {
    case 6:
        return car->car;
    case 7:
        return sd;
    case 8:
        return t;
    case 9:
        return fit->df;
    case 10:
        return es_p_t(t, fit->df, (es_tail)s->spec->inference.tail);
    case 11:
        return scar_of(s, car, fit->sigma);
    case 12:
        return car->bhar_model;
    case 13:
        return car->bhar_market;
    case 14:
        return car->raw;
    case 15:
        return car->market;
    case 18:
        return car->bhar_matched;
    case 19:
        return bhar_of(s, car);
    default:
        half = sd * es_t_quantile_upper(0.5 * s->spec->inference.alpha, fit->df);
        return column == 16 ? car->car - half : car->car + half;
    }
}

static void car_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_study *s = source;
    size_t n_windows = s->spec->car_windows.n, i, w, m = split_row(s, row, n_windows, &i, &w);
    const es_abnormal *a = s->abnormal[m];
    const es_car *car = &a->car[i * n_windows + w];
    const es_event *event = &s->data->event[s->sample->event[a->row[i]]];
    switch (column) {
    case 0:
        *out = es_cell_text(a->model->id);
        break;
    case 1:
        *out = es_cell_text(event->id);
        break;
    case 2:
        *out = es_cell_text(event->symbol);
        break;
    case 3:
        *out = es_cell_int(s->spec->car_windows.window[w].first);
        break;
    case 4:
        *out = es_cell_int(s->spec->car_windows.window[w].last);
        break;
    case 5:
        *out = es_cell_int(car->n_days);
        break;
    default:
        *out = isnan(car->car) ? es_cell_missing()
                               : es_cell_real(car_number(s, car, &a->fit[a->row[i]], column));
    }
}

/* ---- results ---- */

static const es_column result_columns[] = {
    {"model", ES_TEXT, ES_PLAIN},         {"group", ES_TEXT, ES_PLAIN},
    {"first", ES_INT, ES_PLAIN},          {"last", ES_INT, ES_PLAIN},
    {"measure", ES_TEXT, ES_PLAIN},       {"n", ES_INT, ES_PLAIN},
    {"estimate", ES_REAL, ES_RETURN},     {"test", ES_TEXT, ES_PLAIN},
    {"statistic", ES_REAL, ES_STATISTIC}, {"df", ES_REAL, ES_PLAIN},
    {"p_value", ES_REAL, ES_PVALUE},      {"status", ES_TEXT, ES_PLAIN},
    {"ci_low", ES_REAL, ES_RETURN},       {"ci_high", ES_REAL, ES_RETURN},
    {"r_bar", ES_REAL, ES_COEFFICIENT},   {"p_exact", ES_REAL, ES_PVALUE},
};

static double result_number(const es_result_row *row, size_t column)
{
    switch (column) {
    case 6:
        return row->estimate;
    case 8:
        return row->result.statistic;
    case 9:
        return row->result.df;
    case 10:
        return row->result.p;
    case 12:
        return row->ci_low;
    case 13:
        return row->ci_high;
    case 14:
        return row->result.rbar;
    default:
        return row->result.p_exact;
    }
}

static void result_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_study *s = source;
    const es_result_row *r = &s->result[row];
    switch (column) {
    case 0:
        *out = es_cell_text(s->model[r->model]->id);
        break;
    case 1:
        *out = es_cell_text(s->group[r->group].label);
        break;
    case 2:
        *out = es_cell_int(r->window.first);
        break;
    case 3:
        *out = es_cell_int(r->window.last);
        break;
    case 4:
        *out = es_cell_text(r->measure);
        break;
    case 5:
        *out = es_cell_int(r->n);
        break;
    case 7:
        *out = es_cell_text(r->test ? r->test->id : NULL);
        break;
    case 11:
        *out =
            r->result.na == ES_NA_NONE ? es_cell_missing() : es_cell_text(es_na_key(r->result.na));
        break;
    default:
        *out = es_cell_real(result_number(r, column));
    }
}

es_status es_study_tables(es_study *s, es_tables *out, es_error *err)
{
    es_table ar = {"ar",
                   "Abnormal returns",
                   ar_columns,
                   COUNT(ar_columns),
                   count_rows(s, s->sample->n_tau),
                   s,
                   ar_cell};
    es_table cars = {"cars",
                     "Cumulative abnormal returns",
                     car_columns,
                     COUNT(car_columns),
                     count_rows(s, s->spec->car_windows.n),
                     s,
                     car_cell};
    es_table results = {
        "results", "Averages and tests", result_columns, COUNT(result_columns), s->n_results,
        s,         result_cell};
    es_status status = es_tables_own(out, s, es_study_free, err);
    if (status) {
        es_study_free(s);
        return status;
    }
    status = add_events(s, out, err);
    if (!status)
        status = add_fits(s, out, err);
    if (!status)
        status = es_tables_add_view(out, &ar, err);
    if (!status)
        status = es_tables_add_view(out, &cars, err);
    if (!status)
        status = es_tables_add_view(out, &results, err);
    return status ? status : es_study_settings_tables(s, out, err);
}
