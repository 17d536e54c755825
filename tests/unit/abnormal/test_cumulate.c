/* From days to windows: AR, variances, CAR, buy-and-hold returns (METHODS M-3, M-19..M-23,
 * D-1..D-12, T-7). */
#include "unit/abnormal/fixture.h"

static double market[WORLD_DAYS], ret[WORLD_DAYS];

static int fill(void **state)
{
    noise source = {27};
    (void)state;
    noise_fill(&source, WORLD_DAYS, 0.0003, 0.01, market);
    noise_fill(&source, WORLD_DAYS, 0.0005, 0.02, ret);
    return 0;
}

static world *one_event(const int *missing)
{
    world *w = world_new(market);
    (void)world_security(w, "XYZ", ret, missing);
    (void)memory_event(w->data, "XYZ", w->day[50]);
    world_window(w, -1, 1);
    world_window(w, 0, 0);
    world_window(w, -3, 3);
    return w;
}

/* Six days: Rm 1 2 3 -1 -2 -3 percent (mean 0, squares 28e-4), R = 0.001 + 1.5 Rm + e with
 * e = 0.001 (1 -2 1 1 -2 1), orthogonal to both: alpha 0.001, beta 1.5, RSS 12e-6,
 * sigma^2 = 12e-6 / 4 = 3e-6.  Event days Rm = 2, 0, -1 percent and AR = 0.01, -0.004, 0.002:
 * Sigma_tt = 3e-6 (7/6 + Rm^2 / 28e-4), Var(CAR) = 3e-6 (3 + 9/6 + (0.01)^2 / 28e-4). */
static void six_observations_by_hand(void **state)
{
    static const double rm[] = {0.01, 0.02, 0.03, -0.01, -0.02, -0.03, 0.02, 0.0, -0.01};
    static const double e[] = {0.001, -0.002, 0.001, 0.001, -0.002, 0.001, 0.01, -0.004, 0.002};
    double m[WORLD_DAYS] = {0.0}, r[WORLD_DAYS] = {0.0};
    world *w;
    (void)state;
    for (size_t i = 0; i < 9; i++) {
        m[40 + i] = rm[i];
        r[40 + i] = 0.001 + 1.5 * rm[i] + e[i];
    }
    w = world_new(m);
    w->align.estimation.hull = (es_window){-7, -2};
    w->align.event = (es_window){-1, 1};
    (void)world_security(w, "XYZ", r, NULL);
    (void)memory_event(w->data, "XYZ", w->day[47]);
    world_window(w, -1, 1);
    world_fit(w, "market_model");
    assert_int_equal(w->result->n, 1);
    assert_close(w->result->b[0], 0.001, 1e-14);
    assert_close(w->result->b[1], 1.5, 1e-12);
    assert_close(w->result->fit[0].sigma * w->result->fit[0].sigma, 3e-6, 1e-16);
    assert_close(w->result->fit[0].df, 4.0, 0.0);
    for (int tau = -1; tau <= 1; tau++) {
        double x = rm[7 + tau];
        assert_close(ar_at(w, 0, tau), e[7 + tau], 1e-14);
        assert_close(var_at(w, 0, tau) * 1e6, 3.0 * (7.0 / 6.0 + x * x / 28e-4), 1e-9);
    }
    assert_close(car_at(w, 0, 0)->car, 0.008, 1e-14);
    assert_close(car_at(w, 0, 0)->variance * 1e6, 3.0 * (4.5 + 1e-4 / 28e-4), 1e-9);
    for (size_t t = 0; t < 6; t++)
        assert_close(w->result->residual[t], e[t], 1e-14);
    world_free(w);
}

/* ---- recomputation with normal equations in long double ---- */

typedef struct plain_fit {
    size_t n, p;
    long double b[3], inverse[9], sigma2;
} plain_fit;

/* Rows y, x (p columns), already scaled. */
static plain_fit solve(size_t n, size_t p, const double *y, double x[][3])
{
    plain_fit f = {n, p, {0}, {0}, 0.0L};
    long double a[9] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++) {
            f.b[j] += (long double)x[i][j] * y[i];
            for (size_t k = 0; k < p; k++)
                a[j * p + k] += (long double)x[i][j] * x[i][k];
        }
    plain_solve(p, a, f.b, f.inverse);
    for (size_t i = 0; i < n; i++) {
        long double u = y[i];
        for (size_t j = 0; j < p; j++)
            u -= f.b[j] * x[i][j];
        f.sigma2 += u * u / (long double)(n - p);
    }
    return f;
}

