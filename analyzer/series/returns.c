#include "series/returns.h"

#include <math.h>
#include <string.h>

#include "base/wide.h"

static bool supplied(const es_prices *prices, es_field field)
{
    const double *value = prices->value[field];
    for (size_t i = 0; value && i < prices->n; i++)
        if (!isnan(value[i]))
            return true;
    return false;
}

/* A price at or below zero is none. */
static bool has_price(const es_prices *prices, es_field field)
{
    const double *value = prices->value[field];
    for (size_t i = 0; value && i < prices->n; i++)
        if (value[i] > 0.0)
            return true;
    return false;
}

es_price_basis es_prices_basis(const es_prices *prices)
{
    if (has_price(prices, ES_FIELD_ADJ_CLOSE))
        return ES_BASIS_ADJUSTED;
    if (supplied(prices, ES_FIELD_RET))
        return ES_BASIS_RETURNS;
    if (has_price(prices, ES_FIELD_CLOSE))
        return supplied(prices, ES_FIELD_DIVIDEND) || supplied(prices, ES_FIELD_SPLIT)
                   ? ES_BASIS_DISTRIBUTIONS
                   : ES_BASIS_CLOSE;
    return ES_BASIS_NONE;
}

bool es_adjusted_suffices(const es_prices *prices)
{
    return !prices->value[ES_FIELD_SHARES] && !prices->value[ES_FIELD_DELIST_CODE]
           && has_price(prices, ES_FIELD_ADJ_CLOSE);
}

static double at(const double *value, size_t i, double otherwise)
{
    return value && !isnan(value[i]) ? value[i] : otherwise;
}

/* Shares and cash that one share bought at the last price has become. */
typedef struct holding {
    double shares, cash;
} holding;

/* Walks over the rows in order and keeps the wealth of the last usable price. */
typedef struct walk {
    const es_prices *prices;
    es_price_basis basis;
    double last_price, wealth; /* NaN before the first price */
    holding held;
} walk;

/* The wealth at row i by ready-made returns.  Until the first of them wealth is 1, which is a base
 * on the row just before it. */
static double step_return(walk *w, size_t i)
{
    const es_prices *p = w->prices;
    const double *ret = p->value[ES_FIELD_RET];
    if (isnan(ret[i]))
        return isnan(w->last_price) && i + 1 < p->n && !isnan(ret[i + 1]) ? w->wealth : (double)NAN;
    if (!(w->wealth > 0.0))
        return (double)NAN;
    w->last_price = w->wealth;
    w->wealth *= 1.0 + ret[i];
    return w->wealth;
}

/* The wealth at row i, or NaN when it has no usable price; on a day on which the market is closed
 * (`on_calendar` false) distributions are still taken in. */
static double step(walk *w, size_t i, bool on_calendar)
{
    const es_prices *p = w->prices;
    double price, split;
    if (w->basis == ES_BASIS_RETURNS)
        return step_return(w, i);
    price = p->value[w->basis == ES_BASIS_ADJUSTED ? ES_FIELD_ADJ_CLOSE : ES_FIELD_CLOSE][i];
    if (w->basis == ES_BASIS_DISTRIBUTIONS) {
        split = at(p->value[ES_FIELD_SPLIT], i, 1.0);
        w->held.shares *= split;
        w->held.cash += at(p->value[ES_FIELD_DIVIDEND], i, 0.0) * w->held.shares;
    }
    if (!(price > 0.0))
        return (double)NAN;
    if (w->basis != ES_BASIS_DISTRIBUTIONS || !on_calendar)
        return price;
    w->wealth = isnan(w->last_price)
                    ? price
                    : w->wealth * ((price * w->held.shares + w->held.cash) / w->last_price);
    w->last_price = price;
    w->held = (holding){1.0, 0.0};
    return w->wealth;
}

/* The usual series: each of its days is the calendar's, one after the other, and a price stands for
 * itself.  false: it is none. */
static bool lay_plain(const walk *w, const es_calendar *calendar, size_t t, double *wealth)
{
    const es_prices *p = w->prices;
    const double *price;
    if (w->basis != ES_BASIS_ADJUSTED && w->basis != ES_BASIS_CLOSE)
        return false;
    if (p->n > calendar->n - t || memcmp(calendar->day + t, p->day, p->n * sizeof *p->day) != 0)
        return false;
    price = p->value[w->basis == ES_BASIS_ADJUSTED ? ES_FIELD_ADJ_CLOSE : ES_FIELD_CLOSE];
    for (size_t i = 0; i < p->n; i++)
        wealth[t + i] = price[i] > 0.0 ? price[i] : (double)NAN;
    return true;
}

