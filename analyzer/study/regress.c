/* Cross-sectional regression on a finished run: a formula over its windows and the columns of the
 * event table (METHODS C-1..C-8). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "study/crosssection.h"
#include "study/formula.h"

/* ---- events of the run, found by id ---- */

typedef struct known_event {
    const char *id, *symbol;
    es_day day0;
    uint32_t order; /* in the data set */
} known_event;

typedef struct regressor {
    const char *term;
    const double *value; /* per event of the data set, NaN: missing */
} regressor;

typedef struct regression_job {
    const es_tables *run;
    const es_dataset *data;
    const es_regress_options *options;
    es_arena *arena;
    es_formula formula;
    size_t n_events;
    known_event *event; /* sorted by id */
    size_t n_regressors;
    regressor regressor[ES_MAX_COEFFICIENTS];
    es_se first, last; /* standard errors to give */
    es_cross cross;
    size_t n_incomplete; /* used events that lack a regressor, of the last window */
} regression_job;

static int compare_ids(const void *a, const void *b)
{
    const known_event *x = a, *y = b;
    return strcmp(x->id, y->id);
}

static const known_event *find_event(const regression_job *j, const char *id)
{
    const known_event wanted = {.id = id};
    return bsearch(&wanted, j->event, j->n_events, sizeof wanted, compare_ids);
}

static es_status index_events(regression_job *j, es_error *err)
{
    const es_table *t = es_tables_find(j->run, "events");
    int id = t ? es_table_column(t, "event") : -1, day = t ? es_table_column(t, "date_used") : -1;
    if (!t || id < 0 || day < 0)
        return es_fail(err, ES_EDATA, "this run has no ledger");
    j->event = ES_NEW(j->arena, t->n_rows, known_event);
    if (!j->event)
        return es_fail_memory(err);
    for (size_t i = 0; i < t->n_rows; i++) {
        es_cell cell;
        t->cell(t->source, i, (size_t)day, &cell);
        if (cell.type != ES_DATE)
            continue;
        j->event[j->n_events++] = (known_event){es_table_text(t, i, id),
                                                es_table_text(t, i, es_table_column(t, "symbol")),
                                                cell.as.day, (uint32_t)i};
    }
    qsort(j->event, j->n_events, sizeof *j->event, compare_ids);
    return ES_OK;
}

/* ---- regressors from the columns of the event table ---- */

static es_status unknown_column(const regression_job *j, const char *name, es_error *err)
{
    const char *names[256], *near;
    size_t n = 0;
    for (; n < j->data->n_attributes && n < 256; n++)
        names[n] = j->data->attribute[n].name;
    near = es_nearest(name, names, n);
    (void)es_fail(err, ES_EUSAGE, "formula: the events have no column \"%s\"", name);
    if (near)
        return es_hint(err, "did you mean %s?", near);
    return es_hint(err, "name a column of the event file");
}

static es_status add_regressor(regression_job *j, const char *term, const double *value,
                               es_error *err)
{
    if (!term || !value)
        return es_fail_memory(err);
    if (j->n_regressors + 1 == ES_MAX_COEFFICIENTS)
        return es_fail(err, ES_EUSAGE, "formula: more than %d coefficients", ES_MAX_COEFFICIENTS);
    j->regressor[j->n_regressors++] = (regressor){term, value};
    return ES_OK;
}

static es_status add_numeric(regression_job *j, const es_attribute *column, es_error *err)
{
    double *value = ES_NEW(j->arena, j->data->n_events, double);
    for (size_t i = 0; value && i < j->data->n_events; i++) {
        const char *text = column->value[i];
        value[i] = (double)NAN;
        if (!text || es_number_read(text, strlen(text), &value[i]) == ES_NUMBER_OK)
            continue;
        if (es_number_read(text, strlen(text), &value[i]) == ES_NUMBER_MISSING) {
            value[i] = (double)NAN;
            continue;
        }
        (void)es_fail(err, ES_EDATA, "event %s: %s: \"%s\" is not a number", j->data->event[i].id,
                      column->name, text);
        return es_hint(err, "write C(%s) to use it as a category", column->name);
    }
    return add_regressor(j, column->name, value, err);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A dummy for every label but the first in byte order; an event without a label is incomplete. */
static es_status add_dummies(regression_job *j, const es_attribute *column, es_error *err)
{
    const char **label = ES_NEW(j->arena, j->data->n_events, const char *);
    size_t n = 0;
    es_status status = label ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; !status && i < j->data->n_events; i++)
        if (column->value[i])
            label[n++] = column->value[i];
    if (!status)
        qsort(label, n, sizeof *label, compare_texts);
    for (size_t k = 1; k < n && !status; k++) {
        double *value;
        if (strcmp(label[k], label[k - 1]) == 0)
            continue;
        value = ES_NEW(j->arena, j->data->n_events, double);
        for (size_t i = 0; value && i < j->data->n_events; i++)
            value[i] = !column->value[i] ? (double)NAN : strcmp(column->value[i], label[k]) == 0;
        status = add_regressor(j, es_arena_printf(j->arena, "C(%s)[%s]", column->name, label[k]),
                               value, err);
    }
    return status;
}

