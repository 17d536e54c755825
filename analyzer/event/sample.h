/* The sample: events aligned in event time.
 *
 * A row is one event that has a day zero; its columns are the days of the estimation window
 * followed by those of the event window.  A row keeps the index of its event in the data set, and
 * every later stage indexes by row, never by symbol. */
#ifndef ES_EVENT_SAMPLE_H
#define ES_EVENT_SAMPLE_H

#include "event/dayzero.h"
#include "event/estimation.h"
#include "event/market.h"
#include "event/outcome.h"

typedef enum es_calendar_kind {
    ES_CALENDAR_MARKET,
    ES_CALENDAR_SECURITY,
    ES_CALENDAR_IMPORTED
} es_calendar_kind;
typedef enum es_duplicate_policy { ES_DUPLICATE_DROP, ES_DUPLICATE_KEEP } es_duplicate_policy;

typedef enum es_confounding_policy {
    ES_CONFOUNDING_FLAG,
    ES_CONFOUNDING_MASK,
    ES_CONFOUNDING_EXCLUDE
} es_confounding_policy;

typedef struct es_alignment {
    es_estimation estimation; /* T-5 */
    es_window event;
    es_date_roll roll;             /* T-2 */
    es_calendar_kind calendar;     /* T-1 */
    es_duplicate_policy duplicate; /* T-8 */
    int32_t market_close;          /* T-4, seconds since midnight */
    int bar_stamp;                 /* bars bear the time of their start (0) or end */
    int max_shift;          /* most days between the announced day and day zero; < 0: no limit */
    bool mask_other_events; /* T-9 */
    es_confounding_policy confounding;
    es_window confounding_window; /* the days around a confounding event that it may move */
    bool benchmarks;              /* align them too (M-11) */
    bool capitalisation;          /* and what the securities were worth (D-9) */
    size_t threads;               /* the sample does not depend on it, */
    const es_fleet *fleet;        /* nor on this, */
    const es_progress *progress;  /* nor this */
} es_alignment;

/* The ledger's line of one event of the data set. */
typedef struct es_ledger_entry {
    es_outcome outcome;
    int32_t row;                  /* of the sample, or -1 */
    es_day day0;                  /* valid when es_ledger_placed() */
    es_day day_before, day_after; /* sessions around day zero; ES_DAY_FIRST, ES_DAY_LAST: none */
    unsigned shift;               /* ES_SHIFT_... */
    es_day exchange_day;          /* of the announcement on the clock of the exchange, */
    int32_t exchange_time;        /* and its time, or ES_NO_TIME */
    int32_t duplicate_of;         /* event index, or -1 */
    uint16_t n_confounding;       /* confounding events that touch the event window, */
    uint16_t n_confounding_est;   /* and the estimation window */
    bool delisted;                /* in the event window, without a return that anyone supplied: */
    double delist_fill;           /* what was filled in; 0: nothing */
    uint32_t n_overlaps;          /* events of the same security whose event windows share days */
} es_ledger_entry;

/* Has the event a day zero, used or not? */
static inline bool es_ledger_placed(const es_ledger_entry *entry)
{
    return entry->row >= 0 || entry->outcome == ES_DUPLICATE_EVENT
           || entry->outcome == ES_SHIFT_TOO_LONG || entry->outcome == ES_CONFOUNDING_EVENT;
}

typedef struct es_sample {
    const es_dataset *data;
    const es_market *market;
    es_alignment align;
    size_t n_est, n_tau, width; /* columns: width = n_est + n_tau */
    const int *tau_of; /* per column: its event time; NULL: the estimation days are one stretch */
    const es_ledger_entry *ledger; /* data->n_events */

    size_t n;                    /* rows, in the order of the events */
    const uint32_t *event;       /* index into the data set */
    const int32_t *day0;         /* market-calendar index of day zero */
    const double *const *ret;    /* per row: the return of each column, NaN: missing or masked; rows
                                    of one security may share memory */
    const uint16_t *const *span; /* per row: trading days each return spans; NULL: 1 everywhere */
    const int32_t *const *day;   /* per row: calendar index of each column, -1: outside the data;
                                    NULL: day0 + tau */
    const double *const *benchmark; /* per row: return of the benchmark over the same spans, NaN:
                                       missing; NULL: none */
    const es_venue *const *venue;   /* per row: its own market; NULL: all are of `market` */
    const uint16_t *n_est_ret;      /* per row: estimation days with a return, masked ones apart */
    const uint16_t *masked;         /* per row: estimation days masked by T-9 */
    const uint16_t *touched;     /* per row: estimation days inside another event's window (G-10) */
    size_t off_calendar;         /* security prices on days the market has none */
    const es_price_basis *basis; /* per row */
    const double *const *cap; /* per row: close x shares on the last priced day before each day of
                                 the event window, NaN: none; NULL: no shares, or not asked for */
    bool has_volume;          /* a security supplies both volume and shares (W-1) */
} es_sample;

/* Reads each needed security once and aligns all its events; the securities are shared out among
 * the threads, as far as the source has readers for them. */
es_status es_sample_align(const es_dataset *data, const es_market *market,
                          const es_alignment *align, es_arena *arena, es_sample **out,
                          es_error *err);

/* Event time of a column and back. */
static inline int es_sample_tau(const es_sample *s, size_t column)
{
    if (s->tau_of)
        return s->tau_of[column];
    return column < s->n_est ? s->align.estimation.hull.first + (int)column
                             : s->align.event.first + (int)(column - s->n_est);
}

/* Calendar index of a column of a row, -1 outside the data. */
static inline int32_t es_sample_day(const es_sample *s, size_t row, size_t column)
{
    int32_t t;
    if (s->day[row])
        return s->day[row][column];
    t = s->day0[row] + es_sample_tau(s, column);
    return t >= 0 && (size_t)t < s->market->calendar.n ? t : -1;
}

static inline const es_venue *es_sample_venue(const es_sample *s, size_t row)
{
    return s->venue ? s->venue[row] : NULL;
}

static inline unsigned es_sample_span(const es_sample *s, size_t row, size_t column)
{
    return s->span[row] ? s->span[row][column] : 1u;
}

/* Calendar index from which the return of a column counts; -1: before the data. */
static inline int32_t es_sample_from(const es_sample *s, size_t row, size_t c)
{
    const es_venue *venue = es_sample_venue(s, row);
    int32_t t = es_sample_day(s, row, c);
    if (t >= 0 && venue)
        return es_venue_from(venue, t, es_sample_span(s, row, c));
    return t - (int32_t)es_sample_span(s, row, c);
}

/* How many days of the row's market lie before calendar day t of the row. */
static inline int32_t es_sample_step(const es_sample *s, size_t row, int32_t t)
{
    const es_venue *venue = es_sample_venue(s, row);
    return venue && t >= 0 ? venue->position[t] : t;
}

/* The series of the study's market as that of the row's own. */
static inline const double *es_sample_series(const es_sample *s, size_t row, const double *series)
{
    const es_venue *venue = es_sample_venue(s, row);
    if (venue && series == s->market->ret)
        return venue->ret;
    return venue && series == s->market->excess ? venue->excess : series;
}

/* A daily series compounded over the span of the return of a column that lies on day t. */
static inline double es_sample_compound(const es_sample *s, size_t row, size_t c, int32_t t,
                                        const double *series)
{
    const es_venue *venue = es_sample_venue(s, row);
    unsigned span = es_sample_span(s, row, c);
    if (venue)
        return es_venue_compound(venue, es_sample_series(s, row, series), t, span,
                                 s->market->returns.type);
    return es_compound(series, (size_t)t, span, s->market->returns.type);
}

#endif