void es_wealth(const es_prices *prices, const es_calendar *calendar, double *wealth,
               es_wealth_info *info)
{
    walk w = {prices, es_prices_basis(prices), (double)NAN, 1.0, {1.0, 0.0}};
    size_t t = 0;
    info->basis = w.basis;
    info->off_calendar = 0;
    info->delisted = false;
    for (size_t i = 0; i < calendar->n; i++)
        wealth[i] = (double)NAN;
    if (w.basis == ES_BASIS_NONE)
        return;
    if (prices->n)
        t = es_calendar_next(calendar, prices->day[0]);
    if (lay_plain(&w, calendar, t, wealth))
        return;
    for (size_t i = 0; i < prices->n; i++) {
        double value;
        bool on_calendar;
        while (t < calendar->n && calendar->day[t] < prices->day[i])
            t++;
        on_calendar = t < calendar->n && calendar->day[t] == prices->day[i];
        value = step(&w, i, on_calendar);
        if (on_calendar)
            wealth[t] = value;
        else if (!isnan(value))
            info->off_calendar++;
    }
}

void es_wealth_to_the_end(const es_prices *prices, const es_calendar *calendar,
                          es_delist_fill delist_fill, double *wealth, es_wealth_info *info)
{
    es_wealth(prices, calendar, wealth, info);
    info->delisted = es_delisting_without_return(prices, &info->delisting);
    if (info->delisted && delist_fill == ES_DELIST_SHUMWAY)
        es_delisting_fill(&info->delisting, calendar, wealth);
}

double es_return_of_ratio(double ratio, es_return_type type)
{
    if (type == ES_RETURN_SIMPLE)
        return ratio - 1.0;
    return ratio > 0.0 ? log(ratio) : (double)NAN; /* E-11 */
}

double es_gross(double ret, es_return_type type)
{
    return type == ES_RETURN_LOG ? exp(ret) : 1.0 + ret;
}

/* Books the return over (s, t], t - s trading days, as the policy wants it. */
static void book(double ratio, size_t s, size_t t, const es_return_options *options, double *ret,
                 uint16_t *span)
{
    size_t gap = t - s;
    if (gap > (size_t)options->max_gap || (gap > 1 && options->missing == ES_GAP_DROP))
        return;
    if (gap > 1 && options->missing == ES_GAP_UNIFORM) {
        double daily = log(ratio) / (double)gap;
        for (size_t u = s + 1; u <= t; u++) {
            ret[u] = options->type == ES_RETURN_SIMPLE ? expm1(daily)
                     : ratio > 0.0                     ? daily
                                                       : (double)NAN;
            span[u] = 1;
        }
        return;
    }
    ret[t] = es_return_of_ratio(ratio, options->type);
    span[t] = options->missing == ES_GAP_TRADE_TO_TRADE ? (uint16_t)gap : 1;
}

/* Returns over one day each: wealth[0] .. wealth[n] are there. */
ES_WIDE static void daily_returns(size_t n, const double *restrict wealth, es_return_type type,
                                  double *restrict ret)
{
    if (type == ES_RETURN_SIMPLE)
        for (size_t i = 0; i < n; i++)
            ret[i] = wealth[i + 1] / wealth[i] - 1.0;
    for (size_t i = 0; type != ES_RETURN_SIMPLE && i < n; i++)
        ret[i] = es_return_of_ratio(wealth[i + 1] / wealth[i], type);
}

void es_returns(size_t n, const double *wealth, const es_return_options *options, double *ret,
                uint16_t *span)
{
    size_t last = n; /* none yet */
    for (size_t t = 0; t < n; t++) {
        ret[t] = (double)NAN;
        span[t] = 0;
    }
    for (size_t t = 0, end; t < n; t = end) {
        end = t + 1;
        if (isnan(wealth[t]))
            continue;
        if (last < n)
            book(wealth[t] / wealth[last], last, t, options, ret, span);
        while (end < n && !isnan(wealth[end]))
            end++;
        last = end - 1;
        if (options->max_gap < 1)
            continue;
        daily_returns(last - t, wealth + t, options->type, ret + t + 1);
        for (size_t u = t + 1; u < end; u++)
            span[u] = 1;
    }
}

size_t es_percent_like(size_t n, const double *value)
{
    static const double USUAL = 0.05;
    size_t large = 0, known = 0;
    for (size_t i = 0; i < n; i++) {
        known += isnan(value[i]) ? 0 : 1;
        large += fabs(value[i]) > USUAL;
    }
    return 2 * large > known ? large : 0;
}

double es_compound(const double *ret, size_t t, unsigned n, es_return_type type)
{
    double value;
    if (n == 1)
        return ret[t];
    if (n == 0 || n > t + 1)
        return (double)NAN;
    value = type == ES_RETURN_LOG ? 0.0 : 1.0;
    for (size_t u = t + 1 - n; u <= t; u++)
        value = type == ES_RETURN_LOG ? value + ret[u] : value * (1.0 + ret[u]);
    return type == ES_RETURN_LOG ? value : value - 1.0;
}
