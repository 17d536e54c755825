/* Drawing a chart as SVG: sizes as a journal wants them (8 point figures, 0.5 point rules), text
 * as text, so that it can be searched, read aloud and edited. */
#include <math.h>
#include <string.h>

#include "report/chart.h"
#include "report/font.h"
#include "report/svg.h"

#define POINTS_PER_MM (72.0 / 25.4)

static const double BOLD = 1.08; /* how much wider the widest bold line is than a plain one */
static const double FONT = 8.0, TITLE = 10.0, NOTE = 7.0, ROW = 10.5, MARGIN = 6.0;

typedef struct canvas {
    const es_chart *chart;
    es_svg svg;
    double width, height, top, bottom; /* top, bottom: of the panels */
    size_t n_title, n_note;
    const char *title[2], *note[8];
} canvas;

/* Where one panel lies, and its scales. */
typedef struct place {
    const es_panel *panel;
    double x0, y0, x1, y1; /* of the plotting area; y0 above y1 */
    es_range rx, ry;
    es_ticks tx, ty;
} place;

static double at_x(const place *p, double x)
{
    return p->x0 + (x - p->rx.low) / (p->rx.high - p->rx.low) * (p->x1 - p->x0);
}

/* Rows count from the top, everything else from the bottom. */
static double at_y(const place *p, double y)
{
    double share = (y - p->ry.low) / (p->ry.high - p->ry.low);
    if (p->panel->y.kind == ES_AXIS_ROWS)
        return p->y0 + share * (p->y1 - p->y0);
    return p->y1 - share * (p->y1 - p->y0);
}

/* ---- legend ---- */

static const double SWATCH = 20.0, GAP = 12.0;

static const char *legend_name(const canvas *c, const es_mark *m)
{
    return es_text_clip(c->chart->arena, m->name, 0.45 * c->width, FONT);
}

/* Longer lines have neither markers nor dashes, which would only make them hard to follow; lines of
 * two points, and quiet ones, need no markers. */
enum { MARKED = 64 };

static bool has_markers(const es_mark *m)
{
    return m->n > 2 && m->n <= MARKED && m->style < ES_STYLES;
}

static bool is_dashed(const es_mark *m)
{
    return m->kind != ES_MARK_LINE || m->n <= MARKED;
}

static void draw_swatch(const canvas *c, const es_mark *m, double x, double y)
{
    switch (m->kind) {
    case ES_MARK_BAND:
        es_svg_rectangle(&c->svg, x, y - 6, SWATCH - 4, 7, m->style,
                         m->style == ES_STYLE_FAINT ? 1.0 : 0.3);
        break;
    case ES_MARK_BARS:
        es_svg_rectangle(&c->svg, x + 4, y - 6, 8, 7, m->style, 0.8);
        break;
    case ES_MARK_POINTS:
    case ES_MARK_RANGES:
        es_svg_marker(&c->svg, x + 8, y - 2.8, 2.2, m->style);
        break;
    default:
        es_svg_path_begin(&c->svg);
        es_svg_path_to(&c->svg, 'M', x, y - 2.8);
        es_svg_path_to(&c->svg, 'L', x + SWATCH - 4, y - 2.8);
        es_svg_path_end(&c->svg, m->style, m->kind == ES_MARK_ERRORS ? 0.8 : 1.4, 1.0,
                        is_dashed(m) ? ES_SVG_DASHED : ES_SVG_SOLID);
        if (m->kind == ES_MARK_LINE && has_markers(m))
            es_svg_marker(&c->svg, x + 8, y - 2.8, 1.8, m->style);
    }
}

/* Lays the legend out in rows from y downwards and draws it unless only measuring; returns the y
 * below it. */
