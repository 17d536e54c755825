#include "stats/signed_rank.h"

#include <math.h>
#include <stdlib.h>

#include "support/assert_close.h"
#include "support/noise.h"

static const es_signed_rank_options plain = {ES_ZEROS_WILCOX, false, ES_TAIL_TWO};

/* Runs the test in storage of exactly the promised size. */
static es_signed_rank run(size_t n, const double *x, es_signed_rank_options options)
{
    es_signed_rank out;
    void *work = malloc(es_signed_rank_work_size(n));
    bool defined;
    assert_non_null(work);
    defined = es_signed_rank_test(n, x, options, work, &out);
    assert_int_equal(defined, out.n > 0);
    free(work);
    return out;
}

static double p_of(size_t n, const double *x, es_zeros zeros, bool continuity, es_tail tail)
{
    return run(n, x, (es_signed_rank_options){zeros, continuity, tail}).p;
}

static void test_exact_by_hand(void **state)
{
    /* ranks of the sizes: 0.3 -> 1, 0.7 -> 2, 1.1 -> 3, 2.4 -> 4, 3.9 -> 5; the -0.7 alone is
     * negative: W+ = 15 - 2 = 13.  Of 32 sign patterns reach 13: the negative ranks sum to at most
     * 2: {}, {1}, {2}: 3/32 above; at most 13: all but {}, {1}: 30/32. */
    static const double x[] = {1.1, 2.4, -0.7, 3.9, 0.3};
    es_signed_rank r = run(5, x, plain);
    (void)state;
    assert_true(r.exact);
    assert_nan(r.z);
    assert_int_equal(r.n, 5);
    assert_true(r.w == 13.0);
    assert_true(r.p == 6.0 / 32);
    assert_true(p_of(5, x, ES_ZEROS_WILCOX, true, ES_TAIL_UPPER) == 3.0 / 32);
    assert_true(p_of(5, x, ES_ZEROS_PRATT, false, ES_TAIL_LOWER) == 30.0 / 32);
    assert_true(run(1, x, plain).p == 1.0); /* one value decides nothing: 2 x 1/2 */
}

/* 0.5 0.5 -1.2 2.0 0 0: without zeros the ranks are 1.5 1.5 3 4, W+ = 7, mean 5,
 * variance 4 5 9 / 24 - (8 - 2)/48 = 7.375.  With Pratt's the zeros take ranks 1 and 2:
 * ranks 3.5 3.5 5 6, W+ = 13, mean (6 7 - 2 3)/4 = 9, variance (6 7 13 - 2 3 5)/24 - 6/48 =
 * 21.375. */
static void test_ties_and_zeros_by_hand(void **state)
{
    static const double x[] = {0.5, 0.0, 0.5, -1.2, 0.0, 2.0};
    es_signed_rank wilcox = run(6, x, plain);
    es_signed_rank pratt = run(6, x, (es_signed_rank_options){ES_ZEROS_PRATT, false, ES_TAIL_TWO});
    (void)state;
    assert_false(wilcox.exact || pratt.exact);
    assert_int_equal(wilcox.n, 4);
    assert_int_equal(pratt.n, 4);
    assert_true(wilcox.w == 7.0 && pratt.w == 13.0);
    assert_close(wilcox.z, 2.0 / sqrt(7.375), 1e-15);
    assert_close(pratt.z, 4.0 / sqrt(21.375), 1e-15);
    assert_close(wilcox.p, es_p_normal(2.0 / sqrt(7.375), ES_TAIL_TWO), 1e-15);
    /* with continuity: 1.5 and 3.5; one-sided always against the alternative */
    assert_close(p_of(6, x, ES_ZEROS_WILCOX, true, ES_TAIL_TWO),
                 es_p_normal(1.5 / sqrt(7.375), ES_TAIL_TWO), 1e-15);
    assert_close(p_of(6, x, ES_ZEROS_PRATT, true, ES_TAIL_UPPER),
                 es_p_normal(3.5 / sqrt(21.375), ES_TAIL_UPPER), 1e-15);
    assert_close(p_of(6, x, ES_ZEROS_PRATT, true, ES_TAIL_LOWER),
                 es_p_normal(4.5 / sqrt(21.375), ES_TAIL_LOWER), 1e-15);
}

/* W+ at its mean stays there: no half unit is added. */
static void test_continuity_at_the_mean(void **state)
{
    static const double x[] = {0.4, -0.4, 1.3, -1.3};
    es_signed_rank r = run(4, x, (es_signed_rank_options){ES_ZEROS_WILCOX, true, ES_TAIL_TWO});
    (void)state;
    assert_true(r.w == 5.0 && r.z == 0.0 && r.p == 1.0);
}

