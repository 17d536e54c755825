/* Tests of abnormal volatility (METHODS V-1, V-2, V-5). */
#include "stats/garch_dummy.h"
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {0, 0}};
static const double u[] = {0.01, -0.01, 0.02};

/* Three events on two days; the second day has only two of them unless `full`. */
static fixture *three_events(const double *ar, const double *h, bool full)
{
    fixture *f = fixture_new(3, 3, (es_window){0, 1}, 2, windows);
    for (size_t i = 0; i < 3; i++) {
        const double own[] = {ar[i], i == 1 && !full ? (double)NAN : 2.0 * ar[i]};
        fixture_event(f, i, u, own, 0.01);
        f->var[2 * i] = h[i];
        f->var[2 * i + 1] = 4.0 * h[i];
    }
    fixture_ready(f);
    return f;
}

/* AR 1 2 6 percent, h 1 2 3 (1e-4): N AR - sum = -6 -3 9; N (N - 2) h + sum h = 9 12 15;
 * 36/9 + 9/12 + 81/15 = 10.15, lambda = 10.15/3, X = 2 lambda; chi^2 of 2: p = exp(-X/2). */
static void hilliard_savickas_by_hand(void **state)
{
    const double ar[] = {0.01, 0.02, 0.06}, h[] = {1e-4, 2e-4, 3e-4};
    fixture *f = three_events(ar, h, false);
    es_test_result r = on_day(f, "avol_hs", 0);
    (void)state;
    assert_close(r.statistic, 20.3 / 3.0, 1e-13);
    assert_close(r.df, 2.0, 0.0);
    assert_nan(r.df2);
    assert_close(r.p, exp(-10.15 / 3.0), 1e-14);
    r = on_window(f, "avol_hs", 0); /* the other day has two events and is skipped */
    assert_close(r.statistic, 20.3 / 3.0, 1e-13);
    f->options.hs_norm = ES_HS_N1;
    assert_close(on_window(f, "avol_hs", 0).statistic, 10.15, 1e-13);
    f->options.tail = ES_TAIL_LOWER; /* of no concern */
    assert_close(on_window(f, "avol_hs", 0).p, exp(-0.5 * 10.15), 1e-14);
    fixture_free(f);
    f = three_events(ar, h, true); /* twice the AR, four times h: the same lambda; 4 df */
    r = on_window(f, "avol_hs", 0);
    assert_close(r.statistic, 40.6 / 3.0, 1e-13);
    assert_close(r.df, 4.0, 0.0);
    assert_close(r.p, exp(-20.3 / 3.0) * (1.0 + 20.3 / 3.0), 1e-14);
    fixture_free(f);
}

/* SAR 1 2 6: mean 3, squares 14, df 2: 7.  Residuals over sigma 1 -1 2, three times: 18 with 3
 * df: 6.  F = 7/6; with 2 and 3 df, p = (1 + 2F/3)^-1.5. */
static void variance_ratio_by_hand(void **state)
{
    const double ar[] = {0.01, 0.02, 0.06}, h[] = {1e-4, 1e-4, 1e-4};
    fixture *f = three_events(ar, h, false);
    es_test_result r = on_day(f, "avol_f", 0);
    (void)state;
    assert_close(r.statistic, 7.0 / 6.0, 1e-14);
    assert_close(r.df, 2.0, 0.0);
    assert_close(r.df2, 3.0, 0.0);
    assert_close(r.p, pow(1.0 + 7.0 / 9.0, -1.5), 1e-13);
    f->options.tail = ES_TAIL_LOWER;
    r = on_window(f, "avol_f", 0);
    assert_close(r.p, pow(1.0 + 7.0 / 9.0, -1.5), 1e-13);
    fixture_free(f);
}

/* SAR 2 and 4 on two of three days: (4 + 16)/2 = 10, F(2, 1): p = (1 + 2 x 10)^-0.5 for nu = 1. */
static void one_event_by_hand(void **state)
{
    static const es_window three[] = {{-1, 1}};
    const double ar[] = {0.02, (double)NAN, -0.04};
    fixture *f = fixture_new(2, 3, (es_window){-1, 1}, 1, three);
    const uint32_t one[] = {1};
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.03);
    fixture_event(f, 1, u, ar, 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "avol_event_f", 0), "one_event_only");
    fixture_ready_group(f, 1, one);
    r = on_window(f, "avol_event_f", 0);
    assert_close(r.statistic, 10.0, 1e-13);
    assert_close(r.df, 2.0, 0.0);
    assert_close(r.df2, 1.0, 0.0);
    assert_close(r.p, 1.0 / sqrt(21.0), 1e-13);
    fixture_free(f);
}

