/* Daily series of ranks and signs (METHODS S-16, S-21, V-3). */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {0, 0}};

/* One event, sigma 1 percent, estimation window 3 1 4 2, event window 6 5 (percent), median 3.5:
 * signs - - + - | + +, S = 1, Z = 2 / sqrt 2.  Squares 9 1 16 4 | 36 25 rank as the values:
 * U = r/7 - 1/2 = (-1 -5 1 -3 | 5 3)/14, S^2 = 70/6/196, Z = 8/14 / (sqrt 2 S). */
static void one_event_by_hand(void **state)
{
    const double u[] = {0.03, 0.01, 0.04, 0.02}, ar[] = {0.06, 0.05};
    const double s = sqrt(70.0 / 6.0);
    fixture *f = fixture_new(1, 4, (es_window){0, 1}, 2, windows);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_ready(f);
    r = on_window(f, "cz_sign_z", 0);
    assert_result(r, sqrt(2.0), (double)NAN);
    r = on_day(f, "cz_sign_z", 1);
    assert_result(r, 1.0, (double)NAN);
    r = on_window(f, "avol_rank_z", 0);
    assert_close(r.statistic, 8.0 / (sqrt(2.0) * s), 1e-14);
    assert_nan(r.df);
    assert_close(r.p, 0.5 * plain_p_normal(8.0 / (sqrt(2.0) * s)), 1e-12); /* upper tail */
    r = on_day(f, "avol_rank_z", 0);
    assert_close(r.statistic, 5.0 / s, 1e-14);
    assert_na(on_window(f, "cz_rank_z", 0), "too_few"); /* E-2 */
    assert_na(on_day(f, "cz_rank_z", 0), "too_few");
    fixture_free(f);
}

/* Day 0: SARs 1 and 3, sd sqrt 2: 0.71 and 2.12.  Ranks 1..4 of 0.5 -0.5 1 | 0.71 are 2 1 4 | 3
 * and of 0.5 -0.5 1 | 2.12 are 2 1 3 | 4; U = r/5 - 1/2 = (-1 -3 3 | 1)/10, (-1 -3 1 | 3)/10;
 * z = (-2 -6 4 | 4)/(10 sqrt 2), S^2 = (4 + 36 + 16 + 16)/200/4 = 0.09, Z = 0.4/sqrt 2/0.3. */
static void restandardised_ranks_by_hand(void **state)
{
    const double u[] = {0.005, -0.005, 0.01}, ar[] = {0.01, (double)NAN};
    const double v[] = {0.01, -0.01, 0.02}, br[] = {0.06, (double)NAN};
    fixture *f = fixture_new(2, 3, (es_window){0, 1}, 2, windows);
    es_test_result r;
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_event(f, 1, v, br, 0.02);
    fixture_ready(f);
    r = on_window(f, "cz_rank_z", 0);
    assert_result(r, 0.4 / sqrt(2.0) / 0.3, (double)NAN);
    r = on_day(f, "cz_rank_z", 0);
    assert_result(r, 0.4 / sqrt(2.0) / 0.3, (double)NAN);
    assert_na(on_day(f, "cz_rank_z", 1), "no_data");
    assert_na(on_day(f, "cz_sign_z", 1), "no_data");
    assert_na(on_day(f, "avol_rank_z", 1), "no_data");
    fixture_free(f);
}

