/* Linear regression with the covariances of econometrics (METHODS C-1..C-8), against their matrix
 * formulas in long double. */
#include "stats/regression.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/noise.h"

enum { N = 160, P = 6, CLUSTERS = 9 };

static double x[N * P], y[N], weight[N];
static uint32_t cluster[N];
static es_linear_fit fit;

static es_linear_status solve(size_t n, size_t p, const double *w, size_t n_clusters, es_se se)
{
    static double work[N * P + 2 * N + N * (P + 1) + N * P];
    const es_linear data = {n, p, x, y, w, cluster, n_clusters};
    assert_true(es_linear_work_size(n, p, n_clusters) <= sizeof work / sizeof *work);
    for (size_t i = 0; i < sizeof work / sizeof *work; i++)
        work[i] = (double)NAN;
    memset(&fit, 0x5A, sizeof fit);
    return es_linear_solve(&data, se, work, &fit);
}

/* x 0 1 2 3, y 1 2 2 5: b = 6/5, a = 0.7, residuals .3 .1 -1.1 .7 (squares 1.8 of 9), leverage
 * .7 .3 .3 .7.  Scores of the slope (x - 1.5) u: -.45 -.05 -.55 1.05, squares .2025 .0025 .3025
 * 1.1025, together 1.61; se = sqrt(meat) / 5. */
static void four_points(void)
{
    static const double left[] = {1.0, 2.0, 2.0, 5.0};
    for (size_t i = 0; i < 4; i++) {
        x[i] = 1.0;
        x[4 + i] = (double)i;
        y[i] = left[i];
        cluster[i] = (uint32_t)i / 2;
    }
}

static void every_kind_by_hand(void **state)
{
    const double meat[ES_N_SE] = {
        [ES_SE_OLS] = 0.9 * 5.0, /* s^2 = 1.8/2 */
        [ES_SE_WLS] = 0.9 * 5.0,
        [ES_SE_HC0] = 1.61,
        [ES_SE_HC1] = 2.0 * 1.61,
        [ES_SE_HC2] = 1.305 / 0.3 + 0.305 / 0.7,
        [ES_SE_HC3] = 1.305 / 0.09 + 0.305 / 0.49,
        [ES_SE_CLUSTER_DATE] = 2.0 * 1.5 * 0.5, /* (-.5)^2 + .5^2, G/(G-1), (n-1)/(n-k) */
        [ES_SE_CLUSTER_SECURITY] = 2.0 * 1.5 * 0.5,
        [ES_SE_NW] = 2.0 * (1.61 + 0.0225 + 0.0275 - 0.5775) /* lag 1, 2 x 1/2 */
    };
    (void)state;
    four_points();
    for (int se = 0; se < ES_N_SE; se++) {
        bool clustered = se == ES_SE_CLUSTER_DATE || se == ES_SE_CLUSTER_SECURITY;
        assert_int_equal(solve(4, 2, NULL, 2, (es_se)se), ES_LINEAR_OK);
        assert_close(fit.b[0], 0.7, 1e-14);
        assert_close(fit.b[1], 1.2, 1e-14);
        assert_close(fit.se[1], sqrt(meat[se]) / 5.0, 1e-14);
        assert_close(fit.df, clustered ? 1.0 : 2.0, 0.0);
        assert_close(fit.r2, 0.8, 1e-14);
    }
    (void)solve(4, 2, NULL, 0, ES_SE_OLS);
    assert_close(fit.se[0], sqrt(0.9 * (0.25 + 0.45)), 1e-14);
}

static void lags_by_hand(void **state)
{
    (void)state;
    assert_int_equal(es_newey_west_lag(10), 2);   /* 4 x 0.5995 */
    assert_int_equal(es_newey_west_lag(50), 3);   /* 4 x 0.857 */
    assert_int_equal(es_newey_west_lag(99), 3);   /* 4 x 0.998 */
    assert_int_equal(es_newey_west_lag(100), 4);  /* exactly */
    assert_int_equal(es_newey_west_lag(1000), 6); /* 4 x 1.668 */
}

