#include "study/crosssection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "stats/tail.h"

const char *es_se_key(es_se se)
{
    static const char *const key[] = {
#define ES_SE_KEY(id, words) words,
        ES_SE_MAP(ES_SE_KEY)
#undef ES_SE_KEY
    };
    return key[se];
}

static es_covariance covariance_of(es_se se)
{
    static const es_covariance covariance[] = {
        [ES_SE_OLS] = ES_COVARIANCE_OLS,
        [ES_SE_HC0] = ES_COVARIANCE_HC0,
        [ES_SE_HC1] = ES_COVARIANCE_HC1,
        [ES_SE_HC2] = ES_COVARIANCE_HC2,
        [ES_SE_HC3] = ES_COVARIANCE_HC3,
        [ES_SE_CLUSTER_DATE] = ES_COVARIANCE_CLUSTER,
        [ES_SE_CLUSTER_SECURITY] = ES_COVARIANCE_CLUSTER,
        [ES_SE_WLS] = ES_COVARIANCE_OLS,
        [ES_SE_NW] = ES_COVARIANCE_NEWEY_WEST,
    };
    return covariance[se];
}

void es_cross_solve(const es_cross *cross, es_se se, const es_regression_row *shared,
                    es_regression_row *out)
{
    const es_ols_problem problem = {.n = cross->n,
                                    .p = cross->p,
                                    .x = cross->x,
                                    .y = cross->y,
                                    .weight = se == ES_SE_WLS ? cross->weight : NULL,
                                    .covariance = covariance_of(se),
                                    .cluster = se == ES_SE_CLUSTER_SECURITY ? cross->security
                                                                            : cross->date,
                                    .lag = es_newey_west_lag(cross->n)};
    es_ols_result fit;
    es_ols_na na = es_ols(&problem, cross->work, &fit);
    for (size_t k = 0; k < cross->p; k++) {
        bool tested = na == ES_OLS_OK && fit.std_error[k] > 0.0;
        out[k] = *shared;
        out[k].se_type = es_se_key(se);
        out[k].term = cross->term[k];
        out[k].n = cross->n;
        out[k].estimate = fit.b[k];
        out[k].std_error = fit.std_error[k];
        out[k].r2 = fit.r_squared;
        out[k].statistic = tested ? fit.b[k] / fit.std_error[k] : (double)NAN;
        out[k].df = tested ? fit.df : (double)NAN;
        out[k].p = tested ? es_p_t(out[k].statistic, fit.df, ES_TAIL_TWO) : (double)NAN;
    }
}

/* ---- the regressions of a study: CAR on every numeric x_ column ---- */

/* The numeric x_ columns of the events, NaN where one has none. */
typedef struct regressors {
    size_t n;
    const char *name[ES_MAX_COEFFICIENTS];
    const double *value[ES_MAX_COEFFICIENTS]; /* per event of the data set */
} regressors;

static bool is_regressor(const char *name)
{
    return (name[0] == 'x' || name[0] == 'X') && name[1] == '_';
}

/* Reads a column; *bad is the first event whose cell is a text that is no number, or n. */
static void read_column(const es_attribute *column, size_t n, double *value, size_t *bad)
{
    *bad = n;
    for (size_t i = 0; i < n && *bad == n; i++) {
        const char *text = column->value[i];
        es_number_parse parse =
            text ? es_number_read(text, strlen(text), &value[i]) : ES_NUMBER_MISSING;
        if (parse == ES_NUMBER_TEXT || parse == ES_NUMBER_OVERFLOW)
            *bad = i;
        if (parse == ES_NUMBER_MISSING)
            value[i] = (double)NAN;
    }
}

/* A column that was meant as a regressor and is none is told, never dropped silently. */
static es_status note_left_out(es_study *s, const es_attribute *column, const char *why,
                               es_error *err)
{
    return es_study_add_note(s, (es_note){"warning", "regressor", column->name, why}, err);
}

static es_status find_regressors(es_study *s, regressors *out, es_error *err)
{
    size_t n = s->data->n_events, bad;
    es_status status = ES_OK;
    for (size_t a = 0; a < s->data->n_attributes && !status; a++) {
        const es_attribute *column = &s->data->attribute[a];
        double *value;
        if (!is_regressor(column->name))
            continue;
        value = ES_NEW(s->arena, n, double);
        if (!value)
            return es_fail_memory(err);
        read_column(column, n, value, &bad);
        if (bad < n) {
            status = note_left_out(s, column,
                                   es_arena_printf(s->arena,
                                                   "column %s is left out of the regressions: "
                                                   "event %s has \"%s\", which is no number",
                                                   column->name, s->data->event[bad].id,
                                                   column->value[bad]),
                                   err);
        } else if (out->n + 1 == ES_MAX_COEFFICIENTS) {
            status = note_left_out(s, column,
                                   es_arena_printf(s->arena,
                                                   "column %s is left out of the regressions, "
                                                   "which take at most %d x_ columns",
                                                   column->name, ES_MAX_COEFFICIENTS - 1),
                                   err);
        } else {
            out->name[out->n] = column->name;
            out->value[out->n++] = value;
        }
    }
    return status;
}

