/* Wilcoxon's signed-rank test of CARs (METHODS S-23); the counting itself is tested in stats. */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {0, 0}};
static const double u[] = {0.01, -0.01, 0.02};

static fixture *events(size_t n, const double *car)
{
    fixture *f = fixture_new(n, 3, (es_window){0, 1}, 2, windows);
    for (size_t i = 0; i < n; i++) {
        const double ar[] = {(double)NAN, car[i]};
        fixture_event(f, i, u, ar, 0.01);
    }
    fixture_ready(f);
    return f;
}

/* 3 -1 4 2 percent: ranks 3 1 4 2, W+ = 9 of 10: P(W >= 9) = 2/16, P(W <= 9) = 15/16. */
static void four_events_by_hand(void **state)
{
    const double car[] = {0.03, -0.01, 0.04, 0.02};
    fixture *f = events(4, car);
    es_test_result r = on_window(f, "wilcoxon", 0);
    (void)state;
    assert_int_equal(r.na, ES_NA_NONE);
    assert_close(r.statistic, 9.0, 0.0);
    assert_close(r.p, 0.25, 1e-15);
    assert_nan(r.df);
    f->options.tail = ES_TAIL_UPPER;
    assert_close(on_day(f, "wilcoxon", 1).p, 0.125, 1e-15);
    f->options.tail = ES_TAIL_LOWER;
    assert_close(on_day(f, "wilcoxon", 1).p, 0.9375, 1e-15);
    fixture_free(f);
}

/* E-2: one event has p = 1; E-10: zeros only; E-1: nothing. */
static void edges(void **state)
{
    const double car[] = {0.03}, zeros[] = {0.0, 0.0, -0.0};
    fixture *f = events(1, car);
    es_test_result r = on_window(f, "wilcoxon", 0);
    (void)state;
    assert_close(r.statistic, 1.0, 0.0);
    assert_close(r.p, 1.0, 0.0);
    assert_na(on_window(f, "wilcoxon", 1), "no_data");
    fixture_free(f);
    f = events(3, zeros);
    assert_na(on_window(f, "wilcoxon", 0), "undefined");
    f->options.zeros = 1;
    assert_na(on_window(f, "wilcoxon", 0), "undefined");
    check_no_memory(f, "wilcoxon");
    fixture_free(f);
}

/* Number of subsets of the first n numbers, one row per n: c[k][w] = c[k-1][w] + c[k-1][w-k]. */
static double exact_p(size_t n, double w)
{
    static double c[41][821];
    double below = 0.0, above = 0.0;
    size_t most = n * (n + 1) / 2;
    assert_true(n <= 40);
    for (size_t k = 0; k <= n; k++)
        for (size_t s = 0; s <= most; s++)
            c[k][s] = k == 0 ? (s == 0 ? 1.0 : 0.0)
                             : 0.5 * (c[k - 1][s] + (s >= k ? c[k - 1][s - k] : 0.0));
    for (size_t s = 0; s <= most; s++) {
        below += (double)s <= w ? c[n][s] : 0.0;
        above += (double)s >= w ? c[n][s] : 0.0;
    }
    return fmin(1.0, 2.0 * fmin(below, above));
}

static plain_outcome recomputed(const fixture *f, es_window window, int number)
{
    size_t event[MOST_EVENTS], n = span_events(f, window, event), m = 0;
    double x[MOST_EVENTS], w = 0.0, ties = 0.0, zeros = 0.0, size, gap;
    plain_outcome out = no_outcome(NULL);
    bool pratt = f->options.zeros == 1;
    (void)number;
    for (size_t i = 0; i < n; i++) {
        double car = car_of(f, event[i], window);
        zeros += car == 0.0 ? 1.0 : 0.0;
        if (car != 0.0 || pratt)
            x[m++] = car;
    }
    if (n == 0 || zeros == (double)n)
        return no_outcome(n ? "undefined" : "no_data");
    for (size_t i = 0; i < m; i++) {
        double rank = 0.5, same = 0.0;
        for (size_t k = 0; k < m; k++) {
            rank += fabs(x[k]) < fabs(x[i]) ? 1.0 : fabs(x[k]) == fabs(x[i]) ? 0.5 : 0.0;
            same += fabs(x[k]) == fabs(x[i]) ? 1.0 : 0.0;
        }
        w += x[i] > 0.0 ? rank : 0.0;
        ties += x[i] == 0.0 ? 0.0 : same * same - 1.0;
    }
    out.statistic = w;
    size = (double)m;
    zeros = pratt ? zeros : 0.0;
    gap = w - (size * (size + 1.0) - zeros * (zeros + 1.0)) / 4.0;
    if (f->options.wilcoxon_cc && gap != 0.0)
        gap = fabs(gap) - 0.5;
    out.p = ties == 0.0 && zeros == 0.0
                ? exact_p(m, w)
                : plain_p_normal(gap
                                 / sqrt((size * (size + 1.0) * (2.0 * size + 1.0)
                                         - zeros * (zeros + 1.0) * (2.0 * zeros + 1.0))
                                            / 24.0
                                        - ties / 48.0));
    return out;
}

static void check_panel(fixture *f)
{
    for (int how = 0; how < 4; how++) {
        f->options.zeros = how & 1;
        f->options.wilcoxon_cc = how & 2;
        compare_outcomes(f, "wilcoxon", recomputed, 1e-12);
    }
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_events_by_hand),
        cmocka_unit_test(edges),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
