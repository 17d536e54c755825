#include "report/chart.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"

es_panel *es_chart_panel(es_chart *chart, double share)
{
    es_panel *panel = &chart->panel[chart->n_panels++];
    *panel = (es_panel){.share = share};
    return panel;
}

static bool has_low(es_mark_kind kind)
{
    return kind == ES_MARK_BAND || kind == ES_MARK_ERRORS || kind == ES_MARK_RANGES;
}

static bool has_y(es_mark_kind kind)
{
    return kind != ES_MARK_BAND && kind != ES_MARK_ERRORS;
}

static es_mark *room_for_mark(es_chart *chart, es_panel *panel)
{
    if (panel->n_marks == panel->capacity) {
        size_t capacity = panel->capacity ? 2 * panel->capacity : 8;
        es_mark *mark = ES_NEW(chart->arena, capacity, es_mark);
        if (!mark)
            return NULL;
        if (panel->n_marks)
            memcpy(mark, panel->mark, panel->n_marks * sizeof *mark);
        panel->mark = mark;
        panel->capacity = capacity;
    }
    return &panel->mark[panel->n_marks++];
}

es_mark *es_panel_mark(es_chart *chart, es_panel *panel, es_mark_kind kind, const char *name,
                       int style, size_t n)
{
    es_mark *mark = room_for_mark(chart, panel);
    if (!mark)
        return NULL;
    *mark = (es_mark){.kind = kind, .name = name, .style = style, .n = n, .width = 1.0};
    mark->x = ES_NEW(chart->arena, n, double);
    mark->y = has_y(kind) ? ES_NEW(chart->arena, n, double) : NULL;
    mark->low = has_low(kind) ? ES_NEW(chart->arena, n, double) : NULL;
    mark->high = has_low(kind) ? ES_NEW(chart->arena, n, double) : NULL;
    mark->label = kind == ES_MARK_RANGES ? ES_NEW(chart->arena, n, const char *) : NULL;
    return es_arena_failed(chart->arena) ? NULL : mark;
}

/* ---- ranges ---- */

static void include(es_range *r, double value)
{
    if (isnan(value))
        return;
    if (isnan(r->low) || value < r->low)
        r->low = value;
    if (isnan(r->high) || value > r->high)
        r->high = value;
}

static void include_all(es_range *r, const double *value, size_t n)
{
    for (size_t i = 0; value && i < n; i++)
        include(r, value[i]);
}

/* A little air at both ends; something to draw on where there is only one value, or none. */
static es_range padded(es_range r, double share)
{
    double air;
    if (isnan(r.low))
        return (es_range){-1.0, 1.0};
    air = share * (r.high - r.low);
    if (r.high - r.low <= 1e-12 * fmax(fabs(r.low), fabs(r.high)) || r.high == r.low)
        air = r.low != 0.0 ? 0.1 * fabs(r.low) : 1.0;
    return (es_range){r.low - air, r.high + air};
}

es_range es_panel_range_x(const es_panel *panel)
{
    es_range r = {(double)NAN, (double)NAN};
    for (size_t i = 0; i < panel->n_marks; i++) {
        const es_mark *m = &panel->mark[i];
        include_all(&r, m->x, m->n);
        if (m->kind == ES_MARK_RANGES) {
            include_all(&r, m->low, m->n);
            include_all(&r, m->high, m->n);
        }
        for (size_t k = 0; m->kind == ES_MARK_BARS && k < m->n; k++) {
            include(&r, m->x[k] - 0.5 * m->width);
            include(&r, m->x[k] + 0.5 * m->width);
        }
    }
    if (panel->x.zero)
        include(&r, 0.0);
    return padded(r, 0.02);
}

es_range es_panel_range_y(const es_panel *panel, size_t n_rows)
{
    es_range r = {(double)NAN, (double)NAN};
    if (panel->y.kind == ES_AXIS_ROWS)
        return (es_range){-0.5, (double)n_rows - 0.5};
    for (size_t i = 0; i < panel->n_marks; i++) {
        const es_mark *m = &panel->mark[i];
        include_all(&r, m->y, m->n);
        include_all(&r, m->low, m->n);
        include_all(&r, m->high, m->n);
        if (m->kind == ES_MARK_BARS)
            include(&r, 0.0);
    }
    if (panel->y.zero)
        include(&r, 0.0);
    return padded(r, 0.05);
}

/* ---- ticks ---- */

double es_round_step(double least)
{
    double power = pow(10.0, floor(log10(least)));
    static const double step[] = {1.0, 2.0, 5.0, 10.0};
    for (size_t i = 0; i < 4; i++)
        if (step[i] * power >= least * (1.0 - 1e-9))
            return step[i] * power;
    return 10.0 * power;
}

static void add_tick(es_ticks *out, double at, const char *text)
{
    if (out->n == ES_TICKS)
        return;
    out->at[out->n] = at;
    (void)snprintf(out->text[out->n++], ES_TICK_TEXT, "%s", text);
}

