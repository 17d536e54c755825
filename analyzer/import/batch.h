/* A batch of dated rows, column by column, on its way from a file into the store: sorted by
 * (series, day), rows of the same key merged into one. */
#ifndef ES_IMPORT_BATCH_H
#define ES_IMPORT_BATCH_H

#include "store/store.h"

typedef struct es_batch {
    size_t n, capacity;
    size_t n_columns;
    uint32_t *series;
    es_day *day;
    uint64_t *line;
    double **value; /* n_columns x n, NaN: missing */
    bool in_order;  /* (series, day) strictly increasing so far */
} es_batch;

/* Two rows of one key with different finite values. */
typedef struct es_batch_conflict {
    bool found;
    uint32_t series;
    es_day day;
    size_t column;
    uint64_t first_line, second_line;
    double first, second;
} es_batch_conflict;

/* Returns false when memory is short, as everywhere below. */
bool es_batch_init(es_batch *batch, size_t n_columns);
void es_batch_free(es_batch *batch);

/* Appends a row; value has n_columns elements. */
bool es_batch_add(es_batch *batch, uint32_t series, es_day day, uint64_t line, const double *value);

/* Writes row `from` over row `to`. */
void es_batch_move(es_batch *batch, size_t to, size_t from);

/* Puts the rows into the order of (series, day); equal keys keep the order of the file. */
bool es_batch_sort(es_batch *batch);

/* Makes one row of each key, cell by cell: NaN gives way to a value; of two different values the
 * policy chooses, or *conflict describes them and false is returned.  Each row merged away adds
 * one to repeated, filled, replaced or kept of the summary.  The batch must be sorted. */
bool es_batch_merge(es_batch *batch, es_conflict_policy policy, es_import_summary *summary,
                    es_batch_conflict *conflict);

#endif
