/* Robust regression of the market model (METHODS M-15): conditions that hold at the solution,
 * whatever the way there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_multifit.h>

#include "model/model.h"
#include "stats/tail.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 300 };

static double x[2 * MOST], y[MOST], residual[MOST];
static es_fit fit;
static const es_fit_options own = {0}, by_gsl = {.robust_impl = ES_ROBUST_GSL};
static const char *const ids[] = {"robust_huber", "robust_bisquare"};

static void estimate(const char *id, size_t n, const es_fit_options *options)
{
    const es_model *model = es_model_find(id);
    const es_regression data = {.n = n, .p = 2, .y = y, .x = x};
    size_t size = model->work_size ? model->work_size(n, 2, 0) : n * 3;
    double *work = malloc((size + 1) * sizeof *work);
    assert_non_null(work);
    work[size] = 77.0;
    memset(&fit, 0x5A, sizeof fit);
    model->fit(model, &data, options, work, &fit, residual);
    assert_true(work[size] == 77.0);
    free(work);
}

/* Fat-tailed rows, on request over gaps (scaled by the roots of spans). */
static void random_rows(uint64_t seed, size_t n, bool gaps)
{
    noise source = {seed};
    for (size_t i = 0; i < n; i++) {
        double root = gaps && i % 5 == 0 ? sqrt(2.0 + (double)(i % 3)) : 1.0;
        double z = noise_normal(&source) / (0.3 + noise_uniform(&source));
        x[i] = root;
        x[n + i] = 0.01 * noise_normal(&source) / root;
        y[i] = 0.0005 * root + 1.2 * x[n + i] + 0.02 * z;
    }
}

static int ascending(const void *a, const void *b)
{
    const double *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* med|u| / 0.6745 about zero, no correction for degrees of freedom. */
static double scale_of(size_t n)
{
    double size[MOST];
    for (size_t i = 0; i < n; i++)
        size[i] = fabs(residual[i]);
    qsort(size, n, sizeof *size, ascending);
    return 0.5 * (size[(n - 1) / 2] + size[n / 2]) / 0.674489750196082;
}

static double weight_of(size_t kind, double u)
{
    double v = u / 4.685;
    if (kind == 0)
        return fmin(1.0, 1.345 / fabs(u));
    return fabs(v) < 1.0 ? (1.0 - v * v) * (1.0 - v * v) : 0.0;
}

static void ordinary(size_t n, double b[2], double inverse[4])
{
    double a = 0.0, c = 0.0, d = 0.0, e = 0.0, f = 0.0, det;
    for (size_t i = 0; i < n; i++) {
        a += x[i] * x[i];
        c += x[i] * x[n + i];
        d += x[n + i] * x[n + i];
        e += x[i] * y[i];
        f += x[n + i] * y[i];
    }
    det = a * d - c * c;
    b[0] = (d * e - c * f) / det;
    b[1] = (a * f - c * e) / det;
    inverse[0] = d / det;
    inverse[1] = inverse[2] = -c / det;
    inverse[3] = a / det;
}

/* X'W(y - Xb) = 0 with the weights of the solution's own residuals; sigma of the unweighted ones;
 * (X'X)^-1 of ordinary least squares. */
static void the_weighted_normal_equations_hold(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++)
        for (uint64_t seed = 1; seed < 30; seed++) {
            size_t n = 24 + 9 * (size_t)seed;
            double s, sums[2] = {0.0, 0.0}, sizes[2] = {0.0, 0.0}, squares = 0.0, b[2], inverse[4];
            random_rows(seed, n, seed % 2);
            estimate(ids[kind], n, &own);
            assert_int_equal(fit.status, ES_FIT_OK);
            s = scale_of(n);
            for (size_t i = 0; i < n; i++) {
                double w = weight_of(kind, residual[i] / s);
                assert_close(residual[i], y[i] - fit.b[0] * x[i] - fit.b[1] * x[n + i], 1e-14);
                squares += residual[i] * residual[i];
                for (size_t k = 0; k < 2; k++) {
                    sums[k] += w * residual[i] * x[k * n + i];
                    sizes[k] += fabs(w * residual[i] * x[k * n + i]);
                }
            }
            for (size_t k = 0; k < 2; k++)
                assert_true(fabs(sums[k]) <= 1e-9 * sizes[k]);
            ordinary(n, b, inverse);
            assert_true(fabs(fit.b[1] - b[1]) > 1e-4); /* it is not least squares */
            for (size_t k = 0; k < 4; k++)
                assert_close(fit.xtx_inv[k] / inverse[k], 1.0, 1e-9);
            assert_int_equal(fit.n, n);
            assert_int_equal(fit.p, 2);
            assert_close(fit.df, (double)n - 2.0, 0.0);
            assert_close(fit.sigma, sqrt(squares / ((double)n - 2.0)), 1e-13);
        }
}

