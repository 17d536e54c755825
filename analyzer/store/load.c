#include "store/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/names.h"
#include "store/correction.h"
#include "store/event_text.h"
#include "store/reader.h"
#include "store/schema.h"
#include "store/zone_file.h"

/* A row consumer; `i` counts from 0. */
typedef es_status (*take_row)(es_statement *st, size_t i, void *context, es_error *err);

/* Runs a query without bindings and hands over at most `n` rows. */
static es_status each_row(es_store *store, const char *sql, size_t n, take_row take, void *context,
                          es_error *err)
{
    es_statement st;
    bool row = true;
    es_status status = es_statement_prepare(store->db, sql, &st, err);
    for (size_t i = 0; status == ES_OK && i < n; i++) {
        status = es_statement_step(&st, &row, err);
        if (status != ES_OK || !row)
            break;
        status = take(&st, i, context, err);
    }
    es_statement_finalize(&st);
    return status;
}

static es_status count_rows(es_store *store, const char *sql, size_t *out, es_error *err)
{
    int64_t n;
    es_status status = es_sql_int(store->db, sql, &n, err);
    *out = n > 0 ? (size_t)n : 0;
    return status;
}

/* ---- Securities ---- */

typedef struct securities {
    es_arena *arena;
    const char **symbol;
    int64_t *id;
} securities;

static es_status take_security(es_statement *st, size_t i, void *context, es_error *err)
{
    securities *to = context;
    (void)err;
    to->id[i] = es_column_int(st, 0);
    to->symbol[i] = es_arena_text(to->arena, es_column_text(st, 1));
    return ES_OK;
}

es_status es_load_securities(es_store *store, es_dataset *data, int64_t **ids, es_error *err)
{
    securities to = {.arena = data->arena};
    es_status status = count_rows(store, "SELECT count(*) FROM security", &data->n_series, err);
    if (status != ES_OK)
        return status;
    to.symbol = ES_NEW(data->arena, data->n_series, const char *);
    to.id = ES_NEW(data->arena, data->n_series, int64_t);
    if (es_arena_failed(data->arena))
        return es_fail_memory(err);
    data->symbol = to.symbol;
    *ids = to.id;
    return each_row(store, "SELECT security_id, symbol FROM security ORDER BY security_id",
                    data->n_series, take_security, &to, err);
}

/* The place of `id` among n increasing ids, or -1. */
static int64_t place_of(const int64_t *ids, size_t n, int64_t id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && ids[low] == id ? (int64_t)low : -1;
}

int64_t es_load_place_of(const es_load_place *place, int64_t id)
{
    return place_of(place->id, place->n, id);
}

/* ---- Events ---- */

typedef struct events {
    es_dataset *data;
    es_names *symbols; /* of the securities, in their order, then others; NULL: not asked for */
    int64_t *event_id; /* n_events */
    es_event *event;   /* n_events */
    es_attribute *attribute;
    size_t n_attributes, capacity;
    size_t latest; /* the attribute found last: rows repeat the same few names in order */
} events;

/* A join would look each symbol up in the database, which is half the time of loading. */
static es_status find_series(events *to, es_event *event, es_error *err)
{
    uint32_t number;
    event->series = ES_NO_SERIES;
    if (!to->symbols)
        return ES_OK;
    number = es_names_add(to->symbols, event->symbol, strlen(event->symbol));
    if (number == ES_NO_NAME)
        return es_fail_memory(err);
    if (number < to->data->n_series)
        event->series = (int32_t)number;
    return ES_OK;
}

static es_status take_event(es_statement *st, size_t i, void *context, es_error *err)
{
    events *to = context;
    es_event *event = &to->event[i];
    const char *time = es_column_text(st, 4);
    to->event_id[i] = es_column_int(st, 0);
    event->id = es_arena_text(to->data->arena, es_column_text(st, 1));
    event->symbol = es_arena_text(to->data->arena, es_column_text(st, 2));
    event->time = ES_NO_TIME;
    if (!event->id || !event->symbol)
        return es_fail_memory(err);
    if (!es_column_day(st, 3, &event->announced)
        || (time && !es_time_parse(time, strlen(time), &event->time))
        || !es_timing_from_text(es_column_text(st, 5), &event->timing))
        return es_fail(err, ES_ESTORE, "table event: date or time of event %s is damaged",
                       es_column_text(st, 1));
    return find_series(to, event, err);
}

