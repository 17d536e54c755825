/* A study at a glance: of each CAR window, under the primary model and for all events, what the
 * stocks did, what the model expected of them, what is left, and whether that is more than noise.
 */
#ifndef ES_REPORT_GLANCE_H
#define ES_REPORT_GLANCE_H

#include "base/arena.h"
#include "base/error.h"

/* Means over the events with a CAR; NaN: none. */
typedef struct es_glance {
    int first, last;
    size_t n;                     /* events with a CAR */
    double raw, market, expected; /* compounded returns; expected: by the model */
    double car;
    double p, statistic, low, high; /* of `test`, or of the one event; NaN: it has none */
    const char *test;               /* NULL: one event, or no test with a p-value */
    size_t n_tests, n_below;        /* tests with a p-value; those below alpha */
    const char *verdict; /* "Yes", "No", "Mostly no", "The tests disagree", "Not testable" */
} es_glance;

/* One row per CAR window, in the arena; NULL with *n = 0 when memory ran out. */
es_glance *es_glance_make(const es_tables *result, es_arena *arena, size_t *n);

#endif
