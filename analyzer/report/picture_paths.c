/* Pictures of averages along the event window, from the table `paths`. */
#include <math.h>
#include <string.h>

#include "base/table.h"
#include "report/lookup.h"
#include "report/picture.h"

/* The rows of one model and group: a stretch of the table. */
typedef struct piece {
    const es_table *table;
    size_t first, n;
} piece;

static piece find_piece(const es_tables *paths, const char *model, const char *group)
{
    const es_table *t = es_tables_find(paths, "paths");
    piece p = {t, 0, 0};
    for (size_t i = 0; i < t->n_rows; i++)
        if (strcmp(es_text_at(t, i, "model"), model) == 0
            && strcmp(es_text_at(t, i, "group"), group) == 0) {
            if (p.n++ == 0)
                p.first = i;
        }
    return p;
}

static size_t events_in(const piece *p)
{
    double most = 0.0;
    for (size_t i = 0; i < p->n; i++)
        most = fmax(most, es_cell_value(p->table, p->first + i, "n_car"));
    return (size_t)most;
}

static const char *group_words(const es_picture_source *s, es_arena *arena)
{
    return strcmp(s->group, "all") == 0 ? "all events" : es_arena_printf(arena, "%s", s->group);
}

static es_mark *band(es_chart *chart, es_panel *panel, const piece *p, const char *name, int style,
                     const char *low, const char *high)
{
    es_mark *m = es_panel_mark(chart, panel, ES_MARK_BAND, name, style, p->n);
    if (m)
        es_mark_columns(m, p->table, p->first, "tau", NULL, low, high);
    return m;
}

static es_mark *line(es_chart *chart, es_panel *panel, const piece *p, const char *name, int style)
{
    es_mark *m = es_panel_mark(chart, panel, ES_MARK_LINE, name, style, p->n);
    if (m) {
        es_mark_columns(m, p->table, p->first, "tau", "caar", NULL, NULL);
        m->legend = true;
    }
    return m;
}

static es_panel *panel_of_paths(const es_picture_source *s, es_chart *chart, const char *y)
{
    es_panel *panel = es_chart_panel(chart, 1.0);
    panel->x = es_axis_tau(es_time_title(s->result));
    panel->y = es_axis_return(y);
    return panel;
}

/* ---- caar ---- */

static es_status make_caar(const es_picture_source *s, es_chart *chart, es_error *err)
{
    piece p = find_piece(s->paths, s->model, s->group);
    size_t n = events_in(&p);
    const char *level = es_picture_level(s, chart->arena);
    es_panel *panel;
    es_mark *outer, *inner;
    if (n == 1 && s->explanation)
        return es_picture_event_path(s, chart, err);
    panel = panel_of_paths(s, chart, "CAAR (%)");
    chart->title = es_arena_printf(chart->arena, "Cumulative average abnormal return, %s (N = %zu)",
                                   group_words(s, chart->arena), n);
    outer = band(chart, panel, &p, es_arena_printf(chart->arena, "%s, all days at once", level),
                 ES_STYLE_FAINT, "band_low", "band_high");
    inner = band(chart, panel, &p, es_arena_printf(chart->arena, "%s, day by day", level), 0, "low",
                 "high");
    if (outer && inner && n > 1)
        outer->legend = inner->legend = true;
    (void)line(chart, panel, &p, "CAAR", 0);
    chart->note = es_arena_printf(
        chart->arena, "%s. %s", es_picture_origin(s, chart->arena),
        n > 1 ? "Day by day: Student's t across events. All days at once: the largest |t| of the "
                "window, simulated from the correlation of its days (sup-t)."
              : "One event: no interval across events.");
    chart->alt =
        es_arena_printf(chart->arena,
                        "Line of the cumulative average abnormal return of %zu events by trading "
                        "day, ending at %.2f %%, with its confidence bands.",
                        n, 100.0 * es_cell_value(p.table, p.first + p.n - 1, "caar"));
    return ES_OK;
}

const es_picture es_picture_caar = {
    .id = "caar",
    .title = "CAAR path",
    .what = "cumulative average abnormal return, with the interval of each day and the band of all",
    .make = make_caar};

/* ---- groups, models ---- */

