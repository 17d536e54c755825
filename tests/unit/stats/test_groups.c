#include "stats/groups.h"

#include <math.h>
#include <stdlib.h>

#include "support/assert_close.h"
#include "support/noise.h"

static es_comparison mann_whitney(size_t n1, size_t n2, const double *x, es_tail tail)
{
    es_comparison out;
    void *work = malloc(es_groups_work_size(n1 + n2));
    bool defined;
    assert_non_null(work);
    defined = es_mann_whitney(n1, n2, x, tail, work, &out);
    assert_int_equal(defined, isfinite(out.statistic) != 0);
    free(work);
    return out;
}

static es_comparison kruskal_wallis(size_t k, const size_t *size, const double *x)
{
    es_comparison out;
    size_t n = 0;
    bool defined;
    void *work;
    for (size_t g = 0; g < k; g++)
        n += size[g];
    work = malloc(es_groups_work_size(n));
    assert_non_null(work);
    defined = es_kruskal_wallis(k, size, x, work, &out);
    assert_int_equal(defined, isfinite(out.statistic) != 0);
    free(work);
    return out;
}

static void assert_undefined(const es_comparison *c)
{
    assert_nan(c->statistic);
    assert_nan(c->df);
    assert_nan(c->df2);
    assert_nan(c->estimate);
    assert_nan(c->p);
}

/* 1.5 2.5 5.0: mean 3, squares 2.25 + 0.25 + 4 = 6.5, variance 3.25.
 * 4.0 6.5 7.0 8.5: mean 6.5, squares 6.25 + 0 + 0.25 + 4 = 10.5, variance 3.5. */
static const double mixed[] = {1.5, 2.5, 5.0, 4.0, 6.5, 7.0, 8.5};

static void test_t_by_hand(void **state)
{
    double v1 = 3.25 / 3, v2 = 3.5 / 4, df = (v1 + v2) * (v1 + v2) / (v1 * v1 / 2 + v2 * v2 / 3);
    es_comparison c;
    (void)state;
    assert_true(es_welch(3, mixed, 4, mixed + 3, ES_TAIL_TWO, &c));
    assert_close(c.estimate, -3.5, 1e-15);
    assert_close(c.statistic, -3.5 / sqrt(v1 + v2), 1e-15);
    assert_close(c.df, df, 1e-14);
    assert_close(c.p, es_p_t(-3.5 / sqrt(v1 + v2), df, ES_TAIL_TWO), 1e-14);
    assert_nan(c.df2);
    /* pooled variance (6.5 + 10.5) / 5 = 3.4; 1/3 + 1/4 = 7/12 */
    assert_true(es_pooled(3, mixed, 4, mixed + 3, ES_TAIL_LOWER, &c));
    assert_close(c.statistic, -3.5 / sqrt(3.4 * 7 / 12), 1e-15);
    assert_true(c.df == 5.0);
    assert_close(c.p, es_p_t(-3.5 / sqrt(3.4 * 7 / 12), 5, ES_TAIL_LOWER), 1e-15);
}

/* Student's sleep data (Biometrika 6, 1908, A. R. Cushny and A. R. Peebles): hours gained by ten
 * patients under two drugs.  R's manual prints for t.test(extra ~ group): t = -1.8608,
 * df = 17.776, p-value = 0.07939, means 0.75 and 2.33; and for wilcox.test the same order. */
