/* Keeping a study's result: the catalog, then each table in run_<name> or packed. */
#include "store/packed.h"
#include "store/run.h"

static es_status add_run(es_store *store, int64_t *run, es_error *err)
{
    es_statement st;
    es_status status =
        es_statement_prepare(store->db,
                             "INSERT INTO run (at, version)"
                             " VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), :version)",
                             &st, err);
    if (status == ES_OK) {
        es_bind_text(&st, ":version", es_version());
        status = es_statement_run(&st, err);
    }
    *run = sqlite3_last_insert_rowid(store->db);
    es_statement_finalize(&st);
    return status;
}

static es_status add_catalog(es_store *store, int64_t run, size_t position, const es_table *table,
                             bool packed, es_error *err)
{
    es_statement st;
    es_status status =
        es_statement_prepare(store->db,
                             "INSERT INTO catalog (run_id, position, name, title, n_rows, packed)"
                             " VALUES (:run, :position, :name, :title, :n_rows, :packed)",
                             &st, err);
    if (status == ES_OK) {
        es_bind_int(&st, ":run", run);
        es_bind_int(&st, ":position", (int64_t)position);
        es_bind_text(&st, ":name", table->name);
        es_bind_text(&st, ":title", table->title ? table->title : table->name);
        es_bind_int(&st, ":n_rows", (int64_t)table->n_rows);
        es_bind_int(&st, ":packed", packed);
        status = es_statement_run(&st, err);
    }
    es_statement_finalize(&st);
    return status;
}

static es_status add_catalog_columns(es_store *store, int64_t run, size_t position,
                                     const es_table *table, es_error *err)
{
    es_statement st;
    es_status status = es_statement_prepare(
        store->db,
        "INSERT INTO catalog_column (run_id, catalog, position, name, type, unit)"
        " VALUES (:run, :catalog, :position, :name, :type, :unit)",
        &st, err);
    for (size_t i = 0; i < table->n_columns && status == ES_OK; i++) {
        const es_column *column = &table->columns[i];
        es_bind_int(&st, ":run", run);
        es_bind_int(&st, ":catalog", (int64_t)position);
        es_bind_int(&st, ":position", (int64_t)i);
        es_bind_text(&st, ":name", column->name);
        es_bind_text(&st, ":type", es_type_text(column->type));
        es_bind_text(&st, ":unit", es_unit_text(column->unit));
        status = es_statement_run(&st, err);
    }
    es_statement_finalize(&st);
    return status;
}

/* SQL takes names that differ in letter case for the same, and two names are taken. */
static es_status check_names(const es_table *table, es_error *err)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *name = table->columns[i].name;
        bool taken = sqlite3_stricmp(name, "run_id") == 0 || sqlite3_stricmp(name, "seq") == 0;
        for (size_t j = 0; j < i; j++)
            taken = taken || sqlite3_stricmp(name, table->columns[j].name) == 0;
        if (taken)
            return es_fail(err, ES_EUSAGE, "table %s cannot be kept: its column name %s is taken",
                           table->name, name);
    }
    return ES_OK;
}

/* Makes the database table, or widens it, so that it has all columns of the result. */
static es_status make_table(es_store *store, const char *name, const es_table *table, es_error *err)
{
    char *sql = sqlite3_mprintf("CREATE TABLE IF NOT EXISTS \"%w\" (\n"
                                "  run_id INTEGER NOT NULL REFERENCES run,\n"
                                "  seq INTEGER NOT NULL,\n"
                                "  PRIMARY KEY (run_id, seq)\n"
                                ") STRICT, WITHOUT ROWID",
                                name);
    es_status status = sql ? es_sql_run(store->db, sql, err) : es_fail_memory(err);
    sqlite3_free(sql);
    if (status == ES_OK)
        status = es_add_columns(store->db, name, "ANY", table->columns, table->n_columns, err);
    return status;
}

static es_status insert_rows(es_statement *st, int64_t run, const es_table *table, es_error *err)
{
    es_status status = ES_OK;
    for (size_t row = 0; row < table->n_rows && status == ES_OK; row++) {
        const es_cell run_cell = es_cell_int(run), seq_cell = es_cell_int((int64_t)row);
        es_bind_cell(st, 1, &run_cell);
        es_bind_cell(st, 2, &seq_cell);
        for (size_t column = 0; column < table->n_columns; column++) {
            es_cell cell;
            table->cell(table->source, row, column, &cell);
            es_bind_cell(st, (int)column + 3, &cell);
        }
        status = es_statement_run(st, err);
    }
    return status;
}

static es_status save_rows(es_store *store, int64_t run, const es_table *table, es_error *err)
{
    es_statement st;
    sqlite3_str *sql;
    char *name = sqlite3_mprintf("run_%s", table->name);
    es_status status = name ? check_names(table, err) : es_fail_memory(err);
    if (status == ES_OK)
        status = make_table(store, name, table, err);
    if (status == ES_OK) {
        sql = sqlite3_str_new(store->db);
        sqlite3_str_appendf(sql, "INSERT INTO \"%w\" (run_id, seq", name);
        es_sql_append_columns(sql, table->columns, table->n_columns);
        sqlite3_str_appendall(sql, ") VALUES (?, ?");
        for (size_t i = 0; i < table->n_columns; i++)
            sqlite3_str_appendall(sql, ", ?");
        sqlite3_str_appendall(sql, ")");
        status = es_sql_finish(store->db, sql, &st, err);
        if (status == ES_OK)
            status = insert_rows(&st, run, table, err);
        es_statement_finalize(&st);
    }
    sqlite3_free(name);
    return status;
}

static es_status save_tables(es_store *store, int64_t run, const es_tables *result, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < es_tables_count(result) && status == ES_OK; i++) {
        const es_table *table = es_tables_at(result, i);
        bool packed = es_packed_fits(table);
        status = add_catalog(store, run, i, table, packed, err);
        if (status == ES_OK)
            status = add_catalog_columns(store, run, i, table, err);
        if (status == ES_OK)
            status =
                packed ? es_packed_save(store, run, table, err) : save_rows(store, run, table, err);
    }
    return status;
}

es_status es_store_save_run(es_store *store, const es_tables *result, int64_t *run, es_error *err)
{
    es_status status = es_store_begin(store, err);
    if (status != ES_OK)
        return status;
    status = add_run(store, run, err);
    if (status == ES_OK)
        status = save_tables(store, *run, result, err);
    if (status == ES_OK)
        status = es_store_commit(store, err);
    if (status != ES_OK)
        es_store_rollback(store);
    return status;
}