/* The upper tail of avol_rank_z whatever the study's tail; the others follow it. */
static void tails(void **state)
{
    const double u[] = {0.03, 0.01, 0.04, 0.02}, ar[] = {0.06, 0.05};
    fixture *f = fixture_new(1, 4, (es_window){0, 1}, 2, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_ready(f);
    f->options.tail = ES_TAIL_LOWER;
    assert_close(on_window(f, "cz_sign_z", 0).p, 1.0 - 0.5 * plain_p_normal(sqrt(2.0)), 1e-12);
    assert_true(on_window(f, "avol_rank_z", 0).p < 0.5);
    f->options.tail = ES_TAIL_UPPER;
    assert_close(on_window(f, "cz_sign_z", 0).p, 0.5 * plain_p_normal(sqrt(2.0)), 1e-12);
    fixture_free(f);
}

/* All values equal: no sign, equal ranks, and no spread between the events. */
static void equal_values_have_no_spread(void **state)
{
    const double u[] = {0.01, 0.01, 0.01, 0.01}, ar[] = {0.01, 0.01};
    fixture *f = fixture_new(2, 4, (es_window){0, 1}, 2, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_event(f, 1, u, ar, 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "cz_sign_z", 0), "zero_variance");
    assert_na(on_window(f, "avol_rank_z", 0), "zero_variance");
    assert_na(on_window(f, "cz_rank_z", 0), "zero_variance");
    fixture_free(f);
}

/* S-16 needs N_tau >= 2: days that only one event has do not count, be there two in the window. */
static void a_day_of_one_event_has_no_spread(void **state)
{
    const double u[] = {0.03, -0.01, 0.04, 0.02}, ar[] = {0.06, (double)NAN};
    const double br[] = {(double)NAN, 0.05};
    fixture *f = fixture_new(2, 4, (es_window){0, 1}, 2, windows);
    (void)state;
    fixture_event(f, 0, u, ar, 0.01);
    fixture_event(f, 1, u, br, 0.01);
    fixture_ready(f);
    assert_na(on_window(f, "cz_rank_z", 0), "too_few");
    assert_na(on_day(f, "cz_rank_z", 0), "too_few");
    assert_int_equal(on_window(f, "cz_sign_z", 0).na, ES_NA_NONE);
    fixture_free(f);
}

/* ---- recomputation ---- */

typedef enum kind { RANKS, SIGNS, SQUARES } kind;

static double sar_of(const fixture *f, size_t e, int tau)
{
    return ar_of(f, e, tau) / sqrt(var_of(f, e, tau));
}

/* The cross-sectional sd of a day's SARs over the panel; NaN: fewer than two, or no spread. */
static double day_sd(const fixture *f, int tau)
{
    double x[MOST_EVENTS], sd;
    size_t n = 0;
    for (size_t k = 0; k < f->panel.n; k++)
        if (!isnan(ar_of(f, event_of(f, k), tau)))
            x[n++] = sar_of(f, event_of(f, k), tau);
    sd = n > 1 ? plain_sd(n, x) : (double)NAN;
    return sd > 1e-12 ? sd : (double)NAN;
}

static double value_of(const fixture *f, kind k, size_t e, size_t c, const double *sd)
{
    int tau = es_sample_tau(&f->sample, c);
    if (k == SIGNS)
        return c < f->n_est ? u_of(f, e, c) : ar_of(f, e, tau) / sqrt((double)span_of(f, e, tau));
    if (k == RANKS)
        return c < f->n_est ? u_of(f, e, c) / f->fit[2 * e + 1].sigma
                            : sar_of(f, e, tau) / sd[c - f->n_est];
    return c < f->n_est ? pow(u_of(f, e, c) / f->fit[2 * e + 1].sigma, 2.0)
                        : pow(sar_of(f, e, tau), 2.0);
}

/* Rank by counting; for signs, the sign about the median, which splits the values in halves. */
static double score(kind k, size_t n, const double *value, double x)
{
    double below = 0.0, equal = 0.0, above = 0.0, low = -1e9, high = 1e9;
    for (size_t i = 0; i < n; i++) {
        below += value[i] < x ? 1.0 : 0.0;
        equal += value[i] == x ? 1.0 : 0.0;
        above += value[i] > x ? 1.0 : 0.0;
    }
    if (k != SIGNS)
        return (below + 0.5 * (equal + 1.0)) / (1.0 + (double)n) - 0.5;
    for (size_t i = 0; i < n; i++) { /* the two middle values: at least half on either side */
        double less = 0.0, more = 0.0;
        for (size_t j = 0; j < n; j++) {
            less += value[j] <= value[i] ? 1.0 : 0.0;
            more += value[j] >= value[i] ? 1.0 : 0.0;
        }
        if (2.0 * less >= (double)n && value[i] < high)
            high = value[i];
        if (2.0 * more >= (double)n && value[i] > low)
            low = value[i];
    }
    below = 0.5 * (low + high);
    return x > below ? 1.0 : x < below ? -1.0 : 0.0;
}

static plain_outcome by_series(const fixture *f, es_window w, kind k)
{
    static double sum[256], count[256];
    double sd[32], value[256], squares = 0.0, days = 0.0, z = 0.0, d = 0.0;
    plain_outcome out = no_outcome(NULL);
    size_t width = f->sample.width;
    for (size_t c = 0; c < width; c++)
        sum[c] = count[c] = 0.0;
    for (int tau = -4; tau <= 4; tau++)
        sd[tau + 4] = day_sd(f, tau);
    for (size_t i = 0; i < f->panel.n; i++) {
        size_t e = event_of(f, i), n = 0;
        for (size_t c = 0; c < width; c++)
            if (!isnan(value_of(f, k, e, c, sd)))
                value[n++] = value_of(f, k, e, c, sd);
        for (size_t c = 0; c < width; c++) {
            double x = value_of(f, k, e, c, sd);
            sum[c] += isnan(x) ? 0.0 : score(k, n, value, x);
            count[c] += isnan(x) ? 0.0 : 1.0;
        }
    }
    for (size_t c = 0; c < width; c++) {
        int tau = es_sample_tau(&f->sample, c);
        if (count[c] == 0.0)
            continue;
        squares += sum[c] * sum[c] / count[c];
        days += 1.0;
        if (c >= f->n_est && tau >= w.first && tau <= w.last) {
            z += sum[c] / sqrt(count[c]);
            d += 1.0;
        }
    }
    out.statistic = z / (sqrt(d) * sqrt(squares / days));
    out.p = plain_p_normal(out.statistic);
    if (k == SQUARES)
        out.p = out.statistic > 0.0 ? 0.5 * out.p : 1.0 - 0.5 * out.p;
    return d > 0.0 ? out : no_outcome("too_few");
}

static plain_outcome recomputed(const fixture *f, es_window w, int number, kind k)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    (void)number;
    if (n == 0)
        return no_outcome("no_data");
    return n < 2 && k == RANKS ? no_outcome("too_few") : by_series(f, w, k);
}

static plain_outcome ranks(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, RANKS);
}

static plain_outcome signs(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, SIGNS);
}

static plain_outcome squares(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, SQUARES);
}

static void check_panel(fixture *f)
{
    compare_outcomes(f, "cz_rank_z", ranks, 1e-9);
    compare_outcomes(f, "cz_sign_z", signs, 1e-9);
    compare_outcomes(f, "avol_rank_z", squares, 1e-9);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_event_by_hand),
        cmocka_unit_test(restandardised_ranks_by_hand),
        cmocka_unit_test(tails),
        cmocka_unit_test(equal_values_have_no_spread),
        cmocka_unit_test(a_day_of_one_event_has_no_spread),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