/* Counts against all sign patterns. */
static void test_counts_by_enumeration(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 14; n++) {
        double counts[106], found[106] = {0};
        es_signed_rank_counts(n, counts);
        for (unsigned pattern = 0; pattern < 1u << n; pattern++) {
            size_t w = 0;
            for (size_t k = 0; k < n; k++)
                w += pattern >> k & 1 ? k + 1 : 0;
            found[w] += 1.0;
        }
        for (size_t w = 0; w <= n * (n + 1) / 2; w++)
            assert_true(counts[w] == found[w]);
    }
}

/* n = 50: all counts are whole, symmetric, and add up to 2^50. */
static void test_counts_are_exact(void **state)
{
    double counts[1276], total = 0.0;
    (void)state;
    es_signed_rank_counts(50, counts);
    for (size_t w = 0; w <= 1275; w++) {
        total += counts[w];
        assert_true(counts[w] == floor(counts[w]) && counts[w] == counts[1275 - w]);
    }
    assert_true(total == 0x1p50);
}

/* Published tables of critical values (two-sided .05 and .01): W <= 8 at n = 10 and <= 3, W <= 52
 * at n = 20 and <= 37, W <= 434 at n = 50 and <= 373. */
static void test_critical_values(void **state)
{
    static const struct {
        size_t n, w5, w1;
    } row[] = {{10, 8, 3}, {20, 52, 37}, {50, 434, 373}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        double counts[1276], below = 0.0, all = ldexp(1.0, (int)row[i].n);
        es_signed_rank_counts(row[i].n, counts);
        for (size_t w = 0; w <= row[i].w5; w++) {
            below += counts[w];
            if (w == row[i].w1)
                assert_true(2 * below / all <= 0.01);
            if (w == row[i].w1 + 1)
                assert_true(2 * below / all > 0.01);
        }
        assert_true(2 * below / all <= 0.05);
        assert_true(2 * (below + counts[row[i].w5 + 1]) / all > 0.05);
    }
}

/* Changing every sign turns the tails round; 50 values are counted, 51 are not, and there the two
 * ways are close. */
static void test_symmetry_and_the_border(void **state)
{
    noise source = {811};
    double x[51], negative[51];
    (void)state;
    for (int round = 0; round < 200; round++) {
        size_t n = 2 + noise_below(&source, 50);
        es_signed_rank a, b;
        noise_fill(&source, n, 0.2, 1.3, x);
        for (size_t i = 0; i < n; i++)
            negative[i] = -x[i];
        a = run(n, x, plain);
        b = run(n, negative, plain);
        assert_int_equal(a.exact, n <= 50);
        assert_close(a.p, b.p, 1e-15);
        assert_true(a.w + b.w == (double)(n * (n + 1) / 2));
        assert_close(p_of(n, x, ES_ZEROS_WILCOX, true, ES_TAIL_UPPER),
                     p_of(n, negative, ES_ZEROS_WILCOX, true, ES_TAIL_LOWER), 1e-14);
        if (n == 50) {
            double mean = 50.0 * 51.0 / 4.0, sd = sqrt(50.0 * 51.0 * 101.0 / 24.0);
            double z = (fabs(a.w - mean) - 0.5) / sd;
            assert_close(a.p, es_p_normal(fmax(z, 0.0), ES_TAIL_TWO), 5e-3);
        }
    }
}

static void test_nothing_but_zeros(void **state)
{
    static const double x[] = {0.0, -0.0, 0.0};
    es_signed_rank r = run(3, x, plain);
    (void)state;
    assert_int_equal(r.n, 0);
    assert_nan(r.w);
    assert_nan(r.p);
    assert_nan(run(0, x, plain).p);
    assert_nan(run(3, x, (es_signed_rank_options){ES_ZEROS_PRATT, false, ES_TAIL_TWO}).z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_exact_by_hand),
                                       cmocka_unit_test(test_ties_and_zeros_by_hand),
                                       cmocka_unit_test(test_continuity_at_the_mean),
                                       cmocka_unit_test(test_counts_by_enumeration),
                                       cmocka_unit_test(test_counts_are_exact),
                                       cmocka_unit_test(test_critical_values),
                                       cmocka_unit_test(test_symmetry_and_the_border),
                                       cmocka_unit_test(test_nothing_but_zeros)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
