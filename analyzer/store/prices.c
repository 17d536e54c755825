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

/* Where rows of days and of bars lie, in chunks with this key. */
typedef struct home {
    es_cached get, put;
    const char *get_sql, *put_sql;
    es_status (*read)(es_statement *st, int first, es_chunk_view *out, es_error *err);
} home;

#define PARAMETER(id, name) ", :" name
#define UPDATE(id, name) ", " name " = excluded." name
#define GET(table, key, columns)                                                                   \
    "SELECT " columns " FROM " table " WHERE security_id = :security_id AND " key " = :key"
#define PUT(table, key, times, columns)                                                            \
    "INSERT INTO " table " (security_id, " columns ")"                                             \
    " VALUES (:security_id, :key, :n, :times" ES_FIELD_MAP(                                        \
        PARAMETER) ")"                                                                             \
                   " ON CONFLICT (security_id, " key ") DO UPDATE SET n = excluded.n, " times      \
                   " = excluded." times                                                            \
                   ES_FIELD_MAP(UPDATE)

static const home of_days = {ES_CACHED_GET_CHUNK, ES_CACHED_PUT_CHUNK,
                             GET("price_chunk", "year", ES_CHUNK_COLUMNS),
                             PUT("price_chunk", "year", "day", ES_CHUNK_COLUMNS), es_chunk_read};
static const home of_bars = {ES_CACHED_GET_BARS, ES_CACHED_PUT_BARS,
                             GET("bar_chunk", "day", ES_BAR_COLUMNS),
                             PUT("bar_chunk", "day", "second", ES_BAR_COLUMNS), es_bars_read};

#undef PARAMETER
#undef UPDATE

/* Fetches a stored chunk into store->stored. */
static es_status get_chunk(es_store *store, const home *at, int64_t security, int key, bool *found,
                           es_error *err)
{
    es_statement *st;
    es_chunk_view view;
    es_status status = es_store_statement(store, at->get, at->get_sql, &st, err);
    *found = false;
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":security_id", security);
    es_bind_int(st, ":key", key);
    status = es_statement_step(st, found, err);
    if (status == ES_OK && *found)
        status = at->read(st, 0, &view, err);
    if (status == ES_OK && *found)
        es_chunk_copy(&view, &store->stored);
    es_statement_reset(st);
    return status;
}

/* Days as they are; of bars, the seconds since midnight. */
static void bind_times(es_statement *st, int32_t *second, const es_prices *chunk)
{
    bool bars = es_is_bar(chunk->day[0]);
    for (size_t i = 0; bars && i < chunk->n; i++)
        second[i] = es_bar_second(chunk->day[i]);
    es_bind_blob(st, ":times", bars ? second : chunk->day, chunk->n * sizeof *second);
}

/* In the short form where it loses nothing. */
static void bind_field(es_statement *st, const char *parameter, es_packing *packing, size_t n,
                       const double *value)
{
    if (value && es_decimals_pack(n, value, packing->byte))
        es_bind_blob(st, parameter, packing->byte, ES_DECIMALS_SIZE(n));
    else
        es_bind_blob(st, parameter, value, n * sizeof *value);
}

static es_status put_chunk(es_store *store, const home *at, int64_t security, int key,
                           const es_prices *chunk, es_error *err)
{
#define PARAMETER_NAME(id, name) ":" name,
    static const char *const parameter[] = {ES_FIELD_MAP(PARAMETER_NAME)};
#undef PARAMETER_NAME
    es_statement *st;
    es_status status = es_store_statement(store, at->put, at->put_sql, &st, err);
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":security_id", security);
    es_bind_int(st, ":key", key);
    es_bind_int(st, ":n", (int64_t)chunk->n);
    bind_times(st, store->second, chunk);
    for (int f = 0; f < ES_N_FIELDS; f++)
        bind_field(st, parameter[f], &store->packing[f], chunk->n, chunk->value[f]);
    return es_statement_run(st, err);
}

/* Puts rows of one year, or bars of one day. */
static es_status put_rows(es_store *store, int64_t security, const es_prices *rows,
                          const es_merge *how, es_error *err)
{
    bool bars = es_is_bar(rows->day[0]), found, changed;
    const home *at = bars ? &of_bars : &of_days;
    int key = bars ? es_bar_day(rows->day[0]) : es_day_year(rows->day[0]);
    es_prices merged;
    es_status status = get_chunk(store, at, security, key, &found, err);
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
    if (!bars && !es_touched_add(&store->touched, security, rows->day[0]))
        return es_fail_memory(err);
    return put_chunk(store, at, security, key, &merged, err);
}

es_status es_store_put_prices(es_store *store, int64_t security, const es_prices *rows,
                              es_conflict_policy policy, es_put_counts *counts,
                              es_put_conflict *conflict, es_error *err)
{
    const es_merge how = {policy, counts, conflict};
    es_status status = ES_OK;
    conflict->found = false;
    for (size_t first = 0; first < rows->n && status == ES_OK;) {
        const es_prices part = es_chunk_slice(rows, first);
        status = put_rows(store, security, &part, &how, err);
        if (conflict->found)
            conflict->row += first;
        first += part.n;
    }
    return status;
}
