/* Corrado's rank test (METHODS S-14, S-15). */
#include <stdlib.h>
#include <string.h>

#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {0, 0}};

/* One event, values 3 1 4 2 | 6 5 (percent), ranks the same, centred by 3.5:
 * -0.5 -2.5 0.5 -1.5 | 2.5 1.5, sum of squares 17.5, S = sqrt(17.5 / 6).
 * Window 0:1: 4 / (sqrt 2 S); finite population: D' = 2 becomes 2 x 4 / 5. */
static void one_event_by_hand(void **state)
{
    const double u[] = {0.03, 0.01, 0.04, 0.02}, ar[] = {0.06, 0.05};
    double s = sqrt(17.5 / 6.0);
    fixture *f = fixture_new(1, 4, (es_window){0, 1}, 2, windows);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    fixture_ready(f);
    r = on_window(f, "corrado_z", 0);
    assert_result(r, 4.0 / (sqrt(2.0) * s), (double)NAN);
    r = on_window(f, "corrado_fpc_z", 0);
    assert_result(r, 4.0 / (sqrt(1.6) * s), (double)NAN);
    r = on_day(f, "corrado_z", 1);
    assert_result(r, 1.5 / s, (double)NAN);
    f->options.rank_s = ES_RANK_S_SD; /* about their mean, which is zero, with T - 1 */
    fixture_ready(f);
    r = on_window(f, "corrado_z", 0);
    assert_result(r, 4.0 / (sqrt(2.0) * sqrt(17.5 / 5.0)), (double)NAN);
    fixture_free(f);
}

/* Two events; the second lacks a day in both windows: ranks 1 2.5 2.5 | 4 of four, centred
 * -1.5 0 0 | 1.5.  Means: (-0.5 - 1.5)/2, -2.5/1, (0.5 + 0)/2, (-1.5 + 0)/2 | (2.5 + 1.5)/2, 1.5/1:
 * -1 -2.5 0.25 -0.75 | 2 1.5. */
static void gaps_and_ties_by_hand(void **state)
{
    const double u[] = {0.03, 0.01, 0.04, 0.02}, ar[] = {0.06, 0.05};
    const double v[] = {-0.02, (double)NAN, 0.01, 0.01}, br[] = {0.013, (double)NAN};
    const double squares = 1.0 + 6.25 + 0.0625 + 0.5625 + 4.0 + 2.25;
    fixture *f = fixture_new(2, 4, (es_window){0, 1}, 2, windows);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    fixture_event(f, 1, v, br, 0.0173);
    fixture_ready(f);
    r = on_window(f, "corrado_z", 0);
    assert_result(r, 3.5 / (sqrt(2.0) * sqrt(squares / 6.0)), (double)NAN);
    fixture_free(f);
}

/* A return over two days enters as AR / sqrt 2: 0.05 becomes the fourth of five, not the last. */
static void a_longer_span_is_scaled(void **state)
{
    const double u[] = {0.03, 0.01, 0.04, 0.02}, ar[] = {(double)NAN, 0.05};
    uint16_t span[] = {1, 1, 1, 1, 1, 2};
    fixture *f = fixture_new(1, 4, (es_window){0, 1}, 2, windows);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    f->span[1] = span;
    fixture_ready(f);
    r = on_window(f, "corrado_z", 0);
    assert_result(r, 1.0 / sqrt(10.0 / 5.0), (double)NAN);
    fixture_free(f);
}

