/* Event days of models that look back: AR(1) errors (METHODS W-3), conditional variances (M-18),
 * and the standardised residuals (D-3) and influence (G-7) of the estimation window. */
#include "unit/abnormal/fixture.h"

#include <string.h>

#include "stats/garch.h"

static double market[WORLD_DAYS], ret[WORLD_DAYS];

static int fill(void **state)
{
    noise source = {91};
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
    return w;
}

/* u of calendar day t under the fitted line. */
static double error_on(const world *w, size_t t)
{
    return ret[t] - w->result->b[0] - w->result->b[1] * market[t];
}

/* rho of the least-squares residuals of days 20 .. 44. */
static double rho_of(world *w)
{
    double above = 0.0, below = 0.0;
    const double *u;
    w->options.fit.ar1 = false;
    u = world_fit(w, "market_model")->residual;
    for (size_t t = 0; t + 1 < 25; t++) {
        above += u[t] * u[t + 1];
        below += u[t] * u[t];
    }
    w->options.fit.ar1 = true;
    return above / below;
}

/* Day 47 is three days after the last estimation row 44; the days after it follow each other. */
static void shocks_of_ar1_errors(void **state)
{
    world *w = one_event(NULL);
    double rho = rho_of(w);
    (void)state;
    world_fit(w, "market_model");
    assert_true(fabs(rho) > 0.02);
    assert_close(ar_at(w, 0, -3), error_on(w, 47) - pow(rho, 3.0) * error_on(w, 44), 1e-12);
    for (int tau = -2; tau <= 3; tau++)
        assert_close(ar_at(w, 0, tau),
                     error_on(w, (size_t)(50 + tau)) - rho * error_on(w, (size_t)(49 + tau)),
                     1e-12);
    world_free(w);
}

/* A missing day in between: the next one looks two days back, and its return spans both (dropped
 * here). */
static void shocks_over_a_gap(void **state)
{
    static const int missing[] = {50, -1};
    world *w = one_event(missing);
    double rho;
    (void)state;
    w->returns.missing = ES_GAP_DROP;
    rho = rho_of(w);
    world_fit(w, "market_model");
    assert_nan(ar_at(w, 0, 0));
    assert_nan(ar_at(w, 0, 1));
    assert_close(ar_at(w, 0, 2), error_on(w, 52) - pow(rho, 3.0) * error_on(w, 49), 1e-12);
    world_free(w);
}

/* Variances of the event days are forecasts from the last row, 3 to 9 days ahead; Var(CAR) their
 * sum; residuals are divided by the root of their own variance. */
static void garch_variances(void **state)
{
    world *w = one_event(NULL);
    const es_fit_record *fit;
    es_garch g;
    double last, variance, squares = 0.0;
    (void)state;
    world_fit(w, "garch11");
    assert_int_equal(w->result->n, 1);
    fit = &w->result->fit[0];
    g = (es_garch){.omega = fit->own[1], .arch = fit->own[2], .garch = fit->own[3]};
    last = w->result->residual[24];
    variance = last / w->result->standard[24];
    variance *= variance;
    for (int tau = -3; tau <= 3; tau++)
        assert_close(var_at(w, 0, tau), es_garch_forecast(&g, variance, last, (unsigned)(6 + tau)),
                     1e-12);
    assert_close(car_at(w, 0, 0)->variance, var_at(w, 0, -1) + var_at(w, 0, 0) + var_at(w, 0, 1),
                 1e-15);
    for (size_t t = 0; t < 25; t++)
        squares += w->result->residual[t] * w->result->residual[t];
    variance = squares / 25.0;
    assert_close(fit->sigma, sqrt(variance), 1e-14);
    world_free(w);
}

/* The variance of estimation row r, from its two residuals. */
static double row_variance(const world *w, size_t r)
{
    double root = w->result->residual[r] / w->result->standard[r];
    return root * root;
}