static double legend(const canvas *c, double y, bool draw)
{
    double x = MARGIN;
    bool any = false;
    for (size_t p = 0; p < c->chart->n_panels; p++)
        for (size_t i = 0; i < c->chart->panel[p].n_marks; i++) {
            const es_mark *m = &c->chart->panel[p].mark[i];
            const char *name = m->legend ? legend_name(c, m) : NULL;
            double wide = name ? SWATCH + es_font_width(name, FONT) : 0.0;
            if (!name)
                continue;
            if (x > MARGIN && x + wide > c->width - MARGIN) {
                x = MARGIN;
                y += ROW;
            }
            any = true;
            if (draw) {
                draw_swatch(c, m, x, y + FONT);
                es_svg_write_text(
                    &c->svg,
                    &(es_svg_text){.x = x + SWATCH, .y = y + FONT, .size = FONT, .anchor = "start"},
                    name);
            }
            x += wide + GAP;
        }
    return any ? y + ROW + 3.0 : y;
}

/* ---- layout ---- */

static double rows_label_width(const canvas *c, const es_panel *panel)
{
    double wide = 0.0;
    for (size_t i = 0; i < panel->n_marks; i++)
        for (size_t k = 0; panel->mark[i].label && k < panel->mark[i].n; k++)
            if (panel->mark[i].label[k])
                wide = fmax(wide, es_font_width(panel->mark[i].label[k], FONT));
    return fmin(wide, 0.34 * c->width);
}

static double left_of(const canvas *c, const place *p)
{
    double wide = 0.0;
    if (p->panel->y.kind == ES_AXIS_ROWS)
        return MARGIN + rows_label_width(c, p->panel) + 5.0;
    for (size_t i = 0; i < p->ty.n; i++)
        wide = fmax(wide, es_font_width(p->ty.text[i], FONT));
    return MARGIN + wide + 5.0 + (p->panel->y.label ? FONT + 4.0 : 0.0);
}

static double below(const es_panel *panel)
{
    return FONT + 5.0 + (panel->x.label ? FONT + 4.0 : 0.0);
}

/* Panels share their left edge; sets scales and ticks of each. */
static void lay_out(const canvas *c, place *p)
{
    double y = c->top, left = 0.0, share = 0.0;
    for (size_t i = 0; i < c->chart->n_panels; i++)
        share += c->chart->panel[i].share;
    for (size_t i = 0; i < c->chart->n_panels; i++) {
        const es_panel *panel = &c->chart->panel[i];
        double tall = (c->bottom - c->top) * panel->share / share;
        double head = panel->title ? FONT + 6.0 : 4.0;
        p[i].panel = panel;
        p[i].y0 = y + head;
        p[i].y1 = y + tall - below(panel);
        p[i].x1 = c->width - MARGIN - 4.0;
        p[i].rx = es_panel_range_x(panel);
        p[i].ry = es_panel_range_y(panel, c->chart->n_rows);
        es_ticks_make(&panel->y, p[i].ry, (size_t)fmax(2.0, (p[i].y1 - p[i].y0) / 26.0), &p[i].ty);
        left = fmax(left, left_of(c, &p[i]));
        y += tall;
    }
    for (size_t i = 0; i < c->chart->n_panels; i++) {
        double apart = p[i].panel->x.kind == ES_AXIS_DATE ? 44.0 : 34.0;
        p[i].x0 = left;
        es_ticks_make(&p[i].panel->x, p[i].rx, (size_t)fmax(2.0, (p[i].x1 - left) / apart),
                      &p[i].tx);
    }
}

/* ---- axes ---- */

/* Figures with a real minus sign. */
static const char *figure(const char *text, char buffer[ES_TICK_TEXT + 2])
{
    if (*text != '-')
        return text;
    (void)snprintf(buffer, ES_TICK_TEXT + 2, "\xE2\x88\x92%s", text + 1);
    return buffer;
}

static void draw_rows(const canvas *c, const place *p)
{
    double wide = rows_label_width(c, p->panel);
    for (size_t i = 0; i < p->panel->n_marks; i++) {
        const es_mark *m = &p->panel->mark[i];
        for (size_t k = 0; m->label && k < m->n; k++)
            if (m->label[k])
                es_svg_write_text(&c->svg,
                                  &(es_svg_text){.x = p->x0 - 5.0,
                                                 .y = at_y(p, m->y[k]) + 0.35 * FONT,
                                                 .size = FONT,
                                                 .anchor = "end"},
                                  es_text_clip(c->chart->arena, m->label[k], wide + 0.1, FONT));
    }
}

