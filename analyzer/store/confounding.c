/* Confounding events, written and read. */
#include "store/load.h"
#include "store/store.h"

es_status es_store_put_confounding(es_store *store, const char *symbol, es_day day,
                                   const char *label, es_put_counts *counts, es_error *err)
{
    es_statement st;
    es_status status =
        es_statement_prepare(store->db,
                             "INSERT INTO confounding (symbol, date, label)"
                             " VALUES (:symbol, :date, :label) ON CONFLICT DO NOTHING",
                             &st, err);
    if (status == ES_OK) {
        es_bind_text(&st, ":symbol", symbol);
        es_bind_day(&st, ":date", day);
        es_bind_text(&st, ":label", label);
        status = es_statement_run(&st, err);
    }
    if (status == ES_OK && sqlite3_changes(store->db) > 0)
        counts->added++;
    else
        counts->unchanged++;
    es_statement_finalize(&st);
    return status;
}

es_status es_load_confounding(es_store *store, es_dataset *data, es_error *err)
{
    es_statement st;
    es_confounding *out;
    int64_t n;
    bool more = true;
    es_status status = es_sql_int(store->db, "SELECT count(*) FROM confounding", &n, err);
    if (status != ES_OK || n == 0)
        return status;
    data->confounding = out = ES_NEW(data->arena, (size_t)n, es_confounding);
    if (!out)
        return es_fail_memory(err);
    status = es_statement_prepare(
        store->db, "SELECT symbol, date, label FROM confounding ORDER BY confounding_id", &st, err);
    while (status == ES_OK && data->n_confounding < (size_t)n) {
        es_confounding *c = &out[data->n_confounding];
        status = es_statement_step(&st, &more, err);
        if (status != ES_OK || !more)
            break;
        c->symbol = es_arena_text(data->arena, es_column_text(&st, 0));
        c->label = es_arena_text(data->arena, es_column_text(&st, 2));
        if (!es_column_day(&st, 1, &c->day))
            status = es_fail(err, ES_ESTORE, "table confounding: a date of %s is damaged",
                             es_column_text(&st, 0));
        else if (!c->symbol || !c->label)
            status = es_fail_memory(err);
        else
            c->series = es_dataset_series_on(data, c->symbol, c->day);
        data->n_confounding++;
    }
    es_statement_finalize(&st);
    return status;
}
