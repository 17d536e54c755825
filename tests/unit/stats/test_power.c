#include "stats/power.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>

#include "stats/random.h"
#include "stats/sum.h"
#include "stats/tail.h"
#include "support/assert_close.h"

/* P(T <= t), t > 0, as a Poisson mixture of beta probabilities (R. V. Lenth, Applied Statistics 38,
 * 1989): Phi(-delta) + 1/2 sum_j [p_j I_x(j + 1/2, df/2) + q_j I_x(j + 1, df/2)] with
 * x = t^2/(t^2 + df). */
static double series(double t, double df, double delta)
{
    double x = t * t / (t * t + df), half = 0.5 * delta * delta, sum = 0.0;
    for (int j = 0; j < 400; j++) {
        double log_term = -half + j * log(half);
        double p = exp(log_term - gsl_sf_lngamma(j + 1.0));
        double q = delta / sqrt(2.0) * exp(log_term - gsl_sf_lngamma(j + 1.5));
        sum += p * gsl_cdf_beta_P(x, j + 0.5, 0.5 * df) + q * gsl_cdf_beta_P(x, j + 1.0, 0.5 * df);
    }
    return gsl_cdf_ugaussian_P(-delta) + 0.5 * sum;
}

static void test_against_series(void **state)
{
    static const double df[] = {1, 2, 3, 7, 19, 52, 239, 1500};
    static const double t[] = {0.07, 0.9, 1.98, 3.3, 12.7}, delta[] = {-4.2, -0.37, 0.6, 2.8, 9.5};
    double worst = 0.0;
    (void)state;
    for (size_t i = 0; i < sizeof df / sizeof *df; i++)
        for (size_t j = 0; j < sizeof t / sizeof *t; j++)
            for (size_t k = 0; k < sizeof delta / sizeof *delta; k++) {
                double value = es_p_noncentral_t(t[j], df[i], delta[k]);
                double off = fabs(value - (1.0 - series(t[j], df[i], delta[k])));
                worst = fmax(worst, off);
                assert_true(off < 1e-10);
                /* P(T > t | delta) = P(T < -t | -delta) */
                assert_close(value + es_p_noncentral_t(-t[j], df[i], -delta[k]), 1.0, 1e-12);
            }
    print_message("noncentral t: worst difference %.1e\n", worst);
}

/* Below one degree of freedom the density of S has a pole at 0, where the halving of the range
 * comes to its end before it is exact: T without effect is Student's to eight digits all the same.
 */
static void test_a_pole_at_zero(void **state)
{
    (void)state;
    for (double t = -2.3; t < 9.0; t += 1.9)
        assert_close(es_p_noncentral_t(t, 0.5, 0.0), es_p_t(t, 0.5, ES_TAIL_UPPER), 1e-8);
    assert_close(es_p_noncentral_t(0.0, 0.5, 1.3), es_p_normal(-1.3, ES_TAIL_UPPER), 1e-6);
}

/* By hand: P(T > 0) = P(Z > -delta) for any df, and without effect T is Student's. */
static void test_special_cases(void **state)
{
    (void)state;
    for (double df = 1.0; df < 1e6; df *= 3.7) {
        assert_close(es_p_noncentral_t(0.0, df, 1.3), es_p_normal(-1.3, ES_TAIL_UPPER), 1e-12);
        for (double t = -3.1; t < 14.0; t += 1.9)
            assert_close(es_p_noncentral_t(t, df, 0.0), es_p_t(t, df, ES_TAIL_UPPER), 1e-10);
        for (double alpha = 0.2; alpha > 1e-5; alpha *= 0.21)
            assert_close(es_power_t(0.0, df, alpha), alpha, 1e-10); /* size is the level */
        assert_close(es_power_t(80.0, df + 3.0, 0.05), 1.0, 1e-4);
    }
    assert_close(es_power_t(1.9, 5e6, 0.05),
                 es_p_normal(1.959963984540054 - 1.9, ES_TAIL_UPPER)
                     + es_p_normal(1.959963984540054 + 1.9, ES_TAIL_UPPER),
                 1e-6);
}

