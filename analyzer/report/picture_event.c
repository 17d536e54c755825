/* Pictures of one event, from its explanation. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "report/font.h"
#include "report/lookup.h"
#include "report/picture.h"

/* The value of a figure of the table `steps`, as text; "" when absent. */
static const char *step_of(const es_tables *explanation, const char *figure)
{
    const es_table *t = es_tables_find(explanation, "steps");
    for (size_t i = 0; t && i < t->n_rows; i++)
        if (strcmp(es_text_at(t, i, "figure"), figure) == 0)
            return es_text_at(t, i, "value");
    return "";
}

/* Dates and numbers are not texts. */
static const char *step_text(const es_tables *explanation, const char *figure, es_arena *arena)
{
    char buffer[ES_DAY_TEXT];
    const es_table *t = es_tables_find(explanation, "steps");
    for (size_t i = 0; t && i < t->n_rows; i++) {
        es_cell cell;
        if (strcmp(es_text_at(t, i, "figure"), figure) != 0)
            continue;
        t->cell(t->source, i, (size_t)es_table_column(t, "value"), &cell);
        if (cell.type == ES_DATE)
            return es_arena_text(arena, es_day_format(cell.as.day, buffer));
        return cell.type == ES_TEXT ? cell.as.text : "";
    }
    return "";
}

static es_status table_of(const es_picture_source *s, const char *name, const es_table **out,
                          es_error *err)
{
    *out = es_tables_find(s->explanation, name);
    if (*out && (*out)->n_rows)
        return ES_OK;
    (void)es_fail(err, ES_EDATA, "event %s is not used: %s", step_of(s->explanation, "event"),
                  step_of(s->explanation, "outcome"));
    return es_hint(err, "name an event that the study uses; `eventstudy show --table events`");
}

/* The id of the event for titles: of a bearable length, its direction of writing kept to itself. */
static const char *event_name(const es_picture_source *s, es_arena *arena)
{
    const char *id = es_text_clip(arena, step_of(s->explanation, "event"), 240.0, 8.0);
    return es_arena_printf(arena, "\xE2\x81\xA8%s\xE2\x81\xA9", id ? id : "");
}

static const char *event_note(const es_picture_source *s, es_arena *arena, const char *more)
{
    return es_arena_printf(arena, "%s. Day 0: %s. %s", es_picture_origin(s, arena),
                           step_text(s->explanation, "day zero", arena), more);
}

static es_panel *panel_of_days(const es_picture_source *s, es_chart *chart, es_axis y)
{
    es_panel *panel = es_chart_panel(chart, 1.0);
    panel->x = es_axis_tau(es_time_title(s->result));
    panel->y = y;
    return panel;
}

/* ---- event: its CAR ---- */

es_status es_picture_event_path(const es_picture_source *s, es_chart *chart, es_error *err)
{
    const es_table *t;
    es_status status = table_of(s, "path", &t, err);
    es_panel *panel;
    es_mark *band, *line;
    if (status)
        return status;
    panel = panel_of_days(s, chart, es_axis_return("CAR (%)"));
    band = es_panel_mark(
        chart, panel, ES_MARK_BAND,
        es_arena_printf(chart->arena, "%s interval", es_picture_level(s, chart->arena)), 0,
        t->n_rows);
    line = es_panel_mark(chart, panel, ES_MARK_LINE, "CAR", 0, t->n_rows);
    if (!band || !line)
        return es_fail_memory(err);
    es_mark_columns(band, t, 0, "tau", NULL, "car_low", "car_high");
    es_mark_columns(line, t, 0, "tau", "car", NULL, NULL);
    band->legend = line->legend = true;
    chart->title = es_arena_printf(chart->arena, "Cumulative abnormal return, %s",
                                   event_name(s, chart->arena));
    chart->note = event_note(s, chart->arena,
                             "Interval: exact forecast variance of the CAR up to "
                             "each day.");
    chart->alt = es_arena_printf(chart->arena,
                                 "Line of the cumulative abnormal return of event %s by trading "
                                 "day with its interval, ending at %.2f %%.",
                                 event_name(s, chart->arena),
                                 100.0 * es_cell_value(t, t->n_rows - 1, "car"));
    return ES_OK;
}

const es_picture es_picture_event = {.id = "event",
                                     .title = "CAR path of one event",
                                     .what = "the CAR of one event with its interval (--event ID)",
                                     .of_event = true,
                                     .make = es_picture_event_path};

/* ---- price against counterfactual ---- */

