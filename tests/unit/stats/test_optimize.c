#include "stats/optimize.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"

/* Rosenbrock's valley 100 (v - u^2)^2 + (1 - u)^2: minimum 0 at (1, 1). */
static double valley(void *data, const double *t)
{
    double d = t[1] - t[0] * t[0];
    (void)data;
    return 100.0 * d * d + (1.0 - t[0]) * (1.0 - t[0]);
}

static double valley_slopes(void *data, const double *t, double *g, double *h)
{
    double d = t[1] - t[0] * t[0];
    g[0] = -400.0 * t[0] * d - 2.0 * (1.0 - t[0]);
    g[1] = 200.0 * d;
    h[0] = 1200.0 * t[0] * t[0] - 400.0 * t[1] + 2.0;
    h[1] = h[2] = -400.0 * t[0];
    h[3] = 200.0;
    return valley(data, t);
}

static const double SCALE[] = {1.0, 1.0};
static const double FAR_LOW[] = {-50.0, -50.0}, FAR_HIGH[] = {50.0, 50.0};

static es_objective in_box(const double *low, const double *high)
{
    return (es_objective){2, low, high, SCALE, NULL, valley, valley_slopes};
}

static void test_valley(void **state)
{
    static const double starts[][2] = {{-1.2, 1.0}, {3.7, -2.2}, {0.0, 40.0}, {1.0, 1.0}};
    es_objective f = in_box(FAR_LOW, FAR_HIGH);
    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        double t[] = {starts[i][0], starts[i][1]}, step[] = {0.3, 0.2}, value;
        assert_int_equal(es_newton(&f, 100, 1e-13, t, &value), ES_NEWTON_OPTIMUM);
        assert_close(t[0], 1.0, 1e-8);
        assert_close(t[1], 1.0, 1e-8);
        assert_close(value, 0.0, 1e-15);
        t[0] = starts[i][0], t[1] = starts[i][1];
        es_nelder_mead(&f, step, 5000, 1e-18, t, &value);
        assert_close(t[0], 1.0, 1e-7);
        assert_close(t[1], 1.0, 1e-7);
        assert_close(value, valley(NULL, t), 0.0);
    }
}

/* In u <= 1/2 the minimum lies at (1/2, 1/4) with value 1/4; in v <= 1/4 it does too; with both
 * fixed nothing moves. */
static void test_bounds(void **state)
{
    static const double half[] = {0.5, 50.0}, quarter[] = {50.0, 0.25};
    static const double corner[] = {-1.5, 2.0};
    double t[] = {-1.2, 1.0}, step[] = {0.3, 0.2}, value;
    es_objective f = in_box(FAR_LOW, half);
    (void)state;
    assert_int_equal(es_newton(&f, 100, 1e-13, t, &value), ES_NEWTON_OPTIMUM);
    assert_true(t[0] == 0.5);
    assert_close(t[1], 0.25, 1e-9);
    assert_close(value, 0.25, 1e-12);
    t[0] = -1.2, t[1] = 1.0;
    es_nelder_mead(&f, step, 5000, 1e-18, t, &value);
    assert_close(t[0], 0.5, 1e-7);
    assert_close(value, 0.25, 1e-7);
    f = in_box(FAR_LOW, quarter);
    t[0] = -1.2, t[1] = -3.0;
    assert_int_equal(es_newton(&f, 100, 1e-13, t, &value), ES_NEWTON_OPTIMUM);
    assert_true(t[1] <= 0.25);
    f = in_box(corner, corner);
    t[0] = corner[0], t[1] = corner[1];
    assert_int_equal(es_newton(&f, 100, 1e-13, t, &value), ES_NEWTON_OPTIMUM);
    assert_true(t[0] == corner[0] && t[1] == corner[1]);
}

static void test_steps_run_out(void **state)
{
    double t[] = {-1.2, 1.0}, value;
    es_objective f = in_box(FAR_LOW, FAR_HIGH);
    (void)state;
    assert_int_equal(es_newton(&f, 2, 1e-13, t, &value), ES_NEWTON_LIMIT);
    assert_close(value, valley(NULL, t), 0.0);
    assert_true(value < 24.2);
    es_nelder_mead(&f, SCALE, 1, 1e-18, t, &value); /* the first simplex only */
    assert_true(value <= valley(NULL, t));
}

/* |u - 1/3| + |v + 1/7| + (u^2 + v^2) / 20 + u v / 30: kinks in both directions. */
static double kinks(void *data, const double *t)
{
    (void)data;
    return fabs(t[0] - 1.0 / 3.0) + fabs(t[1] + 1.0 / 7.0) + (t[0] * t[0] + t[1] * t[1]) / 20.0
           + t[0] * t[1] / 30.0;
}

static double kinks_slopes(void *data, const double *t, double *g, double *h)
{
    g[0] = (t[0] > 1.0 / 3.0 ? 1.0 : -1.0) + t[0] / 10.0 + t[1] / 30.0;
    g[1] = (t[1] > -1.0 / 7.0 ? 1.0 : -1.0) + t[1] / 10.0 + t[0] / 30.0;
    h[0] = h[3] = 0.1;
    h[1] = h[2] = 1.0 / 30.0;
    return kinks(data, t);
}

static void test_kinks(void **state)
{
    double t[] = {1.37, -1.11}, step[] = {0.3, 0.2}, value, before;
    es_objective f = {2, FAR_LOW, FAR_HIGH, SCALE, NULL, kinks, kinks_slopes};
    (void)state;
    assert_int_equal(es_newton(&f, 400, 1e-13, t, &value), ES_NEWTON_STUCK);
    before = value;
    for (int i = 0; i < 5; i++)
        es_nelder_mead(&f, step, 2000, 1e-15, t, &value);
    assert_true(value <= before);
    assert_close(t[0], 1.0 / 3.0, 1e-9);
    assert_close(t[1], -1.0 / 7.0, 1e-9);
}

static double nowhere(void *data, const double *t)
{
    (void)data;
    (void)t;
    return (double)INFINITY;
}

static double nowhere_slopes(void *data, const double *t, double *g, double *h)
{
    memset(g, 0, 2 * sizeof *g);
    memset(h, 0, 4 * sizeof *h);
    return nowhere(data, t);
}

static void test_undefined(void **state)
{
    double t[] = {1.37, -1.11}, step[] = {0.3, 0.2}, value;
    es_objective f = {2, FAR_LOW, FAR_HIGH, SCALE, NULL, nowhere, nowhere_slopes};
    (void)state;
    assert_int_equal(es_newton(&f, 400, 1e-13, t, &value), ES_NEWTON_INVALID);
    es_nelder_mead(&f, step, 2000, 1e-15, t, &value);
    assert_true(isinf(value));
    assert_true(t[0] == 1.37 && t[1] == -1.11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_valley), cmocka_unit_test(test_bounds),
                                       cmocka_unit_test(test_steps_run_out),
                                       cmocka_unit_test(test_kinks),
                                       cmocka_unit_test(test_undefined)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