static void equal_ranks_have_no_spread(void **state)
{
    const double u[] = {0.01, 0.01, 0.01, 0.01}, ar[] = {0.01, 0.01};
    fixture *f = fixture_new(1, 4, (es_window){0, 1}, 2, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    fixture_ready(f);
    assert_na(on_window(f, "corrado_z", 0), "zero_variance");
    assert_na(on_window(f, "corrado_fpc_z", 0), "zero_variance");
    fixture_free(f);
}

/* ---- recomputation ---- */

/* The values of an event that are ranked together: the estimation window and the days from:to. */
static size_t pool(const fixture *f, size_t e, int from, int to, double *value)
{
    size_t n = 0;
    for (size_t t = 0; t < f->n_est; t++)
        if (!isnan(u_of(f, e, t)))
            value[n++] = u_of(f, e, t);
    for (int tau = from; tau <= to; tau++)
        if (!isnan(ar_of(f, e, tau)))
            value[n++] = ar_of(f, e, tau) / sqrt((double)span_of(f, e, tau));
    return n;
}

/* Centred rank of x: values below count 1, equal ones (itself included) share. */
static double centred_rank(const fixture *f, size_t n, const double *value, double x)
{
    double below = 0.0, equal = 0.0, k;
    for (size_t i = 0; i < n; i++) {
        below += value[i] < x ? 1.0 : 0.0;
        equal += value[i] == x ? 1.0 : 0.0;
    }
    k = below + 0.5 * (equal + 1.0) - 0.5 * ((double)n + 1.0);
    if (f->options.rank_scale == ES_RANK_UNIFORM || f->options.rank_s == ES_RANK_S_SD)
        k /= (double)n + 1.0;
    return k;
}

/* The mean centred rank of one column when the days from:to are ranked with the estimation window;
 * NaN: no event. */
static double mean_rank(const fixture *f, size_t column, int from, int to)
{
    double value[256], sum = 0.0, n = 0.0;
    for (size_t k = 0; k < f->panel.n; k++) {
        size_t e = event_of(f, k), m = pool(f, e, from, to, value);
        int tau = es_sample_tau(&f->sample, column);
        double x = column < f->n_est ? u_of(f, e, column)
                                     : ar_of(f, e, tau) / sqrt((double)span_of(f, e, tau));
        if (isnan(x))
            continue;
        sum += centred_rank(f, m, value, x);
        n += 1.0;
    }
    return n > 0.0 ? sum / n : (double)NAN;
}

static plain_result by_window(const fixture *f, es_window w, bool fpc)
{
    es_window all = f->sample.align.event;
    double dense[256], total = 0.0, days = 0.0, squares = 0.0, s, t;
    size_t n = 0;
    for (size_t c = 0; c < f->sample.width; c++) {
        double k = mean_rank(f, c, all.first, all.last);
        int tau = es_sample_tau(&f->sample, c);
        if (isnan(k))
            continue;
        dense[n++] = k;
        squares += k * k;
        if (c >= f->n_est && tau >= w.first && tau <= w.last) {
            total += k;
            days += 1.0;
        }
    }
    t = (double)n;
    s = f->options.rank_s == ES_RANK_S_SD ? plain_sd(n, dense) : sqrt(squares / t);
    if (days == 0.0)
        return (plain_result){(double)NAN, 0.0};
    if (fpc)
        days *= (t - days) / (t - 1.0);
    return (plain_result){total / (sqrt(days) * s), (double)NAN};
}

static plain_result recomputed(const fixture *f, es_window w)
{
    return by_window(f, w, false);
}

static plain_result recomputed_fpc(const fixture *f, es_window w)
{
    return by_window(f, w, true);
}

static void check_panel(fixture *f)
{
    for (int scale = 0; scale < 2; scale++)
        for (int s = 0; s < 2; s++) {
            f->options.rank_scale = scale;
            f->options.rank_s = s;
            compare_spans(f, "corrado_z", recomputed);
            compare_spans(f, "corrado_fpc_z", recomputed_fpc);
        }
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* rank_pool = day: estimation window and the tested day alone. */
static plain_result recomputed_by_day(const fixture *f, es_window w)
{
    double z = 0.0, days = 0.0;
    for (int tau = w.first; tau <= w.last; tau++) {
        size_t own = f->n_est + (size_t)(tau - f->sample.align.event.first);
        double k = mean_rank(f, own, tau, tau), squares = k * k, t = 1.0;
        if (isnan(k))
            continue;
        for (size_t c = 0; c < f->n_est; c++) {
            double mean = 0.0, n = 0.0, value[256];
            for (size_t i = 0; i < f->panel.n; i++) {
                size_t e = event_of(f, i);
                if (isnan(ar_of(f, e, tau)) || isnan(u_of(f, e, c)))
                    continue;
                mean += centred_rank(f, pool(f, e, tau, tau, value), value, u_of(f, e, c));
                n += 1.0;
            }
            squares += n > 0.0 ? (mean / n) * (mean / n) : 0.0;
            t += n > 0.0 ? 1.0 : 0.0;
        }
        z += k / sqrt(squares / t);
        days += 1.0;
    }
    return (plain_result){days > 0.0 ? z / sqrt(days) : (double)NAN, (double)NAN};
}

static void check_panel_by_day(fixture *f)
{
    f->options.rank_pool = ES_RANK_POOL_DAY;
    f->options.rank_scale = ES_RANK_UNIFORM;
    compare_spans(f, "corrado_z", recomputed_by_day);
}

static void random_panels_agree_by_day(void **state)
{
    (void)state;
    on_random_panels(check_panel_by_day);
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* How many of n ascending numbers are below x, or (with `or_equal`) not above it. */
static size_t count_until(size_t n, const double *sorted, double x, bool or_equal)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle] < x || (or_equal && sorted[middle] == x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Estimation windows as long as ranks in short integers go, and longer: the same mean ranks as from
 * sorted values. */
static void long_windows_are_ranked_alike(void **state)
{
    static const size_t lengths[] = {60, 512, 513, 16360, 16361, 16382, 16383, 16400};
    enum { N = 3, DAYS = 21 };
    (void)state;
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        size_t n_est = lengths[k], width = n_est + DAYS;
        const random_panel r = {91 + k, 0.0, 1, 0.4, k % 2 == 1};
        fixture *f = fixture_new(N, n_est, (es_window){-10, 10}, 1, &(es_window){0, 0});
        double *x = ES_NEW(f->arena, width, double), *sum = ES_NEW(f->arena, width, double);
        double *sorted = ES_NEW(f->arena, width, double);
        fixture_random(f, &r);
        fixture_ready(f);
        for (size_t i = 0; i < N; i++) {
            memcpy(x, f->residual + i * n_est, n_est * sizeof *x);
            memcpy(x + n_est, f->ar + i * DAYS, DAYS * sizeof *x);
            memcpy(sorted, x, width * sizeof *x);
            qsort(sorted, width, sizeof *sorted, compare);
            for (size_t c = 0; c < width; c++)
                sum[c] += 0.5
                              * (double)(count_until(width, sorted, x[c], false)
                                         + count_until(width, sorted, x[c], true) + 1)
                          - 0.5 * (double)(width + 1);
        }
        for (size_t c = 0; c < width; c++)
            assert_close(f->panel.rank_mean[c], sum[c] / N, 1e-9);
        fixture_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_event_by_hand),
        cmocka_unit_test(gaps_and_ties_by_hand),
        cmocka_unit_test(a_longer_span_is_scaled),
        cmocka_unit_test(equal_ranks_have_no_spread),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(random_panels_agree_by_day),
        cmocka_unit_test(long_windows_are_ranked_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
