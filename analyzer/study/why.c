/* From the announcement to day zero, in words. */
#include "base/date.h"
#include "study/sessions.h"
#include "study/study.h"

static const char *join(const es_study *s, const char *text, const char *more)
{
    return !text || !more ? NULL
                          : es_arena_printf(s->arena, "%s%s%s", text, *text ? "; " : "", more);
}

static const char *clock_words(const es_study *s, size_t i, const es_session *session)
{
    const es_event *event = &s->data->event[i];
    char time[ES_DAY_TEXT];
    return es_arena_printf(s->arena, "%s %s is %s %s", es_time_format(event->time, time),
                           event->zone->name, es_study_exchange_time(s, i), session->zone->name);
}

static const char *close_words(const es_study *s, size_t i, const es_session *session)
{
    const es_event *event = &s->data->event[i];
    const es_ledger_entry *entry = &s->sample->ledger[i];
    int32_t close = es_session_close(session, entry->exchange_day);
    char time[ES_DAY_TEXT], end[ES_DAY_TEXT];
    if (event->time == ES_NO_TIME || entry->exchange_time < close)
        return event->time == ES_NO_TIME
                   ? "timing amc: after the close"
                   : es_arena_printf(s->arena, "timing amc, against its time %s: after the close",
                                     es_time_format(entry->exchange_time, time));
    return es_arena_printf(s->arena, "%s is after the close at %s",
                           es_time_format(entry->exchange_time, time), es_time_format(close, end));
}

static const char *session_words(const es_study *s, size_t i)
{
    static const char *const rolled[] = {
        [ES_ROLL_NEXT] = "next", [ES_ROLL_PREVIOUS] = "previous", [ES_ROLL_DROP] = "next"};
    const es_ledger_entry *entry = &s->sample->ledger[i];
    bool after = entry->shift & ES_SHIFT_AFTER_CLOSE;
    es_day day = entry->exchange_day + (after ? 1 : 0);
    char text[ES_DAY_TEXT];
    return es_arena_printf(s->arena, "no session on %s %s: the %s one",
                           es_weekday_name(es_day_weekday(day)), es_day_format(day, text),
                           after ? "next" : rolled[s->spec->align.roll]);
}

const char *es_study_why(const es_study *s, size_t i)
{
    const es_event *event = &s->data->event[i];
    const es_ledger_entry *entry = &s->sample->ledger[i];
    const es_session *session = es_study_session_of(s, i);
    const char *text = "";
    if (!es_ledger_placed(entry))
        return es_outcome_words(entry->outcome);
    if (event->zone && entry->exchange_time != ES_NO_TIME)
        text = join(s, text, clock_words(s, i, session));
    if (entry->shift & ES_SHIFT_AFTER_CLOSE)
        text = join(s, text, close_words(s, i, session));
    if (entry->shift & ES_SHIFT_NO_SESSION)
        text = join(s, text, session_words(s, i));
    if (entry->outcome == ES_DUPLICATE_EVENT && entry->duplicate_of >= 0)
        text =
            join(s, text,
                 es_arena_printf(s->arena, "same as %s", s->data->event[entry->duplicate_of].id));
    if (entry->outcome == ES_SHIFT_TOO_LONG || entry->outcome == ES_CONFOUNDING_EVENT)
        text = join(s, text, es_outcome_words(entry->outcome));
    return text && !*text ? "a session" : text;
}
