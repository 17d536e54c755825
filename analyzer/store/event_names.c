/* The ids of events that came without one.
 *
 * An event alone on its day is SYMBOL@DATE.  Where others of the same symbol and day differ from
 * it, each is SYMBOL@DATE#xxxxxxxx, eight digits from its cells: the same for whatever order and
 * division into files, as long as none of them completes an event of another, which keeps the id
 * that it has.  The first to come gives up the short id when the second one arrives. */
#include "store/store.h"

#include <string.h>

#include "base/date.h"
#include "store/connection.h"
#include "store/event_text.h"

/* A stored event of the same symbol and day under a made-up id, held against the row. */
typedef struct namesake {
    int64_t event_id;
    const char *id;
    bool agrees; /* no cell of the row is another one there, */
    bool equal;  /* and none is missing there */
    uint64_t hash;
    struct namesake *next;
} namesake;

typedef struct family {
    es_store *store;
    es_arena *arena;
    const es_event_row *row;
    const char *base; /* SYMBOL@DATE */
    char date[ES_DAY_TEXT], time[ES_DAY_TEXT];
    namesake *first;
    size_t n;
    bool base_taken; /* by an event of another symbol or day */
} family;

/* ---- Content -------------------------------------------------------------------------------- */

static uint64_t add_text(uint64_t hash, const char *text) /* FNV-1a, its end included */
{
    size_t n = text ? strlen(text) + 1 : 1;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (text ? (unsigned char)text[i] : 0)) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t start(const char *time, const char *timing)
{
    return add_text(add_text(UINT64_C(14695981039346656037), time), timing);
}

/* The attribute of the row that follows `after` in the order of names; NULL: none. */
static const char *next_attribute(const es_event_row *row, const char *after, const char **value)
{
    const char *found = NULL;
    for (size_t i = 0; i < row->n_attributes; i++)
        if (row->value[i] && (!after || strcmp(row->attribute[i], after) > 0)
            && (!found || strcmp(row->attribute[i], found) < 0)) {
            found = row->attribute[i];
            *value = row->value[i];
        }
    return found;
}

static uint64_t hash_row(const family *f)
{
    const char *name = NULL, *value = NULL;
    uint64_t hash =
        start(f->row->time == ES_NO_TIME ? NULL : f->time, es_timing_text(f->row->timing));
    while ((name = next_attribute(f->row, name, &value)))
        hash = add_text(add_text(hash, name), value);
    return hash;
}

/* Eight digits of it, in which every byte has a part. */
static const char *name_apart(const family *f, uint64_t hash)
{
    hash = (hash ^ hash >> 33) * UINT64_C(0xff51afd7ed558ccd);
    return es_arena_printf(f->arena, "%s#%08x", f->base, (unsigned)(hash >> 32));
}

/* ---- Namesakes ------------------------------------------------------------------------------ */

/* One cell of the row against the stored one. */
static void hold_against(namesake *to, const char *stored, const char *given)
{
    to->agrees = to->agrees && (!given || !stored || strcmp(stored, given) == 0);
    to->equal = to->equal && (!given || stored);
}

static const char *given_attribute(const es_event_row *row, const char *name)
{
    for (size_t i = 0; i < row->n_attributes; i++)
        if (row->value[i] && strcmp(row->attribute[i], name) == 0)
            return row->value[i];
    return NULL;
}

/* The attributes come in the order of their names, the rest of the row's are missing there. */
static es_status compare_attributes(const family *f, namesake *to, es_error *err)
{
    es_statement *st;
    size_t common = 0, given = 0;
    bool more = true;
    es_status status = es_store_statement(
        f->store, ES_CACHED_GET_ATTRIBUTES,
        "SELECT name, value FROM event_attribute WHERE event_id = :event_id ORDER BY name", &st,
        err);
    if (status != ES_OK)
        return status;
    es_bind_int(st, ":event_id", to->event_id);
    while ((status = es_statement_step(st, &more, err)) == ES_OK && more) {
        const char *name = es_column_text(st, 0), *value = es_column_text(st, 1);
        const char *own = given_attribute(f->row, name);
        to->hash = add_text(add_text(to->hash, name), value);
        hold_against(to, value, own);
        common += own != NULL;
    }
    es_statement_reset(st);
    for (size_t i = 0; i < f->row->n_attributes; i++)
        given += f->row->value[i] != NULL;
    to->equal = to->equal && common == given;
    return status;
}

