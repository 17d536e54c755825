/* One event from announcement to p-value, every intermediate figure with its formula number. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/text.h"
#include "stats/serial.h"
#include "stats/sum.h"
#include "stats/tail.h"
#include "study/study.h"

typedef struct es_explainer explainer;

struct es_explainer {
    es_study *s;
    es_tables *out;
    size_t event; /* of the data set */
    es_columns columns;
    es_event_fit e;
    es_outcome outcome;
    es_table_rows *steps;
};

/* ---- steps: one figure a line ---- */

static es_status step(explainer *x, const char *what, es_cell value, const char *method,
                      const char *words, es_error *err)
{
    es_cell cells[4] = {es_cell_text(what), value, es_cell_text(method), es_cell_text(words)};
    return es_table_append(x->steps, cells, err);
}

static es_cell window_cell(explainer *x, es_window window)
{
    char buffer[ES_WINDOW_TEXT];
    return es_cell_text(es_arena_text(x->s->arena, es_window_format(window, buffer)));
}

static es_status steps_announcement(explainer *x, es_error *err)
{
    static const char *const timing[] = {"", "before the open", "after the close",
                                         "during the session"};
    const es_event *event = &x->s->data->event[x->event];
    const es_ledger_entry *entry = &x->s->sample->ledger[x->event];
    char time[ES_DAY_TEXT] = "";
    es_status status = step(x, "event", es_cell_text(event->id), NULL, NULL, err);
    if (!status)
        status = step(x, "symbol", es_cell_text(event->symbol), NULL, NULL, err);
    if (!status && event->found_as)
        status = step(x, "found as", es_cell_text(event->found_as), NULL,
                      "the symbol was an alias on the day of the announcement", err);
    if (!status)
        status = step(x, "announced", es_cell_day(event->announced), "T-2",
                      es_weekday_name(es_day_weekday(event->announced)), err);
    if (!status && event->time != ES_NO_TIME)
        status = step(x, "time", es_cell_text(es_time_format(event->time, time)), "T-4", NULL, err);
    if (!status && event->zone)
        status =
            step(x, "on the exchange's clock", es_cell_text(es_study_exchange_time(x->s, x->event)),
                 "T-4", event->zone->name, err);
    if (!status && event->timing != ES_TIMING_NONE)
        status = step(x, "timing", es_cell_text(timing[event->timing]), "T-4", NULL, err);
    if (!status && es_ledger_placed(entry)) {
        status = step(x, "day zero", es_cell_day(entry->day0), "T-2, T-4",
                      es_weekday_name(es_day_weekday(entry->day0)), err);
        if (!status && entry->shift)
            status = step(x, "  why", es_cell_text(es_shift_key(entry->shift)), "T-2, T-4",
                          entry->shift & ES_SHIFT_AFTER_CLOSE ? "the next session counts"
                                                              : "no session that day",
                          err);
    }
    if (!status && entry->duplicate_of >= 0)
        status = step(x, "duplicate of", es_cell_text(x->s->data->event[entry->duplicate_of].id),
                      "T-8", NULL, err);
    return status;
}

static es_cell day_of(explainer *x, size_t column)
{
    int32_t t = es_sample_day(x->s->sample, x->e.row, column);
    return t < 0 ? es_cell_missing() : es_cell_day(x->s->market->calendar.day[t]);
}

/* The CAR windows as dates. */
static es_status steps_car_windows(explainer *x, es_error *err)
{
    const es_spec *spec = x->s->spec;
    const es_sample *sample = x->s->sample;
    es_status status = ES_OK;
    for (size_t w = 0; w < spec->car_windows.n && !status; w++) {
        es_window window = spec->car_windows.window[w];
        char buffer[ES_WINDOW_TEXT];
        size_t first = sample->n_est + (size_t)(window.first - sample->align.event.first);
        size_t last = sample->n_est + (size_t)(window.last - sample->align.event.first);
        const char *name =
            es_arena_printf(x->s->arena, "CAR window %s", es_window_format(window, buffer));
        status = step(x, name, day_of(x, first), "T-5", first == last ? NULL : "first day", err);
        if (!status && last > first)
            status = step(x, "  last day", day_of(x, last), "T-3", NULL, err);
    }
    return status;
}

/* Returns of the event window that span more than one trading day. */
static es_status steps_gaps(explainer *x, es_error *err)
{
    const es_sample *sample = x->s->sample;
    es_status status = ES_OK;
    for (size_t c = sample->n_est; c < sample->width && !status; c++) {
        unsigned span = es_sample_span(sample, x->e.row, c);
        if (span > 1 && !isnan(sample->ret[x->e.row][c]))
            status = step(x, es_arena_printf(x->s->arena, "  return of %u days", span),
                          day_of(x, c), "R-5", "no price on the days before", err);
    }
    return status;
}

