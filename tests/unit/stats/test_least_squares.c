#include "stats/least_squares.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_multifit.h>

#include "stats/certified.h"
#include "stats/sum.h"
#include "stats/tail.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { ROWS = 300, COLUMNS = ES_MAX_COEFFICIENTS };

/* What one fit needs and gives. */
static double x[ROWS * COLUMNS], y[ROWS], work[ROWS * (COLUMNS + 1)];
static double b[COLUMNS], inv[COLUMNS * COLUMNS];

static void test_by_hand(void **state)
{
    /* y = b0 + b1 x at x = -1, 0, 1, 2 and y = 0.5, 1, 4, 3.5:
     * means 0.5 and 2.25, sxx = 2.25 + 0.25 + 0.25 + 2.25 = 5
     * sxy = (-1.5)(-1.75) + (-0.5)(-1.25) + 0.5 (1.75) + 1.5 (1.25) = 6
     * b1 = 1.2, b0 = 2.25 - 0.6 = 1.65
     * (X'X)^-1 = [4 2; 2 6]^-1 = [6 -2; -2 4] / 20 */
    static const double design[] = {1, 1, 1, 1, -1, 0, 1, 2}, values[] = {0.5, 1.0, 4.0, 3.5};
    static const double inverse[] = {0.3, -0.1, -0.1, 0.2};
    double line_b[2], line_inv[4];
    (void)state;
    assert_true(es_least_squares(4, 2, design, values, work, b, inv));
    assert_true(es_line_fit(4, design + 4, values, line_b, line_inv));
    assert_close(b[0], 1.65, 1e-14);
    assert_close(b[1], 1.2, 1e-14);
    assert_close(line_b[0], 1.65, 1e-14);
    assert_close(line_b[1], 1.2, 1e-14);
    for (size_t i = 0; i < 4; i++) {
        assert_close(inv[i], inverse[i], 1e-14);
        assert_close(line_inv[i], inverse[i], 1e-14);
    }
}

/* Certified designs of full size are in test_certified; here the line alone. */
static void test_certified_line(void **state)
{
    const es_certified *norris = es_certified_at(0);
    double line_b[2], line_inv[4];
    (void)state;
    assert_string_equal(norris->name, "Norris");
    assert_true(es_line_fit(norris->n, norris->x, norris->y, line_b, line_inv));
    for (size_t k = 0; k < 2; k++) {
        assert_close(line_b[k] / norris->b[k], 1.0, 5e-13);
        assert_close(norris->sigma * sqrt(line_inv[3 * k]) / norris->std_error[k], 1.0, 5e-13);
    }
}

/* Compares with GSL's singular value decomposition, which shares no line with ours. */
static void compare_with_gsl(size_t n, size_t p, double tol)
{
    gsl_matrix *design = gsl_matrix_alloc(n, p), *cov = gsl_matrix_alloc(p, p);
    gsl_vector *value = gsl_vector_alloc(n), *c = gsl_vector_alloc(p);
    gsl_multifit_linear_workspace *space = gsl_multifit_linear_alloc(n, p);
    double rss, unit;
    size_t rank;
    for (size_t i = 0; i < n; i++) {
        gsl_vector_set(value, i, y[i]);
        for (size_t k = 0; k < p; k++)
            gsl_matrix_set(design, i, k, x[k * n + i]);
    }
    assert_int_equal(gsl_multifit_linear_tsvd(design, value, 1e-14, c, cov, &rss, &rank, space), 0);
    assert_int_equal(rank, p);
    assert_true(es_least_squares(n, p, x, y, work, b, inv));
    unit = n > p ? rss / (double)(n - p) : 0.0; /* cov = unit (X'X)^-1 */
    for (size_t k = 0; k < p; k++) {
        assert_close(b[k], gsl_vector_get(c, k), tol);
        for (size_t j = 0; j < p && unit > 0.0; j++) {
            double scale = sqrt(inv[k * p + k] * inv[j * p + j]);
            assert_close(inv[k * p + j] / scale, gsl_matrix_get(cov, k, j) / unit / scale, tol);
        }
    }
    gsl_multifit_linear_free(space);
    gsl_vector_free(c);
    gsl_vector_free(value);
    gsl_matrix_free(cov);
    gsl_matrix_free(design);
}

static void test_random_designs_against_gsl(void **state)
{
    noise source = {31337};
    (void)state;
    for (size_t round = 0; round < 150; round++) {
        size_t p = 1 + noise_below(&source, COLUMNS);
        size_t n = p + 1 + noise_below(&source, ROWS - p - 1);
        for (size_t k = 0; k < p; k++) /* an intercept, columns of uneven size and mean */
            noise_fill(&source, n, 3.0 * noise_normal(&source), exp(2.0 * noise_normal(&source)),
                       x + k * n);
        for (size_t i = 0; i < n && round % 2; i++)
            x[i] = 1.0;
        noise_fill(&source, n, 0.4, 1.7, y);
        for (size_t i = 0; i < n; i++)
            y[i] += 0.8 * x[(p - 1) * n + i];
        compare_with_gsl(n, p, 1e-9);
    }
}

