/* One piece of work at a time, done by another thread while the caller goes on. */
#ifndef ES_BASE_BACKGROUND_H
#define ES_BASE_BACKGROUND_H

#include "base/error.h"

typedef struct es_background es_background;

/* NULL: out of memory.  Where no thread can be had, work is done when it is started. */
es_background *es_background_new(void);

void es_background_free(es_background *background); /* waits; NULL is fine */

/* Starts a piece of work.  The one before must have been waited for; until this one has been, what
 * `context` leads to belongs to it. */
void es_background_start(es_background *background, es_status (*work)(void *context, es_error *err),
                         void *context);

/* Waits for the piece of work and returns how it ended; ES_OK when there is none.  Everything it
 * wrote can be read from here on. */
es_status es_background_wait(es_background *background, es_error *err);

#endif