static void keys(void **state)
{
    static const char *const words[] = {
        "ols", "hc0", "hc1", "hc2", "hc3", "cluster_date", "cluster_security", "wls", "nw"};
    (void)state;
    for (int se = 0; se < ES_N_SE; se++)
        assert_string_equal(es_se_key((es_se)se), words[se]);
}

static void reasons(void **state)
{
    (void)state;
    four_points();
    assert_int_equal(solve(2, 2, NULL, 0, ES_SE_OLS), ES_LINEAR_TOO_FEW);
    four_points();
    assert_int_equal(solve(4, 2, NULL, 1, ES_SE_CLUSTER_DATE), ES_LINEAR_TOO_FEW);
    assert_int_equal(solve(4, 2, NULL, 0, ES_SE_CLUSTER_SECURITY), ES_LINEAR_TOO_FEW);
    for (size_t i = 0; i < 4; i++)
        x[4 + i] = 0.037; /* a second constant */
    for (int se = 0; se < ES_N_SE; se++)
        assert_int_equal(solve(4, 2, NULL, 2, (es_se)se), ES_LINEAR_SINGULAR);
}

/* A dummy of one row: it fits itself, h = 1. */
static void a_row_that_fits_itself(void **state)
{
    static const double others[] = {0.031, -0.017, 0.044, 0.012, -0.023, 0.9};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        x[i] = 1.0;
        x[6 + i] = i == 5 ? 1.0 : 0.0;
        y[i] = others[i];
    }
    assert_int_equal(solve(6, 2, NULL, 0, ES_SE_HC2), ES_LINEAR_LEVERAGE);
    assert_int_equal(solve(6, 2, NULL, 0, ES_SE_HC3), ES_LINEAR_LEVERAGE);
    assert_int_equal(solve(6, 2, NULL, 0, ES_SE_HC0), ES_LINEAR_OK);
    assert_int_equal(solve(6, 2, NULL, 0, ES_SE_HC1), ES_LINEAR_OK);
    assert_int_equal(solve(6, 2, NULL, 0, ES_SE_OLS), ES_LINEAR_OK);
    x[6 + 4] = 1e-4; /* nearly, but h is below 1 - 1e-12 */
    assert_int_equal(solve(6, 2, NULL, 0, ES_SE_HC3), ES_LINEAR_OK);
    assert_true(isfinite(fit.se[0]) && isfinite(fit.se[1]));
}

/* A left-hand side that does not vary has no R^2, whatever its value. */
static void a_constant_has_no_r_squared(void **state)
{
    static const double constants[] = {0.0, 1.0, 0.0123, -7.3, 1e-9};
    noise source = {12};
    (void)state;
    for (size_t k = 0; k < 5; k++)
        for (size_t n = 5; n < 50; n += 7) {
            for (size_t i = 0; i < n; i++) {
                x[i] = 1.0;
                x[n + i] = noise_normal(&source);
                y[i] = constants[k];
                weight[i] = 1.0 + noise_uniform(&source);
            }
            assert_int_equal(solve(n, 2, NULL, 0, ES_SE_OLS), ES_LINEAR_OK);
            assert_nan(fit.r2);
            assert_int_equal(solve(n, 2, weight, 0, ES_SE_OLS), ES_LINEAR_OK);
            assert_nan(fit.r2);
        }
}

/* ---- matrix formulas ---- */

typedef struct oracle {
    size_t n, p;
    long double inverse[P][P], meat[P][P], b[P], u[N], h[N], w[N], r2;
} oracle;

static oracle o;

static long double at(size_t i, size_t k)
{
    return (long double)x[k * o.n + i];
}

