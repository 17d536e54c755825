/* Any bytes as a number, a whole number, a day and a time of day: numbers are held against the C
 * library's, everything that was read survives being written and read again. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "fuzz/fuzz.h"

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Only what a decimal number is made of: strtod also takes blanks, words and hexadecimals. */
static bool is_plain(const char *text)
{
    return text[strspn(text, "+-.0123456789eE")] == '\0';
}

/* `text` has no terminator, so that reading too far is noticed; `copy` has one. */
static void try_number(const char *text, size_t n, const char *copy)
{
    double value = 0.5, expected, back;
    char buffer[ES_NUMBER_SIZE], *end;
    es_number_parse parsed = es_number_read(text, n, &value);
    expected = strtod(copy, &end); /* the program never leaves the C locale */
    if (parsed == ES_NUMBER_OK) {
        FUZZ_CHECK(n > 0 && end == copy + n);
        FUZZ_CHECK(isfinite(value) && same_bits(value, expected));
        (void)es_number_format(value, buffer);
        FUZZ_CHECK(es_number_read(buffer, strlen(buffer), &back) == ES_NUMBER_OK);
        FUZZ_CHECK(same_bits(back, value));
    } else if (parsed == ES_NUMBER_OVERFLOW) {
        FUZZ_CHECK(n > 0 && end == copy + n && isinf(expected));
    } else if (n > 0 && strlen(copy) == n && is_plain(copy)) {
        FUZZ_CHECK(end != copy + n);
    }
}

static void try_integer(const char *text, size_t n, const char *copy)
{
    int64_t value;
    char *end;
    if (!es_integer_read(text, n, &value))
        return;
    errno = 0;
    FUZZ_CHECK(strtoll(copy, &end, 10) == value && end == copy + n && errno == 0);
}

static void try_day(const char *text, size_t n)
{
    es_day day, back;
    int year, month, mday;
    char buffer[ES_DAY_TEXT];
    if (es_day_parse(text, n, &day) != ES_DATE_OK)
        return;
    (void)es_day_format(day, buffer);
    FUZZ_CHECK(strlen(buffer) == 10);
    FUZZ_CHECK(n != 10 || memcmp(buffer, text, 10) == 0);
    FUZZ_CHECK(es_day_parse(buffer, 10, &back) == ES_DATE_OK && back == day);
    es_day_to_civil(day, &year, &month, &mday);
    FUZZ_CHECK(es_day_from_civil(year, month, mday, &back) && back == es_date_of(day));
    FUZZ_CHECK(es_day_year(day) == year);
    FUZZ_CHECK(es_day_weekday(day) >= 0 && es_day_weekday(day) <= 6);
}

static void try_time(const char *text, size_t n)
{
    int32_t seconds, back;
    char buffer[ES_DAY_TEXT];
    if (!es_time_parse(text, n, &seconds))
        return;
    FUZZ_CHECK(seconds >= 0 && seconds < 86400);
    (void)es_time_format(seconds, buffer);
    FUZZ_CHECK(es_time_parse(buffer, strlen(buffer), &back) && back == seconds);
}

/* Days that no text names: any 32 bits are a day, and every day has a date. */
static void try_any_day(const char *text, size_t n)
{
    es_day day, back;
    int year, month, mday;
    char buffer[ES_DAY_TEXT];
    if (n < sizeof day)
        return;
    memcpy(&day, text, sizeof day);
    es_day_to_civil(day, &year, &month, &mday);
    FUZZ_CHECK(month >= 1 && month <= 12 && mday >= 1 && mday <= 31);
    FUZZ_CHECK(strlen(es_day_format(day, buffer)) < sizeof buffer);
    if (year >= 1 && year <= 9999)
        FUZZ_CHECK(es_day_from_civil(year, month, mday, &back) && back == es_date_of(day));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(size ? size : 1, 1), *copy = malloc(size + 1);
    FUZZ_CHECK(text && copy);
    if (size)
        memcpy(text, data, size);
    memcpy(copy, text, size);
    copy[size] = '\0';
    try_number(text, size, copy);
    try_integer(text, size, copy);
    try_day(text, size);
    try_time(text, size);
    try_any_day(text, size);
    free(text);
    free(copy);
    return 0;
}
