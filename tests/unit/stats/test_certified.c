#include "stats/certified.h"

#include <math.h>

#include "stats/tail.h"
#include "support/assert_close.h"

/* The digits of coefficients and of their standard errors that may not be lost again. */
static const struct {
    const char *name;
    double of_b, of_spread;
} need[] = {{"Norris", 11.5, 13.0},  {"Pontius", 11.5, 13.0},  {"NoInt1", 14.0, 14.0},
            {"NoInt2", 14.0, 14.0},  {"Filip", 6.5, 7.0},      {"Longley", 10.5, 11.5},
            {"Wampler1", 8.0, 7.5},  {"Wampler2", 12.0, 13.0}, {"Wampler3", 8.0, 12.5},
            {"Wampler4", 8.0, 12.5}, {"Wampler5", 6.0, 12.5}};

static void test_digits(void **state)
{
    static double work[ES_CERTIFIED_WORK];
    (void)state;
    assert_int_equal(es_certified_count(), sizeof need / sizeof *need);
    for (size_t i = 0; i < es_certified_count(); i++) {
        const es_certified *c = es_certified_at(i);
        double of_b, of_spread;
        es_certified_errors(c, work, &of_b, &of_spread);
        print_message("%s: digits of coefficients %.1f, of standard errors %.1f\n", c->name,
                      fmin(15.0, -log10(of_b)), fmin(15.0, -log10(of_spread)));
        assert_string_equal(c->name, need[i].name);
        assert_true(-log10(of_b) >= need[i].of_b);
        assert_true(-log10(of_spread) >= need[i].of_spread);
        assert_true(es_certified_worst(c, work) == fmax(of_b, of_spread));
        assert_true(c->n <= ES_CERTIFIED_MAX_N && c->p <= ES_CERTIFIED_MAX_P && c->source[0]);
    }
}

/* NoInt2: x 4 5 6, y 3 4 4: b = 56/77 = 8/11; residuals 1/11 4/11 -4/11, so s^2 = (33/121) / 2 =
 * 3/22 and the standard error is sqrt(3/22/77). */
static void test_by_hand(void **state)
{
    const es_certified *c = es_certified_at(3);
    (void)state;
    assert_close(c->b[0], 8.0 / 11.0, 1e-15);
    assert_close(c->sigma, sqrt(3.0 / 22.0), 1e-15);
    assert_close(c->std_error[0], sqrt(3.0 / 22.0 / 77.0), 1e-15);
}

/* Wampler4 and 5 are Wampler1 with the errors of Wampler3 times 100 and 10000. */
static void test_wampler_is_one_pattern(void **state)
{
    const double *one = es_certified_at(6)->y, *three = es_certified_at(8)->y;
    (void)state;
    for (size_t i = 0; i < 21; i++) {
        assert_true(es_certified_at(9)->y[i] - one[i] == 100.0 * (three[i] - one[i]));
        assert_true(es_certified_at(10)->y[i] - one[i] == 10000.0 * (three[i] - one[i]));
    }
}

static void test_designs(void **state)
{
    double x[ES_CERTIFIED_MAX_N * ES_CERTIFIED_MAX_P];
    (void)state;
    es_certified_fill(es_certified_at(1), x); /* Pontius */
    assert_true(x[2] == 1.0 && x[42] == 450000.0 && x[82] == 202500000000.0);
    es_certified_fill(es_certified_at(2), x); /* NoInt1 */
    assert_true(x[0] == 60.0 && x[10] == 70.0);
    es_certified_fill(es_certified_at(5), x); /* Longley, 1950 */
    assert_true(x[3] == 1.0 && x[16 + 3] == 89.5 && x[5 * 16 + 3] == 110929
                && x[6 * 16 + 3] == 1950);
}

/* A wrong figure is seen, and a singular design is no success. */
static void test_errors_are_seen(void **state)
{
    static double work[ES_CERTIFIED_WORK];
    double wrong_b[] = {-0.262323073774029, 1.00211681802045 * (1.0 + 1e-6)};
    double wrong_error[] = {0.232818234301152 * (1.0 - 1e-5), 0.429796848199937E-03};
    double constant[36], of_b, of_spread;
    es_certified c = *es_certified_at(0);
    (void)state;
    c.b = wrong_b;
    c.std_error = wrong_error;
    es_certified_errors(&c, work, &of_b, &of_spread);
    assert_close(of_b, 1e-6, 1e-10);
    assert_close(of_spread, 1e-5, 1e-9);
    assert_close(es_certified_worst(&c, work), 1e-5, 1e-9);
    c.sigma *= 1.001;
    assert_close(es_certified_worst(&c, work), 1e-3, 2e-6);
    for (size_t i = 0; i < 36; i++)
        constant[i] = 337.4;
    c.x = constant;
    assert_true(es_certified_worst(&c, work) > 1e300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits), cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_wampler_is_one_pattern), cmocka_unit_test(test_designs),
        cmocka_unit_test(test_errors_are_seen)};
    es_stats_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
