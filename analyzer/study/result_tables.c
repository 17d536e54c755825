/* Abnormal returns, cumulative abnormal returns, averages and tests: the numbers of a study as
 * views.  The columns are a contract; new ones go to the end. */
#include <math.h>

#include "stats/tail.h"
#include "study/columns.h"
#include "study/study.h"

/* Rows of `ar` and `cars` run over models, used events and an inner index.  Finds the model of a
 * row when each event has per_event of them. */
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

/* ---- ar ---- */

typedef struct ar_row {
    const es_abnormal *a;
    const es_event *event;
    int tau;
    int32_t t; /* calendar index, -1: outside the data */
    es_day day;
    double ret, ar, sd; /* ar NaN: none */
    unsigned span;
} ar_row;

#define AR_COLUMNS(X)                                                                              \
    X(model, TEXT, PLAIN, es_cell_text(r->a->model->id))                                           \
    X(event, TEXT, PLAIN, es_cell_text(r->event->id))                                              \
    X(symbol, TEXT, PLAIN, es_cell_text(r->event->symbol))                                         \
    X(tau, INT, PLAIN, es_cell_int(r->tau))                                                        \
    X(date, DATE, PLAIN, es_cell_if(r->t >= 0, es_cell_day(r->day)))                               \
    X(ret, REAL, RETURN, es_cell_real(r->ret))                                                     \
    X(expected, REAL, RETURN, es_cell_real(r->ret - r->ar))                                        \
    X(ar, REAL, RETURN, es_cell_real(r->ar))                                                       \
    X(ar_sd, REAL, RETURN, es_cell_if(!isnan(r->ar), es_cell_real(r->sd)))                         \
    X(sar, REAL, STATISTIC, es_cell_real(r->ar / r->sd))                                           \
    X(span, INT, PLAIN, es_cell_if(!isnan(r->ar), es_cell_int(r->span)))

ES_COLUMNS(ar, AR_COLUMNS)

static void ar_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_study *s = source;
    const es_sample *sample = s->sample;
    size_t i, j, m = split_row(s, row, sample->n_tau, &i, &j), c = sample->n_est + j;
    const es_abnormal *a = s->abnormal[m];
    size_t in_sample = a->row[i];
    ar_row r = {.a = a,
                .event = &s->data->event[sample->event[in_sample]],
                .tau = es_sample_tau(sample, c),
                .t = es_sample_day(sample, in_sample, c),
                .ret = sample->ret[in_sample][c],
                .ar = a->ar[i * sample->n_tau + j],
                .sd = sqrt(a->var[i * sample->n_tau + j]),
                .span = es_sample_span(sample, in_sample, c)};
    if (r.t >= 0)
        r.day = s->market->calendar.day[r.t];
    *out = ar_value(&r, column);
}

/* ---- cars ---- */

typedef struct cars_row {
    const es_study *s;
    const es_abnormal *a;
    const es_event *event;
    const es_car *car;
    const es_fit_record *fit;
    es_window window;
    double sd;    /* NaN without a CAR */
    double value; /* of the firm before the window, in currency; NaN: no shares */
} cars_row;

/* SCAR as `scar` says (D-4, D-5). */
static double scar_of(const cars_row *r)
{
    switch ((es_scar_form)r->s->spec->inference.scar) {
    case ES_SCAR_PATELL:
        return r->car->csar / sqrt((double)r->car->n_days);
    case ES_SCAR_UNSCALED:
        return r->car->car / r->fit->sigma;
    default:
        return r->car->car / r->sd;
    }
}

/* S-2 */
static double p_of(const cars_row *r)
{
    if (isnan(r->car->car))
        return (double)NAN;
    return es_p_t(r->car->car / r->sd, r->fit->df, (es_tail)r->s->spec->inference.tail);
}

static double half_interval(const cars_row *r)
{
    if (isnan(r->car->car))
        return (double)NAN;
    return r->sd * es_t_quantile_upper(0.5 * r->s->spec->inference.alpha, r->fit->df);
}

static double bhar_of(const cars_row *r)
{
    const double value[] = {r->car->bhar_model, r->car->bhar_market, r->car->bhar_matched};
    return value[r->s->spec->bhar_benchmark];
}

