/* Returns at delisting that nobody supplied (METHODS R-4). */
#ifndef ES_SERIES_DELISTING_H
#define ES_SERIES_DELISTING_H

#include "series/calendar.h"
#include "series/prices.h"

typedef enum es_delist_fill { ES_DELIST_NONE, ES_DELIST_SHUMWAY } es_delist_fill;

typedef struct es_delisting {
    es_day day;
    double fill; /* -0.30, -0.55; NaN: an exchange without such a figure */
} es_delisting;

/* Did the security end in a delisting for poor performance (code 500, 520 to 584) whose return is
 * missing?  Its last code decides, and no price or return may follow.  fill is what such
 * delistings cost on average: -0.30 on NYSE and AMEX (Shumway 1997), -0.55 on Nasdaq (Shumway and
 * Warther 1999). */
bool es_delisting_without_return(const es_prices *prices, es_delisting *out);

/* (1 + R_t)(1 + fill) - 1 on the day of the delisting, or the first of the calendar after it; where
 * that day has no price, fill counts from the last one that has.  wealth: calendar->n values as
 * es_wealth() lays them.  Nothing changes when fill is NaN or the day lies behind the calendar. */
void es_delisting_fill(const es_delisting *delisting, const es_calendar *calendar, double *wealth);

#endif
