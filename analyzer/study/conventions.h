/* Sets of options that other programs use. */
#ifndef ES_STUDY_CONVENTIONS_H
#define ES_STUDY_CONVENTIONS_H

#include <stddef.h>

typedef struct es_convention {
    const char *name, *key, *value, *source;
} es_convention;

size_t es_convention_count(void); /* rows, several per name */
const es_convention *es_convention_at(size_t i);

#endif
