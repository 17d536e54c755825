#include "event/market_days.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

/* One market on its own days. */
typedef struct own_days {
    const char *symbol;
    es_calendar calendar;
    double *ret; /* calendar.n, [0] is NaN; wealth where returns come later */
    es_price_basis basis;
    size_t missing; /* days without a price: only of an imported calendar */
} own_days;

static es_status unknown_market(const es_dataset *data, const char *symbol, es_error *err)
{
    const char *near = es_nearest(symbol, data->symbol, data->n_series);
    (void)es_fail(err, ES_ENOTFOUND, "market: no prices under symbol \"%s\"", symbol);
    return near ? es_hint(err, "did you mean %s? `eventstudy list securities` shows all", near)
                : es_hint(err, "import the index first, or name another one with --market");
}

static es_status too_few_prices(const es_dataset *data, const char *symbol, es_error *err)
{
    (void)es_fail(err, ES_EDATA, "market: %s has fewer than two days with a price", symbol);
    if (!data->bars.read || data->source.context == data->bars.context)
        return ES_EDATA;
    return es_hint(err, "there are bars within days: --frequency bars studies those");
}

/* The sessions of the imported calendar between the market's first and last price. */
static es_status imported_days(const es_dataset *data, const char *symbol, const es_prices *prices,
                               es_calendar *out, es_error *err)
{
    const es_user_calendar *user = es_dataset_calendar(data, symbol);
    es_calendar all;
    size_t first, last;
    if (!user) {
        (void)es_fail(err, ES_ENOTFOUND, "calendar: none has been imported for market %s", symbol);
        return es_hint(err,
                       "import one: `eventstudy import calendar FILE`, with the columns "
                       "calendar (%s), date",
                       symbol);
    }
    all = (es_calendar){user->n, user->day};
    first = prices->n ? es_calendar_next(&all, prices->day[0]) : 0;
    last = prices->n ? es_calendar_next(&all, prices->day[prices->n - 1] + 1) : 0;
    *out = (es_calendar){last - first, user->day + first};
    return ES_OK;
}

/* Wealth of a price day by price day becomes the return of the day; days without a price go. */
static void keep_priced(const es_calendar *all, es_day *day, double *wealth, own_days *out)
{
    for (size_t i = 0; i < all->n; i++)
        if (!isnan(wealth[i])) {
            wealth[out->calendar.n] = wealth[i];
            day[out->calendar.n++] = all->day[i];
        }
    out->calendar.day = day;
}

static es_status read_market(const es_dataset *data, const char *symbol, bool imported,
                             es_arena *arena, own_days *out, es_error *err)
{
    int32_t series = es_dataset_series(data, symbol);
    es_calendar all;
    es_prices prices;
    es_wealth_info info;
    es_day *day;
    double *wealth;
    es_status status;
    *out = (own_days){.symbol = symbol};
    if (series == ES_NO_SERIES)
        return unknown_market(data, symbol, err);
    status = data->source.read(data->source.context, (size_t)series, &prices, err);
    all = (es_calendar){prices.n, prices.day};
    if (!status && imported)
        status = imported_days(data, symbol, &prices, &all, err);
    if (status)
        return status;
    day = es_arena_alloc_raw(arena, all.n, sizeof *day);
    wealth = es_arena_alloc_raw(arena, all.n, sizeof *wealth);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    es_wealth(&prices, &all, wealth, &info);
    out->basis = info.basis;
    if (imported)
        out->calendar = all;
    else
        keep_priced(&all, day, wealth, out);
    if (out->calendar.n < 2)
        return too_few_prices(data, symbol, err);
    for (size_t t = 0; t < out->calendar.n; t++)
        out->missing += isnan(wealth[t]) ? 1 : 0;
    out->ret = wealth;
    return ES_OK;
}

/* In place, from the end. */
static void make_returns(own_days *own, es_return_type type)
{
    for (size_t t = own->calendar.n; t-- > 1;)
        own->ret[t] = es_return_of_ratio(own->ret[t] / own->ret[t - 1], type);
    own->ret[0] = (double)NAN;
}

/* ---- Several markets ------------------------------------------------------------------------ */

static int compare_days(const void *a, const void *b)
{
    const es_day *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Every day on which one of the markets is open. */
static es_status join_days(const own_days *own, size_t n, es_arena *arena, es_calendar *out,
                           es_error *err)
{
    size_t total = 0, kept = 0;
    es_day *day;
    for (size_t v = 0; v < n; v++)
        total += own[v].calendar.n;
    day = es_arena_alloc_raw(arena, total, sizeof *day);
    if (!day)
        return es_fail_memory(err);
    total = 0;
    for (size_t v = 0; v < n; v++) {
        memcpy(day + total, own[v].calendar.day, own[v].calendar.n * sizeof *day);
        total += own[v].calendar.n;
    }
    qsort(day, total, sizeof *day, compare_days);
    for (size_t i = 0; i < total; i++)
        if (kept == 0 || day[i] != day[kept - 1])
            day[kept++] = day[i];
    *out = (es_calendar){kept, day};
    return ES_OK;
}

static es_status lay_venue(const own_days *own, const es_calendar *joint, es_arena *arena,
                           es_venue *out, es_error *err)
{
    int32_t *at = es_arena_alloc_raw(arena, own->calendar.n, sizeof *at);
    int32_t *position = es_arena_alloc_raw(arena, joint->n, sizeof *position);
    double *ret = es_arena_alloc_raw(arena, joint->n, sizeof *ret);
    size_t k = 0;
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t t = 0; t < joint->n; t++) {
        bool open = k < own->calendar.n && own->calendar.day[k] == joint->day[t];
        position[t] = open ? (int32_t)k : -1;
        ret[t] = open ? own->ret[k] : (double)NAN;
        if (open)
            at[k++] = (int32_t)t;
    }
    *out = (es_venue){.symbol = own->symbol,
                      .calendar = own->calendar,
                      .at = at,
                      .position = position,
                      .ret = ret,
                      .session = {.close = ES_NO_TIME},
                      .basis = own->basis};
    return ES_OK;
}