static void draw_y_axis(const canvas *c, const place *p)
{
    char buffer[ES_TICK_TEXT + 2];
    for (size_t i = 0; i < p->ty.n; i++) {
        double y = at_y(p, p->ty.at[i]);
        es_svg_line(&c->svg, p->x0, y, p->x1, y, ES_STYLE_FAINT, 0.4, NULL);
        es_svg_write_text(
            &c->svg,
            &(es_svg_text){.x = p->x0 - 5.0, .y = y + 0.35 * FONT, .size = FONT, .anchor = "end"},
            figure(p->ty.text[i], buffer));
    }
    if (p->panel->y.kind == ES_AXIS_ROWS)
        draw_rows(c, p);
    else if (p->panel->y.label)
        es_svg_write_text(&c->svg,
                          &(es_svg_text){.x = MARGIN + FONT - 1.0,
                                         .y = 0.5 * (p->y0 + p->y1),
                                         .size = FONT,
                                         .anchor = "middle",
                                         .vertical = true},
                          es_text_clip(c->chart->arena, p->panel->y.label, p->y1 - p->y0, FONT));
    es_svg_line(&c->svg, p->x0, p->y0, p->x0, p->y1, ES_STYLE_INK, 0.6, NULL);
}

static void draw_x_axis(const canvas *c, const place *p)
{
    char buffer[ES_TICK_TEXT + 2];
    for (size_t i = 0; i < p->tx.n; i++) {
        double x = at_x(p, p->tx.at[i]);
        es_svg_line(&c->svg, x, p->y1, x, p->y1 + 3.0, ES_STYLE_INK, 0.6, NULL);
        es_svg_write_text(
            &c->svg,
            &(es_svg_text){.x = x, .y = p->y1 + FONT + 4.0, .size = FONT, .anchor = "middle"},
            figure(p->tx.text[i], buffer));
    }
    es_svg_line(&c->svg, p->x0, p->y1, p->x1, p->y1, ES_STYLE_INK, 0.6, NULL);
    if (p->panel->x.label)
        es_svg_write_text(&c->svg,
                          &(es_svg_text){.x = 0.5 * (p->x0 + p->x1),
                                         .y = p->y1 + 2.0 * FONT + 7.0,
                                         .size = FONT,
                                         .anchor = "middle"},
                          es_text_clip(c->chart->arena, p->panel->x.label, c->width, FONT));
}

static void draw_rules(const canvas *c, const place *p)
{
    if (p->panel->x.zero && p->rx.low <= 0.0 && p->rx.high >= 0.0)
        es_svg_line(&c->svg, at_x(p, 0.0), p->y0, at_x(p, 0.0), p->y1, ES_STYLE_QUIET, 0.6, "3 2");
    if (p->panel->y.zero)
        es_svg_line(&c->svg, p->x0, at_y(p, 0.0), p->x1, at_y(p, 0.0), ES_STYLE_QUIET, 0.6, NULL);
    if (p->panel->title)
        es_svg_write_text(
            &c->svg,
            &(es_svg_text){
                .x = p->x0, .y = p->y0 - 3.0, .size = FONT, .anchor = "start", .bold = true},
            es_text_clip(c->chart->arena, p->panel->title, p->x1 - p->x0, FONT));
}

/* ---- marks ---- */

/* Stretches without a missing value, each one polygon. */
static void draw_band(const canvas *c, const place *p, const es_mark *m)
{
    for (size_t i = 0; i < m->n;) {
        size_t end = i;
        while (end < m->n && !isnan(m->low[end]) && !isnan(m->high[end]))
            end++;
        if (end > i + 1) {
            es_svg_path_begin(&c->svg);
            for (size_t k = i; k < end; k++)
                es_svg_path_to(&c->svg, k == i ? 'M' : 'L', at_x(p, m->x[k]), at_y(p, m->high[k]));
            for (size_t k = end; k-- > i;)
                es_svg_path_to(&c->svg, 'L', at_x(p, m->x[k]), at_y(p, m->low[k]));
            es_svg_path_to(&c->svg, 'Z', 0.0, 0.0);
            es_svg_path_end(&c->svg, m->style, 0.0, m->style == ES_STYLE_FAINT ? 0.8 : 0.22,
                            ES_SVG_FILL);
        }
        i = end + 1;
    }
}

