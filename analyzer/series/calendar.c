#include "series/calendar.h"

#include "base/date.h"

size_t es_calendar_next(const es_calendar *calendar, es_day day)
{
    size_t low = 0, high = calendar->n;
    if (high && es_is_bar(calendar->day[0]) && !es_is_bar(day) && day != ES_DAY_FIRST
        && day != ES_DAY_LAST)
        day = es_bar_at(day, 0);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->day[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int32_t es_calendar_find(const es_calendar *calendar, es_day day)
{
    size_t i = es_calendar_next(calendar, day);
    return i < calendar->n && calendar->day[i] == day ? (int32_t)i : -1;
}
