/* What the tests of the edge cases share: worlds with gaps and constants in them, and what the
 * tables say of one event or test. */
#ifndef ES_TESTS_STUDY_EDGE_H
#define ES_TESTS_STUDY_EDGE_H

#include "unit/study/world.h"

enum { EDGE_DAY = 290 }; /* day zero of most events; the estimation window is 40 .. 279 */

void edge_closes(const es_dataset *data, int32_t series, double out[STUDY_DAYS]);

/* Series 0 is the market, series k + 1 security k.  No price on the days first .. last. */
void edge_lose(es_dataset *data, int32_t series, size_t first, size_t last);

/* The price of day first - 1 on the days first .. last. */
void edge_freeze(es_dataset *data, int32_t series, size_t first, size_t last);

/* Twice the prices of another series: the same returns, to the last digit. */
void edge_imitate(es_dataset *data, int32_t series, int32_t of);

/* n securities with an event each on EDGE_DAY. */
es_dataset *edge_same_day(uint64_t seed, size_t n, const double *ret);

const char *edge_reason(const es_tables *result, const char *event);

const char *edge_fit_status(const es_tables *result, const char *model, const char *event);

const char *edge_status(const es_tables *result, const char *test, const char *first);

double edge_figure(const es_tables *result, const char *test, const char *first,
                   const char *column);

double edge_ar(const es_tables *result, const char *model, const char *event, const char *tau);

/* Every test listed has this status in the window, and figures only without one. */
size_t edge_expect(const es_tables *result, const char *first, const char *wanted,
                   const char *const *test);

/* The rows of `results` with a test, of one measure and window. */
size_t edge_count_tests(const es_tables *result, const char *measure, int first, int last);

bool edge_told(const es_tables *result, const char *code);

void edge_done(es_tables *result, es_dataset *data);

/* A study that may fail. */
es_status edge_attempt(const es_dataset *data, const char *const *settings, es_spec **spec,
                       es_tables **out, es_error *err);

#endif
