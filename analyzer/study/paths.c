/* Averages as paths through the event window: what is drawn, from the tables of a finished or kept
 * study.
 *
 * The CAR of an event up to day tau is the sum of its valid ARs from the first day of the event
 * window on (D-2); the CAAR is the mean over the events that have one.  Pointwise intervals are
 * those of I-1; the band holds for all days at once (stats/simultaneous.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "stats/simultaneous.h"
#include "stats/sum.h"
#include "stats/tail.h"

typedef struct job {
    const es_table *ar, *events, *counts, *settings;
    es_arena *arena; /* of the result */
    double alpha;
    uint64_t seed;
    size_t n_tau;
    int first; /* tau of the first day */
    size_t n_groups;
    const char **group;    /* [0] is "all" */
    es_keyed *event;       /* sorted by id; index: its row of the ledger */
    size_t *group_of;      /* by row of the ledger; n_groups: none of its own */
    size_t n_events, room; /* of the model at hand */
    double *value;         /* n_events-by-n_tau: ARs */
    size_t *member;        /* n_events: group of each */
    double *mean, *sd, *deviation, *correlation, *work;
    double *dense; /* room: values of one day */
    es_table_rows *rows;
} job;

static const char *text_at(const es_table *t, size_t row, const char *column)
{
    const char *text = es_table_text(t, row, es_table_column(t, column));
    return text ? text : "";
}

static const char *setting(const job *j, const char *key)
{
    for (size_t i = 0; i < j->settings->n_rows; i++)
        if (strcmp(text_at(j->settings, i, "key"), key) == 0)
            return text_at(j->settings, i, "value");
    return "";
}

static double number_setting(const job *j, const char *key)
{
    const char *text = setting(j, key);
    double value;
    return es_number_read(text, strlen(text), &value) == ES_NUMBER_OK ? value : (double)NAN;
}

/* ---- groups ---- */

static es_status find_groups(job *j, es_error *err)
{
    const es_table *counts = j->counts;
    bool grouped = *setting(j, "group_by") != '\0';
    j->group = ES_NEW(j->arena, counts->n_rows + 1, const char *);
    if (!j->group)
        return es_fail_memory(err);
    j->group[j->n_groups++] = "all";
    for (size_t i = 0; i < counts->n_rows && grouped; i++) {
        const char *label = text_at(counts, i, "group");
        if (strcmp(label, j->group[j->n_groups - 1]) != 0 && strcmp(label, "all") != 0)
            j->group[j->n_groups++] = es_arena_text(j->arena, label);
    }
    return es_arena_failed(j->arena) ? es_fail_memory(err) : ES_OK;
}

static es_status index_events(job *j, es_error *err)
{
    const es_table *t = j->events;
    j->event = ES_NEW(j->arena, t->n_rows, es_keyed);
    j->group_of = ES_NEW(j->arena, t->n_rows, size_t);
    if (es_arena_failed(j->arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *label = text_at(t, i, "group");
        j->event[i] = (es_keyed){text_at(t, i, "event"), i};
        j->group_of[i] = j->n_groups;
        for (size_t g = 1; g < j->n_groups; g++)
            if (strcmp(j->group[g], label) == 0)
                j->group_of[i] = g;
    }
    es_keyed_sort(j->event, t->n_rows);
    return ES_OK;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const es_keyed *)a)->key, ((const es_keyed *)b)->key);
}

static size_t group_of(const job *j, const char *id)
{
    es_keyed wanted = {id, 0};
    const es_keyed *found =
        bsearch(&wanted, j->event, j->events->n_rows, sizeof *j->event, compare_keys);
    return found ? j->group_of[found->index] : j->n_groups;
}

/* ---- the abnormal returns of one model ---- */

/* How many rows from `row` on have its word in a column. */
static size_t stretch(const es_table *t, size_t row, const char *column)
{
    int c = es_table_column(t, column);
    char *value = strdup(text_at(t, row, column));
    size_t n = 0;
    while (value && row + n < t->n_rows) {
        const char *text = es_table_text(t, row + n, c);
        if (!text || strcmp(text, value) != 0)
            break;
        n++;
    }
    free(value);
    return n;
}

static double tau_at(const job *j, size_t row)
{
    return es_table_number(j->ar, row, es_table_column(j->ar, "tau"));
}

static es_status measure(job *j, es_error *err)
{
    size_t n;
    if (j->ar->n_rows == 0)
        return es_fail(err, ES_EDATA, "this result has no abnormal returns");
    j->first = (int)tau_at(j, 0);
    j->n_tau = 1; /* days rise within an event; the next one, or model, begins anew */
    while (j->n_tau < j->ar->n_rows && tau_at(j, j->n_tau) > j->first)
        j->n_tau++;
    n = j->n_tau;
    j->room = j->events->n_rows;
    j->value = ES_NEW(j->arena, j->room * n, double);
    j->deviation = ES_NEW(j->arena, n, double);
    j->member = ES_NEW(j->arena, j->room, size_t);
    j->dense = ES_NEW(j->arena, j->room, double);
    j->mean = ES_NEW(j->arena, n, double);
    j->sd = ES_NEW(j->arena, n, double);
    j->correlation = ES_NEW(j->arena, n * n, double);
    j->work = ES_NEW(j->arena, es_simultaneous_work(n), double);
    if (n == 0 || es_arena_failed(j->arena))
        return es_fail_memory(err);
    return ES_OK;
}

