/* Expected figures from a CSV file without quotes, and the rows of a table found by key. */
#ifndef ES_TESTS_GOLDEN_FIGURES_H
#define ES_TESTS_GOLDEN_FIGURES_H

#include "eventstudy.h"

enum { FIGURES_KEY = 256 };

/* A CSV file in memory: cell (row, column) is text, "" for an empty one. */
typedef struct figures {
    char *text;
    size_t n_columns, n_rows;
    const char **header;
    const char **cell; /* n_rows x n_columns */
} figures;

/* Reads the file; fails the test when it cannot be read or a row is ragged. */
void figures_read(const char *path, figures *out);
void figures_free(figures *f);

/* Column number by name, or -1. */
int figures_column(const figures *f, const char *name);

/* The rows of a table, sorted by the text of its key columns. */
typedef struct row_index row_index;

row_index *row_index_new(const es_table *table, const char *const *key, size_t n_key);
void row_index_free(row_index *index);

/* The row whose key columns read `text` (joined by |), or -1. */
long row_index_find(const row_index *index, const char *text);

/* A cell as text: numbers with all digits, dates as YYYY-MM-DD, "" when missing. */
const char *cell_text(const es_cell *cell, char buffer[FIGURES_KEY]);

#endif