/* A used event with all regressors. */
typedef struct case_row {
    int32_t day0;
    uint32_t used, event;
} case_row;

static int compare_cases(const void *a, const void *b)
{
    const case_row *x = a, *y = b;
    if (x->day0 != y->day0)
        return x->day0 < y->day0 ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

static bool is_complete(const regressors *r, uint32_t event)
{
    for (size_t k = 0; k < r->n; k++)
        if (isnan(r->value[k][event]))
            return false;
    return true;
}

/* The events of one model and window, ordered. */
static size_t list_cases(const es_study *s, const es_abnormal *ab, size_t w, const regressors *r,
                         case_row *out)
{
    size_t n = 0;
    for (size_t i = 0; i < ab->n; i++) {
        uint32_t event = s->sample->event[ab->row[i]];
        if (!isnan(ab->car[i * ab->options.n_windows + w].car) && is_complete(r, event))
            out[n++] = (case_row){s->sample->day0[ab->row[i]], (uint32_t)i, event};
    }
    qsort(out, n, sizeof *out, compare_cases);
    return n;
}

/* Numbers of the securities among the cases, in the order of their first appearance. */
static void number_clusters(const es_study *s, const case_row *row, es_cross *out,
                            uint32_t *number_of_series)
{
    out->n_dates = out->n_securities = 0;
    memset(number_of_series, 0, s->data->n_series * sizeof *number_of_series);
    for (size_t i = 0; i < out->n; i++) {
        uint32_t *number = &number_of_series[s->data->event[row[i].event].series];
        if (i == 0 || row[i].day0 != row[i - 1].day0)
            out->n_dates++;
        if (*number == 0)
            *number = (uint32_t)++out->n_securities;
        out->date[i] = (uint32_t)out->n_dates - 1;
        out->security[i] = *number - 1;
    }
}

typedef struct workspace {
    case_row *row;
    es_cross cross;
    uint32_t *number_of_series;
} workspace;

static es_status open_workspace(const es_study *s, size_t n, size_t p, es_arena *arena,
                                workspace *out, es_error *err)
{
    out->row = ES_NEW(arena, n, case_row);
    out->cross.p = p;
    out->cross.x = ES_NEW(arena, n * p, double);
    out->cross.y = ES_NEW(arena, n, double);
    out->cross.weight = ES_NEW(arena, n, double);
    out->cross.date = ES_NEW(arena, n, uint32_t);
    out->cross.security = ES_NEW(arena, n, uint32_t);
    out->cross.work = ES_NEW(arena, es_ols_work_size(n, p), double);
    out->number_of_series = ES_NEW(arena, s->data->n_series, uint32_t);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

static void fill(const es_study *s, const es_abnormal *ab, size_t w, const regressors *r,
                 workspace *k)
{
    es_cross *cross = &k->cross;
    size_t n = cross->n = list_cases(s, ab, w, r, k->row);
    cross->term[0] = "const";
    for (size_t c = 0; c < r->n; c++)
        cross->term[c + 1] = r->name[c];
    for (size_t i = 0; i < n; i++) {
        const es_car *car = &ab->car[k->row[i].used * ab->options.n_windows + w];
        cross->y[i] = car->car;
        cross->weight[i] = 1.0 / car->variance;
        cross->x[i] = 1.0;
        for (size_t c = 0; c < r->n; c++)
            cross->x[(c + 1) * n + i] = r->value[c][k->row[i].event];
    }
    number_clusters(s, k->row, cross, k->number_of_series);
}

es_status es_study_regressions(es_study *s, es_error *err)
{
    regressors r = {0, {NULL}, {NULL}};
    size_t n_windows = s->spec->car_windows.n;
    workspace k;
    es_arena *arena;
    es_status status = find_regressors(s, &r, err);
    if (status || r.n == 0)
        return status;
    arena = es_arena_new();
    status = arena ? open_workspace(s, s->sample->n, r.n + 1, arena, &k, err) : es_fail_memory(err);
    s->regression =
        ES_NEW(s->arena, s->n_models * n_windows * ES_N_SE * (r.n + 1), es_regression_row);
    if (!status && !s->regression)
        status = es_fail_memory(err);
    for (size_t m = 0; m < s->n_models && !status; m++)
        for (size_t w = 0; w < n_windows; w++) {
            const es_regression_row shared = {
                .model = s->model[m], .window = s->spec->car_windows.window[w], .dependent = "car"};
            fill(s, s->abnormal[m], w, &r, &k);
            for (int se = 0; se < ES_N_SE; se++) {
                es_cross_solve(&k.cross, (es_se)se, &shared, &s->regression[s->n_regression]);
                s->n_regression += r.n + 1;
            }
        }
    es_arena_free(arena);
    return status;
}
