/* Ranks that rank tests share (METHODS S-14..S-18). */
#ifndef ES_INFERENCE_RANKS_H
#define ES_INFERENCE_RANKS_H

#include "inference/panel.h"

/* Mean centred ranks per day over the estimation and the whole event window, their spread and the
 * number of days: fills rank_mean, rank_spread, rank_days. */
es_status es_panel_rank(es_panel *panel, es_arena *arena, es_error *err);

/* One value g joins the estimation residuals of used event e, all divided by `scale`: adds each
 * day's uniform rank rank/(T+1) - 1/2 to sum[n_est] and counts it in count[n_est], T = M + 1.
 * Returns the uniform rank of g itself. */
double es_rank_with(const es_panel *panel, uint32_t e, double g, double scale, double *sum,
                    double *count);

#endif
