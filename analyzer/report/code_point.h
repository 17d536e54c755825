/* Texts from outside, one character at a time, so that each format can write them its own way. */
#ifndef ES_REPORT_CODE_POINT_H
#define ES_REPORT_CODE_POINT_H

#include <stdint.h>
#include <stdio.h>

/* The next character of *text, which moves on; 0 at the end.  What no document may hold comes as
 * something else: bytes that are no UTF-8 and non-characters as U+FFFD; control characters, the
 * ends of lines and the marks that turn the direction of writing around as a blank. */
uint32_t es_code_point(const char **text);

/* Writes it as UTF-8. */
void es_put_code_point(FILE *stream, uint32_t code);

#endif
