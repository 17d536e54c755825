/* Other news of a firm around its events: a second list of dates that is never studied. */
#ifndef ES_EVENT_CONFOUNDING_H
#define ES_EVENT_CONFOUNDING_H

#include "event/sample.h"

/* The confounding events of every security: next chains those of one series. */
typedef struct es_confounding_index {
    const int32_t *first; /* per series, -1: none */
    const int32_t *next;  /* per confounding event */
} es_confounding_index;

es_status es_confounding_list(const es_dataset *data, es_arena *arena, es_confounding_index *out,
                              es_error *err);

/* Counts for an event with day zero at axis0 the confounding events of its series whose days touch
 * its event and estimation windows, both on `axis`; with `inside` (n_est), marks the estimation
 * days that they touch. */
void es_confounding_count(const es_dataset *data, const es_confounding_index *index,
                          const es_alignment *align, int32_t series, const es_calendar *axis,
                          int32_t axis0, unsigned char *inside, es_ledger_entry *entry);

#endif
