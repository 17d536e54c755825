/* Do the groups' CARs differ?  (METHODS MD-1..MD-3; the arithmetic itself is tested in stats.) */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}, {1, 1}};
static const double u[] = {0.01, -0.01, 0.02};

static fixture *events(size_t n, const double *car, const uint32_t *group, size_t n_groups)
{
    fixture *f = fixture_new(n, 3, (es_window){0, 1}, 2, windows);
    f->group_of = ES_NEW(f->arena, n, uint32_t);
    f->n_groups = n_groups;
    for (size_t i = 0; i < n; i++) {
        const double ar[] = {0.01 * car[i], (double)NAN};
        fixture_event(f, i, u, ar, 0.01);
        f->group_of[i] = group[i];
    }
    fixture_ready(f);
    return f;
}

/* Group 1: 1 3; group 2: 2 6 7; 99 belongs to none.  See stats: Welch -3 / sqrt(10/3), df 200/67;
 * pooled -9 / sqrt 40, df 3; Mann-Whitney -2 / sqrt 3. */
static void two_groups_by_hand(void **state)
{
    const double car[] = {6.0, 1.0, 99.0, 2.0, 3.0, 7.0};
    const uint32_t group[] = {2, 1, 0, 2, 1, 2};
    fixture *f = events(6, car, group, 2);
    es_test_result r = on_window(f, "welch_t", 0);
    (void)state;
    assert_result(r, -3.0 / sqrt(10.0 / 3.0), 200.0 / 67.0);
    assert_close(r.estimate, -0.03, 1e-15);
    assert_int_equal(r.n, 5);
    r = on_window(f, "pooled_t", 0);
    assert_result(r, -9.0 / sqrt(40.0), 3.0);
    assert_close(r.estimate, -0.03, 1e-15);
    r = on_window(f, "mann_whitney_z", 0);
    assert_result(r, -2.0 / sqrt(3.0), (double)NAN);
    assert_close(r.estimate, -0.03, 1e-15);
    f->options.tail = ES_TAIL_LOWER;
    assert_close(on_window(f, "pooled_t", 0).p, 0.5 * plain_p_t(9.0 / sqrt(40.0), 3.0), 1e-9);
    assert_close(on_window(f, "mann_whitney_z", 0).p, 0.5 * plain_p_normal(2.0 / sqrt(3.0)), 1e-12);
    f->options.tail = ES_TAIL_UPPER;
    assert_close(on_window(f, "welch_t", 0).p,
                 1.0 - 0.5 * plain_p_t(3.0 / sqrt(10.0 / 3.0), 200.0 / 67.0), 1e-8);
    fixture_free(f);
}

/* Groups 1 3 | 2 6 | 7 11: F = 13/3 with 2 and 3 df, p = (1 + 2F/3)^-1.5; H = 26/7, p =
 * exp(-H/2): upper tails whatever the study's. */
static void three_groups_by_hand(void **state)
{
    const double car[] = {1.0, 6.0, 7.0, 50.0, 2.0, 11.0, 3.0};
    const uint32_t group[] = {1, 2, 3, 0, 2, 3, 1};
    fixture *f = events(7, car, group, 3);
    (void)state;
    for (int tail = 0; tail < 3; tail++) {
        es_test_result r;
        f->options.tail = tail;
        r = on_window(f, "anova_f", 0);
        assert_close(r.statistic, 13.0 / 3.0, 1e-13);
        assert_close(r.df, 2.0, 0.0);
        assert_close(r.df2, 3.0, 0.0);
        assert_close(r.p, pow(1.0 + 26.0 / 9.0, -1.5), 1e-13);
        assert_nan(r.estimate);
        assert_int_equal(r.n, 6);
        r = on_window(f, "kruskal_wallis", 0);
        assert_close(r.statistic, 26.0 / 7.0, 1e-13);
        assert_close(r.df, 2.0, 0.0);
        assert_nan(r.df2);
        assert_close(r.p, exp(-13.0 / 7.0), 1e-14);
    }
    fixture_free(f);
}

