/* Text on an 80-column page. */
#ifndef ES_CLI_PAGE_H
#define ES_CLI_PAGE_H

#include <stddef.h>

/* Prints the words of text from `column` on, a blank before the first unless it stands at the
 * indent, breaking lines at the page's edge; returns the column reached.  indent 0: text sticks to
 * what stands before it. */
size_t es_page_wrap(const char *text, size_t column, size_t indent);

#endif
