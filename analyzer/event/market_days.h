/* The days and returns of the markets of a study. */
#ifndef ES_EVENT_MARKET_DAYS_H
#define ES_EVENT_MARKET_DAYS_H

#include "event/market.h"

/* Fills calendar, ret and basis of a market whose symbol and return options are there, and its
 * venues where the events name other markets. */
es_status es_market_days(const es_dataset *data, bool imported, es_market *market, es_arena *arena,
                         es_error *err);

#endif
