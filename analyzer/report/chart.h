/* A chart as data: panels, axes, marks.  Pictures make one (picture_*.c); it is drawn as SVG, drawn
 * on a terminal, or given out as a table, always from the same figures. */
#ifndef ES_REPORT_CHART_H
#define ES_REPORT_CHART_H

#include "base/arena.h"
#include "base/error.h"

typedef enum es_axis_kind {
    ES_AXIS_NUMBER,
    ES_AXIS_TAU,  /* whole days of event time */
    ES_AXIS_DATE, /* es_day */
    ES_AXIS_ROWS  /* a label each, the first on top; y axis only */
} es_axis_kind;

typedef struct es_axis {
    es_axis_kind kind;
    const char *label;
    es_unit unit; /* ES_RETURN: fractions, shown in percent */
    bool zero;    /* a rule at zero, which is part of the range */
} es_axis;

typedef enum es_mark_kind {
    ES_MARK_LINE,   /* x, y; NaN breaks it */
    ES_MARK_BAND,   /* x, low, high */
    ES_MARK_BARS,   /* x, y from zero; width is one unit of x, or high - low of x */
    ES_MARK_ERRORS, /* x, low, high: whiskers */
    ES_MARK_POINTS, /* x, y */
    ES_MARK_RANGES  /* y: the row; x with low and high along x */
} es_mark_kind;

/* Styles 0..7 differ in colour, dash and marker; the others are shades of ink. */
enum { ES_STYLES = 8, ES_STYLE_INK = 8, ES_STYLE_QUIET = 9, ES_STYLE_FAINT = 10 };

typedef struct es_mark {
    es_mark_kind kind;
    const char *name; /* in legend and data */
    int style;
    bool legend;
    double width; /* of bars, in units of x */
    bool joined;  /* bars without gaps */
    size_t n;
    double *x, *y, *low, *high; /* n each, NaN: missing; NULL: not of this kind */
    const char **label;         /* n, of ranges; else NULL */
} es_mark;

typedef struct es_panel {
    const char *title; /* NULL: none */
    double share;      /* of the height */
    es_axis x, y;
    size_t n_marks, capacity;
    es_mark *mark;
} es_panel;

enum { ES_CHART_PANELS = 2 };

typedef struct es_chart {
    es_arena *arena;
    const char *title, *note; /* note: below, wrapped; may be NULL */
    const char *alt;          /* what the picture shows, in a sentence */
    size_t n_panels, n_rows;  /* n_rows: of an axis of rows, 0 without one */
    es_panel panel[ES_CHART_PANELS];
} es_chart;

/* Adds a panel; its axes are for the caller to fill. */
es_panel *es_chart_panel(es_chart *chart, double share);

/* Adds a mark of n values with the arrays of its kind, zeroed.  NULL: out of memory; the arena's
 * flag stays set. */
es_mark *es_panel_mark(es_chart *chart, es_panel *panel, es_mark_kind kind, const char *name,
                       int style, size_t n);

typedef struct es_range {
    double low, high;
} es_range;

/* The range of an axis over all marks of a panel, padded. */
es_range es_panel_range_x(const es_panel *panel);
es_range es_panel_range_y(const es_panel *panel, size_t n_rows);

enum { ES_TICKS = 24, ES_TICK_TEXT = 24 };

typedef struct es_ticks {
    size_t n;
    double at[ES_TICKS];
    char text[ES_TICKS][ES_TICK_TEXT];
} es_ticks;

/* The least of 1, 2, 5 times a power of ten that is not below `least` > 0. */
double es_round_step(double least);

/* At most `most` round values within a range. */
void es_ticks_make(const es_axis *axis, es_range range, size_t most, es_ticks *out);

/* The figures: panel, series, kind, label, x, date, y, low, high. */
es_status es_chart_data(const es_chart *chart, es_tables **out, es_error *err);

typedef struct es_svg_options {
    double width, height; /* millimetres; height 0: what the picture needs */
    bool page;            /* part of a web page: colours from its style sheet, no fixed size */
} es_svg_options;

es_status es_chart_svg(const es_chart *chart, const es_svg_options *options, FILE *stream,
                       es_error *err);

/* ASCII on `width` columns. */
es_status es_chart_ascii(const es_chart *chart, int width, FILE *stream, es_error *err);

#endif
