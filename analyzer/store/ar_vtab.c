/* The virtual table ar (run_id, model, event, symbol, tau, date, ret, ...): one row per day of
 * every packed row of ar_chunk.  Its values are the columns of ar_chunk after `day`, whatever they
 * are, so that nothing a later version adds is hidden.
 *
 * run_id = ?, model = ? and event = ? lead to the packed rows that are meant. */
#include <string.h>

#include "base/date.h"
#include "store/vtab.h"

enum { RUN_ID, MODEL, EVENT, SYMBOL, TAU, DATE, FIRST_VALUE };

/* The columns of the query on ar_chunk. */
enum { TEXTS_AT = 0 /* RUN_ID .. SYMBOL */, N_AT = 4, TAU_AT, DAY_AT, VALUES_AT };

typedef struct ar_table {
    sqlite3_vtab base;
    sqlite3 *db;
    int n_values;
    char *values; /* ", \"ret\", \"expected\", ..." */
} ar_table;

/* Where the cursor stands: day i of the n days of the row that `chunks` has stepped to. */
typedef struct ar_cursor {
    sqlite3_vtab_cursor base;
    es_statement chunks;
    int64_t i, n;
    bool at_end;
    sqlite3_int64 row;
} ar_cursor;

static int disconnect(sqlite3_vtab *base)
{
    sqlite3_free(((ar_table *)base)->values);
    sqlite3_free(base);
    return SQLITE_OK;
}

static const char value_columns_sql[] =
    "SELECT name FROM pragma_table_info('ar_chunk') WHERE cid >"
    " (SELECT cid FROM pragma_table_info('ar_chunk') WHERE name = 'day') ORDER BY cid";

/* Reads the value columns of ar_chunk; *declaration is the table they make. */
static es_status find_values(ar_table *table, char **declaration, es_error *err)
{
    es_statement st;
    sqlite3_str *list = sqlite3_str_new(table->db), *declared = sqlite3_str_new(table->db);
    bool row = true;
    es_status status = es_statement_prepare(table->db, value_columns_sql, &st, err);
    sqlite3_str_appendall(declared, "CREATE TABLE ar (run_id INTEGER, model TEXT, event TEXT,"
                                    " symbol TEXT, tau INTEGER, date TEXT");
    while (status == ES_OK) {
        status = es_statement_step(&st, &row, err);
        if (status != ES_OK || !row)
            break;
        sqlite3_str_appendf(list, ", \"%w\"", es_column_text(&st, 0));
        sqlite3_str_appendf(declared, ", \"%w\" REAL", es_column_text(&st, 0));
        table->n_values++;
    }
    sqlite3_str_appendall(declared, ")");
    es_statement_finalize(&st);
    *declaration = sqlite3_str_finish(declared);
    table->values = sqlite3_str_finish(list); /* NULL: no values, or no memory */
    if (status == ES_OK && (!*declaration || (table->n_values && !table->values)))
        status = es_fail_memory(err);
    return status;
}

static int connect(sqlite3 *db, void *context, int argc, const char *const *argv,
                   sqlite3_vtab **out, char **message)
{
    ar_table *table = sqlite3_malloc(sizeof *table);
    char *declaration;
    es_error err;
    int code = SQLITE_OK;
    (void)context, (void)argc, (void)argv;
    if (!table)
        return SQLITE_NOMEM;
    *table = (ar_table){.db = db};
    if (find_values(table, &declaration, &err) != ES_OK) {
        *message = sqlite3_mprintf("%s", err.message);
        code = SQLITE_ERROR;
    }
    if (code == SQLITE_OK)
        code = sqlite3_declare_vtab(db, declaration);
    sqlite3_free(declaration);
    if (code == SQLITE_OK)
        *out = &table->base;
    else
        disconnect(&table->base);
    return code;
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    static const es_vtab_rule rules[] = {
        {RUN_ID, SQLITE_INDEX_CONSTRAINT_EQ, 'r', 0.1},
        {MODEL, SQLITE_INDEX_CONSTRAINT_EQ, 'm', 0.3},
        {EVENT, SQLITE_INDEX_CONSTRAINT_EQ, 'e', 1e-4},
    };
    (void)table;
    return es_vtab_plan(info, rules, sizeof rules / sizeof *rules, 1e6);
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    ar_cursor *cursor = sqlite3_malloc(sizeof *cursor);
    (void)table;
    if (!cursor)
        return SQLITE_NOMEM;
    memset(cursor, 0, sizeof *cursor);
    *out = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    ar_cursor *cursor = (ar_cursor *)base;
    es_statement_finalize(&cursor->chunks);
    sqlite3_free(cursor);
    return SQLITE_OK;
}

