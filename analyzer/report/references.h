/* The literature behind models and tests. */
#ifndef ES_REPORT_REFERENCES_H
#define ES_REPORT_REFERENCES_H

#include "base/arena.h"
#include "base/error.h"

typedef struct es_reference {
    const char *key, *names, *year, *authors, *title;
    const char *journal; /* NULL: a book */
    const char *volume, *number, *pages;
    const char *publisher;
} es_reference;

enum { ES_MOST_CITED = 8 };

/* The works that a descriptor's text names, such as "Brown and Warner (1980, 1985), Cowan (1992)"
 * or "after Beaver (1968)"; returns their number.  *unknown: whether it names one that is not
 * known. */
size_t es_references_in(const char *text, const es_reference *found[ES_MOST_CITED], bool *unknown);

size_t es_reference_count(void);
const es_reference *es_reference_at(size_t i);

/* As an entry of a list of references, and as one of a BibTeX file; NULL: out of memory. */
const char *es_reference_text(const es_reference *r, es_arena *arena);
const char *es_reference_bibtex(const es_reference *r, es_arena *arena);

#endif
