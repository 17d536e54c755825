/* The sign test (METHODS S-19). */
#include "unit/inference/compare.h"

static const es_window day_zero[] = {{0, 0}};
static const double u[] = {0.011, -0.007, 0.003, -0.009, 0.002};

static fixture *events_with(size_t n, const double *ar)
{
    fixture *f = fixture_new(n, 5, (es_window){0, 0}, 1, day_zero);
    for (size_t i = 0; i < n; i++)
        fixture_event(f, i, u, &ar[i], 0.0137);
    fixture_ready(f);
    return f;
}

static const double seven[] = {0.013, 0.007, -0.002, 0.0, 0.031, 0.005, 0.0};

/* Four of five signs are positive: z = (4 - 2.5) / sqrt(5/4).  Exact: P(X >= 4) = 6/32. */
static void zeros_are_dropped(void **state)
{
    fixture *f = events_with(7, seven);
    es_test_result r = on_window(f, "sign_z", 0);
    (void)state;
    assert_result(r, 1.5 / sqrt(1.25), (double)NAN);
    assert_close(r.p_exact, 12.0 / 32.0, 1e-12);
    fixture_free(f);
}

/* Four of seven: z = (4 - 3.5) / sqrt(7/4).  Exact: P(X >= 4) = 1/2, twice that is 1. */
static void zeros_can_count_as_negative(void **state)
{
    fixture *f = events_with(7, seven);
    es_test_result r;
    (void)state;
    f->options.sign_zero = ES_SIGN_NEGATIVE;
    r = on_window(f, "sign_z", 0);
    assert_result(r, 0.5 / sqrt(1.75), (double)NAN);
    assert_close(r.p_exact, 1.0, 1e-12);
    fixture_free(f);
}

/* P(X >= 4) = 6/32, P(X <= 4) = 31/32 of Bin(5, 1/2). */
static void the_exact_p_follows_the_tail(void **state)
{
    fixture *f = events_with(7, seven);
    (void)state;
    f->options.tail = ES_TAIL_UPPER;
    assert_close(on_window(f, "sign_z", 0).p_exact, 6.0 / 32.0, 1e-12);
    assert_close(on_window(f, "sign_z", 0).p, 0.5 * plain_p_normal(1.5 / sqrt(1.25)), 1e-12);
    f->options.tail = ES_TAIL_LOWER;
    assert_close(on_window(f, "sign_z", 0).p_exact, 31.0 / 32.0, 1e-12);
    fixture_free(f);
}

static void zeros_alone_have_no_sign(void **state)
{
    const double ar[] = {0.0, 0.0, -0.0};
    fixture *f = events_with(3, ar);
    es_test_result r = on_window(f, "sign_z", 0);
    (void)state;
    assert_na(r, "undefined");
    assert_nan(r.p_exact);
    fixture_free(f);
}

/* z = (0 - 1/2) / (1/2) = -1; exact: P(X <= 0) = 1/2, twice that is 1. */
static void one_event_is_enough(void **state)
{
    const double ar[] = {-0.017};
    fixture *f = events_with(1, ar);
    es_test_result r = on_window(f, "sign_z", 0);
    (void)state;
    assert_result(r, -1.0, (double)NAN);
    assert_close(r.p_exact, 1.0, 1e-12);
    fixture_free(f);
}

static plain_result recomputed(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], count = span_events(f, w, event);
    double positive = 0.0, n = 0.0;
    for (size_t i = 0; i < count; i++) {
        double x = car_of(f, event[i], w);
        positive += x > 0.0 ? 1.0 : 0.0;
        n += x != 0.0 || f->options.sign_zero == ES_SIGN_NEGATIVE ? 1.0 : 0.0;
    }
    return (plain_result){(positive - n / 2.0) / sqrt(n / 4.0), (double)NAN};
}

static void check_panel(fixture *f)
{
    f->options.sign_zero = ES_SIGN_DROP;
    compare_spans(f, "sign_z", recomputed);
    f->options.sign_zero = ES_SIGN_NEGATIVE;
    compare_spans(f, "sign_z", recomputed);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zeros_are_dropped),
        cmocka_unit_test(zeros_can_count_as_negative),
        cmocka_unit_test(the_exact_p_follows_the_tail),
        cmocka_unit_test(zeros_alone_have_no_sign),
        cmocka_unit_test(one_event_is_enough),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
