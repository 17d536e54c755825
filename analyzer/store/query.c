/* Read-only SQL for the user. */
#include <stdlib.h>

#include "base/table.h"
#include "store/connection.h"
#include "store/vtab.h"

/* Pragmas that only tell something. */
static bool may_ask(const char *pragma, const char *argument)
{
    static const char *const about_names[] = {"table_info", "table_xinfo", "table_list",
                                              "index_list", "index_info",  "foreign_key_list"};
    static const char *const values[] = {"application_id", "user_version", "page_size",
                                         "page_count",     "encoding",     "database_list"};
    for (size_t i = 0; i < sizeof about_names / sizeof *about_names; i++)
        if (sqlite3_stricmp(pragma, about_names[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!argument && sqlite3_stricmp(pragma, values[i]) == 0)
            return true;
    return false;
}

static int authorize(void *context, int action, const char *a, const char *b, const char *database,
                     const char *trigger)
{
    (void)context, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_PRAGMA:
        return may_ask(a, b) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static es_status refuse(es_error *err)
{
    es_fail(err, ES_EUSAGE, "only one statement that reads is allowed here");
    es_hint(err, "SELECT ... ; the tables are in: SELECT name, sql FROM sqlite_schema");
    return ES_EUSAGE;
}

/* Is there anything but blanks, comments and semicolons?  SQLite tells by finding no statement. */
static bool has_statement(sqlite3 *db, const char *sql)
{
    while (*sql) {
        sqlite3_stmt *st = NULL;
        const char *tail = sql;
        int code = sqlite3_prepare_v2(db, sql, -1, &st, &tail);
        sqlite3_finalize(st);
        if (st || code != SQLITE_OK)
            return true;
        sql = tail;
    }
    return false;
}

static es_status prepare(sqlite3 *db, const char *sql, es_statement *st, es_error *err)
{
    const char *tail = sql;
    int code = sqlite3_prepare_v2(db, sql, -1, &st->handle, &tail);
    *st = (es_statement){db, st->handle, SQLITE_OK};
    if (code == SQLITE_AUTH)
        return refuse(err);
    if (code == SQLITE_ERROR)
        return es_fail(err, ES_EUSAGE, "SQL: %s", sqlite3_errmsg(db));
    if (code != SQLITE_OK)
        return es_fail_sqlite(db, code, err);
    if (!st->handle)
        return es_fail(err, ES_EUSAGE, "SQL: there is no statement");
    if (!sqlite3_stmt_readonly(st->handle) || has_statement(db, tail))
        return refuse(err);
    return ES_OK;
}

static es_cell cell_at(es_statement *st, int column)
{
    switch (sqlite3_column_type(st->handle, column)) {
    case SQLITE_INTEGER:
        return es_cell_int(es_column_int(st, column));
    case SQLITE_FLOAT:
        return es_cell_real(es_column_real(st, column));
    case SQLITE_TEXT:
        return es_cell_text(es_column_text(st, column));
    case SQLITE_BLOB: /* packed: the virtual tables show what is in it */
        return es_cell_text("(blob)");
    default:
        return es_cell_missing();
    }
}

static void read_row(es_statement *st, size_t n, es_cell *cells)
{
    for (size_t i = 0; i < n; i++)
        cells[i] = cell_at(st, (int)i);
}

/* Names the columns after the statement and types them after the first row, if there is one. */
static void describe(es_statement *st, size_t n, const es_cell *first, es_column *columns)
{
    for (size_t i = 0; i < n; i++) {
        es_type type = first && first[i].type != ES_MISSING ? first[i].type : ES_TEXT;
        columns[i] = (es_column){sqlite3_column_name(st->handle, (int)i), type, ES_PLAIN};
    }
}

static es_status send(es_statement *st, size_t n, es_column *columns, es_cell *cells,
                      const es_sink *sink, es_error *err)
{
    bool row;
    es_status status = es_statement_step(st, &row, err);
    if (status != ES_OK)
        return status;
    if (row)
        read_row(st, n, cells);
    describe(st, n, row ? cells : NULL, columns);
    status = sink->begin(sink->context, columns, n, err);
    while (status == ES_OK && row) {
        status = sink->row(sink->context, cells, err);
        if (status == ES_OK)
            status = es_statement_step(st, &row, err);
        if (status == ES_OK && row)
            read_row(st, n, cells);
    }
    return status;
}

static es_status run(es_statement *st, const es_sink *sink, es_error *err)
{
    size_t n = (size_t)sqlite3_column_count(st->handle);
    es_column *columns = calloc(n + 1, sizeof *columns);
    es_cell *cells = calloc(n + 1, sizeof *cells);
    es_status status =
        columns && cells ? send(st, n, columns, cells, sink, err) : es_fail_memory(err);
    free(columns);
    free(cells);
    return status;
}

/* Connects `price` and `ar` anew, with the columns that the database has by now, before the
 * authorizer is there: it would refuse what SQLite does on connecting a virtual table. */
static es_status connect_tables(sqlite3 *db, es_error *err)
{
    es_statement st;
    es_status status = es_vtabs_register(db, err);
    if (status == ES_OK)
        status = es_statement_prepare(db, "SELECT 1 FROM price, ar", &st, err);
    if (status == ES_OK)
        es_statement_finalize(&st);
    return status;
}

es_status es_store_query(es_store *store, const char *sql, const es_sink *sink, es_error *err)
{
    es_statement st = {.handle = NULL};
    es_status status = connect_tables(store->db, err);
    if (status != ES_OK)
        return status;
    sqlite3_set_authorizer(store->db, authorize, NULL);
    status = prepare(store->db, sql, &st, err);
    if (status == ES_OK)
        status = run(&st, sink, err);
    es_statement_finalize(&st);
    sqlite3_set_authorizer(store->db, NULL, NULL);
    return status;
}
