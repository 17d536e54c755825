/* Pictures of all events of a study: their CAR paths, their distribution, their forest. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "report/lookup.h"
#include "report/picture.h"

/* ---- which events belong to the picture ---- */

/* Ids of the events of the group, sorted; of "all", none: everything belongs. */
typedef struct members {
    bool all;
    size_t n;
    es_keyed *event;
} members;

static bool find_members(const es_picture_source *s, es_arena *arena, members *out)
{
    const es_table *t = es_tables_find(s->result, "events");
    *out = (members){.all = strcmp(s->group, "all") == 0};
    if (out->all)
        return true;
    out->event = ES_NEW(arena, t->n_rows, es_keyed);
    if (!out->event)
        return false;
    for (size_t i = 0; i < t->n_rows; i++)
        if (strcmp(es_text_at(t, i, "group"), s->group) == 0) {
            const char *id = es_arena_text(arena, es_text_at(t, i, "event"));
            if (!id)
                return false;
            out->event[out->n++] = (es_keyed){id, i};
        }
    es_keyed_sort(out->event, out->n);
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const es_keyed *)a)->key, ((const es_keyed *)b)->key);
}

static bool is_member(const members *m, const char *id)
{
    es_keyed wanted = {id, 0};
    return m->all || bsearch(&wanted, m->event, m->n, sizeof wanted, compare_keys);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* METHODS' type 7: the value at share p of n sorted ones. */
static double quantile(const double *sorted, size_t n, double p)
{
    double h = (double)(n - 1) * p;
    size_t k = (size_t)h;
    return k + 1 < n ? sorted[k] + (h - (double)k) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}

/* ---- cars: every event's path ---- */

enum { LINES = 200, NAMED = 8 };

typedef struct path_set {
    size_t n, n_tau;
    double first;
    const char **id;
    double *car; /* n-by-n_tau */
} path_set;

/* The rows of `ar` are a stretch per event. */
static es_status read_paths(const es_picture_source *s, es_arena *arena, path_set *out,
                            es_error *err)
{
    const es_table *t = es_tables_find(s->result, "ar");
    size_t room = es_tables_find(s->result, "events")->n_rows, k = 0;
    int model = es_table_column(t, "model"), event = es_table_column(t, "event");
    int tau = es_table_column(t, "tau"), ar = es_table_column(t, "ar");
    members m;
    double sum = 0.0;
    out->n_tau = es_tables_find(s->paths, "paths")->n_rows;
    out->first = es_cell_value(es_tables_find(s->paths, "paths"), 0, "tau");
    for (size_t i = 1; i < out->n_tau; i++)
        if (es_cell_value(es_tables_find(s->paths, "paths"), i, "tau") <= out->first)
            out->n_tau = i;
    out->id = ES_NEW(arena, room, const char *);
    out->car = ES_NEW(arena, room * out->n_tau, double);
    if (!find_members(s, arena, &m) || es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < t->n_rows; i++) {
        double value;
        if (strcmp(es_table_text(t, i, model), s->model) != 0)
            continue;
        if (es_table_number(t, i, tau) == out->first) {
            const char *id = es_table_text(t, i, event);
            k = is_member(&m, id) && out->n < room ? 0 : out->n_tau;
            if (k == 0)
                out->id[out->n++] = es_arena_text(arena, id);
            sum = (double)NAN;
        }
        if (k >= out->n_tau)
            continue;
        value = es_table_number(t, i, ar);
        if (!isnan(value))
            sum = isnan(sum) ? value : sum + value;
        out->car[(out->n - 1) * out->n_tau + k++] = sum;
    }
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

static void draw_paths(const path_set *p, es_chart *chart, es_panel *panel)
{
    for (size_t i = 0; i < p->n; i++) {
        es_mark *m = es_panel_mark(chart, panel, ES_MARK_LINE, p->id[i],
                                   p->n <= NAMED ? (int)i : ES_STYLE_QUIET, p->n_tau);
        for (size_t k = 0; m && k < p->n_tau; k++) {
            m->x[k] = p->first + (double)k;
            m->y[k] = p->car[i * p->n_tau + k];
        }
        if (m)
            m->legend = p->n <= NAMED;
    }
}

/* Too many lines say nothing: the middle half and the middle 90 % of the events instead. */
static void draw_fan(const path_set *p, es_chart *chart, es_panel *panel)
{
    es_mark *outer =
        es_panel_mark(chart, panel, ES_MARK_BAND, "90 % of the events", ES_STYLE_FAINT, p->n_tau);
    es_mark *inner = es_panel_mark(chart, panel, ES_MARK_BAND, "half of the events", 0, p->n_tau);
    es_mark *median = es_panel_mark(chart, panel, ES_MARK_LINE, "median", 0, p->n_tau);
    double *v = ES_NEW(chart->arena, p->n, double);
    if (es_arena_failed(chart->arena))
        return;
    outer->legend = inner->legend = median->legend = true;
    for (size_t k = 0; k < p->n_tau; k++) {
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++)
            if (!isnan(p->car[i * p->n_tau + k]))
                v[n++] = p->car[i * p->n_tau + k];
        qsort(v, n, sizeof *v, ascending);
        outer->x[k] = inner->x[k] = median->x[k] = p->first + (double)k;
        outer->low[k] = n ? quantile(v, n, 0.05) : (double)NAN;
        outer->high[k] = n ? quantile(v, n, 0.95) : (double)NAN;
        inner->low[k] = n ? quantile(v, n, 0.25) : (double)NAN;
        inner->high[k] = n ? quantile(v, n, 0.75) : (double)NAN;
        median->y[k] = n ? quantile(v, n, 0.5) : (double)NAN;
    }
}

static void draw_mean(const path_set *p, es_chart *chart, es_panel *panel)
{
    es_mark *mean = es_panel_mark(chart, panel, ES_MARK_LINE, "mean (CAAR)", 1, p->n_tau);
    for (size_t k = 0; mean && k < p->n_tau; k++) {
        size_t n = 0;
        double sum = 0.0;
        for (size_t i = 0; i < p->n; i++)
            if (!isnan(p->car[i * p->n_tau + k])) {
                sum += p->car[i * p->n_tau + k];
                n++;
            }
        mean->x[k] = p->first + (double)k;
        mean->y[k] = n ? sum / (double)n : (double)NAN;
    }
    if (mean)
        mean->legend = true;
}

static es_status make_cars(const es_picture_source *s, es_chart *chart, es_error *err)
{
    path_set p = {.n = 0};
    es_panel *panel = es_chart_panel(chart, 1.0);
    es_status status = read_paths(s, chart->arena, &p, err);
    if (status)
        return status;
    panel->x = es_axis_tau(es_time_title(s->result));
    panel->y = es_axis_return("CAR (%)");
    if (p.n > LINES)
        draw_fan(&p, chart, panel);
    else
        draw_paths(&p, chart, panel);
    if (p.n > NAMED)
        draw_mean(&p, chart, panel);
    chart->title =
        es_arena_printf(chart->arena, "Cumulative abnormal return of each event (N = %zu)", p.n);
    chart->note = es_arena_printf(
        chart->arena, "%s.%s", es_picture_origin(s, chart->arena),
        p.n > LINES ? " More events than lines can show: bands of quantiles, day by day." : "");
    chart->alt = es_arena_printf(
        chart->arena, "Lines of the cumulative abnormal returns of %zu events by trading day.",
        p.n);
    return ES_OK;
}

const es_picture es_picture_cars = {.id = "cars",
                                    .title = "CAR path of each event",
                                    .what = "one line per event; bands when there are too many",
                                    .make = make_cars};

/* ---- the CARs of one window ---- */

typedef struct estimate {
    const char *id;
    double car, low, high;
} estimate;

typedef struct estimate_set {
    size_t n, missing;
    estimate *of;
} estimate_set;

static es_status read_estimates(const es_picture_source *s, es_arena *arena, estimate_set *out,
                                es_error *err)
{
    const es_table *t = es_tables_find(s->result, "cars");
    members m;
    if (!find_members(s, arena, &m))
        return es_fail_memory(err);
    out->of = ES_NEW(arena, es_tables_find(s->result, "events")->n_rows, estimate);
    for (size_t i = 0; i < t->n_rows && out->of; i++) {
        double car = es_cell_value(t, i, "car");
        if (strcmp(es_text_at(t, i, "model"), s->model) != 0
            || es_cell_value(t, i, "first") != s->window.first
            || es_cell_value(t, i, "last") != s->window.last
            || !is_member(&m, es_text_at(t, i, "event")))
            continue;
        if (isnan(car)) {
            out->missing++;
            continue;
        }
        out->of[out->n++] =
            (estimate){es_arena_text(arena, es_text_at(t, i, "event")), car,
                       es_cell_value(t, i, "ci_low"), es_cell_value(t, i, "ci_high")};
    }
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    if (out->n == 0) {
        (void)es_fail(err, ES_EDATA, "no event has a CAR over %d:%d", s->window.first,
                      s->window.last);
        return es_hint(err, "choose another --window or --group");
    }
    return ES_OK;
}

static const char *missing_words(const estimate_set *e, es_arena *arena)
{
    return e->missing
               ? es_arena_printf(arena, " %zu event(s) without a CAR are not shown.", e->missing)
               : "";
}

/* ---- distribution ---- */

/* The width of Freedman and Diaconis within 5 to 40 bins, rounded, so that zero is an edge. */
static double bin_width(const double *sorted, size_t n)
{
    double range = sorted[n - 1] - sorted[0], bins;
    double h = 2.0 * (quantile(sorted, n, 0.75) - quantile(sorted, n, 0.25)) / cbrt((double)n);
    if (!(range > 0.0))
        return 0.01;
    bins = h > 0.0 ? range / h : 5.0;
    return es_round_step(range / fmin(40.0, fmax(5.0, bins)));
}

static void upright(es_chart *chart, es_panel *panel, const char *name, int style, double x,
                    double top)
{
    es_mark *m =
        es_panel_mark(chart, panel, ES_MARK_LINE,
                      es_arena_printf(chart->arena, "%s %.2f %%", name, 100.0 * x), style, 2);
    if (!m)
        return;
    m->x[0] = m->x[1] = x;
    m->y[1] = top;
    m->legend = true;
}

static void histogram(const double *v, size_t n, es_chart *chart, es_panel *panel)
{
    double width = bin_width(v, n), left = floor(v[0] / width) * width, top = 0.0, sum = 0.0;
    size_t bins = (size_t)floor((v[n - 1] - left) / width) + 1;
    es_mark *m = es_panel_mark(chart, panel, ES_MARK_BARS, "events", 0, bins);
    if (!m)
        return;
    m->width = width;
    m->joined = true;
    for (size_t k = 0; k < bins; k++)
        m->x[k] = left + ((double)k + 0.5) * width;
    for (size_t i = 0; i < n; i++) {
        size_t k = (size_t)((v[i] - left) / width);
        m->y[k < bins ? k : bins - 1] += 1.0;
        sum += v[i];
    }
    for (size_t k = 0; k < bins; k++)
        top = fmax(top, m->y[k]);
    upright(chart, panel, "mean", 1, sum / (double)n, top);
    upright(chart, panel, "median", 2, quantile(v, n, 0.5), top);
}

static es_status make_distribution(const es_picture_source *s, es_chart *chart, es_error *err)
{
    estimate_set e = {.n = 0};
    es_panel *panel = es_chart_panel(chart, 1.0);
    es_status status = read_estimates(s, chart->arena, &e, err);
    double *v;
    if (status)
        return status;
    v = ES_NEW(chart->arena, e.n, double);
    if (!v)
        return es_fail_memory(err);
    for (size_t i = 0; i < e.n; i++)
        v[i] = e.of[i].car;
    qsort(v, e.n, sizeof *v, ascending);
    panel->x =
        (es_axis){.kind = ES_AXIS_NUMBER, .label = "CAR (%)", .unit = ES_RETURN, .zero = true};
    panel->y = (es_axis){.kind = ES_AXIS_TAU, .label = "Events", .unit = ES_PLAIN, .zero = true};
    histogram(v, e.n, chart, panel);
    chart->title = es_arena_printf(chart->arena, "Distribution of CAR over days %d:%d (N = %zu)",
                                   s->window.first, s->window.last, e.n);
    chart->note = es_arena_printf(chart->arena, "%s.%s", es_picture_origin(s, chart->arena),
                                  missing_words(&e, chart->arena));
    chart->alt = es_arena_printf(chart->arena,
                                 "Histogram of the cumulative abnormal returns of %zu events, from "
                                 "%.2f %% to %.2f %%.",
                                 e.n, 100.0 * v[0], 100.0 * v[e.n - 1]);
    return ES_OK;
}

const es_picture es_picture_distribution = {.id = "distribution",
                                            .title = "Distribution of CARs",
                                            .what = "histogram of the events' CARs over a window",
                                            .make = make_distribution};

/* ---- forest ---- */

enum { ROWS = 60 };

static const char of_average[] = "csect_t"; /* whose interval it has */

static int by_car(const void *a, const void *b)
{
    const estimate *x = a, *y = b;
    if (x->car != y->car)
        return x->car < y->car ? 1 : -1;
    return strcmp(x->id, y->id);
}

static void put_range(es_mark *m, size_t at, size_t row, const char *label, double x, double low,
                      double high)
{
    m->y[at] = (double)row;
    m->x[at] = x;
    m->low[at] = low;
    m->high[at] = high;
    m->label[at] = label;
}

/* The mean, with the interval of the cross-sectional test where that was asked for; false: none. */
static bool average(const es_picture_source *s, const estimate_set *e, es_mark *m, size_t row)
{
    const es_table *t = es_tables_find(s->result, "results");
    double sum = 0.0, low = (double)NAN, high = (double)NAN;
    for (size_t i = 0; i < e->n; i++)
        sum += e->of[i].car;
    for (size_t i = 0; i < t->n_rows; i++)
        if (strcmp(es_text_at(t, i, "test"), of_average) == 0
            && strcmp(es_text_at(t, i, "measure"), "caar") == 0
            && strcmp(es_text_at(t, i, "model"), s->model) == 0
            && strcmp(es_text_at(t, i, "group"), s->group) == 0
            && es_cell_value(t, i, "first") == s->window.first
            && es_cell_value(t, i, "last") == s->window.last) {
            low = es_cell_value(t, i, "ci_low");
            high = es_cell_value(t, i, "ci_high");
        }
    put_range(m, 0, row, "Average (CAAR)", sum / (double)e->n, low, high);
    return !isnan(low);
}

static es_status make_forest(const es_picture_source *s, es_chart *chart, es_error *err)
{
    estimate_set e = {.n = 0};
    es_panel *panel = es_chart_panel(chart, 1.0);
    es_status status = read_estimates(s, chart->arena, &e, err);
    size_t shown = e.n < ROWS ? e.n : ROWS;
    es_mark *events, *mean;
    const char *whiskers;
    if (status)
        return status;
    qsort(e.of, e.n, sizeof *e.of, by_car);
    events = es_panel_mark(chart, panel, ES_MARK_RANGES, "event", 0, shown);
    mean = es_panel_mark(chart, panel, ES_MARK_RANGES, "average", 1, 1);
    if (!events || !mean)
        return es_fail_memory(err);
    for (size_t i = 0; i < shown; i++) {
        bool low = shown < e.n && i >= shown / 2; /* below the gap */
        const estimate *one = &e.of[low ? e.n - shown + i : i];
        put_range(events, i, low ? i + 1 : i, one->id, one->car, one->low, one->high);
    }
    chart->n_rows = shown + (shown < e.n ? 3 : 2);
    whiskers =
        average(s, &e, mean, chart->n_rows - 1)
            ? es_arena_printf(chart->arena, "each event and, by %s, of the average", of_average)
            : "each event";
    panel->x =
        (es_axis){.kind = ES_AXIS_NUMBER, .label = "CAR (%)", .unit = ES_RETURN, .zero = true};
    panel->y = (es_axis){.kind = ES_AXIS_ROWS};
    chart->title = es_arena_printf(chart->arena, "CAR of each event over days %d:%d (N = %zu)",
                                   s->window.first, s->window.last, e.n);
    chart->note = es_arena_printf(
        chart->arena, "%s. Whiskers: %s interval of %s.%s%s", es_picture_origin(s, chart->arena),
        es_picture_level(s, chart->arena), whiskers,
        shown < e.n ? es_arena_printf(chart->arena,
                                      " Of %zu events the %d highest and the %d lowest are shown.",
                                      e.n, ROWS / 2, ROWS / 2)
                    : "",
        missing_words(&e, chart->arena));
    chart->alt =
        es_arena_printf(chart->arena,
                        "Forest of the cumulative abnormal returns of %zu events with intervals, "
                        "sorted, and their average.",
                        e.n);
    return ES_OK;
}

const es_picture es_picture_forest = {.id = "forest",
                                      .title = "Forest of events",
                                      .what = "each event's CAR over a window with its interval",
                                      .make = make_forest};
