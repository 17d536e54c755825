/* The calendar-time portfolio of a window (METHODS CT-1..CT-3). */
#ifndef ES_INFERENCE_PORTFOLIO_H
#define ES_INFERENCE_PORTFOLIO_H

#include "inference/panel.h"

/* On each calendar day, the mean over the panel's events whose window covers the day with a valid
 * AR of one day; days with fewer than `ct_min` events are left out.  Equal weights, or, with
 * ct_weights = value, those given: weight[k] of event[k] (n of them), NaN or not positive: the
 * event stays out (CT-4). */
es_status es_portfolio_make(const es_panel *panel, es_window window, size_t n,
                            const uint32_t *event, const double *weight, es_arena *arena,
                            es_portfolio *out, es_error *err);

#endif
