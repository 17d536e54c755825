/* The reference study that is built into the program: its inputs, and the tables that an
 * independent implementation of the same formulas computed from them (tests/reference/golden/). */
#ifndef ES_CLI_GOLDEN_H
#define ES_CLI_GOLDEN_H

#include <stddef.h>

typedef struct es_golden_file {
    const char *name; /* "prices.csv", "expected/results.csv", ... */
    const char *text; /* not terminated */
    size_t n;
} es_golden_file;

size_t es_golden_count(void);
es_golden_file es_golden_at(size_t i);

#endif
