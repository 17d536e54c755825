/* The parts of a data set, loaded into its arena one by one. */
#ifndef ES_STORE_LOAD_H
#define ES_STORE_LOAD_H

#include "store/connection.h"

/* Fills n_series and symbol, in the order of import; *ids receives the security ids. */
es_status es_load_securities(es_store *store, es_dataset *data, int64_t **ids, es_error *err);

/* The ids of the securities of a data set, and the index of one among them, or -1. */
typedef struct es_load_place {
    size_t n;
    const int64_t *id; /* increasing */
} es_load_place;

int64_t es_load_place_of(const es_load_place *place, int64_t id);

/* Fills n_aliases and alias; `ids` as below.  Comes before the events. */
es_status es_load_aliases(es_store *store, const int64_t *ids, es_dataset *data, es_error *err);

/* Fills n_confounding and confounding, in the order of import; aliases are followed. */
es_status es_load_confounding(es_store *store, es_dataset *data, es_error *err);

/* Fills n_calendars and calendar, by name. */
es_status es_load_calendars(es_store *store, es_dataset *data, es_error *err);

/* Fills n_events, event, n_attributes and attribute; attributes come in the order in which they
 * were first met.  With series, events also get their security among the data set's n_series and
 * the time zone of their attribute `timezone`. */
es_status es_load_events(es_store *store, bool with_series, es_dataset *data, es_error *err);

/* Fills n_factors and factor, by name. */
es_status es_load_factors(es_store *store, es_dataset *data, es_error *err);

/* Fills n_inputs and input: the latest import of each file that was imported. */
es_status es_load_inputs(es_store *store, es_dataset *data, es_error *err);

/* Fills n_corrections and correction with those that stand; `ids` as above. */
es_status es_load_corrections(es_store *store, const int64_t *ids, es_dataset *data, es_error *err);

#endif
