/* Events and their attributes, written.
 *
 * An event is merged cell by cell like a price: what is empty is filled, an empty cell erases
 * nothing, a different value is a conflict.  All its cells are compared as the text that the
 * database holds. */
#include "store/store.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "store/connection.h"
#include "store/event_text.h"

/* The columns of table `event` that may change. */
enum { SYMBOL, DATE, TIME, TIMING, N_CELLS };

typedef struct event_cells {
    const char *text[N_CELLS]; /* NULL: empty */
    char date[ES_DAY_TEXT], time[ES_DAY_TEXT];
} event_cells;

static void event_cells_init(event_cells *cells, const es_event_row *row)
{
    cells->text[SYMBOL] = row->symbol;
    cells->text[DATE] = es_day_format(row->day, cells->date);
    cells->text[TIME] = row->time == ES_NO_TIME ? NULL : es_time_format(row->time, cells->time);
    cells->text[TIMING] = es_timing_text(row->timing);
}

static void bind_cells(es_statement *st, const event_cells *cells)
{
    static const char *const parameter[] = {":symbol", ":date", ":time", ":timing"};
    for (int i = 0; i < N_CELLS; i++)
        es_bind_text(st, parameter[i], cells->text[i]);
}

/* What becomes of one given cell. */
typedef enum outcome { SAME, FILLS, DIFFERS } outcome;

static outcome compare(const char *stored, const char *given)
{
    if (!given || (stored && strcmp(stored, given) == 0))
        return SAME;
    return stored ? DIFFERS : FILLS;
}

/* A merge in progress. */
typedef struct event_merge {
    es_store *store;
    int64_t event_id;
    const es_merge *how;
    bool filled, differed;
} event_merge;

/* Decides on one cell: *write when the given value shall be stored; ES_EDATA at a forbidden
 * difference. */
static es_status decide(event_merge *merge, const char *column, outcome what, bool *write)
{
    merge->filled = merge->filled || what == FILLS;
    merge->differed = merge->differed || what == DIFFERS;
    *write = what == FILLS || (what == DIFFERS && merge->how->policy == ES_CONFLICT_REPLACE);
    if (what != DIFFERS || merge->how->policy != ES_CONFLICT_ERROR)
        return ES_OK;
    *merge->how->conflict = (es_put_conflict){true, 0, column, (double)NAN, (double)NAN};
    return ES_EDATA;
}

/* Finds the event with this id; *st then holds its cells from column 1 on. */
static es_status find_event(es_store *store, const char *id, es_statement **st, bool *found,
                            es_error *err)
{
    es_status status = es_store_statement(
        store, ES_CACHED_FIND_EVENT,
        "SELECT event_id, symbol, date, time, timing FROM event WHERE id = :id", st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(*st, ":id", id);
    return es_statement_step(*st, found, err);
}

static es_status add_event(es_store *store, const char *id, const event_cells *cells,
                           int64_t *event_id, es_error *err)
{
    es_statement *st;
    es_status status = es_store_statement(store, ES_CACHED_ADD_EVENT,
                                          "INSERT INTO event (id, symbol, date, time, timing)"
                                          " VALUES (:id, :symbol, :date, :time, :timing)",
                                          &st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(st, ":id", id);
    bind_cells(st, cells);
    status = es_statement_run(st, err);
    *event_id = sqlite3_last_insert_rowid(store->db);
    return status;
}

/* Stores the cells that are given; the others stay. */
static es_status set_event(es_store *store, int64_t event_id, const event_cells *cells,
                           es_error *err)
{
    es_statement *st;
    es_status status = es_store_statement(
        store, ES_CACHED_SET_EVENT,
        "UPDATE event SET symbol = coalesce(:symbol, symbol), date = coalesce(:date, date),"
        " time = coalesce(:time, time), timing = coalesce(:timing, timing)"
        " WHERE event_id = :event_id",
        &st, err);
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":event_id", event_id);
    bind_cells(st, cells);
    return es_statement_run(st, err);
}

static es_status set_attribute(es_store *store, int64_t event_id, const char *name,
                               const char *value, es_error *err)
{
    es_statement *st;
    es_status status = es_store_statement(
        store, ES_CACHED_SET_ATTRIBUTE,
        "INSERT INTO event_attribute (event_id, name, value) VALUES (:event_id, :name, :value)"
        " ON CONFLICT (event_id, name) DO UPDATE SET value = excluded.value",
        &st, err);
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":event_id", event_id);
    es_bind_text(st, ":name", name);
    es_bind_text(st, ":value", value);
    return es_statement_run(st, err);
}

