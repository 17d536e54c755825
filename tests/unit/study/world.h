/* Whole studies on simulated prices: a market, securities that follow it, and what one asks of the
 * result. */
#ifndef ES_TESTS_STUDY_WORLD_H
#define ES_TESTS_STUDY_WORLD_H

#include <math.h>

#include "eventstudy.h"
#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"

enum { STUDY_DAYS = 340 };

/* Market MKT and n_securities S0, S1, ... with beta 1 and noise of 2 %, the same for the same seed;
 * ret (n_securities x STUDY_DAYS, or NULL) is added to the securities' returns. */
es_dataset *study_data(uint64_t seed, size_t n_securities, const double *ret);

/* The calendar: STUDY_DAYS weekdays. */
es_day study_day(const es_dataset *data, size_t t);

/* An event of security k on day t. */
es_event *study_event(es_dataset *data, size_t k, size_t t);

/* Runs with "key=value" settings, NULL-terminated; the market is MKT. */
es_tables *study_run(const es_dataset *data, const char *const *settings);

/* One figure: column of the row whose key columns have these texts ("test", "joint_f", ..., NULL).
 */
double study_figure(const es_tables *result, const char *table, const char *column, ...);

/* The same for texts; "" when missing. */
const char *study_text(const es_tables *result, const char *table, const char *column, ...);

#endif