/* R's help of power.t.test: n = 20 in each of two groups, delta = 1, sd = 1 has power 0.8689528
 * (upper side alone), and power .90 needs n = 22.02110.  Cohen (1988, table 2.3): d = .5 with 64 in
 * each group has power .80; to seven digits .8014596. */
static void test_published(void **state)
{
    double n = 22.02110;
    (void)state;
    assert_close(es_p_noncentral_t(es_t_quantile_upper(0.025, 38), 38, sqrt(10.0)), 0.8689528,
                 5e-8);
    assert_close(es_power_t(sqrt(n / 2.0), 2.0 * n - 2.0, 0.05), 0.90, 5e-7);
    assert_close(es_power_t(0.5 * sqrt(32.0), 126, 0.05), 0.8014596, 5e-8);
}

/* The rejections in 40000 samples of 12 normal values with mean 0.72 and standard deviation 1.1
 * lie within four standard errors of the power. */
static void test_against_simulation(void **state)
{
    enum { SAMPLES = 40000, N = 12 };
    es_random r = es_random_stream(1, 99);
    double critical = es_t_quantile_upper(0.025, N - 1), power, rate = 0.0;
    (void)state;
    for (int s = 0; s < SAMPLES; s++) {
        double x[N];
        for (size_t i = 0; i < N; i++)
            x[i] = 0.72 + 1.1 * es_random_normal(&r);
        rate += fabs(sqrt(N) * es_mean(N, x) / es_sd(N, x)) > critical ? 1.0 / SAMPLES : 0.0;
    }
    power = es_power_t(0.72 / 1.1 * sqrt(N), N - 1, 0.05);
    print_message("power %.4f, simulated %.4f\n", power, rate);
    assert_true(fabs(rate - power) < 4.0 * sqrt(power * (1.0 - power) / SAMPLES));
}

/* t_{.975,20} = 2.085963 and t_{.80,20} = 0.859964 in every table. */
static void test_detectable(void **state)
{
    (void)state;
    assert_close(es_detectable_t(0.80, 20, 0.05), 2.085963 + 0.859964, 1e-6);
    for (double df = 4.0; df < 2000.0; df *= 2.7)
        for (double power = 0.55; power < 0.99; power += 0.11) {
            double delta = es_detectable_t(power, df, 0.05);
            assert_true(delta > es_t_quantile_upper(0.025, df));
            if (df > 20.0) /* the two t quantiles stand for the noncentral one */
                assert_true(fabs(es_power_t(delta, df, 0.05) - power) < 0.02);
        }
}

/* ratio 0.5, power .8: the normal quantiles say 7.8489/.25 = 31.4, so 32; t with 31 df asks for
 * (2.0395 + 0.8534)^2/.25 = 33.5, with 33 df for (2.0345 + 0.8530)^2/.25 = 33.35: 34. */
static void test_observations(void **state)
{
    (void)state;
    assert_true(es_observations_t(0.5, 0.8, 0.05) == 34.0);
    assert_true(es_observations_t(-0.5, 0.8, 0.05) == 34.0);
    assert_true(es_observations_t(900.0, 0.8, 0.05) == 2.0);
    assert_true(es_observations_t(1e-7, 0.8, 0.05) > 7.8e14);
    assert_nan(es_observations_t(0.0, 0.8, 0.05));
    for (double ratio = 0.02; ratio < 3.0; ratio *= 1.37)
        for (double power = 0.6; power < 0.99; power += 0.19) {
            double n = es_observations_t(ratio, power, 0.01);
            assert_true(ratio * sqrt(n) >= es_detectable_t(power, n - 1.0, 0.01));
            assert_true(n == 2.0 || ratio * sqrt(n - 1.0) < es_detectable_t(power, n - 2.0, 0.01));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_series),     cmocka_unit_test(test_a_pole_at_zero),
        cmocka_unit_test(test_special_cases),      cmocka_unit_test(test_published),
        cmocka_unit_test(test_against_simulation), cmocka_unit_test(test_detectable),
        cmocka_unit_test(test_observations)};
    es_stats_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
