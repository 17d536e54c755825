/* On how many securities each day has prices: the market as the data themselves show it. */
#ifndef ES_SERIES_MARKET_DAYS_H
#define ES_SERIES_MARKET_DAYS_H

#include "series/prices.h"

/* One element per calendar day from `first` on, n of them. */
typedef struct es_market_days {
    es_day first;
    size_t n;
    uint32_t *priced;   /* securities with a price */
    uint32_t *repeated; /* of them, those whose price and volume say nothing new */
    int32_t *alive;     /* securities between their first and their last price */
} es_market_days;

typedef struct es_day_count es_day_count;

es_day_count *es_day_count_new(void); /* NULL: out of memory */
void es_day_count_free(es_day_count *count);

/* Counts one security; price is the column that its returns come from, NaN or <= 0: none. */
void es_day_count_add(es_day_count *count, const es_prices *prices, const double *price);

/* The counts so far, borrowed; nothing may be added afterwards. */
const es_market_days *es_day_count_finish(es_day_count *count);

/* Is the market open that day?  When at least half of the securities alive have a price. */
bool es_market_open(const es_market_days *market, es_day day);

/* Securities alive that day; 0 outside. */
uint32_t es_market_alive(const es_market_days *market, es_day day);

#endif
