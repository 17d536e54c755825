/* Prices to returns (METHODS R-1..R-7).
 *
 * Everything is laid on the market's calendar: an array has one element per calendar day, NaN
 * where there is nothing.  Prices first become a wealth index (what one unit held since the first
 * price is worth, up to scale), so that the return over any span (s, t] is one ratio, whether the
 * prices came adjusted, plain, or with distributions. */
#ifndef ES_SERIES_RETURNS_H
#define ES_SERIES_RETURNS_H

#include "series/calendar.h"
#include "series/delisting.h"
#include "series/prices.h"

typedef enum es_return_type { ES_RETURN_SIMPLE, ES_RETURN_LOG } es_return_type;

typedef enum es_gap_policy { /* */
                             ES_GAP_TRADE_TO_TRADE,
                             ES_GAP_DROP,
                             ES_GAP_LUMPED,
                             ES_GAP_UNIFORM
} es_gap_policy;

typedef struct es_return_options {
    es_return_type type;
    es_gap_policy missing;
    int max_gap; /* longest span, in trading days, that still gives a return */
    es_delist_fill delist_fill;
} es_return_options;

/* Which prices a series offered. */
typedef enum es_price_basis {
    ES_BASIS_NONE,
    ES_BASIS_ADJUSTED,      /* adjusted close, used alone */
    ES_BASIS_RETURNS,       /* ready-made total returns */
    ES_BASIS_DISTRIBUTIONS, /* close with dividends or splits */
    ES_BASIS_CLOSE          /* close as it is: a price return */
} es_price_basis;

/* The first of them that the series has: adjusted close, ready-made returns, close. */
es_price_basis es_prices_basis(const es_prices *prices);

/* Have returns, capitalisation and delistings of the series no use for close and volume? */
bool es_adjusted_suffices(const es_prices *prices);

typedef struct es_wealth_info {
    es_price_basis basis;
    size_t off_calendar; /* prices on days the market has none: left out */
    bool delisted;       /* without a return, which is then filled in or not */
    es_delisting delisting;
} es_wealth_info;

/* Lays the series on the calendar as a wealth index (calendar->n values, NaN: no price).  A price
 * <= 0 counts as missing.  Distributions on a day without a usable price are carried to the
 * next one.  Ready-made returns are compounded, from the row before the first of them; where
 * one is missing the next counts from the last row that had one, as its supplier means it.  After
 * a total loss there is nothing. */
void es_wealth(const es_prices *prices, const es_calendar *calendar, double *wealth,
               es_wealth_info *info);

/* The same, and the return of a delisting filled in as the option says. */
void es_wealth_to_the_end(const es_prices *prices, const es_calendar *calendar,
                          es_delist_fill delist_fill, double *wealth, es_wealth_info *info);

/* One return per calendar day, and the number of trading days it spans: ret NaN and span 0
 * where there is none.  Both arrays have n elements. */
void es_returns(size_t n, const double *wealth, const es_return_options *options, double *ret,
                uint16_t *span);

/* The return of a wealth ratio; of a total loss there is no log return: NaN (E-11). */
double es_return_of_ratio(double ratio, es_return_type type);

/* 1 + R, or e^r (D-12). */
double es_gross(double ret, es_return_type type);

/* Do the returns of a factor look like percent?  The number of days on which it moves more
 * than 5 %, if those are most of the days it has; otherwise 0.  NaN: no value. */
size_t es_percent_like(size_t n, const double *value);

/* Compounds the n one-day returns that end at day t, (t - n, t]; NaN if any is NaN. */
double es_compound(const double *ret, size_t t, unsigned n, es_return_type type);

#endif
