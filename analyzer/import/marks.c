#include "import/marks.h"

#include <stdlib.h>
#include <string.h>

bool es_marks_open(es_marks *marks, size_t n)
{
    *marks = (es_marks){.word = calloc(n / 64 + 1, sizeof *marks->word)};
    return marks->word != NULL;
}

void es_marks_close(es_marks *marks)
{
    free(marks->word);
    marks->word = NULL;
}

/* The top bit of each byte that is zero. */
static inline uint64_t zero_bytes(uint64_t w)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    return ~(((w & low) + low) | w | low);
}

/* One bit for each of 64 bytes, the first byte's lowest. */
static uint64_t mark(const unsigned char *text, unsigned char delimiter)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t found = 0;
    for (unsigned i = 0; i < 64; i += 8) {
        uint64_t w, tops;
        memcpy(&w, text + i, sizeof w);
        tops = zero_bytes(w ^ ones * delimiter) | zero_bytes(w ^ ones * '\n');
        found |= ((tops >> 7) * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return found;
}

/* Does every CR but perhaps the last byte stand before an LF? */
static bool has_no_bare_cr(const unsigned char *text, size_t n)
{
    const unsigned char *end = text + n, *cr = text;
    while ((cr = memchr(cr, '\r', (size_t)(end - cr))) != NULL && ++cr < end)
        if (*cr != '\n')
            return false;
    return true;
}

void es_marks_make(es_marks *marks, const unsigned char *text, size_t n, unsigned char delimiter)
{
    marks->usable = has_no_bare_cr(text, n);
    marks->complete = n;
    while (marks->complete > 0 && text[marks->complete - 1] != '\n')
        marks->complete--;
    for (size_t i = 0; marks->usable && i < marks->complete; i += 64)
        marks->word[i / 64] = mark(text + i, delimiter);
}
