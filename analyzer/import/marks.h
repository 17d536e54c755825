/* Where the fields and lines of a buffer of text end, found for all of it at once by the thread
 * that reads it.  What the ends mean - whether they lie inside quotes - only the reader of records
 * knows, so the text is left alone. */
#ifndef ES_IMPORT_MARKS_H
#define ES_IMPORT_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ES_MARKS_SLACK = 64 }; /* bytes behind the text that may be looked at */

typedef struct es_marks {
    uint64_t *word;  /* bit k of word i: byte 64 i + k is a delimiter or LF */
    size_t complete; /* so many bytes at the beginning are whole lines, but perhaps the first */
    bool usable;     /* false: there is a CR without an LF, which ends a line too */
} es_marks;

/* Room for texts of up to n bytes; false: out of memory. */
bool es_marks_open(es_marks *marks, size_t n);
void es_marks_close(es_marks *marks);

void es_marks_make(es_marks *marks, const unsigned char *text, size_t n, unsigned char delimiter);

#endif