/* x_s' A x_t */
static double bilinear(const plain_fit *f, const double *s, const double *t)
{
    long double sum = 0.0L;
    for (size_t j = 0; j < f->p; j++)
        for (size_t k = 0; k < f->p; k++)
            sum += s[j] * f->inverse[j * f->p + k] * t[k];
    return (double)sum;
}

/* Trade-to-trade returns of XYZ: span of day t, 0 where there is no price. */
static unsigned span_on(const int *missing, int t)
{
    unsigned span = 1;
    for (const int *k = missing; k && *k >= 0; k++)
        if (*k == t)
            return 0;
    for (int s = t - 1; s >= 0; s--, span++) {
        bool gone = false;
        for (const int *k = missing; k && *k >= 0; k++)
            gone = gone || *k == s;
        if (!gone)
            break;
    }
    return span;
}

static double compounded(const double *r, int t, unsigned span)
{
    double gross = 1.0;
    for (int u = t - (int)span + 1; u <= t; u++)
        gross *= 1.0 + r[u];
    return gross - 1.0;
}

static plain_fit fit_by_hand(const int *missing)
{
    double y[WORLD_DAYS], x[WORLD_DAYS][3];
    size_t n = 0;
    for (int t = 20; t <= 44; t++) {
        unsigned span = span_on(missing, t);
        double root = sqrt((double)span);
        if (span == 0)
            continue;
        y[n] = compounded(ret, t, span) / root;
        x[n][0] = (double)span / root;
        x[n++][1] = compounded(market, t, span) / root;
    }
    return solve(n, 2, y, x);
}

/* M-20, M-21: the whole matrix Sigma, summed over the valid days. */
static double car_variance_by_hand(const plain_fit *f, const int *missing, es_window w, bool full)
{
    double sum = 0.0;
    for (int s = 50 + w.first; s <= 50 + w.last; s++)
        for (int t = 50 + w.first; t <= 50 + w.last; t++) {
            unsigned n = span_on(missing, s), m = span_on(missing, t);
            double a[3] = {(double)n, compounded(market, s, n), 0.0};
            double b[3] = {(double)m, compounded(market, t, m), 0.0};
            if (n == 0 || m == 0 || (s != t && !full))
                continue;
            sum += bilinear(f, a, b) + (s == t ? (double)n : 0.0);
        }
    return sum * (double)f->sigma2;
}

static void check_against_hand(const int *missing)
{
    static const es_window windows[] = {{-1, 1}, {0, 0}, {-3, 3}};
    plain_fit f = fit_by_hand(missing);
    world *w = one_event(missing);
    world_fit(w, "market_model");
    assert_int_equal(w->result->fit[0].n, f.n);
    assert_close(w->result->fit[0].sigma, sqrt((double)f.sigma2), 1e-13);
    for (size_t k = 0; k < 3; k++) {
        double car = 0.0, csar = 0.0;
        unsigned days = 0;
        for (int tau = windows[k].first; tau <= windows[k].last; tau++) {
            unsigned span = span_on(missing, 50 + tau);
            double ar, var;
            if (span == 0) {
                assert_nan(ar_at(w, 0, tau));
                continue;
            }
            ar = compounded(ret, 50 + tau, span) - (double)f.b[0] * span
                 - (double)f.b[1] * compounded(market, 50 + tau, span);
            var = car_variance_by_hand(&f, missing, (es_window){tau, tau}, true);
            assert_close(ar_at(w, 0, tau), ar, 1e-13);
            assert_close(var_at(w, 0, tau) / var, 1.0, 1e-11);
            car += ar;
            csar += ar / sqrt(var);
            days++;
        }
        assert_int_equal(car_at(w, 0, k)->n_days, days);
        assert_close(car_at(w, 0, k)->car, car, 1e-13);
        assert_close(car_at(w, 0, k)->csar, csar, 1e-10);
        assert_close(car_at(w, 0, k)->variance
                         / car_variance_by_hand(&f, missing, windows[k], true),
                     1.0, 1e-11);
    }
    world_free(w);
}

static void windows_agree_with_normal_equations(void **state)
{
    const int gaps[] = {23, 24, 31, 43, 47, 49, 52, -1}, late[] = {44, 45, 46, 53, -1};
    (void)state;
    check_against_hand(NULL);
    check_against_hand(gaps);
    check_against_hand(late);
}

