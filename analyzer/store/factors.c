/* Factor returns, written. */
#include "store/store.h"

#include <math.h>

#include "store/connection.h"

/* Adds a value where there is none; *added tells whether it did. */
static es_status add_value(es_store *store, const char *name, es_day day, double value, bool *added,
                           es_error *err)
{
    es_statement *st;
    es_status status =
        es_store_statement(store, ES_CACHED_ADD_FACTOR,
                           "INSERT INTO factor (factor, day, value) VALUES (:factor, :day, :value)"
                           " ON CONFLICT (factor, day) DO NOTHING",
                           &st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(st, ":factor", name);
    es_bind_day(st, ":day", day);
    es_bind_real(st, ":value", value);
    status = es_statement_run(st, err);
    *added = sqlite3_changes(store->db) > 0;
    return status;
}

static es_status get_value(es_store *store, const char *name, es_day day, double *out,
                           es_error *err)
{
    es_statement *st;
    bool row;
    es_status status = es_store_statement(
        store, ES_CACHED_GET_FACTOR,
        "SELECT value FROM factor WHERE factor = :factor AND day = :day", &st, err);
    *out = (double)NAN;
    if (status != ES_OK)
        return status;
    es_bind_text(st, ":factor", name);
    es_bind_day(st, ":day", day);
    status = es_statement_step(st, &row, err);
    if (row)
        *out = es_column_real(st, 0);
    es_statement_reset(st);
    return status;
}

static es_status set_value(es_store *store, const char *name, es_day day, double value,
                           es_error *err)
{
    es_statement *st;
    es_status status = es_store_statement(
        store, ES_CACHED_SET_FACTOR,
        "UPDATE factor SET value = :value WHERE factor = :factor AND day = :day", &st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(st, ":factor", name);
    es_bind_day(st, ":day", day);
    es_bind_real(st, ":value", value);
    return es_statement_run(st, err);
}

/* A value for a day that has one already. */
static es_status merge_value(es_store *store, const char *name, es_day day, double value,
                             const es_merge *how, es_error *err)
{
    double stored;
    es_status status = get_value(store, name, day, &stored, err);
    if (status != ES_OK)
        return status;
    if (stored == value) {
        how->counts->unchanged++;
    } else if (how->policy == ES_CONFLICT_KEEP) {
        how->counts->kept++;
    } else if (how->policy == ES_CONFLICT_REPLACE) {
        how->counts->replaced++;
        status = set_value(store, name, day, value, err);
    } else {
        *how->conflict = (es_put_conflict){true, 0, "value", stored, value};
        status = ES_EDATA;
    }
    return status;
}

es_status es_store_put_factor(es_store *store, const char *name, size_t n, const es_day *day,
                              const double *value, es_conflict_policy policy, es_put_counts *counts,
                              es_put_conflict *conflict, es_error *err)
{
    const es_merge how = {policy, counts, conflict};
    es_status status = ES_OK;
    conflict->found = false;
    for (size_t i = 0; i < n && status == ES_OK; i++) {
        bool added = false;
        status = add_value(store, name, day[i], value[i], &added, err);
        if (status == ES_OK && added)
            counts->added++;
        else if (status == ES_OK)
            status = merge_value(store, name, day[i], value[i], &how, err);
        if (conflict->found)
            conflict->row = i;
    }
    return status;
}
