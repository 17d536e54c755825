/* What tests take from the estimation residuals of a panel's events beside ranks: their mean on
 * each day (METHODS S-5), and the share of positive ones (S-20).  Parts of the pass over the
 * residuals (ranks.h), which knows nothing of either. */
#ifndef ES_INFERENCE_RESIDUAL_SUMS_H
#define ES_INFERENCE_RESIDUAL_SUMS_H

#include "base/fleet.h"
#include "inference/pool.h"

/* Of all events. */
typedef struct es_residual_sums {
    double *sum;        /* n_est */
    uint32_t *count;    /* n_est */
    uint32_t *positive; /* per event of the panel: days with a positive residual */
} es_residual_sums;

/* Of one block of events: a worker's. */
typedef struct es_residual_tally {
    double *sum;      /* n_est */
    uint32_t *count;  /* n_est: of events with gaps */
    uint32_t n_whole; /* and of those without */
} es_residual_tally;

/* Zeros, in the arena; ES_ENOMEM. */
es_status es_residual_sums_open(const es_panel *panel, es_arena *arena, es_residual_sums *out,
                                es_error *err);
es_status es_residual_tally_open(size_t n_est, es_arena *arena, es_residual_tally *out,
                                 es_error *err);

/* Adds event number i of the panel, whose residuals, and nothing else, are in the pool. */
void es_residual_tally_add(es_residual_tally *tally, const es_residual_sums *sums,
                           const es_pool *pool, size_t i);

/* Takes a block's sums and leaves zeros for the next. */
void es_residual_sums_take(es_residual_sums *sums, es_residual_tally *from, size_t n_est);

/* The same across processes: the tally, and `positive` of events first .. last - 1. */
void es_residual_tally_share(es_residual_tally *tally, const es_residual_sums *sums, size_t n_est,
                             size_t first, size_t last, es_parcel *p);

/* Fills cda_sd, cda_days, mean_m and positive_share of the panel, as `needs` says. */
void es_residual_sums_finish(const es_residual_sums *sums, unsigned needs, es_panel *panel);

#endif
