#include "stats/sum.h"

#include <math.h>

#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 1003 };

/* The order the header promises, written down once more. */
static double eight_lanes(size_t n, const double *term)
{
    double a[8] = {0};
    for (size_t i = 0; i < n; i++)
        a[i % 8] += term[i];
    return ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));
}

static void test_by_hand(void **state)
{
    /* sum = 0.75 - 1.5 + 3.25 - 0.125 + 2 = 4.375; mean = 0.875
     * deviations -0.125 -2.375 2.375 -1 1.125; squares 0.015625 5.640625 5.640625 1 1.265625
     * sum of squares 13.5625; sd = sqrt(13.5625 / 4) = sqrt(3.390625)
     * cubes -0.001953125 -13.396484375 13.396484375 -1 1.423828125, sum 0.421875, / 5 = 0.084375
     * fourth 0.000244140625 31.816650390625 31.816650390625 1 1.601806640625, sum 66.2353515625 */
    static const double x[] = {0.75, -1.5, 3.25, -0.125, 2.0};
    es_moments m = es_central_moments(5, x);
    (void)state;
    assert_true(es_sum(5, x) == 4.375);
    assert_true(es_mean(5, x) == 0.875);
    assert_true(es_sum_squares_about(5, x, 0.875) == 13.5625);
    assert_close(es_sd(5, x), sqrt(3.390625), 1e-15);
    assert_close(m.mean, 0.875, 1e-15);
    assert_close(m.m2, 13.5625 / 5, 1e-15);
    assert_close(m.m3, 0.084375, 1e-15);
    assert_close(m.m4, 66.2353515625 / 5, 1e-15);
    /* 0.5625 + 2.25 + 10.5625 + 0.015625 + 4 */
    assert_true(es_sum_squares(5, x) == 17.390625);
    assert_true(es_max_abs(5, x) == 3.25);
    assert_true(es_max_abs(2, x) == 1.5); /* of the negative one */
}

static void test_fixed_order_at_every_tail(void **state)
{
    double x[MOST], y[MOST], product[MOST], square[MOST];
    noise source = {8121};
    (void)state;
    for (size_t i = 0; i < MOST; i++) { /* magnitudes apart, so that the order shows */
        x[i] = noise_normal(&source) * pow(10.0, 8.0 * noise_uniform(&source));
        y[i] = noise_normal(&source) * pow(10.0, -8.0 * noise_uniform(&source));
        product[i] = x[i] * y[i];
        square[i] = (x[i] - 17.25) * (x[i] - 17.25);
    }
    for (size_t n = 0; n <= MOST; n = n < 70 ? n + 1 : n + 311) {
        long double exact = 0.0L, dot = 0.0L, size = 0.0L;
        for (size_t i = 0; i < n; i++) {
            exact += (long double)x[i];
            dot += (long double)x[i] * (long double)y[i];
            size += fabsl((long double)x[i]);
        }
        assert_true(es_sum(n, x) == eight_lanes(n, x));
        assert_true(es_dot(n, x, y) == eight_lanes(n, product));
        assert_true(es_sum_squares_about(n, x, 17.25) == eight_lanes(n, square));
        assert_true(fabsl((long double)es_sum(n, x) - exact) <= 1e-14L * size);
        assert_close(es_dot(n, x, y), (double)dot, 1e-8);
    }
}

/* NIST StRD NumAcc4: 1001 values, 10000000.2 and then 10000000.1, 10000000.3 in turn.
 * Certified: mean 10000000.2, standard deviation 0.1 (both exact); the digits that the data
 * themselves carry in double precision are about 8. */
static void test_certified_numacc4(void **state)
{
    double x[1001];
    (void)state;
    for (size_t i = 0; i < 1001; i++)
        x[i] = i == 0 ? 10000000.2 : i % 2 ? 10000000.1 : 10000000.3;
    assert_close(es_mean(1001, x), 10000000.2, 1e-15);
    assert_close(es_sd(1001, x), 0.1, 1e-8);
    /* the deviations are 500 times -0.1, 500 times 0.1 and one 0 */
    assert_close(es_central_moments(1001, x).m2, 0.01 * 1000 / 1001, 1e-9);
    assert_close(es_central_moments(1001, x).m4, 0.0001 * 1000 / 1001, 1e-10);
}