static es_status read_model(job *j, size_t row, size_t n_rows, es_error *err)
{
    int ar = es_table_column(j->ar, "ar"), event = es_table_column(j->ar, "event");
    j->n_events = n_rows / j->n_tau;
    if (j->n_events > j->room || n_rows % j->n_tau != 0)
        return es_fail(err, ES_EDATA, "the abnormal returns of this result are incomplete");
    for (size_t i = 0; i < j->n_events; i++) {
        size_t at = row + i * j->n_tau;
        j->member[i] = group_of(j, es_table_text(j->ar, at, event));
        for (size_t k = 0; k < j->n_tau; k++)
            j->value[i * j->n_tau + k] = es_table_number(j->ar, at + k, ar);
    }
    return ES_OK;
}

/* ---- moments ---- */

/* ARs become CARs in place; missing until the first valid AR. */
static void cumulate(job *j)
{
    for (size_t i = 0; i < j->n_events; i++) {
        double *v = j->value + i * j->n_tau, sum = 0.0;
        bool any = false;
        for (size_t k = 0; k < j->n_tau; k++) {
            any = any || !isnan(v[k]);
            sum += isnan(v[k]) ? 0.0 : v[k];
            v[k] = any ? sum : (double)NAN;
        }
    }
}

static bool in_group(const job *j, size_t i, size_t group)
{
    return group == 0 || j->member[i] == group;
}

/* Mean and standard deviation of column k over a group, summed as those of the results are; the
 * number of values. */
static size_t moments(const job *j, size_t group, size_t k, double *mean, double *sd)
{
    size_t n = 0;
    for (size_t i = 0; i < j->n_events; i++) {
        double v = j->value[i * j->n_tau + k];
        if (in_group(j, i, group) && !isnan(v))
            j->dense[n++] = v;
    }
    *mean = n ? es_mean(n, j->dense) : (double)NAN;
    *sd = n > 1 ? es_sd(n, j->dense) : (double)NAN;
    return n;
}

/* Correlations of the CAARs of all days: sums of products of deviations, a missing one counting as
 * none, so that the matrix stays positive semidefinite. */
static void correlate(job *j, size_t group)
{
    size_t n = j->n_tau;
    double *c = j->correlation;
    memset(c, 0, n * n * sizeof *c);
    for (size_t i = 0; i < j->n_events; i++) {
        if (!in_group(j, i, group))
            continue;
        for (size_t k = 0; k < n; k++) {
            double v = j->value[i * n + k];
            j->deviation[k] = isnan(v) ? 0.0 : v - j->mean[k];
        }
        for (size_t k = 0; k < n; k++)
            for (size_t m = 0; m <= k; m++)
                c[k * n + m] += j->deviation[k] * j->deviation[m];
    }
    for (size_t k = 0; k < n; k++)
        j->deviation[k] = sqrt(c[k * n + k]);
    for (size_t k = 0; k < n; k++)
        for (size_t m = 0; m <= k; m++) {
            double scale = j->deviation[k] * j->deviation[m];
            c[k * n + m] = c[m * n + k] = scale > 0.0 ? c[k * n + m] / scale : 0.0;
        }
}

/* ---- rows ---- */

typedef struct path_day {
    size_t n_aar, n_car;
    double aar, aar_half, caar, caar_sd, half, band;
} path_day;

/* I-1: half the width of the interval about a mean of n values. */
static double half_width(const job *j, double sd, size_t n)
{
    return n > 1 ? es_t_quantile_upper(0.5 * j->alpha, (double)(n - 1)) * sd / sqrt((double)n)
                 : (double)NAN;
}

static es_status append(job *j, const char *model, size_t group, const path_day *days,
                        es_error *err)
{
    es_status status = ES_OK;
    for (size_t k = 0; k < j->n_tau && !status; k++) {
        const path_day *d = &days[k];
        es_cell cells[] = {es_cell_text(model),
                           es_cell_text(j->group[group]),
                           es_cell_int(j->first + (int)k),
                           es_cell_int((int64_t)d->n_aar),
                           es_cell_real(d->aar),
                           es_cell_real(d->aar - d->aar_half),
                           es_cell_real(d->aar + d->aar_half),
                           es_cell_int((int64_t)d->n_car),
                           es_cell_real(d->caar),
                           es_cell_real(d->caar_sd),
                           es_cell_real(d->caar - d->half),
                           es_cell_real(d->caar + d->half),
                           es_cell_real(d->caar - d->band),
                           es_cell_real(d->caar + d->band)};
        status = es_table_append(j->rows, cells, err);
    }
    return status;
}

