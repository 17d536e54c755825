#include "stats/garch.h"

#include <math.h>
#include <string.h>

#include "garch_series.h"
#include "stats/sum.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { M = ES_GARCH_PARAMETERS, V = ES_GARCH_VARIANCE };

static const es_garch TYPICAL = {true, 0.0006, 1.13, 1.9e-5, 0.12, 0.81, 0.0, 0.0};
static series data;

static bool fit_series(series *s, es_garch_init init, bool with_x)
{
    es_garch_series view = series_view(s, init, with_x);
    return es_garch_fit(&view, s->work, &s->fit, s->h, s->residual);
}

static bool fit(es_garch_init init)
{
    return fit_series(&data, init, true);
}

/* The log-likelihood written down once more, in return units. */
static double naive_loglik(size_t n, const double *y, const double *x, const es_garch *at,
                           double h1)
{
    double h = h1, l = 0.0;
    for (size_t t = 0; t < n; t++) {
        double e = y[t] - at->alpha - (x ? at->beta * x[t] : 0.0);
        l -= 0.5 * (log(2.0 * acos(-1.0)) + log(h) + e * e / h);
        h = at->omega + at->arch * e * e + at->garch * h;
    }
    return l;
}

static void test_likelihood_by_hand(void **state)
{
    /* y = 1 -2 3, alpha 0.5, beta 0, so e = 0.5 -2.5 2.5 and e^2 = 0.25 6.25 6.25
     * omega 0.5, a 0.2, b 0.5, h_1 = 1.5: h_2 = 0.5 + 0.05 + 0.75 = 1.3,
     * h_3 = 0.5 + 1.25 + 0.65 = 2.4 */
    static const double y[] = {1.0, -2.0, 3.0}, x[] = {0.3, 0.1, -0.2};
    static const double theta[] = {0.5, 0.2, 0.5, 0.5, 0.0};
    double e[3], h[3], columns[3 * ES_GARCH_COLUMNS], g[M], hessian[M * M];
    es_garch_rows rows = {3, y, x, ES_GARCH_INIT_FIXED, 1.5, e, h, columns};
    double expected = 0.5
                      * (3.0 * log(2.0 * acos(-1.0)) + log(1.5 * 1.3 * 2.4) + 0.25 / 1.5
                         + 6.25 / 1.3 + 6.25 / 2.4);
    (void)state;
    assert_close(es_garch_value(&rows, theta), expected, 1e-14);
    assert_close(h[1], 1.3, 1e-15);
    assert_close(h[2], 2.4, 1e-15);
    assert_close(es_garch_derivatives(&rows, theta, g, hessian), expected, 1e-14);
    /* beta moves nothing but e: -l_beta holds -x e / h in each row, and h' = -2 a e x of the row
     * before with b h' of that: h'_2 = -0.06, h'_3 = -2 0.2 (-2.5) 0.1 - 0.03 = 0.07 */
    assert_close(g[ES_G_BETA],
                 -0.3 * 0.5 / 1.5 + 0.5 / 1.3 * (1.0 - 6.25 / 1.3) * -0.06 + 0.1 * 2.5 / 1.3
                     + 0.5 / 2.4 * (1.0 - 6.25 / 2.4) * 0.07 + 0.2 * 2.5 / 2.4,
                 1e-14);
}

static double all(const es_garch_rows *rows, const double *theta, double *g, double *h)
{
    return es_garch_derivatives(rows, theta, g, h);
}

static double variance(const es_garch_rows *rows, const double *theta, double *g, double *h)
{
    return es_garch_variance_derivatives(rows, theta, g, h);
}

static void test_slopes_against_differences(void **state)
{
    static const double thetas[][M] = {{0.41, 0.11, 0.83, 0.03, 1.2},
                                       {1.73, 0.35, 0.02, -0.11, 0.9},
                                       {0.06, 0.0, 0.93, 0.05, 1.1}};
    double ols[2];
    (void)state;
    series_fill(&data, 11, 203, &TYPICAL, false);
    for (int init = ES_GARCH_INIT_FIXED; init <= ES_GARCH_INIT_EWMA; init++) {
        es_garch_rows rows = series_rows(&data, (es_garch_init)init, ols);
        for (size_t i = 0; i < sizeof thetas / sizeof *thetas; i++) {
            assert_slopes(&rows, M, all, thetas[i]);
            es_garch_residuals(&rows, ols[0], ols[1]);
            assert_slopes(&rows, V, variance, thetas[i]);
        }
    }
}

