/* The parts of the printed summary. */
#ifndef ES_REPORT_SUMMARY_H
#define ES_REPORT_SUMMARY_H

#include "base/table.h"

typedef struct es_summary {
    const es_tables *tables;
    const es_table *about, *settings, *counts, *notes, *events, *cars, *results;
    FILE *out;
    const char *model; /* the primary one */
    es_show show;      /* width set */
} es_summary;

/* The value of a key in a key/value table, "" when absent. */
const char *es_summary_value(const es_table *table, const char *key);

/* Prints text wrapped to the page, the first line behind `first`, the others behind `rest`. */
void es_summary_wrap(const es_summary *s, const char *first, const char *rest, const char *text);

/* Prints a headline of its own line. */
void es_summary_head(const es_summary *s, const char *text);

/* A number by unit, and a table below what has been printed. */
char *es_summary_number(const es_summary *s, double value, es_unit unit, char *buffer, size_t size);

/* The path of the CAAR over the event window, group by group, as a line of small bars
 * (summary_path.c). */
void es_summary_path(const es_summary *s);

/* What happened, what was the market, is it more than noise: a line per window
 * (summary_glance.c). */
es_status es_summary_glance(const es_summary *s, es_error *err);

/* CAAR and tests of every window, groups side by side (summary_results.c). */
es_status es_summary_results(const es_summary *s, es_error *err);

/* Tests of other measures than the CAAR, where there are any (summary_other.c). */
es_status es_summary_other(const es_summary *s, es_error *err);

/* The other models, all events. */
es_status es_summary_models(const es_summary *s, es_error *err);

/* One line per used event and window, when there are few. */
es_status es_summary_events(const es_summary *s, es_error *err);

/* In place of all three when the study used one event (summary_single.c). */
es_status es_summary_single(const es_summary *s, es_error *err);

#endif
