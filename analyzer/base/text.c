#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int fold(char c)
{
    return c == '_' || c == ' ' ? '-' : tolower((unsigned char)c);
}

bool es_name_equal(const char *a, const char *b)
{
    while (*a && fold(*a) == fold(*b))
        a++, b++;
    return *a == '\0' && *b == '\0';
}

enum { WORD_MAX = 64 };

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein distance with neighbours swapped counting once; words longer than WORD_MAX never
 * match. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    size_t row[3][WORD_MAX + 1];
    if (n > WORD_MAX || m > WORD_MAX)
        return WORD_MAX + 1;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *up = row[(i - 1) % 3];
        const size_t *up2 = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t differ = fold(a[i - 1]) != fold(b[j - 1]);
            now[j] = smallest(up[j] + 1, now[j - 1] + 1, up[j - 1] + differ);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2])
                && fold(a[i - 2]) == fold(b[j - 1]) && up2[j - 2] + 1 < now[j])
                now[j] = up2[j - 2] + 1;
        }
    }
    return row[n % 3][m];
}

const char *es_nearest(const char *word, const char *const *candidates, size_t n)
{
    const char *best = NULL;
    size_t length = strlen(word), best_distance = length / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        size_t d = edit_distance(word, candidates[i]);
        if (d < best_distance) {
            best_distance = d;
            best = candidates[i];
        }
    }
    return best;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void es_trim(const char **text, size_t *n)
{
    while (*n && is_blank(**text))
        (*text)++, (*n)--;
    while (*n && is_blank((*text)[*n - 1]))
        (*n)--;
}

bool es_next_item(const char **cursor, char separator, const char **item, size_t *n)
{
    const char *end;
    if (!*cursor)
        return false;
    end = strchr(*cursor, separator);
    *item = *cursor;
    *n = end ? (size_t)(end - *cursor) : strlen(*cursor);
    *cursor = end ? end + 1 : NULL;
    es_trim(item, n);
    return true;
}

bool es_text_contains(const char *text, const char *part)
{
    for (; *text; text++)
        if (strncasecmp(text, part, strlen(part)) == 0)
            return true;
    return *part == '\0';
}

bool es_text_is(const char *text, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(text, word, n) == 0;
}

static int compare_keys(const void *left, const void *right)
{
    return strcmp(((const es_keyed *)left)->key, ((const es_keyed *)right)->key);
}

void es_keyed_sort(es_keyed *items, size_t n)
{
    if (n)
        qsort(items, n, sizeof *items, compare_keys);
}
