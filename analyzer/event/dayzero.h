/* From an announcement to day zero (METHODS T-2, T-4). */
#ifndef ES_EVENT_DAYZERO_H
#define ES_EVENT_DAYZERO_H

#include "event/dataset.h"
#include "series/calendar.h"

typedef enum es_date_roll { ES_ROLL_NEXT, ES_ROLL_PREVIOUS, ES_ROLL_DROP } es_date_roll;

/* Why day zero is not the announced day; flags. */
enum { ES_SHIFT_AFTER_CLOSE = 1, ES_SHIFT_NO_SESSION = 2 };

typedef struct es_day_zero {
    int32_t index; /* on the calendar; -1: none */
    unsigned shift;
} es_day_zero;

/* An announcement at or after `market_close` (seconds since midnight), or flagged amc, counts for
 * the next session; then a day without a session is rolled.  A date before the first or after the
 * last day of the calendar maps to nothing: no event is shifted across the edge of the data. */
es_day_zero es_find_day_zero(const es_event *event, const es_calendar *calendar, es_date_roll roll,
                             int32_t market_close);

/* "after_close", "no_session", "after_close+no_session", or NULL. */
const char *es_shift_key(unsigned shift);

#endif
