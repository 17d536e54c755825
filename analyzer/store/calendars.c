/* Imported calendars, written and read. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "store/load.h"
#include "store/store.h"

static bool read_time(es_statement *st, int column, int32_t *out)
{
    const char *text = es_column_text(st, column);
    *out = ES_NO_TIME;
    return !text || es_time_parse(text, strlen(text), out);
}

static es_status damaged(const char *calendar, es_error *err)
{
    return es_fail(err, ES_ESTORE, "table calendar_day: a day or time of %s is damaged", calendar);
}

static es_status find(es_store *store, const es_session_row *row, bool *found,
                      es_session_row *stored, es_error *err)
{
    es_statement st;
    es_status status = es_statement_prepare(
        store->db, "SELECT open, close FROM calendar_day WHERE calendar = :calendar AND day = :day",
        &st, err);
    if (status == ES_OK) {
        es_bind_text(&st, ":calendar", row->calendar);
        es_bind_day(&st, ":day", row->day);
        status = es_statement_step(&st, found, err);
    }
    if (status == ES_OK && *found
        && !(read_time(&st, 0, &stored->open) && read_time(&st, 1, &stored->close)))
        status = damaged(row->calendar, err);
    es_statement_finalize(&st);
    return status;
}

static es_status write(es_store *store, const es_session_row *row, es_error *err)
{
    char open[ES_DAY_TEXT], close[ES_DAY_TEXT];
    es_statement st;
    es_status status =
        es_statement_prepare(store->db,
                             "INSERT INTO calendar_day (calendar, day, open, close)"
                             " VALUES (:calendar, :day, :open, :close) ON CONFLICT (calendar, day)"
                             " DO UPDATE SET open = coalesce(excluded.open, open),"
                             " close = coalesce(excluded.close, close)",
                             &st, err);
    if (status == ES_OK) {
        es_bind_text(&st, ":calendar", row->calendar);
        es_bind_day(&st, ":day", row->day);
        es_bind_text(&st, ":open",
                     row->open == ES_NO_TIME ? NULL : es_time_format(row->open, open));
        es_bind_text(&st, ":close",
                     row->close == ES_NO_TIME ? NULL : es_time_format(row->close, close));
        status = es_statement_run(&st, err);
    }
    es_statement_finalize(&st);
    return status;
}

es_status es_store_put_session(es_store *store, const es_session_row *row,
                               es_conflict_policy policy, es_put_counts *counts,
                               es_put_conflict *conflict, es_error *err)
{
    es_session_row stored = *row;
    bool found = false, open, close, fills;
    es_status status = find(store, row, &found, &stored, err);
    conflict->found = false;
    if (status != ES_OK)
        return status;
    if (!found) {
        counts->added++;
        return write(store, row, err);
    }
    open = row->open != ES_NO_TIME && stored.open != ES_NO_TIME && row->open != stored.open;
    close = row->close != ES_NO_TIME && stored.close != ES_NO_TIME && row->close != stored.close;
    fills = (row->open != ES_NO_TIME && stored.open == ES_NO_TIME)
            || (row->close != ES_NO_TIME && stored.close == ES_NO_TIME);
    if ((open || close) && policy == ES_CONFLICT_ERROR) {
        *conflict = (es_put_conflict){true, 0, open ? "open" : "close", (double)NAN, (double)NAN};
        return ES_EDATA;
    }
    if (open || close) {
        bool keep = policy == ES_CONFLICT_KEEP;
        counts->kept += keep;
        counts->replaced += !keep;
        return keep ? ES_OK : write(store, row, err);
    }
    counts->filled += fills;
    counts->unchanged += !fills;
    return fills ? write(store, row, err) : ES_OK;
}

typedef struct calendars {
    es_dataset *data;
    es_user_calendar *calendar;
    es_day *day; /* of all calendars, one after the other */
    int32_t *close;
} calendars;

static es_status take(es_statement *st, size_t i, calendars *to, es_error *err)
{
    const char *name = es_column_text(st, 0);
    size_t n = to->data->n_calendars;
    if (n == 0 || strcmp(to->calendar[n - 1].name, name) != 0)
        to->calendar[to->data->n_calendars++] =
            (es_user_calendar){es_arena_text(to->data->arena, name), 0, to->day + i, to->close + i};
    n = to->data->n_calendars - 1;
    if (!to->calendar[n].name)
        return es_fail_memory(err);
    to->calendar[n].n++;
    return es_column_day(st, 1, &to->day[i]) && read_time(st, 2, &to->close[i])
               ? ES_OK
               : damaged(name, err);
}

es_status es_load_calendars(es_store *store, es_dataset *data, es_error *err)
{
    calendars to = {.data = data};
    es_statement st;
    int64_t n, names;
    bool more = true;
    es_status status = es_sql_int(store->db, "SELECT count(*) FROM calendar_day", &n, err);
    if (status == ES_OK)
        status =
            es_sql_int(store->db, "SELECT count(DISTINCT calendar) FROM calendar_day", &names, err);
    if (status != ES_OK || n == 0)
        return status;
    data->calendar = to.calendar = ES_NEW(data->arena, (size_t)names, es_user_calendar);
    to.day = ES_NEW(data->arena, (size_t)n, es_day);
    to.close = ES_NEW(data->arena, (size_t)n, int32_t);
    if (es_arena_failed(data->arena))
        return es_fail_memory(err);
    status = es_statement_prepare(
        store->db, "SELECT calendar, day, close FROM calendar_day ORDER BY calendar, day", &st,
        err);
    for (size_t i = 0; status == ES_OK && i < (size_t)n; i++) {
        status = es_statement_step(&st, &more, err);
        if (status != ES_OK || !more)
            break;
        status = take(&st, i, &to, err);
    }
    es_statement_finalize(&st);
    return status;
}
