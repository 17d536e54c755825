#include "stats/garch.h"

#include <math.h>
#include <string.h>

#include "garch_series.h"
#include "stats/sum.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { M = ES_EGARCH_PARAMETERS };

/* ln h tends to -8.2: a daily standard deviation of 1.66 %. */
static const es_garch TYPICAL = {true, 0.0006, 1.13, -0.41, 0.22, 0.95, -0.09, 0.0};
static series data;

static bool fit_series(series *s, es_garch_init init, bool with_x, bool free_domain)
{
    es_garch_series view = series_view(s, init, with_x);
    return es_egarch_fit(&view, free_domain, s->work, &s->fit, s->h, s->residual);
}

static bool fit(es_garch_init init, bool free_domain)
{
    return fit_series(&data, init, true, free_domain);
}

/* The log-likelihood written down once more, in return units. */
static double naive_loglik(size_t n, const double *y, const double *x, const es_garch *at,
                           double h1)
{
    double ln_h = log(h1), l = 0.0;
    for (size_t t = 0; t < n; t++) {
        double z = (y[t] - at->alpha - (x ? at->beta * x[t] : 0.0)) / sqrt(exp(ln_h));
        l -= 0.5 * (log(2.0 * acos(-1.0)) + ln_h + z * z);
        ln_h = at->omega + at->garch * ln_h + at->arch * (fabs(z) - sqrt(2.0 / acos(-1.0)))
               + at->leverage * z;
    }
    return l;
}

static void test_likelihood_by_hand(void **state)
{
    /* h_1 = 1, y = 0.5 -2, no mean; omega 0.1, a 0.2, b 0.5, g -0.3
     * ln h_2 = 0.1 + 0 + 0.2 (0.5 - m) - 0.15 = 0.05 - 0.2 m, m = sqrt(2/pi) */
    static const double y[] = {0.5, -2.0}, x[] = {0.0, 0.0};
    static const double theta[] = {0.1, 0.2, 0.5, 0.0, 0.0, -0.3};
    double e[2], ln_h[2], g[M], hessian[M * M], l2 = 0.05 - 0.2 * sqrt(2.0 / acos(-1.0));
    es_garch_rows rows = {2, y, x, ES_GARCH_INIT_FIXED, 1.0, e, ln_h, NULL};
    double expected = 0.5 * (2.0 * log(2.0 * acos(-1.0)) + 0.25 + l2 + 4.0 * exp(-l2));
    (void)state;
    assert_close(es_egarch_value(&rows, theta), expected, 1e-14);
    assert_close(ln_h[1], l2, 1e-15);
    assert_close(es_egarch_derivatives(&rows, theta, g, hessian), expected, 1e-14);
    assert_close(g[ES_G_OMEGA], 0.5 * (1.0 - 4.0 * exp(-l2)), 1e-14);
    assert_close(g[ES_G_LEVERAGE], 0.25 * (1.0 - 4.0 * exp(-l2)), 1e-14);
}

static void test_not_allowed(void **state)
{
    static const double y[] = {0.5, -2.0, 1.0}, x[] = {0.0, 0.0, 0.0};
    static const double high[] = {41.0, 0.2, 0.5, 0.0, 0.0, 0.0};
    static const double low[] = {-39.0, 0.0, 0.5, 0.0, 0.0, 0.0}; /* z = 2 exp(19.5) */
    double e[3], ln_h[3], g[M], hessian[M * M];
    es_garch_rows rows = {3, y, x, ES_GARCH_INIT_FIXED, 1.0, e, ln_h, NULL};
    (void)state;
    assert_true(isinf(es_egarch_value(&rows, high)));
    assert_true(isinf(es_egarch_value(&rows, low)));
    assert_true(isinf(es_egarch_derivatives(&rows, high, g, hessian)));
}

static double slopes(const es_garch_rows *rows, const double *theta, double *g, double *h)
{
    return es_egarch_derivatives(rows, theta, g, h);
}

