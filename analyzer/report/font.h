/* How wide text is, without a font at hand: the advance widths of Helvetica, which Arial and
 * Liberation Sans share, so that a layout is the same on every machine. */
#ifndef ES_REPORT_FONT_H
#define ES_REPORT_FONT_H

#include "base/arena.h"

/* The code point at *text, which is moved on behind it; U+FFFD for bytes that are no UTF-8, one
 * byte at a time.  The end of the text must not have been reached. */
unsigned es_utf8_next(const char **text);

/* Width of a text in a font of `size`, same unit; letters outside ASCII are taken for wide. */
double es_font_width(const char *text, double size);

/* The text as it is, or as much of its beginning as fits into `width` with an ellipsis behind it;
 * control characters become blanks.  NULL: out of memory. */
const char *es_text_clip(es_arena *arena, const char *text, double width, double size);

/* Breaks a text into lines of at most `width`, at blanks; the last of `most` lines is clipped.
 * Returns the number of lines, 0 when memory ran out. */
size_t es_text_wrap(es_arena *arena, const char *text, double width, double size, size_t most,
                    const char **lines);

#endif
