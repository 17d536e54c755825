#include "event/dayzero.h"

#include "base/date.h"

int32_t es_session_close(const es_session *session, es_day day)
{
    size_t low = 0, high = session->n_special;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (session->special[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < session->n_special && session->special[low].day == day
               ? session->special[low].close
               : session->close;
}

void es_session_moment(const es_session *session, const es_event *event, es_day *day, int32_t *time)
{
    *day = event->announced;
    *time = event->time;
    if (event->time == ES_NO_TIME || !event->zone || !session->zone)
        return;
    es_zone_from_utc(session->zone, es_zone_to_utc(event->zone, event->announced, event->time), day,
                     time);
}

/* The least time that a bar may bear whose price knows of news at this time. */
static es_day first_to_know(const es_session *session, es_day day, int32_t time)
{
    es_day at = es_bar_at(day, time), close = es_bar_at(day, es_session_close(session, day));
    es_day from = session->bar_end ? at + 1 : at - session->bar_minutes + 1;
    return !session->bar_end && at >= close && from < close ? close : from;
}

static es_day_zero find_bar_zero(const es_event *event, const es_calendar *bars, es_date_roll roll,
                                 const es_session *session)
{
    es_day_zero zero = {-1, 0};
    es_day day;
    int32_t time;
    size_t i, of_day;
    es_session_moment(session, event, &day, &time);
    if (day != event->announced)
        zero.shift |= ES_SHIFT_TIME_ZONE;
    if (bars->n == 0 || day < es_bar_day(bars->day[0]) || day > es_bar_day(bars->day[bars->n - 1]))
        return zero;
    if (time == ES_NO_TIME)
        time = event->timing == ES_TIMING_AMC ? es_session_close(session, day) : 0;
    of_day = es_calendar_next(bars, es_bar_at(day, 0));
    i = es_calendar_next(bars, time || event->time != ES_NO_TIME ? first_to_know(session, day, time)
                                                                 : es_bar_at(day, 0));
    if (i == bars->n)
        return zero;
    if (es_bar_day(bars->day[i]) > day)
        zero.shift |= es_bar_day(bars->day[of_day]) == day ? (unsigned)ES_SHIFT_AFTER_CLOSE
                                                           : (unsigned)ES_SHIFT_NO_SESSION;
    if ((zero.shift & ES_SHIFT_NO_SESSION) && roll == ES_ROLL_DROP)
        return zero;
    if ((zero.shift & ES_SHIFT_NO_SESSION) && roll == ES_ROLL_PREVIOUS)
        i--; /* exists: the first bar is not after `day` */
    zero.index = (int32_t)i;
    return zero;
}

es_day_zero es_find_day_zero(const es_event *event, const es_calendar *calendar, es_date_roll roll,
                             const es_session *session)
{
    es_day_zero zero = {-1, 0};
    es_day day;
    int32_t time;
    size_t i;
    if (session->bar_minutes)
        return find_bar_zero(event, calendar, roll, session);
    es_session_moment(session, event, &day, &time);
    if (day != event->announced)
        zero.shift |= ES_SHIFT_TIME_ZONE;
    if (calendar->n == 0 || day < calendar->day[0] || day > calendar->day[calendar->n - 1])
        return zero;
    if (event->timing == ES_TIMING_AMC
        || (time != ES_NO_TIME && time >= es_session_close(session, day))) {
        day++;
        roll = ES_ROLL_NEXT;
        zero.shift |= ES_SHIFT_AFTER_CLOSE;
    }
    i = es_calendar_next(calendar, day);
    if (i == calendar->n)
        return zero;
    if (calendar->day[i] != day) {
        zero.shift |= ES_SHIFT_NO_SESSION;
        if (roll == ES_ROLL_DROP)
            return zero;
        if (roll == ES_ROLL_PREVIOUS)
            i--; /* exists: the first day of the calendar is not after `day` */
    }
    zero.index = (int32_t)i;
    return zero;
}

const char *es_shift_key(unsigned shift)
{
    static const char *const key[] = {NULL,
                                      "after_close",
                                      "no_session",
                                      "after_close+no_session",
                                      "time_zone",
                                      "time_zone+after_close",
                                      "time_zone+no_session",
                                      "time_zone+after_close+no_session",
                                      "period_end",
                                      "after_close+period_end",
                                      "no_session+period_end",
                                      "after_close+no_session+period_end",
                                      "time_zone+period_end",
                                      "time_zone+after_close+period_end",
                                      "time_zone+no_session+period_end",
                                      "time_zone+after_close+no_session+period_end"};
    return key[shift & 15u];
}
