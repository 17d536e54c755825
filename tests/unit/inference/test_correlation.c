/* The mean residual correlation (METHODS K-1, K-2): the sums over dates against every pair. */
#include "stats/sum.h"
#include "unit/inference/fixture.h"

static const es_window windows[] = {{0, 0}, {-1, 1}, {-4, 4}, {-10, 10}, {3, 10}};
enum { N_WINDOWS = sizeof windows / sizeof *windows };

static fixture *random_fixture(size_t n, size_t n_est, const random_panel *r)
{
    fixture *f = fixture_new(n, n_est, (es_window){-10, 10}, N_WINDOWS, windows);
    fixture_random(f, r);
    return f;
}

static void compare_all(fixture *f)
{
    for (int kind = 0; kind < 3; kind++) {
        f->options.kp_corr = kind;
        fixture_ready(f); /* forgets the recomputed correlations, which go with the kind */
        for (int floor = 0; floor < 2; floor++) {
            f->options.kp_negative = floor;
            for (size_t w = 0; w < N_WINDOWS; w++)
                assert_close(fixture_rbar(f, w), plain_rbar(f, windows[w]), 1e-13);
        }
    }
}

/* Complete events: shared dates, overlapping ones, windows longer and shorter than the overlap, and
 * estimation windows so short or far apart that fewer than ten days are common. */
static void complete_events_agree_with_every_pair(void **state)
{
    const random_panel panels[] = {
        {31, 0.0, 1, 0.6, false},   {32, 0.0, 7, 0.6, false},  {33, 0.0, 25, 0.6, false},
        {34, 0.0, 120, 0.6, false}, {35, 0.0, 60, 0.0, false}, {36, 0.0, 9, 0.6, true},
    };
    (void)state;
    for (size_t p = 0; p < sizeof panels / sizeof *panels; p++) {
        fixture *f = random_fixture(64, 60, &panels[p]);
        compare_all(f);
        fixture_free(f);
        f = random_fixture(61, 14, &panels[p]);
        compare_all(f);
        fixture_free(f);
    }
}

/* More dates than a worker takes at once, so that the dates before its block are summed again: as
 * every pair has it, and to the last bit for any number of threads. */
static void many_dates_agree_with_every_pair(void **state)
{
    const random_panel r = {37, 0.0, 380, 0.6, false};
    fixture *f = random_fixture(220, 30, &r);
    double one[N_WINDOWS];
    (void)state;
    compare_all(f);
    f->options.kp_corr = ES_KP_CALENDAR;
    f->options.threads = 1;
    fixture_ready(f);
    for (size_t w = 0; w < N_WINDOWS; w++)
        one[w] = fixture_rbar(f, w);
    f->options.threads = 4;
    fixture_ready(f);
    for (int again = 0; again < 60; again++) /* which thread takes which block is chance */
        for (size_t w = 0; w < N_WINDOWS; w++)
            assert_memory_equal(&one[w], (double[]){fixture_rbar(f, w)}, sizeof *one);
    fixture_free(f);
}

static void events_with_gaps_agree_with_every_pair(void **state)
{
    const random_panel panels[] = {
        {41, 0.002, 6, 0.6, false}, {42, 0.01, 20, 0.6, false}, {43, 0.2, 9, 0.6, false},
        {44, 0.5, 3, 0.6, false},   {45, 0.005, 30, 0.0, true},
    };
    (void)state;
    for (size_t p = 0; p < sizeof panels / sizeof *panels; p++) {
        fixture *f = random_fixture(66, 50, &panels[p]);
        compare_all(f);
        fixture_free(f);
    }
}

/* One event's window lies a day apart from the other's with D = 3: weight 2/3 on correlation 1 of
 * the common days; correlation -1 for the mirrored third event on the first one's date.
 * r-bar = 2/(3 x 2) (2/3 - 1 - 2/3). */
