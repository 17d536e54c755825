#include "series/periods.h"

#include <math.h>

#include "base/date.h"

int32_t es_period_of(es_day day, es_frequency frequency)
{
    int year, month, mday;
    if (frequency == ES_DAILY || frequency == ES_BARS)
        return day;
    if (frequency == ES_WEEKLY) { /* day 4 was a Monday */
        es_day since = day - 4;
        return since >= 0 ? since / 7 : -((6 - since) / 7);
    }
    es_day_to_civil(day, &year, &month, &mday);
    return year * 12 + month;
}

size_t es_periods(const es_calendar *daily, es_frequency frequency, es_day *last, int32_t *first)
{
    size_t n = 0;
    for (size_t t = 0; t < daily->n; t++) {
        if (t == 0
            || es_period_of(daily->day[t], frequency) != es_period_of(daily->day[t - 1], frequency))
            first[n++] = (int32_t)t;
        last[n - 1] = daily->day[t];
    }
    first[n] = (int32_t)daily->n;
    return n;
}

void es_periods_last(const double *daily, const int32_t *first, size_t n, double *out)
{
    for (size_t p = 0; p < n; p++) {
        out[p] = (double)NAN;
        for (int32_t t = first[p]; t < first[p + 1]; t++)
            if (!isnan(daily[t]))
                out[p] = daily[t];
    }
}
