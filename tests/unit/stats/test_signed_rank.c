/* Wilcoxon's signed-rank test (METHODS S-23). */
#include "stats/signed_rank.h"

#include <math.h>
#include <stdlib.h>

#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 200 };

static bool run(size_t n, const double *x, bool continuity, bool pratt, es_tail tail,
                es_signed_rank *out)
{
    const es_signed_rank_options options = {continuity, pratt, tail};
    void *work = malloc(es_signed_rank_work_size(n) + 1);
    bool known;
    assert_non_null(work);
    known = es_signed_rank_test(n, x, &options, work, out);
    free(work);
    return known;
}

/* x = 1.5 -0.5 2.5: ranks 2 1 3, W+ = 5.  Sums of subsets of {1, 2, 3}: 0 1 2 3 3 4 5 6;
 * P(W >= 5) = 2/8, P(W <= 5) = 7/8. */
static void three_values_by_hand(void **state)
{
    const double x[] = {1.5, -0.5, 2.5};
    es_signed_rank r;
    (void)state;
    assert_true(run(3, x, false, false, ES_TAIL_TWO, &r));
    assert_true(r.exact);
    assert_close(r.w, 5.0, 0.0);
    assert_close(r.p, 0.5, 0.0);
    assert_true(run(3, x, false, false, ES_TAIL_UPPER, &r));
    assert_close(r.p, 0.25, 0.0);
    assert_true(run(3, x, false, false, ES_TAIL_LOWER, &r));
    assert_close(r.p, 0.875, 0.0);
    assert_true(run(1, x, false, false, ES_TAIL_TWO, &r)); /* E-2: p = 1 */
    assert_close(r.p, 1.0, 0.0);
}

/* |x| = 1 1 2 3 3 3: ranks 1.5 1.5 3 5 5 5; positive: 1, 3, 3: W+ = 11.5; ties 2^3 - 2 + 3^3 - 3
 * = 30; mean 6 x 7 / 4 = 10.5, variance 6 x 7 x 13 / 24 - 30 / 48 = 22.75 - 0.625. */
static void ties_by_hand(void **state)
{
    const double x[] = {1.0, -1.0, -2.0, 3.0, 3.0, -3.0}, sd = sqrt(22.125);
    es_signed_rank r;
    (void)state;
    assert_true(run(6, x, false, false, ES_TAIL_TWO, &r));
    assert_false(r.exact);
    assert_close(r.w, 11.5, 0.0);
    assert_close(r.p, erfc(1.0 / sd / sqrt(2.0)), 1e-14);
    assert_true(run(6, x, true, false, ES_TAIL_TWO, &r));
    assert_close(r.p, erfc(0.5 / sd / sqrt(2.0)), 1e-14);
}

/* The half is taken off in the direction of the tail: P(W >= w) is about P(Z >= (w - 1/2 - m)/s)
 * on either side of the mean. */
static void continuity_of_one_tail(void **state)
{
    const double above[] = {1.0, -1.0, -2.0, 3.0, 3.0, -3.0}; /* W+ - mean = 1 */
    const double below[] = {-1.0, 1.0, 2.0, -3.0, -3.0, 3.0}; /* -1 */
    const double root = sqrt(2.0 * 22.125);
    es_signed_rank r;
    (void)state;
    assert_true(run(6, above, true, false, ES_TAIL_UPPER, &r));
    assert_close(r.p, 0.5 * erfc(0.5 / root), 1e-14);
    assert_true(run(6, above, true, false, ES_TAIL_LOWER, &r));
    assert_close(r.p, 0.5 * erfc(-1.5 / root), 1e-14);
    assert_true(run(6, below, true, false, ES_TAIL_UPPER, &r));
    assert_close(r.p, 0.5 * erfc(-1.5 / root), 1e-14);
    assert_true(run(6, below, true, false, ES_TAIL_LOWER, &r));
    assert_close(r.p, 0.5 * erfc(0.5 / root), 1e-14);
    assert_true(run(6, below, true, false, ES_TAIL_TWO, &r));
    assert_close(r.p, erfc(0.5 / root), 1e-14);
}

/* x = 0 0 1 -2 3.  Dropped: ranks 1 2 3, W+ = 4, exact: P(W >= 4) = 3/8, P(W <= 4) = 6/8.
 * Pratt: ranks 3 4 5 after the zeros' 1 2, W+ = 8; mean (5 x 6 - 2 x 3)/4 = 6, variance
 * (5 x 6 x 11 - 2 x 3 x 5)/24 = 12.5; the zeros' tie is not a tie. */
static void zeros_by_hand(void **state)
{
    const double x[] = {0.0, 1.0, -0.0, -2.0, 3.0};
    es_signed_rank r;
    (void)state;
    assert_true(run(5, x, false, false, ES_TAIL_TWO, &r));
    assert_true(r.exact);
    assert_close(r.w, 4.0, 0.0);
    assert_close(r.p, 0.75, 0.0);
    assert_true(run(5, x, false, true, ES_TAIL_TWO, &r));
    assert_false(r.exact);
    assert_close(r.w, 8.0, 0.0);
    assert_close(r.p, erfc(2.0 / sqrt(12.5) / sqrt(2.0)), 1e-14);
    assert_true(run(3, x + 2, false, true, ES_TAIL_TWO, &r)); /* -0 -2 3 */
    assert_false(r.exact);
    assert_true(run(2, x + 3, false, true, ES_TAIL_TWO, &r)); /* no zeros: Pratt changes nothing */
    assert_true(r.exact);
}

