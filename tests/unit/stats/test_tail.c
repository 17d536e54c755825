#include "stats/tail.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>

#include "support/assert_close.h"

/* |a - b| relative to b alone: a tail of 1e-97 must have digits, too. */
#define assert_relative(actual, expected, tol) assert_close((actual) / (expected), 1.0, (tol) / 2)

/* The two-sided p of t with even df as a series of positive terms.  With theta = atan(t/sqrt(df)),
 * P(|T| <= t) = sin(theta) sum_{j < df/2} c_j cos^2j(theta), c_j = 1 3 .. (2j-1) / (2 4 .. 2j)
 * (Abramowitz and Stegun 26.7.4), and the whole series is 1; the tail is what follows. */
static double series_t(double t, int df)
{
    long double square = df / (df + (long double)t * (long double)t), term = 1.0L, sum = 0.0L;
    for (int j = 1; term > 1e-25L * sum || j <= df / 2 + 2; j++) {
        term *= square * (2 * j - 1) / (2 * j);
        sum += j >= df / 2 ? term : 0.0L;
    }
    return (double)(sum * sqrtl(1.0L - square));
}

static void test_normal(void **state)
{
    (void)state;
    /* Abramowitz and Stegun table 26.1 and 26.2: Q(1) = .158655253931457, Q(2.5) =
     * .0062096653257761, -log10 Q(10) = 23.11805, -log10 Q(30) = 197.30921 */
    assert_relative(es_p_normal(1.0, ES_TAIL_UPPER), 0.158655253931457, 1e-14);
    assert_relative(es_p_normal(-1.0, ES_TAIL_TWO), 2 * 0.158655253931457, 1e-14);
    assert_relative(es_p_normal(2.5, ES_TAIL_TWO), 2 * 0.0062096653257761, 1e-13);
    assert_relative(es_p_normal(-2.5, ES_TAIL_LOWER), 0.0062096653257761, 1e-13);
    assert_relative(es_p_normal(-2.5, ES_TAIL_UPPER), 1 - 0.0062096653257761, 1e-14);
    assert_relative(es_p_normal(1.959963984540054, ES_TAIL_TWO), 0.05, 1e-14);
    assert_relative(-log10(es_p_normal(10.0, ES_TAIL_UPPER)), 23.11805, 1e-6);
    assert_relative(-log10(es_p_normal(-30.0, ES_TAIL_LOWER)), 197.30921, 1e-6);
    assert_true(es_p_normal(0.0, ES_TAIL_TWO) == 1.0);
}

static void test_t_closed_forms(void **state)
{
    (void)state;
    for (double t = -6.5; t <= 6.5; t += 0.8125) {
        /* df 1: 1/2 - atan(t)/pi; df 2: 1/2 - t / (2 sqrt(2 + t^2)) */
        double one = 0.5 - atan(t) / M_PI, two = 0.5 - t / (2.0 * sqrt(2.0 + t * t));
        assert_relative(es_p_t(t, 1, ES_TAIL_UPPER), one, 1e-12);
        assert_relative(es_p_t(t, 1, ES_TAIL_LOWER), 1.0 - one, 1e-12);
        assert_relative(es_p_t(t, 2, ES_TAIL_UPPER), two, 1e-12);
        assert_relative(es_p_t(t, 2, ES_TAIL_TWO), 2.0 * fmin(two, 1.0 - two), 1e-12);
    }
    assert_close(es_p_t(0.0, 17, ES_TAIL_TWO), 1.0, 1e-15);
}

static void test_t_against_series(void **state)
{
    static const int df[] = {2, 4, 8, 18, 28, 30, 32, 48, 98, 120, 200, 238, 500, 2000};
    static const double t[] = {0.31, 1.07, 1.96, 2.63, 3.3, 4.9, 7.7, 13.1, 22.5, 40.0};
    double worst = 0.0, relative = 0.0;
    (void)state;
    for (size_t i = 0; i < sizeof df / sizeof *df; i++)
        for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
            double expected = series_t(t[k], df[i]);
            double off = fabs(es_p_t(t[k], df[i], ES_TAIL_TWO) - expected);
            worst = fmax(worst, off / (1.0 + expected));
            relative = fmax(relative, off / expected);
            assert_close(es_p_t(t[k], df[i], ES_TAIL_TWO), expected, 1e-8); /* METHODS 16 */
            assert_relative(es_p_t(-t[k], df[i], ES_TAIL_TWO), es_p_t(t[k], df[i], ES_TAIL_TWO),
                            1e-14);
            assert_relative(es_p_t(t[k], df[i], ES_TAIL_UPPER), es_p_t(-t[k], df[i], ES_TAIL_LOWER),
                            1e-14);
        }
    print_message("t: worst difference %.1e, relative to p %.1e\n", worst, relative);
}