/* Is every blob of the current row as long as n says? */
static bool is_sound(ar_cursor *cursor, int n_values)
{
    size_t n = cursor->n > 0 ? (size_t)cursor->n : 0, bytes;
    bool sound = cursor->n >= 0;
    for (int c = TAU_AT; c < VALUES_AT; c++) {
        (void)es_column_blob(&cursor->chunks, c, &bytes);
        sound = sound && bytes == n * sizeof(int32_t);
    }
    for (int c = VALUES_AT; c < VALUES_AT + n_values; c++)
        if (es_column_blob(&cursor->chunks, c, &bytes))
            sound = sound && bytes == n * sizeof(double);
    return sound;
}

/* Steps on until there is a packed row with a day to show. */
static int settle(ar_cursor *cursor)
{
    sqlite3_vtab *table = cursor->base.pVtab;
    es_error err;
    while (cursor->i >= cursor->n && !cursor->at_end) {
        bool row;
        if (es_statement_step(&cursor->chunks, &row, &err) != ES_OK)
            return es_vtab_fail(table, &err);
        cursor->at_end = !row;
        if (!row)
            break;
        cursor->i = 0;
        cursor->n = es_column_int(&cursor->chunks, N_AT);
        if (!is_sound(cursor, ((ar_table *)table)->n_values)) {
            es_fail(&err, ES_ESTORE, "table ar_chunk: a row is damaged");
            return es_vtab_fail(table, &err);
        }
    }
    return SQLITE_OK;
}

/* The query for the letters that the plan chose. */
static char *chunks_sql(const ar_table *table, const char *letters)
{
    return sqlite3_mprintf("SELECT run_id, model, event, symbol, n, tau, day%s FROM main.ar_chunk"
                           " WHERE 1%s%s%s ORDER BY run_id, seq",
                           table->values ? table->values : "",
                           strchr(letters, 'r') ? " AND run_id = :r" : "",
                           strchr(letters, 'm') ? " AND model = :m" : "",
                           strchr(letters, 'e') ? " AND event = :e" : "");
}

static int filter(sqlite3_vtab_cursor *base, int plan, const char *letters, int n,
                  sqlite3_value **values)
{
    ar_cursor *cursor = (ar_cursor *)base;
    const ar_table *table = (const ar_table *)base->pVtab;
    char *sql = chunks_sql(table, letters);
    es_error err;
    es_status status;
    (void)plan;
    if (!sql)
        return SQLITE_NOMEM;
    cursor->i = cursor->n = 0;
    cursor->row = 0;
    cursor->at_end = false;
    es_statement_finalize(&cursor->chunks);
    status = es_statement_prepare(table->db, sql, &cursor->chunks, &err);
    sqlite3_free(sql);
    if (status != ES_OK)
        return es_vtab_fail(base->pVtab, &err);
    for (int i = 0; i < n; i++) /* of two comparisons with one column SQLite checks the other */
        es_bind_value(&cursor->chunks, (char[]){':', letters[i], '\0'}, values[i]);
    return settle(cursor);
}

static int next(sqlite3_vtab_cursor *base)
{
    ar_cursor *cursor = (ar_cursor *)base;
    cursor->i++;
    cursor->row++;
    return settle(cursor);
}

static int at_end(sqlite3_vtab_cursor *base)
{
    return ((ar_cursor *)base)->at_end;
}

static int32_t packed_int(ar_cursor *cursor, int column)
{
    size_t bytes;
    int32_t value;
    const unsigned char *blob = es_column_blob(&cursor->chunks, column, &bytes);
    memcpy(&value, blob + (size_t)cursor->i * sizeof value, sizeof value); /* may be unaligned */
    return value;
}

static void result_value(ar_cursor *cursor, int column, sqlite3_context *context)
{
    size_t bytes;
    double value;
    const unsigned char *blob = es_column_blob(&cursor->chunks, column, &bytes);
    if (!blob) {
        sqlite3_result_null(context);
        return;
    }
    memcpy(&value, blob + (size_t)cursor->i * sizeof value, sizeof value);
    sqlite3_result_double(context, value);
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int which)
{
    ar_cursor *cursor = (ar_cursor *)base;
    if (which < TAU)
        sqlite3_result_value(context,
                             sqlite3_column_value(cursor->chunks.handle, TEXTS_AT + which));
    else if (which == TAU)
        es_vtab_result_int(context, packed_int(cursor, TAU_AT));
    else if (which == DATE)
        es_vtab_result_day(context, packed_int(cursor, DAY_AT));
    else
        result_value(cursor, VALUES_AT + which - FIRST_VALUE, context);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = ((ar_cursor *)base)->row;
    return SQLITE_OK;
}

const sqlite3_module es_ar_vtab = {
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = at_end,
    .xColumn = column,
    .xRowid = rowid,
};
