/* The markets of single events, where the events name them in a column `market`: firms of several
 * exchanges in one study, each in event time on its own market's days and against its own market's
 * return.
 *
 * The calendar of such a study is every day on which any of its markets is open, so that calendar
 * days still compare across markets; a venue knows its own days among them. */
#ifndef ES_EVENT_VENUE_H
#define ES_EVENT_VENUE_H

#include "base/arena.h"
#include "event/dayzero.h"
#include "series/returns.h"

typedef struct es_venue {
    const char *symbol;
    es_calendar calendar;    /* its own days */
    const int32_t *at;       /* per own day: its index on the study's calendar */
    const int32_t *position; /* per day of the study's calendar: the own index, -1: closed */
    const double *ret;       /* market return on the study's calendar, NaN where closed */
    const double *excess;    /* less the risk-free rate, or NULL */
    es_session session;      /* close ES_NO_TIME: that of the alignment */
    es_price_basis basis;
} es_venue;

enum { ES_NO_VENUE = -1 };

/* Where the last `span` own days up to day t of the study's calendar begin; -1: before the data. */
int32_t es_venue_from(const es_venue *venue, int32_t t, unsigned span);

/* Compounds a series of the study's calendar over the last `span` own days up to t. */
double es_venue_compound(const es_venue *venue, const double *series, int32_t t, unsigned span,
                         es_return_type type);

#endif