/* y = 0.001 + 2 x on seven rows, 5 percent off on the eighth: bisquare gives that row no weight
 * and the others' line, exact but for rounding (then more than half of the rows fit and b stays).
 * The unweighted residuals hold the outlier: sigma = 0.05 / sqrt 6. */
static void an_outlier_by_hand(void **state)
{
    static const double market[] = {-0.02, -0.013, 0.004, 0.009, 0.011, -0.006, 0.017, 0.001};
    double b[2], inverse[4];
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        x[i] = 1.0;
        x[8 + i] = market[i];
        y[i] = 0.001 + 2.0 * market[i] + (i == 7 ? 0.05 : 0.0);
    }
    ordinary(8, b, inverse);
    assert_true(fabs(b[0] - 0.001) > 0.005);
    estimate("robust_bisquare", 8, &own);
    assert_int_equal(fit.status, ES_FIT_OK);
    assert_close(fit.b[0], 0.001, 1e-9);
    assert_close(fit.b[1], 2.0, 1e-7);
    assert_close(fit.sigma, 0.05 / sqrt(6.0), 1e-9);
}

/* One return of 80 percent moves the robust lines by less than a fifth of what it moves the
 * ordinary one. */
static void an_outlier_moves_it_little(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++)
        for (int gsl = 0; gsl < 2; gsl++)
            for (uint64_t seed = 1; seed < 10; seed++) {
                double before[2], b[2], after[2], inverse[4];
                random_rows(seed, 120, false);
                x[120 + 17] = 0.03;
                ordinary(120, b, inverse);
                estimate(ids[kind], 120, gsl ? &by_gsl : &own);
                memcpy(before, fit.b, sizeof before);
                y[17] += 0.8;
                ordinary(120, after, inverse);
                estimate(ids[kind], 120, gsl ? &by_gsl : &own);
                for (size_t k = 0; k < 2; k++)
                    assert_true(fabs(fit.b[k] - before[k]) < 0.2 * fabs(after[k] - b[k]));
            }
}

/* Huber's line minimises sum rho(u/s) at its own scale: no small step in any direction helps. */
static double huber_loss(size_t n, double a, double b, double s)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double u = fabs(y[i] - a * x[i] - b * x[n + i]) / s;
        sum += u <= 1.345 ? 0.5 * u * u : 1.345 * u - 0.5 * 1.345 * 1.345;
    }
    return sum;
}

static void huber_is_a_minimum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        double s, least;
        random_rows(seed, 150, seed % 2);
        estimate("robust_huber", 150, &own);
        s = scale_of(150);
        least = huber_loss(150, fit.b[0], fit.b[1], s);
        for (int k = 0; k < 12; k++) {
            double angle = 0.5236 * k;
            assert_true(
                huber_loss(150, fit.b[0] + 1e-5 * cos(angle), fit.b[1] + 1e-3 * sin(angle), s)
                > least);
        }
    }
}

/* Scaling y scales the line; adding a line to y adds it to the solution. */
static void equivariance(void **state)
{
    double b[2];
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        random_rows(7, 130, true);
        estimate(ids[kind], 130, &own);
        memcpy(b, fit.b, sizeof b);
        for (size_t i = 0; i < 130; i++)
            y[i] = 37.0 * y[i] + 0.02 * x[i] - 1.5 * x[130 + i];
        estimate(ids[kind], 130, &own);
        assert_close(fit.b[0], 37.0 * b[0] + 0.02, 1e-9);
        assert_close(fit.b[1], 37.0 * b[1] - 1.5, 1e-8);
    }
}

static void gsl_gives_its_own(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++)
        for (uint64_t seed = 1; seed < 8; seed++) {
            size_t n = 90;
            gsl_multifit_robust_workspace *work = gsl_multifit_robust_alloc(
                kind ? gsl_multifit_robust_bisquare : gsl_multifit_robust_huber, n, 2);
            gsl_matrix *design = gsl_matrix_alloc(n, 2), *covariance = gsl_matrix_alloc(2, 2);
            gsl_vector *b = gsl_vector_alloc(2);
            gsl_vector_const_view left = gsl_vector_const_view_array(y, n);
            double squares = 0.0;
            random_rows(seed, n, seed % 2);
            for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < 2; k++)
                    gsl_matrix_set(design, i, k, x[k * n + i]);
            (void)gsl_multifit_robust_maxiter(500, work);
            (void)gsl_multifit_robust(design, &left.vector, b, covariance, work);
            estimate(ids[kind], n, &by_gsl);
            assert_int_equal(fit.status, ES_FIT_OK);
            for (size_t k = 0; k < 2; k++)
                assert_close(fit.b[k], gsl_vector_get(b, k), 1e-12);
            for (size_t i = 0; i < n; i++) {
                double u = y[i] - gsl_vector_get(b, 0) * x[i] - gsl_vector_get(b, 1) * x[n + i];
                assert_close(residual[i], u, 1e-12);
                squares += u * u;
            }
            assert_close(fit.sigma, sqrt(squares / 88.0), 1e-12); /* not GSL's own scale */
            estimate(ids[kind], n, &own);
            assert_true(fabs(fit.b[1] - gsl_vector_get(b, 1)) > 1e-7);
            gsl_vector_free(b);
            gsl_matrix_free(covariance);
            gsl_matrix_free(design);
            gsl_multifit_robust_free(work);
        }
}

