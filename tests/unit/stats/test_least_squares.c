#include "stats/least_squares.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_multifit.h>

#include "stats/sum.h"
#include "stats/tail.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { ROWS = 300, COLUMNS = ES_MAX_COEFFICIENTS };

/* What one fit needs and gives. */
static double x[ROWS * COLUMNS], y[ROWS], work[ROWS * (COLUMNS + 1)];
static double b[COLUMNS], inv[COLUMNS * COLUMNS];

static double residual_sd(size_t n, size_t p)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double u = y[i];
        for (size_t k = 0; k < p; k++)
            u -= b[k] * x[k * n + i];
        sum += u * u;
    }
    return sqrt(sum / (double)(n - p));
}

/* Digits on which two numbers agree. */
static double digits(double actual, double certified)
{
    double off = fabs(actual - certified);
    return off == 0.0 ? 16.0 : -log10(off / (certified == 0.0 ? 1.0 : fabs(certified)));
}

/* Fits (x, y) and holds coefficients, their standard errors and the residual standard deviation
 * against certified values; prints the fewest digits of agreement of each. */
static void hold_against(const char *name, size_t n, size_t p, const double *estimate,
                         const double *error, double sd, double need_b, double need_error)
{
    double least_b = 16.0, least_error = 16.0, own_sd;
    assert_true(es_least_squares(n, p, x, y, work, b, inv));
    own_sd = residual_sd(n, p);
    for (size_t k = 0; k < p; k++) {
        least_b = fmin(least_b, digits(b[k], estimate[k]));
        least_error = fmin(least_error, digits(own_sd * sqrt(inv[k * p + k]), error[k]));
    }
    print_message("%s: digits of coefficients %.1f, of standard errors %.1f, of sd %.1f\n", name,
                  least_b, least_error, digits(own_sd, sd));
    assert_true(least_b >= need_b);
    assert_true(least_error >= need_error);
    assert_true(digits(own_sd, sd) >= need_error);
}

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

/* NIST StRD, linear least squares, Longley (higher difficulty; J. W. Longley, JASA 62, 1967).
 * Data and certified values as published at itl.nist.gov/div898/strd/lls/data/Longley.shtml. */
static void test_certified_longley(void **state)
{
    static const double data[16][7] = {{60323, 83.0, 234289, 2356, 1590, 107608, 1947},
                                       {61122, 88.5, 259426, 2325, 1456, 108632, 1948},
                                       {60171, 88.2, 258054, 3682, 1616, 109773, 1949},
                                       {61187, 89.5, 284599, 3351, 1650, 110929, 1950},
                                       {63221, 96.2, 328975, 2099, 3099, 112075, 1951},
                                       {63639, 98.1, 346999, 1932, 3594, 113270, 1952},
                                       {64989, 99.0, 365385, 1870, 3547, 115094, 1953},
                                       {63761, 100.0, 363112, 3578, 3350, 116219, 1954},
                                       {66019, 101.2, 397469, 2904, 3048, 117388, 1955},
                                       {67857, 104.6, 419180, 2822, 2857, 118734, 1956},
                                       {68169, 108.4, 442769, 2936, 2798, 120445, 1957},
                                       {66513, 110.8, 444546, 4681, 2637, 121950, 1958},
                                       {68655, 112.6, 482704, 3813, 2552, 123366, 1959},
                                       {69564, 114.2, 502601, 3931, 2514, 125368, 1960},
                                       {69331, 115.7, 518173, 4806, 2572, 127852, 1961},
                                       {70551, 116.9, 554894, 4007, 2827, 130081, 1962}};
    static const double estimate[] = {-3482258.63459582, 15.0618722713733,  -0.358191792925910E-01,
                                      -2.02022980381683, -1.03322686717359, -0.511041056535807E-01,
                                      1829.15146461355};
    static const double error[] = {890420.383607373,  84.9149257747669,  0.334910077722432E-01,
                                   0.488399681651699, 0.214274163161675, 0.226073200069370,
                                   455.478499142212};
    (void)state;
    for (size_t i = 0; i < 16; i++) {
        y[i] = data[i][0];
        x[i] = 1.0;
        for (size_t k = 1; k < 7; k++)
            x[k * 16 + i] = data[i][k];
    }
    hold_against("Longley", 16, 7, estimate, error, 304.854073561965, 9.0, 9.0);
}

