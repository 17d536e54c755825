/* Tests of the calendar-time portfolio (METHODS CT-1..CT-3), and how it is put together. */
#include "inference/portfolio.h"

#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 1}, {-4, 4}, {-1, -1}};
static const double none = (double)NAN;
static const double u[] = {0.01, -0.01, 0.02};

/* Day zeros 400, 401, 401; window 0:1.  Calendar day 400: event 0; 401: event 0 on its day 1 and
 * event 1 on its day 0, while event 2's return spans two days; 402: event 1 (event 2 has none).
 *   day  AR          mean  sqrt(sum sigma^2) / count         scaled
 *   400  2           2     1                                 2
 *   401  -1 4        1.5   sqrt(1 + 4)/2                     3 / sqrt 5
 *   402  6           6     2                                 3 */
static fixture *three_events(void)
{
    static uint16_t span[] = {1, 1, 1, 2, 1};
    const double ar[3][2] = {{0.02, -0.01}, {0.04, 0.06}, {0.5, none}};
    const double sigma[] = {0.01, 0.02, 0.03};
    fixture *f = fixture_new(3, 3, (es_window){0, 1}, 1, windows);
    for (size_t i = 0; i < 3; i++) {
        fixture_event(f, i, u, ar[i], sigma[i]);
        f->day0[2 * i + 1] = i ? 401 : 400;
    }
    f->span[5] = span;
    fixture_returns(f, 3);
    fixture_ready(f);
    return f;
}

static void a_portfolio_by_hand(void **state)
{
    fixture *f = three_events();
    es_span s = fixture_span(f, 0, ES_MEASURE_CAR);
    const es_portfolio *p = s.portfolio;
    const double ar[] = {0.02, 0.015, 0.06}, scaled[] = {2.0, 3.0 / sqrt(5.0), 3.0};
    (void)state;
    assert_int_equal(p->n, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(p->day[i], 400 + (int)i);
        assert_close(p->ar[i], ar[i], 1e-16);
        assert_close(p->scaled[i], scaled[i], 1e-14);
        assert_close(p->ret[i], ar[i] + 1.1 * f->market_ret[400 + i], 1e-15);
        assert_close(p->count[i], i == 1 ? 2.0 : 1.0, 0.0);
    }
    f->options.ct_min = 2; /* only 401 */
    s = fixture_span(f, 0, ES_MEASURE_CAR);
    assert_int_equal(s.portfolio->n, 1);
    assert_int_equal(s.portfolio->day[0], 401);
    assert_close(s.portfolio->ar[0], 0.015, 1e-16);
    assert_close(s.portfolio->scaled[0], 3.0 / sqrt(5.0), 1e-14);
    assert_close(s.portfolio->count[0], 2.0, 0.0);
    fixture_free(f);
}

/* CT-4 with weights 1 and 3: day 401 has (-1 + 3 x 4)/4 = 2.75, standardised 11 over
 * sqrt(1 + 9 x 4).  Without the weight of event 1 only event 0 is left; without any, nobody. */
static void values_as_weights(void **state)
{
    double weight[] = {1.0, 3.0, 2.0};
    fixture *f = three_events();
    es_span s;
    (void)state;
    f->weight = weight;
    f->options.ct_weights = ES_CT_VALUE;
    s = fixture_span(f, 0, ES_MEASURE_CAR);
    assert_int_equal(s.portfolio->n, 3);
    assert_close(s.portfolio->ar[0], 0.02, 1e-16);
    assert_close(s.portfolio->ar[1], 0.0275, 1e-16);
    assert_close(s.portfolio->scaled[1], 11.0 / sqrt(37.0), 1e-14);
    assert_close(s.portfolio->ar[2], 0.06, 1e-16);
    assert_close(s.portfolio->scaled[2], 3.0, 1e-14);
    for (int absent = 0; absent < 2; absent++) {
        weight[1] = absent ? none : 0.0;
        s = fixture_span(f, 0, ES_MEASURE_CAR);
        assert_int_equal(s.portfolio->n, 2);
        assert_close(s.portfolio->ar[1], -0.01, 1e-16);
    }
    f->weight = NULL;
    assert_int_equal(fixture_span(f, 0, ES_MEASURE_CAR).portfolio->n, 0);
    fixture_free(f);
}

