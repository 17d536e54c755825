#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_missing_word(const char *text, size_t n)
{
    static const char *const word[] = {
        "NA",     "N/A",      "NaN",          "null",         "-",           ".",
        "#N/A",   "--",       "---",          "..",           "...",         "None",
        "<NA>",   "nil",      "n.a.",         "n/a.",         "\\N",         "NaT",
        "(null)", "#N/A N/A", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strlen(word[i]) == n && strncasecmp(text, word[i], n) == 0)
            return true;
    return n == 0;
}

/* A decimal split into digits and exponent: value = mantissa * 10^exponent, when exact. */
typedef struct decimal {
    uint64_t mantissa;
    int exponent;
    bool negative;
    bool exact; /* mantissa holds every significant digit */
} decimal;

/* The usual case by itself, for speed: [-]digits[.digits], so short that nothing overflows. */
static bool scan_short(const char *text, size_t n, decimal *out)
{
    bool negative = n && text[0] == '-';
    size_t begin = negative, point = n;
    uint64_t m = 0;
    if (n > 19)
        return false;
    for (size_t i = begin; i < n; i++) {
        unsigned d = (unsigned)(unsigned char)text[i] - '0';
        if (d < 10)
            m = m * 10 + d;
        else if (text[i] == '.' && point == n)
            point = i;
        else
            return false;
    }
    if (n - begin == (point < n)) /* no digit */
        return false;
    *out = (decimal){m, point < n ? -(int)(n - 1 - point) : 0, negative, true};
    return true;
}

/* The whole of text must be [+-]digits[.digits][(e|E)[+-]digits]. */
static bool scan_decimal(const char *text, size_t n, decimal *out)
{
    size_t i = 0, seen = 0, point_digits = 0;
    uint64_t m = 0;
    int digits = 0;
    bool after_point = false, exact = true;
    out->negative = n && text[0] == '-';
    if (n && (text[0] == '-' || text[0] == '+'))
        i = 1;
    for (; i < n; i++) {
        unsigned d = (unsigned)(unsigned char)text[i] - '0';
        if (d < 10) {
            seen++;
            point_digits += after_point;
            if (m || d)
                digits++;
            if (digits <= 19)
                m = m * 10 + d;
            else
                exact = false;
        } else if (text[i] == '.' && !after_point) {
            after_point = true;
        } else {
            break;
        }
    }
    if (seen == 0)
        return false;
    out->exponent = -(int)point_digits;
    if (i < n) {
        int e = 0;
        bool minus = false;
        if ((text[i] != 'e' && text[i] != 'E') || ++i == n)
            return false;
        if (text[i] == '-' || text[i] == '+')
            minus = text[i++] == '-';
        if (i == n)
            return false;
        for (; i < n; i++) {
            if (text[i] < '0' || text[i] > '9')
                return false;
            if (e < 100000)
                e = e * 10 + (text[i] - '0');
        }
        out->exponent += minus ? -e : e;
    }
    out->mantissa = m;
    out->exact = exact;
    return true;
}

/* strtod in the C locale, whatever the host program has set: elsewhere the point may be a comma. */
static bool strtod_c(const char *text, double *out)
{
    locale_t c = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0), before;
    if (c == (locale_t)0)
        return false;
    before = uselocale(c); /* of this thread only */
    *out = strtod(text, NULL);
    (void)uselocale(before);
    freelocale(c);
    return true;
}

/* strtod needs a terminator; the text has been scanned, so it is a number as a whole. */
static es_number_parse slow_read(const char *text, size_t n, double *out)
{
    char small[128], *copy = small;
    double value = (double)INFINITY;
    if (n >= sizeof small) {
        copy = malloc(n + 1);
        if (!copy)
            return ES_NUMBER_OVERFLOW;
    }
    memcpy(copy, text, n);
    copy[n] = '\0';
    (void)strtod_c(copy, &value); /* without memory the value stays infinite: refused */
    if (copy != small)
        free(copy);
    if (!isfinite(value))
        return ES_NUMBER_OVERFLOW;
    *out = value;
    return ES_NUMBER_OK;
}

es_number_parse es_number_read(const char *text, size_t n, double *out)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    decimal d;
    if (!scan_short(text, n, &d) && !scan_decimal(text, n, &d)) {
        if (is_missing_word(text, n))
            return ES_NUMBER_MISSING;
        if (n && (text[0] == '-' || text[0] == '+'))
            text++, n--;
        if ((n == 3 && strncasecmp(text, "inf", 3) == 0)
            || (n == 8 && strncasecmp(text, "infinity", 8) == 0))
            return ES_NUMBER_OVERFLOW;
        return ES_NUMBER_TEXT;
    }
    /* Both factors are exact doubles, so one correctly rounded operation gives the nearest one
     * (Clinger 1990). */
    if (d.exact && d.mantissa <= (UINT64_C(1) << 53) && d.exponent >= -22 && d.exponent <= 22) {
        double value = (double)d.mantissa;
        value = d.exponent < 0 ? value / power[-d.exponent] : value * power[d.exponent];
        *out = d.negative ? -value : value;
        return ES_NUMBER_OK;
    }
    return slow_read(text, n, out);
}

