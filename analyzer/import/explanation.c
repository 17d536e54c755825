#include "import/explanation.h"

#include <stdarg.h>
#include <stdio.h>

es_status es_explanation_init(es_explanation *x, es_error *err)
{
    static const es_column guess[] = {{"what", ES_TEXT, ES_PLAIN}, {"value", ES_TEXT, ES_PLAIN}};
    static const es_column columns[] = {
        {"number", ES_INT, ES_PLAIN}, {"column", ES_TEXT, ES_PLAIN}, {"holds", ES_TEXT, ES_PLAIN}};
    static const es_column doubts[] = {{"doubt", ES_TEXT, ES_PLAIN}};
    *x = (es_explanation){.tables = es_tables_new()};
    if (!x->tables)
        return es_fail_memory(err);
    x->guess = es_tables_add(x->tables, "guess", "Read as", guess, 2);
    x->columns = es_tables_add(x->tables, "columns", "Columns", columns, 3);
    x->doubts = es_tables_add(x->tables, "doubts", "Doubts", doubts, 1);
    if (x->guess && x->columns && x->doubts)
        return ES_OK;
    es_tables_free(x->tables);
    x->tables = NULL;
    return es_fail_memory(err);
}

es_status es_explain_guess(es_explanation *x, const char *what, const char *value, es_error *err)
{
    const es_cell cells[] = {es_cell_text(what), es_cell_text(value)};
    return x ? es_table_append(x->guess, cells, err) : ES_OK;
}

/* ---- Columns -------------------------------------------------------------------------------- */

es_status es_explain_columns_begin(es_explanation *x, size_t n, es_error *err)
{
    if (!x || x->has_columns)
        return ES_OK;
    x->n_columns = n;
    x->holds = ES_NEW(es_tables_arena(x->tables), n + 1, const char *);
    return x->holds ? ES_OK : es_fail_memory(err);
}

void es_explain_column(es_explanation *x, int column, const char *holds)
{
    if (!x || x->has_columns || column < 0 || (size_t)column >= x->n_columns)
        return;
    x->holds[column] = es_arena_text(es_tables_arena(x->tables), holds);
}

es_status es_explain_columns_end(es_explanation *x, const char *const *name, es_error *err)
{
    es_status status = ES_OK;
    if (!x || x->has_columns)
        return ES_OK;
    x->has_columns = true;
    for (size_t c = 0; status == ES_OK && c < x->n_columns; c++) {
        const es_cell cells[] = {es_cell_int((int64_t)c + 1), es_cell_text(name[c]),
                                 es_cell_text(x->holds[c] ? x->holds[c] : "(not used)")};
        status = es_table_append(x->columns, cells, err);
    }
    return status;
}

/* ---- Rows and doubts ------------------------------------------------------------------------ */

es_status es_explain_rows_begin(es_explanation *x, const es_column *columns, size_t n,
                                es_error *err)
{
    if (!x || x->rows)
        return ES_OK;
    x->rows = es_tables_add(x->tables, "rows", "First rows", columns, n);
    return x->rows ? ES_OK : es_fail_memory(err);
}

bool es_explain_wants_row(const es_explanation *x)
{
    return x && x->rows && x->n_rows < ES_EXPLAINED_ROWS;
}

es_status es_explain_row(es_explanation *x, const es_cell *cells, es_error *err)
{
    if (!es_explain_wants_row(x))
        return ES_OK;
    x->n_rows++;
    return es_table_append(x->rows, cells, err);
}

es_status es_explain_doubt(es_explanation *x, es_error *err, const char *format, ...)
{
    char text[900] = "";
    const es_cell cell = es_cell_text(text);
    va_list arguments;
    if (!x)
        return ES_OK;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    x->n_doubts++;
    return es_table_append(x->doubts, &cell, err);
}
