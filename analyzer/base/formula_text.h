/* Texts that a spreadsheet would take for a formula.
 *
 * A label such as =HYPERLINK(...) in a CSV file is run by the spreadsheet that opens the file.  So
 * every CSV file that is written puts an apostrophe before such a text, and every CSV file that is
 * read takes one off: the two undo each other for all texts, those with an apostrophe of their own
 * included ('=x is written ''=x).  Numbers are left as they are. */
#ifndef ES_BASE_FORMULA_TEXT_H
#define ES_BASE_FORMULA_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a text needs an apostrophe before it: apostrophes or nothing, then = + - @ (also in their
 * full-width forms), a tab or the end of a line; unless it is a number as it stands. */
bool es_formula_text(const char *text);
bool es_formula_text_n(const char *text, size_t n); /* of n characters */

/* Whether the first character of a text is such an apostrophe. */
bool es_formula_marked(const char *text);

#endif
