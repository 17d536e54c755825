/* Output formats.  A format is a row of writers.def: it receives columns, then rows, then the end,
 * and knows nothing of event studies. */
#ifndef ES_REPORT_WRITER_H
#define ES_REPORT_WRITER_H

#include "base/error.h"

typedef struct es_format {
    const char *id;
    const char *title;
    es_status (*begin)(es_writer *w, es_error *err);
    es_status (*row)(es_writer *w, const es_cell *cells, es_error *err);
    es_status (*end)(es_writer *w, es_error *err);
    void (*release)(es_writer *w); /* frees state; may be NULL */
} es_format;

struct es_writer {
    const es_format *format;
    FILE *stream;
    es_column *columns; /* a copy, names included */
    size_t n_columns, n_rows;
    void *state;
    es_show show;
    const char *title, *note; /* NULL: none */
};

#define ES_FORMAT(id) extern const es_format es_format_##id;
#include "report/writers.def"
#undef ES_FORMAT

/* A number as people read it: by unit, a few digits; digits >= 0: so many decimals of percentages,
 * statistics and p-values, so many significant ones of others.  size >= ES_SHOWN. */
enum { ES_SHOWN = 352 };
char *es_show_number(double value, es_unit unit, int digits, char *buffer, size_t size);

/* Any cell as people read it; a missing one is "".  Long texts are returned as they are. */
const char *es_show_cell(const es_cell *cell, es_unit unit, int digits, char *buffer, size_t size);

/* Whether a column is set to the right: numbers. */
bool es_column_right(const es_column *column);

/* How far a p-value is from chance: "***" below 1 %, "**" below 5 %, "*" below 10 %, else "". */
const char *es_stars(double p);
#define ES_STARS_LEGEND "* 10 %, ** 5 %, *** 1 %"

#endif
