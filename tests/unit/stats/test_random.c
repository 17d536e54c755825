/* Portable random numbers (METHODS X-1..X-6), against the published first outputs and the support
 * library's own SplitMix64. */
#include "stats/random.h"

#include <math.h>
#include <stdbool.h>

#include "support/assert_close.h"
#include "support/noise.h"

static void first_outputs_of_seed_0(void **state)
{
    es_random source = {0};
    (void)state;
    assert_true(es_random_bits(&source) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(es_random_bits(&source) == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(es_random_bits(&source) == UINT64_C(0x06c45d188009454f));
}

/* stream 1 of seed 0 starts from the first output above, stream 3 from the third. */
static void streams_are_outputs_of_the_master(void **state)
{
    static const uint64_t seeds[] = {0, 1, 20240229, UINT64_MAX, UINT64_C(0x8000000000000000)};
    (void)state;
    assert_true(es_random_stream(0, 1).state == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(es_random_stream(0, 3).state == UINT64_C(0x06c45d188009454f));
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        noise master = {seeds[i]};
        for (uint64_t id = 1; id <= 4007; id++) {
            noise stream = {noise_bits(&master)};
            es_random source = es_random_stream(seeds[i], id);
            assert_true(source.state == stream.state);
            assert_true(es_random_bits(&source) == noise_bits(&stream));
        }
    }
}

/* the upper 53 bits; below one half +1; floor(u n). */
static void numbers_from_bits(void **state)
{
    es_random source = {11}, sign = {11}, index = {11};
    noise plain = {11};
    size_t plus = 0;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double u = ldexp((double)(noise_bits(&plain) >> 11), -53);
        size_t n = 1 + (size_t)i % 37;
        assert_true(es_random_uniform(&source) == u);
        assert_true(u >= 0.0 && u < 1.0);
        assert_true(es_random_sign(&sign) == (u < 0.5 ? 1.0 : -1.0));
        assert_true(es_random_index(&index, n) == (size_t)floor(u * (double)n));
        plus += u < 0.5;
    }
    assert_true(plus > 9700 && plus < 10300);
}

/* X-5 as the text says, every place 0 .. n-1 once, and the rest of the array the other numbers. */
static void a_draw_is_a_permutation(void **state)
{
    enum { MOST = 300 };
    es_random source = {5};
    noise plain = {5};
    uint32_t array[MOST], wanted[MOST];
    (void)state;
    for (size_t n = 1; n <= MOST; n += 1 + n / 2)
        for (size_t d = 0; d <= n; d += 1 + d) {
            bool seen[MOST] = {false};
            es_random_draw(&source, n, d, array);
            for (size_t j = 0; j < n; j++)
                wanted[j] = (uint32_t)j;
            for (size_t j = 0; j < d; j++) {
                size_t r = j + (size_t)floor(noise_uniform(&plain) * (double)(n - j));
                uint32_t kept = wanted[j];
                wanted[j] = wanted[r];
                wanted[r] = kept;
            }
            for (size_t j = 0; j < n; j++) {
                assert_int_equal(array[j], wanted[j]);
                assert_false(seen[array[j]]);
                seen[array[j]] = true;
            }
        }
}

/* Each of the 6 ordered pairs of 3 comes up a sixth of the time. */
static void draws_are_uniform(void **state)
{
    es_random source = {99};
    uint32_t array[3];
    size_t count[3][3] = {{0}};
    (void)state;
    for (int b = 0; b < 60000; b++) {
        es_random_draw(&source, 3, 2, array);
        count[array[0]][array[1]]++;
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++) /* 4 standard errors of 91 */
            assert_true(i == j ? count[i][j] == 0 : count[i][j] > 9635 && count[i][j] < 10365);
}

/* Phi of the number is u + 2^-54, so that u = 0 gives one too. */
static void normal_numbers_invert_the_cdf(void **state)
{
    es_random source = {3};
    noise plain = {3};
    double sum = 0.0, squares = 0.0;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double z = es_random_normal(&source), u = noise_uniform(&plain) + ldexp(1.0, -54);
        assert_close(0.5 * erfc(-z / sqrt(2.0)), u, 1e-13);
        sum += z;
        squares += z * z;
    }
    assert_true(fabs(sum / 20000.0) < 0.03);
    assert_true(fabs(squares / 20000.0 - 1.0) < 0.04);
    assert_true(isfinite(es_random_normal(&source)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_outputs_of_seed_0),
        cmocka_unit_test(streams_are_outputs_of_the_master),
        cmocka_unit_test(numbers_from_bits),
        cmocka_unit_test(a_draw_is_a_permutation),
        cmocka_unit_test(draws_are_uniform),
        cmocka_unit_test(normal_numbers_invert_the_cdf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