/* M-22: sigma^2 [D + D^2/M + (sum (Rm - mean))^2 / Sxx]. */
static void the_one_factor_identity_holds(void **state)
{
    static const es_window windows[] = {{-1, 1}, {0, 0}, {-3, 3}};
    double mean = 0.0, sxx = 0.0;
    world *w = one_event(NULL);
    (void)state;
    world_fit(w, "market_model");
    for (int t = 20; t <= 44; t++)
        mean += market[t] / 25.0;
    for (int t = 20; t <= 44; t++)
        sxx += (market[t] - mean) * (market[t] - mean);
    for (size_t k = 0; k < 3; k++) {
        double d = windows[k].last - windows[k].first + 1, sum = 0.0, sigma2;
        for (int tau = windows[k].first; tau <= windows[k].last; tau++)
            sum += market[50 + tau] - mean;
        sigma2 = w->result->fit[0].sigma * w->result->fit[0].sigma;
        assert_close(car_at(w, 0, k)->variance / sigma2, d + d * d / 25.0 + sum * sum / sxx, 1e-12);
    }
    world_fit(w, "mean_adjusted"); /* D + D^2 / M */
    for (size_t k = 0; k < 3; k++) {
        double d = windows[k].last - windows[k].first + 1;
        assert_close(car_at(w, 0, k)->variance
                         / (w->result->fit[0].sigma * w->result->fit[0].sigma),
                     d + d * d / 25.0, 1e-12);
    }
    world_free(w);
}

static void the_variance_has_variants(void **state)
{
    static const es_window windows[] = {{-1, 1}, {0, 0}, {-3, 3}};
    const int gaps[] = {31, 49, -1};
    plain_fit f = fit_by_hand(gaps);
    world *w = one_event(gaps);
    (void)state;
    for (int variant = 0; variant < 3; variant++) {
        w->options.pred_error = variant == 0 ? ES_PRED_DIAG : ES_PRED_FULL;
        w->options.car_var = variant == 1 ? ES_CAR_VAR_PATELL : ES_CAR_VAR_FULL;
        if (variant == 2)
            w->options.pred_error = ES_PRED_NONE;
        world_fit(w, "market_model");
        for (size_t k = 0; k < 3; k++) {
            double days = 0.0;
            for (int tau = windows[k].first; tau <= windows[k].last; tau++)
                days += span_on(gaps, 50 + tau);
            assert_close(car_at(w, 0, k)->variance
                             / (variant == 2 ? days * (double)f.sigma2
                                             : car_variance_by_hand(&f, gaps, windows[k], false)),
                         1.0, 1e-11);
        }
        if (variant == 2)
            assert_close(var_at(w, 0, 0) / (2.0 * (double)f.sigma2), 1.0, 1e-11);
    }
    world_free(w);
}

/* M-3 sigma: sd about the mean with M - 1, V = n; raw: root mean square; ma_pred: times 1 + 1/M. */
static void adjusted_models_have_no_prediction_error(void **state)
{
    double mean = 0.0, about = 0.0, squares = 0.0;
    world *w = one_event(NULL);
    (void)state;
    for (int t = 20; t <= 44; t++) {
        mean += (ret[t] - market[t]) / 25.0;
        squares += (ret[t] - market[t]) * (ret[t] - market[t]);
    }
    for (int t = 20; t <= 44; t++)
        about += pow(ret[t] - market[t] - mean, 2.0) / 24.0;
    world_fit(w, "market_adjusted");
    assert_close(w->result->fit[0].df, 24.0, 0.0);
    assert_close(var_at(w, 0, 0) / about, 1.0, 1e-12);
    assert_close(car_at(w, 0, 2)->variance / (7.0 * about), 1.0, 1e-12);
    assert_close(w->result->residual[0], ret[20] - market[20], 1e-14); /* not demeaned */
    w->options.ma_pred = true;
    world_fit(w, "market_adjusted");
    assert_close(var_at(w, 0, 0) / about, 1.04, 1e-12);
    assert_close(car_at(w, 0, 2)->variance / (7.0 * about), 1.04, 1e-12);
    world_fit(w, "mean_adjusted"); /* of no concern there */
    assert_close(var_at(w, 0, 0) / pow(w->result->fit[0].sigma, 2.0), 1.04, 1e-12);
    w->options.ma_pred = false;
    w->options.fit.ma_sigma = ES_MA_RAW;
    world_fit(w, "market_adjusted");
    assert_close(w->result->fit[0].df, 25.0, 0.0);
    assert_close(var_at(w, 0, 0) / (squares / 25.0), 1.0, 1e-12);
    world_free(w);
}

/* M-19: the divisor of sigma changes, the degrees of freedom stay M - k. */
static void sigma_has_other_divisors(void **state)
{
    static const double divisor[] = {23.0, 24.0, 23.0};
    world *w = one_event(NULL);
    double rss;
    (void)state;
    world_fit(w, "market_model");
    rss = 23.0 * pow(w->result->fit[0].sigma, 2.0);
    for (int k = 0; k < 3; k++) {
        w->options.fit.sigma_divisor = k;
        world_fit(w, "market_model");
        assert_close(pow(w->result->fit[0].sigma, 2.0) / (rss / divisor[k]), 1.0, 1e-12);
    }
    world_free(w);
}

