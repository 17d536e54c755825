#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct es_table_rows {
    es_table table; /* first: a view of itself */
    es_arena *arena;
    es_cell *cells;  /* n_rows x n_columns, row-major */
    size_t capacity; /* cells */
    struct es_table_rows *next;
};

typedef struct owned {
    void *object;
    void (*destroy)(void *);
    struct owned *next;
} owned;

struct es_tables {
    es_arena *arena;
    const es_table **table; /* count */
    size_t count, capacity;
    es_table_rows *rows; /* those that keep cells, to be freed */
    owned *owned;
};

es_tables *es_tables_new(void)
{
    es_tables *t = calloc(1, sizeof *t);
    if (t && !(t->arena = es_arena_new())) {
        free(t);
        t = NULL;
    }
    return t;
}

es_arena *es_tables_arena(es_tables *tables)
{
    return tables->arena;
}

void es_tables_free(es_tables *tables)
{
    if (!tables)
        return;
    for (es_table_rows *r = tables->rows; r; r = r->next)
        free(r->cells);
    for (owned *o = tables->owned; o; o = o->next)
        o->destroy(o->object);
    free(tables->table);
    es_arena_free(tables->arena);
    free(tables);
}

size_t es_tables_count(const es_tables *tables)
{
    return tables->count;
}

const es_table *es_tables_at(const es_tables *tables, size_t i)
{
    return tables->table[i];
}

const es_table *es_tables_find(const es_tables *tables, const char *name)
{
    for (size_t i = 0; i < tables->count; i++)
        if (strcmp(tables->table[i]->name, name) == 0)
            return tables->table[i];
    return NULL;
}

static bool make_room(es_tables *tables)
{
    size_t capacity = tables->capacity ? 2 * tables->capacity : 16;
    const es_table **table;
    if (tables->count < tables->capacity)
        return true;
    table = realloc(tables->table, capacity * sizeof *table);
    if (!table)
        return false;
    tables->table = table;
    tables->capacity = capacity;
    return true;
}

/* Copies names and columns of `from` into the arena. */
static bool copy_head(es_arena *arena, const es_table *from, es_table *to)
{
    es_column *columns = ES_NEW(arena, from->n_columns, es_column);
    *to = *from;
    to->name = es_arena_text(arena, from->name);
    to->title = es_arena_text(arena, from->title ? from->title : from->name);
    to->note = from->note ? es_arena_text(arena, from->note) : NULL;
    for (size_t i = 0; columns && i < from->n_columns; i++) {
        columns[i] = from->columns[i];
        columns[i].name = es_arena_text(arena, from->columns[i].name);
    }
    to->columns = columns;
    return !es_arena_failed(arena);
}

static void own_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const es_table_rows *rows = source;
    *out = rows->cells[row * rows->table.n_columns + column];
}

es_table_rows *es_tables_add(es_tables *tables, const char *name, const char *title,
                             const es_column *columns, size_t n_columns)
{
    es_table head = {name, title, columns, n_columns, 0, NULL, own_cell, NULL};
    es_table_rows *rows = ES_NEW(tables->arena, 1, es_table_rows);
    if (!rows || !copy_head(tables->arena, &head, &rows->table) || !make_room(tables))
        return NULL;
    rows->table.source = rows;
    rows->arena = tables->arena;
    rows->next = tables->rows;
    tables->rows = rows;
    tables->table[tables->count++] = &rows->table;
    return rows;
}

es_status es_table_append(es_table_rows *rows, const es_cell *cells, es_error *err)
{
    size_t width = rows->table.n_columns, used = rows->table.n_rows * width;
    if (used + width > rows->capacity) {
        size_t capacity = rows->capacity ? 2 * rows->capacity : 8 * width;
        es_cell *grown = realloc(rows->cells, capacity * sizeof *grown);
        if (!grown)
            return es_fail_memory(err);
        rows->cells = grown;
        rows->capacity = capacity;
    }
    for (size_t i = 0; i < width; i++) {
        es_cell *cell = &rows->cells[used + i];
        *cell = cells[i];
        if (cell->type == ES_TEXT && !(cell->as.text = es_arena_text(rows->arena, cell->as.text)))
            return es_fail_memory(err);
    }
    rows->table.n_rows++;
    return ES_OK;
}

es_status es_table_note(es_table_rows *rows, const char *note, es_error *err)
{
    rows->table.note = es_arena_text(rows->arena, note);
    return rows->table.note ? ES_OK : es_fail_memory(err);
}

es_status es_tables_add_view(es_tables *tables, const es_table *view, es_error *err)
{
    es_table *table = ES_NEW(tables->arena, 1, es_table);
    if (!table || !copy_head(tables->arena, view, table) || !make_room(tables))
        return es_fail_memory(err);
    tables->table[tables->count++] = table;
    return ES_OK;
}

es_status es_tables_own(es_tables *tables, void *object, void (*destroy)(void *), es_error *err)
{
    owned *o = ES_NEW(tables->arena, 1, owned);
    if (!o)
        return es_fail_memory(err);
    o->object = object;
    o->destroy = destroy;
    o->next = tables->owned;
    tables->owned = o;
    return ES_OK;
}

int es_table_column(const es_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *es_table_text(const es_table *table, size_t row, int column)
{
    es_cell cell;
    if (column < 0)
        return NULL;
    table->cell(table->source, row, (size_t)column, &cell);
    return cell.type == ES_TEXT ? cell.as.text : NULL;
}

double es_table_number(const es_table *table, size_t row, int column)
{
    es_cell cell;
    if (column < 0)
        return (double)NAN;
    table->cell(table->source, row, (size_t)column, &cell);
    if (cell.type == ES_REAL)
        return cell.as.real;
    return cell.type == ES_INT ? (double)cell.as.integer : (double)NAN;
}
