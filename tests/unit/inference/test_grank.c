/* The generalised rank tests (METHODS S-17, S-18). */
#include "unit/inference/compare.h"

static const es_window day_zero[] = {{0, 0}};

/* SCARs 1 and 3, sd = sqrt 2: SCAR* 0.707 and 2.12.  The first event's standardised residuals
 * -2 -1 1 2 rank with 0.707 as 1 2 4 5 and 3: U = r/6 - 1/2.  The second's -1 0.5 missing 3 rank
 * with 2.12 as 1 2 . 4 and 3 of four: U = r/5 - 1/2.
 *   first:  -1/3 -1/6 1/6 1/3 | 0      second: -3/10 -1/10 . 3/10 | 1/10
 * U-bar_0 = 1/20; means -19/60 -4/30 1/6 19/60, n_t/N = 1 1 1/2 1. */
static fixture *two_events(void)
{
    const double u[] = {-0.04, -0.02, 0.02, 0.04}, v[] = {-0.01, 0.005, (double)NAN, 0.03};
    const double ar[] = {0.02}, br[] = {0.03};
    fixture *f = fixture_new(2, 4, (es_window){0, 0}, 1, day_zero);
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, v, br, 0.01);
    fixture_ready(f);
    return f;
}

static void two_events_by_hand(void **state)
{
    fixture *f = two_events();
    double a = 19.0 / 60.0, b = 4.0 / 30.0, c = 1.0 / 6.0, u0 = 1.0 / 20.0;
    double s = sqrt((2.0 * a * a + b * b + 0.5 * c * c + u0 * u0) / 5.0), z = u0 / s;
    double variance = (4.0 / (12.0 * 6.0) + 3.0 / (12.0 * 5.0)) / 4.0;
    es_test_result t = on_window(f, "grank_t", 0), g = on_window(f, "grank_z", 0);
    (void)state;
    assert_result(t, z * sqrt(3.0 / (4.0 - z * z)), 3.0);
    assert_result(g, u0 / sqrt(variance), (double)NAN);
    t = on_day(f, "grank_t", 0);
    assert_result(t, z * sqrt(3.0 / (4.0 - z * z)), 3.0);
    fixture_free(f);
}

/* E-2, E-3. */
static void degenerate_cases_have_reasons(void **state)
{
    const double u[] = {-0.04, -0.02, 0.02, 0.04}, ar[] = {0.02};
    fixture *one = fixture_new(1, 4, (es_window){0, 0}, 1, day_zero);
    fixture *two = fixture_new(2, 4, (es_window){0, 0}, 1, day_zero);
    (void)state;
    fixture_event(one, 0, u, ar, 0.02);
    fixture_ready(one);
    assert_na(on_window(one, "grank_t", 0), "too_few");
    assert_na(on_window(one, "grank_z", 0), "too_few");
    fixture_event(two, 0, u, ar, 0.02);
    fixture_event(two, 1, u, ar, 0.02);
    fixture_ready(two);
    assert_na(on_window(two, "grank_t", 0), "zero_variance");
    assert_na(on_window(two, "grank_z", 0), "zero_variance");
    fixture_free(one);
    fixture_free(two);
}

/* Two events whose residuals -0.1 0.1 are each other's mirror, both CARs between them: every mean
 * rank is zero, and there is nothing to divide by. */
static void no_spread_is_undefined(void **state)
{
    const double u[] = {-0.1, 0.1}, v[] = {0.1, -0.1}, ar[] = {0.5}, br[] = {0.7};
    fixture *f = fixture_new(2, 2, (es_window){0, 0}, 1, day_zero);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, v, br, 0.02);
    fixture_ready(f);
    r = on_window(f, "grank_t", 0);
    assert_na(r, "undefined");
    fixture_free(f);
}

/* One low residual each, on different days, and both CARs above: U = -1/6 and 1/6 of two values.
 * U-bar_0 = 1/6, days -1/6 with n_t/N = 1/2: S^2 = 2/36/3, Z^2 = 3/2, t = Z sqrt(1 / (1/2)). */
static void few_days_have_a_statistic(void **state)
{
    const double u[] = {-0.1, (double)NAN}, v[] = {(double)NAN, -0.1}, ar[] = {0.5}, br[] = {0.7};
    fixture *f = fixture_new(2, 2, (es_window){0, 0}, 1, day_zero);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, v, br, 0.02);
    fixture_ready(f);
    r = on_window(f, "grank_t", 0);
    assert_result(r, sqrt(1.5) * sqrt(2.0), 1.0);
    fixture_free(f);
}

/* Events without an abnormal return that day change nothing, complete though they are otherwise;
 * more of them than are summed at a time. */
