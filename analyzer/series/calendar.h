/* The trading calendar: the sorted days on which the market has a valid price (METHODS T-1). */
#ifndef ES_SERIES_CALENDAR_H
#define ES_SERIES_CALENDAR_H

#include "eventstudy.h"

typedef struct es_calendar {
    size_t n;
    const es_day *day; /* strictly increasing */
} es_calendar;

/* Index of the first day >= `day`; n when there is none.  On a calendar of bars a day stands for
 * its first minute. */
size_t es_calendar_next(const es_calendar *calendar, es_day day);

/* Index of `day` itself, or -1. */
int32_t es_calendar_find(const es_calendar *calendar, es_day day);

#endif