/* Gauss and Jordan on [A | I]. */
static void invert(long double a[P][P])
{
    for (size_t i = 0; i < o.p; i++)
        for (size_t j = 0; j < o.p; j++)
            o.inverse[i][j] = i == j ? 1.0L : 0.0L;
    for (size_t k = 0; k < o.p; k++) {
        long double pivot = a[k][k];
        for (size_t j = 0; j < o.p; j++) {
            a[k][j] /= pivot;
            o.inverse[k][j] /= pivot;
        }
        for (size_t i = 0; i < o.p; i++) {
            long double factor = a[i][k];
            for (size_t j = 0; j < o.p && i != k; j++) {
                a[i][j] -= factor * a[k][j];
                o.inverse[i][j] -= factor * o.inverse[k][j];
            }
        }
    }
}

/* b = (X'WX)^-1 X'Wy, u = y - Xb, h_i = w_i x_i'(X'WX)^-1 x_i, R^2 about the weighted mean. */
static void fit_oracle(size_t n, size_t p, const double *w)
{
    long double a[P][P] = {{0}}, right[P] = {0}, mean = 0.0L, weights = 0.0L, total = 0.0L;
    long double rest = 0.0L;
    o.n = n;
    o.p = p;
    for (size_t i = 0; i < n; i++) {
        o.w[i] = w ? (long double)w[i] : 1.0L;
        weights += o.w[i];
        mean += o.w[i] * (long double)y[i];
        for (size_t j = 0; j < p; j++) {
            right[j] += o.w[i] * at(i, j) * (long double)y[i];
            for (size_t k = 0; k < p; k++)
                a[j][k] += o.w[i] * at(i, j) * at(i, k);
        }
    }
    invert(a);
    for (size_t j = 0; j < p; j++) {
        o.b[j] = 0.0L;
        for (size_t k = 0; k < p; k++)
            o.b[j] += o.inverse[j][k] * right[k];
    }
    for (size_t i = 0; i < n; i++) {
        o.u[i] = (long double)y[i];
        o.h[i] = 0.0L;
        for (size_t j = 0; j < p; j++) {
            o.u[i] -= at(i, j) * o.b[j];
            for (size_t k = 0; k < p; k++)
                o.h[i] += o.w[i] * at(i, j) * o.inverse[j][k] * at(i, k);
        }
        rest += o.w[i] * o.u[i] * o.u[i];
        total +=
            o.w[i] * ((long double)y[i] - mean / weights) * ((long double)y[i] - mean / weights);
    }
    o.r2 = 1.0L - rest / total;
}

/* The weight of the pair of rows (i, k) in the meat sum w_i u_i x_i x_k' u_k w_k. */
static long double pair(es_se se, size_t n_clusters, size_t i, size_t k)
{
    long double n = (long double)o.n, p = (long double)o.p, g = (long double)n_clusters;
    size_t gap = i > k ? i - k : k - i, most = es_newey_west_lag(o.n);
    switch (se) {
    case ES_SE_HC0:
        return i == k ? 1.0L : 0.0L;
    case ES_SE_HC1:
        return i == k ? n / (n - p) : 0.0L;
    case ES_SE_HC2:
        return i == k ? 1.0L / (1.0L - o.h[i]) : 0.0L;
    case ES_SE_HC3:
        return i == k ? 1.0L / ((1.0L - o.h[i]) * (1.0L - o.h[i])) : 0.0L;
    case ES_SE_NW:
        return gap > most ? 0.0L
                          : n / (n - p) * (1.0L - (long double)gap / ((long double)most + 1.0L));
    default:
        return cluster[i] == cluster[k] ? g / (g - 1.0L) * (n - 1.0L) / (n - p) : 0.0L;
    }
}

static long double oracle_se(es_se se, size_t n_clusters, size_t j)
{
    long double sum = 0.0L, s[N];
    for (size_t i = 0; i < o.n; i++) { /* row j of B X' W u, by row */
        s[i] = 0.0L;
        for (size_t k = 0; k < o.p; k++)
            s[i] += o.inverse[j][k] * at(i, k);
        s[i] *= o.w[i] * o.u[i];
    }
    if (se == ES_SE_OLS || se == ES_SE_WLS) {
        for (size_t i = 0; i < o.n; i++)
            sum += o.w[i] * o.u[i] * o.u[i];
        return sqrtl(sum / (long double)(o.n - o.p) * o.inverse[j][j]);
    }
    for (size_t i = 0; i < o.n; i++)
        for (size_t k = 0; k < o.n; k++)
            sum += s[i] * s[k] * pair(se, n_clusters, i, k);
    return sqrtl(sum);
}