static void number_ticks(const es_axis *axis, es_range r, size_t most, es_ticks *out)
{
    double scale = axis->unit == ES_RETURN ? 100.0 : 1.0;
    double step = es_round_step(scale * (r.high - r.low) / (double)(most > 1 ? most : 1));
    double first;
    int decimals = 0;
    char text[ES_TICK_TEXT];
    if (axis->kind == ES_AXIS_TAU && step < 1.0)
        step = 1.0;
    first = ceil(scale * r.low / step - 1e-9);
    while (decimals < 9
           && fabs(step * pow(10.0, decimals) - round(step * pow(10.0, decimals))) > 1e-6)
        decimals++;
    for (double k = first; k * step <= scale * r.high + 1e-9 * step && out->n < ES_TICKS; k++) {
        double value = k == 0.0 ? 0.0 : k * step; /* no "-0" */
        (void)snprintf(text, sizeof text, "%.*f", decimals, value);
        add_tick(out, value / scale, text);
    }
}

/* The first days of months, of a year's 12, 6, 4, ... as there is room. */
static void date_ticks(es_range r, size_t most, es_ticks *out)
{
    static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120};
    int year, month, day, step = 120;
    double months = (r.high - r.low) / 30.4;
    for (size_t i = sizeof steps / sizeof *steps; i-- > 0;)
        if (months / steps[i] <= (double)most)
            step = steps[i];
    es_day_to_civil((es_day)r.low, &year, &month, &day);
    for (int m = (year * 12 + month - 1) / step * step;; m += step) {
        es_day at;
        char text[ES_TICK_TEXT];
        if (!es_day_from_civil(m / 12, m % 12 + 1, 1, &at) || (double)at > r.high)
            return;
        if ((double)at < r.low)
            continue;
        (void)snprintf(text, sizeof text, "%04d-%02d", m / 12, m % 12 + 1);
        add_tick(out, at, text);
    }
}

void es_ticks_make(const es_axis *axis, es_range range, size_t most, es_ticks *out)
{
    out->n = 0;
    if (axis->kind == ES_AXIS_ROWS || !(range.high > range.low))
        return;
    if (axis->kind == ES_AXIS_DATE && range.high - range.low > 45.0)
        date_ticks(range, most, out);
    else if (axis->kind == ES_AXIS_DATE) {
        double step = ceil((range.high - range.low) / (double)most);
        for (double at = ceil(range.low); at <= range.high; at += step) {
            char text[ES_DAY_TEXT];
            add_tick(out, at, es_day_format((es_day)at, text) + 5);
        }
    } else
        number_ticks(axis, range, most, out);
}

/* ---- the figures as a table ---- */

static const char *kind_name(es_mark_kind kind)
{
    static const char *const name[] = {"line", "band", "bar", "interval", "point", "range"};
    return name[kind];
}

static es_cell value_at(const double *value, size_t i)
{
    return value ? es_cell_real(value[i]) : es_cell_missing();
}

/* The figures are fractions, whatever the axis shows. */
static const char *panel_name(const es_panel *p, es_arena *arena)
{
    static const char unit[] = " (%)";
    const char *name = p->title ? p->title : p->y.label;
    size_t n = name ? strlen(name) : 0, k = sizeof unit - 1;
    return n > k && strcmp(name + n - k, unit) == 0 ? es_arena_text_n(arena, name, n - k) : name;
}

static es_status mark_rows(const es_panel *p, const char *name, const es_mark *m,
                           es_table_rows *rows, es_error *err)
{
    bool date = p->x.kind == ES_AXIS_DATE;
    es_status status = ES_OK;
    for (size_t i = 0; i < m->n && !status; i++) {
        es_cell cells[] = {es_cell_text(name),
                           es_cell_text(m->name),
                           es_cell_text(kind_name(m->kind)),
                           es_cell_text(m->label ? m->label[i] : NULL),
                           date ? es_cell_missing() : value_at(m->x, i),
                           date ? es_cell_day((es_day)m->x[i]) : es_cell_missing(),
                           m->kind == ES_MARK_RANGES ? es_cell_missing() : value_at(m->y, i),
                           value_at(m->low, i),
                           value_at(m->high, i)};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

es_status es_chart_data(const es_chart *chart, es_tables **out, es_error *err)
{
    static const es_column columns[] = {
        {"panel", ES_TEXT, ES_PLAIN}, {"series", ES_TEXT, ES_PLAIN}, {"kind", ES_TEXT, ES_PLAIN},
        {"label", ES_TEXT, ES_PLAIN}, {"x", ES_REAL, ES_PLAIN},      {"date", ES_DATE, ES_PLAIN},
        {"y", ES_REAL, ES_PLAIN},     {"low", ES_REAL, ES_PLAIN},    {"high", ES_REAL, ES_PLAIN}};
    es_tables *tables = es_tables_new();
    es_table_rows *rows = tables ? es_tables_add(tables, "data", chart->title, columns,
                                                 sizeof columns / sizeof *columns)
                                 : NULL;
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < chart->n_panels && !status; i++)
        for (size_t k = 0; k < chart->panel[i].n_marks && !status; k++)
            status = mark_rows(&chart->panel[i], panel_name(&chart->panel[i], chart->arena),
                               &chart->panel[i].mark[k], rows, err);
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    return ES_OK;
}
