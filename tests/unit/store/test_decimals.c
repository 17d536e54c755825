#include "store/decimals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 400 };

/* Packs n values that fit, and gets every bit of them back; the byte behind says how many decimals.
 */
static void check_fit(size_t n, const double *x, unsigned decimals)
{
    unsigned char packed[ES_DECIMALS_SIZE(MOST) + 1];
    double back[MOST];
    packed[ES_DECIMALS_SIZE(n)] = 0xA5;
    assert_true(es_decimals_pack(n, x, packed));
    assert_int_equal(packed[4 * n], decimals);
    assert_int_equal(packed[ES_DECIMALS_SIZE(n)], 0xA5);
    assert_true(es_decimals_sound(n, packed, ES_DECIMALS_SIZE(n)));
    es_decimals_unpack(n, packed, ES_DECIMALS_SIZE(n), back);
    for (size_t i = 0; i < n; i++)
        assert_true(isnan(x[i]) ? isnan(back[i]) : memcmp(&x[i], &back[i], sizeof *x) == 0);
}

static void check_misfit(size_t n, const double *x)
{
    unsigned char packed[ES_DECIMALS_SIZE(MOST)];
    assert_false(es_decimals_pack(n, x, packed));
}

static void test_by_hand(void **state)
{
    /* 12.34 and 0.5 as 1234 and 50 over 10^2 */
    static const unsigned char expected[] = {0xD2, 0x04, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0x80, 2};
    const double x[] = {12.34, 0.5, (double)NAN};
    unsigned char packed[sizeof expected];
    (void)state;
    assert_true(es_decimals_pack(3, x, packed));
    assert_memory_equal(packed, expected, sizeof expected);
}

static void test_decimals_are_the_fewest(void **state)
{
    const double prices[] = {101.25, 99.5, 7.0, -3.75, 0.0}, whole[] = {3.0, 120385000.0},
                 fine[] = {0.123456789, 2.0}, grows[] = {1.0, 2.0, 2.5, 2.125, 3.0},
                 none[] = {(double)NAN, (double)NAN}, edges[] = {2147483647.0, -2147483647.0};
    (void)state;
    check_fit(5, prices, 2);
    check_fit(2, whole, 0);
    check_fit(2, fine, 9);
    check_fit(5, grows, 3);
    check_fit(2, none, 0);
    check_fit(2, edges, 0);
}

static void test_what_does_not_fit(void **state)
{
    const double third[] = {1.0, 1.0 / 3.0}, large[] = {2147483648.0},
                 negative_zero[] = {1.0, -0.0}, both[] = {2147484.25, 0.001},
                 infinite[] = {(double)INFINITY}, lowest[] = {-2147483648.0},
                 ulp[] = {nextafter(12.34, 13.0)};
    (void)state;
    check_misfit(2, third);
    check_misfit(1, large);
    check_misfit(2, negative_zero);
    check_misfit(2, both);
    check_misfit(1, infinite);
    check_misfit(1, lowest);
    check_misfit(1, ulp);
}

/* Whatever was read from text of few digits fits; whatever was computed does not, or comes back. */
static void test_random(void **state)
{
    noise source = {271828};
    unsigned char packed[ES_DECIMALS_SIZE(MOST)];
    double x[MOST], back[MOST];
    char text[40];
    (void)state;
    for (int round = 0; round < 300; round++) {
        int decimals = round % 7;
        size_t n = (size_t)(1 + round % MOST);
        for (size_t i = 0; i < n; i++) {
            (void)snprintf(text, sizeof text, "%.*f", decimals, 50.0 * noise_normal(&source));
            x[i] = strtod(text, NULL);
            x[i] = x[i] == 0.0 ? 0.0 : x[i]; /* -0.00 */
        }
        assert_true(es_decimals_pack(n, x, packed));
        es_decimals_unpack(n, packed, ES_DECIMALS_SIZE(n), back);
        assert_memory_equal(x, back, n * sizeof *x);
        x[n / 2] = noise_normal(&source);
        if (es_decimals_pack(n, x, packed)) {
            es_decimals_unpack(n, packed, ES_DECIMALS_SIZE(n), back);
            assert_memory_equal(x, back, n * sizeof *x);
        }
    }
}

static void test_sound(void **state)
{
    unsigned char stored[80] = {0};
    double back[2];
    const double plain[] = {0.1, 1.0 / 3.0};
    (void)state;
    assert_true(es_decimals_sound(2, stored, 16));
    assert_true(es_decimals_sound(2, stored, 9));
    assert_false(es_decimals_sound(2, stored, 8));
    assert_false(es_decimals_sound(2, stored, 17));
    assert_false(es_decimals_sound(0, stored, 1));
    stored[8] = 10; /* more decimals than a double's power of ten is kept for */
    assert_false(es_decimals_sound(2, stored, 9));
    es_decimals_unpack(2, plain, sizeof plain, back);
    assert_memory_equal(plain, back, sizeof plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_decimals_are_the_fewest),
                                       cmocka_unit_test(test_what_does_not_fit),
                                       cmocka_unit_test(test_random), cmocka_unit_test(test_sound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
