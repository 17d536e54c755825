/* Aliases, written and read. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "store/load.h"
#include "store/store.h"

char *es_alias_format(const es_alias_row *row, char buffer[ES_ALIAS_TEXT])
{
    char first[ES_DAY_TEXT] = "", last[ES_DAY_TEXT] = "";
    if (row->first != ES_DAY_FIRST)
        (void)es_day_format(row->first, first);
    if (row->last != ES_DAY_LAST)
        (void)es_day_format(row->last, last);
    (void)snprintf(buffer, ES_ALIAS_TEXT, "%.60s is %.60s%s%s%s%s", row->alias, row->symbol,
                   *first ? " from " : "", first, *last ? " to " : "", last);
    return buffer;
}

static void bind_span(es_statement *st, const es_alias_row *row)
{
    es_bind_null(st, ":first");
    es_bind_null(st, ":last");
    if (row->first != ES_DAY_FIRST)
        es_bind_day(st, ":first", row->first);
    if (row->last != ES_DAY_LAST)
        es_bind_day(st, ":last", row->last);
}

/* An open end is NULL; false: something else than a day stands there. */
static bool read_span(es_statement *st, int column, es_day *first, es_day *last)
{
    *first = ES_DAY_FIRST;
    *last = ES_DAY_LAST;
    return (es_column_is_null(st, column) || es_column_day(st, column, first))
           && (es_column_is_null(st, column + 1) || es_column_day(st, column + 1, last));
}

/* Runs a statement on one row of the table. */
static es_status run(es_store *store, const char *sql, const es_alias_row *row, bool symbol,
                     es_error *err)
{
    es_statement st;
    es_status status = es_statement_prepare(store->db, sql, &st, err);
    if (status == ES_OK) {
        es_bind_text(&st, ":alias", row->alias);
        if (symbol)
            es_bind_text(&st, ":symbol", row->symbol);
        bind_span(&st, row);
        status = es_statement_run(&st, err);
    }
    es_statement_finalize(&st);
    return status;
}

#define OVERLAPS                                                                                   \
    " alias = :alias AND (first IS NULL OR :last IS NULL OR first <= :last)"                       \
    " AND (last IS NULL OR :first IS NULL OR last >= :first)"

/* The stored rows of this name whose days overlap: *same when one of them is the row itself, *other
 * describes the first of the others. */
static es_status look(es_store *store, const es_alias_row *row, bool *same,
                      char other[ES_ALIAS_TEXT], es_error *err)
{
    es_statement st;
    bool more = true;
    es_status status = es_statement_prepare(
        store->db, "SELECT symbol, first, last FROM alias WHERE" OVERLAPS " ORDER BY alias_id", &st,
        err);
    if (status == ES_OK) {
        es_bind_text(&st, ":alias", row->alias);
        bind_span(&st, row);
    }
    while (status == ES_OK) {
        es_alias_row stored = {.alias = row->alias};
        status = es_statement_step(&st, &more, err);
        if (status != ES_OK || !more)
            break;
        stored.symbol = es_column_text(&st, 0);
        if (!read_span(&st, 1, &stored.first, &stored.last))
            status = es_fail(err, ES_ESTORE, "table alias: a day of %s is damaged", row->alias);
        else if (strcmp(stored.symbol, row->symbol) == 0 && stored.first == row->first
                 && stored.last == row->last)
            *same = true;
        else if (!*other)
            (void)es_alias_format(&stored, other);
    }
    es_statement_finalize(&st);
    return status;
}