static void test_slopes_against_differences(void **state)
{
    static const double thetas[][M] = {{0.05, 0.18, 0.93, 0.0311, 1.207, -0.07},
                                       {0.61, 0.35, 0.42, -0.1113, 0.908, 0.21},
                                       {0.03, -0.02, 0.97, 0.0521, 1.103, 0.0}};
    double ols[2];
    (void)state;
    series_fill(&data, 11, 203, &TYPICAL, true);
    for (int init = ES_GARCH_INIT_FIXED; init <= ES_GARCH_INIT_EWMA; init++) {
        es_garch_rows rows = series_rows(&data, (es_garch_init)init, ols);
        for (size_t i = 0; i < sizeof thetas / sizeof *thetas; i++)
            assert_slopes(&rows, M, slopes, thetas[i]);
    }
}

static void test_recovers_what_made_the_series(void **state)
{
    (void)state;
    series_fill(&data, 5, 3000, &TYPICAL, true);
    assert_true(fit(ES_GARCH_INIT_FIXED, false));
    assert_true(data.fit.converged);
    assert_close(data.fit.alpha, TYPICAL.alpha, 1e-3);
    assert_close(data.fit.beta, TYPICAL.beta, 0.04);
    assert_close(data.fit.arch, TYPICAL.arch, 0.05);
    assert_close(data.fit.garch, TYPICAL.garch, 0.02);
    assert_close(data.fit.leverage, TYPICAL.leverage, 0.03);
    assert_close(data.fit.omega, TYPICAL.omega, 0.12);
}

static void test_results_belong_together(void **state)
{
    (void)state;
    for (uint64_t seed = 20; seed < 30; seed++) {
        series_fill(&data, seed, 240, &TYPICAL, true);
        assert_true(fit(ES_GARCH_INIT_FIXED, seed % 2));
        assert_close(data.fit.loglik, naive_loglik(data.n, data.y, data.x, &data.fit, data.h[0]),
                     1e-11);
        for (size_t t = 0; t < data.n; t++)
            assert_close(data.residual[t], data.y[t] - data.fit.alpha - data.fit.beta * data.x[t],
                         1e-13);
        for (size_t t = 1; t < data.n; t++)
            assert_close(data.h[t] / data.h[0],
                         es_egarch_next(&data.fit, data.h[t - 1], data.residual[t - 1]) / data.h[0],
                         1e-10);
    }
}

/* No point nearby, and none of those far off that this series offers, is better. */
static void test_nothing_beats_the_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        noise source = {seed * 977};
        series_fill(&data, seed, 180 + 5 * seed, &TYPICAL, true);
        assert_true(fit(ES_GARCH_INIT_FIXED, false));
        for (int i = 0; i < 600; i++) {
            double near = i % 3 == 0 ? 1.0 : i % 3 == 1 ? 0.03 : 0.001;
            double level = data.fit.omega / (1.0 - data.fit.garch);
            es_garch other = data.fit;
            other.alpha += near * 0.001 * noise_normal(&source);
            other.beta += near * 0.1 * noise_normal(&source);
            other.arch = fmin(fmax(other.arch + near * 0.2 * noise_normal(&source), 0.0), 1.0);
            other.garch = fmin(fmax(other.garch + near * 0.2 * noise_normal(&source), 0.0), 0.995);
            other.leverage += near * 0.1 * noise_normal(&source);
            other.omega = (1.0 - other.garch) * (level + near * 0.2 * noise_normal(&source));
            /* The path of some points overflows: NaN is no better either. */
            assert_false(naive_loglik(data.n, data.y, data.x, &other, data.h[0])
                         > data.fit.loglik + 1e-8);
        }
    }
}

