/* One security laid out on the calendar of a market, filled again for each security. */
#ifndef ES_EVENT_LANE_H
#define ES_EVENT_LANE_H

#include "event/sample.h"

typedef struct es_lane {
    const es_market *market;
    const es_alignment *align;
    double *wealth, *ret, *cap; /* per day of the calendar; cap: close x shares of the last day with
                                   a price (D-9), where has_cap */
    double *daily; /* per day behind a calendar of weeks or months: wealth, on the way */
    uint16_t *span;
    unsigned longest; /* of all spans */
    bool has_cap;
    int32_t *axis; /* calendar=security: calendar index of each own day */
    es_day *own_day;
    size_t n_axis;
    es_wealth_info info;
    /* of all securities read so far */
    size_t off_calendar; /* prices on days the market has none */
    bool has_volume;     /* one of them supplies volume and shares */
} es_lane;

es_status es_lane_open(es_lane *lane, const es_market *market, const es_alignment *align,
                       es_arena *arena, es_error *err);

/* Reads a series and lays it on the calendar of the venue, or of the market without one. */
es_status es_lane_read(es_lane *lane, const es_source *source, size_t series, const es_venue *venue,
                       es_error *err);

/* The longest span of days first .. first + n - 1 of the calendar; 0: none has a return. */
unsigned es_lane_longest(const es_lane *lane, size_t first, size_t n);

#endif
