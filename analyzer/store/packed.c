#include "store/packed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/run.h"

static const es_column leading[ES_PACKED_VALUES] = {
    {"model", ES_TEXT, ES_PLAIN}, {"event", ES_TEXT, ES_PLAIN}, {"symbol", ES_TEXT, ES_PLAIN},
    {"tau", ES_INT, ES_PLAIN},    {"date", ES_DATE, ES_PLAIN},
};

/* Columns of ar_chunk that a value column cannot be called. */
static const char *const taken[] = {"run_id", "seq", "n", "day"};

static bool is_taken(const es_table *table, size_t column)
{
    const char *name = table->columns[column].name;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (sqlite3_stricmp(name, taken[i]) == 0)
            return true;
    for (size_t i = 0; i < column; i++)
        if (sqlite3_stricmp(name, table->columns[i].name) == 0)
            return true;
    return false;
}

bool es_packed_fits(const es_table *table)
{
    if (strcmp(table->name, "ar") != 0 || table->n_columns < ES_PACKED_VALUES)
        return false;
    for (size_t c = 0; c < ES_PACKED_VALUES; c++)
        if (strcmp(table->columns[c].name, leading[c].name) != 0
            || table->columns[c].type != leading[c].type)
            return false;
    for (size_t c = ES_PACKED_VALUES; c < table->n_columns; c++)
        if ((table->columns[c].type != ES_REAL && table->columns[c].type != ES_INT)
            || is_taken(table, c))
            return false;
    return true;
}

static size_t n_values(const es_table *table)
{
    return table->n_columns - ES_PACKED_VALUES;
}

/* ---- Saving ---- */

/* Work space for the rows of one model and event. */
typedef struct packer {
    const es_table *table;
    es_statement insert;
    size_t capacity; /* days */
    int32_t *tau, *day;
    double *value; /* value column v of day i: value[v * capacity + i] */
} packer;

/* The value columns are bound by position, behind the eight named parameters. */
enum { FIRST_VALUE_PARAMETER = 9 };

static es_status prepare_insert(es_store *store, packer *p, es_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendall(sql,
                          "INSERT INTO ar_chunk (run_id, seq, model, event, symbol, n, tau, day");
    es_sql_append_columns(sql, p->table->columns + ES_PACKED_VALUES, n_values(p->table));
    sqlite3_str_appendall(sql, ") VALUES (:run, :seq, :model, :event, :symbol, :n, :tau, :day");
    for (size_t v = 0; v < n_values(p->table); v++)
        sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    return es_sql_finish(store->db, sql, &p->insert, err);
}

