#include "event/market.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "event/market_days.h"

/* A factor on the calendar, in the return type of the study (METHODS section 1: one type). */
static double *lay_days(const es_factor *factor, const es_market *market, es_arena *arena)
{
    const es_calendar *calendar = &market->calendar;
    double *value = es_arena_alloc_raw(arena, calendar->n, sizeof *value);
    size_t k = 0;
    for (size_t t = 0; value && t < calendar->n; t++) {
        while (k < factor->n && factor->day[k] < calendar->day[t])
            k++;
        if (k < factor->n && factor->day[k] == calendar->day[t])
            value[t] = es_return_of_ratio(1.0 + factor->value[k], market->returns.type);
        else
            value[t] = (double)NAN;
        if (k < factor->n && market->returns.type == ES_RETURN_SIMPLE && !isnan(value[t]))
            value[t] = factor->value[k]; /* no rounding through 1 + x */
    }
    return value;
}

/* The same by periods: what the factor's own days compound to. */
static double *lay_periods(const es_factor *factor, const es_market *market, es_arena *arena)
{
    const es_calendar *calendar = &market->calendar;
    double *value = es_arena_alloc_raw(arena, calendar->n, sizeof *value);
    size_t k = 0;
    for (size_t t = 0; value && t < calendar->n; t++) {
        int32_t period = es_period_of(calendar->day[t], market->frequency);
        double gross = 1.0;
        bool any = false;
        while (k < factor->n && es_period_of(factor->day[k], market->frequency) < period)
            k++;
        for (; k < factor->n && es_period_of(factor->day[k], market->frequency) == period; k++) {
            gross *= 1.0 + factor->value[k];
            any = true;
        }
        value[t] = any ? es_return_of_ratio(gross, market->returns.type) : (double)NAN;
    }
    return value;
}

static double *lay_factor(const es_factor *factor, const es_market *market, es_arena *arena)
{
    return market->period_first ? lay_periods(factor, market, arena)
                                : lay_days(factor, market, arena);
}

void es_market_wealth(const es_market *market, const es_prices *prices, double *daily,
                      double *wealth, es_wealth_info *info)
{
    es_delist_fill fill = market->returns.delist_fill;
    if (!market->period_first) {
        es_wealth_to_the_end(prices, &market->calendar, fill, wealth, info);
        return;
    }
    es_wealth_to_the_end(prices, &market->days, fill, daily, info);
    es_periods_last(daily, market->period_first, market->calendar.n, wealth);
}

/* One-day returns of a stored symbol. */
static es_status lay_symbol(const es_dataset *data, int32_t series, const es_market *market,
                            es_arena *arena, const double **out, es_error *err)
{
    const es_return_options one_day = {
        .type = market->returns.type, .missing = ES_GAP_DROP, .max_gap = 1};
    size_t n = market->calendar.n;
    double *wealth = es_arena_alloc_raw(arena, n, sizeof *wealth);
    double *daily = es_arena_alloc_raw(arena, market->days.n, sizeof *daily);
    double *ret = es_arena_alloc_raw(arena, n, sizeof *ret);
    uint16_t *span = es_arena_alloc_raw(arena, n, sizeof *span);
    es_prices prices;
    es_wealth_info info;
    es_status status = data->source.read(data->source.context, (size_t)series, &prices, err);
    if (status)
        return status;
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    es_market_wealth(market, &prices, daily, wealth, &info);
    es_returns(n, wealth, &one_day, ret, span);
    *out = ret;
    return ES_OK;
}

static es_status unknown_factor(const es_dataset *data, const char *name, es_error *err)
{
    enum { MOST = 1024 };
    const char *known[MOST], *near;
    size_t n = 0;
    for (size_t i = 0; i < data->n_factors && n < MOST; i++)
        known[n++] = data->factor[i].name;
    for (size_t i = 0; i < data->n_series && n < MOST; i++)
        known[n++] = data->symbol[i];
    near = es_nearest(name, known, n);
    (void)es_fail(err, ES_ENOTFOUND, "factor_list: \"%s\" is neither a factor nor a stored symbol",
                  name);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "`eventstudy list factors` and `eventstudy list securities` show "
                               "what is there");
}

