/* Text to number, exactly: the double nearest to the decimal text, whatever the locale. */
#ifndef ES_BASE_NUMBER_H
#define ES_BASE_NUMBER_H

#include "eventstudy.h"

typedef enum es_number_parse {
    ES_NUMBER_OK,
    ES_NUMBER_MISSING, /* empty, NA, N/A, NaN, null, -, . (any case) */
    ES_NUMBER_TEXT,    /* not a number */
    ES_NUMBER_OVERFLOW /* beyond the range of a double, or infinite */
} es_number_parse;

/* Reads a decimal number from exactly n characters (text[n] need not be a terminator). */
es_number_parse es_number_read(const char *text, size_t n, double *out);

/* Reads a whole number from exactly n characters; false when it is none or out of range. */
bool es_integer_read(const char *text, size_t n, int64_t *out);

/* Shortest-safe form: 17 significant digits ("%.17g"), whole numbers without a point. */
enum { ES_NUMBER_SIZE = 40 };
char *es_number_format(double value, char buffer[ES_NUMBER_SIZE]);

/* As few digits as read back to the same double: "0.1" where the above gives 0.10000000000000001.
 */
char *es_number_shortest(double value, char buffer[ES_NUMBER_SIZE]);

#endif
