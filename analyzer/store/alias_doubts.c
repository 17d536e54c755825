/* What is doubtful about the stored aliases. */
#include "base/table.h"
#include "event/hidden.h"
#include "store/load.h"
#include "store/reader.h"

static es_status judge(const es_dataset *data, es_table_rows *rows, es_error *err)
{
    es_status status = ES_OK;
    for (size_t k = 0; k < data->n_aliases && !status; k++) {
        const es_alias *alias = &data->alias[k];
        es_hidden hidden;
        status = es_dataset_hidden(data, alias, &hidden, err);
        if (!status && hidden.n) {
            const es_cell cell = es_cell_text(es_hidden_describe(alias, &hidden, data->arena));
            status = es_table_append(rows, &cell, err);
        }
    }
    return status;
}

static es_status examine(es_store *store, es_dataset *data, es_table_rows *rows, es_error *err)
{
    int64_t *ids = NULL;
    es_reader *reader;
    es_status status = es_load_securities(store, data, &ids, err);
    if (!status)
        status = es_load_aliases(store, ids, data, err);
    if (status || data->n_aliases == 0)
        return status;
    status = es_reader_open(store, ids, data->n_series, &reader, err);
    if (status)
        return status;
    data->source = (es_source){.context = reader, .read = es_reader_read};
    status = judge(data, rows, err);
    es_reader_close(reader);
    return status;
}

es_status es_alias_doubts(es_store *store, es_tables **out, es_error *err)
{
    static const es_column warning[] = {{"warning", ES_TEXT, ES_PLAIN}};
    es_tables *tables = es_tables_new();
    es_table_rows *rows = tables ? es_tables_add(tables, "warnings", "Warnings", warning, 1) : NULL;
    es_status status = rows ? es_store_snapshot(store, err) : es_fail_memory(err);
    *out = NULL;
    if (!status) {
        es_dataset data = {.arena = es_tables_arena(tables)};
        status = examine(store, &data, rows, err);
        es_store_release(store);
    }
    if (status)
        es_tables_free(tables);
    else
        *out = tables;
    return status;
}
