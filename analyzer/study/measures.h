/* Averages of the CARs of a window that no test goes with (METHODS D-8, D-13): rows of one table.
 */
#ifndef ES_STUDY_MEASURES_H
#define ES_STUDY_MEASURES_H

#include "study/spec.h"

/* Mean of the measure; NaN without events. */
double es_span_mean(const es_span *span);

size_t es_average_count(void);
const char *es_average_name(size_t i); /* the measure column */
bool es_average_asked(size_t i, const es_spec *spec);

/* The measure of the span's events, ascending; from its arena, and NULL where that failed. */
const double *es_span_sorted(const es_span *span);

/* NaN without events; `sorted` is what es_span_sorted gave. */
double es_average(size_t i, const es_span *span, const double *sorted, const es_spec *spec);

#endif
