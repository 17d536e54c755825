#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/assert_close.h"

static uint64_t next_random(uint64_t *state) /* xorshift64* */
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* The reader must agree with strtod bit for bit; both refuse what is not finite. */
static void check_against_strtod(const char *text)
{
    double expected = strtod(text, NULL), actual = (double)NAN;
    es_number_parse parse = es_number_read(text, strlen(text), &actual);
    if (!isfinite(expected)) {
        if (parse != ES_NUMBER_OVERFLOW)
            fail_msg("%s: %d", text, (int)parse);
    } else if (parse != ES_NUMBER_OK || memcmp(&expected, &actual, sizeof expected) != 0) {
        fail_msg("%s: %.17g instead of %.17g (%d)", text, actual, expected, (int)parse);
    }
}

static void test_random_decimals(void **state)
{
    uint64_t seed = 20250909;
    char text[64];
    (void)state;
    for (int i = 0; i < 700000; i++) {
        uint64_t r = next_random(&seed), s = next_random(&seed);
        uint64_t mantissa = r >> (s % 60);
        int digits = (int)(s >> 8 & 15), exponent = (int)(s >> 16 & 1023) - 512;
        if (i % 3 == 0) /* as prices are written */
            (void)snprintf(text, sizeof text, "%.*f", digits % 8,
                           (double)(mantissa % 100000000) / 1e4);
        else if (i % 3 == 1)
            (void)snprintf(text, sizeof text, "%s%llu.%0*llu", s & 1 ? "-" : "",
                           (unsigned long long)(mantissa % 1000000), digits + 1,
                           (unsigned long long)(s >> 40));
        else
            (void)snprintf(text, sizeof text, "%llue%d", (unsigned long long)mantissa, exponent);
        check_against_strtod(text);
    }
}

/* Every bit pattern has a decimal of 17 digits that gives it back, and hard neighbours. */
static void test_random_doubles(void **state)
{
    uint64_t seed = 42;
    char text[64];
    (void)state;
    for (int i = 0; i < 400000; i++) {
        uint64_t bits = next_random(&seed);
        double x;
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x))
            continue;
        (void)snprintf(text, sizeof text, "%.*g", 15 + i % 8, x);
        check_against_strtod(text);
    }
}

static void test_adversarial(void **state)
{
    static const char *const text[] = {
        "9007199254740992",
        "9007199254740993",
        "9007199254740991e22",
        "9007199254740993e-22",
        "1e22",
        "1e23",
        "1e-22",
        "1e-23",
        "123456789012345678901234567890",
        "0.1",
        "-0",
        "0",
        "+5",
        "00000000000000000000000000000001",
        "0.000000000000000000000000000000000001",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "4.9e-324",
        "2.4e-324",
        "1e-400",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "1e309",
        "1e999",
        "-1e999",
        "1e99999999999",
        "1e-99999999999",
        "0e999999",
        ".5",
        "5.",
        "1.e3",
        "1E+3",
        "1e-3",
        "0.500000000000000166533453693773481063544750213623046875",
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017"
        "977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273"
        "854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704"
        "342711559699508093042880",
        "9223372036854775807",
        "18446744073709551615",
        "18446744073709551616",
        "1844674407370955161.6",
    };
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        check_against_strtod(text[i]);
}

static es_number_parse parse(const char *text)
{
    double x = 0;
    return es_number_read(text, strlen(text), &x);
}

static void test_words(void **state)
{
    static const char *const missing[] = {"", "NA", "n/a", "NaN", "nan", "null", "NULL", "-", "."};
    static const char *const text[] = {"abc", "1,5", "1.5x",   "1e",   "1e+", "1.2.3",
                                       "--1", "+",   "e5",     "0x10", "1 2", "$5",
                                       " 1",  "12%", "naught", "1_000"};
    static const char *const over[] = {"inf", "-Inf", "+infinity", "1e999", "-1e400"};
    (void)state;
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_int_equal(parse(missing[i]), ES_NUMBER_MISSING);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        assert_int_equal(parse(text[i]), ES_NUMBER_TEXT);
    for (size_t i = 0; i < sizeof over / sizeof *over; i++)
        assert_int_equal(parse(over[i]), ES_NUMBER_OVERFLOW);
}

static void test_needs_no_terminator(void **state)
{
    double x;
    (void)state;
    assert_int_equal(es_number_read("12.5999", 4, &x), ES_NUMBER_OK);
    assert_close(x, 12.5, 0);
    assert_int_equal(es_number_read("0.12345678901234567891234", 20, &x), ES_NUMBER_OK);
    assert_close(x, 0.123456789012345678, 0);
}

