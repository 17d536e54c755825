/* SQL statements: prepare, bind by name, step, read columns, finalize.
 *
 * SQLite knows no NaN: binding one stores NULL, and reading NULL as a double gives 0.0.  The two
 * are translated here and nowhere else, in both directions: NaN <-> NULL.
 *
 * A failed bind is remembered and reported by the next step, so that a caller binds line by line
 * and checks once. */
#ifndef ES_STORE_STATEMENT_H
#define ES_STORE_STATEMENT_H

#include "base/error.h"
#include "store/sqlite.h"

typedef struct es_statement {
    sqlite3 *db;
    sqlite3_stmt *handle; /* NULL: not prepared */
    int bind_code;        /* the first bind that failed, or SQLITE_OK */
} es_statement;

/* Prepares the one statement in sql.  After a failure *out can still be reset and finalized. */
es_status es_statement_prepare(sqlite3 *db, const char *sql, es_statement *out, es_error *err);

/* Frees the statement; fine on one that was never prepared. */
void es_statement_finalize(es_statement *st);

/* Makes it ready to run again and drops its bindings, and with them its locks. */
void es_statement_reset(es_statement *st);

/* Binding by name (":symbol").  Texts and blobs are borrowed until the statement is reset; NULL
 * binds NULL.  A name the statement does not have is a programming error. */
void es_bind_null(es_statement *st, const char *name);
void es_bind_int(es_statement *st, const char *name, int64_t value);
void es_bind_real(es_statement *st, const char *name, double value); /* NaN: NULL */
void es_bind_text(es_statement *st, const char *name, const char *text);
void es_bind_blob(es_statement *st, const char *name, const void *data, size_t bytes);
void es_bind_day(es_statement *st, const char *name, es_day day); /* as YYYY-MM-DD */
void es_bind_value(es_statement *st, const char *name, sqlite3_value *value);

/* Binding by position, from 1: for statements made from a table's columns.  Dates become
 * YYYY-MM-DD, missing becomes NULL. */
void es_bind_cell(es_statement *st, int position, const es_cell *cell);
void es_bind_blob_at(es_statement *st, int position, const void *data, size_t bytes);

/* Advances to the next row; *row is false at the end. */
es_status es_statement_step(es_statement *st, bool *row, es_error *err);

/* Runs a statement that returns no rows, and resets it. */
es_status es_statement_run(es_statement *st, es_error *err);

/* Columns of the current row, from 0.  Texts and blobs are borrowed until the next step. */
bool es_column_is_null(es_statement *st, int column);
int64_t es_column_int(es_statement *st, int column);
double es_column_real(es_statement *st, int column);                     /* NULL: NaN */
const char *es_column_text(es_statement *st, int column);                /* NULL: NULL */
const void *es_column_blob(es_statement *st, int column, size_t *bytes); /* NULL: NULL, 0 */

/* Reads a column holding YYYY-MM-DD; false when it holds something else. */
bool es_column_day(es_statement *st, int column, es_day *out);

/* Runs SQL that needs no binding and returns no rows. */
es_status es_sql_run(sqlite3 *db, const char *sql, es_error *err);

/* The first column of the first row of a query without bindings; 0 when there is no row. */
es_status es_sql_int(sqlite3 *db, const char *sql, int64_t *out, es_error *err);

/* Records what SQLite reports for `code` on this connection, with the path of the file, and
 * returns the status that fits: busy, input or output, memory, or database. */
es_status es_fail_sqlite(sqlite3 *db, int code, es_error *err);

#endif
