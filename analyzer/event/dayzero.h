/* From an announcement to day zero (METHODS T-2, T-4). */
#ifndef ES_EVENT_DAYZERO_H
#define ES_EVENT_DAYZERO_H

#include "event/dataset.h"
#include "series/calendar.h"

typedef enum es_date_roll { ES_ROLL_NEXT, ES_ROLL_PREVIOUS, ES_ROLL_DROP } es_date_roll;

/* Why day zero is not the announced day; flags. */
enum {
    ES_SHIFT_AFTER_CLOSE = 1,
    ES_SHIFT_NO_SESSION = 2,
    ES_SHIFT_TIME_ZONE = 4,
    ES_SHIFT_PERIOD = 8
};

typedef struct es_day_zero {
    int32_t index; /* on the calendar; -1: none */
    unsigned shift;
} es_day_zero;

/* A day on which the exchange closes at another time. */
typedef struct es_session_day {
    es_day day;
    int32_t close;
} es_session_day;

/* The hours of an exchange, on its own clock. */
typedef struct es_session {
    int32_t close;       /* seconds since midnight */
    const es_zone *zone; /* of the clock; NULL: not known, events have times without one */
    size_t n_special;
    const es_session_day *special; /* by day */
    int32_t bar_minutes;           /* how long a bar is; 0: the calendar is one of days */
    bool bar_end;                  /* bars bear the time of their end, not of their start */
} es_session;

/* When the exchange closes on a day. */
int32_t es_session_close(const es_session *session, es_day day);

/* The announcement on the clock of the exchange; an event without time or zone stays as it is. */
void es_session_moment(const es_session *session, const es_event *event, es_day *day,
                       int32_t *time);

/* An announcement at or after the close, or flagged amc, counts for the next session; then a day
 * without a session is rolled.  A date before the first or after the last day of the calendar maps
 * to nothing: no event is shifted across the edge of the data.
 *
 * On a calendar of bars it is the first bar that ends after the announcement, so that its price is
 * the first to know of it.  News at or after the close counts for bars that begin then or later; a
 * bmo event without a time for the first bar of its day, an amc one as news at the close. */
es_day_zero es_find_day_zero(const es_event *event, const es_calendar *calendar, es_date_roll roll,
                             const es_session *session);

/* "after_close", "no_session", "after_close+no_session", "time_zone", ..., or NULL. */
const char *es_shift_key(unsigned shift);

#endif