#define CARS_COLUMNS(X)                                                                            \
    X(model, TEXT, PLAIN, es_cell_text(r->a->model->id))                                           \
    X(event, TEXT, PLAIN, es_cell_text(r->event->id))                                              \
    X(symbol, TEXT, PLAIN, es_cell_text(r->event->symbol))                                         \
    X(first, INT, PLAIN, es_cell_int(r->window.first))                                             \
    X(last, INT, PLAIN, es_cell_int(r->window.last))                                               \
    X(n_days, INT, PLAIN, es_cell_int(r->car->n_days))                                             \
    X(car, REAL, RETURN, es_cell_real(r->car->car))                                                \
    X(car_sd, REAL, RETURN, es_cell_real(r->sd))                                                   \
    X(statistic, REAL, STATISTIC, es_cell_real(r->car->car / r->sd))                               \
    X(df, REAL, PLAIN, es_cell_if(!isnan(r->car->car), es_cell_real(r->fit->df)))                  \
    X(p_value, REAL, PVALUE, es_cell_real(p_of(r)))                                                \
    X(scar, REAL, STATISTIC, es_cell_real(scar_of(r)))                                             \
    X(bhar_model, REAL, RETURN, es_cell_real(r->car->bhar_model))                                  \
    X(bhar_market, REAL, RETURN, es_cell_real(r->car->bhar_market))                                \
    X(raw, REAL, RETURN, es_cell_real(r->car->raw))                                                \
    X(market, REAL, RETURN, es_cell_real(r->car->market))                                          \
    X(ci_low, REAL, RETURN, es_cell_real(r->car->car - half_interval(r)))                          \
    X(ci_high, REAL, RETURN, es_cell_real(r->car->car + half_interval(r)))                         \
    X(bhar_matched, REAL, RETURN, es_cell_real(r->car->bhar_matched))                              \
    X(bhar, REAL, RETURN, es_cell_real(bhar_of(r)))                                                \
    X(market_value, REAL, PLAIN, es_cell_real(r->value))                                           \
    X(value_change, REAL, PLAIN, es_cell_real(r->value * r->car->car))                             \
    X(value_low, REAL, PLAIN, es_cell_real(r->value *(r->car->car - half_interval(r))))            \
    X(value_high, REAL, PLAIN, es_cell_real(r->value *(r->car->car + half_interval(r))))

ES_COLUMNS(cars, CARS_COLUMNS)

static double value_before(const es_study *s, size_t row, es_window window)
{
    const double *cap = s->sample->cap[row];
    return cap ? cap[window.first - s->sample->align.event.first] : (double)NAN;
}

static void cars_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_study *s = source;
    size_t n_windows = s->spec->car_windows.n, i, w, m = split_row(s, row, n_windows, &i, &w);
    const es_abnormal *a = s->abnormal[m];
    const es_car *car = &a->car[i * n_windows + w];
    cars_row r = {.s = s,
                  .a = a,
                  .event = &s->data->event[s->sample->event[a->row[i]]],
                  .car = car,
                  .fit = &a->fit[a->row[i]],
                  .window = s->spec->car_windows.window[w],
                  .sd = sqrt(car->variance),
                  .value = value_before(s, a->row[i], s->spec->car_windows.window[w])};
    *out = cars_value(&r, column);
}

/* ---- results ---- */

typedef struct results_row {
    const es_study *s;
    const es_result_row *of;
} results_row;

static es_cell df_cell(const results_row *r)
{
    return r->of->df_text ? es_cell_text(r->of->df_text) : es_cell_real(r->of->result.df);
}

#define RESULTS_COLUMNS(X)                                                                         \
    X(model, TEXT, PLAIN, es_cell_text(r->of->model->id))                                          \
    X(group, TEXT, PLAIN,                                                                          \
      es_cell_text(r->of->label ? r->of->label : r->s->group[r->of->group].label))                 \
    X(first, INT, PLAIN, es_cell_int(r->of->window.first))                                         \
    X(last, INT, PLAIN, es_cell_int(r->of->window.last))                                           \
    X(measure, TEXT, PLAIN, es_cell_text(r->of->measure))                                          \
    X(n, INT, PLAIN, es_cell_int(r->of->n))                                                        \
    X(estimate, REAL, RETURN, es_cell_real(r->of->estimate))                                       \
    X(test, TEXT, PLAIN, es_cell_text(r->of->test ? r->of->test->id : NULL))                       \
    X(statistic, REAL, STATISTIC, es_cell_real(r->of->result.statistic))                           \
    X(df, REAL, PLAIN, df_cell(r))                                                                 \
    X(p_value, REAL, PVALUE, es_cell_real(r->of->result.p))                                        \
    X(status, TEXT, PLAIN,                                                                         \
      es_cell_if(r->of->result.na != ES_NA_NONE, es_cell_text(es_na_key(r->of->result.na))))       \
    X(ci_low, REAL, RETURN, es_cell_real(r->of->result.ci_low))                                    \
    X(ci_high, REAL, RETURN, es_cell_real(r->of->result.ci_high))                                  \
    X(r_bar, REAL, COEFFICIENT, es_cell_real(r->of->result.rbar))                                  \
    X(p_exact, REAL, PVALUE, es_cell_real(r->of->result.p_exact))

ES_COLUMNS(results, RESULTS_COLUMNS)

static void results_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_study *s = source;
    results_row r = {s, &s->results.row[row]};
    *out = results_value(&r, column);
}

static void volume_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_study *s = source;
    results_row r = {s, &s->volume.row[row]};
    *out = results_value(&r, column);
}

es_status es_study_result_tables(es_study *s, es_tables *out, es_error *err)
{
    const es_table table[] = {
        {"ar", "Abnormal returns", ar_columns, ar_COUNT, count_rows(s, s->sample->n_tau), s,
         ar_cell, NULL},
        {"cars", "Cumulative abnormal returns", cars_columns, cars_COUNT,
         count_rows(s, s->spec->car_windows.n), s, cars_cell, NULL},
        {"results", "Averages and tests", results_columns, results_COUNT, s->results.n, s,
         results_cell, NULL},
        {"volume", "Abnormal volume", results_columns, results_COUNT, s->volume.n, s, volume_cell,
         NULL},
    };
    es_status status = ES_OK;
    for (size_t i = 0; i < (s->volume.n ? 4 : 3) && !status; i++)
        status = es_tables_add_view(out, &table[i], err);
    return status;
}
