#include "cli/bar.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void es_bar_begin(es_bar *bar)
{
    *bar = (es_bar){.terminal = isatty(STDERR_FILENO) == 1, .begun = now()};
}

/* "950 rows/s", "1.9 M rows/s" */
static void print_rate(double rate, const char *unit)
{
    if (rate >= 1e6)
        (void)fprintf(stderr, ", %.1f M %s/s", 1e-6 * rate, unit);
    else if (rate >= 1e4)
        (void)fprintf(stderr, ", %.0f k %s/s", 1e-3 * rate, unit);
    else
        (void)fprintf(stderr, ", %.0f %s/s", rate, unit);
}

/* "12 s left", "3 min left" */
static void print_left(double seconds)
{
    if (seconds < 99.5)
        (void)fprintf(stderr, ", %.0f s left", seconds);
    else
        (void)fprintf(stderr, ", %.0f min left", seconds / 60.0);
}

void es_bar_tell(es_bar *bar, double part, uint64_t count, const char *unit, const char *what,
                 double patience)
{
    enum { WIDTH = 20 };
    static const double OFTEN = 0.2;
    double t, elapsed;
    int full = (int)(part * WIDTH);
    if (!bar->terminal)
        return;
    t = now();
    elapsed = t - bar->begun;
    if (elapsed < patience || (bar->shown && t - bar->told < OFTEN))
        return;
    bar->told = t;
    bar->shown = true;
    if (part > 0.0)
        (void)fprintf(stderr, "\r\033[K[%.*s%*s] %3d %%", full, "####################",
                      WIDTH - full, "", (int)(100.0 * part));
    else
        (void)fprintf(stderr, "\r\033[K%" PRIu64 " %s", count, unit);
    if (elapsed > 0.5)
        print_rate((double)count / elapsed, unit);
    if (elapsed > 0.5 && part > 0.0)
        print_left(elapsed * (1.0 - part) / part);
    (void)fprintf(stderr, ", %.40s", what);
    (void)fflush(stderr);
}

void es_bar_erase(es_bar *bar)
{
    if (bar->shown)
        (void)fputs("\r\033[K", stderr);
    bar->shown = false;
}
