#include "stats/random.h"

#include <math.h>

#include "stats/tail.h"
#include "support/assert_close.h"

enum { DRAWS = 40000 };

/* The first outputs for seed 0 as METHODS X-1 prints them. */
static void test_known_outputs(void **state)
{
    es_random r = {0};
    (void)state;
    assert_true(es_random_bits(&r) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(es_random_bits(&r) == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(es_random_bits(&r) == UINT64_C(0x06c45d188009454f));
}

/* Stream k is the generator seeded with the k-th output of the one seeded with the run's seed. */
static void test_streams_are_outputs_of_the_master(void **state)
{
    static const uint64_t seed[] = {0, 1, 20240229, UINT64_MAX};
    (void)state;
    assert_true(es_random_stream(0, 3).state == UINT64_C(0x06c45d188009454f));
    for (size_t s = 0; s < sizeof seed / sizeof *seed; s++) {
        es_random master = {seed[s]};
        for (uint64_t id = 1; id <= 4007; id++)
            assert_true(es_random_stream(seed[s], id).state == es_random_bits(&master));
    }
}

/* 0xe220a8397b1dcdaf >> 11 = 7956156453446585; times 2^-53 = 0.88331080821364...: at or above one
 * half, so -1; of 60 things number 52.  0x6e789e6aa1b965f4 is 0.4315279...: +1; number 25. */
static void test_by_hand(void **state)
{
    es_random u = {0}, sign = {0}, index = {0}, normal = {0};
    (void)state;
    assert_true(es_random_uniform(&u) == 7956156453446585.0 / 9007199254740992.0);
    assert_close(es_random_uniform(&u), 0.431527997, 1e-9);
    assert_true(es_random_sign(&sign) == -1.0);
    assert_true(es_random_sign(&sign) == 1.0);
    assert_int_equal(es_random_index(&index, 60), 52);
    assert_int_equal(es_random_index(&index, 60), 25);
    /* P(Z > x) = 1 - 0.88331080821364 */
    assert_close(es_p_normal(es_random_normal(&normal), ES_TAIL_UPPER),
                 1.0 - 7956156453446585.0 / 9007199254740992.0, 1e-14);
}

/* The smallest u there is gives a finite normal value. */
static void test_normal_at_zero(void **state)
{
    /* mix() is one to one and maps 0 to 0: the state before it must be 0 after the step. */
    es_random r = {UINT64_C(0) - UINT64_C(0x9E3779B97F4A7C15)}, again = r;
    (void)state;
    assert_true(es_random_uniform(&again) == 0.0);
    assert_close(es_p_normal(es_random_normal(&r), ES_TAIL_LOWER) * 0x1p54, 1.0, 1e-12);
}

static void test_draw_by_hand(void **state)
{
    /* u = 0.8833..: floor(5 u) = 4, swap places 0 and 4: 4 1 2 3 0
     * u = 0.4315..: 1 + floor(4 u) = 2, swap 1 and 2:    4 2 1 3 0
     * u = 0.0264..: 2 + floor(3 u) = 2:                  4 2 1 3 0 */
    static const uint32_t expected[] = {4, 2, 1, 3, 0};
    es_random r = {0};
    uint32_t permutation[5] = {99, 99, 99, 99, 99};
    (void)state;
    es_random_draw(&r, 5, 3, permutation);
    assert_memory_equal(permutation, expected, sizeof expected);
    es_random_draw(&r, 5, 0, permutation); /* nothing drawn, nothing used */
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(permutation[i], i);
    assert_true(es_random_bits(&r)
                == es_random_bits(&(es_random){3 * UINT64_C(0x9E3779B97F4A7C15)}));
}

/* Every draw is a permutation, and each of the 6 x 5 ordered pairs of 6 comes equally often. */
static void test_draws_are_fair(void **state)
{
    es_random r = es_random_stream(7, 1005);
    unsigned count[36] = {0};
    double chi = 0.0;
    (void)state;
    for (int b = 0; b < DRAWS; b++) {
        uint32_t permutation[6];
        unsigned seen = 0;
        es_random_draw(&r, 6, 2, permutation);
        for (size_t i = 0; i < 6; i++)
            seen |= 1u << permutation[i];
        assert_int_equal(seen, 63);
        count[permutation[0] * 6 + permutation[1]]++;
    }
    for (size_t i = 0; i < 36; i++) {
        double off = (double)count[i] - DRAWS / 30.0;
        chi += i % 7 == 0 ? 0.0 : off * off / (DRAWS / 30.0);
        assert_true(i % 7 != 0 || count[i] == 0);
    }
    assert_true(es_p_chi_square(chi, 29) > 1e-3 && es_p_chi_square(chi, 29) < 0.999);
}

static void test_moments(void **state)
{
    es_random r = es_random_stream(20240229, 2);
    double sum = 0.0, square = 0.0, signs = 0.0, uniform = 0.0, root = sqrt(DRAWS);
    size_t largest = 0;
    (void)state;
    for (int b = 0; b < DRAWS; b++) {
        double z = es_random_normal(&r);
        size_t i = es_random_index(&r, 7);
        sum += z;
        square += z * z;
        signs += es_random_sign(&r);
        uniform += es_random_uniform(&r);
        largest = i > largest ? i : largest;
    }
    assert_int_equal(largest, 6);
    assert_true(fabs(sum / root) < 4.0);
    assert_true(fabs((square - DRAWS) / root) < 4.0 * sqrt(2.0));
    assert_true(fabs(signs / root) < 4.0);
    assert_true(fabs((uniform - DRAWS / 2.0) / root) < 4.0 * sqrt(1.0 / 12.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_outputs),
                                       cmocka_unit_test(test_streams_are_outputs_of_the_master),
                                       cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_normal_at_zero),
                                       cmocka_unit_test(test_draw_by_hand),
                                       cmocka_unit_test(test_draws_are_fair),
                                       cmocka_unit_test(test_moments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
