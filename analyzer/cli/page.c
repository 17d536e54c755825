#include "cli/page.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PAGE = 79 }; /* a mark after the last word still fits into 80 */

size_t es_page_wrap(const char *text, size_t column, size_t indent)
{
    if (indent == 0) {
        (void)fputs(text, stdout);
        return column + strlen(text);
    }
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column > indent && column + 1 + n > PAGE) {
            (void)printf("\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            (void)putchar(' ');
            column++;
        }
        (void)printf("%.*s", (int)n, text);
        column += n;
        text += n + strspn(text + n, " ");
    }
    return column;
}