static void test_integers(void **state)
{
    int64_t x;
    (void)state;
    assert_true(es_integer_read("-120", 4, &x));
    assert_int_equal(x, -120);
    assert_true(es_integer_read("+7x", 2, &x));
    assert_int_equal(x, 7);
    assert_false(es_integer_read("", 0, &x));
    assert_false(es_integer_read("-", 1, &x));
    assert_false(es_integer_read("1.5", 3, &x));
    assert_false(es_integer_read("99999999999999999999", 20, &x));
}

static void test_format(void **state)
{
    char buffer[ES_NUMBER_SIZE];
    (void)state;
    assert_string_equal(es_number_format(3, buffer), "3");
    assert_string_equal(es_number_format(0.1, buffer), "0.10000000000000001");
    assert_true(strlen(es_number_format(-1.7976931348623157e308, buffer)) < ES_NUMBER_SIZE);
}

/* The fast way of writing gives what the library gives: at boundaries, at ties, and at random over
 * the magnitudes it is for. */
static void test_format_as_the_library(void **state)
{
    static const double by_hand[] = {0.0,      -0.0,   1.0,     100.0,   1e15,   1e16,
                                     1e17,     0.0001, 0.00001, 0.5,     0.25,   1e-4,
                                     9.5,      0.1,    99.99,   1.0 / 3, 2.5e15, 4503599627370497.5,
                                     5e-324,   1e300,  0.001,   0.01,    0.3,    9007199254740993.0,
                                     123456.75};
    char buffer[ES_NUMBER_SIZE], expected[ES_NUMBER_SIZE];
    uint64_t random = 20260101;
    size_t n = sizeof by_hand / sizeof *by_hand;
    (void)state;
    for (size_t i = 0; i < 400000; i++) {
        uint64_t bits = next_random(&random);
        double value = ldexp((double)(bits >> 11), -53 + (int)(next_random(&random) % 80) - 20);
        if (i < 3 * n)
            value = nextafter(by_hand[i / 3], i % 3 == 0 ? -INFINITY : INFINITY);
        if (i < 3 * n && i % 3 == 2)
            value = by_hand[i / 3];
        else if (i % 5 == 4)
            value = (double)(bits % 1000000) / 1000.0;
        if (bits & 1)
            value = -value;
        (void)snprintf(expected, sizeof expected, "%.17g", value);
        assert_string_equal(es_number_format(value, buffer), expected);
    }
}

/* Whatever bits go in come back, in no more digits than "%.17g" has. */
static void test_shortest(void **state)
{
    static const double by_hand[] = {0.1,       0.30000000000000004,
                                     1e-7,      123456789.125,
                                     1e15,      1e22,
                                     -16.75,    0.0,
                                     -0.0,      5e-324,
                                     1e-300,    9007199254740993.0,
                                     1e300,     2.0 / 3.0,
                                     39.8750001};
    static const char *const text[] = {"0.1",
                                       "0.30000000000000004",
                                       "1e-07",
                                       "123456789.125",
                                       "1000000000000000",
                                       "1e+22",
                                       "-16.75",
                                       "0",
                                       "-0"};
    char buffer[ES_NUMBER_SIZE], longest[ES_NUMBER_SIZE];
    uint64_t random = 20251103;
    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        assert_string_equal(es_number_shortest(by_hand[i], buffer), text[i]);
    for (size_t i = 0; i < 200000; i++) {
        size_t n = sizeof by_hand / sizeof *by_hand;
        uint64_t bits = next_random(&random);
        double value, back = 0.0;
        memcpy(&value, &bits, sizeof value);
        if (i % 3 == 1)
            value = (double)(bits % 100000000) / 10000.0; /* prices */
        if (i < n)
            value = by_hand[i];
        if (!isfinite(value))
            continue;
        (void)es_number_shortest(value, buffer);
        assert_int_equal(es_number_read(buffer, strlen(buffer), &back), ES_NUMBER_OK);
        if (memcmp(&back, &value, sizeof back) != 0
            || strlen(buffer) > strlen(es_number_format(value, longest)) + 4) /* ".e+1" */
            fail_msg("%.17g came back from \"%s\" as %.17g", value, buffer, back);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_decimals),
                                       cmocka_unit_test(test_random_doubles),
                                       cmocka_unit_test(test_adversarial),
                                       cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_needs_no_terminator),
                                       cmocka_unit_test(test_integers),
                                       cmocka_unit_test(test_format),
                                       cmocka_unit_test(test_format_as_the_library),
                                       cmocka_unit_test(test_shortest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