static void test_first_variances(void **state)
{
    double ols[2], h1, sum = 0.0, weights = 0.0;
    static const double theta[] = {0.4, 0.1, 0.7, 0.03, 1.2};
    es_garch_rows rows;
    (void)state;
    series_fill(&data, 12, 150, &TYPICAL, false);
    rows = series_rows(&data, ES_GARCH_INIT_FIXED, ols);
    assert_close(rows.h1, es_sum_squares(150, rows.e) / 150.0, 1e-15);
    (void)es_garch_value(&rows, theta);
    assert_close(rows.h[0], rows.h1, 1e-15);
    rows = series_rows(&data, ES_GARCH_INIT_BACKCAST_PARAMS, ols);
    (void)es_garch_value(&rows, theta);
    assert_close(rows.h[0], es_sum_squares(150, rows.e) / 150.0, 1e-15);
    rows = series_rows(&data, ES_GARCH_INIT_UNCOND, ols);
    (void)es_garch_value(&rows, theta);
    assert_close(rows.h[0], 2.0, 1e-14);
    rows = series_rows(&data, ES_GARCH_INIT_EWMA, ols);
    for (int t = 0; t < 75; t++) {
        sum += pow(0.94, t) * rows.e[t] * rows.e[t];
        weights += pow(0.94, t);
    }
    h1 = rows.h1;
    assert_close(h1, sum / weights, 1e-13);
    (void)es_garch_value(&rows, theta);
    assert_close(rows.h[0], h1, 1e-15);
    data.n = 40; /* fewer rows than the 75 that are weighted */
    rows = series_rows(&data, ES_GARCH_INIT_EWMA, ols);
    sum = weights = 0.0;
    for (int t = 0; t < 40; t++) {
        sum += pow(0.94, t) * rows.e[t] * rows.e[t];
        weights += pow(0.94, t);
    }
    assert_close(rows.h1, sum / weights, 1e-13);
}

static void test_recovers_what_made_the_series(void **state)
{
    (void)state;
    series_fill(&data, 5, 3000, &TYPICAL, false);
    assert_true(fit(ES_GARCH_INIT_FIXED));
    assert_true(data.fit.converged);
    assert_close(data.fit.alpha, TYPICAL.alpha, 1e-3);
    assert_close(data.fit.beta, TYPICAL.beta, 0.04);
    assert_close(data.fit.arch, TYPICAL.arch, 0.04);
    assert_close(data.fit.garch, TYPICAL.garch, 0.05);
    assert_close(data.fit.omega, TYPICAL.omega, 1e-5);
    assert_close(data.fit.leverage, 0.0, 0.0);
}

/* What is reported belongs together: h and residual follow from the coefficients, and they give
 * the log-likelihood. */
static void test_results_belong_together(void **state)
{
    (void)state;
    for (uint64_t seed = 20; seed < 30; seed++) {
        series_fill(&data, seed, 240, &TYPICAL, false);
        assert_true(fit(ES_GARCH_INIT_FIXED));
        assert_close(data.fit.loglik, naive_loglik(data.n, data.y, data.x, &data.fit, data.h[0]),
                     1e-12);
        for (size_t t = 0; t < data.n; t++)
            assert_close(data.residual[t], data.y[t] - data.fit.alpha - data.fit.beta * data.x[t],
                         1e-13);
        for (size_t t = 1; t < data.n; t++)
            assert_close(data.h[t] / data.h[0],
                         es_garch_next(&data.fit, data.h[t - 1], data.residual[t - 1]) / data.h[0],
                         1e-11);
    }
}

/* No point nearby or far off is better. */
static void test_nothing_beats_the_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        noise source = {seed * 977};
        series_fill(&data, seed, 60 + 5 * seed, &TYPICAL, false);
        assert_true(fit(ES_GARCH_INIT_FIXED));
        for (int i = 0; i < 400; i++) {
            double near = i % 2 ? 1.0 : 0.02, keep;
            es_garch other = data.fit;
            other.alpha += near * 0.001 * noise_normal(&source);
            other.beta += near * 0.1 * noise_normal(&source);
            keep = near < 1.0 ? fmin(fmax(other.arch + near * noise_normal(&source), 0.0), 1.0)
                              : noise_uniform(&source);
            other.arch = keep;
            other.garch = (1.0 - keep)
                          * (near < 1.0 ? fmin(other.garch / (1.0 - keep + 1e-9), 0.99)
                                        : noise_uniform(&source));
            other.omega = (1.0 - other.arch - other.garch) * data.h[0]
                          * exp(noise_normal(&source) * 0.5 * near);
            assert_true(naive_loglik(data.n, data.y, data.x, &other, data.h[0])
                        <= data.fit.loglik + 1e-9);
        }
    }
}

