/* All checks on all series of a source. */
#ifndef ES_SERIES_SCAN_H
#define ES_SERIES_SCAN_H

#include "series/check.h"

typedef struct es_scan_request {
    const es_source *source;
    size_t n_series;
    const char *const *symbol; /* n_series; findings borrow them */
    const char *only_symbol;   /* NULL: all; the others still make the market */
    const es_check *only;      /* NULL: all */
    bool quick;                /* one pass; checks that use the market do without */
    es_day from;               /* findings that end before are left out */
} es_scan_request;

/* Appends to findings, sorted.  Fails when the source does, or memory is short. */
es_status es_scan(const es_scan_request *request, es_findings *findings, es_error *err);

#endif
