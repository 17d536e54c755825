/* Price chunks: the days of one security and one calendar year, or its bars of one day, packed.
 * Pure data, no SQL but the reading of a row's blobs. */
#ifndef ES_STORE_CHUNK_H
#define ES_STORE_CHUNK_H

#include "base/date.h"
#include "store/statement.h"
#include "store/store.h"

enum { ES_CHUNK_DAYS = 366, ES_CHUNK_ROWS = ES_DAY_MINUTES };

/* The packed columns in the order in which es_chunk_read expects them, for use in SQL. */
#define ES_CHUNK_COLUMN(id, name) ", " name
#define ES_CHUNK_COLUMNS "year, n, day" ES_FIELD_MAP(ES_CHUNK_COLUMN)
#define ES_BAR_COLUMNS "day, n, second" ES_FIELD_MAP(ES_CHUNK_COLUMN) /* of bar_chunk */

/* A stored row as SQLite hands it out: little-endian arrays that need not be aligned.  Borrowed
 * from the statement until its next step. */
typedef struct es_chunk_view {
    size_t n;
    const void *day;                /* n int32, increasing, all of one year; */
    bool bars;                      /* or seconds since midnight */
    es_day of_day;                  /* of this day */
    const void *value[ES_N_FIELDS]; /* packed as decimals.h says; NULL: not supplied */
    size_t bytes[ES_N_FIELDS];
} es_chunk_view;

/* Reads ES_CHUNK_COLUMNS from column `first` on.  A row that breaks the promises above is
 * damaged: ES_ESTORE. */
es_status es_chunk_read(es_statement *st, int first, es_chunk_view *out, es_error *err);
es_status es_bars_read(es_statement *st, int first, es_chunk_view *out,
                       es_error *err); /* ES_BAR_COLUMNS */

/* Writes the days, or bars, of a view: n of them. */
void es_chunk_days(const es_chunk_view *view, es_day *out);

/* A chunk in memory.  value[f] means something only where has[f]. */
typedef struct es_chunk {
    size_t n;
    es_day day[ES_CHUNK_ROWS];
    bool has[ES_N_FIELDS];
    double value[ES_N_FIELDS][ES_CHUNK_ROWS];
} es_chunk;

void es_chunk_copy(const es_chunk_view *from, es_chunk *out);

/* Writes a supplied field of a view: n values, NaN where one is missing. */
void es_chunk_values(const es_chunk_view *view, int field, double *out);

/* The chunk as a series, borrowed from it. */
es_prices es_chunk_prices(const es_chunk *chunk);

/* The first rows of `rows` from `first` on that are of one year, bars of one day, borrowed; a field
 * without any value in them is NULL. */
es_prices es_chunk_slice(const es_prices *rows, size_t first);

/* How to treat differences, and where to report what became of the rows. */
typedef struct es_merge {
    es_conflict_policy policy;
    es_put_counts *counts;
    es_put_conflict *conflict;
} es_merge;

/* Merges rows of the chunk's year into it, cell by cell, as es_store_put_prices says.  *out is the
 * result, *changed whether it differs from *stored.  ES_EDATA: a forbidden difference, described
 * in how->conflict. */
es_status es_chunk_merge(const es_chunk *stored, const es_prices *rows, const es_merge *how,
                         es_chunk *out, bool *changed);

#endif