/* The data end two days before the event window does: what is there is as ever (T-3). */
static void garch_variances_to_the_end_of_the_data(void **state)
{
    world *w = world_new(market);
    const es_fit_record *fit;
    es_garch g;
    (void)state;
    (void)world_security(w, "XYZ", ret, NULL);
    (void)memory_event(w->data, "XYZ", w->day[WORLD_DAYS - 2]);
    world_window(w, -1, 3);
    world_fit(w, "garch11");
    fit = &w->result->fit[0];
    assert_int_equal(fit->outcome, ES_USED);
    assert_int_equal(fit->n_event, 5);
    g = (es_garch){.omega = fit->own[1], .arch = fit->own[2], .garch = fit->own[3]};
    for (int tau = -3; tau <= 1; tau++)
        assert_close(var_at(w, 0, tau),
                     es_garch_forecast(&g, row_variance(w, 24), w->result->residual[24],
                                       (unsigned)(6 + tau)),
                     1e-12);
    assert_nan(ar_at(w, 0, 2));
    assert_nan(ar_at(w, 0, 3));
    assert_int_equal(car_at(w, 0, 0)->n_days, 3);
    assert_close(car_at(w, 0, 0)->variance, var_at(w, 0, -1) + var_at(w, 0, 0) + var_at(w, 0, 1),
                 1e-15);
    world_free(w);
}

/* An estimation window that runs into the event window (T-5, allow_overlap): the days that it has
 * seen are one step from its last row, day 50, for the variance as for the error. */
static void days_inside_the_estimation_window(void **state)
{
    world *w = one_event(NULL);
    const double *u;
    double above = 0.0, below = 0.0;
    es_garch g;
    (void)state;
    w->align.estimation.hull = (es_window){-30, 0};
    world_fit(w, "garch11");
    g = (es_garch){.omega = w->result->fit[0].own[1],
                   .arch = w->result->fit[0].own[2],
                   .garch = w->result->fit[0].own[3]};
    for (int tau = -3; tau <= 3; tau++)
        assert_close(var_at(w, 0, tau),
                     es_garch_forecast(&g, row_variance(w, 30), w->result->residual[30],
                                       tau > 0 ? (unsigned)tau : 1u),
                     1e-12);
    u = world_fit(w, "market_model")->residual;
    for (size_t t = 0; t < 30; t++) {
        above += u[t] * u[t + 1];
        below += u[t] * u[t];
    }
    w->options.fit.ar1 = true;
    world_fit(w, "market_model");
    assert_close(ar_at(w, 0, -3), error_on(w, 47) - above / below * error_on(w, 50), 1e-12);
    assert_close(ar_at(w, 0, -2), error_on(w, 48) - above / below * error_on(w, 47), 1e-12);
    world_free(w);
}

/* Days after the event window set the parameters too, but its variance and error run on from the
 * last row before it (row 24, tau -6); without one before, a day on from the first. */
static void intervals_on_both_sides(void **state)
{
    static const es_window both[] = {{-30, -6}, {5, 9}};
    world *w = one_event(NULL);
    es_garch g;
    double rho = 0.0, below = 0.0;
    const double *u;
    (void)state;
    w->align.estimation = (es_estimation){{-30, 9}, 2, both};
    world_fit(w, "garch11");
    assert_int_equal(w->result->fit[0].n, 30);
    g = (es_garch){.omega = w->result->fit[0].own[1],
                   .arch = w->result->fit[0].own[2],
                   .garch = w->result->fit[0].own[3]};
    for (int tau = -3; tau <= 3; tau++)
        assert_close(var_at(w, 0, tau),
                     es_garch_forecast(&g, row_variance(w, 24), w->result->residual[24],
                                       (unsigned)(6 + tau)),
                     1e-12);
    u = world_fit(w, "market_model")->residual;
    for (size_t t = 0; t < 29; t++) {
        rho += u[t] * u[t + 1];
        below += u[t] * u[t];
    }
    rho /= below;
    w->options.fit.ar1 = true;
    world_fit(w, "market_model");
    assert_close(ar_at(w, 0, -3), error_on(w, 47) - pow(rho, 3.0) * error_on(w, 44), 1e-12);
    w->options.fit.ar1 = false;
    w->align.estimation = (es_estimation){.hull = {4, 29}};
    world_align(w);
    world_fit(w, "garch11");
    assert_int_equal(w->result->fit[0].n, 26);
    g = (es_garch){.omega = w->result->fit[0].own[1],
                   .arch = w->result->fit[0].own[2],
                   .garch = w->result->fit[0].own[3]};
    for (int tau = -3; tau <= 3; tau++)
        assert_close(var_at(w, 0, tau),
                     es_garch_forecast(&g, row_variance(w, 0), w->result->residual[0], 1), 1e-12);
    u = world_fit(w, "market_model")->residual;
    rho = below = 0.0;
    for (size_t t = 0; t < 25; t++) {
        rho += u[t] * u[t + 1];
        below += u[t] * u[t];
    }
    w->options.fit.ar1 = true;
    world_fit(w, "market_model");
    assert_close(ar_at(w, 0, -3), error_on(w, 47) - rho / below * error_on(w, 54), 1e-12);
    assert_close(ar_at(w, 0, -2), error_on(w, 48) - rho / below * error_on(w, 47), 1e-12);
    rho = ar_at(w, 0, -3);
    w->align.estimation.hull.last = 40; /* past the end of the data */
    world_align(w);
    world_fit(w, "market_model");
    assert_int_equal(w->result->fit[0].n, 26);
    assert_close(ar_at(w, 0, -3), rho, 1e-15);
    world_free(w);
}

