#include "base/sort.h"

#include <stdbool.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static size_t digit_of(const es_keyed *item, unsigned shift)
{
    return (size_t)(item->key >> shift & (DIGITS - 1));
}

/* One pass of a stable radix sort; false when all keys share the digit and nothing was done. */
static bool radix_pass(size_t n, const es_keyed *from, unsigned shift, es_keyed *to)
{
    size_t count[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++)
        count[digit_of(&from[i], shift)]++;
    if (count[digit_of(&from[0], shift)] == n)
        return false;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = count[d];
        count[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < n; i++)
        to[count[digit_of(&from[i], shift)]++] = from[i];
    return true;
}

void es_sort_keyed(size_t n, es_keyed *item, es_keyed *spare)
{
    es_keyed *from = item, *to = spare;
    for (unsigned shift = 0; n > 1 && shift < 64; shift += DIGIT_BITS)
        if (radix_pass(n, from, shift, to)) {
            es_keyed *sorted = to;
            to = from;
            from = sorted;
        }
    if (from != item)
        memcpy(item, from, n * sizeof *item);
}
