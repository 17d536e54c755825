/* Differences between groups (METHODS MD-1..MD-3 and their like for more groups). */
#include "stats/groups.h"

#include <math.h>
#include <stdlib.h>

#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 200, GROUPS = 5 };

static void *work_for(size_t n)
{
    void *work = malloc(es_groups_work_size(n) + 1);
    assert_non_null(work);
    return work;
}

static bool mann_whitney(size_t n1, size_t n2, const double *x, es_group_result *out)
{
    void *work = work_for(n1 + n2);
    bool known = es_mann_whitney(n1, n2, x, work, out);
    free(work);
    return known;
}

static bool kruskal_wallis(size_t n, const double *x, const uint32_t *group, size_t n_groups,
                           es_group_result *out)
{
    double sums[2 * GROUPS];
    void *work = work_for(n);
    bool known = es_kruskal_wallis(n, x, group, n_groups, sums, work, out);
    free(work);
    return known;
}

static bool anova(size_t n, const double *x, const uint32_t *group, size_t n_groups,
                  es_group_result *out)
{
    double sums[2 * GROUPS];
    return es_anova(n, x, group, n_groups, sums, out);
}

/* 1 3 and 2 6 7: means 2 and 5, variances 2 and 7.
 * Welch: -3 / sqrt(1 + 7/3), df (10/3)^2 / (1 + (49/9)/2) = 200/67.
 * Pooled: variance 16/3 times 1/2 + 1/3: -3 / sqrt(40/9), df 3.
 * Ranks 1 3 | 2 4 5: U = 4 - 3 = 1, mean 3, variance 2 x 3 x 6/12 = 3. */
static void two_groups_by_hand(void **state)
{
    const double x[] = {1.0, 3.0, 2.0, 6.0, 7.0};
    es_group_result r;
    (void)state;
    assert_true(es_welch(2, x, 3, x + 2, &r));
    assert_close(r.statistic, -3.0 / sqrt(10.0 / 3.0), 1e-15);
    assert_close(r.df, 200.0 / 67.0, 1e-14);
    assert_nan(r.df2);
    assert_true(es_pooled(2, x, 3, x + 2, &r));
    assert_close(r.statistic, -9.0 / sqrt(40.0), 1e-15);
    assert_close(r.df, 3.0, 0.0);
    assert_nan(r.df2);
    assert_true(mann_whitney(2, 3, x, &r));
    assert_close(r.statistic, -2.0 / sqrt(3.0), 1e-15);
    assert_nan(r.df);
    assert_nan(r.df2);
}

/* 1 2 2 | 2 5: ranks 1 3 3 | 3 5, U = 7 - 6 = 1, mean 3; ties 3^3 - 3 = 24:
 * variance 6/12 (6 - 24/20) = 2.4. */
static void ties_by_hand(void **state)
{
    const double x[] = {2.0, 1.0, 2.0, 5.0, 2.0};
    es_group_result r;
    (void)state;
    assert_true(mann_whitney(3, 2, x, &r));
    assert_close(r.statistic, -2.0 / sqrt(2.4), 1e-15);
}

/* 1 3 | 2 6 | 7 11: means 2 4 9, of all 5; between 2 (9 + 1 + 16) = 52 with 2 df, within
 * 2 + 8 + 8 = 18 with 3: F = 26/6.  Ranks sum to 4 6 11: H = 12/42 (8 + 18 + 60.5) - 21 = 26/7. */
static void three_groups_by_hand(void **state)
{
    const double x[] = {1.0, 6.0, 7.0, 2.0, 11.0, 3.0};
    const uint32_t group[] = {0, 1, 2, 1, 2, 0};
    es_group_result r;
    (void)state;
    assert_true(anova(6, x, group, 3, &r));
    assert_close(r.statistic, 13.0 / 3.0, 1e-14);
    assert_close(r.df, 2.0, 0.0);
    assert_close(r.df2, 3.0, 0.0);
    assert_true(kruskal_wallis(6, x, group, 3, &r));
    assert_close(r.statistic, 26.0 / 7.0, 1e-14);
    assert_close(r.df, 2.0, 0.0);
    assert_nan(r.df2);
}

static void no_variance(void **state)
{
    const double one[] = {0.0123, 0.0123, 0.0123, 0.5, 0.7}, both[] = {0.1, 0.1, 0.1, 0.3, 0.3};
    const double all[] = {0.7, 0.7, 0.7, 0.7, 0.7};
    const uint32_t group[] = {0, 0, 0, 1, 1};
    es_group_result r;
    (void)state;
    assert_true(es_welch(3, one, 2, one + 3, &r)); /* the other one varies */
    assert_close(r.statistic, (0.0123 - 0.6) / 0.1, 1e-13);
    assert_close(r.df, 1.0, 1e-12);
    assert_true(es_pooled(3, one, 2, one + 3, &r));
    assert_false(es_welch(3, both, 2, both + 3, &r));
    assert_false(es_pooled(3, both, 2, both + 3, &r));
    assert_false(anova(5, both, group, 2, &r));
    assert_true(mann_whitney(3, 2, both, &r)); /* ranks differ all the same */
    assert_true(kruskal_wallis(5, both, group, 2, &r));
    assert_false(mann_whitney(3, 2, all, &r));
    assert_false(kruskal_wallis(5, all, group, 2, &r));
    assert_false(anova(5, all, group, 2, &r));
}

