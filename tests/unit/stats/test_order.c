#include "stats/order.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "stats/sum.h"
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

/* -2.5 0.75 1.25 8: position 3 p.  p = 0.3: 0.9 of the way from -2.5 to 0.75 = 0.425;
 * p = 0.75: position 2.25, 1.25 + 0.25 6.75 = 2.9375. */
static void test_quantile_by_hand(void **state)
{
    static const double x[] = {-2.5, 0.75, 1.25, 8.0};
    (void)state;
    assert_close(es_quantile(4, x, 0.3), 0.425, 1e-15);
    assert_close(es_quantile(4, x, 0.75), 2.9375, 1e-15);
    assert_true(es_quantile(4, x, 0.0) == -2.5 && es_quantile(4, x, 1.0) == 8.0);
    assert_true(es_quantile(4, x, 0.5) == 1.0);
    assert_true(es_quantile(1, x, 0.37) == -2.5);
}

static void test_quantile_against_gsl(void **state)
{
    noise source = {31};
    (void)state;
    for (size_t n = 1; n < 70; n += 3) {
        double x[70];
        noise_fill(&source, n, -0.4, 1.9, x);
        es_sort(n, x);
        for (double p = 0.0; p <= 1.0; p += 0.0173)
            assert_close(es_quantile(n, x, p), gsl_stats_quantile_from_sorted_data(x, 1, n, p),
                         1e-13);
    }
}

/* The values above with share 0.25: the quantiles are -2.5 + 0.75 3.25 = -0.0625 and 2.9375, the
 * mean of -0.0625 0.75 1.25 2.9375 is 1.21875. */
static void test_winsorised_by_hand(void **state)
{
    double x[] = {0.75, 8.0, -2.5, 1.25}, one[] = {0.0371};
    (void)state;
    assert_close(es_winsorised_mean(4, x, 0.25), 1.21875, 1e-15);
    assert_close(x[0], -0.0625, 1e-15);
    assert_close(x[3], 2.9375, 1e-15);
    assert_true(es_winsorised_mean(1, one, 0.05) == 0.0371);
}

/* Share 0 is the mean, 1/2 the median; in between no value can pull without limit. */
static void test_winsorised_between_mean_and_median(void **state)
{
    noise source = {100};
    double x[41], y[41], usual;
    (void)state;
    noise_fill(&source, 41, 0.01, 0.2, x);
    memcpy(y, x, sizeof x);
    assert_close(es_winsorised_mean(41, y, 0.0), es_mean(41, x), 1e-15);
    memcpy(y, x, sizeof x);
    assert_close(es_winsorised_mean(41, y, 0.5), es_median(41, x), 1e-15);
    memcpy(y, x, sizeof x);
    usual = es_winsorised_mean(41, y, 0.1);
    x[40] = 1e6; /* the largest, x being sorted */
    assert_close(es_winsorised_mean(41, x, 0.1), usual, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_ties_and_extremes),
                                       cmocka_unit_test(test_sort_is_a_permutation),
                                       cmocka_unit_test(test_median_moves_with_the_data),
                                       cmocka_unit_test(test_quantile_by_hand),
                                       cmocka_unit_test(test_quantile_against_gsl),
                                       cmocka_unit_test(test_winsorised_by_hand),
                                       cmocka_unit_test(test_winsorised_between_mean_and_median)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
