/* The securities whose prices a write transaction changed. */
#ifndef ES_STORE_TOUCHED_H
#define ES_STORE_TOUCHED_H

#include "eventstudy.h"

typedef struct es_touched {
    size_t n, capacity;
    int64_t *security_id; /* with repetitions until es_touched_settle */
    es_day first;         /* the earliest day that came */
} es_touched;

/* False: memory is short. */
bool es_touched_add(es_touched *touched, int64_t security_id, es_day day);

/* Each security once, by increasing id. */
void es_touched_settle(es_touched *touched);

void es_touched_clear(es_touched *touched);

#endif
