/* Small text helpers. */
#ifndef ES_BASE_TEXT_H
#define ES_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Equal but for letter case (ASCII) and for `-`, `_` and blank, which count as the same. */
bool es_name_equal(const char *a, const char *b);

/* The candidate nearest to `word` in edit distance, or NULL when none is near enough to be a
 * slip: more than a third of the letters would have to change. */
const char *es_nearest(const char *word, const char *const *candidates, size_t n);

/* Cuts blanks off both ends of [*text, *text + *n). */
void es_trim(const char **text, size_t *n);

/* Takes the next item of a list separated by `separator` from *cursor, trimmed; false at the end.
 * An item may be empty. */
bool es_next_item(const char **cursor, char separator, const char **item, size_t *n);

/* Is n characters of text equal to the terminated word? */
bool es_text_is(const char *text, size_t n, const char *word);

/* Is the part somewhere in the text, whatever the letter case of ASCII? */
bool es_text_contains(const char *text, const char *part);

/* What stands at `index`, by name. */
typedef struct es_keyed {
    const char *key;
    size_t index;
} es_keyed;

/* Sorts by the bytes of the keys, which differ from each other. */
void es_keyed_sort(es_keyed *items, size_t n);

#endif
