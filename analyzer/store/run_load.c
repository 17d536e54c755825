/* Giving a kept result back, table by table, as it was. */
#include "store/packed.h"
#include "store/run.h"

/* The run that is meant: 0 is the latest. */
static es_status find_run(es_store *store, int64_t wanted, int64_t *run, es_error *err)
{
    es_statement st;
    bool row;
    int64_t first = 0, last = 0;
    es_status status = es_statement_prepare(
        store->db, "SELECT min(run_id), max(run_id), max(run_id = :run) FROM run", &st, err);
    if (status != ES_OK)
        return status;
    es_bind_int(&st, ":run", wanted);
    status = es_statement_step(&st, &row, err);
    if (status == ES_OK && row) {
        first = es_column_int(&st, 0);
        last = es_column_int(&st, 1);
        *run = wanted ? wanted : last;
        row = wanted ? es_column_int(&st, 2) != 0 : last != 0;
    }
    es_statement_finalize(&st);
    if (status != ES_OK || row)
        return status;
    if (last == 0) {
        es_fail(err, ES_ENOTFOUND, "no run is kept in %s", store->path);
        es_hint(err, "`eventstudy run` keeps its result under a number");
        return ES_ENOTFOUND;
    }
    es_fail(err, ES_ENOTFOUND, "there is no run %lld in %s", (long long)wanted, store->path);
    es_hint(err, "the kept runs are %lld to %lld; `eventstudy list runs` shows them",
            (long long)first, (long long)last);
    return ES_ENOTFOUND;
}

static es_status read_column(es_statement *st, es_arena *arena, es_column *out, es_error *err)
{
    out->name = es_arena_text(arena, es_column_text(st, 0));
    if (!es_type_find(es_column_text(st, 1), &out->type)
        || !es_unit_find(es_column_text(st, 2), &out->unit))
        return es_fail(err, ES_ESTORE, "table catalog_column: column %s is damaged", out->name);
    return ES_OK;
}

/* The columns of a kept table, in the arena of the set. */
static es_status load_columns(es_store *store, int64_t run, size_t position, es_arena *arena,
                              es_table *head, es_error *err)
{
    es_statement st;
    es_column *columns = ES_NEW(arena, head->n_columns, es_column);
    es_status status =
        es_statement_prepare(store->db,
                             "SELECT name, type, unit FROM catalog_column"
                             " WHERE run_id = :run AND catalog = :catalog ORDER BY position",
                             &st, err);
    if (status == ES_OK && !columns)
        status = es_fail_memory(err);
    if (status == ES_OK) {
        es_bind_int(&st, ":run", run);
        es_bind_int(&st, ":catalog", (int64_t)position);
    }
    for (size_t i = 0; i < head->n_columns && status == ES_OK; i++) {
        bool row;
        status = es_statement_step(&st, &row, err);
        if (status == ES_OK && row)
            status = read_column(&st, arena, &columns[i], err);
    }
    head->columns = columns;
    es_statement_finalize(&st);
    return status;
}

/* A stored value as the cell it was: SQLite knows whole numbers, floats and texts apart, and a
 * text in a column of dates is a date. */
static es_cell cell_at(es_statement *st, int column, es_type type)
{
    es_day day;
    switch (sqlite3_column_type(st->handle, column)) {
    case SQLITE_INTEGER:
        return es_cell_int(es_column_int(st, column));
    case SQLITE_FLOAT:
        return es_cell_real(es_column_real(st, column));
    case SQLITE_TEXT:
        if (type == ES_DATE && es_column_day(st, column, &day))
            return es_cell_day(day);
        return es_cell_text(es_column_text(st, column));
    default:
        return es_cell_missing();
    }
}

static es_status read_rows(es_statement *st, const es_table *head, es_cell *cells,
                           es_table_rows *rows, es_error *err)
{
    for (;;) {
        bool row;
        es_status status = es_statement_step(st, &row, err);
        if (status != ES_OK || !row)
            return status;
        for (size_t i = 0; i < head->n_columns; i++)
            cells[i] = cell_at(st, (int)i + 1, head->columns[i].type);
        status = es_table_append(rows, cells, err);
        if (status != ES_OK)
            return status;
    }
}

