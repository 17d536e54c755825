/* Cells as JSON values. */
#ifndef ES_REPORT_JSON_TEXT_H
#define ES_REPORT_JSON_TEXT_H

#include <jansson.h>

#include "eventstudy.h"

/* A new reference; NULL: out of memory.  Bytes that are no UTF-8 become U+FFFD. */
json_t *es_json_text(const char *text);
json_t *es_json_cell(const es_cell *cell);

enum { ES_JSON_FLAGS = JSON_REAL_PRECISION(17) | JSON_PRESERVE_ORDER };

#endif
