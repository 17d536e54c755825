#include "cli/stopwatch.h"

#include <string.h>
#include <time.h>

static double clock_seconds(clockid_t clock)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void es_stopwatch_stop(es_stopwatch *w)
{
    double wall = clock_seconds(CLOCK_MONOTONIC),
           processor = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (w->current < w->n) {
        w->stage[w->current].wall += wall - w->wall;
        w->stage[w->current].processor += processor - w->processor;
    }
    w->wall = wall;
    w->processor = processor;
    w->current = w->n;
}

void es_stopwatch_stage(void *stopwatch, const char *name)
{
    es_stopwatch *w = stopwatch;
    es_stopwatch_stop(w);
    for (w->current = 0; w->current < w->n; w->current++)
        if (strcmp(w->stage[w->current].name, name) == 0)
            return;
    if (w->n == ES_MOST_STAGES) { /* the last takes what is left over */
        w->current = w->n - 1;
        return;
    }
    w->stage[w->n++] = (es_stage){name, 0.0, 0.0};
}

static es_stage total_of(const es_stopwatch *w)
{
    es_stage total = {"all", 0.0, 0.0};
    for (size_t i = 0; i < w->n; i++) {
        total.wall += w->stage[i].wall;
        total.processor += w->stage[i].processor;
    }
    return total;
}

void es_stopwatch_print(const es_stopwatch *w, FILE *stream)
{
    const es_stage total = total_of(w);
    (void)fprintf(stream, "%-14s %9s %9s   (seconds; %zu %s)\n", "stage", "wall", "processor",
                  w->threads, w->threads == 1 ? "thread" : "threads");
    for (size_t i = 0; i <= w->n; i++) {
        const es_stage *s = i < w->n ? &w->stage[i] : &total;
        (void)fprintf(stream, "%-14s %9.3f %9.3f\n", s->name, s->wall, s->processor);
    }
}

es_status es_stopwatch_write(const es_stopwatch *w, const char *path, es_error *err)
{
    FILE *stream = fopen(path, "w");
    int written;
    if (!stream)
        return es_fail(err, ES_EIO, "cannot write %s", path);
    (void)fprintf(stream, "{\"threads\": %zu, \"stages\": {", w->threads);
    for (size_t i = 0; i < w->n; i++)
        (void)fprintf(stream, "%s\n  \"%s\": {\"wall\": %.6f, \"processor\": %.6f}", i ? "," : "",
                      w->stage[i].name, w->stage[i].wall, w->stage[i].processor);
    written = fprintf(stream, "}}\n");
    return fclose(stream) == 0 && written > 0 ? ES_OK
                                              : es_fail(err, ES_EIO, "cannot write %s", path);
}