static es_status make_price(const es_picture_source *s, es_chart *chart, es_error *err)
{
    const es_table *t;
    es_status status = table_of(s, "path", &t, err);
    es_panel *panel;
    es_mark *gap, *price, *other;
    if (status)
        return status;
    panel = panel_of_days(s, chart, (es_axis){.kind = ES_AXIS_NUMBER, .label = "Price"});
    gap = es_panel_mark(chart, panel, ES_MARK_BAND, "difference", ES_STYLE_FAINT, t->n_rows);
    price = es_panel_mark(chart, panel, ES_MARK_LINE, "price", 1, t->n_rows);
    other = es_panel_mark(chart, panel, ES_MARK_LINE, "without abnormal returns", 0, t->n_rows);
    if (!gap || !price || !other)
        return es_fail_memory(err);
    es_mark_columns(gap, t, 0, "tau", NULL, "price", "counterfactual");
    es_mark_columns(price, t, 0, "tau", "price", NULL, NULL);
    es_mark_columns(other, t, 0, "tau", "counterfactual", NULL, NULL);
    price->legend = other->legend = true;
    chart->title = es_arena_printf(chart->arena, "Price and what the model expected, %s",
                                   event_name(s, chart->arena));
    chart->note = event_note(s, chart->arena,
                             "Both start at the last close before the event window; dividends "
                             "count as reinvested (100 where no price is known).");
    chart->alt =
        es_arena_printf(chart->arena,
                        "Two lines by trading day: the price of event %s, ending at %.2f, and the "
                        "price that the model expected, ending at %.2f.",
                        event_name(s, chart->arena), es_cell_value(t, t->n_rows - 1, "price"),
                        es_cell_value(t, t->n_rows - 1, "counterfactual"));
    return ES_OK;
}

const es_picture es_picture_price = {
    .id = "price",
    .title = "Price against counterfactual",
    .what = "the price of one event and what the model expected (--event ID)",
    .of_event = true,
    .make = make_price};

/* ---- fit: returns and fitted values, residuals ---- */

/* The residual sd of the fit, or NaN. */
static double sigma_of(const es_tables *explanation)
{
    const es_table *t = es_tables_find(explanation, "steps");
    for (size_t i = 0; t && i < t->n_rows; i++)
        if (strcmp(es_text_at(t, i, "figure"), "sigma") == 0)
            return es_cell_value(t, i, "value");
    return (double)NAN;
}

/* Dates; of bars, whose nights would take most of the room, their numbers. */
static es_axis estimation_axis(const es_picture_source *s)
{
    return strcmp(es_setting_of(s->result, "frequency"), "bars") == 0
               ? es_axis_tau(es_time_title(s->result))
               : (es_axis){.kind = ES_AXIS_DATE};
}

static const char *estimation_column(const es_picture_source *s)
{
    return estimation_axis(s).kind == ES_AXIS_DATE ? "date" : "tau";
}

static es_status residual_panel(const es_picture_source *s, const es_table *t, es_chart *chart,
                                es_error *err)
{
    double sigma = sigma_of(s->explanation);
    es_panel *panel = es_chart_panel(chart, 0.8);
    es_mark *band =
        es_panel_mark(chart, panel, ES_MARK_BAND, "two residual sd", ES_STYLE_FAINT, t->n_rows);
    es_mark *points = es_panel_mark(chart, panel, ES_MARK_POINTS, "residual", 0, t->n_rows);
    if (!band || !points)
        return es_fail_memory(err);
    panel->title = "Residuals";
    panel->x = estimation_axis(s);
    panel->y = es_axis_return("Residual (%)");
    es_mark_columns(band, t, 0, estimation_column(s), NULL, NULL, NULL);
    es_mark_columns(points, t, 0, estimation_column(s), "residual", NULL, NULL);
    for (size_t i = 0; i < t->n_rows; i++) {
        band->low[i] = -2.0 * sigma;
        band->high[i] = 2.0 * sigma;
    }
    band->legend = true;
    return ES_OK;
}

static es_status make_fit(const es_picture_source *s, es_chart *chart, es_error *err)
{
    const es_table *t;
    es_status status = table_of(s, "estimation", &t, err);
    es_panel *panel;
    es_mark *actual, *fitted;
    if (status)
        return status;
    panel = es_chart_panel(chart, 1.0);
    panel->title = "Return and fitted return";
    panel->x = estimation_axis(s);
    panel->y = es_axis_return("Return (%)");
    actual = es_panel_mark(chart, panel, ES_MARK_LINE, "return", ES_STYLE_QUIET, t->n_rows);
    fitted = es_panel_mark(chart, panel, ES_MARK_LINE, "fitted", 1, t->n_rows);
    if (!actual || !fitted)
        return es_fail_memory(err);
    es_mark_columns(actual, t, 0, estimation_column(s), "y", NULL, NULL);
    es_mark_columns(fitted, t, 0, estimation_column(s), "residual", NULL, NULL);
    for (size_t i = 0; i < t->n_rows; i++)
        fitted->y[i] = actual->y[i] - fitted->y[i];
    actual->legend = fitted->legend = true;
    chart->title =
        es_arena_printf(chart->arena, "Estimation window of %s", event_name(s, chart->arena));
    chart->note = event_note(s, chart->arena,
                             "Rows over several days are divided by the root of "
                             "their number.");
    chart->alt = es_arena_printf(chart->arena,
                                 "Above: returns and fitted returns of %zu days of the estimation "
                                 "window of event %s. Below: the residuals.",
                                 t->n_rows, event_name(s, chart->arena));
    return residual_panel(s, t, chart, err);
}

const es_picture es_picture_fit = {
    .id = "fit",
    .title = "Estimation window of one event",
    .what = "returns, fitted returns and residuals of one event (--event ID)",
    .of_event = true,
    .make = make_fit};
