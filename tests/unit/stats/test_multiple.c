#include "stats/multiple.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 60 };

static void assert_adjusted(es_adjustment adjustment, size_t n, const double *p,
                            const double *expected)
{
    es_adjust_item work[MOST];
    double out[MOST];
    es_adjust(adjustment, n, p, work, out);
    for (size_t i = 0; i < n; i++) {
        if (isnan(expected[i]))
            assert_nan(out[i]);
        else
            assert_close(out[i], expected[i], 1e-15);
    }
}

/* 0.03 - 0.004 0.4 0.021 with m = 4, sorted 0.004 0.021 0.03 0.4:
 * holm 4 p1 = 0.016, 3 p2 = 0.063, 2 p3 = 0.06 -> 0.063, 0.4;
 * bh 0.016, 0.042, 0.04, 0.4, so that the second becomes 0.04;
 * by times 1 + 1/2 + 1/3 + 1/4 = 25/12. */
static void test_by_hand(void **state)
{
    const double none = (double)NAN;
    const double p[] = {0.03, none, 0.004, 0.4, 0.021};
    const double bonferroni[] = {0.12, none, 0.016, 1.0, 0.084};
    const double holm[] = {0.063, none, 0.016, 0.4, 0.063};
    const double bh[] = {0.04, none, 0.016, 0.4, 0.04};
    const double by[] = {1.0 / 12, none, 0.4 / 12, 10.0 / 12, 1.0 / 12};
    (void)state;
    assert_adjusted(ES_ADJUSTMENT_BONFERRONI, 5, p, bonferroni);
    assert_adjusted(ES_ADJUSTMENT_HOLM, 5, p, holm);
    assert_adjusted(ES_ADJUSTMENT_BH, 5, p, bh);
    assert_adjusted(ES_ADJUSTMENT_BY, 5, p, by);
}

/* Fifteen p-values of Benjamini and Hochberg's example (1995, section 4.1: thrombolysis), where at
 * .05 Bonferroni and Holm reject three hypotheses and the step-up rule four. */
static void test_published_example(void **state)
{
    static const double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                               0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    static const size_t rejected[] = {3, 3, 4, 3};
    (void)state;
    for (int kind = ES_ADJUSTMENT_BONFERRONI; kind <= ES_ADJUSTMENT_BY; kind++) {
        es_adjust_item work[15];
        double out[15];
        size_t count = 0;
        es_adjust((es_adjustment)kind, 15, p, work, out);
        for (size_t i = 0; i < 15; i++)
            count += out[i] <= 0.05;
        assert_int_equal(count, rejected[kind]);
    }
}

/* The rejections at every level against the rules in words. */
static void test_against_the_rules(void **state)
{
    noise source = {60203};
    (void)state;
    for (int round = 0; round < 60; round++) {
        size_t n = 1 + noise_below(&source, MOST);
        double p[MOST], holm[MOST], bh[MOST];
        es_adjust_item work[MOST];
        for (size_t i = 0; i < n; i++)
            p[i] = pow(noise_uniform(&source), 3.0);
        if (n > 4)
            p[3] = p[1]; /* equal p-values stay equal */
        es_adjust(ES_ADJUSTMENT_HOLM, n, p, work, holm);
        es_adjust(ES_ADJUSTMENT_BH, n, p, work, bh);
        assert_true(n <= 4 || (holm[3] == holm[1] && bh[3] == bh[1]));
        for (size_t i = 0; i < n; i++) {
            double least = 1.0, most = 0.0;
            for (size_t k = 0; k < n; k++) {
                size_t smaller = 0, at_most = 0;
                for (size_t l = 0; l < n; l++) {
                    smaller += p[l] < p[k];
                    at_most += p[l] <= p[k];
                }
                if (p[k] >= p[i])
                    least = fmin(least, (double)n * p[k] / (double)at_most);
                if (p[k] <= p[i])
                    most = fmax(most, (double)(n - smaller) * p[k]);
            }
            assert_close(bh[i], least, 1e-14);
            assert_close(holm[i], fmin(1.0, most), 1e-14);
        }
    }
}

/* Order of severity, order of entries, and entries that are not there. */
static void test_properties(void **state)
{
    noise source = {5};
    double p[MOST], gaps[MOST], out[4][MOST], with_gaps[MOST];
    es_adjust_item work[MOST];
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        gaps[i] = noise_below(&source, 3) ? pow(noise_uniform(&source), 2.0) : (double)NAN;
        if (!isnan(gaps[i]))
            p[n++] = gaps[i];
    }
    assert_true(n > 20 && n < MOST);
    for (int kind = 0; kind < 4; kind++) {
        size_t k = 0;
        es_adjust((es_adjustment)kind, n, p, work, out[kind]);
        es_adjust((es_adjustment)kind, MOST, gaps, work, with_gaps);
        for (size_t i = 0; i < MOST; i++)
            if (isnan(gaps[i]))
                assert_nan(with_gaps[i]);
            else
                assert_true(with_gaps[i] == out[kind][k++]);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                assert_true(p[i] > p[j] || out[kind][i] <= out[kind][j]);
    }
    for (size_t i = 0; i < n; i++) {
        assert_true(p[i] <= out[ES_ADJUSTMENT_BH][i]);
        assert_true(out[ES_ADJUSTMENT_BH][i] <= out[ES_ADJUSTMENT_HOLM][i] + 1e-15);
        assert_true(out[ES_ADJUSTMENT_HOLM][i] <= out[ES_ADJUSTMENT_BONFERRONI][i] + 1e-15);
        assert_true(out[ES_ADJUSTMENT_BY][i] <= 1.0);
    }
    memcpy(gaps, p, n * sizeof *p); /* in place */
    es_adjust(ES_ADJUSTMENT_BY, n, gaps, work, gaps);
    assert_memory_equal(gaps, out[ES_ADJUSTMENT_BY], n * sizeof *gaps);
}

static void test_degenerate(void **state)
{
    const double none[] = {(double)NAN, (double)NAN}, one[] = {(double)NAN, 0.0371};
    es_adjust_item work[2];
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        assert_adjusted((es_adjustment)kind, 2, none, none);
        assert_adjusted((es_adjustment)kind, 2, one, one);
        es_adjust((es_adjustment)kind, 0, NULL, work, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand), cmocka_unit_test(test_published_example),
        cmocka_unit_test(test_against_the_rules), cmocka_unit_test(test_properties),
        cmocka_unit_test(test_degenerate)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
