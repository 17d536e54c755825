#include "event/dayzero.h"

static bool after_close(const es_event *event, int32_t market_close)
{
    return event->timing == ES_TIMING_AMC
           || (event->time != ES_NO_TIME && event->time >= market_close);
}

es_day_zero es_find_day_zero(const es_event *event, const es_calendar *calendar, es_date_roll roll,
                             int32_t market_close)
{
    es_day_zero zero = {-1, 0};
    es_day day = event->announced;
    size_t i;
    if (calendar->n == 0 || day < calendar->day[0] || day > calendar->day[calendar->n - 1])
        return zero;
    if (after_close(event, market_close)) {
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
    static const char *const key[] = {NULL, "after_close", "no_session", "after_close+no_session"};
    return key[shift & 3u];
}