/* est_std = internal: u / (sigma sqrt(1 - h)), h = 1/M + (x - mean)^2 / Sxx; G-7 from the same h.
 */
static void studentised_residuals_and_influence(void **state)
{
    double buffer[WORLD_DAYS];
    world *w = one_event(NULL);
    double mean = 0.0, sxx = 0.0, most = 0.0, cook = 0.0, sigma;
    (void)state;
    w->options.est_std = ES_EST_INTERNAL;
    world_fit(w, "market_model");
    sigma = w->result->fit[0].sigma;
    for (size_t t = 20; t < 45; t++)
        mean += market[t] / 25.0;
    for (size_t t = 20; t < 45; t++)
        sxx += (market[t] - mean) * (market[t] - mean);
    for (size_t t = 20; t < 45; t++) {
        double h = 1.0 / 25.0 + (market[t] - mean) * (market[t] - mean) / sxx;
        double u = w->result->residual[t - 20], z = u / sigma;
        assert_close(es_abnormal_standardised(w->result, 0, buffer)[t - 20], z / sqrt(1.0 - h),
                     1e-11);
        most = fmax(most, h);
        cook = fmax(cook, z * z * h / (2.0 * (1.0 - h) * (1.0 - h)));
    }
    assert_close(w->result->fit[0].max_leverage, most, 1e-11);
    assert_close(w->result->fit[0].max_cook, cook, 1e-11);
    assert_int_equal(w->result->fit[0].n_outliers, 0);
    world_fit(w, "market_adjusted"); /* nothing is estimated: no leverage */
    assert_nan(w->result->fit[0].max_leverage);
    assert_close(es_abnormal_standardised(w->result, 0, buffer)[3],
                 w->result->residual[3] / w->result->fit[0].sigma, 1e-14);
    world_free(w);
}

/* The market moves on one estimation day alone: that day settles beta, its leverage is 1, and it
 * has no studentised residual; rounding may leave 1 - h on either side of 0. */
static void a_day_of_leverage_one_has_no_residual(void **state)
{
    double still[WORLD_DAYS], buffer[WORLD_DAYS];
    (void)state;
    for (size_t round = 0; round < 20; round++) {
        world *w;
        size_t n = 0;
        for (size_t t = 0; t < WORLD_DAYS; t++)
            still[t] = t == 31 ? -0.02 + 0.0037 * (double)round + 0.0001 : 0.0;
        w = world_new(still);
        (void)world_security(w, "XYZ", ret, NULL);
        (void)memory_event(w->data, "XYZ", w->day[50]);
        world_window(w, -1, 1);
        w->options.est_std = ES_EST_INTERNAL;
        world_fit(w, "market_model");
        assert_close(w->result->fit[0].max_leverage, 1.0, 1e-12);
        for (size_t t = 0; t < 25; t++)
            n += isnan(es_abnormal_standardised(w->result, 0, buffer)[t]) ? 0 : 1;
        assert_int_equal(n, 24);
        assert_nan(es_abnormal_standardised(w->result, 0, buffer)[31 - 20]);
        world_free(w);
    }
}