/* The row of the statement: event_id, id, symbol, date, time, timing. */
static es_status add_namesake(family *f, es_statement *st, es_error *err)
{
    const char *id = es_column_text(st, 1), *time = es_column_text(st, 4);
    const char *timing = es_column_text(st, 5);
    size_t n = strlen(f->base);
    namesake *to;
    if (id[n] != '\0' && id[n] != '#')
        return ES_OK;
    if (strcmp(es_column_text(st, 2), f->row->symbol) != 0
        || strcmp(es_column_text(st, 3), f->date) != 0) {
        f->base_taken = f->base_taken || id[n] == '\0';
        return ES_OK;
    }
    to = ES_NEW(f->arena, 1, namesake);
    if (!to || !(to->id = es_arena_text(f->arena, id)))
        return es_fail_memory(err);
    to->event_id = es_column_int(st, 0);
    to->agrees = to->equal = true;
    to->hash = start(time, timing);
    hold_against(to, time, f->row->time == ES_NO_TIME ? NULL : f->time);
    hold_against(to, timing, es_timing_text(f->row->timing));
    to->next = f->first;
    f->first = to;
    f->n++;
    return compare_attributes(f, to, err);
}

static es_status find_namesakes(family *f, es_error *err)
{
    es_statement *st;
    bool more = true;
    const char *end = es_arena_printf(f->arena, "%s$", f->base); /* '$' follows '#' */
    es_status status =
        es_store_statement(f->store, ES_CACHED_FIND_NAMESAKES,
                           "SELECT event_id, id, symbol, date, time, timing FROM event"
                           " WHERE id >= :base AND id < :end ORDER BY event_id DESC",
                           &st, err);
    if (status != ES_OK)
        return status;
    if (!end)
        return es_fail_memory(err);
    es_bind_text(st, ":base", f->base);
    es_bind_text(st, ":end", end);
    while ((status = es_statement_step(st, &more, err)) == ES_OK && more) {
        status = add_namesake(f, st, err);
        if (status != ES_OK)
            break;
    }
    es_statement_reset(st);
    return status;
}

/* The event that the row says again or completes: one that has all of it before others. */
static const namesake *same_event(const family *f)
{
    const namesake *found = NULL;
    for (const namesake *to = f->first; to; to = to->next)
        if (to->agrees && (!found || (to->equal && !found->equal)))
            found = to;
    return found;
}

/* ---- Names ---------------------------------------------------------------------------------- */

static es_status rename_event(const family *f, const namesake *which, const char *id, es_error *err)
{
    es_statement *st;
    es_status status =
        es_store_statement(f->store, ES_CACHED_RENAME_EVENT,
                           "UPDATE event SET id = :id WHERE event_id = :event_id", &st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(st, ":id", id);
    es_bind_int(st, ":event_id", which->event_id);
    return es_statement_run(st, err);
}

static es_status name_new(const family *f, es_event_name *out, es_error *err)
{
    out->apart = f->n > 0 || f->base_taken;
    out->id = out->apart ? name_apart(f, hash_row(f)) : f->base;
    if (f->n != 1 || strcmp(f->first->id, f->base) != 0)
        return out->id ? ES_OK : es_fail_memory(err);
    out->was = f->base;
    out->renamed = name_apart(f, f->first->hash);
    if (!out->id || !out->renamed)
        return es_fail_memory(err);
    return rename_event(f, f->first, out->renamed, err);
}

es_status es_store_name_event(es_store *store, const es_event_row *row, bool corrects,
                              es_arena *arena, es_event_name *out, es_error *err)
{
    family f = {.store = store, .arena = arena, .row = row};
    const namesake *same;
    es_status status;
    *out = (es_event_name){.id = NULL};
    f.base = es_arena_printf(arena, "%s@%s", row->symbol, es_day_format(row->day, f.date));
    if (!f.base)
        return es_fail_memory(err);
    if (row->time != ES_NO_TIME)
        (void)es_time_format(row->time, f.time);
    status = find_namesakes(&f, err);
    if (status != ES_OK)
        return status;
    same = same_event(&f);
    if (!same && corrects && f.n == 1)
        same = f.first;
    if (!same)
        return name_new(&f, out, err);
    out->id = same->id;
    return ES_OK;
}
