#include "import/blanks.h"

#include <ctype.h>
#include <string.h>

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

static size_t line_length(const unsigned char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] != '\n' && text[i] != '\r')
        i++;
    return i;
}

static bool is_month(const unsigned char *digits)
{
    int month = (digits[4] - '0') * 10 + digits[5] - '0';
    return (memcmp(digits, "19", 2) == 0 || memcmp(digits, "20", 2) == 0) && month >= 1
           && month <= 12;
}

/* YYYYMM or YYYYMMDD at the front: 1 when a blank and a number follow, -1 when something else does,
 * 0 when there is no such date. */
static int french_line(const unsigned char *line, size_t n)
{
    size_t i = 0;
    while (i < n && isdigit(line[i]))
        i++;
    if ((i != 6 && i != 8) || !is_month(line))
        return 0;
    if (i == n || !is_blank(line[i]))
        return -1;
    for (size_t k = i; k < n; k++)
        if (strchr(",;\t|", line[k]))
            return -1;
    while (i < n && is_blank(line[i]))
        i++;
    return i < n && (isdigit(line[i]) || strchr("-+.", line[i])) ? 1 : -1;
}

/* The fields of a line between blanks; 0: something else sets them apart, or it begins with one. */
static size_t count_fields(const unsigned char *line, size_t n)
{
    size_t fields = 0;
    bool quoted = false, inside = false;
    if (n == 0 || is_blank(line[0]))
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (line[i] == '"')
            quoted = !quoted;
        if (!quoted && strchr(",;\t|", line[i]))
            return 0;
        fields += !inside && (quoted || line[i] != ' ');
        inside = quoted || line[i] != ' ';
    }
    return fields;
}

/* All lines alike; the header may lack the name of the numbers of the rows. */
static bool is_even(const unsigned char *text, size_t n)
{
    enum { LOOK = 20, ENOUGH = 3 };
    size_t lines = 0, header = 0, fields = 0;
    for (size_t at = 0; at < n && lines < LOOK; lines++) {
        size_t length = line_length(text + at, n - at), found = count_fields(text + at, length);
        if (at + length == n && lines >= ENOUGH)
            break; /* perhaps not whole */
        if (lines == 0)
            header = found;
        else if (lines == 1)
            fields = found;
        if (found < 2 || (lines && found != fields))
            return false;
        at += length;
        at += at + 1 < n && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
    }
    return lines >= ENOUGH && (header == fields || header + 1 == fields);
}

bool es_blanks_found(const unsigned char *text, size_t n, es_blanks *state)
{
    int lines = 0;
    *state = (es_blanks){.no_commas = false};
    for (size_t at = 0; at < n && lines < 2;) {
        size_t length = line_length(text + at, n - at);
        int french = french_line(text + at, length);
        if (french < 0)
            return false;
        lines += french;
        if (lines && !french && length)
            return false; /* the next line is of another kind */
        at += length + 1;
    }
    if (lines)
        return true;
    state->no_commas = is_even(text, n);
    return state->no_commas;
}

size_t es_blanks_squeeze(es_blanks *state, unsigned char *text, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool blank = !state->in_quotes && is_blank(text[i]);
        if (text[i] == '"')
            state->in_quotes = !state->in_quotes;
        if (text[i] == ',' && !state->in_quotes && state->no_commas)
            state->has_comma = true;
        if (!blank)
            text[kept++] = text[i];
        else if (!state->after_blank)
            text[kept++] = ',';
        state->after_blank = blank;
    }
    return kept;
}