static const char *const of_two[] = {"welch_t", "pooled_t", "mann_whitney_z"};
static const char *const of_more[] = {"anova_f", "kruskal_wallis"};

static void reasons(void **state)
{
    const double car[] = {1.0, 2.0, 3.0, 4.0, 5.0}, equal[] = {2.0, 2.0, 2.0, 2.0, 2.0};
    const uint32_t lonely[] = {1, 2, 2, 2, 0}, two[] = {1, 1, 2, 2, 0}, three[] = {1, 1, 2, 2, 3};
    fixture *f = events(5, car, lonely, 2);
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_na(on_window(f, of_two[i], 0), "too_few");
        assert_na(on_window(f, of_two[i], 1), "no_data");
    }
    fixture_free(f);
    f = events(5, car, three, 3);
    for (size_t i = 0; i < 2; i++) {
        assert_na(on_window(f, of_more[i], 0), "too_few");
        assert_na(on_window(f, of_more[i], 1), "no_data");
    }
    fixture_free(f);
    f = events(5, equal, two, 2);
    for (size_t i = 0; i < 3; i++) {
        es_test_result r = on_window(f, of_two[i], 0);
        assert_na(r, "zero_variance");
        assert_close(r.estimate, 0.0, 1e-16);
        check_no_memory(f, of_two[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_na(on_window(f, of_more[i], 0), "zero_variance");
        check_no_memory(f, of_more[i]);
    }
    fixture_free(f);
}

/* ---- recomputation ---- */

static size_t cars_of_group(const fixture *f, es_window w, uint32_t g, double *x)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event), m = 0;
    for (size_t i = 0; i < n; i++)
        if (f->group_of[event[i]] == g)
            x[m++] = car_of(f, event[i], w);
    return m;
}

static plain_outcome t_of(const fixture *f, es_window w, bool pooled)
{
    double x[MOST_EVENTS], y[MOST_EVENTS], a, b;
    size_t event[MOST_EVENTS], n = cars_of_group(f, w, 1, x), m = cars_of_group(f, w, 2, y);
    plain_outcome out = no_outcome(NULL);
    if (span_events(f, w, event) == 0)
        return no_outcome("no_data");
    out.n = n + m;
    if (n < 2 || m < 2) {
        out.na = "too_few";
        return out;
    }
    a = pow(plain_sd(n, x), 2.0) / (double)n;
    b = pow(plain_sd(m, y), 2.0) / (double)m;
    out.df = pow(a + b, 2.0) / (a * a / ((double)n - 1.0) + b * b / ((double)m - 1.0));
    if (pooled) {
        double v = (double)(n * (n - 1)) * a + (double)(m * (m - 1)) * b;
        out.df = (double)(n + m) - 2.0;
        a = v / out.df / (double)n;
        b = v / out.df / (double)m;
    }
    out.estimate = plain_mean(n, x) - plain_mean(m, y);
    out.statistic = out.estimate / sqrt(a + b);
    out.p = plain_p_t(out.statistic, out.df);
    return out;
}

static plain_outcome welch(const fixture *f, es_window w, int number)
{
    (void)number;
    return t_of(f, w, false);
}

static plain_outcome pooled(const fixture *f, es_window w, int number)
{
    (void)number;
    return t_of(f, w, true);
}

static void check_panel(fixture *f)
{
    if (f->n < 9)
        return;
    f->group_of = ES_NEW(f->arena, f->n, uint32_t);
    f->n_groups = 2;
    for (size_t i = 0; i < f->n; i++)
        f->group_of[i] = i == 8 ? 0 : 1 + (uint32_t)(i % 2);
    compare_outcomes(f, "welch_t", welch, 1e-8);
    compare_outcomes(f, "pooled_t", pooled, 1e-8);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_groups_by_hand),
        cmocka_unit_test(three_groups_by_hand),
        cmocka_unit_test(reasons),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
