/* What lays the events of a sample out, shared by the parts of sample.h: sample.c gives events
 * their days zero and rows their numbers, rows.c fills the rows. */
#ifndef ES_EVENT_ALIGNER_H
#define ES_EVENT_ALIGNER_H

#include "event/confounding.h"
#include "event/lane.h"

/* An event with the security it belongs to, for visiting each security once. */
typedef struct es_visit {
    int32_t series, venue;
    uint32_t event;
} es_visit;

typedef struct es_aligner {
    const es_dataset *data;
    const es_market *market;
    es_sample *s;
    es_arena *arena;
    es_source source; /* of this worker */
    es_ledger_entry *ledger;
    es_lane lane;
    es_confounding_index confounding;
    const es_venue *venue; /* of the events at hand; NULL: the market is the only one */
    int32_t *axis0;        /* per event: index of day zero on the axis in use */
    /* the writable side of the sample's arrays */
    const double **ret;
    const uint16_t **span;
    const int32_t **day;
    const double **cap;
    const es_venue **venue_of_row;
    uint16_t *n_est_ret, *masked, *touched;
    es_price_basis *basis;
    double *own;           /* returns of the row at hand; NULL: it shares them */
    unsigned char *inside; /* n_est: estimation days inside another event's window */
} es_aligner;

/* The days of the market at hand; they number the lane. */
static inline const es_calendar *es_aligner_calendar(const es_aligner *a)
{
    return a->venue ? &a->venue->calendar : &a->market->calendar;
}

/* Index on the study's calendar of a day of the lane. */
static inline int32_t es_aligner_on_calendar(const es_aligner *a, int32_t own)
{
    return own >= 0 && a->venue ? a->venue->at[own] : own;
}

/* The calendar on which event time is counted. */
static inline es_calendar es_aligner_axis(const es_aligner *a)
{
    if (a->s->align.calendar == ES_CALENDAR_SECURITY)
        return (es_calendar){a->lane.n_axis, a->lane.own_day};
    return *es_aligner_calendar(a);
}

/* Fills the rows of all events of one security and market, which is in the lane. */
void es_rows_fill(es_aligner *a, const es_visit *v, size_t n);

#endif