static void test_far_tails_are_not_zero(void **state)
{
    (void)state;
    assert_relative(es_p_t(40.0, 200, ES_TAIL_TWO), series_t(40.0, 200), 1e-6);
    assert_relative(es_p_t(-40.0, 200, ES_TAIL_TWO), series_t(40.0, 200), 1e-6);
    assert_relative(es_p_t(-40.0, 200, ES_TAIL_LOWER), series_t(40.0, 200) / 2, 1e-6);
    assert_true(es_p_t(40.0, 200, ES_TAIL_TWO) > 0.0);
    assert_true(es_p_normal(37.0, ES_TAIL_TWO) > 0.0);
    assert_true(es_p_sign(0, 1000, ES_TAIL_TWO) > 0.0);
    assert_true(es_p_chi_square(1200.0, 5) > 0.0);
}

/* df even: Q(x) = exp(-x/2) sum_{j < df/2} (x/2)^j / j! */
static void test_chi_square(void **state)
{
    (void)state;
    for (int df = 2; df <= 40; df += 2)
        for (double x = 0.4; x < 500.0; x *= 1.9) {
            double term = 1.0, sum = 0.0;
            for (int j = 0; j < df / 2; j++) {
                sum += term;
                term *= x / 2 / (j + 1);
            }
            assert_relative(es_p_chi_square(x, df), exp(-x / 2) * sum, 1e-11);
        }
    assert_true(es_p_chi_square(0.0, 5) == 1.0);
    assert_true(es_p_chi_square(-1e-17, 5) == 1.0); /* a statistic rounded below zero */
}

/* F(2, d): (1 + 2f/d)^(-d/2); F(d, 2): 1 - (d f/(d f + 2))^(d/2); F(1, d): the two-sided t. */
static void test_f_closed_forms(void **state)
{
    (void)state;
    for (double d = 1.0; d < 500.0; d *= 1.7)
        for (double f = 0.03; f < 90.0; f *= 2.3) {
            assert_relative(es_p_f(f, 2.0, d), pow(1.0 + 2.0 * f / d, -0.5 * d), 1e-11);
            assert_close(es_p_f(f, d, 2.0), 1.0 - pow(d * f / (d * f + 2.0), 0.5 * d), 1e-12);
            assert_relative(es_p_f(f, 1.0, d), es_p_t(sqrt(f), d, ES_TAIL_TWO), 1e-9);
        }
    assert_true(es_p_f(0.0, 3.0, 7.0) == 1.0);
    assert_true(es_p_f(10.0, 20.0, 500.0) > 0.0); /* computed as a tail, not as 1 - P */
    assert_true(es_p_f(10.0, 20.0, 500.0) < 1e-20);
}

/* Simpson's rule over the density of s = sqrt(d1 f/(d1 f + d2)), whose square is beta. */
static void test_f_against_an_integral(void **state)
{
    static const double df[][2] = {{3, 5}, {7, 238}, {22, 40}, {98, 11}, {441, 4760}};
    enum { STEPS = 20000 };
    (void)state;
    for (size_t k = 0; k < sizeof df / sizeof *df; k++)
        for (double f = 0.4; f < 3.0; f *= 1.4) {
            double a = 0.5 * df[k][0], b = 0.5 * df[k][1], sum = 0.0;
            double h = sqrt(a * f / (a * f + b)) / STEPS;
            for (int i = 1; i <= STEPS; i++) {
                double s = h * i, weight = i == STEPS ? 1.0 : i % 2 ? 4.0 : 2.0;
                sum += weight * 2.0
                       * exp((2.0 * a - 1.0) * log(s) + (b - 1.0) * log1p(-s * s) + lgamma(a + b)
                             - lgamma(a) - lgamma(b));
            }
            assert_close(es_p_f(f, df[k][0], df[k][1]), 1.0 - sum * h / 3.0, 1e-10);
            assert_close(es_p_f(1.0 / f, df[k][1], df[k][0]), sum * h / 3.0, 1e-10);
        }
}