static void draw_line(const canvas *c, const place *p, const es_mark *m)
{
    bool thin = m->style >= ES_STYLE_QUIET || m->n > MARKED, pen = false, any = false;
    for (size_t i = 0; i < m->n; i++) {
        if (isnan(m->y[i])) {
            pen = false;
            continue;
        }
        if (!any)
            es_svg_path_begin(&c->svg);
        any = true;
        es_svg_path_to(&c->svg, pen ? 'L' : 'M', at_x(p, m->x[i]), at_y(p, m->y[i]));
        pen = true;
    }
    if (any)
        es_svg_path_end(&c->svg, m->style, thin ? 0.6 : 1.4, m->style == ES_STYLE_QUIET ? 0.6 : 1.0,
                        is_dashed(m) ? ES_SVG_DASHED : ES_SVG_SOLID);
    for (size_t i = 0; i < m->n && has_markers(m); i++)
        if (!isnan(m->y[i]))
            es_svg_marker(&c->svg, at_x(p, m->x[i]), at_y(p, m->y[i]), 1.7, m->style);
}

static void draw_whisker(const canvas *c, double x0, double y0, double x1, double y1, int style)
{
    double dx = y0 == y1 ? 0.0 : 1.6, dy = y0 == y1 ? 1.6 : 0.0;
    es_svg_line(&c->svg, x0, y0, x1, y1, style, 0.8, NULL);
    es_svg_line(&c->svg, x0 - dx, y0 - dy, x0 + dx, y0 + dy, style, 0.8, NULL);
    es_svg_line(&c->svg, x1 - dx, y1 - dy, x1 + dx, y1 + dy, style, 0.8, NULL);
}

static void draw_one(const canvas *c, const place *p, const es_mark *m, size_t i)
{
    double x = at_x(p, m->x[i]), half = (m->joined ? 0.49 : 0.42) * m->width, zero, y;
    switch (m->kind) {
    case ES_MARK_BARS:
        zero = at_y(p, 0.0);
        y = at_y(p, m->y[i]);
        es_svg_rectangle(&c->svg, at_x(p, m->x[i] - half), fmin(y, zero),
                         at_x(p, m->x[i] + half) - at_x(p, m->x[i] - half), fabs(y - zero),
                         m->style, 0.8);
        break;
    case ES_MARK_ERRORS:
        if (!isnan(m->low[i]))
            draw_whisker(c, x, at_y(p, m->low[i]), x, at_y(p, m->high[i]), m->style);
        break;
    case ES_MARK_RANGES:
        y = at_y(p, m->y[i]);
        if (!isnan(m->low[i]))
            draw_whisker(c, at_x(p, m->low[i]), y, at_x(p, m->high[i]), y, m->style);
        es_svg_marker(&c->svg, x, y, 2.2, m->style);
        break;
    default:
        es_svg_marker(&c->svg, x, at_y(p, m->y[i]), 1.5, m->style);
    }
}

static void draw_mark(const canvas *c, const place *p, const es_mark *m)
{
    if (m->kind == ES_MARK_BAND) {
        draw_band(c, p, m);
        return;
    }
    if (m->kind == ES_MARK_LINE) {
        draw_line(c, p, m);
        return;
    }
    for (size_t i = 0; i < m->n; i++)
        if (!isnan(m->x[i]) && (!m->y || !isnan(m->y[i])))
            draw_one(c, p, m, i);
}

/* ---- the whole ---- */

static double natural_height(const canvas *c)
{
    if (c->chart->n_rows)
        return c->top + 20.0 + ROW * (double)c->chart->n_rows + below(&c->chart->panel[0]);
    return c->top + (c->chart->n_panels > 1 ? 0.72 : 0.55) * c->width;
}

