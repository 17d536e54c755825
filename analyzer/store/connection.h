/* The open database: what the files of store/ share behind the opaque es_store. */
#ifndef ES_STORE_CONNECTION_H
#define ES_STORE_CONNECTION_H

#include "store/chunk.h"
#include "store/decimals.h"
#include "store/touched.h"
#include "store/statement.h"

/* Statements that run once per row or series are prepared once per store. */
typedef enum es_cached {
    ES_CACHED_FIND_SECURITY,
    ES_CACHED_ADD_SECURITY,
    ES_CACHED_GET_CHUNK,
    ES_CACHED_PUT_CHUNK,
    ES_CACHED_GET_BARS,
    ES_CACHED_PUT_BARS,
    ES_CACHED_GET_FACTOR,
    ES_CACHED_ADD_FACTOR,
    ES_CACHED_SET_FACTOR,
    ES_CACHED_FIND_EVENT,
    ES_CACHED_ADD_EVENT,
    ES_CACHED_SET_EVENT,
    ES_CACHED_FIND_NAMESAKES,
    ES_CACHED_RENAME_EVENT,
    ES_CACHED_GET_ATTRIBUTES,
    ES_CACHED_FIND_ATTRIBUTE,
    ES_CACHED_SET_ATTRIBUTE,
    ES_N_CACHED
} es_cached;

typedef struct es_packing {
    unsigned char byte[ES_DECIMALS_SIZE(ES_CHUNK_ROWS)];
} es_packing;

struct es_store {
    sqlite3 *db;
    char *path;
    es_store_mode mode;
    bool made_file; /* there was no file before */
    bool migrated;  /* the write transaction that began last found an older format */
    es_statement cached[ES_N_CACHED];
    es_chunk stored, merged;         /* work space of es_store_put_prices, */
    int32_t second[ES_CHUNK_ROWS];   /* likewise */
    es_packing packing[ES_N_FIELDS]; /* likewise */
    es_touched touched;              /* by the write transaction that began last */
};

/* The cached statement, prepared from sql when first asked for, ready to bind. */
es_status es_store_statement(es_store *store, es_cached which, const char *sql, es_statement **out,
                             es_error *err);

/* ES_ENOTFOUND when nothing was ever committed, so that there are no tables to read. */
es_status es_store_require_data(es_store *store, es_error *err);

/* ES_ENOTFOUND when the database is of a format that had no bars. */
es_status es_store_require_bars(es_store *store, es_error *err);

/* Everything read in between is of one moment, whatever another process commits.  Nests in a
 * write transaction. */
es_status es_store_snapshot(es_store *store, es_error *err);
void es_store_release(es_store *store);

#endif