static es_status find_regressors(regression_job *j, es_error *err)
{
    es_status status = ES_OK;
    for (size_t k = 0; k < j->formula.n && !status; k++) {
        const es_formula_term *term = &j->formula.term[k];
        const es_attribute *column = es_dataset_attribute(j->data, term->name);
        if (!column)
            return unknown_column(j, term->name, err);
        status = term->categorical ? add_dummies(j, column, err) : add_numeric(j, column, err);
    }
    return status;
}

/* ---- one window ---- */

typedef struct case_row {
    const known_event *event;
    double y, weight;
} case_row;

static int compare_cases(const void *a, const void *b)
{
    const case_row *x = a, *y = b;
    if (x->event->day0 != y->event->day0)
        return x->event->day0 < y->event->day0 ? -1 : 1;
    return (x->event->order > y->event->order) - (x->event->order < y->event->order);
}

static bool is_complete(const regression_job *j, uint32_t order)
{
    for (size_t k = 0; k < j->n_regressors; k++)
        if (isnan(j->regressor[k].value[order]))
            return false;
    return true;
}

static bool in_window(const es_table *cars, size_t row, const char *model, es_window window)
{
    const char *id = es_table_text(cars, row, es_table_column(cars, "model"));
    return id && strcmp(id, model) == 0
           && es_table_number(cars, row, es_table_column(cars, "first")) == window.first
           && es_table_number(cars, row, es_table_column(cars, "last")) == window.last;
}

static size_t list_cases(regression_job *j, const char *model, es_window window, case_row *out)
{
    const es_table *cars = es_tables_find(j->run, "cars");
    int y = es_table_column(cars, j->formula.dependent), sd = es_table_column(cars, "car_sd");
    int id = es_table_column(cars, "event");
    size_t n = 0;
    j->n_incomplete = 0;
    for (size_t row = 0; row < cars->n_rows; row++) {
        const known_event *event;
        double value, scale;
        if (!in_window(cars, row, model, window))
            continue;
        value = es_table_number(cars, row, y);
        scale = es_table_number(cars, row, sd);
        event = find_event(j, es_table_text(cars, row, id));
        if (isnan(value) || !event)
            continue;
        if (!is_complete(j, event->order)) {
            j->n_incomplete++;
            continue;
        }
        out[n++] = (case_row){event, value, 1.0 / (scale * scale)};
    }
    qsort(out, n, sizeof *out, compare_cases);
    return n;
}

static uint32_t number_of(const char *symbol, const char **seen, size_t *n)
{
    uint32_t k = 0;
    while (k < *n && strcmp(seen[k], symbol) != 0)
        k++;
    if (k == *n)
        seen[(*n)++] = symbol;
    return k;
}

static void fill_cross(regression_job *j, const case_row *row, size_t n, const char **seen)
{
    es_cross *c = &j->cross;
    c->n = n;
    c->n_dates = c->n_securities = 0;
    for (size_t i = 0; i < n; i++) {
        c->y[i] = row[i].y;
        c->weight[i] = row[i].weight;
        c->x[i] = 1.0;
        for (size_t k = 0; k < j->n_regressors; k++)
            c->x[(k + 1) * n + i] = j->regressor[k].value[row[i].event->order];
        if (i == 0 || row[i].event->day0 != row[i - 1].event->day0)
            c->n_dates++;
        c->date[i] = (uint32_t)c->n_dates - 1;
        c->security[i] = number_of(row[i].event->symbol, seen, &c->n_securities);
    }
}

