/* Prices that an alias hides: they lie under its own symbol, and its events look elsewhere. */
#ifndef ES_EVENT_HIDDEN_H
#define ES_EVENT_HIDDEN_H

#include "event/dataset.h"

/* Days of the alias on which its own symbol has prices that the security it stands for lacks, or
 * has other ones of. */
typedef struct es_hidden {
    size_t n, n_lacking; /* n == 0: nothing is hidden */
    es_day first, last;
} es_hidden;

/* Reads at most two series. */
es_status es_dataset_hidden(const es_dataset *data, const es_alias *alias, es_hidden *out,
                            es_error *err);

/* What to tell the user about it; NULL: memory was short. */
const char *es_hidden_describe(const es_alias *alias, const es_hidden *hidden, es_arena *arena);

#endif
