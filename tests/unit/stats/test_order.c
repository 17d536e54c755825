#include "stats/order.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/noise.h"

static void test_by_hand(void **state)
{
    /* sorted: -7.25 0.5 0.625 3.75 19.5; the middle one is 0.625 */
    double odd[] = {3.75, -7.25, 0.625, 19.5, 0.5};
    /* sorted: -7.25 0.5 0.625 3.75 8.0 19.5; (0.625 + 3.75) / 2 = 2.1875 */
    double even[] = {3.75, -7.25, 8.0, 0.625, 19.5, 0.5};
    double one[] = {-0.375}, two[] = {4.5, -1.25};
    (void)state;
    assert_true(es_median(5, odd) == 0.625);
    assert_true(es_median(6, even) == 2.1875);
    assert_true(es_median(1, one) == -0.375);
    assert_true(es_median(2, two) == 1.625);
    assert_true(odd[0] == -7.25 && odd[4] == 19.5); /* sorted in place */
}

static void test_ties_and_extremes(void **state)
{
    double equal[] = {0.0137, 0.0137, 0.0137, 0.0137};
    double far[] = {1e300, -1e300, 5e-324, -5e-324, 0.0};
    (void)state;
    assert_true(es_median(4, equal) == 0.0137);
    assert_true(es_median(5, far) == 0.0);
    assert_true(far[0] == -1e300 && far[1] == -5e-324 && far[3] == 5e-324 && far[4] == 1e300);
}

/* Sorting changes the order and nothing else: same values, none before a smaller one. */
static void test_sort_is_a_permutation(void **state)
{
    noise source = {4057};
    double x[999], sorted[999];
    (void)state;
    for (size_t n = 0; n < 999; n += 1 + n / 3) {
        for (size_t i = 0; i < n; i++)
            x[i] = floor(40.0 * noise_normal(&source)) / 16.0;
        memcpy(sorted, x, n * sizeof *x);
        es_sort(n, sorted);
        for (size_t i = 0; i < n; i++) {
            size_t before = 0, after = 0;
            for (size_t k = 0; k < n; k++) {
                before += x[k] == x[i];
                after += sorted[k] == x[i];
            }
            assert_int_equal(before, after);
            assert_true(i == 0 || sorted[i - 1] <= sorted[i]);
        }
    }
}

/* Half of the values on either side, and shifting or scaling carries the median along. */
static void test_median_moves_with_the_data(void **state)
{
    noise source = {1099};
    (void)state;
    for (size_t n = 1; n < 60; n++) {
        double x[60], y[60], median;
        size_t below = 0, above = 0;
        noise_fill(&source, n, 0.3, 2.0, x);
        for (size_t i = 0; i < n; i++)
            y[i] = 0.125 - 4.0 * x[i];
        median = es_median(n, x);
        for (size_t i = 0; i < n; i++) {
            below += x[i] < median;
            above += x[i] > median;
        }
        assert_int_equal(below, n / 2);
        assert_int_equal(above, n / 2);
        assert_close(es_median(n, y), 0.125 - 4.0 * median, 1e-15);
    }
}

/* Type 7: h = (n - 1) p.  Sorted 1 4 9 16 (n = 4): p = 1/4: h = 3/4, 1 + 3/4 x 3 = 3.25;
 * p = 1/2: h = 3/2, 4 + 5/2 = 6.5; p = 0.9: h = 2.7, 9 + 0.7 x 7 = 13.9. */
static void test_quantile_by_hand(void **state)
{
    const double x[] = {1.0, 4.0, 9.0, 16.0}, one[] = {-3.5};
    (void)state;
    assert_close(es_quantile(4, x, 0.0), 1.0, 0.0);
    assert_close(es_quantile(4, x, 0.25), 3.25, 1e-15);
    assert_close(es_quantile(4, x, 0.5), 6.5, 1e-15);
    assert_close(es_quantile(4, x, 0.9), 13.9, 1e-15);
    assert_close(es_quantile(4, x, 1.0), 16.0, 0.0);
    for (double p = 0.0; p <= 1.0; p += 0.125)
        assert_close(es_quantile(1, one, p), -3.5, 0.0);
}

/* The k-th value itself at p = (k - 1)/(n - 1), never outside the data, never falling, and the
 * median at one half. */
static void test_quantile_at_random(void **state)
{
    noise source = {71};
    double x[400], copy[400];
    (void)state;
    for (size_t n = 2; n < 400; n += 1 + n / 2) {
        double before = -HUGE_VAL;
        noise_fill(&source, n, 0.0, 1.0, x);
        es_sort(n, x);
        memcpy(copy, x, n * sizeof *x);
        assert_close(es_quantile(n, x, 0.5), es_median(n, copy), 1e-15);
        for (size_t k = 0; k < n; k++)
            assert_close(es_quantile(n, x, (double)k / (double)(n - 1)), x[k], 1e-12);
        for (double p = 0.0; p <= 1.0; p += 1.0 / 512.0) {
            double q = es_quantile(n, x, p);
            assert_true(q >= before && q >= x[0] && q <= x[n - 1]);
            before = q;
        }
    }
}

/* Sorted 1 4 9 16 60, p = 1/4: quantiles 4 and 16 (h = 1 and 3): 4 4 9 16 16, mean 9.8.
 * p = 1/8: h = 1/2 and 7/2: 2.5 and 38: 2.5 4 9 16 38, mean 13.9. */
static void test_winsorised_mean(void **state)
{
    const double x[] = {1.0, 4.0, 9.0, 16.0, 60.0}, one[] = {0.25};
    (void)state;
    assert_close(es_winsorised_mean(5, x, 0.0), 18.0, 1e-15);
    assert_close(es_winsorised_mean(5, x, 0.125), 13.9, 1e-15);
    assert_close(es_winsorised_mean(5, x, 0.25), 9.8, 1e-15);
    assert_close(es_winsorised_mean(5, x, 0.5), 9.0, 1e-15); /* the median */
    assert_close(es_winsorised_mean(1, one, 0.01), 0.25, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_ties_and_extremes),
                                       cmocka_unit_test(test_sort_is_a_permutation),
                                       cmocka_unit_test(test_median_moves_with_the_data),
                                       cmocka_unit_test(test_quantile_by_hand),
                                       cmocka_unit_test(test_quantile_at_random),
                                       cmocka_unit_test(test_winsorised_mean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
