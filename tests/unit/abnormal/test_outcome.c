/* What becomes of an event under a model (METHODS T-6, E-5, E-6, E-7, M-11). */
#include "unit/abnormal/fixture.h"

static double market[WORLD_DAYS], ret[WORLD_DAYS];

static int fill(void **state)
{
    noise source = {17};
    (void)state;
    noise_fill(&source, WORLD_DAYS, 0.0003, 0.01, market);
    noise_fill(&source, WORLD_DAYS, 0.0005, 0.02, ret);
    return 0;
}

/* A world of one event of XYZ on day 50: estimation days 20..44, event days 47..53. */
static world *one_event(const double *m, const double *r, const int *missing)
{
    world *w = world_new(m);
    (void)world_security(w, "XYZ", r, missing);
    (void)memory_event(w->data, "XYZ", w->day[50]);
    world_window(w, -1, 1);
    return w;
}

static void a_complete_event_is_used(void **state)
{
    static const char *const models[] = {"market_model", "mean_adjusted", "market_adjusted",
                                         "market_model_noint"};
    world *w = one_event(market, ret, NULL);
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(world_outcome(w, models[i]), ES_USED);
        assert_int_equal(w->result->fit[0].n, 25);
        assert_int_equal(w->result->fit[0].n_event, 7);
    }
    world_free(w);
}

/* M < max(min_estimation_obs, k + 3): with 5 rows the market model (k = 2) is estimated, with four
 * it is not, whatever the option says. */
static void too_few_rows_are_insufficient(void **state)
{
    world *w = one_event(market, ret, NULL);
    (void)state;
    w->align.estimation.hull = (es_window){-9, -6};
    w->options.min_estimation_obs = 1;
    assert_int_equal(world_outcome(w, "market_model"), ES_INSUFFICIENT_ESTIMATION);
    assert_int_equal(world_outcome(w, "mean_adjusted"), ES_USED);
    assert_int_equal(w->result->fit[0].n, 4);
    world_free(w);
    w = one_event(market, ret, NULL);
    w->align.estimation.hull = (es_window){-10, -6};
    w->options.min_estimation_obs = 5;
    assert_int_equal(world_outcome(w, "market_model"), ES_USED);
    w->options.min_estimation_obs = 6;
    assert_int_equal(world_outcome(w, "market_model"), ES_INSUFFICIENT_ESTIMATION);
    world_free(w);
}

static void a_constant_market_is_singular(void **state)
{
    double flat[WORLD_DAYS];
    world *w;
    (void)state;
    for (size_t t = 0; t < WORLD_DAYS; t++)
        flat[t] = 0.0;
    w = one_event(flat, ret, NULL);
    assert_int_equal(world_outcome(w, "market_model"), ES_SINGULAR_DESIGN);
    assert_int_equal(world_outcome(w, "mean_adjusted"), ES_USED);
    world_free(w);
}

static void collinear_factors_are_singular(void **state)
{
    static const char *const list[] = {"one", "two"};
    double one[WORLD_DAYS], two[WORLD_DAYS];
    world *w = one_event(market, ret, NULL);
    (void)state;
    for (size_t t = 0; t < WORLD_DAYS; t++) {
        one[t] = 0.013 * sin(1.7 * (double)t);
        two[t] = 3.0 * one[t];
    }
    world_factor(w, "one", one);
    world_factor(w, "two", two);
    w->columns.factor_list = list;
    w->columns.n_listed = 2;
    assert_int_equal(world_outcome(w, "factors"), ES_SINGULAR_DESIGN);
    world_free(w);
}

/* E-5: a price that never moves, and a security that is the market. */
static void no_variation_is_zero_variance(void **state)
{
    double still[WORLD_DAYS] = {0.0};
    world *w = one_event(market, still, NULL);
    (void)state;
    assert_int_equal(world_outcome(w, "market_model"), ES_ZERO_VARIANCE);
    assert_int_equal(world_outcome(w, "mean_adjusted"), ES_ZERO_VARIANCE);
    assert_int_equal(world_outcome(w, "market_adjusted"), ES_USED);
    world_free(w);
}

/* A price that doubles every day has a return of 1 that never varies: no R^2 (G-1), but without an
 * intercept residuals 1 - b Rm, b = sum Rm / sum Rm^2. */
static void a_constant_return_has_no_r_squared(void **state)
{
    double doubling[WORLD_DAYS], sum = 0.0, squares = 0.0, left = 0.0;
    world *w;
    (void)state;
    for (size_t t = 0; t < WORLD_DAYS; t++)
        doubling[t] = 1.0;
    w = one_event(market, doubling, NULL);
    assert_int_equal(world_outcome(w, "market_model_noint"), ES_USED);
    for (size_t t = 20; t < 45; t++) {
        sum += market[t];
        squares += market[t] * market[t];
    }
    for (size_t t = 20; t < 45; t++)
        left += pow(1.0 - sum / squares * market[t], 2.0);
    assert_nan(w->result->fit[0].r2);
    assert_close(w->result->fit[0].sigma, sqrt(left / 24.0), 1e-10);
    assert_int_equal(world_outcome(w, "market_model"), ES_ZERO_VARIANCE);
    world_free(w);
}

static void no_event_day_is_no_data(void **state)
{
    const int missing[] = {46, 47, 48, 49, 50, 51, 52, 53, -1};
    world *w = one_event(market, ret, missing);
    (void)state;
    assert_int_equal(world_outcome(w, "market_model"), ES_NO_EVENT_WINDOW_DATA);
    assert_int_equal(w->result->fit[0].n_event, 0);
    world_free(w);
}

/* The order of the reasons: what fails in the estimation window comes first. */
static void too_few_rows_come_before_no_event_day(void **state)
{
    const int missing[] = {46, 47, 48, 49, 50, 51, 52, 53, -1};
    world *w = one_event(market, ret, missing);
    (void)state;
    w->options.min_estimation_obs = 26;
    assert_int_equal(world_outcome(w, "market_model"), ES_INSUFFICIENT_ESTIMATION);
    world_free(w);
}

static void a_matched_event_needs_its_benchmark(void **state)
{
    world *w = one_event(market, ret, NULL);
    (void)state;
    assert_int_equal(world_outcome(w, "matched"), ES_UNKNOWN_BENCHMARK);
    world_free(w);
    w = one_event(market, ret, NULL);
    memory_attribute(w->data, "benchmark", 0, "NOBODY");
    assert_int_equal(world_outcome(w, "matched"), ES_UNKNOWN_BENCHMARK);
    world_free(w);
    w = one_event(market, ret, NULL);
    memory_attribute(w->data, "benchmark", 0, "MKT");
    assert_int_equal(world_outcome(w, "matched"), ES_USED);
    for (int tau = -3; tau <= 3; tau++) /* the market as benchmark is market adjustment */
        assert_close(ar_at(w, 0, tau), ret[50 + tau] - market[50 + tau], 1e-14);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complete_event_is_used),
        cmocka_unit_test(too_few_rows_are_insufficient),
        cmocka_unit_test(a_constant_market_is_singular),
        cmocka_unit_test(collinear_factors_are_singular),
        cmocka_unit_test(no_variation_is_zero_variance),
        cmocka_unit_test(a_constant_return_has_no_r_squared),
        cmocka_unit_test(no_event_day_is_no_data),
        cmocka_unit_test(too_few_rows_come_before_no_event_day),
        cmocka_unit_test(a_matched_event_needs_its_benchmark),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
