/* The web page of a run, in pieces: each writes its part of one self-contained file. */
#ifndef ES_REPORT_PAGE_H
#define ES_REPORT_PAGE_H

#include "report/picture.h"

typedef struct es_page {
    FILE *out;
    const es_tables *result;
    const es_tables *paths;
    const es_page_options *options;
    es_arena *arena;
    const char *model; /* the primary one */
    const char *test;  /* by which the answer is given */
    size_t n_used;
    size_t n_sections;    /* events with a section of their own */
    const char **section; /* their ids; NULL: none */
} es_page;

/* What a page holds at most; beyond it says so. */
enum { ES_PAGE_LEDGER = 5000, ES_PAGE_CARS = 60000, ES_PAGE_RESULTS = 4000, ES_PAGE_ROWS = 2000 };

/* What the answer about a single event rests on; page.js adds it to the tests. */
#define ES_PAGE_OWN_T "t of the CAR"

/* A text between tags or in an attribute, kept to its own direction of writing by <bdi> where that
 * is possible; texts beyond 300 letters are cut with the whole in a title. */
void es_page_text(const es_page *p, const char *text);
void es_page_label(const es_page *p, const char *text);

/* One cell as people read it. */
void es_page_cell(const es_page *p, const es_cell *cell, es_unit unit);

/* A table with a caption; `most` rows, and a line that tells when there are more. */
void es_page_table(const es_page *p, const es_table *table, const char *id, size_t most);

/* The same of a table whose rows only make sense in their order: it cannot be sorted. */
void es_page_list(const es_page *p, const es_table *table);

/* The number of the section of an event, or 0: it has none. */
size_t es_page_section_of(const es_page *p, const char *event);

/* page_answer.c; sets `test`: how did the stock react, what did the model expect, is it more than
 * noise? */
es_status es_page_answer(es_page *p, es_error *err);

/* page_study.c: results, ledger, warnings, methods, settings, manifest. */
void es_page_results(const es_page *p);
void es_page_ledger(const es_page *p);
void es_page_warnings(const es_page *p);
es_status es_page_methods(const es_page *p, es_error *err);
es_status es_page_settings(const es_page *p, es_error *err);

/* page_events.c: chooses the events that get a section, and writes the sections. */
es_status es_page_choose_events(es_page *p, es_error *err);
es_status es_page_events(const es_page *p, es_error *err);

/* page_data.c: the figures of the interactive charts as JSON. */
es_status es_page_data(const es_page *p, es_error *err);

/* A picture of the run, drawn for the page. */
es_status es_page_picture(const es_page *p, const es_tables *explanation, const char *picture,
                          const char *window, es_error *err);

#endif
