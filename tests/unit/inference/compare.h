/* Statistics held against their recomputation by plain loops, on random panels. */
#ifndef ES_TESTS_INFERENCE_COMPARE_H
#define ES_TESTS_INFERENCE_COMPARE_H

#include "unit/inference/fixture.h"

/* Every window and every day of f, for the panel of all events and that of a group. */
void compare_spans(fixture *f, const char *test, recomputation plain);

/* All that a test says, for those whose p-value or counts are their own. */
typedef struct plain_outcome {
    const char *na;                         /* NULL: there is a statistic */
    double statistic, df, df2, p, estimate; /* NaN: none */
    size_t n;                               /* 0: none of its own */
} plain_outcome;

/* An outcome without anything but a reason, or without anything at all. */
plain_outcome no_outcome(const char *na);

/* w: the number of the CAR window, or -1 for the single day `window.first`. */
typedef plain_outcome (*outcome)(const fixture *f, es_window window, int w);

/* Likewise every window, and every day where the test takes days; p within p_tol. */
void compare_outcomes(fixture *f, const char *test, outcome plain, double p_tol);

void check_outcome(const es_test_result *r, const plain_outcome *plain, double p_tol,
                   const char *what, const char *file, int line);

#define assert_outcome(r, plain, p_tol)                                                            \
    check_outcome(&(r), &(plain), (p_tol), #plain, __FILE__, __LINE__)

/* Panels with and without missing days, with one date, many and few in common, with ties. */
void on_random_panels(void (*check)(fixture *f));

/* The test on window 0 gives no_memory when the arena of its span has no more. */
void check_no_memory(fixture *f, const char *test);

#endif
