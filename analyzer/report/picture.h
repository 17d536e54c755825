/* Pictures of a study: a row of pictures.def each, which makes a chart of result tables. */
#ifndef ES_REPORT_PICTURE_H
#define ES_REPORT_PICTURE_H

#include "report/chart.h"
#include "report/lookup.h"

/* What a picture is made of. */
typedef struct es_picture_source {
    const es_tables *result;
    const es_tables *paths;       /* of es_study_paths */
    const es_tables *explanation; /* of one event, where there is one; else NULL */
    const char *model, *group;    /* a model of the result; "all" or a label */
    es_window window;             /* one of its car_windows */
} es_picture_source;

typedef struct es_picture {
    const char *id, *title, *what;
    bool of_event; /* needs an explanation */
    es_status (*make)(const es_picture_source *source, es_chart *chart, es_error *err);
} es_picture;

#define ES_PICTURE(id) extern const es_picture es_picture_##id;
#include "report/pictures.def"
#undef ES_PICTURE

/* The number of a cell by the name of its column, of a date its day; NaN when missing. */
double es_cell_value(const es_table *table, size_t row, const char *column);

/* "title of the study; model market_model": what a note begins with. */
const char *es_picture_origin(const es_picture_source *source, es_arena *arena);

/* The share of an interval in percent: "95 %". */
const char *es_picture_level(const es_picture_source *source, es_arena *arena);

/* The axis of days around the event. */
es_axis es_axis_tau(const char *label);
es_axis es_axis_return(const char *label);

/* Fills a mark with what a column holds, from row `first` on; NULL arrays are left out. */
void es_mark_columns(es_mark *mark, const es_table *table, size_t first, const char *x,
                     const char *y, const char *low, const char *high);

/* As es_plot_new with the paths at hand, which stay the caller's; and the chart of a picture. */
es_status es_plot_of(const es_tables *result, const es_tables *paths, const es_tables *explanation,
                     const es_plot_options *options, es_plot **out, es_error *err);
const es_chart *es_plot_chart(const es_plot *plot);

/* The chart of one event's CAR with its interval (picture_event.c). */
es_status es_picture_event_path(const es_picture_source *source, es_chart *chart, es_error *err);

#endif
