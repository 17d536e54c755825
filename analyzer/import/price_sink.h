/* Price rows in the order of the file to series in the store. */
#ifndef ES_IMPORT_PRICE_SINK_H
#define ES_IMPORT_PRICE_SINK_H

#include "import/intake.h"

typedef struct es_price_sink es_price_sink;

typedef struct es_price_row {
    const char *symbol; /* symbol_length characters */
    size_t symbol_length;
    es_day day;
    uint64_t line;
    const double *value; /* of the sink's fields, NaN: missing */
} es_price_row;

es_status es_price_sink_open(es_intake *in, const es_field *fields, size_t n_fields,
                             es_price_sink **out, es_error *err);
void es_price_sink_close(es_price_sink *sink); /* NULL is fine */

/* Takes one row; now and then a full batch goes into the store, beside the caller: until the sink
 * is ended, the store belongs to it.  Under ES_CONFLICT_ERROR a difference fails, naming file,
 * line, symbol, day, field and both values. */
es_status es_price_sink_add(es_price_sink *sink, const es_price_row *row, es_error *err);

/* Ends a file that has been read with this status.  After ES_OK, what is still held goes into the
 * store; the outcome of every row and the symbols are then counted in the summary.  Of two failures
 * the one of the earlier rows is reported, as if each batch had been stored before the next was
 * read. */
es_status es_price_sink_end(es_price_sink *sink, es_status so_far, es_error *err);

#endif
