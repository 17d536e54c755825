/* Columns as rows of a list.
 *
 * A table is written as a list of X(name, type, unit, value): the column's name in files and in the
 * database, its type and unit, and the cell as an expression in `r`, the row.  ES_COLUMNS(prefix,
 * LIST) makes of it
 *   prefix_columns[]  the es_column array
 *   prefix_COUNT      how many there are
 *   prefix_value()    the cell of a `const prefix_row *r` in a column
 */
#ifndef ES_STUDY_COLUMNS_H
#define ES_STUDY_COLUMNS_H

#include "base/table.h"

#define ES_COLUMN_HEAD(name, type, unit, value) {#name, ES_##type, ES_##unit},
#define ES_COLUMN_VALUE(name, type, unit, value)                                                   \
    if (column-- == 0)                                                                             \
        return value;
#define ES_COLUMN_ONE(name, type, unit, value) +1

#define ES_COLUMNS(prefix, LIST)                                                                   \
    static const es_column prefix##_columns[] = {LIST(ES_COLUMN_HEAD)};                            \
    enum { prefix##_COUNT = 0 LIST(ES_COLUMN_ONE) };                                               \
    static es_cell prefix##_value(const prefix##_row *r, size_t column)                            \
    {                                                                                              \
        LIST(ES_COLUMN_VALUE)                                                                      \
        return es_cell_missing();                                                                  \
    }

/* The cell, or a missing one. */
static inline es_cell es_cell_if(bool condition, es_cell cell)
{
    return condition ? cell : es_cell_missing();
}

#endif
