/* The estimation days of an event: one window, or several intervals of event time in ascending
 * order, on both sides of the event perhaps (METHODS T-5).  Columns number the days of all
 * intervals in order, without the days between them. */
#ifndef ES_EVENT_ESTIMATION_H
#define ES_EVENT_ESTIMATION_H

#include <stddef.h>

#include "eventstudy.h"

typedef struct es_estimation {
    es_window hull;            /* from the first day to the last */
    size_t n;                  /* intervals; 0: the hull is the only one */
    const es_window *interval; /* n: ascending, apart from each other */
} es_estimation;

/* The intervals as they are, at least one. */
size_t es_estimation_intervals(const es_estimation *e);
es_window es_estimation_interval(const es_estimation *e, size_t i);

/* Days of all intervals together. */
size_t es_estimation_days(const es_estimation *e);

/* Days from the first to the last, those between the intervals included. */
size_t es_estimation_stretch(const es_estimation *e);

/* Event time of a column below es_estimation_days(). */
int es_estimation_tau(const es_estimation *e, size_t column);

/* First and last column of the interval that holds a column. */
void es_estimation_bounds(const es_estimation *e, size_t column, size_t *first, size_t *last);

/* How many columns, the first ones, belong to intervals that begin before event time tau. */
size_t es_estimation_before(const es_estimation *e, int tau);

/* Does [first, last], in event time, hold estimation days?  Sets inside[column] = 1 for each of
 * them; inside may be NULL. */
bool es_estimation_mark(const es_estimation *e, int first, int last, unsigned char *inside);

#endif