static void three_events_by_hand(void **state)
{
    static const es_window middle[] = {{-1, 1}};
    const double ar[] = {0.01, 0.02, 0.04};
    double u[3][20];
    fixture *f = fixture_new(3, 20, (es_window){-1, 1}, 1, middle);
    (void)state;
    for (size_t t = 0; t < 20; t++) {
        u[0][t] = 0.01 * sin(3.7 * (double)t);
        u[1][t] = 0.03 * sin(3.7 * (double)(t + 1)) + 0.002; /* day zero a day later */
        u[2][t] = -0.5 * u[0][t] + 0.001;
    }
    for (size_t i = 0; i < 3; i++)
        fixture_event(f, i, u[i], ar, 0.02);
    f->day0[f->ab.row[1]]++;
    fixture_ready(f);
    assert_close(fixture_rbar(f, 0), -1.0 / 3.0, 1e-13);
    f->options.kp_corr = ES_KP_CALENDAR;
    assert_close(fixture_rbar(f, 0), -1.0 / 3.0, 1e-13); /* 1 - 1 - 1 over 3 */
    f->options.kp_negative = ES_KP_FLOOR0;
    assert_close(fixture_rbar(f, 0), 0.0, 0.0);
    fixture_free(f);
}

/* Residuals whose mean is nothing, about their deviation, or a thousand million times that, mixed:
 * squares about a mean must not be differences of large numbers, nor the mean's rounding lost. */
static void residuals_far_from_zero_lose_no_digits(void **state)
{
    const double level[] = {0.0, 0.009, 1e7, 0.011, -1000.0};
    double u[40], ar[21];
    fixture *f = random_fixture(30, 40, &(random_panel){51, 0.0, 9, 0.6, false});
    noise source = {52};
    (void)state;
    noise_fill(&source, 21, 0.0, 0.01, ar);
    for (size_t i = 0; i < 30; i++) {
        noise_fill(&source, 40, level[i % 5], 0.01, u);
        fixture_event(f, i, u, ar, 0.02);
    }
    for (int kind = 0; kind < 3; kind++) {
        f->options.kp_corr = kind;
        fixture_ready(f);
        for (size_t w = 0; w < N_WINDOWS; w++)
            assert_close(fixture_rbar(f, w), plain_rbar(f, windows[w]), 1e-11);
    }
    fixture_free(f);
}

/* Two thousand events with the same residuals on one day are correlated by exactly 1, of which no
 * test may make use (E-14), whatever their mean. */
static void identical_events_leave_nothing_to_use(void **state)
{
    enum { N = 2000, DAYS = 40 };
    const double level[] = {0.0, 0.95, 0.999, 1.2};
    (void)state;
    for (size_t k = 0; k < sizeof level / sizeof *level; k++) {
        double shape[DAYS], u[DAYS], ar[21], mean;
        fixture *f = random_fixture(N, DAYS, &(random_panel){53, 0.0, 1, 0.6, false});
        noise source = {54};
        noise_fill(&source, DAYS, 0.0, 0.01, shape);
        noise_fill(&source, 21, 0.0, 0.01, ar);
        mean = level[k] * plain_sd(DAYS, shape) - plain_mean(DAYS, shape);
        for (size_t i = 0; i < N; i++) {
            for (size_t t = 0; t < DAYS; t++)
                u[t] = (shape[t] + mean) * (0.3 + 0.17 * (double)(i % 7));
            fixture_event(f, i, u, ar, 0.02);
        }
        fixture_ready(f);
        assert_close(fixture_rbar(f, 1), 1.0, 1e-12);
        assert_false(es_is_usable_correlation(fixture_rbar(f, 1), N));
        fixture_free(f);
    }
    assert_false(es_is_usable_correlation(1.0 - 1.1e-12, 20000)); /* seen with so many */
    assert_true(es_is_usable_correlation(1.0 - 1.1e-12, 200));
}

/* Ten common days count, nine do not. */
static void fewer_than_ten_common_days_are_no_correlation(void **state)
{
    static const es_window window[] = {{0, 20}};
    double u[20], ar[21];
    fixture *f = fixture_new(2, 20, (es_window){0, 20}, 1, window);
    (void)state;
    for (size_t t = 0; t < 20; t++)
        u[t] = 0.01 * sin(3.7 * (double)t);
    for (size_t t = 0; t < 21; t++)
        ar[t] = 0.001 * (double)t;
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, u, ar, 0.02);
    for (int shift = 9; shift <= 12; shift++) {
        f->day0[f->ab.row[1]] = f->day0[f->ab.row[0]] + shift;
        fixture_ready(f);
        assert_close(fixture_rbar(f, 0), plain_rbar(f, window[0]), 1e-14);
        assert_true((fixture_rbar(f, 0) != 0.0) == (shift <= 10));
    }
    fixture_free(f);
}

