#include "stats/simultaneous.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "stats/tail.h"
#include "support/assert_close.h"

static double critical_at(double alpha, const double *correlation, size_t n, double df,
                          uint64_t seed)
{
    double *work = malloc(es_simultaneous_work(n) * sizeof *work), value;
    assert_non_null(work);
    value = es_simultaneous_critical(correlation, n, df, alpha, seed, work);
    free(work);
    return value;
}

static double critical(const double *correlation, size_t n, double df, uint64_t seed)
{
    return critical_at(0.05, correlation, n, df, seed);
}

static void fill(double *c, size_t n, double off)
{
    for (size_t i = 0; i < n * n; i++)
        c[i] = i % (n + 1) == 0 ? 1.0 : off;
}

/* One estimate alone: Student's quantile, t(.975; 9) = 2.262157. */
static void test_one_is_student(void **state)
{
    double one = 1.0;
    (void)state;
    assert_close(critical(&one, 1, 9.0, 1), 2.2621571628, 1e-9);
}

/* Perfectly correlated days are one estimate, up to the noise of the draws. */
static void test_same_is_one(void **state)
{
    double c[16];
    (void)state;
    fill(c, 4, 1.0);
    assert_close(critical(c, 4, 29.0, 1), es_t_quantile_upper(0.025, 29.0), 0.05);
}

/* Independent normals have a closed form: P(max |z| <= c) = (2 F(c) - 1)^n. */
static void test_independent_closed_form(void **state)
{
    enum { N = 10 };
    double c[N * N], share = pow(0.95, 1.0 / N);
    (void)state;
    fill(c, N, 0.0);
    assert_close(critical(c, N, 1e6, 1), gsl_cdf_ugaussian_Pinv(0.5 * (1.0 + share)), 0.03);
}

/* Between Student's and Bonferroni's, more for weaker correlation, equal for equal seeds. */
static void test_order(void **state)
{
    enum { N = 21 };
    double weak[N * N], strong[N * N], low, high;
    (void)state;
    fill(weak, N, 0.2);
    fill(strong, N, 0.9);
    low = critical(strong, N, 11.0, 7);
    high = critical(weak, N, 11.0, 7);
    assert_true(es_t_quantile_upper(0.025, 11.0) <= low && low < high);
    assert_true(high <= es_t_quantile_upper(0.025 / N, 11.0));
    assert_true(critical(weak, N, 11.0, 7) == high);
    assert_true(critical(weak, N, 11.0, 8) != high);
}

/* A day without variance has a row of zeros and changes nothing. */
static void test_degenerate_day(void **state)
{
    double c[9] = {1.0, 0.5, 0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0};
    double value = critical(c, 3, 20.0, 3);
    (void)state;
    assert_true(isfinite(value));
    assert_true(value >= es_t_quantile_upper(0.025, 20.0));
}

/* No sample size makes a draw fail; the value falls as it grows. */
static void test_sample_sizes(void **state)
{
    static const double df[] = {1, 2, 3, 5, 11, 29, 60, 99, 150, 200, 201, 400, 1000, 99999};
    double c[9], last = INFINITY;
    (void)state;
    fill(c, 3, 0.3);
    for (size_t i = 0; i < sizeof df / sizeof *df; i++) {
        double value = critical(c, 3, df[i], 5);
        assert_true(isfinite(value) && value > 2.2);
        assert_true(value <= last + 0.01);
        last = value;
    }
}

/* A level below what so many draws can tell takes the largest of them, within the bounds. */
static void test_level_beyond_the_draws(void **state)
{
    enum { N = 5 };
    double c[N * N], value, alpha = 1e-5;
    (void)state;
    fill(c, N, 0.5);
    value = critical_at(alpha, c, N, 50.0, 1);
    assert_true(value >= es_t_quantile_upper(0.5 * alpha, 50.0));
    assert_true(value <= es_t_quantile_upper(0.5 * alpha / N, 50.0));
    assert_true(value >= critical_at(1e-3, c, N, 50.0, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_is_student),          cmocka_unit_test(test_same_is_one),
        cmocka_unit_test(test_independent_closed_form), cmocka_unit_test(test_order),
        cmocka_unit_test(test_degenerate_day),          cmocka_unit_test(test_sample_sizes),
        cmocka_unit_test(test_level_beyond_the_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