static es_status open_cross(regression_job *j, es_error *err)
{
    size_t n = j->n_events, p = j->n_regressors + 1;
    es_cross *c = &j->cross;
    c->p = p;
    c->term[0] = "const";
    for (size_t k = 0; k < j->n_regressors; k++)
        c->term[k + 1] = j->regressor[k].term;
    c->x = ES_NEW(j->arena, n * p, double);
    c->y = ES_NEW(j->arena, n, double);
    c->weight = ES_NEW(j->arena, n, double);
    c->date = ES_NEW(j->arena, n, uint32_t);
    c->security = ES_NEW(j->arena, n, uint32_t);
    c->work = ES_NEW(j->arena, es_ols_work_size(n, p), double);
    return es_arena_failed(j->arena) ? es_fail_memory(err) : ES_OK;
}

/* ---- all windows ---- */

static es_status append_row(es_table_rows *rows, const char *model, const es_regression_row *r,
                            es_error *err)
{
    es_cell cells[] = {
        es_cell_text(model),        es_cell_int(r->window.first), es_cell_int(r->window.last),
        es_cell_text(r->dependent), es_cell_text(r->se_type),     es_cell_text(r->term),
        es_cell_real(r->estimate),  es_cell_real(r->std_error),   es_cell_real(r->statistic),
        es_cell_real(r->df),        es_cell_real(r->p),           es_cell_int((int64_t)r->n),
        es_cell_real(r->r2)};
    return es_table_append(rows, cells, err);
}

static es_status solve_window(regression_job *j, const char *model, es_window window,
                              es_table_rows *rows, es_error *err)
{
    es_regression_row out[ES_MAX_COEFFICIENTS];
    const es_regression_row shared = {.window = window, .dependent = j->formula.dependent};
    case_row *row = ES_NEW(j->arena, j->n_events, case_row);
    const char **seen = ES_NEW(j->arena, j->n_events, const char *);
    es_status status = ES_OK;
    if (es_arena_failed(j->arena))
        return es_fail_memory(err);
    fill_cross(j, row, list_cases(j, model, window, row), seen);
    for (int se = (int)j->first; se <= (int)j->last && !status; se++) {
        es_cross_solve(&j->cross, (es_se)se, &shared, out);
        for (size_t k = 0; k < j->cross.p && !status; k++)
            status = append_row(rows, model, &out[k], err);
    }
    return status;
}

/* Distinct windows of the model, in their order. */
static size_t list_windows(const es_table *cars, const char *model, es_window *out, size_t most)
{
    int first = es_table_column(cars, "first"), last = es_table_column(cars, "last");
    size_t n = 0;
    for (size_t row = 0; row < cars->n_rows; row++) {
        es_window w = {(int)es_table_number(cars, row, first),
                       (int)es_table_number(cars, row, last)};
        bool known = !in_window(cars, row, model, w);
        if (n && !known && out[0].first == w.first && out[0].last == w.last)
            break; /* the next event begins */
        if (!known && n < most)
            out[n++] = w;
    }
    return n;
}

static const char *primary_model(const es_tables *run)
{
    const es_table *about = es_tables_find(run, "about");
    for (size_t i = 0; about && i < about->n_rows; i++)
        if (strcmp(es_table_text(about, i, 0), "primary_model") == 0)
            return es_table_text(about, i, 1);
    return "";
}

static es_status choose_errors(regression_job *j, es_error *err)
{
    const char *wanted = j->options->se ? j->options->se : "hc3", *keys[ES_N_SE], *near;
    j->first = (es_se)0;
    j->last = (es_se)(ES_N_SE - 1);
    if (es_name_equal(wanted, "all"))
        return ES_OK;
    for (int se = 0; se < ES_N_SE; se++) {
        keys[se] = es_se_key((es_se)se);
        if (es_name_equal(keys[se], wanted)) {
            j->first = j->last = (es_se)se;
            return ES_OK;
        }
    }
    near = es_nearest(wanted, keys, ES_N_SE);
    (void)es_fail(err, ES_EUSAGE, "se: unknown standard error \"%s\"", wanted);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err,
                          "ols, hc0, hc1, hc2, hc3, cluster_date, cluster_security, wls, nw, all");
}