/* 2 1.5 6: mean 9.5/3, deviations -7/6 -10/6 17/6, sd^2 = 438/72. */
static void mean_tests_by_hand(void **state)
{
    fixture *f = three_events();
    es_test_result r = on_window(f, "ctar_t", 0);
    const double scaled[] = {2.0, 3.0 / sqrt(5.0), 3.0};
    (void)state;
    assert_result(r, 9.5 / 3.0 / sqrt(438.0 / 72.0 / 3.0), 2.0);
    assert_close(r.estimate, 0.095 / 3.0, 1e-15);
    assert_int_equal(r.n, 3);
    r = on_window(f, "sctar_t", 0);
    assert_result(r, sqrt(3.0) * plain_mean(3, scaled) / plain_sd(3, scaled), 2.0);
    assert_close(r.estimate, plain_mean(3, scaled), 1e-14);
    f->options.tail = ES_TAIL_LOWER;
    assert_true(on_window(f, "ctar_t", 0).p > 0.5);
    fixture_free(f);
}

static const char *const alphas[] = {"alpha_ols", "alpha_wls", "alpha_wls_hc1",
                                     "alpha_hc1", "alpha_hc3", "alpha_nw"};

static void reasons(void **state)
{
    fixture *f = three_events();
    es_test_result r;
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        r = on_window(f, alphas[i], 0);
        assert_na(r, "too_few");
        assert_int_equal(r.n, 3);
        assert_nan(r.estimate);
        check_no_memory(f, alphas[i]);
    }
    f->options.ct_min = 2;
    r = on_window(f, "ctar_t", 0);
    assert_na(r, "too_few");
    assert_close(r.estimate, 0.015, 1e-16);
    f->options.ct_min = 3;
    r = on_window(f, "sctar_t", 0);
    assert_na(r, "too_few");
    assert_int_equal(r.n, 0);
    assert_nan(r.estimate);
    f->options.ct_min = 1;
    for (size_t k = 0; k < 6; k++)
        f->ar[k] = 0.013;
    fixture_ready(f);
    assert_na(on_window(f, "ctar_t", 0), "zero_variance");
    for (size_t k = 0; k < 6; k++)
        f->ar[k] = none;
    fixture_ready(f);
    assert_na(on_window(f, "ctar_t", 0), "no_data");
    assert_na(on_window(f, "alpha_ols", 0), "no_data");
    fixture_free(f);
}

/* Twelve days of one event each: 9 and 10 days, a market that does not vary, a day that fits
 * itself, a portfolio that the market explains. */
static fixture *twelve_days(size_t valid)
{
    noise source = {44};
    fixture *f = fixture_new(12, 3, (es_window){-1, -1}, 1, windows + 2);
    for (size_t i = 0; i < 12; i++) {
        const double ar[] = {i < valid ? 0.01 * noise_normal(&source) : none};
        fixture_event(f, i, u, ar, 0.01);
        f->day0[2 * i + 1] = 400 + (int32_t)i;
    }
    fixture_returns(f, 3);
    fixture_ready(f);
    return f;
}

static void ten_days_are_needed(void **state)
{
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        fixture *f = twelve_days(9);
        assert_na(on_window(f, alphas[i], 0), "too_few");
        fixture_free(f);
        f = twelve_days(10);
        assert_int_equal(on_window(f, alphas[i], 0).na, ES_NA_NONE);
        assert_close(on_window(f, alphas[i], 0).df, 8.0, 0.0);
        for (size_t t = 0; t < 1000; t++)
            f->market_ret[t] = 0.0123;
        assert_na(on_window(f, alphas[i], 0), "zero_variance");
        for (size_t t = 0; t < 1000; t++)
            f->market_ret[t] = t == 402 ? 0.02 : 0.0;
        if (i == 4) /* C-5: h = 1 */
            assert_na(on_window(f, alphas[i], 0), "zero_variance");
        else
            assert_int_equal(on_window(f, alphas[i], 0).na, ES_NA_NONE);
        fixture_free(f);
    }
}

/* Without any abnormal return there is nothing left to compare alpha with. */
static void a_portfolio_that_is_the_market(void **state)
{
    fixture *f = twelve_days(12);
    (void)state;
    for (size_t i = 0; i < 12; i++)
        f->ar[i] = 0.0;
    fixture_returns(f, 3);
    fixture_ready(f);
    for (size_t i = 0; i < 6; i++)
        assert_na(on_window(f, alphas[i], 0), "zero_variance");
    fixture_free(f);
}

