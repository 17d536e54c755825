#include "report/text_table.h"

#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

struct libscols_table *es_text_table(void)
{
    struct libscols_table *t = scols_new_table();
    if (!t)
        return NULL;
    (void)scols_table_set_termforce(t, SCOLS_TERMFORCE_NEVER);
    (void)scols_table_set_column_separator(t, "  ");
    return t;
}

bool es_text_column(struct libscols_table *table, const char *name, bool right)
{
    return scols_table_new_column(table, name, 0, right ? SCOLS_FL_RIGHT : 0) != NULL;
}

es_status es_text_table_print(struct libscols_table *table, FILE *stream, const char *indent,
                              es_error *err)
{
    char *text = NULL;
    if (scols_print_table_to_string(table, &text) || !text) {
        free(text);
        return es_fail_memory(err);
    }
    for (char *line = text, *next; line && *line; line = next) {
        char *end = strchr(line, '\n');
        size_t n = end ? (size_t)(end - line) : strlen(line);
        next = end ? end + 1 : NULL;
        while (n && line[n - 1] == ' ')
            n--;
        (void)fprintf(stream, "%s%.*s\n", n ? indent : "", (int)n, line);
    }
    free(text);
    return ES_OK;
}