/* Ends of the rough search that are equally high but far apart in a are hills of their own: no
 * point of a grid over the whole domain is higher than where the search ends. */
static void test_hills_of_one_height(void **state)
{
    static const uint64_t seeds[] = {210, 530, 580, 1459};
    (void)state;
    for (size_t k = 0; k < sizeof seeds / sizeof *seeds; k++) {
        series_fill(&data, seeds[k], 20 + seeds[k] % 100, &TYPICAL, false);
        assert_true(fit(ES_GARCH_INIT_FIXED));
        for (double a = 0.0; a < 0.99; a += 0.02)
            for (double c = 0.0; c < 0.999; c += 0.025)
                for (double level = 0.4; level < 2.0; level *= 1.2) {
                    es_garch other = data.fit;
                    other.arch = a;
                    other.garch = (1.0 - a) * c;
                    other.omega = level * (1.0 - a) * (1.0 - c) * data.h[0];
                    assert_true(naive_loglik(data.n, data.y, data.x, &other, data.h[0])
                                <= data.fit.loglik + 1e-9);
                }
    }
}

/* Independent shocks: never worse than one variance for all days, also where a goes to 0. */
static void test_no_arch(void **state)
{
    static const es_garch constant = {.alpha = 0.0003, .beta = 0.9, .omega = 2.7e-4};
    size_t edges = 0;
    (void)state;
    for (uint64_t seed = 100; seed < 130; seed++) {
        double ols[2], square;
        es_garch_rows rows;
        series_fill(&data, seed, 240, &constant, false);
        rows = series_rows(&data, ES_GARCH_INIT_FIXED, ols);
        square = es_sum_squares(240, rows.e) / 240.0 / 1e4;
        assert_true(fit(ES_GARCH_INIT_FIXED));
        assert_true(data.fit.arch + data.fit.garch < 1.0);
        assert_true(data.fit.loglik >= -120.0 * (log(2.0 * acos(-1.0)) + log(square) + 1.0) - 1e-9);
        edges += data.fit.arch == 0.0;
    }
    assert_true(edges > 3);
}

/* y times c: sqrt(h) and alpha times c, l - n ln c; x times c: beta through c. */
static void test_scale(void **state)
{
    static series other;
    (void)state;
    for (double c = 0.02; c < 100.0; c *= 7.3) {
        series_fill(&data, 31, 240, &TYPICAL, false);
        other = data;
        assert_true(fit(ES_GARCH_INIT_FIXED));
        for (size_t t = 0; t < other.n; t++) {
            other.y[t] *= c;
            other.x[t] *= 2.0;
        }
        assert_true(fit_series(&other, ES_GARCH_INIT_FIXED, true));
        assert_close(other.fit.alpha / c, data.fit.alpha, 1e-9);
        assert_close(other.fit.beta / c * 2.0, data.fit.beta, 1e-7);
        assert_close(other.fit.loglik, data.fit.loglik - (double)data.n * log(c), 1e-11);
        assert_close(sqrt(other.h[99]) / c, sqrt(data.h[99]), 1e-8);
        assert_close(other.fit.arch, data.fit.arch, 1e-6);
        assert_close(other.fit.omega / (c * c), data.fit.omega, 1e-9);
    }
}

static void test_every_first_variance_and_no_slope(void **state)
{
    (void)state;
    series_fill(&data, 47, 300, &TYPICAL, false);
    for (int init = ES_GARCH_INIT_FIXED; init <= ES_GARCH_INIT_EWMA; init++) {
        double with, h1;
        assert_true(fit((es_garch_init)init));
        with = data.fit.loglik;
        h1 = data.h[0];
        assert_close(with, naive_loglik(data.n, data.y, data.x, &data.fit, h1), 1e-12);
        assert_true(fit_series(&data, (es_garch_init)init, false));
        assert_close(data.fit.beta, 0.0, 0.0);
        assert_close(data.fit.loglik, naive_loglik(data.n, data.y, NULL, &data.fit, data.h[0]),
                     1e-12);
        assert_true(data.fit.loglik < with);
    }
}

static void test_same_bytes(void **state)
{
    es_garch first;
    (void)state;
    series_fill(&data, 61, 240, &TYPICAL, false);
    assert_true(fit(ES_GARCH_INIT_FIXED));
    first = data.fit;
    memset(data.work, 0x7b, sizeof data.work);
    assert_true(fit(ES_GARCH_INIT_FIXED));
    assert_memory_equal(&first.alpha, &data.fit.alpha, sizeof first - offsetof(es_garch, alpha));
}