/* The size of daily returns, with scaled rows as gaps make them. */
static void test_returns_against_gsl(void **state)
{
    noise source = {2718};
    (void)state;
    for (size_t round = 0; round < 40; round++) {
        size_t n = 60 + noise_below(&source, 200);
        for (size_t i = 0; i < n; i++) {
            double root = sqrt(1.0 + (double)noise_below(&source, 4));
            x[i] = root;
            for (size_t k = 1; k < 4; k++)
                x[k * n + i] = (0.0003 + 0.011 * noise_normal(&source)) / root;
            y[i] =
                0.0002 * root + 1.1 * x[n + i] - 0.4 * x[2 * n + i] + 0.017 * noise_normal(&source);
        }
        compare_with_gsl(n, 4, 1e-11);
    }
}

static void test_line_equals_general(void **state)
{
    noise source = {161803};
    double line_b[2], line_inv[4];
    (void)state;
    for (size_t n = 3; n <= ROWS; n += 1 + n / 9) {
        for (size_t i = 0; i < n; i++) {
            x[i] = 1.0;
            x[n + i] = 0.0004 + 0.0113 * noise_normal(&source);
            y[i] = 0.0007 + 1.234 * x[n + i] + 0.021 * noise_normal(&source);
        }
        assert_true(es_least_squares(n, 2, x, y, work, b, inv));
        assert_true(es_line_fit(n, x + n, y, line_b, line_inv));
        for (size_t k = 0; k < 2; k++)
            assert_close(line_b[k], b[k], 1e-12);
        for (size_t k = 0; k < 4; k++)
            assert_true(fabs(line_inv[k] - inv[k])
                        <= 1e-12 * sqrt(inv[k / 2 * 3] * inv[k % 2 * 3]));
    }
}

static void fill_regular(size_t n, size_t p, uint64_t seed)
{
    noise source = {seed};
    for (size_t i = 0; i < n; i++)
        x[i] = 1.0;
    for (size_t k = 1; k < p; k++)
        noise_fill(&source, n, 0.0005, 0.0122, x + k * n);
    noise_fill(&source, n, 0.0, 0.02, y);
}

static void test_singular_designs(void **state)
{
    enum { N = 91, P = 4 };
    double line_b[2], line_inv[4];
    (void)state;
    fill_regular(N, P, 17);
    assert_true(es_least_squares(N, P, x, y, work, b, inv));
    for (size_t i = 0; i < N; i++) /* a constant column beside the intercept */
        x[2 * N + i] = 0.0123;
    assert_false(es_least_squares(N, P, x, y, work, b, inv));
    assert_false(es_line_fit(N, x + 2 * N, y, line_b, line_inv));
    fill_regular(N, P, 18);
    for (size_t i = 0; i < N; i++) /* collinear */
        x[3 * N + i] = 0.7 * x[N + i] - 1.9 * x[2 * N + i] + 0.002;
    assert_false(es_least_squares(N, P, x, y, work, b, inv));
    for (size_t k = 0; k < P; k++) { /* a column of zeros, in every place */
        fill_regular(N, P, 19);
        memset(x + k * N, 0, N * sizeof *x);
        assert_false(es_least_squares(N, P, x, y, work, b, inv));
    }
    memset(x, 0, N * sizeof *x);
    assert_false(es_least_squares(N, 1, x, y, work, b, inv));
    assert_false(es_line_fit(N, x, y, line_b, line_inv));
    fill_regular(N, P, 20); /* nearly collinear is not collinear */
    for (size_t i = 0; i < N; i++)
        x[3 * N + i] = x[N + i] + 1e-6 * y[i];
    assert_true(es_least_squares(N, P, x, y, work, b, inv));
}

/* The threshold of E-6: two columns (1, 0) and (0, r) have exactly the diagonal 1 and r. */
static void test_threshold(void **state)
{
    double design[] = {1.0, 0.0, 0.0, 0.9e-12}, value[] = {0.25, 0.5}, scratch[6];
    (void)state;
    assert_false(es_least_squares(2, 2, design, value, scratch, b, inv));
    design[3] = 1.1e-12;
    assert_true(es_least_squares(2, 2, design, value, scratch, b, inv));
    assert_close(b[1] * 1e-12, 0.5 / 1.1, 1e-12);
    design[0] = 0.9e-12, design[3] = 1.0; /* whichever column is the small one */
    assert_false(es_least_squares(2, 2, design, value, scratch, b, inv));
}

