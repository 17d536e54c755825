/* Errors belong to the caller: whoever knows the fact records it once, others pass it on. */
#ifndef ES_BASE_ERROR_H
#define ES_BASE_ERROR_H

#include "eventstudy.h"

#if defined(__GNUC__)
#define ES_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#else
#define ES_PRINTF(format_index, first)
#endif

/* Records status and message (one line, impersonal, no full stop) and returns the status, so that
 * a failing line reads `return es_fail(err, ...)`.  err may be NULL. */
es_status es_fail(es_error *err, es_status status, const char *format, ...) ES_PRINTF(3, 4);

/* Adds the way out to the error just recorded; returns its status (without an err, where the status
 * is not kept, ES_EDATA: a failure all the same). */
es_status es_hint(es_error *err, const char *format, ...) ES_PRINTF(2, 3);

/* Puts "where: " before the message already recorded; returns its status,
 * as es_hint does. */
es_status es_prefix(es_error *err, const char *format, ...) ES_PRINTF(2, 3);

es_status es_fail_memory(es_error *err);

void es_error_clear(es_error *err);

const char *es_status_text(es_status status);

#endif