static const char *text_at(const es_table *table, size_t row, size_t column)
{
    return es_table_text(table, row, (int)column);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* The row after the last one that has the same model, event and symbol as row `first`. */
static size_t end_of_group(const es_table *table, size_t first)
{
    const char *key[ES_PACKED_TAU];
    size_t row = first + 1;
    for (size_t c = 0; c < ES_PACKED_TAU; c++)
        key[c] = text_at(table, first, c);
    for (; row < table->n_rows; row++)
        for (size_t c = 0; c < ES_PACKED_TAU; c++)
            if (!same_text(key[c], text_at(table, row, c)))
                return row;
    return row;
}

static es_status make_room(packer *p, size_t n, es_error *err)
{
    if (n <= p->capacity)
        return ES_OK;
    free(p->tau);
    free(p->day);
    free(p->value);
    p->tau = calloc(n, sizeof *p->tau);
    p->day = calloc(n, sizeof *p->day);
    p->value = calloc(n, (n_values(p->table) + 1) * sizeof *p->value);
    p->capacity = n;
    return p->tau && p->day && p->value ? ES_OK : es_fail_memory(err);
}

static int32_t packed_int(const es_cell *cell)
{
    if (cell->type == ES_DATE)
        return cell->as.day;
    if (cell->type == ES_INT && cell->as.integer > INT32_MIN && cell->as.integer <= INT32_MAX)
        return (int32_t)cell->as.integer;
    return ES_PACKED_NONE;
}

/* Packs the rows [first, end). */
static void pack(packer *p, size_t first, size_t end)
{
    const es_table *table = p->table;
    for (size_t i = 0; i < end - first; i++) {
        es_cell cell;
        table->cell(table->source, first + i, ES_PACKED_TAU, &cell);
        p->tau[i] = packed_int(&cell);
        table->cell(table->source, first + i, ES_PACKED_DATE, &cell);
        p->day[i] = packed_int(&cell);
        for (size_t v = 0; v < n_values(table); v++)
            p->value[v * p->capacity + i] =
                es_table_number(table, first + i, (int)(ES_PACKED_VALUES + v));
    }
}

static es_status insert_group(packer *p, int64_t run, int64_t seq, size_t first, size_t end,
                              es_error *err)
{
    es_statement *st = &p->insert;
    size_t n = end - first;
    pack(p, first, end);
    es_bind_int(st, ":run", run);
    es_bind_int(st, ":seq", seq);
    es_bind_text(st, ":model", text_at(p->table, first, ES_PACKED_MODEL));
    es_bind_text(st, ":event", text_at(p->table, first, ES_PACKED_EVENT));
    es_bind_text(st, ":symbol", text_at(p->table, first, ES_PACKED_SYMBOL));
    es_bind_int(st, ":n", (int64_t)n);
    es_bind_blob(st, ":tau", p->tau, n * sizeof *p->tau);
    es_bind_blob(st, ":day", p->day, n * sizeof *p->day);
    for (size_t v = 0; v < n_values(p->table); v++)
        es_bind_blob_at(st, FIRST_VALUE_PARAMETER + (int)v, p->value + v * p->capacity,
                        n * sizeof *p->value);
    return es_statement_run(st, err);
}

static es_status insert_groups(packer *p, int64_t run, es_error *err)
{
    es_status status = ES_OK;
    int64_t seq = 0;
    for (size_t first = 0, end; first < p->table->n_rows && status == ES_OK; first = end) {
        end = end_of_group(p->table, first);
        status = make_room(p, end - first, err);
        if (status == ES_OK)
            status = insert_group(p, run, seq++, first, end, err);
    }
    return status;
}

es_status es_packed_save(es_store *store, int64_t run, const es_table *table, es_error *err)
{
    packer p = {.table = table};
    es_status status = es_add_columns(store->db, "ar_chunk", "BLOB",
                                      table->columns + ES_PACKED_VALUES, n_values(table), err);
    if (status == ES_OK)
        status = prepare_insert(store, &p, err);
    if (status == ES_OK)
        status = insert_groups(&p, run, err);
    es_statement_finalize(&p.insert);
    free(p.tau);
    free(p.day);
    free(p.value);
    return status;
}

/* ---- Loading ---- */

/* The loaded rows, column by column; what a group shares is held once. */
typedef struct group {
    const char *text[ES_PACKED_TAU]; /* model, event, symbol */
} group;

typedef struct unpacked {
    const es_column *columns;
    size_t n_rows, n_values;
    const group **of_row;
    int32_t *tau, *day;
    double *value; /* value column v of a row: value[v * n_rows + row] */
} unpacked;

static void unpacked_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const unpacked *u = source;
    double value;
    if (column < ES_PACKED_TAU) {
        *out = es_cell_text(u->of_row[row]->text[column]);
    } else if (column == ES_PACKED_TAU) {
        *out = u->tau[row] == ES_PACKED_NONE ? es_cell_missing() : es_cell_int(u->tau[row]);
    } else if (column == ES_PACKED_DATE) {
        *out = u->day[row] == ES_PACKED_NONE ? es_cell_missing() : es_cell_day(u->day[row]);
    } else {
        value = u->value[(column - ES_PACKED_VALUES) * u->n_rows + row];
        *out = isnan(value) || u->columns[column].type == ES_REAL ? es_cell_real(value)
                                                                  : es_cell_int((int64_t)value);
    }
}

