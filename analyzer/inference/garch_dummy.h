/* Event dummies in every event's GARCH model, for the tests that average them. */
#ifndef ES_INFERENCE_GARCH_DUMMY_H
#define ES_INFERENCE_GARCH_DUMMY_H

#include "inference/test.h"
#include "stats/garch_dummy.h"

/* Fits event i of the span over its valid days of the window; ES_NA_NONE, or why not:
 * ES_NA_NEEDS_GARCH under another model than garch11, ES_NA_UNDEFINED when the likelihood finds no
 * maximum. */
es_na es_span_garch_dummy(const es_span *span, size_t i, bool with_mean, es_garch_dummy *out);

#endif