/* The estimation window, or each of its intervals. */
static es_status steps_estimation(explainer *x, es_error *err)
{
    const es_estimation *e = &x->s->sample->align.estimation;
    es_status status = ES_OK;
    for (size_t i = 0, first = 0, last; i < es_estimation_intervals(e) && !status; i++) {
        es_estimation_bounds(e, first, &first, &last);
        status = step(x, i == 0 ? "estimation window" : "and",
                      window_cell(x, es_estimation_interval(e, i)), "T-5", NULL, err);
        if (!status)
            status = step(x, "  first day", day_of(x, first), "T-3", NULL, err);
        if (!status)
            status = step(x, "  last day", day_of(x, last), "T-3", NULL, err);
        first = last + 1;
    }
    return status;
}

static es_status steps_windows(explainer *x, es_error *err)
{
    const es_sample *sample = x->s->sample;
    es_status status = steps_estimation(x, err);
    if (!status)
        status = step(x, "event window", window_cell(x, sample->align.event), "T-5", NULL, err);
    if (!status)
        status = step(x, "  first day", day_of(x, sample->n_est), "T-3", NULL, err);
    if (!status)
        status = step(x, "  last day", day_of(x, sample->width - 1), "T-3", NULL, err);
    if (!status)
        status = steps_car_windows(x, err);
    if (!status)
        status = steps_gaps(x, err);
    if (!status && sample->ledger[x->event].delisted)
        status = step(x, "delisting return",
                      sample->ledger[x->event].delist_fill != 0.0
                          ? es_cell_real(sample->ledger[x->event].delist_fill)
                          : es_cell_missing(),
                      "R-4", "nobody supplied it: delist_fill", err);
    if (!status && sample->masked[x->e.row])
        status = step(x, "days masked", es_cell_int(sample->masked[x->e.row]), "T-9",
                      "the firm's other events", err);
    return status;
}

static es_status steps_fit(explainer *x, es_error *err)
{
    const es_model *model = x->e.model;
    const es_fit *fit = &x->e.fit;
    const es_design *d = &x->e.design;
    double rss = es_sum_squares(d->n, d->residual);
    double total = es_sum_squares_about(d->n, d->y, es_mean(d->n, d->y));
    es_status status = step(x, "observations M", es_cell_int((int64_t)fit->n), "T-6",
                            d->plain ? NULL : "rows over gaps are divided by sqrt(n) (R-5)", err);
    if (!status)
        status = step(x, "days without one", es_cell_int((int64_t)(x->s->sample->n_est - fit->n)),
                      "T-6", fit->n < x->s->sample->n_est ? "see the table missing" : NULL, err);
    if (!status)
        status = step(x, "sum of squared residuals", es_cell_real(rss), model->number, NULL, err);
    if (!status)
        status = step(x, "degrees of freedom nu", es_cell_real(fit->df), "M-19", NULL, err);
    if (!status)
        status = step(x, "sigma", es_cell_real(fit->sigma), "M-19", "residual sd of one day", err);
    if (!status)
        status = step(x, "R squared", es_cell_real(total > 0 ? 1.0 - rss / total : (double)NAN),
                      "G-1", NULL, err);
    if (!status)
        status = step(x, "Durbin-Watson", es_cell_real(es_durbin_watson(d->n, d->residual)), "G-2",
                      NULL, err);
    return status;
}

/* The event's label, where it has one. */
static const char *steps_title(explainer *x)
{
    const es_attribute *label = es_dataset_attribute(x->s->data, "label");
    const char *text = label ? label->value[x->event] : NULL;
    return text ? text : "From the announcement to the estimate";
}

static es_status explain_steps(explainer *x, es_error *err)
{
    static const es_column columns[] = {{"figure", ES_TEXT, ES_PLAIN},
                                        {"value", ES_TEXT, ES_PLAIN},
                                        {"formula", ES_TEXT, ES_PLAIN},
                                        {"note", ES_TEXT, ES_PLAIN}};
    const es_ledger_entry *entry = &x->s->sample->ledger[x->event];
    es_status status;
    x->steps = es_tables_add(x->out, "steps", steps_title(x), columns, 4);
    status = x->steps ? steps_announcement(x, err) : es_fail_memory(err);
    if (!status && entry->row >= 0)
        status = steps_windows(x, err);
    if (!status)
        status = step(x, "model", es_cell_text(x->e.model->id), x->e.model->number,
                      x->e.model->equation, err);
    if (!status)
        status = step(x, "outcome", es_cell_text(es_outcome_key(x->outcome)), "T-6",
                      es_outcome_words(x->outcome), err);
    if (!status && x->outcome == ES_USED)
        status = steps_fit(x, err);
    return status;
}

