#include "series/delisting.h"

#include <math.h>

static double at(const es_prices *p, es_field field, size_t i)
{
    return p->value[field] ? p->value[field][i] : (double)NAN;
}

static bool for_performance(double code)
{
    return code == 500.0 || (code >= 520.0 && code <= 584.0);
}

static double usual_loss(double exchange)
{
    if (exchange == 1.0 || exchange == 2.0)
        return -0.30;
    return exchange == 3.0 ? -0.55 : (double)NAN;
}

bool es_delisting_without_return(const es_prices *prices, es_delisting *out)
{
    size_t i = prices->n;
    if (!prices->value[ES_FIELD_DELIST_CODE])
        return false;
    while (i > 0 && isnan(at(prices, ES_FIELD_DELIST_CODE, i - 1))) {
        i--;
        if (at(prices, ES_FIELD_CLOSE, i) > 0.0 || at(prices, ES_FIELD_ADJ_CLOSE, i) > 0.0
            || !isnan(at(prices, ES_FIELD_RET, i)))
            return false;
    }
    if (i == 0 || !for_performance(at(prices, ES_FIELD_DELIST_CODE, i - 1))
        || !isnan(at(prices, ES_FIELD_DELIST_RETURN, i - 1)))
        return false;
    *out =
        (es_delisting){prices->day[i - 1], usual_loss(at(prices, ES_FIELD_EXCHANGE_CODE, i - 1))};
    return true;
}

void es_delisting_fill(const es_delisting *delisting, const es_calendar *calendar, double *wealth)
{
    size_t t = es_calendar_next(calendar, delisting->day), last;
    if (t == calendar->n || isnan(delisting->fill))
        return;
    last = t;
    while (last > 0 && isnan(wealth[last]))
        last--;
    wealth[t] = wealth[last] * (1.0 + delisting->fill);
}