static void reasons(void **state)
{
    static const char *const ids[] = {"avol_hs", "avol_f"};
    const double ar[] = {0.01, 0.02, 0.06}, h[] = {1e-4, 2e-4, 3e-4};
    const uint32_t two[] = {0, 2};
    fixture *f = three_events(ar, h, false);
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_na(on_day(f, ids[i], 1), "too_few"); /* E-4 */
        check_no_memory(f, ids[i]);
    }
    f->ar[0] = f->ar[1] = f->ar[3] = f->ar[5] = (double)NAN;
    fixture_ready(f);
    for (size_t i = 0; i < 2; i++) {
        assert_na(on_day(f, ids[i], 1), "no_data");
        assert_na(on_window(f, ids[i], 0), "too_few");
    }
    fixture_free(f);
    f = three_events(ar, h, true);
    fixture_ready_group(f, 2, two);
    for (size_t i = 0; i < 2; i++)
        assert_na(on_window(f, ids[i], 0), "too_few");
    fixture_free(f);
}

/* Three events, no two of the three days' events the same: 3 CARs, but never 3 on one day. */
static void enough_events_but_never_on_one_day(void **state)
{
    const double ar[3][2] = {{0.01, (double)NAN}, {(double)NAN, 0.02}, {0.03, 0.04}};
    fixture *f = fixture_new(3, 3, (es_window){0, 1}, 2, windows);
    (void)state;
    for (size_t i = 0; i < 3; i++)
        fixture_event(f, i, u, ar[i], 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "avol_hs", 0), "too_few");
    assert_na(on_window(f, "avol_f", 0), "too_few");
    fixture_free(f);
}

/* ---- recomputation ---- */

/* Simpson's rule over the density of v = sqrt(chi^2), and of s = sqrt(beta). */
static double plain_p_chi_square(double x, double df)
{
    enum { STEPS = 4000 };
    double h = sqrt(x) / STEPS, sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        double v = h * i, weight = i == 0 || i == STEPS ? 1.0 : (i % 2 ? 4.0 : 2.0);
        if (v > 0.0)
            sum += weight
                   * exp(log(2.0) + (df - 1.0) * log(v) - 0.5 * v * v - 0.5 * df * log(2.0)
                         - lgamma(0.5 * df));
    }
    return 1.0 - sum * h / 3.0;
}

static double plain_p_f(double f, double df1, double df2)
{
    enum { STEPS = 8000 };
    double a = 0.5 * df1, b = 0.5 * df2, h = sqrt(df1 * f / (df1 * f + df2)) / STEPS, sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        double s = h * i, weight = i == 0 || i == STEPS ? 1.0 : (i % 2 ? 4.0 : 2.0);
        if (s > 0.0)
            sum += weight
                   * exp(log(2.0) + (2.0 * a - 1.0) * log(s) + (b - 1.0) * log1p(-s * s)
                         + lgamma(a + b) - lgamma(a) - lgamma(b));
    }
    return 1.0 - sum * h / 3.0;
}

/* AR and h of the panel's events on a day. */
static size_t gather(const fixture *f, int tau, double *ar, double *h)
{
    size_t n = 0;
    for (size_t k = 0; k < f->panel.n; k++) {
        size_t e = event_of(f, k);
        if (isnan(ar_of(f, e, tau)))
            continue;
        ar[n] = ar_of(f, e, tau);
        h[n++] = var_of(f, e, tau);
    }
    return n;
}

static double lambda(size_t n, const double *ar, const double *h, bool n1)
{
    double size = (double)n, sum = 0.0, sum_h = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += ar[i];
        sum_h += h[i];
    }
    for (size_t i = 0; i < n; i++)
        total += pow(size * ar[i] - sum, 2.0) / (size * (size - 2.0) * h[i] + sum_h);
    return total / (n1 ? size - 1.0 : size);
}

static plain_outcome recomputed(const fixture *f, es_window w, bool hs)
{
    size_t event[MOST_EVENTS], events = span_events(f, w, event);
    double total = 0.0, df = 0.0, usual = 0.0, nu = 0.0;
    plain_outcome out = no_outcome(NULL);
    for (int tau = w.first; tau <= w.last; tau++) {
        double ar[MOST_EVENTS], h[MOST_EVENTS];
        size_t n = gather(f, tau, ar, h);
        if (n < 3)
            continue;
        df += (double)n - 1.0;
        if (hs)
            total += ((double)n - 1.0) * lambda(n, ar, h, f->options.hs_norm == ES_HS_N1);
        for (size_t i = 0; i < n; i++)
            ar[i] /= sqrt(h[i]);
        if (!hs)
            total += pow(plain_sd(n, ar), 2.0) * ((double)n - 1.0);
    }
    if (events < 3 || df == 0.0)
        return no_outcome(events ? "too_few" : "no_data");
    out.statistic = total;
    out.df = df;
    if (hs) {
        out.p = plain_p_chi_square(total, df);
        return out;
    }
    for (size_t k = 0; k < f->panel.n; k++) {
        const es_fit_record *fit = &f->fit[2 * event_of(f, k) + 1];
        nu += fit->df;
        for (size_t t = 0; t < f->n_est; t++)
            if (!isnan(u_of(f, event_of(f, k), t)))
                usual += pow(u_of(f, event_of(f, k), t) / fit->sigma, 2.0);
    }
    out.df2 = nu;
    out.statistic = total / df / (usual / nu);
    out.p = plain_p_f(out.statistic, df, nu);
    return out;
}