static es_status add_attributes(es_store *store, int64_t event_id, const es_event_row *row,
                                es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < row->n_attributes && status == ES_OK; i++)
        if (row->value[i])
            status = set_attribute(store, event_id, row->attribute[i], row->value[i], err);
    return status;
}

/* `found` holds the stored cells, and is reset here. */
static es_status merge_cells(event_merge *merge, es_statement *found, const event_cells *given,
                             es_error *err)
{
    static const char *const column[] = {"symbol", "date", "time", "timing"};
    event_cells write = {.text = {NULL}};
    bool any = false;
    es_status status = ES_OK;
    for (int i = 0; i < N_CELLS && status == ES_OK; i++) {
        bool w;
        outcome what = compare(es_column_text(found, 1 + i), given->text[i]);
        status = decide(merge, column[i], what, &w);
        write.text[i] = w ? given->text[i] : NULL;
        any = any || w;
    }
    es_statement_reset(found);
    if (status == ES_OK && any)
        status = set_event(merge->store, merge->event_id, &write, err);
    return status;
}

static es_status merge_attribute(event_merge *merge, const char *name, const char *value,
                                 es_error *err)
{
    es_statement *st;
    bool found, write = false;
    es_status status = es_store_statement(
        merge->store, ES_CACHED_FIND_ATTRIBUTE,
        "SELECT value FROM event_attribute WHERE event_id = :event_id AND name = :name", &st, err);
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":event_id", merge->event_id);
    es_bind_text(st, ":name", name);
    status = es_statement_step(st, &found, err);
    if (status == ES_OK)
        status = decide(merge, name, compare(found ? es_column_text(st, 0) : NULL, value), &write);
    es_statement_reset(st);
    if (status == ES_OK && write)
        status = set_attribute(merge->store, merge->event_id, name, value, err);
    return status;
}

static void count(const event_merge *merge)
{
    es_put_counts *counts = merge->how->counts;
    if (merge->differed && merge->how->policy == ES_CONFLICT_REPLACE)
        counts->replaced++;
    else if (merge->differed)
        counts->kept++;
    else if (merge->filled)
        counts->filled++;
    else
        counts->unchanged++;
}

es_status es_store_put_event(es_store *store, const es_event_row *row, es_conflict_policy policy,
                             es_put_counts *counts, es_put_conflict *conflict, es_error *err)
{
    const es_merge how = {policy, counts, conflict};
    event_merge merge = {.store = store, .how = &how};
    event_cells cells;
    es_statement *st;
    bool found = false;
    es_status status = find_event(store, row->id, &st, &found, err);
    conflict->found = false;
    event_cells_init(&cells, row);
    if (status != ES_OK)
        return status;
    if (!found) {
        es_statement_reset(st);
        counts->added++;
        status = add_event(store, row->id, &cells, &merge.event_id, err);
        return status == ES_OK ? add_attributes(store, merge.event_id, row, err) : status;
    }
    merge.event_id = es_column_int(st, 0);
    status = merge_cells(&merge, st, &cells, err);
    for (size_t i = 0; i < row->n_attributes && status == ES_OK; i++)
        status = merge_attribute(&merge, row->attribute[i], row->value[i], err);
    if (status == ES_OK)
        count(&merge);
    return status;
}