static es_status plan(canvas *c, const es_svg_options *o, es_error *err)
{
    es_arena *arena = c->chart->arena;
    double note;
    c->width = o->width * POINTS_PER_MM;
    c->n_title =
        es_text_wrap(arena, c->chart->title, c->width - 2 * MARGIN, BOLD * TITLE, 2, c->title);
    if (c->chart->note)
        c->n_note = es_text_wrap(arena, c->chart->note, c->width - 2 * MARGIN, NOTE, 8, c->note);
    c->top = legend(c, MARGIN + (TITLE + 3.0) * (double)c->n_title + 2.0, false);
    note = (NOTE + 2.0) * (double)c->n_note + (c->n_note ? 5.0 : 0.0) + MARGIN;
    c->height = o->height > 0.0 ? o->height * POINTS_PER_MM : natural_height(c) + note;
    c->bottom = c->height - note;
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    if (c->bottom - c->top < 60.0 * (double)c->chart->n_panels) {
        (void)es_fail(err, ES_EUSAGE, "the picture has no room: %.0f by %.0f mm", o->width,
                      o->height);
        return es_hint(err, "make it larger, or leave the height out");
    }
    return ES_OK;
}

static void head(const canvas *c)
{
    (void)fputs("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"", c->svg.out);
    es_xml_escape(c->svg.out, c->chart->alt);
    (void)fputc('"', c->svg.out);
    if (!c->svg.page)
        (void)fprintf(c->svg.out, " width=\"%.2fmm\" height=\"%.2fmm\"", c->width / POINTS_PER_MM,
                      c->height / POINTS_PER_MM);
    (void)fprintf(c->svg.out, " viewBox=\"0 0 %.2f %.2f\" font-family=\"%s\">\n<title>", c->width,
                  c->height, "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif");
    es_xml_escape(c->svg.out, c->chart->title);
    (void)fputs("</title>\n<desc>", c->svg.out);
    es_xml_escape(c->svg.out, c->chart->alt);
    (void)fputs("</desc>\n", c->svg.out);
    if (!c->svg.page)
        (void)fprintf(c->svg.out, "<rect width=\"%.2f\" height=\"%.2f\" fill=\"#FFFFFF\"/>\n",
                      c->width, c->height);
}

static void words(const canvas *c)
{
    for (size_t i = 0; i < c->n_title; i++)
        es_svg_write_text(&c->svg,
                          &(es_svg_text){.x = MARGIN,
                                         .y = MARGIN + TITLE + (TITLE + 3.0) * (double)i,
                                         .size = TITLE,
                                         .anchor = "start",
                                         .bold = true},
                          c->title[i]);
    (void)legend(c, MARGIN + (TITLE + 3.0) * (double)c->n_title + 2.0, true);
    for (size_t i = 0; i < c->n_note; i++)
        es_svg_write_text(&c->svg,
                          &(es_svg_text){.x = MARGIN,
                                         .y = c->bottom + 5.0 + NOTE + (NOTE + 2.0) * (double)i,
                                         .size = NOTE,
                                         .anchor = "start"},
                          c->note[i]);
}

es_status es_chart_svg(const es_chart *chart, const es_svg_options *options, FILE *stream,
                       es_error *err)
{
    canvas c = {.chart = chart, .svg = {stream, options->page}};
    place p[ES_CHART_PANELS];
    es_status status = plan(&c, options, err);
    if (status)
        return status;
    lay_out(&c, p);
    head(&c);
    words(&c);
    for (size_t i = 0; i < chart->n_panels; i++) {
        draw_y_axis(&c, &p[i]);
        draw_x_axis(&c, &p[i]);
        draw_rules(&c, &p[i]);
        for (size_t k = 0; k < p[i].panel->n_marks; k++)
            draw_mark(&c, &p[i], &p[i].panel->mark[k]);
    }
    (void)fputs("</svg>\n", stream);
    if (es_arena_failed(chart->arena))
        return es_fail_memory(err);
    return ferror(stream) ? es_fail(err, ES_EIO, "cannot write the picture") : ES_OK;
}
