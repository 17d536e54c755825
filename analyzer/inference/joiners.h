/* What joins the residuals of events in rank tests: parts of inference/ranks.h. */
#ifndef ES_INFERENCE_JOINERS_H
#define ES_INFERENCE_JOINERS_H

#include "inference/panel.h"

/* What joins the residuals: a number of values per event, each a set of its own.  Complete events
 * have a residual on every estimation day and so the same T (and, of very long windows, none is
 * taken for complete: their doubled ranks are not of 16 bits). */
typedef struct es_joiners {
    size_t n;
    const double *value; /* n x events of the panel; NaN: none */
    es_joined_ranks *out;
    double *sum;      /* n x n_est: of events with gaps */
    uint32_t *count;  /* n x n_est: likewise */
    int64_t *whole;   /* n x n_est: doubled ranks of complete events about their middle, */
    int64_t *own;     /* n: and of their values; */
    double *own_part; /* n: uniform ranks of the values of events with gaps */
    size_t *n_whole;  /* n: complete events */
    size_t *n_part;   /* n: events with gaps */
} es_joiners;

/* SCAR*, the SCAR of each span over its standard deviation across events. */
es_status es_joiners_of_spans(const es_panel *panel, const es_span_key *keys, size_t n,
                              es_joined_ranks *out, es_arena *arena, es_joiners *set,
                              es_error *err);

/* The AR / sqrt(n_t) of each day of the event window; fills the panel's day_ranks in the end. */
es_status es_joiners_of_days(es_panel *panel, es_arena *arena, es_joiners *set, es_error *err);

/* From the sums to what they came for. */
void es_joiners_finish(const es_joiners *set, size_t n_est);

#endif