/* The restricted domain is kept, the free one is at least as good. */
static void test_domains(void **state)
{
    static const es_garch constant = {.alpha = 0.0003, .beta = 0.9, .omega = -8.3};
    (void)state;
    for (uint64_t seed = 100; seed < 110; seed++) {
        double restricted, ols[2], square;
        es_garch_rows rows;
        series_fill(&data, seed, 120, &constant, true);
        rows = series_rows(&data, ES_GARCH_INIT_FIXED, ols);
        square = es_sum_squares(120, rows.e) / 120.0 / 1e4;
        assert_true(fit(ES_GARCH_INIT_FIXED, false));
        assert_true(data.fit.arch >= 0.0 && data.fit.arch <= 1.0);
        assert_true(fabs(data.fit.leverage) <= 1.0);
        assert_true(data.fit.garch >= 0.0 && data.fit.garch <= 0.995);
        restricted = data.fit.loglik;
        assert_true(restricted >= -60.0 * (log(2.0 * acos(-1.0)) + log(square) + 1.0) - 1e-9);
        assert_true(fit(ES_GARCH_INIT_FIXED, true));
        assert_true(fabs(data.fit.garch) <= 0.9999);
        assert_true(data.fit.loglik >= restricted - 1e-9);
    }
}

/* Few days in the free domain: the likelihood climbs along its kinks round after round.  What has
 * not come to rest is no optimum: another end that has is taken, or none, and what is taken is no
 * worse than the optimum of the restricted domain. */
static void test_a_search_without_rest(void **state)
{
    static const uint64_t seeds[] = {9, 33, 61, 88};
    (void)state;
    for (size_t k = 0; k < sizeof seeds / sizeof *seeds; k++) {
        double restricted;
        series_fill(&data, seeds[k], 12 + seeds[k] % 30, &TYPICAL, true);
        assert_true(fit(ES_GARCH_INIT_FIXED, false));
        restricted = data.fit.loglik;
        data.fit.converged = true;
        if (!fit(ES_GARCH_INIT_FIXED, true)) {
            assert_false(data.fit.converged);
            continue;
        }
        assert_true(data.fit.loglik >= restricted - 1e-9);
        assert_close(data.fit.loglik, naive_loglik(data.n, data.y, data.x, &data.fit, data.h[0]),
                     1e-11);
    }
}

static void test_scale(void **state)
{
    static series other;
    (void)state;
    for (double c = 0.02; c < 100.0; c *= 7.3) {
        series_fill(&data, 31, 240, &TYPICAL, true);
        other = data;
        assert_true(fit(ES_GARCH_INIT_FIXED, false));
        for (size_t t = 0; t < other.n; t++)
            other.y[t] *= c;
        assert_true(fit_series(&other, ES_GARCH_INIT_FIXED, true, false));
        assert_close(other.fit.alpha / c, data.fit.alpha, 1e-7);
        assert_close(other.fit.beta / c, data.fit.beta, 1e-5);
        assert_close(other.fit.loglik, data.fit.loglik - (double)data.n * log(c), 1e-9);
        assert_close(sqrt(other.h[99]) / c, sqrt(data.h[99]), 1e-6);
        assert_close(other.fit.garch, data.fit.garch, 1e-4);
    }
}

static void test_every_first_variance_and_no_slope(void **state)
{
    (void)state;
    series_fill(&data, 47, 200, &TYPICAL, true);
    for (int init = ES_GARCH_INIT_FIXED; init <= ES_GARCH_INIT_EWMA; init++) {
        double with;
        assert_true(fit((es_garch_init)init, false));
        with = data.fit.loglik;
        assert_close(with, naive_loglik(data.n, data.y, data.x, &data.fit, data.h[0]), 1e-11);
        assert_true(fit_series(&data, (es_garch_init)init, false, false));
        assert_close(data.fit.beta, 0.0, 0.0);
        assert_close(data.fit.loglik, naive_loglik(data.n, data.y, NULL, &data.fit, data.h[0]),
                     1e-11);
        assert_true(data.fit.loglik < with);
        if (init == ES_GARCH_INIT_UNCOND)
            assert_close(log(data.h[0]), data.fit.omega / (1.0 - data.fit.garch), 1e-10);
    }
}

