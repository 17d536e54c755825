#include "import/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

enum { FIRST_CAPACITY = 1024 };

bool es_batch_init(es_batch *batch, size_t n_columns)
{
    memset(batch, 0, sizeof *batch);
    batch->n_columns = n_columns;
    batch->in_order = true;
    batch->value = calloc(n_columns ? n_columns : 1, sizeof *batch->value);
    return batch->value != NULL;
}

void es_batch_free(es_batch *batch)
{
    for (size_t c = 0; batch->value && c < batch->n_columns; c++)
        free(batch->value[c]);
    free(batch->value);
    free(batch->series);
    free(batch->day);
    free(batch->line);
    memset(batch, 0, sizeof *batch);
}

/* ---- Growing -------------------------------------------------------------------------------- */

static bool resize(void **array, size_t capacity, size_t size)
{
    void *grown = realloc(*array, capacity * size);
    if (grown)
        *array = grown;
    return grown != NULL;
}

static bool grow(es_batch *batch)
{
    size_t capacity = batch->capacity ? 2 * batch->capacity : FIRST_CAPACITY;
    void *series = batch->series, *day = batch->day, *line = batch->line;
    bool ok = resize(&series, capacity, sizeof *batch->series);
    ok = resize(&day, capacity, sizeof *batch->day) && ok;
    ok = resize(&line, capacity, sizeof *batch->line) && ok;
    batch->series = series;
    batch->day = day;
    batch->line = line;
    for (size_t c = 0; c < batch->n_columns; c++) {
        void *value = batch->value[c];
        ok = resize(&value, capacity, sizeof **batch->value) && ok;
        batch->value[c] = value;
    }
    if (ok)
        batch->capacity = capacity;
    return ok;
}

bool es_batch_add(es_batch *batch, uint32_t series, es_day day, uint64_t line, const double *value)
{
    size_t i = batch->n;
    if (i == batch->capacity && !grow(batch))
        return false;
    if (i && batch->in_order)
        batch->in_order = series > batch->series[i - 1]
                          || (series == batch->series[i - 1] && day > batch->day[i - 1]);
    batch->series[i] = series;
    batch->day[i] = day;
    batch->line[i] = line;
    for (size_t c = 0; c < batch->n_columns; c++)
        batch->value[c][i] = value[c];
    batch->n++;
    return true;
}

/* ---- Sorting -------------------------------------------------------------------------------- */

/* Brings one column into the order of the items; scratch holds n elements of the size. */
static void permute(void *column, size_t size, const es_keyed *items, size_t n, void *scratch)
{
    memcpy(scratch, column, n * size);
    for (size_t i = 0; i < n; i++)
        memcpy((char *)column + i * size, (const char *)scratch + items[i].row * size, size);
}

static void permute_all(es_batch *batch, const es_keyed *items, void *scratch)
{
    permute(batch->series, sizeof *batch->series, items, batch->n, scratch);
    permute(batch->day, sizeof *batch->day, items, batch->n, scratch);
    permute(batch->line, sizeof *batch->line, items, batch->n, scratch);
    for (size_t c = 0; c < batch->n_columns; c++)
        permute(batch->value[c], sizeof **batch->value, items, batch->n, scratch);
}

bool es_batch_sort(es_batch *batch)
{
    size_t n = batch->n;
    es_keyed *items, *spare;
    bool ok;
    if (batch->in_order)
        return true;
    items = malloc(n * sizeof *items);
    spare = malloc(n * sizeof *spare); /* twice as scratch: an item is larger than any cell */
    ok = items && spare;
    if (ok) {
        for (size_t i = 0; i < n; i++)
            items[i] = (es_keyed){(uint64_t)batch->series[i] << 32 | es_key_signed(batch->day[i]),
                                  (uint32_t)i};
        es_sort_keyed(n, items, spare);
        permute_all(batch, items, spare);
    }
    free(items);
    free(spare);
    return ok;
}

/* ---- Merging -------------------------------------------------------------------------------- */

static bool same_key(const es_batch *b, size_t i, size_t j)
{
    return b->series[i] == b->series[j] && b->day[i] == b->day[j];
}

/* The first column in which both rows have values, and different ones; n_columns if none. */
static size_t first_difference(const es_batch *b, size_t i, size_t j)
{
    size_t c = 0;
    while (c < b->n_columns
           && (isnan(b->value[c][i]) || isnan(b->value[c][j]) || b->value[c][i] == b->value[c][j]))
        c++;
    return c;
}

/* Merges row j into row i of the same key. */
static void merge_row(es_batch *b, size_t i, size_t j, es_conflict_policy policy,
                      es_import_summary *summary)
{
    bool differs = first_difference(b, i, j) < b->n_columns, fills = false;
    for (size_t c = 0; c < b->n_columns; c++) {
        double old = b->value[c][i], new = b->value[c][j];
        if (isnan(old) && !isnan(new))
            fills = true;
        if (isnan(old) || (policy == ES_CONFLICT_REPLACE && !isnan(new)))
            b->value[c][i] = new;
    }
    if (differs)
        *(policy == ES_CONFLICT_REPLACE ? &summary->replaced : &summary->kept) += 1;
    else
        *(fills ? &summary->filled : &summary->repeated) += 1;
}

void es_batch_move(es_batch *batch, size_t to, size_t from)
{
    if (to == from)
        return;
    batch->series[to] = batch->series[from];
    batch->day[to] = batch->day[from];
    batch->line[to] = batch->line[from];
    for (size_t c = 0; c < batch->n_columns; c++)
        batch->value[c][to] = batch->value[c][from];
}

static void describe(const es_batch *b, size_t i, size_t j, size_t column, es_batch_conflict *out)
{
    out->found = true;
    out->series = b->series[i];
    out->day = b->day[i];
    out->column = column;
    out->first_line = b->line[i];
    out->second_line = b->line[j];
    out->first = b->value[column][i];
    out->second = b->value[column][j];
}

bool es_batch_merge(es_batch *batch, es_conflict_policy policy, es_import_summary *summary,
                    es_batch_conflict *conflict)
{
    size_t kept = 0;
    conflict->found = false;
    if (batch->in_order || batch->n == 0)
        return true;
    for (size_t j = 1; j < batch->n; j++) {
        if (!same_key(batch, kept, j)) {
            es_batch_move(batch, ++kept, j);
            continue;
        }
        if (policy == ES_CONFLICT_ERROR) {
            size_t column = first_difference(batch, kept, j);
            if (column < batch->n_columns) {
                describe(batch, kept, j, column, conflict);
                return false;
            }
        }
        merge_row(batch, kept, j, policy, summary);
    }
    batch->n = kept + 1;
    return true;
}
