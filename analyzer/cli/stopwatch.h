/* Where the time of a run goes: stage after stage, apart from the results. */
#ifndef ES_CLI_STOPWATCH_H
#define ES_CLI_STOPWATCH_H

#include "base/error.h"

enum { ES_MOST_STAGES = 24 };

typedef struct es_stage {
    const char *name;       /* static text */
    double wall, processor; /* seconds; processor: of all threads together */
} es_stage;

typedef struct es_stopwatch {
    size_t n, current, threads;
    es_stage stage[ES_MOST_STAGES]; /* in the order of their first beginning */
    double wall, processor;         /* when the current one began */
} es_stopwatch;

/* Ends the current stage and begins another, or goes on with one of that name; an es_stage_hook. */
void es_stopwatch_stage(void *stopwatch, const char *name);

/* Ends the current stage. */
void es_stopwatch_stop(es_stopwatch *w);

/* One line for each stage and one for all. */
void es_stopwatch_print(const es_stopwatch *w, FILE *stream);

/* {"threads": 2, "stages": {"align": {"wall": 0.1, "processor": 0.2}, ...}} */
es_status es_stopwatch_write(const es_stopwatch *w, const char *path, es_error *err);

#endif
