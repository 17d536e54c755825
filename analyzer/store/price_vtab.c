/* The virtual table price (symbol, date, open, ...): one row per day of every chunk.
 *
 * symbol = ? leads to the chunks of one security, bounds on date to those of some years, and inside
 * a chunk to some of its days. */
#include <string.h>

#include "base/date.h"
#include "store/chunk.h"
#include "store/vtab.h"

enum { SYMBOL, DATE, FIRST_FIELD };

/* Where the cursor stands: row i of the chunk that `chunks` has stepped to. */
typedef struct price_cursor {
    sqlite3_vtab_cursor base;
    es_statement chunks;
    es_chunk chunk;
    size_t i;
    bool at_end;
    es_day first, last; /* days outside are not wanted */
    sqlite3_int64 row;
} price_cursor;

typedef struct price_table {
    sqlite3_vtab base;
    sqlite3 *db;
} price_table;

static int connect(sqlite3 *db, void *context, int argc, const char *const *argv,
                   sqlite3_vtab **out, char **message)
{
#define COLUMN(id, name) ", " name " REAL"
    static const char declaration[] =
        "CREATE TABLE price (symbol TEXT, date TEXT" ES_FIELD_MAP(COLUMN) ")";
#undef COLUMN
    price_table *table;
    int code = sqlite3_declare_vtab(db, declaration);
    (void)context, (void)argc, (void)argv, (void)message;
    if (code != SQLITE_OK)
        return code;
    table = sqlite3_malloc(sizeof *table);
    if (!table)
        return SQLITE_NOMEM;
    *table = (price_table){.db = db};
    *out = &table->base;
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    static const es_vtab_rule rules[] = {
        {SYMBOL, SQLITE_INDEX_CONSTRAINT_EQ, 's', 1e-4},
        {DATE, SQLITE_INDEX_CONSTRAINT_EQ, '=', 1e-3},
        {DATE, SQLITE_INDEX_CONSTRAINT_GT, '>', 0.3},
        {DATE, SQLITE_INDEX_CONSTRAINT_GE, '>', 0.3},
        {DATE, SQLITE_INDEX_CONSTRAINT_LT, '<', 0.3},
        {DATE, SQLITE_INDEX_CONSTRAINT_LE, '<', 0.3},
    };
    (void)table;
    return es_vtab_plan(info, rules, sizeof rules / sizeof *rules, 1e7);
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    price_cursor *cursor = sqlite3_malloc(sizeof *cursor);
    (void)table;
    if (!cursor)
        return SQLITE_NOMEM;
    memset(cursor, 0, sizeof *cursor);
    *out = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    price_cursor *cursor = (price_cursor *)base;
    es_statement_finalize(&cursor->chunks);
    sqlite3_free(cursor);
    return SQLITE_OK;
}

/* The days that a text compared with can mean: itself when it is a date; all of its year when it
 * begins with one ("2024", "2024-06"), which is never too few.  False: it says nothing. */
static bool days_of(sqlite3_value *value, es_day *first, es_day *last)
{
    const char *text = (const char *)sqlite3_value_text(value);
    char date[] = "yyyy-01-01";
    size_t n = text && sqlite3_value_type(value) == SQLITE_TEXT ? strlen(text) : 0;
    if (n == 10 && es_day_parse(text, n, first) == ES_DATE_OK) {
        *last = *first;
        return true;
    }
    if (n < 4)
        return false;
    memcpy(date, text, 4);
    if (es_day_parse(date, 10, first) != ES_DATE_OK)
        return false;
    memcpy(date + 5, "12-31", 5);
    return es_day_parse(date, 10, last) == ES_DATE_OK;
}

/* Narrows the wanted days by one comparison. */
static void narrow(price_cursor *cursor, char letter, sqlite3_value *value)
{
    es_day first, last;
    if (!days_of(value, &first, &last))
        return;
    if ((letter == '>' || letter == '=') && first > cursor->first)
        cursor->first = first;
    if ((letter == '<' || letter == '=') && last < cursor->last)
        cursor->last = last;
}

/* Moves on to the next wanted day, from day i of the chunk, through as many chunks as it takes. */
static int settle(price_cursor *cursor)
{
    es_error err;
    for (;;) {
        es_chunk_view view;
        bool row;
        while (cursor->i < cursor->chunk.n && cursor->chunk.day[cursor->i] < cursor->first)
            cursor->i++;
        if (cursor->i < cursor->chunk.n && cursor->chunk.day[cursor->i] <= cursor->last)
            return SQLITE_OK;
        if (es_statement_step(&cursor->chunks, &row, &err) != ES_OK)
            return es_vtab_fail(cursor->base.pVtab, &err);
        cursor->at_end = !row;
        if (!row)
            return SQLITE_OK;
        if (es_chunk_read(&cursor->chunks, 1, &view, &err) != ES_OK)
            return es_vtab_fail(cursor->base.pVtab, &err);
        es_chunk_copy(&view, &cursor->chunk);
        cursor->i = 0;
    }
}

#define CHUNKS(condition)                                                                          \
    "SELECT symbol, " ES_CHUNK_COLUMNS                                                             \
    " FROM main.security CROSS JOIN main.price_chunk USING (security_id)"                          \
    " WHERE year BETWEEN :first AND :last" condition " ORDER BY security_id, year"

static int filter(sqlite3_vtab_cursor *base, int plan, const char *letters, int n,
                  sqlite3_value **values)
{
    price_cursor *cursor = (price_cursor *)base;
    sqlite3_value *symbol = NULL;
    es_error err;
    (void)plan;
    (void)es_day_from_civil(1, 1, 1, &cursor->first);
    (void)es_day_from_civil(9999, 12, 31, &cursor->last);
    for (int i = 0; i < n; i++) {
        if (letters[i] == 's')
            symbol = values[i];
        else
            narrow(cursor, letters[i], values[i]);
    }
    cursor->i = cursor->chunk.n = 0;
    cursor->row = 0;
    es_statement_finalize(&cursor->chunks);
    if (es_statement_prepare(((price_table *)base->pVtab)->db,
                             symbol ? CHUNKS(" AND symbol = :symbol") : CHUNKS(""), &cursor->chunks,
                             &err)
        != ES_OK)
        return es_vtab_fail(base->pVtab, &err);
    es_bind_int(&cursor->chunks, ":first", es_day_year(cursor->first));
    es_bind_int(&cursor->chunks, ":last", es_day_year(cursor->last));
    if (symbol)
        es_bind_value(&cursor->chunks, ":symbol", symbol);
    return settle(cursor);
}

static int next(sqlite3_vtab_cursor *base)
{
    price_cursor *cursor = (price_cursor *)base;
    cursor->i++;
    cursor->row++;
    return settle(cursor);
}

static int at_end(sqlite3_vtab_cursor *base)
{
    return ((price_cursor *)base)->at_end;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int which)
{
    price_cursor *cursor = (price_cursor *)base;
    int f = which - FIRST_FIELD;
    if (which == SYMBOL)
        sqlite3_result_text(context, es_column_text(&cursor->chunks, 0), -1, SQLITE_TRANSIENT);
    else if (which == DATE)
        es_vtab_result_day(context, cursor->chunk.day[cursor->i]);
    else if (cursor->chunk.has[f])
        sqlite3_result_double(context, cursor->chunk.value[f][cursor->i]);
    else
        sqlite3_result_null(context);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = ((price_cursor *)base)->row;
    return SQLITE_OK;
}

const sqlite3_module es_price_vtab = {
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
