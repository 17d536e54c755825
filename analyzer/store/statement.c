#include "store/statement.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/date.h"

static const char *path_of(sqlite3 *db)
{
    const char *path = db ? sqlite3_db_filename(db, "main") : NULL;
    return path && *path ? path : "the database";
}

es_status es_fail_sqlite(sqlite3 *db, int code, es_error *err)
{
    const char *path = path_of(db), *reason = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    switch (code & 0xff) { /* the upper bits only refine the code */
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        es_fail(err, ES_EBUSY, "%s is in use by another process", path);
        es_hint(err, "wait until the other process is done and try again");
        return ES_EBUSY;
    case SQLITE_NOMEM:
        return es_fail_memory(err);
    case SQLITE_FULL:
        es_fail(err, ES_EIO, "cannot write %s: %s", path, reason);
        es_hint(err, "free some space, or name another place with --db");
        return ES_EIO;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        es_fail(err, ES_EIO, "cannot write %s: %s", path, reason);
        es_hint(err, "the file and its directory must be writable; --db names another place");
        return ES_EIO;
    case SQLITE_IOERR:
        return es_fail(err, ES_EIO, "%s: %s", path, reason);
    default:
        return es_fail(err, ES_ESTORE, "%s: %s", path, reason);
    }
}

es_status es_statement_prepare(sqlite3 *db, const char *sql, es_statement *out, es_error *err)
{
    int code;
    *out = (es_statement){db, NULL, SQLITE_OK};
    code = sqlite3_prepare_v2(db, sql, -1, &out->handle, NULL);
    return code == SQLITE_OK ? ES_OK : es_fail_sqlite(db, code, err);
}

void es_statement_finalize(es_statement *st)
{
    sqlite3_finalize(st->handle);
    st->handle = NULL;
}

void es_statement_reset(es_statement *st)
{
    st->bind_code = SQLITE_OK;
    if (!st->handle)
        return;
    sqlite3_reset(st->handle);
    sqlite3_clear_bindings(st->handle);
}

static int position_of(es_statement *st, const char *name)
{
    int position = sqlite3_bind_parameter_index(st->handle, name);
    assert(position > 0);
    return position;
}

static void note(es_statement *st, int code)
{
    if (st->bind_code == SQLITE_OK)
        st->bind_code = code;
}

static void bind_text_at(es_statement *st, int position, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    note(st, n <= INT_MAX ? sqlite3_bind_text(st->handle, position, text, (int)n, SQLITE_STATIC)
                          : SQLITE_TOOBIG);
}

static void bind_day_at(es_statement *st, int position, es_day day)
{
    char text[ES_DAY_TEXT];
    es_day_format(day, text);
    note(st, sqlite3_bind_text(st->handle, position, text, -1, SQLITE_TRANSIENT));
}

void es_bind_null(es_statement *st, const char *name)
{
    note(st, sqlite3_bind_null(st->handle, position_of(st, name)));
}

void es_bind_int(es_statement *st, const char *name, int64_t value)
{
    note(st, sqlite3_bind_int64(st->handle, position_of(st, name), value));
}

void es_bind_real(es_statement *st, const char *name, double value)
{
    int position = position_of(st, name);
    note(st, isnan(value) ? sqlite3_bind_null(st->handle, position)
                          : sqlite3_bind_double(st->handle, position, value));
}

void es_bind_text(es_statement *st, const char *name, const char *text)
{
    bind_text_at(st, position_of(st, name), text);
}

void es_bind_blob_at(es_statement *st, int position, const void *data, size_t bytes)
{
    note(st, sqlite3_bind_blob64(st->handle, position, data, bytes, SQLITE_STATIC));
}

void es_bind_blob(es_statement *st, const char *name, const void *data, size_t bytes)
{
    es_bind_blob_at(st, position_of(st, name), data, bytes);
}

void es_bind_day(es_statement *st, const char *name, es_day day)
{
    bind_day_at(st, position_of(st, name), day);
}

void es_bind_value(es_statement *st, const char *name, sqlite3_value *value)
{
    note(st, sqlite3_bind_value(st->handle, position_of(st, name), value));
}

void es_bind_cell(es_statement *st, int position, const es_cell *cell)
{
    switch (cell->type) {
    case ES_INT:
        note(st, sqlite3_bind_int64(st->handle, position, cell->as.integer));
        break;
    case ES_REAL:
        note(st, isnan(cell->as.real) ? sqlite3_bind_null(st->handle, position)
                                      : sqlite3_bind_double(st->handle, position, cell->as.real));
        break;
    case ES_DATE:
        bind_day_at(st, position, cell->as.day);
        break;
    case ES_TEXT:
        bind_text_at(st, position, cell->as.text);
        break;
    case ES_MISSING:
        note(st, sqlite3_bind_null(st->handle, position));
        break;
    }
}

es_status es_statement_step(es_statement *st, bool *row, es_error *err)
{
    int code = st->bind_code;
    *row = false;
    if (code == SQLITE_OK)
        code = sqlite3_step(st->handle);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? ES_OK : es_fail_sqlite(st->db, code, err);
}

es_status es_statement_run(es_statement *st, es_error *err)
{
    bool row;
    es_status status = es_statement_step(st, &row, err);
    es_statement_reset(st);
    return status;
}

bool es_column_is_null(es_statement *st, int column)
{
    return sqlite3_column_type(st->handle, column) == SQLITE_NULL;
}

int64_t es_column_int(es_statement *st, int column)
{
    return sqlite3_column_int64(st->handle, column);
}

double es_column_real(es_statement *st, int column)
{
    return es_column_is_null(st, column) ? (double)NAN : sqlite3_column_double(st->handle, column);
}

const char *es_column_text(es_statement *st, int column)
{
    return (const char *)sqlite3_column_text(st->handle, column);
}

const void *es_column_blob(es_statement *st, int column, size_t *bytes)
{
    const void *data = sqlite3_column_blob(st->handle, column);
    *bytes = data ? (size_t)sqlite3_column_bytes(st->handle, column) : 0;
    return data;
}

bool es_column_day(es_statement *st, int column, es_day *out)
{
    const char *text = es_column_text(st, column);
    return text && es_bar_parse(text, strlen(text), out) == ES_DATE_OK;
}

es_status es_sql_run(sqlite3 *db, const char *sql, es_error *err)
{
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ES_OK : es_fail_sqlite(db, code, err);
}

es_status es_sql_int(sqlite3 *db, const char *sql, int64_t *out, es_error *err)
{
    es_statement st;
    bool row = false;
    es_status status = es_statement_prepare(db, sql, &st, err);
    if (status == ES_OK)
        status = es_statement_step(&st, &row, err);
    *out = row ? es_column_int(&st, 0) : 0;
    es_statement_finalize(&st);
    return status;
}
