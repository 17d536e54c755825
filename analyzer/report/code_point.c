#include "report/code_point.h"

#include <stdbool.h>

enum { REPLACEMENT = 0xFFFD };

/* Controls of ASCII and Latin-1, ends of lines and paragraphs, and what embeds or overrides the
 * direction: unclosed, these turn around the table behind them. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E)
           || (c >= 0x2066 && c <= 0x2069);
}

static bool is_no_character(uint32_t c)
{
    return (c >= 0xD800 && c < 0xE000) || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)
           || c > 0x10FFFF;
}

uint32_t es_code_point(const char **text)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)*text;
    uint32_t code = *s;
    int n = code < 0x80   ? 1
            : code < 0xC2 ? 0
            : code < 0xE0 ? 2
            : code < 0xF0 ? 3
            : code < 0xF5 ? 4
                          : 0;
    if (code == 0)
        return 0;
    if (n > 1)
        code &= 0xFFU >> (n + 1);
    for (int i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            *text += i;
            return REPLACEMENT;
        }
        code = code << 6 | (s[i] & 0x3F);
    }
    *text += n ? n : 1;
    if (n == 0 || code < least[n] || is_no_character(code))
        return REPLACEMENT;
    return is_control(code) ? ' ' : code;
}

void es_put_code_point(FILE *stream, uint32_t c)
{
    if (c < 0x80) {
        (void)fputc((int)c, stream);
    } else if (c < 0x800) {
        (void)fprintf(stream, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        (void)fprintf(stream, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)),
                      (int)(0x80 | (c & 0x3F)));
    } else {
        (void)fprintf(stream, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 0x3F)),
                      (int)(0x80 | (c >> 6 & 0x3F)), (int)(0x80 | (c & 0x3F)));
    }
}