/* METHODS M-6: mktrf is the market less the risk-free rate where no file supplies it. */
static const double *less_riskfree(const es_market *market, const double *ret, es_arena *arena)
{
    double *excess = es_arena_alloc_raw(arena, market->calendar.n, sizeof *excess);
    for (size_t t = 0; excess && t < market->calendar.n; t++)
        excess[t] = ret[t] - market->rf[t];
    return excess;
}

static void add_excess_market(es_market *market, es_daily *daily, es_arena *arena)
{
    if (!market->rf || es_market_series(market, "mktrf"))
        return;
    market->excess = less_riskfree(market, market->ret, arena);
    daily[market->n_daily++] = (es_daily){"mktrf", market->excess, false};
    for (size_t v = 0; v < market->n_venues; v++)
        market->venue[v].excess = less_riskfree(market, market->venue[v].ret, arena);
}

static es_status add_listed(const es_dataset *data, const es_market_request *request,
                            es_market *market, es_daily *daily, es_arena *arena, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < request->n_listed && !status; i++) {
        const char *name = request->factor_list[i];
        int32_t series = es_dataset_series(data, name);
        if (es_market_series(market, name) || strcmp(name, "rf") == 0)
            continue;
        if (series == ES_NO_SERIES)
            return unknown_factor(data, name, err);
        daily[market->n_daily] = (es_daily){name, NULL, true};
        status = lay_symbol(data, series, market, arena, &daily[market->n_daily++].value, err);
    }
    return status;
}

/* What a factor is called in a study of this frequency; NULL: it has no part in it.  One of months
 * stands in place of what the days of the same name compound to. */
static const char *known_as(const es_dataset *data, size_t i, es_frequency frequency,
                            es_arena *arena)
{
    const char *name = data->factor[i].name, *monthly;
    size_t n = strlen(name), suffix = strlen(ES_MONTHLY_SUFFIX);
    if (n > suffix && strcmp(name + n - suffix, ES_MONTHLY_SUFFIX) == 0)
        return frequency == ES_MONTHLY ? es_arena_text_n(arena, name, n - suffix) : NULL;
    if (frequency != ES_MONTHLY)
        return name;
    monthly = es_arena_printf(arena, "%s" ES_MONTHLY_SUFFIX, name);
    return monthly && es_dataset_factor(data, monthly) ? NULL : name;
}

es_status es_market_load(const es_dataset *data, const es_market_request *request, es_arena *arena,
                         es_market **out, es_error *err)
{
    es_market *market = ES_NEW(arena, 1, es_market);
    es_daily *daily = ES_NEW(arena, data->n_factors + request->n_listed + 1, es_daily);
    es_status status;
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    market->symbol = request->symbol;
    market->session.close = ES_NO_TIME;
    market->returns = *request->returns;
    market->frequency = request->frequency;
    market->daily = daily;
    status = es_market_days(data, request->imported, market, arena, err);
    if (status)
        return status;
    for (size_t i = 0; i < data->n_factors; i++) {
        const char *name = known_as(data, i, market->frequency, arena);
        double *value = name ? lay_factor(&data->factor[i], market, arena) : NULL;
        if (name && strcmp(name, "rf") == 0)
            market->rf = value;
        else if (name)
            daily[market->n_daily++] = (es_daily){name, value, false};
    }
    status = add_listed(data, request, market, daily, arena, err);
    if (status)
        return status;
    add_excess_market(market, daily, arena);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    *out = market;
    return ES_OK;
}

const double *es_market_series(const es_market *market, const char *name)
{
    if (strcmp(name, "market") == 0)
        return market->ret;
    for (size_t i = 0; i < market->n_daily; i++)
        if (es_name_equal(market->daily[i].name, name))
            return market->daily[i].value;
    return NULL;
}
