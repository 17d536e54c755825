/* Packed abnormal returns: the rows of the table "ar" that belong to one model and event are one
 * row of ar_chunk.
 *
 *   ar column   model  event  symbol  tau     date        every other
 *   in ar_chunk model  event  symbol  tau     day         the same name
 *   stored as   TEXT   TEXT   TEXT    n int32 n int32     n float64, little-endian
 *   missing     NULL   NULL   NULL    ES_PACKED_NONE      NaN
 */
#ifndef ES_STORE_PACKED_H
#define ES_STORE_PACKED_H

#include "base/table.h"
#include "store/connection.h"

#define ES_PACKED_NONE INT32_MIN

/* The columns every packed table begins with; values follow. */
enum {
    ES_PACKED_MODEL,
    ES_PACKED_EVENT,
    ES_PACKED_SYMBOL,
    ES_PACKED_TAU,
    ES_PACKED_DATE,
    ES_PACKED_VALUES
};

/* Can the table be packed?  It must be called "ar", begin with the columns above, and have nothing
 * but numbers after them. */
bool es_packed_fits(const es_table *table);

es_status es_packed_save(es_store *store, int64_t run, const es_table *table, es_error *err);

/* Adds the packed rows of a run to *out as the table described by `head` (name, title, columns,
 * n_rows; no source). */
es_status es_packed_load(es_store *store, int64_t run, const es_table *head, es_tables *out,
                         es_error *err);

#endif