static void nothing_but_zeros(void **state)
{
    const double x[] = {0.0, -0.0, 0.0};
    es_signed_rank r;
    (void)state;
    assert_false(run(3, x, false, false, ES_TAIL_TWO, &r));
    assert_false(run(3, x, false, true, ES_TAIL_TWO, &r));
    assert_false(run(0, x, false, false, ES_TAIL_TWO, &r));
}

/* Every one of the 2^n sign patterns of n values. */
static void exact_counts_by_going_through_all_signs(void **state)
{
    noise source = {23};
    (void)state;
    for (size_t n = 1; n <= 10; n++)
        for (int repeat = 0; repeat < 8; repeat++) {
            double x[10], rank[10], w = 0.0, below = 0.0, above = 0.0, all = ldexp(1.0, (int)n);
            es_signed_rank two, upper, lower;
            for (size_t i = 0; i < n; i++)
                x[i] = noise_normal(&source) + 0.4;
            for (size_t i = 0; i < n; i++) {
                rank[i] = 1.0;
                for (size_t k = 0; k < n; k++)
                    rank[i] += fabs(x[k]) < fabs(x[i]) ? 1.0 : 0.0;
                w += x[i] > 0.0 ? rank[i] : 0.0;
            }
            for (unsigned signs = 0; signs < 1u << n; signs++) {
                double sum = 0.0;
                for (size_t i = 0; i < n; i++)
                    sum += signs >> i & 1u ? rank[i] : 0.0;
                below += sum <= w ? 1.0 / all : 0.0;
                above += sum >= w ? 1.0 / all : 0.0;
            }
            assert_true(run(n, x, false, false, ES_TAIL_TWO, &two));
            assert_true(run(n, x, false, false, ES_TAIL_UPPER, &upper));
            assert_true(run(n, x, false, false, ES_TAIL_LOWER, &lower));
            assert_close(two.w, w, 0.0);
            assert_close(two.p, fmin(1.0, 2.0 * fmin(below, above)), 1e-15);
            assert_close(upper.p, above, 1e-15);
            assert_close(lower.p, below, 1e-15);
        }
}

/* Exact up to 50 values, the normal approximation from 51 on; the two are close there. */
static void fifty_is_the_last_exact(void **state)
{
    double x[52];
    es_signed_rank exact, approximate;
    (void)state;
    for (size_t i = 0; i < 52; i++)
        x[i] = (i % 3 ? 1.0 : -1.0) * (double)(i + 1);
    assert_true(run(50, x, false, false, ES_TAIL_TWO, &exact));
    assert_true(exact.exact);
    assert_true(run(51, x, false, false, ES_TAIL_TWO, &approximate));
    assert_false(approximate.exact);
    for (size_t i = 0; i < 50; i++)
        x[i] = fabs(x[i]);
    assert_true(run(50, x, false, false, ES_TAIL_TWO, &exact)); /* the extreme: 2 / 2^50 */
    assert_close(exact.w, 1275.0, 0.0);
    assert_close(exact.p / ldexp(1.0, -49), 1.0, 0.0);
}

static double normal_p(size_t n, const double *x, bool continuity, bool pratt)
{
    double w = 0.0, m = 0.0, zeros = 0.0, ties = 0.0, gap, variance;
    for (size_t i = 0; i < n; i++)
        zeros += x[i] == 0.0 ? 1.0 : 0.0;
    m = pratt ? (double)n : (double)n - zeros;
    zeros = pratt ? zeros : 0.0;
    for (size_t i = 0; i < n; i++) {
        double less = 0.0, same = 0.0;
        if (x[i] == 0.0)
            continue;
        for (size_t k = 0; k < n; k++) {
            less += fabs(x[k]) < fabs(x[i]) && (pratt || x[k] != 0.0) ? 1.0 : 0.0;
            same += fabs(x[k]) == fabs(x[i]) ? 1.0 : 0.0;
        }
        w += x[i] > 0.0 ? less + 0.5 * (same + 1.0) : 0.0;
        ties += same * same - 1.0; /* each of the t members of a group: (t^3 - t)/t */
    }
    gap = fabs(w - (m * (m + 1.0) - zeros * (zeros + 1.0)) / 4.0);
    variance =
        (m * (m + 1.0) * (2.0 * m + 1.0) - zeros * (zeros + 1.0) * (2.0 * zeros + 1.0)) / 24.0
        - ties / 48.0;
    if (continuity && gap > 0.0)
        gap = fabs(gap - 0.5);
    return erfc(gap / sqrt(2.0 * variance));
}

static void ties_and_zeros_at_random(void **state)
{
    noise source = {77};
    double x[MOST];
    es_signed_rank r;
    (void)state;
    for (size_t n = 6; n <= MOST; n += 1 + n / 3)
        for (int how = 0; how < 4; how++) {
            for (size_t i = 0; i < n; i++)
                x[i] = floor(4.0 * noise_normal(&source));
            x[0] = x[1] = 2.0; /* at least one tie */
            assert_true(run(n, x, how & 1, how & 2, ES_TAIL_TWO, &r));
            assert_false(r.exact);
            assert_close(r.p, normal_p(n, x, how & 1, how & 2), 1e-12);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_values_by_hand),
        cmocka_unit_test(ties_by_hand),
        cmocka_unit_test(continuity_of_one_tail),
        cmocka_unit_test(zeros_by_hand),
        cmocka_unit_test(nothing_but_zeros),
        cmocka_unit_test(exact_counts_by_going_through_all_signs),
        cmocka_unit_test(fifty_is_the_last_exact),
        cmocka_unit_test(ties_and_zeros_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