bool es_integer_read(const char *text, size_t n, int64_t *out)
{
    bool negative = n && text[0] == '-';
    uint64_t value = 0;
    size_t i = n && (text[0] == '-' || text[0] == '+');
    if (i == n)
        return false;
    for (; i < n; i++) {
        if (text[i] < '0' || text[i] > '9' || value > (uint64_t)INT64_MAX / 10 - 1)
            return false;
        value = value * 10 + (uint64_t)(text[i] - '0');
    }
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

#if LDBL_MANT_DIG >= 64

enum { DIGITS = 17, LEAST_EXPONENT = -4, MOST_EXPONENT = 15 };

/* The 17 significant digits of a positive value as an integer: value = digits * 10^(exponent - 16),
 * with -4 <= exponent <= 15.  Value and power of ten are exact as long doubles, and their product,
 * 17 digits long, is rounded by at most 2^-8.  Where that could matter to the last digit (one
 * number in fifty), and for values out of range, false. */
static bool scale_to_digits(double value, uint64_t *digits, int *exponent)
{
    static const double ten[] = {1e-4, 1e-3, 1e-2, 1e-1, 1e0,  1e1,  1e2,  1e3,  1e4,  1e5, 1e6,
                                 1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};
    static const long double power[] = {1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,
                                        1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L, 1e14L,
                                        1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L};
    static const long double UNSURE = 0x1p-7L;
    long double product, rest;
    int e = LEAST_EXPONENT;
    if (!(value >= ten[0] && value < ten[MOST_EXPONENT - LEAST_EXPONENT + 1]))
        return false;
    while (value >= ten[e + 1 - LEAST_EXPONENT]) /* a boundary that is not exact fails below */
        e++;
    product = (long double)value * power[MOST_EXPONENT - e];
    *digits = (uint64_t)product;
    rest = product - (long double)*digits - 0.5L;
    if (*digits < 10000000000000000u || *digits >= 99999999999999999u || fabsl(rest) <= UNSURE)
        return false;
    *digits += rest > 0.0L;
    *exponent = e;
    return true;
}

/* As %.17g writes a number that it does not write with an exponent; false: see above. */
static bool format_fixed(double value, char *out)
{
    char text[DIGITS];
    uint64_t digits;
    int exponent, n = DIGITS;
    if (!scale_to_digits(fabs(value), &digits, &exponent))
        return false;
    for (int i = DIGITS; i-- > 0; digits /= 10)
        text[i] = (char)('0' + digits % 10);
    while (n > 1 && text[n - 1] == '0')
        n--;
    if (value < 0.0)
        *out++ = '-';
    if (exponent < 0) {
        *out++ = '0';
        *out++ = '.';
    }
    for (int k = exponent + 1; k < 0; k++)
        *out++ = '0';
    for (int i = 0; i < n || i <= exponent; i++) {
        *out++ = i < n ? text[i] : '0';
        if (i == exponent && i + 1 < n)
            *out++ = '.';
    }
    *out = '\0';
    return true;
}
#endif

char *es_number_format(double value, char buffer[ES_NUMBER_SIZE])
{
#if LDBL_MANT_DIG >= 64 /* several times faster; else, and in the cases left over, by the library  \
                         */
    if (format_fixed(value, buffer))
        return buffer;
#endif
    (void)snprintf(buffer, ES_NUMBER_SIZE, "%.17g", value);
    return buffer;
}

/* Prices mostly have a few decimals.  When the quotient of two exact numbers, which is rounded
 * once, gives the value again, so does reading those decimals. */
static int decimals_of(double value)
{
    static const double power[] = {1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    for (int k = 0; k < (int)(sizeof power / sizeof *power); k++) {
        double scaled = nearbyint(value * power[k]);
        if (fabs(scaled) < 0x1p53 && scaled / power[k] == value)
            return k;
    }
    return -1;
}

char *es_number_shortest(double value, char buffer[ES_NUMBER_SIZE])
{
    int decimals = decimals_of(value);
    double back;
    if (decimals >= 0) {
        (void)snprintf(buffer, ES_NUMBER_SIZE, "%.*f", decimals, value);
        return buffer;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(buffer, ES_NUMBER_SIZE, "%.*g", digits, value);
        if (es_number_read(buffer, strlen(buffer), &back) == ES_NUMBER_OK && back == value)
            break;
    }
    return buffer;
}
