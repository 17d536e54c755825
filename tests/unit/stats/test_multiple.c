/* p-values adjusted for their number (METHODS A-1..A-4). */
#include "stats/multiple.h"

#include <math.h>

#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 60 };

static size_t order[MOST];
static double bonferroni[MOST], holm[MOST], bh[MOST], by[MOST];

static void adjust(size_t n, const double *p)
{
    for (size_t i = 0; i < MOST; i++)
        bonferroni[i] = holm[i] = bh[i] = by[i] = -7.0;
    es_adjust(n, p, order, bonferroni, holm, bh, by);
    for (size_t i = n; i < MOST; i++)
        assert_true(bonferroni[i] == -7.0 && holm[i] == -7.0 && bh[i] == -7.0 && by[i] == -7.0);
}

/* Sorted .01 .013 .04 .3, m = 4.  Holm: .04 .039 .08 .3, running maximum .04 .04 .08 .3.
 * BH: .04 .026 .0533 .3, running minimum from the top .026 .026 .0533 .3.  1 + 1/2 + 1/3 + 1/4 =
 * 25/12. */
static void four_by_hand(void **state)
{
    const double p[] = {0.04, (double)NAN, 0.01, 0.3, 0.013};
    const double want_bonferroni[] = {0.16, 0.0, 0.04, 1.0, 0.052};
    const double want_holm[] = {0.08, 0.0, 0.04, 0.3, 0.04};
    const double want_bh[] = {0.16 / 3.0, 0.0, 0.026, 0.3, 0.026};
    (void)state;
    adjust(5, p);
    for (size_t i = 0; i < 5; i++) {
        if (i == 1) {
            assert_nan(bonferroni[i]);
            assert_nan(holm[i]);
            assert_nan(bh[i]);
            assert_nan(by[i]);
            continue;
        }
        assert_close(bonferroni[i], want_bonferroni[i], 1e-15);
        assert_close(holm[i], want_holm[i], 1e-15);
        assert_close(bh[i], want_bh[i], 1e-15);
        assert_close(by[i], fmin(1.0, want_bh[i] * 25.0 / 12.0), 1e-15);
    }
}

static void edges(void **state)
{
    const double none[] = {(double)NAN, (double)NAN}, one[] = {(double)NAN, 0.07};
    const double ends[] = {1.0, 0.0, 1.0}, large[] = {0.9, 0.8, 0.95};
    (void)state;
    adjust(0, NULL);
    adjust(2, none);
    assert_nan(bonferroni[0]);
    assert_nan(by[1]);
    adjust(2, one); /* alone it stays what it is */
    assert_close(bonferroni[1], 0.07, 0.0);
    assert_close(holm[1], 0.07, 0.0);
    assert_close(bh[1], 0.07, 0.0);
    assert_close(by[1], 0.07, 0.0);
    adjust(3, ends);
    assert_close(bonferroni[1], 0.0, 0.0);
    assert_close(by[1], 0.0, 0.0);
    for (size_t i = 0; i < 3; i += 2) {
        assert_close(holm[i], 1.0, 0.0);
        assert_close(bh[i], 1.0, 0.0);
        assert_close(by[i], 1.0, 0.0);
    }
    adjust(3, large); /* never above 1 */
    for (size_t i = 0; i < 3; i++) {
        assert_close(holm[i], 1.0, 0.0);
        assert_close(bh[i], 0.95, 1e-15);
        assert_close(by[i], 1.0, 0.0);
    }
}

/* By their definitions without sorting: the k-th smallest counts how many are no larger. */
static void definitions_at_random(void **state)
{
    noise source = {4};
    double p[MOST];
    (void)state;
    for (int repeat = 0; repeat < 300; repeat++) {
        size_t n = noise_below(&source, MOST);
        double m = 0.0, harmonic = 0.0;
        for (size_t i = 0; i < n; i++) {
            p[i] = pow(noise_uniform(&source), 3.0);
            if (repeat % 2)
                p[i] = floor(10.0 * p[i]) / 10.0; /* ties */
            if (noise_uniform(&source) < 0.1)
                p[i] = (double)NAN;
            m += isnan(p[i]) ? 0.0 : 1.0;
            harmonic += isnan(p[i]) ? 0.0 : 1.0 / m;
        }
        adjust(n, p);
        for (size_t i = 0; i < n; i++) {
            double up = 0.0, down = 1.0, down_y = 1.0;
            for (size_t k = 0; k < n; k++) {
                double smaller = 0.0, no_larger = 0.0;
                for (size_t j = 0; j < n; j++) {
                    smaller += p[j] < p[k] ? 1.0 : 0.0;
                    no_larger += p[j] <= p[k] ? 1.0 : 0.0;
                }
                if (p[k] <= p[i])
                    up = fmax(up, fmin(1.0, (m - smaller) * p[k]));
                if (p[k] >= p[i]) {
                    down = fmin(down, m * p[k] / no_larger);
                    down_y = fmin(down_y, harmonic * m * p[k] / no_larger);
                }
            }
            if (isnan(p[i])) {
                assert_nan(holm[i]);
                continue;
            }
            assert_close(bonferroni[i], fmin(1.0, m * p[i]), 1e-15);
            assert_close(holm[i], up, 1e-14);
            assert_close(bh[i], down, 1e-14);
            assert_close(by[i], down_y, 1e-14);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_by_hand),
        cmocka_unit_test(edges),
        cmocka_unit_test(definitions_at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
