/* A small market for tests of alignment: weekdays from Monday, 1 March 2021, and random prices that
 * a test can hold results against. */
#ifndef ES_TESTS_EVENT_FIXTURE_H
#define ES_TESTS_EVENT_FIXTURE_H

#include "event/sample.h"

enum { FIXTURE_DAYS = 60, FIXTURE_MONDAY = 18687 /* 2021-03-01 */ };

typedef struct fixture {
    es_dataset *data;
    es_arena *arena; /* for what is made from the data */
    const es_day *day;
    double market[FIXTURE_DAYS]; /* prices of MKT, series 0 */
    es_return_options returns;   /* simple, trade to trade, 5 */
    es_alignment align;          /* [-20,-6] and [-2,3], next, market, drop, 16:00 */
    es_market *loaded;
    es_error err;
} fixture;

/* cmocka setup and teardown: *state is a fixture with MKT alone. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Random prices on every day of the market; out: FIXTURE_DAYS values. */
void fixture_random_prices(uint64_t seed, double *out);

/* Adds a series priced on the market's days; NaN: no price. */
int32_t fixture_series(fixture *f, const char *symbol, const double *price);

/* Loads the market and aligns; fails the test when that fails. */
const es_sample *fixture_align(fixture *f);

#endif
