#include "study/sessions.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"

/* The part of "X,MARKET=Y,..." for a market: its own, else the one without a name; false: none. */
static bool part_for(const char *text, const char *market, const char **out, size_t *n)
{
    const char *cursor = text, *item;
    size_t length;
    bool found = false;
    while (*text && es_next_item(&cursor, ',', &item, &length)) {
        const char *equal = memchr(item, '=', length), *name = item;
        size_t name_n = equal ? (size_t)(equal - item) : 0;
        es_trim(&name, &name_n);
        if (equal && !es_text_is(name, name_n, market))
            continue;
        if (!equal && found)
            continue;
        *out = equal ? equal + 1 : item;
        *n = length - (size_t)(*out - item);
        es_trim(out, n);
        found = true;
        if (equal)
            break;
    }
    return found;
}

static es_status find_zone(const es_study *s, const char *name, const es_zone **out, es_error *err)
{
    es_zone *zone;
    if (s->data->find_zone)
        return s->data->find_zone(name, s->arena, out, err);
    zone = ES_NEW(s->arena, 1, es_zone);
    *out = zone;
    if (!zone)
        return es_fail_memory(err);
    zone->name = name;
    return es_zone_fixed(name, strlen(name), zone)
               ? ES_OK
               : es_fail(err, ES_ENOTFOUND, "\"%s\" is not a time zone", name);
}

/* The days of an imported calendar that have a closing time. */
static es_status special_days(const es_study *s, const char *market, es_session *out, es_error *err)
{
    const es_user_calendar *user = es_dataset_calendar(s->data, market);
    es_session_day *special = ES_NEW(s->arena, user ? user->n : 0, es_session_day);
    if (!special)
        return es_fail_memory(err);
    for (size_t i = 0; user && i < user->n; i++)
        if (user->close[i] != ES_NO_TIME)
            special[out->n_special++] = (es_session_day){user->day[i], user->close[i]};
    out->special = special;
    return ES_OK;
}

static es_status session_for(const es_study *s, const char *market, es_session *out, es_error *err)
{
    const char *text;
    char *name;
    size_t n;
    es_error why = {0};
    es_status status;
    *out = (es_session){.close = s->spec->align.market_close};
    status = special_days(s, market, out, err);
    if (status)
        return status;
    if (part_for(s->spec->market_closes, market, &text, &n))
        (void)es_time_parse(text, n, &out->close);
    if (!part_for(s->spec->exchange_timezone, market, &text, &n))
        return ES_OK;
    name = es_arena_text_n(s->arena, text, n);
    if (!name)
        return es_fail_memory(err);
    if (find_zone(s, name, &out->zone, &why) == ES_OK)
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "exchange_timezone: %s", why.message);
    return es_hint(err, "%s", why.hint);
}

static bool is_market(const es_study *s, const char *name, size_t n)
{
    for (size_t v = 0; v < s->market->n_venues; v++)
        if (es_text_is(name, n, s->market->venue[v].symbol))
            return true;
    return es_text_is(name, n, s->market->symbol);
}

const es_session *es_study_session_of(const es_study *s, size_t i)
{
    const es_market *market = s->market;
    return market->n_venues && market->venue_of[i] >= 0
               ? &market->venue[market->venue_of[i]].session
               : &market->session;
}

static es_status check_names(const es_study *s, const char *key, const char *text, es_error *err)
{
    const char *cursor = text, *item;
    size_t n;
    while (*text && es_next_item(&cursor, ',', &item, &n)) {
        const char *equal = memchr(item, '=', n);
        n = equal ? (size_t)(equal - item) : 0;
        es_trim(&item, &n);
        if (!equal || is_market(s, item, n))
            continue;
        (void)es_fail(err, ES_EUSAGE, "%s: \"%.*s\" is no market of this study", key, (int)n, item);
        return es_hint(err, "its market is %s; others come from the column `market` of the events",
                       s->market->symbol);
    }
    return ES_OK;
}

static es_status unknown_clock(const es_study *s, size_t i, es_error *err)
{
    const es_event *event = &s->data->event[i];
    const es_market *market = s->market;
    const char *name =
        market->n_venues ? market->venue[market->venue_of[i]].symbol : market->symbol;
    char time[ES_DAY_TEXT];
    (void)es_fail(
        err, ES_EUSAGE,
        "event %s is announced at %s of time zone %s, and the clock of the exchange (%s) is "
        "not known",
        event->id, es_time_format(event->time, time), event->zone->name, name);
    return strcmp(name, market->symbol) == 0
               ? es_hint(err, "name it: --exchange-timezone America/New_York")
               : es_hint(err, "name it: --exchange-timezone America/New_York,%s=Europe/Berlin",
                         name);
}

es_status es_study_sessions(es_study *s, es_error *err)
{
    es_market *market = s->market;
    es_status status = check_names(s, "market_close", s->spec->market_closes, err);
    if (!status)
        status = check_names(s, "exchange_timezone", s->spec->exchange_timezone, err);
    if (!status)
        status = session_for(s, market->symbol, &market->session, err);
    for (size_t v = 0; v < market->n_venues && !status; v++)
        status = session_for(s, market->venue[v].symbol, &market->venue[v].session, err);
    for (size_t i = 0; i < s->data->n_events && !status; i++) {
        bool placed = !market->n_venues || market->venue_of[i] != ES_NO_VENUE;
        if (placed && s->data->event[i].zone && !es_study_session_of(s, i)->zone)
            status = unknown_clock(s, i, err);
    }
    return status;
}
