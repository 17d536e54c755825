/* Securities and their price chunks, written. */
#include "store/store.h"

#include "base/date.h"
#include "store/connection.h"

es_status es_store_security(es_store *store, const char *symbol, int64_t *id, es_error *err)
{
    es_statement *st;
    bool found = false;
    es_status status =
        es_store_statement(store, ES_CACHED_FIND_SECURITY,
                           "SELECT security_id FROM security WHERE symbol = :symbol", &st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(st, ":symbol", symbol);
    status = es_statement_step(st, &found, err);
    if (found)
        *id = es_column_int(st, 0);
    es_statement_reset(st);
    if (status != ES_OK || found)
        return status;

    status = es_store_statement(store, ES_CACHED_ADD_SECURITY,
                                "INSERT INTO security (symbol) VALUES (:symbol)", &st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(st, ":symbol", symbol);
    status = es_statement_run(st, err);
    *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

/* Fetches the stored chunk of a year into store->stored. */
static es_status get_chunk(es_store *store, int64_t security, int year, bool *found, es_error *err)
{
    es_statement *st;
    es_chunk_view view;
    es_status status = es_store_statement(store, ES_CACHED_GET_CHUNK,
                                          "SELECT " ES_CHUNK_COLUMNS " FROM price_chunk"
                                          " WHERE security_id = :security_id AND year = :year",
                                          &st, err);
    *found = false;
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":security_id", security);
    es_bind_int(st, ":year", year);
    status = es_statement_step(st, found, err);
    if (status == ES_OK && *found)
        status = es_chunk_read(st, 0, &view, err);
    if (status == ES_OK && *found)
        es_chunk_copy(&view, &store->stored);
    es_statement_reset(st);
    return status;
}

#define PARAMETER(id, name) ", :" name
#define UPDATE(id, name) ", " name " = excluded." name

static es_status put_chunk(es_store *store, int64_t security, int year, const es_prices *chunk,
                           es_error *err)
{
#define PARAMETER_NAME(id, name) ":" name,
    static const char *const parameter[] = {ES_FIELD_MAP(PARAMETER_NAME)};
#undef PARAMETER_NAME
    es_statement *st;
    es_status status = es_store_statement(
        store, ES_CACHED_PUT_CHUNK,
        "INSERT INTO price_chunk (security_id, " ES_CHUNK_COLUMNS ")"
        " VALUES (:security_id, :year, :n, :day" ES_FIELD_MAP(
            PARAMETER) ")"
                       " ON CONFLICT (security_id, year)"
                       " DO UPDATE SET n = excluded.n, day = excluded.day" ES_FIELD_MAP(UPDATE),
        &st, err);
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":security_id", security);
    es_bind_int(st, ":year", year);
    es_bind_int(st, ":n", (int64_t)chunk->n);
    es_bind_blob(st, ":day", chunk->day, chunk->n * sizeof *chunk->day);
    for (int f = 0; f < ES_N_FIELDS; f++)
        es_bind_blob(st, parameter[f], chunk->value[f], chunk->n * sizeof(double));
    return es_statement_run(st, err);
}

#undef PARAMETER
#undef UPDATE

/* Puts rows of one year. */
static es_status put_year(es_store *store, int64_t security, const es_prices *rows,
                          const es_merge *how, es_error *err)
{
    int year = es_day_year(rows->day[0]);
    bool found, changed;
    es_prices merged;
    es_status status = get_chunk(store, security, year, &found, err);
    if (status != ES_OK)
        return status;
    if (!found) {
        how->counts->added += rows->n;
        merged = *rows;
    } else {
        status = es_chunk_merge(&store->stored, rows, how, &store->merged, &changed);
        if (status != ES_OK || !changed)
            return status;
        merged = es_chunk_prices(&store->merged);
    }
    if (!es_touched_add(&store->touched, security, rows->day[0]))
        return es_fail_memory(err);
    return put_chunk(store, security, year, &merged, err);
}

es_status es_store_put_prices(es_store *store, int64_t security, const es_prices *rows,
                              es_conflict_policy policy, es_put_counts *counts,
                              es_put_conflict *conflict, es_error *err)
{
    const es_merge how = {policy, counts, conflict};
    es_status status = ES_OK;
    conflict->found = false;
    for (size_t first = 0; first < rows->n && status == ES_OK;) {
        const es_prices year = es_chunk_slice(rows, first);
        status = put_year(store, security, &year, &how, err);
        if (conflict->found)
            conflict->row += first;
        first += year.n;
    }
    return status;
}