static void constant_residuals_have_no_correlation(void **state)
{
    static const es_window window[] = {{0, 0}};
    const double ar[] = {0.01}, constant = 0.013;
    double u[12], flat[12];
    fixture *f = fixture_new(2, 12, (es_window){0, 0}, 1, window);
    (void)state;
    for (size_t t = 0; t < 12; t++) {
        u[t] = 0.01 * sin(3.7 * (double)t);
        flat[t] = constant;
    }
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, flat, ar, 0.02);
    fixture_ready(f);
    assert_close(fixture_rbar(f, 0), 0.0, 0.0);
    u[3] = (double)NAN; /* now paired one by one */
    fixture_event(f, 0, u, ar, 0.02);
    fixture_ready(f);
    assert_close(fixture_rbar(f, 0), 0.0, 0.0);
    u[3] = 0.01;
    flat[3] = (double)NAN; /* the other way round */
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, flat, ar, 0.02);
    fixture_ready(f);
    assert_close(fixture_rbar(f, 0), 0.0, 0.0);
    fixture_free(f);
}

/* Nor has a share of them: two events a day apart, one of which does not move on any day. */
static void constant_residuals_a_day_apart(void **state)
{
    static const es_window window[] = {{0, 1}};
    const double ar[] = {0.01, 0.02};
    double u[14], flat[14];
    fixture *f = fixture_new(2, 14, (es_window){0, 1}, 1, window);
    (void)state;
    for (size_t t = 0; t < 14; t++) {
        u[t] = 0.01 * sin(3.7 * (double)t);
        flat[t] = 0.25;
    }
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, flat, ar, 0.02);
    f->day0[f->ab.row[1]]++;
    fixture_ready(f);
    assert_close(fixture_rbar(f, 0), 0.0, 0.0);
    fixture_event(f, 1, u, ar, 0.02); /* the same a day later */
    fixture_ready(f);
    assert_true(fabs(fixture_rbar(f, 0)) > 0.01);
    fixture_free(f);
}

/* Residuals up and down by the same amount: their mean is zero to the last bit, their correlation
 * 1, and -1 of the mirrored one. */
static void a_mean_of_zero_is_no_constant(void **state)
{
    static const es_window window[] = {{0, 0}};
    const double ar[] = {0.01};
    double u[12], mirrored[12];
    fixture *f = fixture_new(2, 12, (es_window){0, 0}, 1, window);
    (void)state;
    for (size_t t = 0; t < 12; t++)
        mirrored[t] = -(u[t] = t % 2 ? 0.01 : -0.01);
    fixture_event(f, 0, u, ar, 0.02);
    fixture_event(f, 1, u, ar, 0.02);
    fixture_ready(f);
    assert_close(fixture_rbar(f, 0), 1.0, 1e-15);
    fixture_event(f, 1, mirrored, ar, 0.02);
    fixture_ready(f);
    assert_close(fixture_rbar(f, 0), -1.0, 1e-15);
    fixture_free(f);
}

/* The mean of equal numbers may be off in its last digit, and their deviations with it. */
static void rounding_is_no_variation(void **state)
{
    static const es_window window[] = {{0, 0}};
    const double ar[] = {0.01};
    double u[13], flat[13];
    fixture *f = fixture_new(2, 13, (es_window){0, 0}, 1, window);
    size_t off = 0;
    (void)state;
    for (size_t t = 0; t < 13; t++)
        u[t] = 0.01 * sin(3.7 * (double)t);
    fixture_event(f, 0, u, ar, 0.02);
    for (int k = 1; k < 40; k++) {
        for (size_t t = 0; t < 13; t++)
            flat[t] = 0.0013 * k;
        off += es_mean(13, flat) != flat[0];
        fixture_event(f, 1, flat, ar, 0.02);
        fixture_ready(f);
        assert_close(fixture_rbar(f, 0), 0.0, 0.0);
    }
    assert_true(off > 0);
    fixture_free(f);
}

static void fewer_than_two_events_have_none(void **state)
{
    const random_panel r = {51, 0.0, 1, 0.6, false};
    const uint32_t one[] = {2};
    fixture *f = random_fixture(3, 20, &r);
    (void)state;
    fixture_ready_group(f, 1, one);
    assert_nan(fixture_rbar(f, 0));
    fixture_ready_group(f, 0, one);
    assert_nan(fixture_rbar(f, 0));
    fixture_free(f);
}