static void events_that_miss_the_day_change_nothing(void **state)
{
    enum { ALL = 1300, PRESENT = 867, DAYS = 20 };
    fixture *with = fixture_new(ALL, DAYS, (es_window){0, 1}, 1, day_zero);
    fixture *without = fixture_new(PRESENT, DAYS, (es_window){0, 1}, 1, day_zero);
    noise source = {20};
    double u[DAYS], ar[2];
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < ALL; i++) {
        noise_fill(&source, DAYS, 0.0, 0.02, u);
        noise_fill(&source, 2, 0.001, 0.02, ar);
        if (i % 3 == 1)
            ar[0] = (double)NAN;
        else
            fixture_event(without, n++, u, ar, 0.02);
        fixture_event(with, i, u, ar, 0.02);
    }
    assert_int_equal(n, PRESENT);
    fixture_ready(with);
    fixture_ready(without);
    for (size_t k = 0; k < 2; k++) {
        const char *test = k ? "grank_z" : "grank_t";
        es_test_result a = on_window(with, test, 0), b = on_window(without, test, 0);
        assert_close(a.statistic, b.statistic, 1e-13);
        assert_close(on_day(with, test, 0).statistic, b.statistic, 1e-13);
    }
    fixture_free(with);
    fixture_free(without);
}

/* ---- recomputation ---- */

/* Uniform rank of x among the event's standardised residuals and g. */
static double uniform_rank(const fixture *f, size_t e, double g, double x)
{
    double below = g < x ? 1.0 : 0.0, equal = g == x ? 1.0 : 0.0, total = 1.0;
    double sigma = f->fit[f->ab.row[e]].sigma;
    for (size_t t = 0; t < f->n_est; t++) {
        double u = u_of(f, e, t) / sigma;
        if (isnan(u))
            continue;
        below += u < x ? 1.0 : 0.0;
        equal += u == x ? 1.0 : 0.0;
        total += 1.0;
    }
    return (below + 0.5 * (equal + 1.0)) / (total + 1.0) - 0.5;
}

typedef struct means {
    double u0, squares, days, variance, n;
} means;

static means recompute_means(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double g[MOST_EVENTS], sd, dn = (double)n;
    means m = {0.0, 0.0, 1.0, 0.0, dn};
    for (size_t i = 0; i < n; i++)
        g[i] = scar_of(f, event[i], w);
    sd = plain_sd(n, g);
    for (size_t i = 0; i < n; i++) {
        double total = 1.0 + (double)f->fit[f->ab.row[event[i]]].n;
        m.u0 += uniform_rank(f, event[i], g[i] / sd, g[i] / sd) / dn;
        m.variance += (total - 1.0) / (12.0 * (total + 1.0)) / (dn * dn);
    }
    m.squares = m.u0 * m.u0;
    for (size_t t = 0; t < f->n_est; t++) {
        double sum = 0.0, valid = 0.0;
        for (size_t i = 0; i < n; i++) {
            double u = u_of(f, event[i], t) / f->fit[f->ab.row[event[i]]].sigma;
            if (isnan(u))
                continue;
            sum += uniform_rank(f, event[i], g[i] / sd, u);
            valid += 1.0;
        }
        if (valid == 0.0)
            continue;
        m.squares += valid / dn * (sum / valid) * (sum / valid);
        m.days += 1.0;
    }
    return m;
}

static plain_result recomputed_t(const fixture *f, es_window w)
{
    means m = recompute_means(f, w);
    double z = m.u0 / sqrt(m.squares / m.days), room = m.days - 1.0 - z * z;
    if (m.n < 2.0 || !(room > 0.0))
        return (plain_result){(double)NAN, 0.0};
    return (plain_result){z * sqrt((m.days - 2.0) / room), m.days - 2.0};
}

static plain_result recomputed_z(const fixture *f, es_window w)
{
    means m = recompute_means(f, w);
    return (plain_result){m.n < 2.0 ? (double)NAN : m.u0 / sqrt(m.variance), (double)NAN};
}

static void check_panel(fixture *f)
{
    for (int scar = 0; scar < 3; scar++) {
        f->options.scar = scar;
        compare_spans(f, "grank_t", recomputed_t);
        compare_spans(f, "grank_z", recomputed_z);
    }
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* E-15.  Six residuals in opposite orders, both CARs above: U = 3/8 on day 0 and -1/16 on average
 * on each day before it, so that Z^2 = (9/64) / ((9/64 + 6/256) / 7) = 6 = T - 1: the largest there
 * is, since the ranks of an event add up to the same whatever their order. */
static void no_room_is_undefined(void **state)
{
    double u[6], v[6];
    const double ar[] = {0.5}, br[] = {0.55};
    fixture *f = fixture_new(2, 6, (es_window){0, 0}, 1, day_zero);
    es_test_result r;
    (void)state;
    for (size_t t = 0; t < 6; t++)
        v[5 - t] = u[t] = 0.01 * (double)t - 0.02;
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, v, br, 0.02);
    fixture_ready(f);
    assert_na(on_window(f, "grank_t", 0), "undefined");
    r = on_window(f, "grank_z", 0); /* 3/8 over sqrt(2 x 6/96 / 4) */
    assert_result(r, 0.375 * sqrt(32.0), (double)NAN);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_events_by_hand),
        cmocka_unit_test(degenerate_cases_have_reasons),
        cmocka_unit_test(no_spread_is_undefined),
        cmocka_unit_test(few_days_have_a_statistic),
        cmocka_unit_test(events_that_miss_the_day_change_nothing),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(no_room_is_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