/* y = 1.1 Rm but for two days with one Rm, a percent above and below: the estimate of alpha gives
 * day t the weight 1/n - mean (Rm_t - mean)/Sxx, and at Rm = sum Rm^2 / sum Rm, here 2.5 percent
 * (four days of 1 and four of 3 percent beside), that is nothing.  Robust errors see no error. */
static void an_alpha_without_error_has_no_t(void **state)
{
    static const double market[] = {0.025, 0.01, 0.03, 0.01, 0.03, 0.025, 0.01, 0.03, 0.01, 0.03};
    fixture *f = twelve_days(10);
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        f->ar[i] = i == 0 ? 0.01 : i == 5 ? -0.01 : 0.0;
        f->market_ret[399 + i] = market[i]; /* day zero less one */
        f->ret[2 * i + 1][3] = 1.1 * market[i] + f->ar[i];
    }
    fixture_ready(f);
    for (size_t i = 0; i < 6; i++) {
        es_test_result r = on_window(f, alphas[i], 0);
        assert_close(r.estimate, 0.0, 1e-15);
        if (i < 2)
            assert_int_equal(r.na, ES_NA_NONE);
        else
            assert_na(r, "zero_variance");
    }
    assert_close(on_window(f, "alpha_ols", 0).statistic, 0.0, 1e-12);
    fixture_free(f);
}

/* ---- recomputation ---- */

typedef struct days {
    size_t n;
    int t[1000];
    double ar[1000], scaled[1000], ret[1000], count[1000];
} days;

static days of; /* the latest portfolio */

/* CT-1, CT-2: for every calendar day, every event whose window covers it. */
static void make_portfolio(const fixture *f, es_window w)
{
    of.n = 0;
    for (int t = 0; t < 1000; t++) {
        double ar = 0.0, variance = 0.0, ret = 0.0, count = 0.0;
        for (size_t k = 0; k < f->panel.n; k++) {
            size_t e = event_of(f, k), row = 2 * e + 1;
            int tau = t - f->day0[row];
            if (tau < w.first || tau > w.last || isnan(ar_of(f, e, tau)) || span_of(f, e, tau) != 1)
                continue;
            ar += ar_of(f, e, tau);
            ret += 1.1 * f->market_ret[t] + ar_of(f, e, tau);
            variance += f->fit[row].sigma * f->fit[row].sigma;
            count += 1.0;
        }
        if (count < 1.0 || count < (double)f->options.ct_min)
            continue;
        of.t[of.n] = t;
        of.ar[of.n] = ar / count;
        of.scaled[of.n] = ar / count / (sqrt(variance) / count);
        of.ret[of.n] = ret / count;
        of.count[of.n++] = count;
    }
}

static bool no_events(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS];
    return span_events(f, w, event) == 0;
}

static plain_outcome mean_test(const fixture *f, es_window w, const double *x)
{
    plain_outcome out = no_outcome(NULL);
    double most = 0.0, sd;
    if (no_events(f, w))
        return no_outcome("no_data");
    make_portfolio(f, w);
    out.n = of.n;
    if (of.n > 0)
        out.estimate = plain_mean(of.n, x);
    if (of.n < 2) {
        out.na = "too_few";
        return out;
    }
    for (size_t i = 0; i < of.n; i++)
        most = fmax(most, fabs(x[i]));
    sd = plain_sd(of.n, x);
    if (sd <= 1e-13 * most) {
        out.na = "zero_variance";
        return out;
    }
    out.statistic = sqrt((double)of.n) * out.estimate / sd;
    out.df = (double)of.n - 1.0;
    out.p = plain_p_t(out.statistic, out.df);
    return out;
}

static plain_outcome ctar(const fixture *f, es_window w, int number)
{
    (void)number;
    return mean_test(f, w, of.ar);
}

static plain_outcome sctar(const fixture *f, es_window w, int number)
{
    (void)number;
    return mean_test(f, w, of.scaled);
}

typedef enum kind { OLS, WLS, WLS_HC1, HC1, HC3, NW } kind;

enum { MOST_FACTORS = 3 };

/* The regression of y on 1 and the factors by normal equations in long double. */
typedef struct problem {
    size_t n, p;
    long double x[200][MOST_FACTORS], y[200], w[200], u[200], h[200];
    long double inverse[MOST_FACTORS][MOST_FACTORS], b[MOST_FACTORS];
} problem;

