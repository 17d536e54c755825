/* How far long work has come: one line on a terminal, written over and in the end erased. */
#ifndef ES_CLI_BAR_H
#define ES_CLI_BAR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct es_bar {
    bool terminal;      /* is stderr one? else nothing is ever shown */
    double begun, told; /* seconds */
    bool shown;
} es_bar;

void es_bar_begin(es_bar *bar);

/* The part that is done (0 to 1; 0: unknown), how many of what (`unit`: "rows"), and a few words on
 * what is at work.  Shown five times a second at most, once `patience` seconds are over. */
void es_bar_tell(es_bar *bar, double part, uint64_t count, const char *unit, const char *what,
                 double patience);

void es_bar_erase(es_bar *bar);

#endif