static void degenerate_rows(void **state)
{
    noise source = {5};
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        for (size_t i = 0; i < 40; i++) {
            x[i] = 1.0;
            x[40 + i] = 0.0123;
            y[i] = 0.01 * noise_normal(&source);
        }
        estimate(ids[kind], 40, &own);
        assert_int_equal(fit.status, ES_FIT_SINGULAR); /* E-6 */
        for (size_t i = 0; i < 40; i++) {
            x[40 + i] = 0.01 * noise_normal(&source);
            y[i] = 0.002 + 0.7 * x[40 + i];
        }
        estimate(ids[kind], 40, &own);
        assert_int_equal(fit.status, ES_FIT_NO_VARIANCE); /* E-5 */
        for (size_t i = 0; i < 40; i++)
            y[i] = 0.0;
        estimate(ids[kind], 40, &own);
        assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
    }
}

/* The market moves on two days only, on which the returns lie far on either side of all others: the
 * bisquare gives them no weight, and what is left has one regressor value (E-6).  Huber keeps them.
 */
static void without_the_outliers_nothing_moves(void **state)
{
    (void)state;
    for (size_t i = 0; i < 9; i++) {
        x[i] = 1.0;
        x[9 + i] = i < 2 ? 0.03 : 0.0;
        y[i] = i < 2 ? (i ? 3.0 : -3.0) : 0.001 * (double)i;
    }
    estimate("robust_bisquare", 9, &own);
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
    estimate("robust_huber", 9, &own);
    assert_int_equal(fit.status, ES_FIT_OK);
}

static void small_rows(size_t n, const double *market, const double *ret)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = 1.0;
        x[n + i] = market[i];
        y[i] = ret[i];
    }
}

/* How far one more pass from the residuals at hand would move the coefficients. */
static double next_step(size_t n, size_t kind)
{
    double a = 0.0, c = 0.0, d = 0.0, e = 0.0, f = 0.0, s = scale_of(n), b[2];
    for (size_t i = 0; i < n; i++) {
        double w = weight_of(kind, residual[i] / s);
        a += w;
        c += w * x[n + i];
        d += w * x[n + i] * x[n + i];
        e += w * y[i];
        f += w * x[n + i] * y[i];
    }
    b[0] = (d * e - c * f) / (a * d - c * c);
    b[1] = (a * f - c * e) / (a * d - c * c);
    return fmax(fabs(b[0] - fit.b[0]), fabs(b[1] - fit.b[1]));
}

/* Few rows, between which the median jumps for ever: after 500 passes the last one stands. */
static void passes_end_without_rest(void **state)
{
    const double hx[] = {1, 0, 2, 3, 0, 3}, hy[] = {6, 2, 2, 0, 2, 0};
    const double bx[] = {3, 1, 1, 0, 0, 2, 4, 1, 1, 2, 2};
    const double by[] = {8, 4, 2, 8, 6, 8, 1, 3, 0, 2, 2};
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        size_t n = kind ? 11 : 6;
        small_rows(n, kind ? bx : hx, kind ? by : hy);
        estimate(ids[kind], n, &own);
        assert_int_equal(fit.status, ES_FIT_OK);
        for (size_t i = 0; i < n; i++)
            assert_close(residual[i], y[i] - fit.b[0] - fit.b[1] * x[n + i], 1e-13);
        assert_true(next_step(n, kind) > 1e-6);
    }
}

/* The GNU Scientific Library calls its own such case a failure. */
static void gsl_may_not_converge(void **state)
{
    const double market[] = {3, 1, 0, 4, 4, 3, 0, 2}, ret[] = {2, 4, 8, 2, 3, 2, 5, 1};
    (void)state;
    small_rows(8, market, ret);
    estimate("robust_bisquare", 8, &by_gsl);
    assert_int_equal(fit.status, ES_FIT_SINGULAR);
    estimate("robust_bisquare", 8, &own);
    assert_int_equal(fit.status, ES_FIT_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_weighted_normal_equations_hold),
        cmocka_unit_test(an_outlier_by_hand),
        cmocka_unit_test(an_outlier_moves_it_little),
        cmocka_unit_test(huber_is_a_minimum),
        cmocka_unit_test(equivariance),
        cmocka_unit_test(gsl_gives_its_own),
        cmocka_unit_test(degenerate_rows),
        cmocka_unit_test(without_the_outliers_nothing_moves),
        cmocka_unit_test(passes_end_without_rest),
        cmocka_unit_test(gsl_may_not_converge),
    };
    es_stats_init(); /* no abort in GSL */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