/* As many rows as columns: the system is solved. */
static void test_square(void **state)
{
    /* 2 b0 + b1 = 4, b0 - 3 b1 = -5: b0 = 1, b1 = 2 */
    static const double design[] = {2.0, 1.0, 1.0, -3.0}, value[] = {4.0, -5.0};
    double scratch[6];
    (void)state;
    assert_true(es_least_squares(2, 2, design, value, scratch, b, inv));
    assert_close(b[0], 1.0, 1e-14);
    assert_close(b[1], 2.0, 1e-14);
    assert_true(es_least_squares(1, 1, design, value, scratch, b, inv));
    assert_close(b[0], 2.0, 1e-15);
    assert_close(inv[0], 0.25, 1e-15);
}

/* Residuals are orthogonal to every column, (X'X)(X'X)^-1 = I, and the input stays as it was. */
static void test_normal_equations_hold(void **state)
{
    static double before[ROWS * COLUMNS], u[ROWS];
    size_t n = 251, p = 7;
    (void)state;
    fill_regular(n, p, 4242);
    memcpy(before, x, sizeof before);
    assert_true(es_least_squares(n, p, x, y, work, b, inv));
    assert_memory_equal(before, x, sizeof before);
    for (size_t i = 0; i < n; i++) {
        u[i] = y[i];
        for (size_t k = 0; k < p; k++)
            u[i] -= b[k] * x[k * n + i];
    }
    for (size_t i = 0; i < p; i++) {
        assert_true(fabs(es_dot(n, x + i * n, u)) < 1e-14);
        for (size_t j = 0; j < p; j++) {
            double product = 0.0;
            for (size_t k = 0; k < p; k++)
                product += es_dot(n, x + i * n, x + k * n) * inv[k * p + j];
            assert_close(product, i == j ? 1.0 : 0.0, 1e-9);
            assert_true(inv[i * p + j] == inv[j * p + i]);
        }
    }
}

/* Leverages against x' (X'X)^-1 x, in designs where that can be had, and by hand: for x = -1, 0, 1,
 * 2 they are 1/4 + (x - 1/2)^2 / 5. */
static void test_leverage(void **state)
{
    static const double design[] = {1, 1, 1, 1, -1, 0, 1, 2}, values[] = {0.5, 1.0, 4.0, 3.5};
    static const double by_hand[] = {0.7, 0.3, 0.3, 0.7};
    double column[ROWS], h[ROWS];
    (void)state;
    assert_true(es_least_squares(4, 2, design, values, work, b, inv));
    es_leverage(4, 2, work, column, h);
    for (size_t i = 0; i < 4; i++)
        assert_close(h[i], by_hand[i], 1e-15);
    for (size_t p = 1; p <= 9; p++) {
        size_t n = 30 * p;
        fill_regular(n, p, 55 + p);
        assert_true(es_least_squares(n, p, x, y, work, b, inv));
        es_leverage(n, p, work, column, h);
        for (size_t i = 0; i < n; i++) {
            double expected = 0.0;
            for (size_t k = 0; k < p; k++)
                for (size_t j = 0; j < p; j++)
                    expected += x[k * n + i] * inv[k * p + j] * x[j * n + i];
            assert_close(h[i], expected, 1e-12);
        }
        assert_close(es_sum(n, h), (double)p, 1e-13);
    }
}

/* Powers of 0..20 up to the fifth: the product with (X'X)^-1 loses the digits that Q keeps.  The
 * design is symmetric about 10, and so are its leverages. */
static void test_leverage_of_powers(void **state)
{
    double column[21], h[21];
    (void)state;
    for (size_t i = 0; i < 21; i++)
        for (size_t k = 0; k < 6; k++)
            x[k * 21 + i] = pow((double)i, (double)k);
    assert_true(es_least_squares(21, 6, x, y, work, b, inv));
    es_leverage(21, 6, work, column, h);
    for (size_t i = 0; i < 10; i++)
        assert_close(h[i], h[20 - i], 1e-11);
    assert_close(es_sum(21, h), 6.0, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_certified_line),
                                       cmocka_unit_test(test_random_designs_against_gsl),
                                       cmocka_unit_test(test_returns_against_gsl),
                                       cmocka_unit_test(test_line_equals_general),
                                       cmocka_unit_test(test_singular_designs),
                                       cmocka_unit_test(test_threshold),
                                       cmocka_unit_test(test_square),
                                       cmocka_unit_test(test_normal_equations_hold),
                                       cmocka_unit_test(test_leverage),
                                       cmocka_unit_test(test_leverage_of_powers)};
    es_stats_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
