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
};

#define ES_FORMAT(id) extern const es_format es_format_##id;
#include "report/writers.def"
#undef ES_FORMAT

/* A number as people read it: by unit, a few digits.  size >= 32. */
char *es_show_number(double value, es_unit unit, char *buffer, size_t size);

/* Any cell as people read it; a missing one is "".  Long texts are returned as they are. */
const char *es_show_cell(const es_cell *cell, es_unit unit, char *buffer, size_t size);

#endif