static es_status compare(const es_picture_source *s, es_chart *chart, bool by_group)
{
    enum { BANDS = 3 };
    const char *column = by_group ? "group" : "model", *last = "";
    const es_table *t = es_tables_find(s->paths, "paths");
    es_panel *panel = panel_of_paths(s, chart, "CAAR (%)");
    piece found[ES_STYLES]; /* more lines than styles could not be told apart */
    const char *name[ES_STYLES];
    size_t n = 0, all = 0;
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *word = es_text_at(t, i, column);
        if (strcmp(word, last) == 0
            || strcmp(es_text_at(t, i, by_group ? "model" : "group"),
                      by_group ? s->model : s->group)
                   != 0)
            continue;
        last = es_arena_text(chart->arena, word);
        if (!last || (by_group && strcmp(word, "all") == 0))
            continue;
        all++;
        if (n < sizeof found / sizeof *found) {
            name[n] = last;
            found[n++] =
                find_piece(s->paths, by_group ? s->model : last, by_group ? last : s->group);
        }
    }
    for (size_t i = 0; i < n && n <= BANDS; i++)
        (void)band(chart, panel, &found[i], name[i], (int)i, "low", "high");
    for (size_t i = 0; i < n; i++)
        (void)line(chart, panel, &found[i],
                   es_arena_printf(chart->arena, "%s (N = %zu)", name[i], events_in(&found[i])),
                   (int)i);
    chart->note = es_arena_printf(
        chart->arena, "%s. %s%s", es_picture_origin(s, chart->arena),
        n <= BANDS ? es_arena_printf(chart->arena, "Shaded: %s, day by day.",
                                     es_picture_level(s, chart->arena))
                   : "",
        all > n ? es_arena_printf(chart->arena, " The first %zu of %zu are drawn.", n, all) : "");
    return ES_OK;
}

static es_status make_groups(const es_picture_source *s, es_chart *chart, es_error *err)
{
    if (*es_result_setting(s->result, "group_by") == '\0') {
        (void)es_fail(err, ES_EUSAGE, "this study has no groups");
        return es_hint(err, "run it with --group-by COLUMN of the event table");
    }
    chart->title = "Cumulative average abnormal return by group";
    chart->alt = "Lines of the cumulative average abnormal return by trading day, one per group.";
    return compare(s, chart, true);
}

const es_picture es_picture_groups = {.id = "groups",
                                      .title = "CAAR by group",
                                      .what = "the CAAR paths of all groups, one over the other",
                                      .make = make_groups};

static es_status make_models(const es_picture_source *s, es_chart *chart, es_error *err)
{
    (void)err;
    chart->title = es_arena_printf(chart->arena, "Cumulative average abnormal return by model, %s",
                                   group_words(s, chart->arena));
    chart->alt = "Lines of the cumulative average abnormal return by trading day, one per model.";
    return compare(s, chart, false);
}

const es_picture es_picture_models = {
    .id = "models",
    .title = "CAAR by model",
    .what = "the CAAR paths under all models: how much hangs on the choice",
    .make = make_models};

/* ---- aar ---- */

static es_status make_aar(const es_picture_source *s, es_chart *chart, es_error *err)
{
    piece p = find_piece(s->paths, s->model, s->group);
    size_t n = events_in(&p);
    es_panel *panel = panel_of_paths(s, chart, "AAR (%)");
    es_mark *bars = es_panel_mark(chart, panel, ES_MARK_BARS, "AAR", 0, p.n), *errors;
    (void)err;
    if (bars) {
        es_mark_columns(bars, p.table, p.first, "tau", "aar", NULL, NULL);
        bars->legend = true;
    }
    errors = es_panel_mark(
        chart, panel, ES_MARK_ERRORS,
        es_arena_printf(chart->arena, "%s interval", es_picture_level(s, chart->arena)),
        ES_STYLE_INK, p.n);
    if (errors) {
        es_mark_columns(errors, p.table, p.first, "tau", NULL, "aar_low", "aar_high");
        errors->legend = n > 1;
    }
    chart->title = es_arena_printf(chart->arena, "Average abnormal return by day, %s (N = %zu)",
                                   group_words(s, chart->arena), n);
    chart->note = es_arena_printf(chart->arena, "%s.%s", es_picture_origin(s, chart->arena),
                                  n > 1 ? " Intervals: Student's t across events." : "");
    chart->alt = es_arena_printf(
        chart->arena, "Bars of the average abnormal return of %zu events on each trading day.", n);
    return ES_OK;
}

const es_picture es_picture_aar = {.id = "aar",
                                   .title = "AAR by day",
                                   .what = "average abnormal return of each day, as bars",
                                   .make = make_aar};
