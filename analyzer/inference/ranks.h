/* What tests take from the estimation residuals of all events: sums, signs, and the ranks that rank
 * tests share (METHODS S-5, S-14..S-18, S-20). */
#ifndef ES_INFERENCE_RANKS_H
#define ES_INFERENCE_RANKS_H

#include "inference/panel.h"

/* Everything that looks at an event's residuals, in one pass over the panel's events:
 *
 * ES_NEEDS_CDA     fills cda_sd, cda_days, mean_m of the panel;
 * ES_NEEDS_SIGNS   fills positive_share;
 * ES_NEEDS_RANKS   fills rank_mean, rank_spread, rank_days of the panel: mean centred ranks per day
 *                  over the estimation and the whole event window; or, where each day is ranked by
 *                  itself (rank_pool=day), day_ranks: its AR / sqrt(n_t) joins the residuals;
 * ES_NEEDS_JOINED  fills joined[n_keys]: SCAR*, the SCAR of the span over its standard deviation
 *                  across events, joins the standardised residuals.  No event joins where the SCARs
 *                  do not vary.
 *
 * The residuals of an event are ranked once; where values would stand among them is found in the
 * same storage (stats/rank.h), and the rank of every residual above it moves up by one, that of an
 * equal one by half. Doubled ranks are integers, so that sums over complete events are exact. */
es_status es_panel_residuals(es_panel *panel, unsigned needs, const es_span_key *keys,
                             size_t n_keys, es_joined_ranks *joined, es_arena *arena,
                             es_error *err);

/* Daily series of uniform ranks or signs (S-16, S-21, V-3): fills cz_rank, cz_sign, square_rank of
 * the panel as `needs` says. */
es_status es_panel_day_series(es_panel *panel, unsigned needs, es_arena *arena, es_error *err);

#endif