/* ---- coefficients ---- */

static es_status explain_coefficients(explainer *x, es_error *err)
{
    static const es_column columns[] = {{"coefficient", ES_TEXT, ES_PLAIN},
                                        {"estimate", ES_REAL, ES_COEFFICIENT},
                                        {"std_error", ES_REAL, ES_COEFFICIENT},
                                        {"t", ES_REAL, ES_STATISTIC},
                                        {"p_value", ES_REAL, ES_PVALUE}};
    const es_fit *fit = &x->e.fit;
    es_table_rows *rows;
    es_status status = ES_OK;
    if (fit->p == 0)
        return ES_OK;
    rows = es_tables_add(x->out, "coefficients", "Estimated normal return", columns, 5);
    if (!rows)
        return es_fail_memory(err);
    for (size_t k = 0; k < fit->p && !status; k++) {
        double se = fit->sigma * sqrt(fit->xtx_inv[k * fit->p + k]), t;
        if (fit->conditional) /* least squares knows nothing of these */
            se = (double)NAN;
        t = fit->b[k] / se;
        es_cell cells[5] = {es_cell_text(x->columns.name[k]), es_cell_real(fit->b[k]),
                            es_cell_real(se), es_cell_real(t),
                            es_cell_real(es_p_t(t, fit->df, ES_TAIL_TWO))};
        status = es_table_append(rows, cells, err);
    }
    for (size_t k = 0; k < ES_MODEL_OWN && x->e.model->own[k] && !status; k++) {
        es_cell cells[5] = {es_cell_text(x->e.model->own[k]), es_cell_real(fit->own[k]),
                            es_cell_missing(), es_cell_missing(), es_cell_missing()};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

/* ---- the estimation observations, as the regression saw them ---- */

static es_status explain_estimation(explainer *x, es_error *err)
{
    es_column columns[5 + ES_MAX_COEFFICIENTS] = {{"tau", ES_INT, ES_PLAIN},
                                                  {"date", ES_DATE, ES_PLAIN},
                                                  {"ret", ES_REAL, ES_RETURN},
                                                  {"y", ES_REAL, ES_RETURN}};
    const es_sample *sample = x->s->sample;
    const es_design *d = &x->e.design;
    size_t p = x->columns.p, width = 4 + p;
    es_table_rows *rows;
    es_status status = ES_OK;
    for (size_t k = 0; k < p; k++)
        columns[4 + k] = (es_column){es_arena_printf(x->s->arena, "x_%s", x->columns.name[k]),
                                     ES_REAL, x->columns.series[k] ? ES_RETURN : ES_PLAIN};
    columns[width++] = (es_column){"residual", ES_REAL, ES_RETURN};
    rows = es_tables_add(x->out, "estimation", "Estimation rows", columns, width);
    if (!rows)
        return es_fail_memory(err);
    for (size_t i = 0; i < d->n && !status; i++) {
        es_cell cells[5 + ES_MAX_COEFFICIENTS];
        size_t c = d->column[i];
        cells[0] = es_cell_int(es_sample_tau(sample, c));
        cells[1] = day_of(x, c);
        cells[2] = es_cell_real(sample->ret[x->e.row][c]);
        cells[3] = es_cell_real(d->y[i]);
        for (size_t k = 0; k < p; k++)
            cells[4 + k] = es_cell_real(d->x[k * d->n + i]);
        cells[4 + p] = es_cell_real(d->residual[i]);
        status = es_table_append(rows, cells, err);
    }
    return status;
}

/* ---- days and windows ---- */

static es_status explain_days(explainer *x, const double *ar, const double *var, es_error *err)
{
    static const es_column columns[] = {
        {"tau", ES_INT, ES_PLAIN},        {"date", ES_DATE, ES_PLAIN},
        {"ret", ES_REAL, ES_RETURN},      {"market", ES_REAL, ES_RETURN},
        {"expected", ES_REAL, ES_RETURN}, {"ar", ES_REAL, ES_RETURN},
        {"ar_sd", ES_REAL, ES_RETURN},    {"sar", ES_REAL, ES_STATISTIC},
        {"t_p_value", ES_REAL, ES_PVALUE}};
    const es_sample *sample = x->s->sample;
    es_table_rows *rows =
        es_tables_add(x->out, "days", "Event window, day by day (D-1, M-20, S-1)", columns, 9);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t j = 0; j < sample->n_tau && !status; j++) {
        size_t c = sample->n_est + j;
        int32_t t = es_sample_day(sample, x->e.row, c);
        double ret = sample->ret[x->e.row][c], sd = sqrt(var[j]);
        double rm =
            t < 0 ? (double)NAN : es_sample_compound(sample, x->e.row, c, t, x->s->market->ret);
        es_cell cells[9] = {
            es_cell_int(es_sample_tau(sample, c)),
            day_of(x, c),
            es_cell_real(ret),
            es_cell_real(rm),
            es_cell_real(ret - ar[j]),
            es_cell_real(ar[j]),
            es_cell_real(isnan(ar[j]) ? ar[j] : sd),
            es_cell_real(ar[j] / sd),
            es_cell_real(isnan(ar[j]) ? ar[j] : es_p_t(ar[j] / sd, x->e.fit.df, ES_TAIL_TWO))};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static es_status explain_windows(explainer *x, const double *ar, const double *var, es_error *err)
{
    static const es_column columns[] = {
        {"window", ES_TEXT, ES_PLAIN},  {"days", ES_INT, ES_PLAIN},
        {"raw", ES_REAL, ES_RETURN},    {"market", ES_REAL, ES_RETURN},
        {"bhar", ES_REAL, ES_RETURN},   {"car", ES_REAL, ES_RETURN},
        {"car_sd", ES_REAL, ES_RETURN}, {"t", ES_REAL, ES_STATISTIC},
        {"p_value", ES_REAL, ES_PVALUE}};
    const es_spec *spec = x->s->spec;
    es_table_rows *rows = es_tables_add(
        x->out, "windows", "Windows (D-2, D-10, S-2; raw and market compounded)", columns, 9);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t w = 0; w < spec->car_windows.n && !status; w++) {
        es_car car;
        double t;
        es_event_window(&x->e, ar, var, spec->car_windows.window[w], &car);
        t = car.car / sqrt(car.variance);
        es_cell cells[9] = {
            window_cell(x, spec->car_windows.window[w]),
            es_cell_int(car.n_days),
            es_cell_real(car.raw),
            es_cell_real(car.market),
            es_cell_real(car.bhar_model),
            es_cell_real(car.car),
            es_cell_real(sqrt(car.variance)),
            es_cell_real(t),
            es_cell_real(isnan(t) ? t : es_p_t(t, x->e.fit.df, (es_tail)spec->inference.tail))};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

/* The terms of Var(CAR) (M-21): the days' own noise and the sampling error of the coefficients. */
static es_status explain_variances(explainer *x, const double *ar, const double *var, es_error *err)
{
    static const es_column columns[] = {{"window", ES_TEXT, ES_PLAIN},
                                        {"days", ES_INT, ES_PLAIN},
                                        {"day_variances", ES_REAL, ES_COEFFICIENT},
                                        {"estimation_error", ES_REAL, ES_COEFFICIENT},
                                        {"var_car", ES_REAL, ES_COEFFICIENT}};
    const es_spec *spec = x->s->spec;
    const es_sample *sample = x->s->sample;
    es_table_rows *rows = es_tables_add(x->out, "variances",
                                        "Variance of the CAR, its terms (M-20, M-21)", columns, 5);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t w = 0; w < spec->car_windows.n && !status; w++) {
        es_window window = spec->car_windows.window[w];
        int64_t days = 0;
        double own;
        es_car car;
        es_event_window(&x->e, ar, var, window, &car);
        for (int tau = window.first; tau <= window.last; tau++) {
            size_t j = (size_t)(tau - sample->align.event.first);
            if (!isnan(ar[j]))
                days += es_sample_span(sample, x->e.row, sample->n_est + j);
        }
        own = x->e.fit.conditional
                  ? car.variance /* the days' forecasts; parameters as given (M-18) */
                  : x->e.fit.sigma * x->e.fit.sigma * (double)days;
        es_cell cells[5] = {window_cell(x, window), es_cell_int(days), es_cell_real(own),
                            es_cell_real(car.variance - own), es_cell_real(car.variance)};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

/* The ids of the events of a symbol, or those that begin with the same letters. */
static es_status hint_events(const es_dataset *data, const char *word, es_error *err)
{
    enum { NAMED = 8 };
    char text[320] = "";
    size_t used = 0, n = 0;
    for (size_t i = 0; i < data->n_events; i++) {
        const es_event *e = &data->event[i];
        if (!es_name_equal(e->symbol, word) && strncasecmp(e->id, word, strlen(word)) != 0)
            continue;
        if (n++ < NAMED && used < sizeof text)
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? ", " : "", e->id);
    }
    if (n == 0 || !*word)
        return es_hint(err, "`eventstudy list events` shows the ids");
    return es_hint(err, n > NAMED ? "its events: %s, ..." : "its events: %s", text);
}

static es_status find_event(explainer *x, const char *id, es_error *err)
{
    const es_dataset *data = x->s->data;
    const char *ids[512];
    size_t n = 0;
    for (size_t i = 0; i < data->n_events; i++) {
        if (strcmp(data->event[i].id, id) == 0) {
            x->event = i;
            return ES_OK;
        }
        if (n < sizeof ids / sizeof *ids)
            ids[n++] = data->event[i].id;
    }
    (void)es_fail(err, ES_ENOTFOUND, "no event \"%s\"", id);
    if (es_nearest(id, ids, n))
        return es_hint(err, "did you mean %s?", es_nearest(id, ids, n));
    return hint_events(data, id, err);
}

static es_status fit_event(explainer *x, es_error *err)
{
    es_study *s = x->s;
    const es_ledger_entry *entry = &s->sample->ledger[x->event];
    es_status status = es_columns_resolve(x->e.model, s->market, &s->spec->columns,
                                          &s->spec->abnormal.fit, &x->columns, err);
    x->outcome = entry->outcome;
    if (status || entry->row < 0)
        return status;
    x->e.sample = s->sample;
    x->e.columns = &x->columns;
    x->e.options = &s->spec->abnormal;
    x->e.row = (size_t)entry->row;
    status = es_design_alloc(s->sample, x->e.model, &x->columns, s->arena, &x->e.design, err);
    if (!status)
        x->outcome = es_event_fit_row(&x->e);
    return status;
}

static es_status explain_event(explainer *x, es_error *err)
{
    size_t n_tau = x->s->sample->n_tau;
    double *ar = ES_NEW(x->s->arena, 2 * n_tau, double), *var = ar + n_tau;
    es_status status = ar ? explain_steps(x, err) : es_fail_memory(err);
    if (status || x->outcome != ES_USED)
        return status;
    es_event_days(&x->e, ar, var);
    status = explain_coefficients(x, err);
    if (!status)
        status = explain_days(x, ar, var, err);
    if (!status)
        status = explain_windows(x, ar, var, err);
    if (!status)
        status = explain_variances(x, ar, var, err);
    if (!status)
        status = es_explain_path(x->s, &x->e, ar, var, x->out, err);
    if (!status)
        status = es_explain_worked(x->s, &x->e, ar, var, x->out, err);
    return status ? status : explain_estimation(x, err);
}

static es_status choose_model(explainer *x, const char *model, es_error *err)
{
    const es_spec *spec = x->s->spec;
    x->e.model = model ? es_model_find(model) : spec->model[spec->primary];
    if (x->e.model)
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "unknown model \"%s\"", model);
    return es_hint(err, "`eventstudy list models` shows all");
}

es_status es_explainer_open(const es_dataset *data, es_spec *spec, es_explainer **out,
                            es_error *err)
{
    es_study *s;
    es_status status = es_study_open(data, spec, &s, err);
    if (status)
        return status;
    *out = ES_NEW(s->arena, 1, explainer);
    if (!*out) {
        es_study_free(s);
        return es_fail_memory(err);
    }
    (*out)->s = s;
    return ES_OK;
}

void es_explainer_close(es_explainer *x)
{
    if (x)
        es_study_free(x->s);
}

es_status es_explainer_event(es_explainer *x, const char *event_id, const char *model,
                             es_tables **out, es_error *err)
{
    es_study *s = x->s;
    es_status status;
    *x = (explainer){.s = s, .out = es_tables_new()};
    status = x->out ? choose_model(x, model, err) : es_fail_memory(err);
    if (!status)
        status = find_event(x, event_id, err);
    if (!status)
        status = fit_event(x, err);
    if (!status)
        status = explain_event(x, err);
    if (status) {
        es_tables_free(x->out);
        return status;
    }
    *out = x->out;
    return ES_OK;
}

es_status es_study_explain(const es_dataset *data, es_spec *spec, const char *event_id,
                           const char *model, es_tables **out, es_error *err)
{
    explainer *x;
    es_status status = es_explainer_open(data, spec, &x, err);
    if (status)
        return status;
    status = es_explainer_event(x, event_id, model, out, err);
    es_explainer_close(x);
    return status;
}
