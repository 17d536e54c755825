#include "import/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/text.h"

const char *es_value_number(const char *text, size_t n, double *out)
{
    if (n && (text[0] <= ' ' || text[n - 1] <= ' ')) /* seldom */
        es_trim(&text, &n);
    switch (es_number_read(text, n, out)) {
    case ES_NUMBER_OK:
        return NULL;
    case ES_NUMBER_MISSING:
        *out = (double)NAN;
        return NULL;
    case ES_NUMBER_OVERFLOW:
        return "is beyond the range of numbers";
    case ES_NUMBER_TEXT:
        break;
    }
    return "is not a number";
}

static const char *plain_day(const char *text, size_t n, es_day *out)
{
    switch (es_day_parse(text, n, out)) {
    case ES_DATE_OK:
        return NULL;
    case ES_DATE_IMPOSSIBLE:
        return "is not a day of the calendar";
    case ES_DATE_NOT_A_DATE:
        break;
    }
    return "is not a date: expected YYYY-MM-DD or YYYYMMDD";
}

/* AM or PM behind the clock of twelve hours: 12:05 AM is 00:05.  True as well where there is none.
 */
static bool take_half_day(const char *text, size_t n, size_t *clock, int32_t *seconds)
{
    static const int32_t half = 12 * 3600;
    static const char *const words[] = {"AM", "PM", "A.M.", "P.M."};
    size_t at = *clock;
    while (at < n && text[at] == ' ')
        at++;
    for (size_t k = 0; k < 4; k++) {
        size_t length = strlen(words[k]);
        if (n - at < length || strncasecmp(text + at, words[k], length) != 0
            || (at + length < n && text[at + length] != ' '))
            continue;
        if (*seconds < 3600 || *seconds >= half + 3600)
            return false;
        *seconds = *seconds % half + (k % 2 ? half : 0);
        *clock = at + length;
        return true;
    }
    return true;
}

/* A timestamp's parts: text[0, date) T text[date + 1, time_end) zone. */
typedef struct stamp {
    size_t date, time_end;
    es_piece zone;
} stamp;

static bool split_stamp(const char *text, size_t n, stamp *out)
{
    size_t i = 10;
    if (n < 11 || (text[i] != 'T' && text[i] != 't' && text[i] != ' '))
        return false;
    out->date = i++;
    while (i < n && ((text[i] >= '0' && text[i] <= '9') || text[i] == ':'))
        i++;
    out->time_end = i;
    if (i < n && text[i] == '.') /* fractions of a second carry nothing for daily data */
        while (++i < n && text[i] >= '0' && text[i] <= '9')
            ;
    out->zone = (es_piece){text + i, n - i};
    es_trim(&out->zone.text, &out->zone.n);
    return i == n || strchr("Zz+- ", text[i]) != NULL;
}

static const char *read_stamp(const char *text, size_t n, es_day *day, int32_t *seconds,
                              es_piece *zone)
{
    stamp s;
    const char *reason = NULL;
    int32_t time;
    size_t clock;
    es_trim(&text, &n);
    if (!split_stamp(text, n, &s))
        return plain_day(text, n, day);
    if (!es_time_parse(text + s.date + 1, s.time_end - s.date - 1, &time))
        return "is not a date: expected YYYY-MM-DD, with or without a time HH:MM";
    clock = s.time_end;
    if (!take_half_day(text, n, &clock, &time))
        return "is not a time of twelve hours: expected 4:05 PM, or HH:MM";
    if (clock != s.time_end) {
        s.zone = (es_piece){text + clock, n - clock};
        es_trim(&s.zone.text, &s.zone.n);
    }
    reason = plain_day(text, s.date, day);
    if (!reason && time != 0) {
        *seconds = time;
        *zone = s.zone;
    }
    return reason;
}

const char *es_value_day(const char *text, size_t n, es_day *out)
{
    int32_t seconds = 0;
    es_piece zone;
    const char *reason;
    if (es_day_parse(text, n, out) == ES_DATE_OK)
        return NULL;
    reason = read_stamp(text, n, out, &seconds, &zone);
    if (!reason && seconds != 0)
        return "is a time within a day: expected a date YYYY-MM-DD or YYYYMMDD";
    return reason;
}

const char *es_value_moment(const char *text, size_t n, es_day *day, int32_t *seconds,
                            es_piece *zone)
{
    return read_stamp(text, n, day, seconds, zone);
}

const char *es_value_zoned_time(const char *text, size_t n, int32_t *seconds, es_piece *zone)
{
    size_t clock = 0;
    es_trim(&text, &n);
    while (clock < n && ((text[clock] >= '0' && text[clock] <= '9') || text[clock] == ':'))
        clock++;
    if (n > 0 && !es_time_parse(text, clock, seconds))
        return "is not a time: expected HH:MM or HH:MM:SS";
    if (!take_half_day(text, n, &clock, seconds))
        return "is not a time of twelve hours: expected 4:05 PM, or HH:MM";
    *zone = (es_piece){text + clock, n - clock};
    es_trim(&zone->text, &zone->n);
    return NULL;
}

const char *es_value_symbol(const char *text, size_t n)
{
    enum { LONGEST = 64 };
    size_t characters = 0;
    if (n == 0)
        return "is empty";
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7F
            || (c == 0xC2 && i + 1 < n && (unsigned char)text[i + 1] < 0xA0)) /* U+0080 to 9F */
            return "has a control character in it, perhaps a line's end: is a quote missing?";
        characters += (c & 0xC0) != 0x80;
    }
    return characters > LONGEST ? "is longer than the 64 characters that a symbol may have" : NULL;
}

double es_value_scaled(const char *text, size_t n, double x, double scale)
{
    static const double tenths[] = {1e0, 1e-1, 1e-2, 1e-3, 1e-4};
    char moved[64];
    double value;
    size_t k = 1;
    while (k < sizeof tenths / sizeof *tenths && scale != tenths[k])
        k++;
    es_trim(&text, &n);
    if (k == sizeof tenths / sizeof *tenths || n + 4 > sizeof moved
        || es_number_read(text, n, &value) != ES_NUMBER_OK || value != x)
        return x * scale;
    for (size_t i = 0; i < n; i++)
        if (!text[i] || !strchr("+-.0123456789", text[i]))
            return x * scale;
    (void)snprintf(moved, sizeof moved, "%.*se-%zu", (int)n, text, k);
    return es_number_read(moved, strlen(moved), &value) == ES_NUMBER_OK ? value : x * scale;
}

void es_value_plain_id(const char *header, const char *text, size_t *n)
{
    if (*n < 3 || memcmp(text + *n - 2, ".0", 2) != 0
        || !(es_name_equal(header, "permno") || es_name_equal(header, "permco")
             || es_name_equal(header, "gvkey")))
        return;
    for (size_t i = 0; i + 2 < *n; i++)
        if (text[i] < '0' || text[i] > '9')
            return;
    *n -= 2;
}

char *es_value_format(double value, char buffer[40])
{
    double back;
    (void)snprintf(buffer, 40, "%.15g", value);
    if (es_number_read(buffer, strlen(buffer), &back) != ES_NUMBER_OK || back != value)
        (void)snprintf(buffer, 40, "%.17g", value);
    return buffer;
}