/* Events on calendars of their own (calendar = security). */
static void own_days_agree_with_every_pair(void **state)
{
    const random_panel r = {61, 0.01, 4, 0.6, false};
    fixture *f = random_fixture(60, 40, &r);
    noise source = {62};
    (void)state;
    for (size_t i = 0; i < f->n; i += 3) {
        size_t row = f->ab.row[i], width = f->sample.width;
        int32_t day = f->day0[row] + f->sample.align.estimation.hull.first - 12;
        f->day[row] = ES_NEW(f->arena, width, int32_t);
        for (size_t c = 0; c < width; c++)
            f->day[row][c] = day += 1 + (noise_uniform(&source) < 0.2);
    }
    compare_all(f);
    fixture_free(f);
}

/* Event windows that begin before the data; the estimation window lies behind (allow_overlap). */
static void events_at_the_start_agree_with_every_pair(void **state)
{
    const random_panel r = {72, 0.0, 8, 0.6, false};
    fixture *f = random_fixture(30, 40, &r);
    (void)state;
    f->sample.align.estimation.hull = (es_window){16, 55};
    for (size_t i = 0; i < f->n; i++) {
        f->day0[f->ab.row[i]] -= 396; /* 4 .. 11 */
        for (size_t j = 0; j < f->n_tau; j++)
            if (es_sample_day(&f->sample, f->ab.row[i], f->n_est + j) < 0) {
                f->ar[i * f->n_tau + j] = (double)NAN;
                fixture_fit(f, i)->n_event--;
            }
    }
    compare_all(f);
    fixture_free(f);
}

/* Estimation days in several intervals: some days of one event are in the first interval of the one
 * and the second of the other. */
static void intervals_agree_with_every_pair(void **state)
{
    static const es_window three[] = {{-45, -24}, {-20, -13}, {15, 44}};
    const random_panel panels[] = {{81, 0.0, 6, 0.6, false},
                                   {82, 0.0, 40, 0.6, false},
                                   {83, 0.0, 90, 0.6, false},
                                   {84, 0.004, 50, 0.6, false}};
    (void)state;
    for (size_t p = 0; p < sizeof panels / sizeof *panels; p++) {
        fixture *f = random_fixture(60, 60, &panels[p]);
        int *tau = ES_NEW(f->arena, f->sample.width, int);
        for (size_t c = 0; c < f->sample.width; c++)
            tau[c] = c < 22   ? -45 + (int)c
                     : c < 30 ? -20 + (int)c - 22
                     : c < 60 ? 15 + (int)c - 30
                              : -10 + (int)c - 60;
        f->sample.align.estimation = (es_estimation){{-45, 44}, 3, three};
        f->sample.tau_of = tau;
        compare_all(f);
        fixture_free(f);
    }
}

/* Windows that run past the data have no days there. */
static void truncated_events_agree_with_every_pair(void **state)
{
    const random_panel r = {71, 0.0, 8, 0.6, false};
    fixture *f = random_fixture(30, 40, &r);
    (void)state;
    f->market.calendar.n = 412; /* day zeros are 400 .. 407 */
    for (size_t i = 0; i < f->n; i++)
        for (size_t j = 0; j < f->n_tau; j++)
            if (es_sample_day(&f->sample, f->ab.row[i], f->n_est + j) < 0) {
                f->ar[i * f->n_tau + j] = (double)NAN;
                fixture_fit(f, i)->n_event--;
            }
    compare_all(f);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_events_by_hand),
        cmocka_unit_test(complete_events_agree_with_every_pair),
        cmocka_unit_test(many_dates_agree_with_every_pair),
        cmocka_unit_test(events_with_gaps_agree_with_every_pair),
        cmocka_unit_test(residuals_far_from_zero_lose_no_digits),
        cmocka_unit_test(identical_events_leave_nothing_to_use),
        cmocka_unit_test(fewer_than_ten_common_days_are_no_correlation),
        cmocka_unit_test(constant_residuals_have_no_correlation),
        cmocka_unit_test(constant_residuals_a_day_apart),
        cmocka_unit_test(a_mean_of_zero_is_no_constant),
        cmocka_unit_test(rounding_is_no_variation),
        cmocka_unit_test(events_at_the_start_agree_with_every_pair),
        cmocka_unit_test(fewer_than_two_events_have_none),
        cmocka_unit_test(intervals_agree_with_every_pair),
        cmocka_unit_test(own_days_agree_with_every_pair),
        cmocka_unit_test(truncated_events_agree_with_every_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
