/* The generalised sign test (METHODS S-20). */
#include "unit/inference/compare.h"

static const es_window day_zero[] = {{0, 0}};

/* Shares of positive residuals: 2/4, 1/4 and 2/3 (a zero is not positive, a missing day no day).
 * Their mean is 17/36; pooled it is 5/11. */
static fixture *three_events(void)
{
    const double u[][4] = {
        {0.01, -0.02, 0.013, -0.003}, {-0.01, -0.02, 0.0, 0.03}, {0.01, (double)NAN, 0.02, -0.007}};
    const double ar[] = {0.013, 0.007, -0.02};
    fixture *f = fixture_new(3, 4, (es_window){0, 0}, 1, day_zero);
    for (size_t i = 0; i < 3; i++)
        fixture_event(f, i, u[i], &ar[i], 0.0137);
    return f;
}

static void three_events_by_hand(void **state)
{
    const double p = 17.0 / 36.0, q = 5.0 / 11.0;
    fixture *f = three_events();
    es_test_result r;
    (void)state;
    fixture_ready(f);
    r = on_window(f, "gsign_z", 0);
    assert_result(r, (2.0 - 3.0 * p) / sqrt(3.0 * p * (1.0 - p)), (double)NAN);
    f->options.gsign_p = ES_GSIGN_POOLED;
    fixture_ready(f);
    r = on_window(f, "gsign_z", 0);
    assert_result(r, (2.0 - 3.0 * q) / sqrt(3.0 * q * (1.0 - q)), (double)NAN);
    fixture_free(f);
}

/* p-hat is that of all events of the panel, also of those without a return in the window. */
static void the_share_is_over_all_events(void **state)
{
    const double p = 17.0 / 36.0;
    fixture *f = three_events();
    es_test_result r;
    (void)state;
    f->ar[2] = (double)NAN;
    fixture_ready(f);
    r = on_window(f, "gsign_z", 0);
    assert_result(r, (2.0 - 2.0 * p) / sqrt(2.0 * p * (1.0 - p)), (double)NAN);
    fixture_free(f);
}

static void a_certain_sign_is_undefined(void **state)
{
    const double up[] = {0.01, 0.02, 0.013}, down[] = {-0.01, 0.0, -0.013}, ar[] = {0.017};
    const double *const cases[] = {up, down};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fixture *f = fixture_new(1, 3, (es_window){0, 0}, 1, day_zero);
        es_test_result r;
        fixture_event(f, 0, cases[i], ar, 0.0137);
        fixture_ready(f);
        r = on_window(f, "gsign_z", 0);
        assert_na(r, "undefined");
        fixture_free(f);
    }
}

/* p = 1/3: z = (1 - 1/3) / sqrt(2/9) = sqrt 2. */
static void one_event_is_enough(void **state)
{
    const double u[] = {0.01, -0.02, -0.013}, ar[] = {0.017};
    fixture *f = fixture_new(1, 3, (es_window){0, 0}, 1, day_zero);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.0137);
    fixture_ready(f);
    r = on_window(f, "gsign_z", 0);
    assert_result(r, sqrt(2.0), (double)NAN);
    fixture_free(f);
}

static double share(const fixture *f)
{
    double shares = 0.0, positive = 0.0, days = 0.0;
    for (size_t k = 0; k < f->panel.n; k++) {
        double own = 0.0, m = 0.0;
        for (size_t t = 0; t < f->n_est; t++) {
            double u = u_of(f, event_of(f, k), t);
            own += u > 0.0 ? 1.0 : 0.0;
            m += isnan(u) ? 0.0 : 1.0;
        }
        shares += own / m;
        positive += own;
        days += m;
    }
    return f->options.gsign_p == ES_GSIGN_POOLED ? positive / days : shares / (double)f->panel.n;
}

static plain_result recomputed(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], count = span_events(f, w, event);
    double p = share(f), n = (double)count, positive = 0.0;
    for (size_t i = 0; i < count; i++)
        positive += car_of(f, event[i], w) > 0.0 ? 1.0 : 0.0;
    return (plain_result){(positive - n * p) / sqrt(n * p * (1.0 - p)), (double)NAN};
}

static void check_panel(fixture *f)
{
    f->options.gsign_p = ES_GSIGN_MEAN;
    compare_spans(f, "gsign_z", recomputed);
    f->options.gsign_p = ES_GSIGN_POOLED;
    compare_spans(f, "gsign_z", recomputed);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_events_by_hand),
        cmocka_unit_test(the_share_is_over_all_events),
        cmocka_unit_test(a_certain_sign_is_undefined),
        cmocka_unit_test(one_event_is_enough),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