static void random_problem(noise *source, size_t n, size_t p)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = 1.0;
        for (size_t k = 1; k < p; k++)
            x[k * n + i] = exp(noise_normal(source)) + (double)k;
        y[i] = 0.01 + 0.02 * noise_normal(source) * x[(p - 1) * n + i];
        weight[i] = exp(2.0 * noise_normal(source));
        cluster[i] = (uint32_t)(i < CLUSTERS ? i : noise_below(source, CLUSTERS));
    }
}

static void formulas_at_random(void **state)
{
    noise source = {2024};
    (void)state;
    for (size_t p = 1; p <= P; p++)
        for (size_t n = 12; n <= N; n += 37)
            for (int weighted = 0; weighted < 2; weighted++) {
                const double *w = weighted ? weight : NULL;
                random_problem(&source, n, p);
                fit_oracle(n, p, w);
                for (int se = 0; se < ES_N_SE; se++) {
                    bool clustered = se == ES_SE_CLUSTER_DATE || se == ES_SE_CLUSTER_SECURITY;
                    assert_int_equal(solve(n, p, w, CLUSTERS, (es_se)se), ES_LINEAR_OK);
                    assert_close(fit.df, clustered ? CLUSTERS - 1.0 : (double)(n - p), 0.0);
                    assert_close(fit.r2, (double)o.r2, 1e-11);
                    for (size_t j = 0; j < p; j++) {
                        double wanted = (double)oracle_se((es_se)se, CLUSTERS, j);
                        assert_close(fit.b[j], (double)o.b[j], 1e-11);
                        assert_close(fit.se[j] / wanted, 1.0, 1e-8);
                    }
                }
            }
}

/* Clusters of one row each: CR1 is HC1 but for the factors. */
static void clusters_of_one(void **state)
{
    noise source = {9};
    double hc1[3];
    (void)state;
    random_problem(&source, 40, 3);
    for (uint32_t i = 0; i < 40; i++)
        cluster[i] = 39 - i;
    assert_int_equal(solve(40, 3, NULL, 0, ES_SE_HC1), ES_LINEAR_OK);
    memcpy(hc1, fit.se, sizeof hc1);
    assert_int_equal(solve(40, 3, NULL, 40, ES_SE_CLUSTER_DATE), ES_LINEAR_OK);
    for (size_t j = 0; j < 3; j++) /* n/(n-k) against n/(n-1) (n-1)/(n-k): the same */
        assert_close(fit.se[j] / hc1[j], 1.0, 1e-12);
    assert_close(fit.df, 39.0, 0.0);
}

static void leverage_adds_up_to_p(void **state)
{
    noise source = {10};
    double xtx_inv[P * P], h[N], sum = 0.0;
    (void)state;
    random_problem(&source, 50, 4);
    fit_oracle(50, 4, NULL);
    for (size_t j = 0; j < 4; j++)
        for (size_t k = 0; k < 4; k++)
            xtx_inv[j * 4 + k] = (double)o.inverse[j][k];
    es_leverage(50, 4, x, xtx_inv, h);
    for (size_t i = 0; i < 50; i++) {
        assert_close(h[i], (double)o.h[i], 1e-11);
        sum += h[i];
    }
    assert_close(sum, 4.0, 1e-10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_by_hand),
        cmocka_unit_test(lags_by_hand),
        cmocka_unit_test(keys),
        cmocka_unit_test(reasons),
        cmocka_unit_test(a_row_that_fits_itself),
        cmocka_unit_test(a_constant_has_no_r_squared),
        cmocka_unit_test(formulas_at_random),
        cmocka_unit_test(clusters_of_one),
        cmocka_unit_test(leverage_adds_up_to_p),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
