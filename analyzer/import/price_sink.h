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

/* Takes one row; now and then a full batch goes into the store. */
es_status es_price_sink_add(es_price_sink *sink, const es_price_row *row, es_error *err);

/* Puts what is still held into the store.  The outcome of every row is counted in the summary, as
 * are the symbols.  Under ES_CONFLICT_ERROR a difference fails, naming file, line, symbol, day,
 * field and both values. */
es_status es_price_sink_flush(es_price_sink *sink, es_error *err);

#endif
