/* Tables whose fields are set apart by runs of blanks, as Kenneth French's text files and R's
 * write.table have them: such a run becomes one comma before the text is cut into fields. */
#ifndef ES_IMPORT_BLANKS_H
#define ES_IMPORT_BLANKS_H

#include <stdbool.h>
#include <stddef.h>

/* What the text before left open; zero at the beginning. */
typedef struct es_blanks {
    bool in_quotes, after_blank;
    bool no_commas; /* the text had none so far; */
    bool has_comma; /* and now one was met, which would be taken for a blank */
} es_blanks;

/* Is the text, of which these are the first n bytes, such a table?  It is where the first two lines
 * that begin with a date in digits go on with a blank and a number, or where no line has a comma,
 * semicolon, tab or bar and all have the same number of fields, two at least.  Begins *state. */
bool es_blanks_found(const unsigned char *text, size_t n, es_blanks *state);

/* Sets commas in place of runs of blanks outside quotes, in place; returns what is left of n. */
size_t es_blanks_squeeze(es_blanks *state, unsigned char *text, size_t n);

#endif