static problem q;

/* (X'WX)^-1 by Gauss and Jordan. */
static void invert(long double a[MOST_FACTORS][MOST_FACTORS])
{
    for (size_t i = 0; i < q.p; i++)
        for (size_t j = 0; j < q.p; j++)
            q.inverse[i][j] = i == j ? 1.0L : 0.0L;
    for (size_t k = 0; k < q.p; k++) {
        long double pivot = a[k][k];
        for (size_t j = 0; j < q.p; j++) {
            a[k][j] /= pivot;
            q.inverse[k][j] /= pivot;
        }
        for (size_t i = 0; i < q.p; i++) {
            long double factor = a[i][k];
            for (size_t j = 0; j < q.p && i != k; j++) {
                a[i][j] -= factor * a[k][j];
                q.inverse[i][j] -= factor * q.inverse[k][j];
            }
        }
    }
}

static void solve(void)
{
    long double a[MOST_FACTORS][MOST_FACTORS] = {{0}}, right[MOST_FACTORS] = {0};
    for (size_t i = 0; i < q.n; i++)
        for (size_t j = 0; j < q.p; j++) {
            right[j] += q.w[i] * q.x[i][j] * q.y[i];
            for (size_t k = 0; k < q.p; k++)
                a[j][k] += q.w[i] * q.x[i][j] * q.x[i][k];
        }
    invert(a);
    for (size_t j = 0; j < q.p; j++) {
        q.b[j] = 0.0L;
        for (size_t k = 0; k < q.p; k++)
            q.b[j] += q.inverse[j][k] * right[k];
    }
    for (size_t i = 0; i < q.n; i++) {
        q.u[i] = q.y[i];
        q.h[i] = 0.0L;
        for (size_t j = 0; j < q.p; j++) {
            q.u[i] -= q.b[j] * q.x[i][j];
            for (size_t k = 0; k < q.p; k++)
                q.h[i] += q.w[i] * q.x[i][j] * q.inverse[j][k] * q.x[i][k];
        }
    }
}

static double se_of_alpha(kind k)
{
    long double n = (long double)q.n, p = (long double)q.p, sum = 0.0L, score[200];
    size_t most = (size_t)floor(4.0 * pow((double)q.n / 100.0, 2.0 / 9.0));
    for (size_t i = 0; i < q.n; i++) {
        score[i] = 0.0L;
        for (size_t j = 0; j < q.p; j++)
            score[i] += q.inverse[0][j] * q.x[i][j];
        score[i] *= q.w[i] * q.u[i];
        if (k == OLS || k == WLS)
            sum += q.w[i] * q.u[i] * q.u[i] / (n - p) * q.inverse[0][0];
        else if (k == HC3)
            sum += score[i] * score[i] / ((1.0L - q.h[i]) * (1.0L - q.h[i]));
        else
            sum += score[i] * score[i] * n / (n - p);
        for (size_t lag = 1; k == NW && lag <= most && lag <= i; lag++)
            sum += 2.0L * (1.0L - (long double)lag / ((long double)most + 1.0L)) * score[i]
                   * score[i - lag] * n / (n - p);
    }
    return (double)sqrtl(sum);
}

static plain_outcome alpha(kind k)
{
    plain_outcome out = no_outcome(NULL);
    out.n = q.n;
    if (q.n < 10) {
        out.na = "too_few";
        return out;
    }
    for (size_t i = 0; i < q.n; i++)
        q.w[i] = k == WLS || k == WLS_HC1 ? q.w[i] : 1.0L;
    solve();
    out.estimate = (double)q.b[0];
    out.statistic = (double)q.b[0] / se_of_alpha(k);
    out.df = (double)(q.n - q.p);
    out.p = plain_p_t(out.statistic, out.df);
    return out;
}

static plain_outcome on_market(const fixture *f, es_window w, kind k)
{
    if (no_events(f, w))
        return no_outcome("no_data");
    make_portfolio(f, w);
    q.n = of.n;
    q.p = 2;
    for (size_t i = 0; i < of.n; i++) {
        q.x[i][0] = 1.0L;
        q.x[i][1] = (long double)f->market_ret[of.t[i]];
        q.y[i] = (long double)of.ret[i];
        q.w[i] = (long double)of.count[i];
    }
    return alpha(k);
}