static es_status check_names(const regression_job *j, const es_table *cars, const char *model,
                             es_error *err)
{
    static const char *const dependents[] = {"car",         "scar", "bhar_model",
                                             "bhar_market", "raw",  "bhar_matched"};
    es_window window;
    const char *near;
    for (size_t i = 0; i < sizeof dependents / sizeof *dependents; i++)
        if (strcmp(dependents[i], j->formula.dependent) == 0) {
            if (list_windows(cars, model, &window, 1))
                return ES_OK;
            (void)es_fail(err, ES_EUSAGE, "model \"%s\" is not part of this run", model);
            return es_hint(err, "`eventstudy show RUN --table about` names its models");
        }
    near = es_nearest(j->formula.dependent, dependents, sizeof dependents / sizeof *dependents);
    (void)es_fail(err, ES_EUSAGE, "formula: unknown dependent \"%s\"", j->formula.dependent);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "car, scar, bhar_model, bhar_market, bhar_matched, raw");
}

static es_status add_regress_notes(const regression_job *j, es_tables *out, es_error *err)
{
    enum { FEW_CLUSTERS = 30 }; /* METHODS C-6 */
    static const es_column columns[] = {{"kind", ES_TEXT, ES_PLAIN}, {"text", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "notes", "Notes", columns, 2);
    size_t clusters = j->first == ES_SE_CLUSTER_SECURITY ? j->cross.n_securities : j->cross.n_dates;
    bool clustered = j->first == j->last
                     && (j->first == ES_SE_CLUSTER_DATE || j->first == ES_SE_CLUSTER_SECURITY);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    if (!status && j->n_incomplete) {
        es_cell cells[2] = {
            es_cell_text("note"),
            es_cell_text(es_arena_printf(
                j->arena, "%zu used event(s) lack a regressor and are left out", j->n_incomplete))};
        status = es_table_append(rows, cells, err);
    }
    if (!status && clustered && clusters < FEW_CLUSTERS) {
        es_cell cells[2] = {es_cell_text("warning"),
                            es_cell_text(es_arena_printf(j->arena,
                                                         "only %zu clusters: clustered standard "
                                                         "errors need about 30",
                                                         clusters))};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static es_status regress(regression_job *j, es_tables *out, es_error *err)
{
    enum { MOST_WINDOWS = 256 };
    static const es_column columns[] = {
        {"model", ES_TEXT, ES_PLAIN},
        {"first", ES_INT, ES_PLAIN},
        {"last", ES_INT, ES_PLAIN},
        {"dependent", ES_TEXT, ES_PLAIN},
        {"se_type", ES_TEXT, ES_PLAIN},
        {"term", ES_TEXT, ES_PLAIN},
        {"estimate", ES_REAL, ES_COEFFICIENT},
        {"std_error", ES_REAL, ES_COEFFICIENT},
        {"statistic", ES_REAL, ES_STATISTIC},
        {"df", ES_REAL, ES_PLAIN},
        {"p_value", ES_REAL, ES_PVALUE},
        {"n", ES_INT, ES_PLAIN},
        {"r2", ES_REAL, ES_COEFFICIENT},
    };
    const es_table *cars = es_tables_find(j->run, "cars");
    const char *model = j->options->model ? j->options->model : primary_model(j->run);
    es_window window[MOST_WINDOWS];
    es_table_rows *rows;
    es_status status = es_formula_parse(j->options->formula, j->arena, &j->formula, err);
    if (!status && !cars)
        status = es_fail(err, ES_EDATA, "this run has no abnormal returns");
    if (!status)
        status = check_names(j, cars, model, err);
    if (!status)
        status = choose_errors(j, err);
    if (!status)
        status = index_events(j, err);
    if (!status)
        status = find_regressors(j, err);
    if (!status)
        status = open_cross(j, err);
    if (status)
        return status;
    rows = es_tables_add(out, "regression", j->options->formula, columns, 13);
    status = rows ? ES_OK : es_fail_memory(err);
    for (size_t w = 0, n = list_windows(cars, model, window, MOST_WINDOWS); w < n && !status; w++)
        status = solve_window(j, model, window[w], rows, err);
    return status ? status : add_regress_notes(j, out, err);
}

es_status es_study_regress(const es_tables *run, const es_dataset *data,
                           const es_regress_options *options, es_tables **out, es_error *err)
{
    es_arena *arena = es_arena_new();
    regression_job *job = arena ? ES_NEW(arena, 1, regression_job) : NULL;
    es_status status;
    *out = es_tables_new();
    if (!job || !*out) {
        es_arena_free(arena);
        es_tables_free(*out);
        return es_fail_memory(err);
    }
    *job = (regression_job){.run = run, .data = data, .options = options, .arena = arena};
    status = regress(job, *out, err);
    es_arena_free(arena);
    if (status) {
        es_tables_free(*out);
        *out = NULL;
    }
    return status;
}