/* The number of a market among the n there are, or n. */
static size_t place_of(const char *const *symbol, size_t n, const char *name)
{
    size_t v = 0;
    while (v < n && strcmp(symbol[v], name) != 0)
        v++;
    return v;
}

/* Lists the markets that events name and that have prices, the study's own first, and gives every
 * event its own.  At most one for each event comes on top. */
static size_t list_markets(const es_dataset *data, const es_attribute *names, const char **symbol,
                           int32_t *venue_of)
{
    size_t n = 1;
    for (size_t i = 0; i < data->n_events; i++) {
        const char *name = names->value[i];
        size_t v = name ? place_of(symbol, n, name) : 0;
        if (v == n && es_dataset_series(data, name) == ES_NO_SERIES) {
            venue_of[i] = ES_NO_VENUE;
            continue;
        }
        if (v == n)
            symbol[n++] = name;
        venue_of[i] = (int32_t)v;
    }
    return n;
}

static es_status join_markets(const es_dataset *data, bool imported, const own_days *first,
                              es_market *market, es_arena *arena, es_error *err)
{
    const es_attribute *names = es_dataset_attribute(data, "market");
    const char **symbol = ES_NEW(arena, data->n_events + 1, const char *);
    int32_t *venue_of = ES_NEW(arena, data->n_events, int32_t);
    own_days *own;
    es_status status = ES_OK;
    size_t n;
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    symbol[0] = market->symbol;
    n = list_markets(data, names, symbol, venue_of);
    own = ES_NEW(arena, n, own_days);
    market->venue = ES_NEW(arena, n, es_venue);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    market->venue_of = venue_of;
    own[0] = *first;
    for (size_t v = 1; v < n && !status; v++)
        if ((status = read_market(data, symbol[v], imported, arena, &own[v], err)) == ES_OK)
            make_returns(&own[v], market->returns.type);
    if (!status)
        status = join_days(own, n, arena, &market->calendar, err);
    for (size_t v = 0; v < n && !status; v++) {
        status = lay_venue(&own[v], &market->calendar, arena, &market->venue[v], err);
        market->missing_days += v ? own[v].missing : 0;
    }
    market->n_venues = n;
    market->ret = market->venue[0].ret;
    return status;
}

/* Days become periods: the last price of each, and the return from one to the next. */
static es_status to_periods(es_market *market, const double *wealth, es_arena *arena, es_error *err)
{
    size_t n = market->calendar.n;
    es_day *last = es_arena_alloc_raw(arena, n, sizeof *last);
    int32_t *first = es_arena_alloc_raw(arena, n + 1, sizeof *first);
    double *ret = es_arena_alloc_raw(arena, n, sizeof *ret);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    market->days = market->calendar;
    market->calendar =
        (es_calendar){es_periods(&market->days, market->frequency, last, first), last};
    market->period_first = first;
    n = market->calendar.n;
    if (n < 2)
        return es_fail(err, ES_EDATA, "market: %s has fewer than two periods with a price",
                       market->symbol);
    es_periods_last(wealth, first, n, ret);
    for (size_t t = n; t-- > 1;)
        ret[t] = es_return_of_ratio(ret[t] / ret[t - 1], market->returns.type);
    ret[0] = (double)NAN;
    market->ret = ret;
    return ES_OK;
}

/* Does an event name another market than the study's? */
static bool names_others(const es_dataset *data, const char *symbol)
{
    const es_attribute *names = es_dataset_attribute(data, "market");
    for (size_t i = 0; names && i < data->n_events; i++)
        if (names->value[i] && strcmp(names->value[i], symbol) != 0)
            return true;
    return false;
}

/* The most frequent number of minutes from one bar of a day to the next; of several the least. */
static int32_t usual_gap(const es_calendar *bars)
{
    uint32_t count[ES_DAY_MINUTES] = {0};
    int32_t usual = 1;
    for (size_t t = 1; t < bars->n; t++)
        if (es_bar_day(bars->day[t]) == es_bar_day(bars->day[t - 1]))
            count[bars->day[t] - bars->day[t - 1]]++;
    for (int32_t gap = 1; gap < ES_DAY_MINUTES; gap++)
        if (count[gap] > count[usual])
            usual = gap;
    return usual;
}

es_status es_market_days(const es_dataset *data, bool imported, es_market *market, es_arena *arena,
                         es_error *err)
{
    own_days own;
    es_status status = read_market(data, market->symbol, imported, arena, &own, err);
    if (status)
        return status;
    market->calendar = own.calendar;
    market->ret = own.ret;
    market->basis = own.basis;
    market->missing_days = own.missing;
    if (market->frequency != ES_DAILY && names_others(data, market->symbol)) {
        (void)es_fail(err, ES_EUSAGE,
                      "frequency: weeks, months and bars are for studies of one market");
        return es_hint(err, "leave out the column `market` of the events, or study days");
    }
    if (market->frequency == ES_BARS)
        market->bar_minutes = usual_gap(&market->calendar);
    else if (market->frequency != ES_DAILY)
        return to_periods(market, own.ret, arena, err);
    make_returns(&own, market->returns.type);
    return names_others(data, market->symbol)
               ? join_markets(data, imported, &own, market, arena, err)
               : ES_OK;
}
