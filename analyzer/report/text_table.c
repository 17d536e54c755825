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

/* Pairs of the first and last code point of what takes two places. */
static bool is_double(unsigned long c)
{
    static const unsigned long range[][2] = {
        {0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
        {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof range / sizeof *range; i++)
        if (c >= range[i][0] && c <= range[i][1])
            return true;
    return false;
}

size_t es_text_width(const char *text)
{
    size_t width = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c;) {
        unsigned long code = *c < 0x80 ? *c : *c < 0xE0 ? *c & 0x1F : *c < 0xF0 ? *c & 0xF : *c & 7;
        for (c++; (*c & 0xC0) == 0x80; c++)
            code = code << 6 | (*c & 0x3F);
        width += (code < 0x300 || code > 0x36F ? 1U : 0U)
                 + (is_double(code) ? 1U : 0U); /* combining marks take none */
    }
    return width;
}

/* A line with its stars in bold. */
static void print_stars(FILE *stream, const char *line, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t stars = 0;
        while (i + stars < n && line[i + stars] == '*')
            stars++;
        if (stars)
            (void)fprintf(stream, "\033[1;33m%.*s\033[0m", (int)stars, line + i);
        else
            (void)fputc(line[i], stream);
        i += stars ? stars : 1;
    }
    (void)fputc('\n', stream);
}

es_status es_text_table_print(struct libscols_table *table, FILE *stream, const es_show *show,
                              es_error *err)
{
    char *text = NULL;
    bool head = true;
    if (scols_print_table_to_string(table, &text) || !text) {
        free(text);
        return es_fail_memory(err);
    }
    for (char *line = text, *next; line && *line; line = next, head = false) {
        char *end = strchr(line, '\n');
        size_t n = end ? (size_t)(end - line) : strlen(line);
        next = end ? end + 1 : NULL;
        while (n && line[n - 1] == ' ')
            n--;
        if (!show->colour)
            (void)fprintf(stream, "%.*s\n", (int)n, line);
        else if (head)
            (void)fprintf(stream, "\033[1m%.*s\033[0m\n", (int)n, line);
        else
            print_stars(stream, line, n);
    }
    free(text);
    return ES_OK;
}
