/* Ranks that rank tests share (METHODS S-14..S-18). */
#ifndef ES_INFERENCE_RANKS_H
#define ES_INFERENCE_RANKS_H

#include "inference/panel.h"

/* Mean centred ranks per day over the estimation and the whole event window, their spread and the
 * number of days: fills rank_mean, rank_spread, rank_days. */
es_status es_panel_rank(es_panel *panel, es_arena *arena, es_error *err);

/* One value g joins the estimation residuals of used event e, standardised or as they are: adds
 * each day's uniform rank rank/(T+1) - 1/2 to sum[n_est] and counts it in count[n_est], T = M + 1.
 * Returns the uniform rank of g itself.  Uses the second half of the panel's scratch. */
double es_rank_with(const es_panel *panel, uint32_t e, double g, bool standardised, double *sum,
                    double *count);

/* Daily series of uniform ranks or signs (S-16, S-21, V-3): fills cz_rank, cz_sign, square_rank of
 * the panel as `needs` says. */
es_status es_panel_day_series(es_panel *panel, unsigned needs, es_arena *arena, es_error *err);

#endif
