/* Trading volume in event time (METHODS W-1, W-2). */
#ifndef ES_EVENT_VOLUME_H
#define ES_EVENT_VOLUME_H

#include "event/sample.h"

typedef enum es_volume_measure {
    ES_VOLUME_LOG1P_PCT,      /* ln(1 + 100 volume / shares) */
    ES_VOLUME_LOG_PCT_EPS,    /* ln(100 volume / shares + 0.000255) */
    ES_VOLUME_LOG1P_TURNOVER, /* ln(1 + volume / shares) */
    ES_VOLUME_LOG1P_VOLUME    /* ln(1 + volume) */
} es_volume_measure;

/* NaN when volume or shares are missing or shares are not positive; no volume at all is a value. */
double es_volume_value(double volume, double shares, es_volume_measure measure);

/* A sample with the same rows in which the "return" is the volume measure, and whose market is the
 * equal mean of the measure over all securities that have one, the market symbol apart.  Estimation
 * days that are missing or masked in `sample` under exclude_other_events stay out. */
es_status es_volume_align(const es_sample *sample, es_volume_measure measure, es_arena *arena,
                          es_sample **out, es_error *err);

#endif
