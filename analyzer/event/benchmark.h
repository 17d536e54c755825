/* Benchmarks of single events (METHODS M-11): a stored symbol, or a portfolio "A;B;C" of equal or
 * "A:0.5;B:0.3;C:0.2" of given weights. */
#ifndef ES_EVENT_BENCHMARK_H
#define ES_EVENT_BENCHMARK_H

#include "event/sample.h"

/* Fills sample rows with benchmark returns over the rows' own spans; `rows[i]` receives NULL where
 * the event names none or an unknown one.  A portfolio's return over a span is the weighted mean
 * of its members' simple returns over it; members without both prices are left out of the mean. */
es_status es_benchmark_align(const es_sample *sample, es_arena *arena, const double **rows,
                             es_error *err);

#endif