/* The names that lead from the row's symbol back to its alias, days in common, as "A -> B -> A". */
static es_status find_circle(es_store *store, const es_alias_row *row, char circle[ES_ALIAS_TEXT],
                             es_error *err)
{
    es_statement st;
    bool more = false;
    es_status status = es_statement_prepare(
        store->db,
        "WITH RECURSIVE walk (name, first, last, path, depth) AS ("
        " SELECT :symbol, coalesce(:first, ''), coalesce(:last, '~'), :alias || ' -> ' || :symbol,"
        " 1 UNION ALL"
        " SELECT a.symbol, max(w.first, coalesce(a.first, '')), min(w.last, coalesce(a.last, '~')),"
        " w.path || ' -> ' || a.symbol, w.depth + 1 FROM walk w JOIN alias a ON a.alias = w.name"
        " WHERE w.name <> :alias AND w.depth < 100"
        " AND max(w.first, coalesce(a.first, '')) <= min(w.last, coalesce(a.last, '~')))"
        " SELECT path FROM walk WHERE name = :alias LIMIT 1",
        &st, err);
    if (status == ES_OK) {
        es_bind_text(&st, ":alias", row->alias);
        es_bind_text(&st, ":symbol", row->symbol);
        bind_span(&st, row);
        status = es_statement_step(&st, &more, err);
    }
    if (status == ES_OK && more)
        (void)snprintf(circle, ES_ALIAS_TEXT, "%s", es_column_text(&st, 0));
    es_statement_finalize(&st);
    return status;
}

es_status es_store_put_alias(es_store *store, const es_alias_row *row, es_conflict_policy policy,
                             es_put_counts *counts, char other[ES_ALIAS_TEXT],
                             char circle[ES_ALIAS_TEXT], es_error *err)
{
    bool same = false;
    es_status status;
    other[0] = circle[0] = '\0';
    status = look(store, row, &same, other, err);
    if (status != ES_OK)
        return status;
    if (same) {
        counts->unchanged++;
        return ES_OK;
    }
    if (*other && policy == ES_CONFLICT_ERROR)
        return ES_EDATA;
    if (*other && policy == ES_CONFLICT_KEEP) {
        counts->kept++;
        return ES_OK;
    }
    status = find_circle(store, row, circle, err);
    if (status != ES_OK || *circle)
        return status != ES_OK ? status : ES_EDATA;
    if (*other) {
        status = run(store, "DELETE FROM alias WHERE" OVERLAPS, row, false, err);
        counts->replaced++;
    } else {
        counts->added++;
    }
    return status == ES_OK ? run(store,
                                 "INSERT INTO alias (alias, symbol, first, last)"
                                 " VALUES (:alias, :symbol, :first, :last)",
                                 row, true, err)
                           : status;
}

static es_status take_alias(es_statement *st, es_dataset *data, const es_load_place *place,
                            es_alias *out, es_error *err)
{
    out->alias = es_arena_text(data->arena, es_column_text(st, 0));
    out->symbol = es_arena_text(data->arena, es_column_text(st, 1));
    out->series = ES_NO_SERIES;
    if (!es_column_is_null(st, 4))
        out->series = (int32_t)es_load_place_of(place, es_column_int(st, 4));
    return read_span(st, 2, &out->first, &out->last)
               ? ES_OK
               : es_fail(err, ES_ESTORE, "table alias: a day of %s is damaged", out->alias);
}

es_status es_load_aliases(es_store *store, const int64_t *ids, es_dataset *data, es_error *err)
{
    const es_load_place place = {data->n_series, ids};
    es_statement st;
    es_alias *alias;
    int64_t n;
    bool more = true;
    es_status status = es_sql_int(store->db, "SELECT count(*) FROM alias", &n, err);
    if (status != ES_OK || n == 0)
        return status;
    data->alias = alias = ES_NEW(data->arena, (size_t)n, es_alias);
    if (!alias)
        return es_fail_memory(err);
    status = es_statement_prepare(store->db,
                                  "SELECT alias, alias.symbol, first, last, security_id FROM alias"
                                  " LEFT JOIN security USING (symbol) ORDER BY alias, first",
                                  &st, err);
    while (status == ES_OK && data->n_aliases < (size_t)n) {
        status = es_statement_step(&st, &more, err);
        if (status != ES_OK || !more)
            break;
        status = take_alias(&st, data, &place, &alias[data->n_aliases++], err);
    }
    es_statement_finalize(&st);
    return status;
}