static void an_outlier_is_counted(void **state)
{
    double kept = ret[30];
    world *w;
    (void)state;
    ret[30] = 2.0;
    w = one_event(NULL);
    world_fit(w, "market_model");
    assert_int_equal(w->result->fit[0].n_outliers, 1);
    world_fit(w, "market_adjusted"); /* no leverage, and yet an outlier */
    assert_int_equal(w->result->fit[0].n_outliers, 1);
    assert_nan(w->result->fit[0].max_cook);
    world_free(w);
    ret[30] = kept;
}

/* A brief computation lacks the figures that it says it lacks, and no other differs. */
static void brief_fits_lack_a_few_figures(void **state)
{
    es_fit_record full, brief;
    world *w = one_event(NULL);
    (void)state;
    world_fit(w, "market_model");
    full = w->result->fit[0];
    w->options.brief = true;
    world_fit(w, "market_model");
    brief = w->result->fit[0];
    assert_true(full.dw > 0.0 && full.ljung_box_p > 0.0 && full.jarque_bera_p > 0.0);
    assert_true(full.max_leverage > 0.0 && full.max_cook > 0.0);
    assert_nan(brief.dw);
    assert_nan(brief.ljung_box_p);
    assert_nan(brief.jarque_bera_p);
    assert_nan(brief.max_leverage);
    assert_nan(brief.max_cook);
    brief.dw = full.dw;
    brief.ljung_box_p = full.ljung_box_p;
    brief.jarque_bera_p = full.jarque_bera_p;
    brief.max_leverage = full.max_leverage;
    brief.max_cook = full.max_cook;
    brief.n_outliers = full.n_outliers;
    assert_memory_equal(&brief, &full, sizeof full);
    world_free(w);
}

/* A market whose days move against each other leaves no Scholes-Williams beta (M-12); the market's
 * first days have no lag to give (single days, leads and lags on the calendar). */
static void scholes_williams_needs_its_denominator(void **state)
{
    double swinging[WORLD_DAYS];
    world *w;
    (void)state;
    for (size_t t = 0; t < WORLD_DAYS; t++)
        swinging[t] = (t % 2 ? 0.01 : -0.01) + 0.0001 * market[t];
    w = world_new(swinging);
    (void)world_security(w, "XYZ", ret, NULL);
    (void)memory_event(w->data, "XYZ", w->day[50]);
    world_window(w, 0, 0);
    assert_int_equal(world_outcome(w, "scholes_williams"), ES_SW_UNSTABLE);
    w->options.fit.sw_form = ES_SW_IV;
    assert_int_equal(world_outcome(w, "scholes_williams"), ES_SW_UNSTABLE);
    world_free(w);
}

/* sw_edge = drop: the first and the last estimation row have no lead or lag inside the window. */
static void edge_rows_can_be_dropped(void **state)
{
    world *w = one_event(NULL);
    (void)state;
    assert_int_equal(world_fit(w, "scholes_williams")->fit[0].n, 25);
    w->columns.sw_edge_drop = true;
    assert_int_equal(world_fit(w, "scholes_williams")->fit[0].n, 23);
    w->options.fit.dimson_order = 3;
    assert_int_equal(world_fit(w, "dimson")->fit[0].n, 19);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shocks_of_ar1_errors),
        cmocka_unit_test(shocks_over_a_gap),
        cmocka_unit_test(garch_variances),
        cmocka_unit_test(garch_variances_to_the_end_of_the_data),
        cmocka_unit_test(days_inside_the_estimation_window),
        cmocka_unit_test(intervals_on_both_sides),
        cmocka_unit_test(studentised_residuals_and_influence),
        cmocka_unit_test(a_day_of_leverage_one_has_no_residual),
        cmocka_unit_test(an_outlier_is_counted),
        cmocka_unit_test(brief_fits_lack_a_few_figures),
        cmocka_unit_test(scholes_williams_needs_its_denominator),
        cmocka_unit_test(edge_rows_can_be_dropped),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
