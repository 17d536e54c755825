#include "store/run.h"

#include <string.h>

static const char *const types[] = {
    [ES_MISSING] = "missing", [ES_INT] = "int",   [ES_REAL] = "real",
    [ES_DATE] = "date",       [ES_TEXT] = "text",
};

static const char *const units[] = {
    [ES_PLAIN] = "plain",   [ES_RETURN] = "return",           [ES_STATISTIC] = "statistic",
    [ES_PVALUE] = "pvalue", [ES_COEFFICIENT] = "coefficient",
};

#define N_ROWS(array) (sizeof(array) / sizeof *(array))

/* The place of a text in a list, or n. */
static size_t find(const char *const *list, size_t n, const char *text)
{
    size_t i = 0;
    while (i < n && (!text || strcmp(list[i], text) != 0))
        i++;
    return i;
}

const char *es_type_text(es_type type)
{
    return types[type];
}

const char *es_unit_text(es_unit unit)
{
    return units[unit];
}

bool es_type_find(const char *text, es_type *out)
{
    size_t i = find(types, N_ROWS(types), text);
    *out = (es_type)i;
    return i < N_ROWS(types);
}

bool es_unit_find(const char *text, es_unit *out)
{
    size_t i = find(units, N_ROWS(units), text);
    *out = (es_unit)i;
    return i < N_ROWS(units);
}

void es_sql_append_columns(sqlite3_str *sql, const es_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sqlite3_str_appendf(sql, ", \"%w\"", columns[i].name);
}

es_status es_sql_finish(sqlite3 *db, sqlite3_str *sql, es_statement *out, es_error *err)
{
    char *text = sqlite3_str_finish(sql);
    es_status status;
    *out = (es_statement){.db = db};
    if (!text)
        return es_fail_memory(err);
    status = es_statement_prepare(db, text, out, err);
    sqlite3_free(text);
    return status;
}

/* Runs the finished text. */
static es_status run_sql(sqlite3 *db, sqlite3_str *sql, es_error *err)
{
    es_statement st;
    es_status status = es_sql_finish(db, sql, &st, err);
    if (status == ES_OK)
        status = es_statement_run(&st, err);
    es_statement_finalize(&st);
    return status;
}

/* Names of SQL columns differ by more than letter case. */
static es_status has_column(sqlite3 *db, const char *table, const char *name, bool *out,
                            es_error *err)
{
    es_statement st;
    es_status status = es_statement_prepare(
        db, "SELECT 1 FROM pragma_table_info(:table) WHERE name = :name COLLATE NOCASE", &st, err);
    *out = false;
    if (status == ES_OK) {
        es_bind_text(&st, ":table", table);
        es_bind_text(&st, ":name", name);
        status = es_statement_step(&st, out, err);
    }
    es_statement_finalize(&st);
    return status;
}

es_status es_add_columns(sqlite3 *db, const char *table, const char *type, const es_column *columns,
                         size_t n, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < n && status == ES_OK; i++) {
        bool known;
        sqlite3_str *sql;
        status = has_column(db, table, columns[i].name, &known, err);
        if (status != ES_OK || known)
            continue;
        sql = sqlite3_str_new(db);
        sqlite3_str_appendf(sql, "ALTER TABLE \"%w\" ADD COLUMN \"%w\" %s", table, columns[i].name,
                            type);
        status = run_sql(db, sql, err);
    }
    return status;
}