static void test_moments_against_long_double(void **state)
{
    double x[517];
    noise source = {77012};
    (void)state;
    noise_fill(&source, 517, 0.0193, 0.0271, x);
    for (size_t n = 1; n <= 517; n += 43) {
        long double mean = 0.0L, m2 = 0.0L, m3 = 0.0L, m4 = 0.0L;
        es_moments m = es_central_moments(n, x);
        for (size_t i = 0; i < n; i++)
            mean += (long double)x[i] / n;
        for (size_t i = 0; i < n; i++) {
            long double d = (long double)x[i] - mean;
            m2 += d * d / n, m3 += d * d * d / n, m4 += d * d * d * d / n;
        }
        assert_true(fabs(m.mean - (double)mean) <= 1e-14 * fabs((double)mean) + 1e-17);
        assert_true(fabs(m.m2 - (double)m2) <= 1e-13 * (double)m2);
        assert_true(fabs(m.m3 - (double)m3) <= 1e-12 * pow((double)m2, 1.5) + 1e-30);
        assert_true(fabs(m.m4 - (double)m4) <= 1e-13 * (double)m4);
    }
}

static void test_degenerate(void **state)
{
    static const double one[] = {-4.75};
    static const double equal[] = {0.0123, 0.0123, 0.0123, 0.0123, 0.0123, 0.0123, 0.0123};
    (void)state;
    assert_true(es_sum(0, NULL) == 0.0);
    assert_true(es_dot(0, NULL, NULL) == 0.0);
    assert_true(es_max_abs(0, NULL) == 0.0);
    assert_true(es_max_abs(1, one) == 4.75);
    assert_true(es_mean(1, one) == -4.75);
    assert_true(es_central_moments(1, one).m2 == 0.0);
    assert_true(es_is_no_spread(es_sd(7, equal), es_max_abs(7, equal)));
}

static void test_no_spread(void **state)
{
    (void)state;
    assert_true(es_is_no_spread(0.0, 0.0));
    assert_true(es_is_no_spread(0.0, 0.031));
    assert_true(es_is_no_spread(3.1e-15, 0.031));  /* 1e-13 of the largest: still none */
    assert_false(es_is_no_spread(3.2e-15, 0.031)); /* just above */
    assert_true(es_is_no_spread(9.9e-10, 1e4));
    assert_false(es_is_no_spread(1.1e-9, 1e4));
    assert_false(es_is_no_spread(1e-300, 1e-290)); /* small, but spread out */
}

/* Deviations -1 0 1 and -1 -1 2 (halves of the values): 3 over sqrt(2 x 6). */
static void test_correlation(void **state)
{
    static const double x[] = {1.5, 2.0, 2.5}, y[] = {-0.5, -0.5, 1.0}, flat[] = {0.3, 0.3, 0.3};
    static const double zero[] = {0.0, 0.0, 0.0};
    (void)state;
    assert_true(fabs(es_correlation(3, x, y) - 3.0 / sqrt(12.0)) < 1e-15);
    assert_true(fabs(es_correlation(3, y, x) - 3.0 / sqrt(12.0)) < 1e-15);
    assert_true(isnan(es_correlation(3, x, flat))); /* E-3 */
    assert_true(isnan(es_correlation(3, flat, x)));
    assert_true(isnan(es_correlation(3, zero, y)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_fixed_order_at_every_tail),
                                       cmocka_unit_test(test_certified_numacc4),
                                       cmocka_unit_test(test_moments_against_long_double),
                                       cmocka_unit_test(test_degenerate),
                                       cmocka_unit_test(test_no_spread),
                                       cmocka_unit_test(test_correlation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