/* T-7 */
static void missing_days_decide_who_has_a_car(void **state)
{
    const int gaps[] = {49, 52, 53, -1}; /* tau -1, 2, 3 */
    world *w = one_event(gaps);
    (void)state;
    world_fit(w, "market_model");
    assert_int_equal(car_at(w, 0, 0)->n_days, 2);
    assert_true(is_number(car_at(w, 0, 0)->car));
    assert_int_equal(car_at(w, 0, 2)->n_days, 4);
    w->options.min_event_obs = 3;
    world_fit(w, "market_model");
    assert_nan(car_at(w, 0, 0)->car);
    assert_nan(car_at(w, 0, 0)->variance);
    assert_nan(car_at(w, 0, 0)->raw);
    assert_true(is_number(car_at(w, 0, 2)->car));
    w->options.min_event_obs = 1;
    w->options.car_missing = ES_CAR_COMPLETE;
    world_fit(w, "market_model");
    assert_nan(car_at(w, 0, 0)->car);
    assert_true(is_number(car_at(w, 0, 1)->car));
    assert_nan(car_at(w, 0, 2)->car);
    world_free(w);
}

/* D-10, D-12: tau = -1 is missing, the return of tau = 0 spans two days in both legs. */
static void legs_are_compounded(void **state)
{
    const int gaps[] = {49, -1};
    (void)state;
    for (int type = ES_RETURN_SIMPLE; type <= ES_RETURN_LOG; type++) {
        world *w = one_event(gaps);
        double raw = 1.0, rm = 1.0, expected = 1.0;
        w->returns.type = (es_return_type)type;
        memory_attribute(w->data, "benchmark", 0, "MKT");
        world_fit(w, "market_model");
        for (int t = 49; t <= 51; t++) {
            raw *= 1.0 + ret[t];
            rm *= 1.0 + market[t];
        }
        for (int tau = 0; tau <= 1; tau++) {
            double gross = tau ? 1.0 + ret[51] : (1.0 + ret[49]) * (1.0 + ret[50]);
            expected *= type == ES_RETURN_LOG ? exp(log(gross) - ar_at(w, 0, tau))
                                              : gross - ar_at(w, 0, tau);
        }
        assert_close(car_at(w, 0, 0)->raw, raw - 1.0, 1e-14);
        assert_close(car_at(w, 0, 0)->market, rm - 1.0, 1e-14);
        assert_close(car_at(w, 0, 0)->bhar_model, raw - expected, 1e-14);
        assert_close(car_at(w, 0, 0)->bhar_market, raw - rm, 1e-14);
        assert_close(car_at(w, 0, 0)->bhar_matched, raw - rm, 1e-14);
        world_free(w);
    }
}

static void no_benchmark_is_no_matched_leg(void **state)
{
    world *w = one_event(NULL);
    (void)state;
    world_fit(w, "market_model");
    assert_nan(car_at(w, 0, 0)->bhar_matched);
    world_free(w);
}

/* Two events of one security are two events. */
static void events_are_kept_apart_by_their_row(void **state)
{
    world *w = world_new(market);
    double first;
    (void)state;
    (void)world_security(w, "XYZ", ret, NULL);
    (void)memory_event(w->data, "NOBODY", w->day[50]);
    (void)memory_event(w->data, "XYZ", w->day[60]);
    (void)memory_event(w->data, "XYZ", w->day[50]);
    world_window(w, -1, 1);
    world_fit(w, "market_model");
    assert_int_equal(w->sample->n, 2);
    assert_int_equal(w->result->n, 2);
    first = car_at(w, 1, 0)->car;
    world_free(w);
    w = one_event(NULL);
    world_fit(w, "market_model");
    assert_true(car_at(w, 0, 0)->car == first);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_observations_by_hand),
        cmocka_unit_test(windows_agree_with_normal_equations),
        cmocka_unit_test(the_one_factor_identity_holds),
        cmocka_unit_test(the_variance_has_variants),
        cmocka_unit_test(adjusted_models_have_no_prediction_error),
        cmocka_unit_test(sigma_has_other_divisors),
        cmocka_unit_test(missing_days_decide_who_has_a_car),
        cmocka_unit_test(legs_are_compounded),
        cmocka_unit_test(no_benchmark_is_no_matched_leg),
        cmocka_unit_test(events_are_kept_apart_by_their_row),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
