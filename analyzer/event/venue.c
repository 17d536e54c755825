#include "event/venue.h"

#include <math.h>

int32_t es_venue_from(const es_venue *venue, int32_t t, unsigned span)
{
    int32_t own = venue->position[t] - (int32_t)span;
    return own < 0 ? -1 : venue->at[own];
}

double es_venue_compound(const es_venue *venue, const double *series, int32_t t, unsigned span,
                         es_return_type type)
{
    int32_t last = venue->position[t], first = last - (int32_t)span + 1;
    double value = type == ES_RETURN_LOG ? 0.0 : 1.0;
    if (span == 1)
        return series[t];
    if (span == 0 || first < 0)
        return (double)NAN;
    for (int32_t own = first; own <= last; own++) {
        double ret = series[venue->at[own]];
        value = type == ES_RETURN_LOG ? value + ret : value * (1.0 + ret);
    }
    return type == ES_RETURN_LOG ? value : value - 1.0;
}