static void test_sleep(void **state)
{
    static const double sleep[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0,
                                   1.9, 0.8,  1.1,  0.1,  -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    static const size_t ten[] = {10, 10};
    es_comparison t, f, u, h;
    (void)state;
    assert_true(es_welch(10, sleep, 10, sleep + 10, ES_TAIL_TWO, &t));
    assert_close(t.statistic, -1.8608, 2e-5);
    assert_close(t.df, 17.776, 3e-5);
    assert_close(t.p, 0.07939, 5e-6);
    assert_close(t.estimate, 0.75 - 2.33, 1e-14);
    /* two groups: F is the pooled t squared, H the z of Mann and Whitney squared */
    assert_true(es_pooled(10, sleep, 10, sleep + 10, ES_TAIL_TWO, &t));
    assert_true(es_anova(2, ten, sleep, &f));
    assert_close(f.statistic, t.statistic * t.statistic, 1e-13);
    assert_close(f.p, t.p, 1e-11);
    assert_true(f.df == 1.0 && f.df2 == 18.0);
    u = mann_whitney(10, 10, sleep, ES_TAIL_TWO);
    h = kruskal_wallis(2, ten, sleep);
    assert_close(h.statistic, u.statistic * u.statistic, 1e-13);
    assert_close(h.p, u.p, 1e-13);
    assert_close(u.estimate, -1.58, 1e-14);
}

/* Ranks of `mixed`: 1 2 4 | 3 5 6 7: R1 = 7, U = 7 - 6 = 1, mean 6, variance 3 4 8 / 12 = 8.
 * With 5.0 for the 4.0: ranks 1 2 3.5 | 3.5 5 6 7: R1 = 6.5, U = 0.5, one pair tied, variance
 * (12/12) (8 - 6/42) = 8 - 1/7. */
static void test_mann_whitney_by_hand(void **state)
{
    static const double tied[] = {1.5, 2.5, 5.0, 5.0, 6.5, 7.0, 8.5};
    es_comparison c = mann_whitney(3, 4, mixed, ES_TAIL_TWO);
    (void)state;
    assert_close(c.statistic, -5.0 / sqrt(8.0), 1e-15);
    assert_close(c.p, es_p_normal(-5.0 / sqrt(8.0), ES_TAIL_TWO), 1e-15);
    assert_close(c.estimate, -3.5, 1e-15);
    assert_nan(c.df);
    c = mann_whitney(3, 4, tied, ES_TAIL_LOWER);
    assert_close(c.statistic, -5.5 / sqrt(8.0 - 1.0 / 7.0), 1e-15);
    assert_close(c.p, es_p_normal(c.statistic, ES_TAIL_LOWER), 1e-15);
}

/* Three groups 1.5 2.5 | 5.0 4.0 | 6.5 7.0 8.5: means 2, 4.5, 22/3, grand mean 5;
 * between 2 9 + 2 0.25 + 3 (7/3)^2 = 18.5 + 49/3, within 0.5 + 0.5 + (25 + 4 + 49)/36 = 19/6.
 * Ranks 1 2 | 4 3 | 5 6 7: mean ranks less 4: -2.5, -0.5, 2; 12/56 (2 6.25 + 2 0.25 + 3 4). */
static void test_three_groups_by_hand(void **state)
{
    static const double x[] = {1.5, 2.5, 5.0, 4.0, 6.5, 7.0, 8.5};
    static const size_t size[] = {2, 2, 3};
    es_comparison f, h = kruskal_wallis(3, size, x);
    double expected = (18.5 + 49.0 / 3) / 2 / (19.0 / 6 / 4);
    (void)state;
    assert_true(es_anova(3, size, x, &f));
    assert_close(f.statistic, expected, 1e-14);
    assert_true(f.df == 2.0 && f.df2 == 4.0);
    assert_close(f.p, es_p_f(expected, 2, 4), 1e-14);
    assert_nan(f.estimate);
    assert_close(h.statistic, 12.0 / 56 * 25, 1e-14);
    assert_true(h.df == 2.0);
    assert_close(h.p, exp(-0.5 * 12 / 56 * 25), 1e-13); /* chi-square of 2 df */
}

/* NIST StRD, analysis of variance, SiRstv (lower difficulty; resistivity of silicon wafers,
 * J. R. Ehrstein and M. C. Croarkin): five instruments, five readings each.  Certified F
 * 1.18046237440255. */
static void test_certified_anova(void **state)
{
    static const double x[] = {196.3052, 196.1240, 196.1890, 196.2569, 196.3403, 196.3042, 196.3825,
                               196.1669, 196.3257, 196.0422, 196.1303, 196.2005, 196.2889, 196.0343,
                               196.1811, 196.2795, 196.1748, 196.1494, 196.1485, 195.9885, 196.2119,
                               196.1051, 196.1850, 196.0052, 196.2090};
    static const size_t size[] = {5, 5, 5, 5, 5};
    es_comparison c;
    (void)state;
    assert_true(es_anova(5, size, x, &c));
    print_message("SiRstv: F %.15g\n", c.statistic);
    assert_close(c.statistic / 1.18046237440255, 1.0, 1e-11);
    assert_true(c.df == 4.0 && c.df2 == 20.0);
}

/* U counts the pairs in which the first group is larger, ties as half. */
static void test_against_pairs(void **state)
{
    noise source = {77};
    (void)state;
    for (int round = 0; round < 100; round++) {
        size_t n1 = 2 + noise_below(&source, 30), n2 = 2 + noise_below(&source, 30);
        double x[62], u = 0.0, ties = 0.0, n = (double)(n1 + n2);
        es_comparison c;
        for (size_t i = 0; i < n1 + n2; i++) /* rounded, so that some tie */
            x[i] = round % 2 ? floor(6.0 * noise_normal(&source)) : noise_normal(&source);
        for (size_t i = 0; i < n1; i++)
            for (size_t k = n1; k < n1 + n2; k++)
                u += x[i] > x[k] ? 1.0 : x[i] == x[k] ? 0.5 : 0.0;
        for (size_t i = 0; i < n1 + n2; i++) {
            double t = 0.0;
            for (size_t k = 0; k < n1 + n2; k++)
                t += x[i] == x[k];
            ties += t * t - 1.0;
        }
        c = mann_whitney(n1, n2, x, ES_TAIL_UPPER);
        assert_close(c.statistic,
                     (u - (double)(n1 * n2) / 2)
                         / sqrt((double)(n1 * n2) / 12 * (n + 1 - ties / (n * (n - 1)))),
                     1e-12);
    }
}

/* Exchanging groups turns the sign; shifting or scaling all values leaves the statistics. */
static void test_properties(void **state)
{
    noise source = {4242};
    double x[40], turned[40], moved[40];
    static const size_t size[] = {11, 20, 9};
    es_comparison a, b;
    (void)state;
    noise_fill(&source, 40, 0.002, 0.03, x);
    for (size_t i = 0; i < 40; i++) {
        turned[i] = x[(i + 17) % 40];
        moved[i] = 0.7 + 3.5 * x[i];
    }
    assert_true(es_welch(17, x, 23, x + 17, ES_TAIL_UPPER, &a));
    assert_true(es_welch(23, x + 17, 17, x, ES_TAIL_LOWER, &b));
    assert_close(a.statistic, -b.statistic, 1e-14);
    assert_close(a.p, b.p, 1e-14);
    a = mann_whitney(17, 23, x, ES_TAIL_UPPER);
    b = mann_whitney(23, 17, turned, ES_TAIL_LOWER);
    assert_close(a.statistic, -b.statistic, 1e-14);
    assert_close(a.p, b.p, 1e-14);
    assert_true(es_welch(17, x, 23, x + 17, ES_TAIL_TWO, &a));
    assert_true(es_welch(17, moved, 23, moved + 17, ES_TAIL_TWO, &b));
    assert_close(a.statistic, b.statistic, 1e-12);
    assert_close(a.df, b.df, 1e-11);
    assert_true(es_anova(3, size, x, &a));
    assert_true(es_anova(3, size, moved, &b));
    assert_close(a.statistic, b.statistic, 1e-11);
    assert_true(kruskal_wallis(3, size, x).statistic == kruskal_wallis(3, size, moved).statistic);
}

static void test_undefined(void **state)
{
    static const double flat[] = {0.3, 0.3, 0.3, 0.7, 0.7, 0.7}, same[] = {0.3, 0.3, 0.3, 0.3};
    static const size_t pairs[] = {3, 3}, empty[] = {3, 0, 3}, single[] = {1, 1}, one[] = {4};
    static const size_t halves[] = {2, 2};
    es_comparison c;
    (void)state;
    assert_false(es_welch(1, mixed, 4, mixed + 3, ES_TAIL_TWO, &c));
    assert_undefined(&c);
    assert_false(es_pooled(3, mixed, 1, mixed + 3, ES_TAIL_TWO, &c));
    assert_undefined(&c);
    assert_false(es_welch(3, flat, 3, flat + 3, ES_TAIL_TWO, &c));
    assert_false(es_pooled(3, flat, 3, flat + 3, ES_TAIL_TWO, &c));
    assert_undefined(&c);
    assert_true(es_welch(3, flat, 4, mixed + 3, ES_TAIL_TWO, &c)); /* one has spread */
    assert_close(c.df, 3.0, 1e-12);
    c = mann_whitney(1, 6, mixed, ES_TAIL_TWO);
    assert_undefined(&c);
    c = mann_whitney(6, 1, mixed, ES_TAIL_TWO);
    assert_undefined(&c);
    c = mann_whitney(2, 2, same, ES_TAIL_TWO);
    assert_undefined(&c);
    assert_false(es_anova(2, pairs, flat, &c)); /* no spread within */
    assert_undefined(&c);
    assert_false(es_anova(3, empty, flat, &c));
    assert_false(es_anova(2, single, mixed, &c));
    assert_false(es_anova(1, one, mixed, &c));
    c = kruskal_wallis(3, empty, flat);
    assert_undefined(&c);
    c = kruskal_wallis(2, halves, same);
    assert_undefined(&c);
    assert_true(kruskal_wallis(2, pairs, flat).p < 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_t_by_hand),
                                       cmocka_unit_test(test_sleep),
                                       cmocka_unit_test(test_mann_whitney_by_hand),
                                       cmocka_unit_test(test_three_groups_by_hand),
                                       cmocka_unit_test(test_certified_anova),
                                       cmocka_unit_test(test_against_pairs),
                                       cmocka_unit_test(test_properties),
                                       cmocka_unit_test(test_undefined)};
    es_stats_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