static void test_degenerate_series(void **state)
{
    (void)state;
    series_fill(&data, 71, 240, &TYPICAL, false);
    data.n = 9; /* too short */
    data.fit.converged = true;
    assert_false(fit(ES_GARCH_INIT_FIXED));
    assert_false(data.fit.converged);
    data.n = 240;
    for (size_t t = 0; t < data.n; t++)
        data.residual[t] = data.y[t], data.y[t] = 0.0173;
    assert_false(fit(ES_GARCH_INIT_FIXED)); /* a constant price change */
    for (size_t t = 0; t < data.n; t++)
        data.y[t] = 0.001 - 1.3 * data.x[t];
    assert_false(fit(ES_GARCH_INIT_FIXED)); /* nothing left to explain */
    for (size_t t = 0; t < data.n; t++)
        data.y[t] = data.residual[t], data.x[t] = 0.0211;
    assert_false(fit(ES_GARCH_INIT_FIXED)); /* a constant market */
    for (size_t t = 0; t < data.n; t++)
        data.y[t] = t < 100 ? 0.0 : t % 2 ? 0.0131 : -0.0131;
    assert_false(fit_series(&data, ES_GARCH_INIT_EWMA, false)); /* nothing to weight */
    for (size_t t = 0; t < data.n; t++)
        data.y[t] = t % 2 ? 1.7e160 : -1.3e160;
    assert_false(
        fit_series(&data, ES_GARCH_INIT_FIXED, false)); /* squares overflow at every start */
}

/* One huge day among quiet ones, and series far shorter than an estimation window. */
static void test_outliers_and_short_series(void **state)
{
    (void)state;
    for (uint64_t seed = 200; seed < 230; seed++) {
        series_fill(&data, seed, seed % 3 ? 240 : 10 + seed % 7, &TYPICAL, false);
        data.y[seed % data.n] += seed % 2 ? 0.35 : -0.5;
        assert_true(fit(ES_GARCH_INIT_FIXED));
        assert_true(isfinite(data.fit.loglik));
        assert_true(data.fit.omega > 0.0 && data.fit.arch >= 0.0 && data.fit.garch >= 0.0);
        assert_true(data.fit.arch + data.fit.garch < 1.0);
        for (size_t t = 0; t < data.n; t++)
            assert_true(data.h[t] > 0.0 && isfinite(data.h[t]));
    }
}

static void test_work_is_enough(void **state)
{
    (void)state;
    series_fill(&data, 83, 91, &TYPICAL, false);
    for (size_t i = 0; i < SERIES_WORK; i++)
        data.work[i] = -77.125;
    assert_true(fit(ES_GARCH_INIT_FIXED));
    for (size_t i = es_garch_work_size(91); i < SERIES_WORK; i++)
        assert_true(data.work[i] == -77.125);
}

static void test_forecast(void **state)
{
    /* omega 0.2, a 0.1, b 0.8, h 3, e -2: 0.2 + 0.4 + 2.4 = 3, 0.2 + 0.9 3 = 2.9, then 2.81 */
    static const es_garch at = {true, 0.0, 0.0, 0.2, 0.1, 0.8, 0.0, 0.0};
    (void)state;
    assert_close(es_garch_next(&at, 3.0, -2.0), 3.0, 1e-15);
    assert_close(es_garch_forecast(&at, 3.0, -2.0, 1), 3.0, 1e-15);
    assert_close(es_garch_forecast(&at, 3.0, -2.0, 2), 2.9, 1e-15);
    assert_close(es_garch_forecast(&at, 3.0, -2.0, 3), 2.81, 1e-15);
    for (unsigned j = 1; j < 60; j++) /* back to sigma^2 = omega / (1 - a - b) = 2 */
        assert_close(es_garch_forecast(&at, 5.3, 1.7, j),
                     2.0 + pow(0.9, j - 1) * (es_garch_next(&at, 5.3, 1.7) - 2.0), 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_likelihood_by_hand),
                                       cmocka_unit_test(test_slopes_against_differences),
                                       cmocka_unit_test(test_first_variances),
                                       cmocka_unit_test(test_recovers_what_made_the_series),
                                       cmocka_unit_test(test_results_belong_together),
                                       cmocka_unit_test(test_nothing_beats_the_optimum),
                                       cmocka_unit_test(test_hills_of_one_height),
                                       cmocka_unit_test(test_no_arch),
                                       cmocka_unit_test(test_scale),
                                       cmocka_unit_test(test_every_first_variance_and_no_slope),
                                       cmocka_unit_test(test_same_bytes),
                                       cmocka_unit_test(test_degenerate_series),
                                       cmocka_unit_test(test_outliers_and_short_series),
                                       cmocka_unit_test(test_work_is_enough),
                                       cmocka_unit_test(test_forecast)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
