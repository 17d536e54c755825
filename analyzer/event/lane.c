#include "event/lane.h"

#include <math.h>
#include <string.h>

es_status es_lane_open(es_lane *lane, const es_market *market, const es_alignment *align,
                       es_arena *arena, es_error *err)
{
    size_t n = market->calendar.n;
    memset(lane, 0, sizeof *lane);
    lane->market = market;
    lane->align = align;
    lane->daily = es_arena_alloc_raw(arena, market->days.n, sizeof(double));
    lane->wealth = es_arena_alloc_raw(arena, n, sizeof(double));
    lane->ret = es_arena_alloc_raw(arena, n, sizeof(double));
    lane->span = es_arena_alloc_raw(arena, n, sizeof(uint16_t));
    lane->cap = es_arena_alloc_raw(arena, n, sizeof(double));
    lane->axis = es_arena_alloc_raw(arena, n, sizeof(int32_t));
    lane->own_day = es_arena_alloc_raw(arena, n, sizeof(es_day));
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

/* D-9: on every calendar day, close x shares of the last day with a price up to then. */
static void lay_capitalisation(const es_prices *prices, const es_calendar *calendar, es_lane *l)
{
    const double *close = prices->value[ES_FIELD_CLOSE], *shares = prices->value[ES_FIELD_SHARES];
    double last = (double)NAN;
    size_t i = 0;
    l->has_cap = close && shares;
    for (size_t t = 0; l->has_cap && t < calendar->n; t++) {
        for (; i < prices->n && prices->day[i] <= calendar->day[t]; i++)
            if (close[i] > 0.0)
                last = shares[i] > 0.0 ? close[i] * shares[i] : (double)NAN;
        l->cap[t] = last;
    }
}

/* The days on which the security itself has a price. */
static void list_own_days(const es_calendar *calendar, es_lane *l)
{
    l->n_axis = 0;
    for (size_t t = 0; t < calendar->n; t++)
        if (!isnan(l->wealth[t])) {
            l->own_day[l->n_axis] = calendar->day[t];
            l->axis[l->n_axis++] = (int32_t)t;
        }
}

unsigned es_lane_longest(const es_lane *l, size_t first, size_t n)
{
    uint16_t longest = 0;
    for (size_t t = first; t < first + n; t++)
        longest = l->span[t] > longest ? l->span[t] : longest;
    return longest;
}

es_status es_lane_read(es_lane *l, const es_source *source, size_t series, const es_venue *venue,
                       es_error *err)
{
    const es_calendar *calendar = venue ? &venue->calendar : &l->market->calendar;
    es_return_options options = l->market->returns;
    es_prices prices;
    es_status status = source->read(source->context, series, &prices, err);
    if (status)
        return status;
    if (venue)
        es_wealth_to_the_end(&prices, calendar, options.delist_fill, l->wealth, &l->info);
    else
        es_market_wealth(l->market, &prices, l->daily, l->wealth, &l->info);
    l->off_calendar += l->info.off_calendar;
    if (prices.value[ES_FIELD_VOLUME] && prices.value[ES_FIELD_SHARES])
        l->has_volume = true;
    l->has_cap = false;
    if (l->align->capitalisation)
        lay_capitalisation(&prices, calendar, l);
    if (l->align->calendar == ES_CALENDAR_SECURITY) { /* T-1: gaps are spans, never missing */
        options = (es_return_options){.type = options.type, .max_gap = UINT16_MAX};
        list_own_days(calendar, l);
    }
    es_returns(calendar->n, l->wealth, &options, l->ret, l->span);
    l->longest = es_lane_longest(l, 0, calendar->n);
    return ES_OK;
}
