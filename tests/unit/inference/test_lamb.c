/* Lamb's portfolio t (METHODS S-6). */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {0, 0}};

/* Residuals 1 -2 3 and 3 0 -1 percent: A = 2 -1 1, about 2/3: 4/3 -5/3 1/3, S^2 = 42/9/2 = 7/3.
 * Day 0: AAR (2 + 4)/2 = 3, C-bar = (1.44 + 1.06)/2 = 1.25; day 1, the second event alone: -1, 1.
 * The sigmas 1 and 2 percent drop out of C-bar. */
static fixture *two_events(void)
{
    const double u[] = {0.01, -0.02, 0.03}, ar[] = {0.02, (double)NAN};
    const double v[] = {0.03, 0.0, -0.01}, br[] = {0.04, -0.01};
    fixture *f = fixture_new(2, 3, (es_window){0, 1}, 2, windows);
    fixture_event(f, 0, u, ar, 0.01);
    fixture_event(f, 1, v, br, 0.02);
    f->var[0] *= 1.44;
    f->var[2] *= 1.06;
    fixture_ready(f);
    return f;
}

static void two_events_by_hand(void **state)
{
    fixture *f = two_events();
    double s = sqrt(7.0 / 3.0), day0 = 3.0 / (s * sqrt(1.25)), day1 = -1.0 / s;
    es_test_result r = on_window(f, "lamb_t", 0);
    (void)state;
    assert_result(r, (day0 + day1) / sqrt(2.0), 2.0);
    r = on_window(f, "lamb_t", 1);
    assert_result(r, day0, 2.0);
    r = on_day(f, "lamb_t", 1);
    assert_result(r, day1, 2.0);
    assert_nan(r.p_exact);
    assert_nan(r.df2);
    f->options.tail = ES_TAIL_UPPER;
    r = on_day(f, "lamb_t", 1);
    assert_close(r.p, 1.0 - 0.5 * plain_p_t(day1, 2.0), 1e-9);
    fixture_free(f);
}

/* E-3: residuals whose daily means are equal. */
static void equal_means_have_no_spread(void **state)
{
    const double u[] = {0.01, 0.02, 0.03}, v[] = {0.03, 0.02, 0.01}, ar[] = {0.01, 0.02};
    fixture *f = fixture_new(2, 3, (es_window){0, 1}, 2, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_event(f, 1, v, ar, 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "lamb_t", 0), "zero_variance");
    assert_na(on_day(f, "lamb_t", 0), "zero_variance");
    fixture_free(f);
}

static void one_estimation_day_has_no_sd(void **state)
{
    const double u[] = {0.01}, ar[] = {0.01, 0.02};
    fixture *f = fixture_new(1, 1, (es_window){0, 1}, 2, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "lamb_t", 0), "undefined");
    fixture_free(f);
}

static void no_return_is_no_data(void **state)
{
    const double u[] = {0.01, 0.02, -0.03}, ar[] = {(double)NAN, 0.02};
    fixture *f = fixture_new(1, 3, (es_window){0, 1}, 2, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "lamb_t", 1), "no_data");
    assert_na(on_day(f, "lamb_t", 0), "no_data");
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    double a[256], total = 0.0, days = 0.0, s;
    size_t n = 0;
    for (size_t t = 0; t < f->n_est; t++) {
        double sum = 0.0, events = 0.0;
        for (size_t k = 0; k < f->panel.n; k++)
            if (!isnan(u_of(f, event_of(f, k), t))) {
                sum += u_of(f, event_of(f, k), t);
                events += 1.0;
            }
        if (events > 0.0)
            a[n++] = sum / events;
    }
    s = plain_sd(n, a);
    for (int tau = w.first; tau <= w.last; tau++) {
        double aar = 0.0, c = 0.0, events = 0.0;
        for (size_t k = 0; k < f->panel.n; k++) {
            size_t e = event_of(f, k);
            double sigma = f->fit[2 * e + 1].sigma;
            if (isnan(ar_of(f, e, tau)))
                continue;
            aar += ar_of(f, e, tau);
            c += var_of(f, e, tau) / (sigma * sigma);
            events += 1.0;
        }
        if (events == 0.0)
            continue;
        total += aar / events / (s * sqrt(c / events));
        days += 1.0;
    }
    return (plain_result){days > 0.0 ? total / sqrt(days) : (double)NAN, (double)n - 1.0};
}

static void check_panel(fixture *f)
{
    compare_spans(f, "lamb_t", recomputed);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_events_by_hand),
        cmocka_unit_test(equal_means_have_no_spread),
        cmocka_unit_test(one_estimation_day_has_no_sd),
        cmocka_unit_test(no_return_is_no_data),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
