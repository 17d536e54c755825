/* Building table sets.  Every table of a set shares the set's arena. */
#ifndef ES_BASE_TABLE_H
#define ES_BASE_TABLE_H

#include "base/arena.h"
#include "base/error.h"

es_tables *es_tables_new(void); /* NULL: out of memory */
es_arena *es_tables_arena(es_tables *tables);

typedef struct es_table_rows es_table_rows; /* a table that keeps its own cells */

/* Adds an empty table; names, titles and columns are copied.  NULL: out of memory. */
es_table_rows *es_tables_add(es_tables *tables, const char *name, const char *title,
                             const es_column *columns, size_t n_columns);

/* Appends one row of n_columns cells; texts are copied. */
es_status es_table_append(es_table_rows *rows, const es_cell *cells, es_error *err);

/* What stands below the table in print; copied. */
es_status es_table_note(es_table_rows *rows, const char *note, es_error *err);

/* Adds a table whose cells are fetched from `view->source`, which must live as long as the set
 * (usually in its arena).  The view's strings and columns are copied. */
es_status es_tables_add_view(es_tables *tables, const es_table *view, es_error *err);

/* Calls destroy(object) when the set is freed. */
es_status es_tables_own(es_tables *tables, void *object, void (*destroy)(void *), es_error *err);

static inline es_cell es_cell_missing(void)
{
    es_cell c = {ES_MISSING, {0}};
    return c;
}

static inline es_cell es_cell_int(int64_t value)
{
    es_cell c = {ES_INT, {0}};
    c.as.integer = value;
    return c;
}

/* A number that is not finite becomes a missing cell: no NaN reaches output. */
static inline es_cell es_cell_real(double value)
{
    es_cell c = {ES_REAL, {0}};
    if (!(value - value == 0.0))
        return es_cell_missing();
    c.as.real = value;
    return c;
}

static inline es_cell es_cell_day(es_day day)
{
    es_cell c = {ES_DATE, {0}};
    c.as.day = day;
    return c;
}

/* NULL becomes a missing cell; an empty text stays a text. */
static inline es_cell es_cell_text(const char *text)
{
    es_cell c = {ES_TEXT, {0}};
    if (!text)
        return es_cell_missing();
    c.as.text = text;
    return c;
}

/* The index of a column by name, or -1. */
int es_table_column(const es_table *table, const char *name);

/* Convenience reads of one cell: text (NULL if missing or no text), number (NAN if missing). */
const char *es_table_text(const es_table *table, size_t row, int column);
double es_table_number(const es_table *table, size_t row, int column);

#endif
