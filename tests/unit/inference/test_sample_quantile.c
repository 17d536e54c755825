/* Sample quantile tests of one event (METHODS S-28). */
#include "inference/sample_quantile.h"

#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}, {0, 1}};

static fixture *one_event(size_t n_est, const double *u, double ar0, double ar1)
{
    const double ar[] = {ar0, ar1};
    fixture *f = fixture_new(1, n_est, (es_window){0, 1}, 2, windows);
    fixture_event(f, 0, u, ar, 0.01);
    fixture_ready(f);
    return f;
}

/* Residuals 3 1 - 4 2 2 percent, AR 3: four are no larger... 3 1 2 2; two no smaller: 3 4.
 * p_lower = 5/6, p_upper = 3/6, twice that is 1.  AR 3.5: 4 and 1: 5/6, 2/6, p = 2/3. */
static void a_day_by_hand(void **state)
{
    const double u[] = {0.03, 0.01, (double)NAN, 0.04, 0.02, 0.02};
    fixture *f = one_event(6, u, 0.035, 0.03);
    es_test_result r = on_day(f, "sq", 0);
    (void)state;
    assert_int_equal(r.na, ES_NA_NONE);
    assert_close(r.statistic, 0.035, 1e-16);
    assert_nan(r.df);
    assert_close(r.p, 2.0 / 3.0, 1e-15);
    assert_close(on_window(f, "sq", 0).p, 2.0 / 3.0, 1e-15);
    assert_close(on_day(f, "sq_sums", 0).p, 2.0 / 3.0, 1e-15);
    assert_close(on_day(f, "sq", 1).p, 1.0, 1e-15);
    f->options.tail = ES_TAIL_UPPER;
    assert_close(on_day(f, "sq", 0).p, 2.0 / 6.0, 1e-15);
    assert_close(on_day(f, "sq", 1).p, 3.0 / 6.0, 1e-15);
    f->options.tail = ES_TAIL_LOWER;
    assert_close(on_day(f, "sq", 0).p, 5.0 / 6.0, 1e-15);
    assert_close(on_day(f, "sq", 1).p, 5.0 / 6.0, 1e-15);
    fixture_free(f);
}

/* Pairs of consecutive residuals: 3+1, 4+2, 2+2 = 4 6 4 (those over the missing day are none);
 * CAR 6.5: p_lower 1, p_upper 1/4. */
static void a_window_by_hand(void **state)
{
    const double u[] = {0.03, 0.01, (double)NAN, 0.04, 0.02, 0.02};
    fixture *f = one_event(6, u, 0.035, 0.03);
    es_test_result r = on_window(f, "sq_sums", 1);
    (void)state;
    assert_int_equal(r.na, ES_NA_NONE);
    assert_close(r.statistic, 0.065, 1e-16);
    assert_close(r.p, 0.5, 1e-15);
    assert_na(on_window(f, "sq", 1), "one_day_only"); /* a single day's test */
    fixture_free(f);
}

static void reasons(void **state)
{
    const double u[] = {0.03, (double)NAN, 0.01}, ar[] = {0.01, 0.02};
    fixture *f = one_event(3, u, 0.01, (double)NAN);
    (void)state;
    assert_na(on_day(f, "sq", 1), "no_data");
    assert_na(on_day(f, "sq_sums", 1), "no_data");
    fixture_free(f);
    f = one_event(3, u, 0.01, 0.02);
    assert_na(on_window(f, "sq_sums", 1), "undefined"); /* no two days in a row */
    fixture_free(f);
    f = fixture_new(2, 3, (es_window){0, 1}, 2, windows);
    fixture_event(f, 0, u, ar, 0.01);
    fixture_event(f, 1, u, ar, 0.01);
    fixture_ready(f);
    assert_na(on_day(f, "sq", 0), "one_event_only");
    assert_na(on_window(f, "sq_sums", 1), "one_event_only");
    fixture_free(f);
}

static void sums_against_plain_loops(void **state)
{
    noise source = {61};
    double u[240];
    (void)state;
    for (size_t days = 1; days <= 21; days += 4)
        for (int repeat = 0; repeat < 20; repeat++) {
            double value = 0.01 * sqrt((double)days) * 1.5 * noise_normal(&source);
            double m = 0.0, below = 1.0, above = 1.0;
            size_t count;
            for (size_t t = 0; t < 240; t++)
                u[t] = noise_uniform(&source) < 0.02 ? (double)NAN : 0.01 * noise_normal(&source);
            for (size_t last = days - 1; last < 240; last++) {
                double sum = 0.0;
                for (size_t back = 0; back < days; back++)
                    sum += u[last - (days - 1 - back)];
                m += isnan(sum) ? 0.0 : 1.0;
                below += sum <= value ? 1.0 : 0.0;
                above += sum >= value ? 1.0 : 0.0;
            }
            assert_close(es_sample_quantile_p(240, u, days, value, ES_TAIL_UPPER, &count),
                         above / (m + 1.0), 1e-15);
            assert_int_equal(count, (size_t)m);
            assert_close(es_sample_quantile_p(240, u, days, value, ES_TAIL_LOWER, &count),
                         below / (m + 1.0), 1e-15);
            assert_close(es_sample_quantile_p(240, u, days, value, ES_TAIL_TWO, &count),
                         fmin(1.0, 2.0 * fmin(below, above) / (m + 1.0)), 1e-15);
        }
}

static void longer_than_the_estimation_window(void **state)
{
    const double u[] = {0.01, 0.02};
    size_t m = 7;
    (void)state;
    assert_nan(es_sample_quantile_p(2, u, 3, 0.01, ES_TAIL_TWO, &m));
    assert_int_equal(m, 0);
    assert_close(es_sample_quantile_p(2, u, 2, 0.01, ES_TAIL_UPPER, &m), 1.0, 0.0);
    assert_int_equal(m, 1);
}

/* Single events of random panels, their gaps included. */
static void check_panel(fixture *f)
{
    for (uint32_t e = 0; e < 3; e++) {
        fixture_ready_group(f, 1, &e);
        for (int tau = -4; tau <= 4; tau++) {
            double m = 1.0, below = 1.0, above = 1.0, ar = ar_of(f, e, tau);
            es_test_result r = on_day(f, "sq", tau);
            if (isnan(ar)) {
                assert_na(r, "no_data");
                continue;
            }
            for (size_t t = 0; t < f->n_est; t++) {
                m += isnan(u_of(f, e, t)) ? 0.0 : 1.0;
                below += u_of(f, e, t) <= ar ? 1.0 : 0.0;
                above += u_of(f, e, t) >= ar ? 1.0 : 0.0;
            }
            assert_close(r.statistic, ar, 0.0);
            assert_close(r.p, fmin(1.0, 2.0 * fmin(below, above) / m), 1e-15);
        }
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
        cmocka_unit_test(a_day_by_hand),
        cmocka_unit_test(a_window_by_hand),
        cmocka_unit_test(reasons),
        cmocka_unit_test(sums_against_plain_loops),
        cmocka_unit_test(longer_than_the_estimation_window),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