static void test_sign_by_hand(void **state)
{
    (void)state;
    /* n 10: C(10,0..3) = 1 10 45 120, together 176; C(10,8..10) = 45 10 1, together 56 */
    assert_close(es_p_sign(3, 10, ES_TAIL_LOWER), 176.0 / 1024, 1e-14);
    assert_close(es_p_sign(3, 10, ES_TAIL_UPPER), (1024.0 - 56.0) / 1024, 1e-14);
    assert_close(es_p_sign(3, 10, ES_TAIL_TWO), 352.0 / 1024, 1e-14);
    assert_close(es_p_sign(8, 10, ES_TAIL_TWO), 112.0 / 1024, 1e-14);
    assert_true(es_p_sign(5, 10, ES_TAIL_TWO) == 1.0); /* 2 * 638/1024 is cut off */
    /* n 21: C(21,17..21) = 5985 1330 210 21 1, together 7547 */
    assert_close(es_p_sign(17, 21, ES_TAIL_UPPER), 7547.0 / 2097152, 1e-14);
    assert_close(es_p_sign(17, 21, ES_TAIL_TWO), 2 * 7547.0 / 2097152, 1e-14);
    assert_close(es_p_sign(0, 13, ES_TAIL_TWO), 2.0 / 8192, 1e-14);
    assert_close(es_p_sign(13, 13, ES_TAIL_UPPER), 1.0 / 8192, 1e-14);
    assert_true(es_p_sign(0, 13, ES_TAIL_UPPER) == 1.0);
    assert_true(es_p_sign(0, 0, ES_TAIL_TWO) == 1.0);
    assert_close(es_p_sign(0, 1, ES_TAIL_TWO), 1.0, 1e-15);
}

static void test_sign_against_sums(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 180; n += 13)
        for (unsigned k = 0; k <= n; k++) {
            long double term = powl(0.5L, n), below = 0.0L, above = 0.0L;
            for (unsigned j = 0; j <= n; j++) { /* term = C(n,j) / 2^n */
                below += j <= k ? term : 0.0L;
                above += j >= k ? term : 0.0L;
                term *= (long double)(n - j) / (j + 1);
            }
            assert_relative(es_p_sign(k, n, ES_TAIL_LOWER), (double)below, 1e-11);
            assert_relative(es_p_sign(k, n, ES_TAIL_UPPER), (double)above, 1e-11);
            assert_relative(es_p_sign(k, n, ES_TAIL_TWO),
                            (double)fminl(1.0L, 2.0L * fminl(below, above)), 1e-11);
            assert_close(es_p_sign(k, n, ES_TAIL_TWO), es_p_sign(n - k, n, ES_TAIL_TWO), 1e-13);
        }
}

static void test_quantile(void **state)
{
    (void)state;
    for (double upper = 0.4; upper > 1e-6; upper *= 0.37) {
        /* df 1: tan(pi (1/2 - p)); df 2: (1 - 2p) / sqrt(2 p (1 - p)) */
        assert_relative(es_t_quantile_upper(upper, 1), tan(M_PI * (0.5 - upper)), 1e-9);
        assert_relative(es_t_quantile_upper(upper, 2),
                        (1 - 2 * upper) / sqrt(2 * upper * (1 - upper)), 1e-9);
        for (double df = 3; df < 1000; df *= 2.3)
            assert_relative(es_p_t(es_t_quantile_upper(upper, df), df, ES_TAIL_UPPER), upper, 1e-8);
    }
    assert_relative(es_t_quantile_upper(0.025, 10), 2.228138851964939, 1e-9); /* tables: 2.228 */
}

/* After es_stats_init an error of GSL is no end of the process. */
static void test_init_silences_gsl(void **state)
{
    (void)state;
    es_stats_init();
    gsl_error("raised by the test", __FILE__, __LINE__, GSL_EDOM);
    es_stats_init();
    gsl_error("raised by the test", __FILE__, __LINE__, GSL_EDOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_init_silences_gsl),
                                       cmocka_unit_test(test_normal),
                                       cmocka_unit_test(test_t_closed_forms),
                                       cmocka_unit_test(test_t_against_series),
                                       cmocka_unit_test(test_far_tails_are_not_zero),
                                       cmocka_unit_test(test_chi_square),
                                       cmocka_unit_test(test_f_closed_forms),
                                       cmocka_unit_test(test_f_against_an_integral),
                                       cmocka_unit_test(test_sign_by_hand),
                                       cmocka_unit_test(test_sign_against_sums),
                                       cmocka_unit_test(test_quantile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