/* With two groups F is the pooled t squared, and H the z of Mann and Whitney squared. */
static void two_groups_are_a_case_of_more(void **state)
{
    noise source = {88};
    double x[MOST];
    uint32_t group[MOST];
    (void)state;
    for (int repeat = 0; repeat < 40; repeat++) {
        size_t n1 = 2 + noise_below(&source, 60), n2 = 2 + noise_below(&source, 60);
        es_group_result t, z, f, h;
        for (size_t i = 0; i < n1 + n2; i++) {
            x[i] = 0.02 * noise_normal(&source) + (i < n1 ? 0.01 : 0.0);
            if (repeat % 2)
                x[i] = floor(100.0 * x[i]) / 100.0;
            group[i] = i >= n1;
        }
        assert_true(es_pooled(n1, x, n2, x + n1, &t));
        assert_true(anova(n1 + n2, x, group, 2, &f));
        assert_close(f.statistic, t.statistic * t.statistic, 1e-11);
        assert_close(f.df2, t.df, 0.0);
        assert_true(mann_whitney(n1, n2, x, &z));
        assert_true(kruskal_wallis(n1 + n2, x, group, 2, &h));
        assert_close(h.statistic, z.statistic * z.statistic, 1e-11);
    }
}

/* U by pairs: how often the first group's value is larger, ties counting a half. */
static void mann_whitney_by_pairs(void **state)
{
    noise source = {89};
    double x[MOST];
    (void)state;
    for (int repeat = 0; repeat < 40; repeat++) {
        size_t n1 = 2 + noise_below(&source, 30), n2 = 2 + noise_below(&source, 30), n = n1 + n2;
        double u = 0.0, ties = 0.0, size = (double)n;
        es_group_result z;
        for (size_t i = 0; i < n; i++)
            x[i] = floor((repeat % 2 ? 3.0 : 1e9) * noise_normal(&source));
        for (size_t i = 0; i < n1; i++)
            for (size_t j = n1; j < n; j++)
                u += x[i] > x[j] ? 1.0 : x[i] == x[j] ? 0.5 : 0.0;
        for (size_t i = 0; i < n; i++) {
            double same = 0.0;
            for (size_t j = 0; j < n; j++)
                same += x[i] == x[j] ? 1.0 : 0.0;
            ties += same * same - 1.0;
        }
        u -= 0.5 * (double)n1 * (double)n2;
        assert_true(mann_whitney(n1, n2, x, &z));
        assert_close(
            z.statistic,
            u / sqrt((double)n1 * (double)n2 / 12.0 * (size + 1.0 - ties / (size * (size - 1.0)))),
            1e-12);
    }
}

/* H = (n - 1) (between / total sum of squares of the ranks): the form that needs no correction. */
static void kruskal_wallis_as_variance_of_ranks(void **state)
{
    noise source = {90};
    double x[MOST], rank[MOST];
    uint32_t group[MOST];
    (void)state;
    for (int repeat = 0; repeat < 40; repeat++) {
        size_t n = 30 + noise_below(&source, 60);
        double between = 0.0, total = 0.0, middle = 0.5 * ((double)n + 1.0);
        es_group_result h;
        for (size_t i = 0; i < n; i++) {
            x[i] = floor((repeat % 2 ? 3.0 : 1e9) * noise_normal(&source));
            group[i] = i < GROUPS ? (uint32_t)i : (uint32_t)noise_below(&source, GROUPS);
        }
        for (size_t i = 0; i < n; i++) {
            rank[i] = 0.5;
            for (size_t j = 0; j < n; j++)
                rank[i] += x[j] < x[i] ? 1.0 : x[j] == x[i] ? 0.5 : 0.0;
            total += (rank[i] - middle) * (rank[i] - middle);
        }
        for (uint32_t g = 0; g < GROUPS; g++) {
            double sum = 0.0, size = 0.0;
            for (size_t i = 0; i < n; i++) {
                sum += group[i] == g ? rank[i] - middle : 0.0;
                size += group[i] == g ? 1.0 : 0.0;
            }
            between += sum * sum / size;
        }
        assert_true(kruskal_wallis(n, x, group, GROUPS, &h));
        assert_close(h.statistic, ((double)n - 1.0) * between / total, 1e-11);
        assert_close(h.df, GROUPS - 1.0, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_groups_by_hand),
        cmocka_unit_test(ties_by_hand),
        cmocka_unit_test(three_groups_by_hand),
        cmocka_unit_test(no_variance),
        cmocka_unit_test(two_groups_are_a_case_of_more),
        cmocka_unit_test(mann_whitney_by_pairs),
        cmocka_unit_test(kruskal_wallis_as_variance_of_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