static void test_same_bytes(void **state)
{
    es_garch first;
    (void)state;
    series_fill(&data, 61, 120, &TYPICAL, true);
    assert_true(fit(ES_GARCH_INIT_FIXED, false));
    first = data.fit;
    memset(data.work, 0x7b, sizeof data.work);
    assert_true(fit(ES_GARCH_INIT_FIXED, false));
    assert_memory_equal(&first.alpha, &data.fit.alpha, sizeof first - offsetof(es_garch, alpha));
}

static void test_degenerate_series(void **state)
{
    (void)state;
    series_fill(&data, 71, 240, &TYPICAL, true);
    data.n = 9; /* too short */
    data.fit.converged = true;
    assert_false(fit(ES_GARCH_INIT_FIXED, false));
    assert_false(data.fit.converged);
    data.n = 240;
    for (size_t t = 0; t < data.n; t++)
        data.y[t] *= 1e9;
    assert_false(fit(ES_GARCH_INIT_FIXED, false)); /* ln h beyond 40 at every start */
    for (size_t t = 0; t < data.n; t++)
        data.y[t] = -0.0173;
    assert_false(fit(ES_GARCH_INIT_FIXED, false)); /* a constant price change */
}

static void test_outliers_and_short_series(void **state)
{
    (void)state;
    for (uint64_t seed = 200; seed < 206; seed++) {
        series_fill(&data, seed, seed % 3 ? 120 : 10 + seed % 7, &TYPICAL, true);
        data.y[seed % data.n] += seed % 2 ? 0.35 : -0.5;
        assert_true(fit(ES_GARCH_INIT_FIXED, false));
        assert_true(isfinite(data.fit.loglik));
        for (size_t t = 0; t < data.n; t++)
            assert_true(data.h[t] > 0.0 && isfinite(data.h[t]));
    }
}

static void test_forecast(void **state)
{
    /* omega 0.1, a 0.2, b 0.8, g -0.1, h 4, e -3: z = -1.5
     * ln h' = 0.1 + 0.8 ln 4 + 0.2 (1.5 - m) + 0.15, then 0.1 + 0.8 of it */
    static const es_garch at = {true, 0.0, 0.0, 0.1, 0.2, 0.8, -0.1, 0.0};
    double first = 0.55 + 0.8 * log(4.0) - 0.2 * sqrt(2.0 / acos(-1.0));
    (void)state;
    assert_close(es_egarch_next(&at, 4.0, -3.0), exp(first), 1e-14);
    assert_close(es_egarch_forecast(&at, 4.0, -3.0, 1), exp(first), 1e-14);
    assert_close(es_egarch_forecast(&at, 4.0, -3.0, 2), exp(0.1 + 0.8 * first), 1e-14);
    for (unsigned j = 1; j < 60; j++) /* back to lambda = omega / (1 - b) = 0.5 */
        assert_close(log(es_egarch_forecast(&at, 4.0, -3.0, j)),
                     0.5 + pow(0.8, j - 1) * (first - 0.5), 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_likelihood_by_hand),
                                       cmocka_unit_test(test_not_allowed),
                                       cmocka_unit_test(test_slopes_against_differences),
                                       cmocka_unit_test(test_recovers_what_made_the_series),
                                       cmocka_unit_test(test_results_belong_together),
                                       cmocka_unit_test(test_nothing_beats_the_optimum),
                                       cmocka_unit_test(test_domains),
                                       cmocka_unit_test(test_a_search_without_rest),
                                       cmocka_unit_test(test_scale),
                                       cmocka_unit_test(test_every_first_variance_and_no_slope),
                                       cmocka_unit_test(test_same_bytes),
                                       cmocka_unit_test(test_degenerate_series),
                                       cmocka_unit_test(test_outliers_and_short_series),
                                       cmocka_unit_test(test_forecast)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
