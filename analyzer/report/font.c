#include "report/font.h"

#include <string.h>

/* Adobe's metrics of Helvetica, thousandths of the size, from blank to tilde. */
static const unsigned short advance[95] = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};

static unsigned continuation(const char *at, size_t n, unsigned value)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)at[i];
        if ((byte & 0xC0u) != 0x80u)
            return 0;
        value = value << 6 | (byte & 0x3Fu);
    }
    return value;
}

unsigned es_utf8_next(const char **text)
{
    static const unsigned least[] = {0, 0x80, 0x800, 0x10000};
    unsigned char byte = (unsigned char)**text;
    size_t n = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
    unsigned value;
    (*text)++;
    if (byte < 0x80)
        return byte;
    if (byte < 0xC2 || byte > 0xF4)
        return 0xFFFD;
    value = continuation(*text, n, byte & (0x3Fu >> n));
    if (value < least[n] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0xFFFD;
    *text += n;
    return value;
}

static double width_of(unsigned c)
{
    if (c >= ' ' && c <= '~')
        return 1e-3 * advance[c - ' '];
    if ((c >= 0x300 && c < 0x370) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x206F)
        || (c >= 0xFE00 && c <= 0xFE0F))
        return 0.0; /* accents, joiners and marks of direction */
    if (c >= 0x1100 && (c < 0x2000 || c >= 0x2E80))
        return 1.3; /* ideographs, emoji */
    return 0.75;
}

double es_font_width(const char *text, double size)
{
    double sum = 0.0;
    while (*text)
        sum += width_of(es_utf8_next(&text));
    return sum * size;
}

/* How many bytes from the beginning fit. */
static size_t fitting(const char *text, double width, double size)
{
    const char *at = text;
    double sum = 0.0;
    while (*at) {
        const char *next = at;
        sum += size * width_of(es_utf8_next(&next));
        if (sum > width)
            break;
        at = next;
    }
    return (size_t)(at - text);
}

/* Removes control characters in place. */
static char *calm(char *text)
{
    for (char *at = text; at && *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            *at = ' ';
    return text;
}

const char *es_text_clip(es_arena *arena, const char *text, double width, double size)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t n;
    if (fitting(text, width, size) == strlen(text))
        return calm(es_arena_text(arena, text));
    n = fitting(text, width - size, size);
    while (n && text[n - 1] == ' ')
        n--;
    return calm(es_arena_printf(arena, "%.*s%s", (int)n, text, ellipsis));
}

/* Where a line that fits n bytes ends: behind a word, or in the midst of one that is too long. */
static size_t line_end(const char *text, size_t n)
{
    size_t end = n;
    if (text[n] == '\0' || text[n] == ' ')
        return n;
    while (end && text[end] != ' ')
        end--;
    return end ? end : n;
}

size_t es_text_wrap(es_arena *arena, const char *text, double width, double size, size_t most,
                    const char **lines)
{
    size_t n = 0;
    while (*text && n < most) {
        size_t fits = fitting(text, width, size), end = line_end(text, fits);
        if (n + 1 == most || end == 0)
            lines[n] = es_text_clip(arena, text, width, size);
        else
            lines[n] = calm(es_arena_text_n(arena, text, end));
        if (!lines[n++])
            return 0;
        text += end;
        if (end == 0)
            break;
        while (*text == ' ')
            text++;
    }
    return n;
}