static es_status load_rows(es_store *store, int64_t run, const es_table *head, es_tables *out,
                           es_error *err)
{
    es_table_rows *rows =
        es_tables_add(out, head->name, head->title, head->columns, head->n_columns);
    es_cell *cells = ES_NEW(es_tables_arena(out), head->n_columns, es_cell);
    sqlite3_str *sql = sqlite3_str_new(store->db);
    es_statement st;
    es_status status;
    sqlite3_str_appendall(sql, "SELECT seq");
    es_sql_append_columns(sql, head->columns, head->n_columns);
    sqlite3_str_appendf(sql, " FROM \"run_%w\" WHERE run_id = :run ORDER BY seq", head->name);
    status = es_sql_finish(store->db, sql, &st, err);
    if (status == ES_OK && (!rows || !cells))
        status = es_fail_memory(err);
    if (status == ES_OK) {
        es_bind_int(&st, ":run", run);
        status = read_rows(&st, head, cells, rows, err);
    }
    es_statement_finalize(&st);
    return status;
}

/* `st` stands on the table's row of the catalog. */
static es_status load_table(es_store *store, int64_t run, size_t position, es_statement *st,
                            es_tables *out, es_error *err)
{
    es_arena *arena = es_tables_arena(out);
    es_table head = {
        .name = es_arena_text(arena, es_column_text(st, 0)),
        .title = es_arena_text(arena, es_column_text(st, 1)),
        .n_rows = (size_t)es_column_int(st, 2),
        .n_columns = (size_t)es_column_int(st, 4),
    };
    bool packed = es_column_int(st, 3) != 0;
    es_status status = es_arena_failed(arena)
                           ? es_fail_memory(err)
                           : load_columns(store, run, position, arena, &head, err);
    if (status == ES_OK && packed && !es_packed_fits(&head))
        status = es_fail(err, ES_ESTORE, "table catalog: table %s is damaged", head.name);
    if (status != ES_OK)
        return status;
    return packed ? es_packed_load(store, run, &head, out, err)
                  : load_rows(store, run, &head, out, err);
}

static es_status load_tables(es_store *store, int64_t run, es_tables *out, es_error *err)
{
    es_statement st;
    es_status status =
        es_statement_prepare(store->db,
                             "SELECT name, title, n_rows, packed,"
                             " (SELECT count(*) FROM catalog_column AS c"
                             "  WHERE c.run_id = catalog.run_id AND c.catalog = catalog.position)"
                             " FROM catalog WHERE run_id = :run ORDER BY position",
                             &st, err);
    if (status == ES_OK)
        es_bind_int(&st, ":run", run);
    for (size_t i = 0; status == ES_OK; i++) {
        bool row;
        status = es_statement_step(&st, &row, err);
        if (status != ES_OK || !row)
            break;
        status = load_table(store, run, i, &st, out, err);
    }
    es_statement_finalize(&st);
    return status;
}

static es_status load(es_store *store, int64_t wanted, es_tables *out, es_error *err)
{
    int64_t run = 0;
    es_status status = es_store_snapshot(store, err);
    if (status != ES_OK)
        return status;
    status = find_run(store, wanted, &run, err);
    if (status == ES_OK)
        status = load_tables(store, run, out, err);
    es_store_release(store);
    return status;
}

es_status es_store_load_run(es_store *store, int64_t run, es_tables **out, es_error *err)
{
    es_status status = es_store_require_data(store, err);
    *out = NULL;
    if (status != ES_OK)
        return status;
    *out = es_tables_new();
    if (!*out)
        return es_fail_memory(err);
    status = load(store, run, *out, err);
    if (status != ES_OK) {
        es_tables_free(*out);
        *out = NULL;
    }
    return status;
}
