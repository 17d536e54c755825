#include "reference/golden/figures.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "support/assert_close.h"

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;
    char *text;
    if (!file)
        fail_msg("cannot open %s", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    rewind(file);
    text = malloc((size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    text[size] = '\0';
    (void)fclose(file);
    return text;
}

/* Ends the line at *cursor and moves to the next one. */
static char *next_line(char **cursor)
{
    char *line = *cursor, *end = strchr(line, '\n');
    assert_non_null(end);
    *end = '\0';
    *cursor = end + 1;
    return line;
}

static size_t split(char *line, const char **out, size_t most)
{
    size_t n = 0;
    for (char *comma = line; comma; line = comma + 1) {
        assert_true(n < most);
        comma = strchr(line, ',');
        if (comma)
            *comma = '\0';
        out[n++] = line;
        if (!comma)
            break;
    }
    return n;
}

void figures_read(const char *path, figures *out)
{
    enum { MOST_COLUMNS = 64 };
    char *cursor = out->text = read_all(path);
    size_t lines = 0;
    for (const char *c = out->text; *c; c++)
        lines += *c == '\n';
    out->header = calloc(MOST_COLUMNS, sizeof *out->header);
    assert_non_null(out->header);
    out->n_columns = split(next_line(&cursor), out->header, MOST_COLUMNS);
    out->n_rows = lines - 1;
    out->cell = calloc(out->n_rows * out->n_columns + 1, sizeof *out->cell);
    assert_non_null(out->cell);
    for (size_t r = 0; r < out->n_rows; r++)
        assert_int_equal(split(next_line(&cursor), out->cell + r * out->n_columns, out->n_columns),
                         out->n_columns);
}

void figures_free(figures *f)
{
    free(f->text);
    free(f->header);
    free(f->cell);
}

int figures_column(const figures *f, const char *name)
{
    for (size_t k = 0; k < f->n_columns; k++)
        if (strcmp(f->header[k], name) == 0)
            return (int)k;
    return -1;
}

const char *cell_text(const es_cell *cell, char buffer[FIGURES_KEY])
{
    buffer[0] = '\0';
    switch (cell->type) {
    case ES_INT:
        (void)snprintf(buffer, FIGURES_KEY, "%" PRId64, cell->as.integer);
        break;
    case ES_REAL:
        (void)snprintf(buffer, FIGURES_KEY, "%.17g", cell->as.real);
        break;
    case ES_DATE:
        return es_day_format(cell->as.day, buffer);
    case ES_TEXT:
        return cell->as.text;
    default:
        break;
    }
    return buffer;
}

typedef struct entry {
    char *key;
    size_t row;
} entry;

struct row_index {
    size_t n;
    entry *entry;
};

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return strcmp(x->key, y->key);
}

static int table_column(const es_table *table, const char *name)
{
    for (size_t k = 0; k < table->n_columns; k++)
        if (strcmp(table->columns[k].name, name) == 0)
            return (int)k;
    fail_msg("table %s has no column %s", table->name, name);
    return -1;
}

row_index *row_index_new(const es_table *table, const char *const *key, size_t n_key)
{
    row_index *index = calloc(1, sizeof *index);
    assert_non_null(index);
    index->n = table->n_rows;
    index->entry = calloc(index->n + 1, sizeof *index->entry);
    assert_non_null(index->entry);
    for (size_t r = 0; r < index->n; r++) {
        char text[FIGURES_KEY] = "", buffer[FIGURES_KEY];
        for (size_t k = 0; k < n_key; k++) {
            es_cell cell;
            size_t used = strlen(text);
            table->cell(table->source, r, (size_t)table_column(table, key[k]), &cell);
            (void)snprintf(text + used, sizeof text - used, "%s|", cell_text(&cell, buffer));
        }
        index->entry[r] = (entry){strdup(text), r};
        assert_non_null(index->entry[r].key);
    }
    qsort(index->entry, index->n, sizeof *index->entry, compare_entries);
    for (size_t r = 1; r < index->n; r++)
        if (strcmp(index->entry[r - 1].key, index->entry[r].key) == 0)
            fail_msg("table %s has two rows %s", table->name, index->entry[r].key);
    return index;
}

void row_index_free(row_index *index)
{
    for (size_t r = 0; r < index->n; r++)
        free(index->entry[r].key);
    free(index->entry);
    free(index);
}

long row_index_find(const row_index *index, const char *text)
{
    char key[FIGURES_KEY];
    entry wanted = {key, 0}, *found;
    (void)snprintf(key, sizeof key, "%s", text);
    found = bsearch(&wanted, index->entry, index->n, sizeof *index->entry, compare_entries);
    return found ? (long)found->row : -1;
}
