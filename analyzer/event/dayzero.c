#include "event/dayzero.h"

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

es_day_zero es_find_day_zero(const es_event *event, const es_calendar *calendar, es_date_roll roll,
                             const es_session *session)
{
    es_day_zero zero = {-1, 0};
    es_day day;
    int32_t time;
    size_t i;
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