static es_status add_attribute(events *to, const char *name, es_error *err)
{
    es_arena *arena = to->data->arena;
    if (to->n_attributes == to->capacity) {
        size_t capacity = to->capacity ? 2 * to->capacity : 16;
        es_attribute *grown = ES_NEW(arena, capacity, es_attribute);
        if (!grown)
            return es_fail_memory(err);
        if (to->attribute)
            memcpy(grown, to->attribute, to->n_attributes * sizeof *grown);
        to->attribute = grown;
        to->capacity = capacity;
    }
    to->latest = to->n_attributes++;
    to->attribute[to->latest].name = es_arena_text(arena, name);
    to->attribute[to->latest].value = ES_NEW(arena, to->data->n_events, const char *);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

/* Makes `latest` the attribute of this name, adding it when it is new. */
static es_status find_attribute(events *to, const char *name, es_error *err)
{
    for (size_t k = 1; k <= to->n_attributes; k++) {
        size_t a = (to->latest + k) % to->n_attributes;
        if (strcmp(to->attribute[a].name, name) == 0) {
            to->latest = a;
            return ES_OK;
        }
    }
    return add_attribute(to, name, err);
}

static es_status take_attribute(es_statement *st, size_t i, void *context, es_error *err)
{
    events *to = context;
    int64_t at = place_of(to->event_id, to->data->n_events, es_column_int(st, 0));
    es_status status = ES_OK;
    (void)i;
    if (at < 0)
        return ES_OK; /* of an event that somebody deleted by hand */
    status = find_attribute(to, es_column_text(st, 1), err);
    if (status == ES_OK)
        to->attribute[to->latest].value[at] = es_arena_text(to->data->arena, es_column_text(st, 2));
    return status;
}

/* Gives the events the time zones that their attribute `timezone` names. */
static es_status place_zones(events *to, es_error *err)
{
    es_dataset view = {.n_attributes = to->n_attributes, .attribute = to->attribute};
    const es_attribute *names = es_dataset_attribute(&view, "timezone");
    for (size_t i = 0; names && i < to->data->n_events; i++) {
        const char *name = names->value[i];
        es_status status = ES_OK;
        if (!name || to->event[i].time == ES_NO_TIME)
            continue;
        for (size_t j = i; j-- > 0 && i - j < 64 && !to->event[i].zone;)
            if (to->event[j].zone && strcmp(to->event[j].zone->name, name) == 0)
                to->event[i].zone = to->event[j].zone;
        if (!to->event[i].zone)
            status = es_zone_read(name, to->data->arena, &to->event[i].zone, err);
        if (status)
            return status;
    }
    return ES_OK;
}

static es_status read_events(es_store *store, events *to, es_error *err)
{
    es_dataset *data = to->data;
    es_status status = each_row(store,
                                "SELECT event_id, id, symbol, date, time, timing FROM event"
                                " ORDER BY event_id",
                                data->n_events, take_event, to, err);
    if (status == ES_OK) /* rowid: as imported, which keeps the order of the columns */
        status = each_row(store, "SELECT event_id, name, value FROM event_attribute ORDER BY rowid",
                          SIZE_MAX, take_attribute, to, err);
    if (status == ES_OK && to->symbols)
        status = place_zones(to, err);
    for (size_t i = 0; data->n_aliases && status == ES_OK && i < data->n_events; i++)
        es_dataset_follow_alias(data, &to->event[i]);
    data->event = to->event;
    data->attribute = to->attribute;
    data->n_attributes = to->n_attributes;
    return status;
}

es_status es_load_events(es_store *store, bool with_series, es_dataset *data, es_error *err)
{
    events to = {.data = data};
    es_status status = count_rows(store, "SELECT count(*) FROM event", &data->n_events, err);
    if (status != ES_OK)
        return status;
    to.event_id = ES_NEW(data->arena, data->n_events, int64_t);
    to.event = ES_NEW(data->arena, data->n_events, es_event);
    to.symbols = with_series ? es_names_new() : NULL;
    if (es_arena_failed(data->arena) || (with_series && !to.symbols))
        status = es_fail_memory(err);
    for (size_t i = 0; to.symbols && status == ES_OK && i < data->n_series; i++)
        if (es_names_add(to.symbols, data->symbol[i], strlen(data->symbol[i])) == ES_NO_NAME)
            status = es_fail_memory(err);
    if (status == ES_OK)
        status = read_events(store, &to, err);
    es_names_free(to.symbols);
    return status;
}

/* ---- Factors ---- */

typedef struct factors {
    es_dataset *data;
    es_factor *factor;
    es_day *day;   /* of all factors, one after the other */
    double *value; /* likewise */
    size_t used;   /* factors begun */
} factors;

static es_status take_factor(es_statement *st, size_t i, void *context, es_error *err)
{
    factors *to = context;
    const char *name = es_column_text(st, 0);
    es_factor *factor;
    if (to->used == 0 || strcmp(to->factor[to->used - 1].name, name) != 0)
        to->factor[to->used++] =
            (es_factor){es_arena_text(to->data->arena, name), 0, to->day + i, to->value + i};
    factor = &to->factor[to->used - 1];
    if (!factor->name)
        return es_fail_memory(err);
    if (!es_column_day(st, 1, &to->day[i]))
        return es_fail(err, ES_ESTORE, "table factor: a day of %s is damaged", name);
    to->value[i] = es_column_real(st, 2);
    factor->n++;
    return ES_OK;
}

es_status es_load_factors(es_store *store, es_dataset *data, es_error *err)
{
    factors to = {.data = data};
    size_t n;
    es_status status = count_rows(store, "SELECT count(*) FROM factor", &n, err);
    if (status == ES_OK)
        status =
            count_rows(store, "SELECT count(DISTINCT factor) FROM factor", &data->n_factors, err);
    if (status != ES_OK)
        return status;
    to.factor = ES_NEW(data->arena, data->n_factors, es_factor);
    to.day = ES_NEW(data->arena, n, es_day);
    to.value = ES_NEW(data->arena, n, double);
    if (es_arena_failed(data->arena))
        return es_fail_memory(err);
    data->factor = to.factor;
    return each_row(store, "SELECT factor, day, value FROM factor ORDER BY factor, day", n,
                    take_factor, &to, err);
}

/* ---- Inputs ---- */

/* The latest row of each file: the same content under the same name counts once. */
#define LATEST_IMPORTS                                                                             \
    "import_id IN (SELECT max(import_id) FROM import_log GROUP BY kind, file, fingerprint)"

typedef struct inputs {
    es_arena *arena;
    es_input *input;
} inputs;

static es_status take_input(es_statement *st, size_t i, void *context, es_error *err)
{
    inputs *to = context;
    (void)err;
    to->input[i] = (es_input){
        .kind = es_arena_text(to->arena, es_column_text(st, 0)),
        .file = es_arena_text(to->arena, es_column_text(st, 1)),
        .fingerprint = es_arena_text(to->arena, es_column_text(st, 2)),
        .rows = (uint64_t)es_column_int(st, 3),
    };
    return ES_OK;
}

es_status es_load_inputs(es_store *store, es_dataset *data, es_error *err)
{
    inputs to = {.arena = data->arena};
    es_status status = count_rows(store, "SELECT count(*) FROM import_log WHERE " LATEST_IMPORTS,
                                  &data->n_inputs, err);
    if (status != ES_OK)
        return status;
    data->input = to.input = ES_NEW(data->arena, data->n_inputs, es_input);
    if (!to.input)
        return es_fail_memory(err);
    return each_row(store,
                    "SELECT kind, file, fingerprint, rows FROM import_log WHERE " LATEST_IMPORTS
                    " ORDER BY import_id",
                    data->n_inputs, take_input, &to, err);
}

/* ---- Corrections ---- */

/* Adds the note of a correction if it stands. */
static es_status note_correction(es_reader *reader, es_correction *c, int64_t series,
                                 es_dataset *data, es_correction_note *out, es_error *err)
{
    es_prices stored;
    char day[ES_DAY_TEXT];
    es_status status = es_reader_read(reader, (size_t)series, &stored, err);
    if (status != ES_OK)
        return status;
    es_correction_judge(c, &stored);
    if (!c->stands)
        return ES_OK;
    *out = (es_correction_note){
        (int32_t)series,
        es_arena_printf(
            data->arena, "%s: split of %.6g for 1 on %s, recorded by the doctor (correction %lld)",
            data->symbol[series], c->ratio, es_day_format(c->day, day), (long long)c->id)};
    data->n_corrections++;
    return out->text ? ES_OK : es_fail_memory(err);
}

es_status es_load_corrections(es_store *store, const int64_t *ids, es_dataset *data, es_error *err)
{
    es_correction *all = NULL;
    es_correction_note *note;
    es_reader *reader;
    size_t n = 0;
    es_status status = es_reader_open(store, ids, data->n_series, &reader, err);
    if (status == ES_OK)
        status = es_corrections_load(store, &all, &n, err);
    data->correction = note = ES_NEW(data->arena, n, es_correction_note);
    if (status == ES_OK && !note)
        status = es_fail_memory(err);
    if (status == ES_OK)
        es_reader_correct(reader, false);
    for (size_t i = 0; i < n && status == ES_OK; i++) {
        int64_t series = place_of(ids, data->n_series, all[i].security_id);
        if (series >= 0)
            status =
                note_correction(reader, &all[i], series, data, &note[data->n_corrections], err);
    }
    es_reader_close(reader);
    free(all);
    return status;
}

/* ---- The whole ---- */

/* Bars within days, where the database has any. */
static es_status load_bars(es_store *store, const int64_t *ids, es_dataset *data, es_error *err)
{
    int64_t version, there = 0;
    es_reader *reader;
    es_status status = es_sql_int(store->db, "PRAGMA user_version", &version, err);
    if (status == ES_OK && version >= ES_SCHEMA_BARS)
        status = es_sql_int(store->db, "SELECT EXISTS (SELECT 1 FROM bar_chunk)", &there, err);
    if (status != ES_OK || !there)
        return status;
    status = es_reader_open_bars(store, ids, data->n_series, &reader, err);
    if (status == ES_OK)
        data->bars = (es_source){reader, es_reader_read, es_reader_another, es_reader_close_own};
    return status;
}

static es_status load(es_store *store, es_dataset *data, es_error *err)
{
    int64_t *ids = NULL;
    es_reader *reader;
    es_status status = es_load_securities(store, data, &ids, err);
    if (status == ES_OK)
        status = es_load_aliases(store, ids, data, err);
    if (status == ES_OK)
        status = es_load_calendars(store, data, err);
    if (status == ES_OK)
        status = es_load_confounding(store, data, err);
    if (status == ES_OK)
        status = es_load_events(store, true, data, err);
    if (status == ES_OK)
        status = es_load_factors(store, data, err);
    if (status == ES_OK)
        status = es_load_inputs(store, data, err);
    if (status == ES_OK)
        status = es_load_corrections(store, ids, data, err);
    if (status == ES_OK && es_arena_failed(data->arena))
        status = es_fail_memory(err);
    if (status == ES_OK)
        status = es_reader_open(store, ids, data->n_series, &reader, err);
    if (status == ES_OK) {
        data->source = (es_source){reader, es_reader_read, es_reader_another, es_reader_close_own};
        data->find_zone = es_zone_read;
        data->release = es_reader_close;
        status = load_bars(store, ids, data, err);
    }
    return status;
}

es_status es_dataset_load(es_store *store, es_dataset **out, es_error *err)
{
    es_arena *arena;
    es_dataset *data;
    es_status status = es_store_require_data(store, err);
    *out = NULL;
    if (status != ES_OK)
        return status;
    arena = es_arena_new();
    data = arena ? ES_NEW(arena, 1, es_dataset) : NULL;
    if (!data) {
        es_arena_free(arena);
        return es_fail_memory(err);
    }
    data->arena = arena;
    status = es_store_snapshot(store, err);
    if (status == ES_OK) {
        status = load(store, data, err);
        es_store_release(store);
    }
    if (status == ES_OK)
        *out = data;
    else
        es_dataset_free(data);
    return status;
}