/* NIST StRD, Norris (lower difficulty; ozone monitors, J. Norris, NIST). */
static void test_certified_norris(void **state)
{
    static const double at[] = {0.2,   337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6,
                                777.0, 558.2, 0.4,   0.6,   775.5, 666.9, 338.0, 447.5, 11.6,
                                556.0, 228.1, 995.8, 887.6, 120.2, 0.3,   0.3,   556.8, 339.1,
                                887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5};
    static const double value[] = {0.1,   338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1,
                                   778.9, 559.2, 0.3,   0.1,   778.1, 668.8, 339.3, 448.9, 10.8,
                                   557.7, 228.3, 998.0, 888.8, 119.6, 0.3,   0.6,   557.6, 339.3,
                                   888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2};
    static const double estimate[] = {-0.262323073774029, 1.00211681802045};
    static const double error[] = {0.232818234301152, 0.429796848199937E-03};
    double line_b[2], line_inv[4];
    (void)state;
    for (size_t i = 0; i < 36; i++) {
        x[i] = 1.0;
        x[36 + i] = at[i];
        y[i] = value[i];
    }
    hold_against("Norris", 36, 2, estimate, error, 0.884796396144373, 12.0, 12.0);
    assert_true(es_line_fit(36, at, value, line_b, line_inv));
    for (size_t k = 0; k < 2; k++) {
        assert_true(digits(line_b[k], estimate[k]) >= 12.0);
        assert_true(digits(0.884796396144373 * sqrt(line_inv[3 * k]), error[k]) >= 12.0);
    }
}

/* NIST StRD, Wampler1..5 (higher difficulty; R. H. Wampler, JASA 65, 1970): polynomials of degree 5
 * at 0..20.  1 and 2 fit exactly; 3, 4 and 5 are 1 with one pattern of errors times 1, 100, 10000.
 * All certified coefficients of 1, 3, 4, 5 are 1, those of 2 are 1, 0.1, ..., 0.00001. */
static void test_certified_wampler(void **state)
{
    static const double three[] = {760,    -2042,  2111,    -1684,   3888,    1858,    11379,
                                   17560,  39287,  64382,   113159,  175108,  273291,  400186,
                                   581243, 811568, 1121004, 1506550, 2002767, 2611612, 3369180};
    static const double ones[] = {1, 1, 1, 1, 1, 1}, powers[] = {1, 0.1, 0.01, 1e-3, 1e-4, 1e-5};
    static const double need[] = {8.5, 6.5, 4.5}; /* the errors grow, the digits go */
    double exact[21], error[6];
    static const double error3[] = {2152.32624678170, 2363.55173469681, 779.343524331583,
                                    101.475507550350, 5.64566512170752, 0.112324854679312};
    (void)state;
    for (size_t i = 0; i < 21; i++) {
        exact[i] = 0.0;
        for (size_t k = 0; k < 6; k++) {
            x[k * 21 + i] = pow((double)i, (double)k);
            exact[i] += x[k * 21 + i];
        }
        y[i] = exact[i];
    }
    assert_true(es_least_squares(21, 6, x, y, work, b, inv)); /* Wampler1 */
    for (size_t k = 0; k < 6; k++)
        assert_true(digits(b[k], ones[k]) >= 7.0);
    for (size_t i = 0; i < 21; i++) /* Wampler2 */
        y[i] = 1
               + (double)i / 10
                     * (1
                        + (double)i / 10
                              * (1 + (double)i / 10 * (1 + (double)i / 10 * (1 + (double)i / 10))));
    assert_true(es_least_squares(21, 6, x, y, work, b, inv));
    for (size_t k = 0; k < 6; k++)
        assert_true(digits(b[k], powers[k]) >= 9.0);
    for (size_t w = 0; w < 3; w++) { /* Wampler3, 4, 5 */
        double factor = pow(100.0, (double)w);
        for (size_t i = 0; i < 21; i++)
            y[i] = exact[i] + factor * (three[i] - exact[i]);
        for (size_t k = 0; k < 6; k++)
            error[k] = factor * error3[k];
        hold_against("Wampler3..5", 21, 6, ones, error, factor * 2360.14502379268, need[w], 9.0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_certified_longley),
                                       cmocka_unit_test(test_certified_norris),
                                       cmocka_unit_test(test_certified_wampler),
                                       cmocka_unit_test(test_random_designs_against_gsl),
                                       cmocka_unit_test(test_returns_against_gsl),
                                       cmocka_unit_test(test_line_equals_general),
                                       cmocka_unit_test(test_singular_designs),
                                       cmocka_unit_test(test_threshold),
                                       cmocka_unit_test(test_square),
                                       cmocka_unit_test(test_normal_equations_hold)};
    es_stats_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
