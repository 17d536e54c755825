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

es_status es_study_session(const es_study *s, const char *market, es_session *out, es_error *err)
{
    const char *text;
    char *name;
    size_t n;
    es_error why = {0};
    *out = (es_session){.close = s->spec->align.market_close};
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

static es_status check_names(const es_study *s, const char *key, const char *text, es_error *err)
{
    const char *cursor = text, *item;
    size_t n;
    while (*text && es_next_item(&cursor, ',', &item, &n)) {
        const char *equal = memchr(item, '=', n);
        n = equal ? (size_t)(equal - item) : 0;
        es_trim(&item, &n);
        if (!equal || es_text_is(item, n, s->market->symbol))
            continue;
        (void)es_fail(err, ES_EUSAGE, "%s: \"%.*s\" is no market of this study", key, (int)n, item);
        return es_hint(err, "its market is %s; others come from the column `market` of the events",
                       s->market->symbol);
    }
    return ES_OK;
}

es_status es_study_check_sessions(const es_study *s, es_error *err)
{
    es_status status = check_names(s, "market_close", s->spec->market_closes, err);
    if (!status)
        status = check_names(s, "exchange_timezone", s->spec->exchange_timezone, err);
    for (size_t i = 0; i < s->data->n_events && !status; i++) {
        const es_event *event = &s->data->event[i];
        char time[ES_DAY_TEXT];
        if (!event->zone || s->market->session.zone)
            continue;
        (void)es_fail(err, ES_EUSAGE,
                      "event %s is announced at %s of time zone %s, and the clock of the exchange "
                      "(%s) is not known",
                      event->id, es_time_format(event->time, time), event->zone->name,
                      s->market->symbol);
        status = es_hint(err, "name it: --exchange-timezone America/New_York");
    }
    return status;
}
