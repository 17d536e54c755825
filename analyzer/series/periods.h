/* Weeks and months in place of days (bars are days in all that follows): a period is represented by
 * the last day of the calendar in it, a series by its last value in it.  The first and the last
 * period of the data may be incomplete; they count like the others. */
#ifndef ES_SERIES_PERIODS_H
#define ES_SERIES_PERIODS_H

#include "series/calendar.h"

typedef enum es_frequency { ES_DAILY, ES_WEEKLY, ES_MONTHLY, ES_BARS } es_frequency;

/* A number that grows by one from week (Monday to Sunday) to week, or from month to month. */
int32_t es_period_of(es_day day, es_frequency frequency);

/* Groups the days of a calendar: last[p] is the last day of period p and first[p] the index of its
 * first, first[n] that behind them all; room for daily->n and one more.  Returns n. */
size_t es_periods(const es_calendar *daily, es_frequency frequency, es_day *last, int32_t *first);

/* The last value of each of the n periods that is no NaN, else NaN. */
void es_periods_last(const double *daily, const int32_t *first, size_t n, double *out);

#endif
