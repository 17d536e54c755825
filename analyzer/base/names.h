/* A set of texts numbered 0, 1, 2, ... in the order of their first appearance: the symbols of a
 * price file, the ids of an event file. */
#ifndef ES_BASE_NAMES_H
#define ES_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct es_names es_names;

#define ES_NO_NAME UINT32_MAX

es_names *es_names_new(void); /* NULL: out of memory */
void es_names_free(es_names *names);

/* The number of a text of n characters, added when it is new; ES_NO_NAME: out of memory. */
uint32_t es_names_add(es_names *names, const char *text, size_t n);

uint32_t es_names_count(const es_names *names);
const char *es_names_at(const es_names *names, uint32_t i); /* lives as long as the set */

#endif