#define ON_MARKET(name, kind)                                                                      \
    static plain_outcome name(const fixture *f, es_window w, int number)                           \
    {                                                                                              \
        (void)number;                                                                              \
        return on_market(f, w, kind);                                                              \
    }
ON_MARKET(ols, OLS)
ON_MARKET(wls, WLS)
ON_MARKET(wls_hc1, WLS_HC1)
ON_MARKET(hc1, HC1)
ON_MARKET(hc3, HC3)
ON_MARKET(nw, NW)

static void check_panel(fixture *f)
{
    static const outcome plain[] = {ols, wls, wls_hc1, hc1, hc3, nw};
    fixture_returns(f, f->n);
    for (int least = 1; least < 4; least += 2) {
        f->options.ct_min = least;
        compare_outcomes(f, "ctar_t", ctar, 1e-8);
        compare_outcomes(f, "sctar_t", sctar, 1e-8);
        for (size_t i = 0; i < 6; i++)
            compare_outcomes(f, alphas[i], plain[i], 1e-8);
    }
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

/* Factor models: R_p - rf on the model's own factors; days without one of them are left out. */
static void check_factors(fixture *f, es_dependent lhs, bool factors, const double *rf,
                          const double *first, const double *second)
{
    static const char *const ids[] = {"alpha_ols", "alpha_wls", "alpha_nw"};
    static const kind kinds[] = {OLS, WLS, NW};
    for (size_t i = 0; i < 3; i++) {
        es_test_result r = on_window(f, ids[i], 1);
        plain_outcome wanted;
        make_portfolio(f, windows[1]);
        q.n = 0;
        q.p = factors ? 3 : 2;
        for (size_t k = 0; k < of.n; k++) {
            int t = of.t[k];
            bool excess = factors && lhs == ES_LHS_LESS_RISKFREE;
            double a = factors ? first[t] : f->market_ret[t], b = factors ? second[t] : 0.0;
            if (isnan(a) || isnan(b) || (excess && isnan(rf[t])))
                continue;
            q.x[q.n][0] = 1.0L;
            q.x[q.n][1] = (long double)a;
            q.x[q.n][2] = (long double)b;
            q.w[q.n] = (long double)of.count[k];
            q.y[q.n++] = (long double)(of.ret[k] - (excess ? rf[t] : 0.0));
        }
        wanted = alpha(kinds[i]);
        assert_outcome(r, wanted, 1e-8);
    }
}

static void factor_models_use_their_factors(void **state)
{
    static const struct {
        const char *model;
        es_dependent lhs;
        bool factors;
    } cases[] = {{"ff3", ES_LHS_LESS_RISKFREE, true},
                 {"factors", ES_LHS_RETURN, true},
                 {"factors", ES_LHS_LESS_RISKFREE, true},
                 {"market_model", ES_LHS_RETURN, false}};
    static const random_panel r = {61, 0.05, 40, 0.3, false};
    static double rf[1000], first[1000], second[1000];
    noise source = {8};
    (void)state;
    for (size_t t = 0; t < 1000; t++) {
        rf[t] = t == 411 ? none : 1e-4 * (1.0 + noise_uniform(&source));
        first[t] = t == 407 ? none : 0.01 * noise_normal(&source);
        second[t] = t == 415 ? none : 0.008 * noise_normal(&source);
    }
    for (size_t i = 0; i < 4; i++)
        for (int asked = 0; asked < 2; asked++) {
            fixture *f = fixture_new(30, 30, (es_window){-4, 4}, 2, windows);
            fixture_random(f, &r);
            fixture_returns(f, 5);
            f->market.rf = rf;
            f->ab.model = es_model_find(cases[i].model);
            f->ab.columns = (es_columns){
                .lhs = cases[i].lhs, .intercept = true, .p = 3, .series = {NULL, first, second}};
            f->options.ct_factors = asked;
            fixture_ready(f);
            check_factors(f, cases[i].lhs, asked && cases[i].factors, rf, first, second);
            fixture_free(f);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_portfolio_by_hand),
        cmocka_unit_test(values_as_weights),
        cmocka_unit_test(mean_tests_by_hand),
        cmocka_unit_test(reasons),
        cmocka_unit_test(ten_days_are_needed),
        cmocka_unit_test(an_alpha_without_error_has_no_t),
        cmocka_unit_test(a_portfolio_that_is_the_market),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(factor_models_use_their_factors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