static unpacked *unpacked_new(es_arena *arena, const es_table *head)
{
    unpacked *u = ES_NEW(arena, 1, unpacked);
    if (!u)
        return NULL;
    u->columns = head->columns;
    u->n_rows = head->n_rows;
    u->n_values = n_values(head);
    u->of_row = ES_NEW(arena, u->n_rows, const group *);
    u->tau = es_arena_alloc_raw(arena, u->n_rows, sizeof *u->tau);
    u->day = es_arena_alloc_raw(arena, u->n_rows, sizeof *u->day);
    u->value = es_arena_alloc_raw(arena, u->n_rows, u->n_values * sizeof *u->value);
    return es_arena_failed(arena) ? NULL : u;
}

/* Copies a blob of n elements; false when it has another length. */
static bool copy_blob(es_statement *st, int column, void *to, size_t n, size_t size)
{
    size_t bytes;
    const void *blob = es_column_blob(st, column, &bytes);
    if (bytes != n * size)
        return false;
    if (n)
        memcpy(to, blob, bytes);
    return true;
}

/* The columns of the query in es_packed_load. */
enum { TEXTS_AT, N_AT = 3, TAU_AT, DAY_AT, VALUES_AT };

/* Appends one packed row behind the first `at` rows. */
static es_status unpack(es_statement *st, unpacked *u, size_t *at, es_arena *arena, es_error *err)
{
    int64_t days = es_column_int(st, N_AT);
    size_t n = days > 0 ? (size_t)days : 0;
    group *g = ES_NEW(arena, 1, group);
    bool sound = n > 0 && n <= u->n_rows - *at;
    if (!g)
        return es_fail_memory(err);
    for (int c = 0; c < ES_PACKED_TAU; c++)
        g->text[c] = es_arena_text(arena, es_column_text(st, TEXTS_AT + c));
    sound = sound && copy_blob(st, TAU_AT, u->tau + *at, n, sizeof *u->tau)
            && copy_blob(st, DAY_AT, u->day + *at, n, sizeof *u->day);
    for (size_t v = 0; v < u->n_values && sound; v++)
        sound =
            copy_blob(st, VALUES_AT + (int)v, u->value + v * u->n_rows + *at, n, sizeof *u->value);
    if (!sound)
        return es_fail(err, ES_ESTORE, "table ar_chunk: a row is damaged");
    for (size_t i = 0; i < n; i++)
        u->of_row[*at + i] = g;
    *at += n;
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

static es_status unpack_all(es_statement *st, unpacked *u, es_arena *arena, es_error *err)
{
    size_t at = 0;
    for (;;) {
        bool row;
        es_status status = es_statement_step(st, &row, err);
        if (status == ES_OK && row)
            status = unpack(st, u, &at, arena, err);
        if (status != ES_OK)
            return status;
        if (!row)
            break;
    }
    return at == u->n_rows ? ES_OK : es_fail(err, ES_ESTORE, "table ar_chunk: a row is missing");
}

es_status es_packed_load(es_store *store, int64_t run, const es_table *head, es_tables *out,
                         es_error *err)
{
    es_arena *arena = es_tables_arena(out);
    unpacked *u = unpacked_new(arena, head);
    es_table table = *head;
    sqlite3_str *sql = sqlite3_str_new(store->db);
    es_statement st;
    es_status status;
    sqlite3_str_appendall(sql, "SELECT model, event, symbol, n, tau, day");
    es_sql_append_columns(sql, head->columns + ES_PACKED_VALUES, n_values(head));
    sqlite3_str_appendall(sql, " FROM ar_chunk WHERE run_id = :run ORDER BY seq");
    status = es_sql_finish(store->db, sql, &st, err);
    if (status == ES_OK && !u)
        status = es_fail_memory(err);
    if (status == ES_OK) {
        es_bind_int(&st, ":run", run);
        status = unpack_all(&st, u, arena, err);
    }
    es_statement_finalize(&st);
    table.source = u;
    table.cell = unpacked_cell;
    return status == ES_OK ? es_tables_add_view(out, &table, err) : status;
}
