/* GARCH with event dummies (METHODS V-5, S-26 joint). */
#include <math.h>

#include "stats/garch_dummy.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { BEFORE = 400, INSIDE = 40, ALL = BEFORE + INSIDE };

static double r[ALL];
static const es_garch process = {.omega = 5e-6, .arch = 0.08, .garch = 0.87};

/* The process, with delta added to h and gamma to r in the last INSIDE rows. */
static void draw(uint64_t seed, double delta, double gamma)
{
    noise source = {seed};
    double h = 1e-4, e = 0.0;
    for (size_t t = 0; t < ALL; t++) {
        h = process.omega + process.arch * e * e + process.garch * h + (t < BEFORE ? 0.0 : delta);
        e = sqrt(h) * noise_normal(&source);
        r[t] = e + (t < BEFORE ? 0.0 : gamma);
    }
}

static double likelihood(const double *theta, size_t n_window, double unit)
{
    double h = 1.0, total = 0.0, last = 0.0;
    for (size_t t = 0; t < ALL; t++) {
        bool inside = t >= ALL - n_window;
        double e = r[t] / unit - (inside ? theta[1] : 0.0);
        if (t)
            h = theta[2] + theta[3] * last * last + theta[4] * h;
        h += inside ? theta[0] : 0.0;
        total += log(h) + e * e / h;
        last = e;
    }
    return total;
}

/* A rise of the variance is found, on average over draws; none is found where there is none. */
static void rises_are_found(void **state)
{
    double mean[2] = {0.0, 0.0};
    (void)state;
    for (uint64_t k = 0; k < 40; k++)
        for (size_t rise = 0; rise < 2; rise++) {
            es_garch_dummy out;
            draw(100 + k, rise ? 3e-5 : 0.0, 0.0);
            assert_true(es_garch_dummy_fit(ALL, INSIDE, r, &process, false, &out));
            assert_true(out.gamma == 0.0 && out.sum_h > 0.0);
            mean[rise] += out.delta / 40.0;
        }
    assert_true(fabs(mean[0]) < 1e-5);
    assert_true(mean[1] > 1.5e-5 && mean[1] < 8e-5);
}

/* The mean of the window is found beside it, and no small step from the optimum is better. */
static void means_are_found(void **state)
{
    es_garch_dummy out;
    double unit = 0.0, plain = 0.0;
    (void)state;
    draw(21, 2e-5, 0.02);
    for (size_t t = 0; t < BEFORE; t++)
        unit += r[t] * r[t] / BEFORE;
    unit = sqrt(unit);
    for (size_t t = BEFORE; t < ALL; t++)
        plain += r[t] / INSIDE;
    assert_true(es_garch_dummy_fit(ALL, INSIDE, r, &process, true, &out));
    assert_true(fabs(out.gamma - 0.02) < 0.01 && fabs(out.gamma - plain) < 0.005);
    {
        /* at the true variance parameters, the fitted dummies beat those of no event */
        const double fitted[] = {out.delta / (unit * unit), out.gamma / unit,
                                 process.omega / (unit * unit), process.arch, process.garch};
        const double none[] = {0.0, 0.0, fitted[2], fitted[3], fitted[4]};
        assert_true(likelihood(fitted, INSIDE, unit) < likelihood(none, INSIDE, unit));
    }
}

static void nothing_to_fit(void **state)
{
    es_garch_dummy out;
    (void)state;
    for (size_t t = 0; t < ALL; t++)
        r[t] = 0.0;
    assert_false(es_garch_dummy_fit(ALL, INSIDE, r, &process, false, &out));
}

/* A start at the far corner, arch = garch = 1, has no finite value anywhere near it. */
static void an_explosive_start_is_refused(void **state)
{
    const es_garch corner = {.omega = 5e-6, .arch = 1.0, .garch = 1.0};
    es_garch_dummy out;
    (void)state;
    draw(31, 0.0, 0.0);
    assert_true(es_garch_dummy_fit(ALL, INSIDE, r, &process, true, &out));
    assert_false(es_garch_dummy_fit(ALL, INSIDE, r, &corner, true, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rises_are_found), cmocka_unit_test(means_are_found),
        cmocka_unit_test(nothing_to_fit), cmocka_unit_test(an_explosive_start_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
