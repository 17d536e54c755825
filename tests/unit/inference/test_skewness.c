/* Skewness-adjusted t tests (METHODS S-11, S-12). */
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

/* CARs 1 2 3 6 percent: mean 3, deviations -2 -1 0 3, squares 14, sd = sqrt(14/3), cubes -8 - 1 +
 * 27 = 18, gamma = 18 / (4 sd^3); t = 2 [S + gamma S^2/3 + gamma^2 S^3/27 + gamma/24], S = 3/sd. */
static void four_events_by_hand(void **state)
{
    const double car[] = {0.01, 0.02, 0.03, 0.06}, sd = sqrt(14.0 / 3.0);
    const double s = 3.0 / sd, g = 4.5 / (sd * sd * sd), g2 = g * 16.0 / 6.0;
    const double johnson = 2.0 * (s + g * s * s / 3.0 + g / 24.0);
    const double hall = johnson + 2.0 * g * g * s * s * s / 27.0;
    const double unbiased = 2.0 * (s + g2 * s * s / 3.0 + g2 * g2 * s * s * s / 27.0 + g2 / 24.0);
    fixture *f = events(4, car);
    es_test_result r = on_window(f, "skew_hall_t", 0);
    (void)state;
    assert_result(r, hall, 3.0);
    r = on_day(f, "skew_hall_t", 1);
    assert_result(r, hall, 3.0);
    r = on_window(f, "skew_johnson_t", 0);
    assert_result(r, johnson, 3.0);
    r = on_window(f, "skew_hall_unbiased_t", 0);
    assert_result(r, unbiased, 3.0);
    f->options.skew_gamma = ES_SKEW_UNBIASED;
    r = on_window(f, "skew_hall_t", 0);
    assert_result(r, unbiased, 3.0);
    r = on_window(f, "skew_johnson_t", 0);
    assert_result(r, 2.0 * (s + g2 * s * s / 3.0 + g2 / 24.0), 3.0);
    f->options.skew_dist = ES_SKEW_NORMAL;
    r = on_window(f, "skew_hall_t", 0);
    assert_result(r, unbiased, (double)NAN);
    fixture_free(f);
}

static void symmetric_cars_give_the_plain_t(void **state)
{
    const double car[] = {0.03, -0.01, 0.07}; /* mean 3, sd 4 */
    fixture *f = events(3, car);
    static const char *const ids[] = {"skew_hall_t", "skew_johnson_t", "skew_hall_unbiased_t"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        es_test_result r = on_window(f, ids[i], 0), plain = on_window(f, "csect_t", 0);
        assert_result(r, sqrt(3.0) * 0.75, 2.0);
        assert_close(r.statistic, plain.statistic, 1e-14);
    }
    fixture_free(f);
}

static const char *const all[] = {"skew_hall_t", "skew_johnson_t", "skew_hall_unbiased_t",
                                  "bhar_skew_t"};

static void two_events_are_too_few(void **state)
{
    const double car[] = {0.03, -0.01, 0.07};
    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t n = 1; n < 3; n++) {
            fixture *f = events(n, car);
            assert_na(on_window(f, all[i], 0), "too_few");
            assert_na(on_window(f, all[i], 1), "no_data");
            fixture_free(f);
        }
}

static void equal_cars_have_no_variance(void **state)
{
    const double car[] = {0.031, 0.031, 0.031, 0.031}, nothing[] = {0.0, 0.0, 0.0};
    fixture *f = events(4, car);
    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_na(on_window(f, all[i], 0), "zero_variance");
    fixture_free(f);
    f = events(3, nothing);
    for (size_t i = 0; i < 3; i++)
        assert_na(on_window(f, all[i], 0), "zero_variance");
    fixture_free(f);
}

/* ---- recomputation ---- */

typedef enum kind { HALL, UNBIASED, JOHNSON } kind;

static plain_result adjusted(size_t n, const double *x, kind k, bool normal)
{
    double mean = plain_mean(n, x), sd = plain_sd(n, x), s = mean / sd, g = 0.0, size = (double)n;
    if (n < 3)
        return (plain_result){(double)NAN, 0.0};
    for (size_t i = 0; i < n; i++)
        g += pow((x[i] - mean) / sd, 3.0) / size;
    if (k == UNBIASED)
        g *= size * size / ((size - 1.0) * (size - 2.0));
    s += g * s * s / 3.0 + (k == JOHNSON ? 0.0 : g * g * pow(s, 3.0) / 27.0) + g / (6.0 * size);
    return (plain_result){sqrt(size) * s, normal ? (double)NAN : size - 1.0};
}

static plain_result of_cars(const fixture *f, es_window w, kind k)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double x[MOST_EVENTS];
    for (size_t i = 0; i < n; i++)
        x[i] = car_of(f, event[i], w);
    return adjusted(n, x, k, f->options.skew_dist == ES_SKEW_NORMAL);
}

static plain_result hall(const fixture *f, es_window w)
{
    return of_cars(f, w, HALL);
}

static plain_result unbiased(const fixture *f, es_window w)
{
    return of_cars(f, w, UNBIASED);
}

static plain_result johnson(const fixture *f, es_window w)
{
    return of_cars(f, w, JOHNSON);
}

static void check_panel(fixture *f)
{
    for (int dist = 0; dist < 2; dist++) {
        f->options.skew_dist = dist;
        compare_spans(f, "skew_hall_t", hall);
        compare_spans(f, "skew_hall_unbiased_t", unbiased);
        compare_spans(f, "skew_johnson_t", johnson);
    }
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* The form of Lyon, Barber and Tsai, whatever is chosen for CARs; BHAR are 1.3 CAR + 0.001 here. */
static void check_bhar(fixture *f)
{
    size_t event[MOST_EVENTS], n;
    double x[MOST_EVENTS];
    f->options.skew_gamma = ES_SKEW_UNBIASED;
    fixture_ready(f);
    for (size_t w = 0; w < f->ab.options.n_windows; w++) {
        es_test_result r = on_window(f, "bhar_skew_t", w);
        plain_result plain;
        n = span_events(f, f->ab.options.window[w], event);
        for (size_t i = 0; i < n; i++)
            x[i] = 1.3 * car_of(f, event[i], f->ab.options.window[w]) + 0.001;
        plain = adjusted(n, x, JOHNSON, false);
        if (isnan(plain.statistic))
            assert_na(r, n ? "too_few" : "no_data");
        else
            assert_result(r, plain.statistic, plain.df);
    }
}

static void bhar_takes_the_johnson_form(void **state)
{
    (void)state;
    on_random_panels(check_bhar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_events_by_hand),    cmocka_unit_test(symmetric_cars_give_the_plain_t),
        cmocka_unit_test(two_events_are_too_few), cmocka_unit_test(equal_cars_have_no_variance),
        cmocka_unit_test(random_panels_agree),    cmocka_unit_test(bhar_takes_the_johnson_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