static plain_outcome hs(const fixture *f, es_window w, int number)
{
    (void)number;
    return recomputed(f, w, true);
}

static plain_outcome ratio(const fixture *f, es_window w, int number)
{
    (void)number;
    return recomputed(f, w, false);
}

static void check_panel(fixture *f)
{
    for (int norm = 0; norm < 2; norm++) {
        f->options.hs_norm = norm;
        compare_outcomes(f, "avol_hs", hs, 1e-8);
    }
    compare_outcomes(f, "avol_f", ratio, 1e-8);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* ---- V-5 ---- */

enum { LONG = 80 };

/* n events under garch11, one estimation day missing, with a window of three days, the second
 * without a return. */
static fixture *garch_events(size_t n, bool same)
{
    static const es_window three[] = {{-1, 1}};
    fixture *f = fixture_new(n, LONG, (es_window){-1, 1}, 1, three);
    noise source = {17};
    double residual[LONG], ar[3];
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !same) {
            noise_fill(&source, LONG, 0.0, 0.01, residual);
            noise_fill(&source, 3, 0.0, 0.02, ar);
        }
        ar[1] = (double)NAN;
        residual[7] = (double)NAN;
        fixture_event(f, i, residual, ar, 0.01);
        fixture_fit(f, i)->own[1] = 1e-5;
        fixture_fit(f, i)->own[2] = 0.1;
        fixture_fit(f, i)->own[3] = 0.8;
    }
    f->ab.model = es_model_find("garch11");
    fixture_ready(f);
    return f;
}

/* The rise of each event, from its returns closed up over the missing day. */
static void garch_dummies_close_up_missing_days(void **state)
{
    fixture *f = garch_events(4, false);
    es_test_result r = on_window(f, "avol_garch_t", 0);
    const es_garch start = {.omega = 1e-5, .arch = 0.1, .garch = 0.8};
    double rise[4];
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        double series[LONG + 1];
        es_garch_dummy out;
        for (size_t t = 0; t < LONG - 1; t++)
            series[t] = u_of(f, i, t < 7 ? t : t + 1);
        series[LONG - 1] = ar_of(f, i, -1);
        series[LONG] = ar_of(f, i, 1);
        assert_true(es_garch_dummy_fit(LONG + 1, 2, series, &start, false, &out));
        rise[i] = out.delta / 1e-4;
    }
    assert_int_equal(r.na, ES_NA_NONE);
    assert_close(r.statistic, 2.0 * plain_mean(4, rise) / plain_sd(4, rise), 1e-12);
    assert_close(r.df, 3.0, 0.0);
    assert_close(r.p,
                 r.statistic > 0.0 ? 0.5 * plain_p_t(r.statistic, 3.0)
                                   : 1.0 - 0.5 * plain_p_t(r.statistic, 3.0),
                 1e-8);
    fixture_fit(f, 2)->own[2] = fixture_fit(f, 2)->own[3] = 1.0; /* no way from there */
    assert_na(on_window(f, "avol_garch_t", 0), "undefined");
    fixture_fit(f, 2)->own[1] = (double)NAN; /* fitted by least squares (E-9) */
    assert_na(on_window(f, "avol_garch_t", 0), "undefined");
    f->sample.align.estimation.hull = (es_window){11, 10 + LONG};
    fixture_fit(f, 2)->own[1] = 1e-5;
    fixture_fit(f, 2)->own[2] = 0.1;
    fixture_fit(f, 2)->own[3] = 0.8;
    assert_na(on_window(f, "avol_garch_t", 0), "undefined"); /* no day before the window */
    fixture_free(f);
    f = garch_events(3, true);
    assert_na(on_window(f, "avol_garch_t", 0), "zero_variance"); /* E-3 */
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hilliard_savickas_by_hand),
        cmocka_unit_test(variance_ratio_by_hand),
        cmocka_unit_test(one_event_by_hand),
        cmocka_unit_test(reasons),
        cmocka_unit_test(enough_events_but_never_on_one_day),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(garch_dummies_close_up_missing_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
