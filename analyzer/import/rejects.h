/* Rows that cannot be used: what is wrong with one, and the file that lists them all. */
#ifndef ES_IMPORT_REJECTS_H
#define ES_IMPORT_REJECTS_H

#include "base/error.h"

typedef struct es_bad_row {
    uint64_t line;
    const char *column; /* "": the row as a whole */
    const char *value;
    size_t value_length;
    const char *reason; /* follows the value: `is not a number` */
} es_bad_row;

/* Notes what is wrong and returns false, so that a reader of rows can `return es_bad(...)`. */
bool es_bad(es_bad_row *bad, const char *column, const char *value, size_t n, const char *reason);

/* `close: "abc" is not a number`, on one line, a long value cut short.  Returns buffer. */
char *es_bad_format(const es_bad_row *bad, char *buffer, size_t size);

/* The list as CSV: file,line,column,value,reason.  The file is made when the first row comes. */
typedef struct es_rejects {
    const char *path; /* NULL: no list is kept */
    FILE *stream;
} es_rejects;

es_status es_rejects_add(es_rejects *rejects, const char *file, const es_bad_row *bad,
                         es_error *err);
es_status es_rejects_close(es_rejects *rejects, es_error *err); /* reports a full disk */

#endif
