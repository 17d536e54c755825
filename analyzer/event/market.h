/* What every event of a study shares: the market's calendar and the daily series on it that models
 * regress on.  Made once, read-only afterwards. */
#ifndef ES_EVENT_MARKET_H
#define ES_EVENT_MARKET_H

#include "base/arena.h"
#include "event/venue.h"
#include "series/periods.h"
#include "series/returns.h"

/* A daily series on the calendar: n values, NaN: missing. */
typedef struct es_daily {
    const char *name;
    const double *value;
    bool from_symbol; /* the return of a stored symbol, not a factor column */
} es_daily;

typedef struct es_market {
    const char *symbol;
    es_calendar calendar;
    es_session session; /* close ES_NO_TIME: that of the alignment */
    es_frequency frequency;
    int32_t bar_minutes;         /* bars: how long most of them are */
    es_calendar days;            /* weekly, monthly: the days behind `calendar`, */
    const int32_t *period_first; /* calendar.n + 1: where each period begins among them */
    es_return_options returns;
    es_price_basis basis;
    const double *ret; /* market return, calendar.n; [0] is NaN */
    const double *rf;  /* daily risk-free rate, or NULL */
    size_t n_daily;
    const es_daily *daily; /* every factor, rf apart; then listed symbols */
    const double *excess;  /* ret - rf, where it serves as mktrf; else NULL */
    size_t missing_days;   /* of an imported calendar: days without a market price */
    size_t n_venues;       /* 0: all events are of this market; else the first venue is it */
    es_venue *venue;
    const int32_t *venue_of; /* per event: its venue, ES_NO_VENUE: no prices for its market */
} es_market;

typedef struct es_market_request {
    const char *symbol;
    const es_return_options *returns;
    const char *const *factor_list;
    size_t n_listed;
    es_frequency frequency;
    bool imported; /* days as imported for each market, not those of its prices */
} es_market_request;

/* Builds the calendar from the market symbol's prices (T-1) or from the one imported for it, and
 * with those of the markets that events name; lays all factors on it, and adds the returns of those
 * names in factor_list that are stored symbols and no factors.  ES_ENOTFOUND with a message when
 * the market or a listed name is unknown. */
es_status es_market_load(const es_dataset *data, const es_market_request *request, es_arena *arena,
                         es_market **out, es_error *err);

/* The wealth of a security on the market's calendar, day by day or period by period; daily has room
 * for market->days.n values, which is none where the calendar is of days. */
void es_market_wealth(const es_market *market, const es_prices *prices, double *daily,
                      double *wealth, es_wealth_info *info);

/* A daily series by name; NULL when there is none.  "market" is the market return itself, and
 * "mktrf" falls back to market minus rf (METHODS M-6). */
const double *es_market_series(const es_market *market, const char *name);

#endif
