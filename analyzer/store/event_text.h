/* How the time of an announcement is written in the database. */
#ifndef ES_STORE_EVENT_TEXT_H
#define ES_STORE_EVENT_TEXT_H

#include "event/dataset.h"

/* "bmo", "amc", "during"; NULL for none. */
const char *es_timing_text(es_timing timing);

/* The inverse, NULL included; false for any other text. */
bool es_timing_from_text(const char *text, es_timing *out);

#endif
