/* The independence portfolio (METHODS S-4). */
#include "unit/inference/compare.h"

/* d = 2 and 1 days, sigma = 0.02 and 0.01: sum d sigma^2 = 9e-4, root 0.03, over N = 2: 0.015.
 * CARs 0.04 and 0.02, mean 0.03: t = 2.  nu = 3 and 2 (one residual missing): df = 2.5. */
static void two_events_by_hand(void **state)
{
    static const es_window window[] = {{0, 1}};
    const double u[] = {0.011, -0.007, 0.003, -0.009, 0.002};
    const double v[] = {0.011, -0.007, (double)NAN, -0.009, 0.002};
    const double ar[] = {0.05, -0.01}, br[] = {(double)NAN, 0.02};
    fixture *f = fixture_new(2, 5, (es_window){0, 1}, 1, window);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, v, br, 0.01);
    fixture_ready(f);
    r = on_window(f, "bw_indep_t", 0);
    assert_result(r, 2.0, 2.5);
    fixture_free(f);
}

/* E-2: one event has a statistic, AR / sigma with nu degrees of freedom. */
static void one_event_is_enough(void **state)
{
    static const es_window window[] = {{0, 0}};
    const double u[] = {0.011, -0.007, 0.003, -0.009, 0.002}, ar[] = {0.0359};
    fixture *f = fixture_new(1, 5, (es_window){0, 0}, 1, window);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.0173);
    fixture_ready(f);
    r = on_window(f, "bw_indep_t", 0);
    assert_result(r, 0.0359 / 0.0173, 3.0);
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double x[MOST_EVENTS], variance = 0.0, nu = 0.0;
    for (size_t i = 0; i < n; i++) {
        const es_fit_record *fit = &f->fit[f->ab.row[event[i]]];
        x[i] = car_of(f, event[i], w);
        variance += (double)days_of_event(f, event[i], w) * fit->sigma * fit->sigma;
        nu += fit->df;
    }
    return (plain_result){plain_mean(n, x) / (sqrt(variance) / (double)n), nu / (double)n};
}

static void check_panel(fixture *f)
{
    compare_spans(f, "bw_indep_t", recomputed);
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
        cmocka_unit_test(one_event_is_enough),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
