/* A market and securities from returns, aligned and fitted without a study around them. */
#ifndef ES_TESTS_ABNORMAL_FIXTURE_H
#define ES_TESTS_ABNORMAL_FIXTURE_H

#include <math.h>

#include "abnormal/abnormal.h"
#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"

enum { WORLD_DAYS = 80, MOST_WINDOWS = 8 };

typedef struct world {
    es_dataset *data;
    es_arena *arena;
    const es_day *day;
    es_return_options returns;
    es_alignment align;
    es_column_options columns;
    es_abnormal_options options;
    es_window window[MOST_WINDOWS];
    es_market *market;
    es_sample *sample;
    es_abnormal *result;
} world;

/* Series 0 is the market MKT with these returns (WORLD_DAYS of them, the first unused), simple. */
world *world_new(const double *market);
void world_free(world *w);

/* A security with these returns; a price that is missing is named by its day, -1 ends the list. */
int32_t world_security(world *w, const char *symbol, const double *ret, const int *missing);
void world_factor(world *w, const char *name, const double *value);

/* Adds a CAR window. */
void world_window(world *w, int first, int last);

/* Aligns (once) and fits; the result is also in w->result. */
void world_align(world *w);
const es_abnormal *world_fit(world *w, const char *model);

/* The outcome of event row 0 under a model. */
es_outcome world_outcome(world *w, const char *model);

/* Not NaN. */
bool is_number(double x);

/* Figures of used event i. */
double ar_at(const world *w, size_t i, int tau);
double var_at(const world *w, size_t i, int tau);
const es_car *car_at(const world *w, size_t i, size_t window);

/* Solves the p normal equations a x = b in long double (p <= 8), and inverts a. */
void plain_solve(size_t p, long double *a, long double *b, long double *inverse);

#endif