/* The CAARs of one group; their band needs a common number of degrees of freedom, the smallest. */
static void paths_of_group(job *j, size_t group, path_day *days)
{
    size_t least = SIZE_MAX;
    double critical = (double)NAN;
    for (size_t k = 0; k < j->n_tau; k++) {
        path_day *d = &days[k];
        d->n_car = moments(j, group, k, &j->mean[k], &j->sd[k]);
        d->caar = j->mean[k];
        d->caar_sd = d->n_car > 1 ? j->sd[k] / sqrt((double)d->n_car) : (double)NAN;
        d->half = half_width(j, j->sd[k], d->n_car);
        if (d->n_car && d->n_car < least)
            least = d->n_car;
    }
    if (least != SIZE_MAX && least > 1) {
        correlate(j, group);
        critical = es_simultaneous_critical(j->correlation, j->n_tau, (double)(least - 1), j->alpha,
                                            j->seed, j->work);
    }
    for (size_t k = 0; k < j->n_tau; k++)
        days[k].band = fmax(critical * days[k].caar_sd, days[k].half);
}

static es_status paths_of_model(job *j, const char *model, path_day *days, es_error *err)
{
    es_status status = ES_OK;
    for (size_t g = 0; g < j->n_groups; g++)
        for (size_t k = 0; k < j->n_tau; k++) {
            path_day *d = &days[g * j->n_tau + k];
            d->n_aar = moments(j, g, k, &d->aar, &j->sd[k]);
            d->aar_half = half_width(j, j->sd[k], d->n_aar);
        }
    cumulate(j);
    for (size_t g = 0; g < j->n_groups; g++)
        paths_of_group(j, g, days + g * j->n_tau);
    for (size_t g = 0; g < j->n_groups && !status; g++)
        status = append(j, model, g, days + g * j->n_tau, err);
    return status;
}

static es_status all_models(job *j, es_error *err)
{
    path_day *days = ES_NEW(j->arena, j->n_groups * j->n_tau, path_day);
    es_status status = days ? ES_OK : es_fail_memory(err);
    for (size_t row = 0; row < j->ar->n_rows && !status;) {
        size_t n = stretch(j->ar, row, "model");
        const char *model = es_arena_text(j->arena, text_at(j->ar, row, "model"));
        status = n && model ? read_model(j, row, n, err) : es_fail_memory(err);
        if (!status)
            status = paths_of_model(j, model, days, err);
        row += n;
    }
    return status;
}

static es_status prepare(job *j, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"model", ES_TEXT, ES_PLAIN},     {"group", ES_TEXT, ES_PLAIN},
        {"tau", ES_INT, ES_PLAIN},        {"n", ES_INT, ES_PLAIN},
        {"aar", ES_REAL, ES_RETURN},      {"aar_low", ES_REAL, ES_RETURN},
        {"aar_high", ES_REAL, ES_RETURN}, {"n_car", ES_INT, ES_PLAIN},
        {"caar", ES_REAL, ES_RETURN},     {"caar_sd", ES_REAL, ES_RETURN},
        {"low", ES_REAL, ES_RETURN},      {"high", ES_REAL, ES_RETURN},
        {"band_low", ES_REAL, ES_RETURN}, {"band_high", ES_REAL, ES_RETURN}};
    es_status status;
    double seed;
    if (!j->ar || !j->events || !j->counts || !j->settings)
        return es_fail(err, ES_EDATA, "this result lacks tables of a study");
    j->alpha = number_setting(j, "alpha");
    seed = number_setting(j, "seed");
    j->seed = seed >= 0.0 && seed < 9e15 ? (uint64_t)seed : 1;
    if (!(j->alpha > 0.0 && j->alpha < 1.0))
        return es_fail(err, ES_EDATA, "this result has no level alpha");
    j->rows = es_tables_add(out, "paths", "Averages along the event window", columns,
                            sizeof columns / sizeof *columns);
    status = j->rows ? find_groups(j, err) : es_fail_memory(err);
    if (!status)
        status = index_events(j, err);
    return status ? status : measure(j, err);
}

es_status es_study_paths(const es_tables *result, es_tables **out, es_error *err)
{
    es_tables *tables = es_tables_new();
    job j = {.ar = es_tables_find(result, "ar"),
             .events = es_tables_find(result, "events"),
             .counts = es_tables_find(result, "counts"),
             .settings = es_tables_find(result, "settings")};
    es_status status = tables ? ES_OK : es_fail_memory(err);
    es_stats_init();
    if (!status) {
        j.arena = es_tables_arena(tables);
        status = prepare(&j, tables, err);
    }
    if (!status)
        status = all_models(&j, err);
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    return ES_OK;
}
