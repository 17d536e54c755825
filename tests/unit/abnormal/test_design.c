/* Columns and rows of a model (METHODS M-1..M-11, R-5, R-6). */
#include <string.h>

#include "unit/abnormal/fixture.h"

/* A world with an event on day 50, so that the estimation window is days 20..44. */
static world *new_world(void)
{
    noise source = {7};
    double market[WORLD_DAYS];
    noise_fill(&source, WORLD_DAYS, 0.0003, 0.01, market);
    return world_new(market);
}

static void random_series(uint64_t seed, double *out)
{
    noise source = {seed};
    noise_fill(&source, WORLD_DAYS, 0.0005, 0.02, out);
}

static es_columns columns_of(world *w, const char *model)
{
    es_columns columns;
    es_error err = {0};
    if (es_columns_resolve(es_model_find(model), w->market, &w->columns, &w->options.fit, &columns,
                           &err))
        fail_msg("%s", err.message);
    return columns;
}

static void check_names(const es_columns *columns, const char *names)
{
    char joined[128] = "";
    for (size_t k = 0; k < columns->p; k++) {
        size_t used = strlen(joined);
        (void)snprintf(joined + used, sizeof joined - used, "%s ", columns->name[k]);
    }
    assert_string_equal(joined, names);
}

/* The table of METHODS section 3. */
static void every_model_has_its_columns(void **state)
{
    static const struct {
        const char *model, *names;
        es_dependent lhs;
    } cases[] = {
        {"mean_adjusted", "alpha ", ES_LHS_RETURN},
        {"market_adjusted", "", ES_LHS_LESS_MARKET},
        {"market_model", "alpha beta ", ES_LHS_RETURN},
        {"market_model_noint", "beta ", ES_LHS_RETURN},
        {"capm", "alpha mktrf ", ES_LHS_LESS_RISKFREE},
        {"ff3", "alpha mktrf smb hml ", ES_LHS_LESS_RISKFREE},
        {"carhart4", "alpha mktrf smb hml mom ", ES_LHS_LESS_RISKFREE},
        {"ff5", "alpha mktrf smb hml rmw cma ", ES_LHS_LESS_RISKFREE},
        {"ff6", "alpha mktrf smb hml rmw cma mom ", ES_LHS_LESS_RISKFREE},
        {"matched", "", ES_LHS_LESS_BENCHMARK},
    };
    static const char *const factors[] = {"mktrf", "rf", "smb", "hml", "rmw", "cma", "mom"};
    world *w = new_world();
    double value[WORLD_DAYS];
    (void)state;
    for (size_t k = 0; k < 7; k++) {
        random_series(100 + k, value);
        world_factor(w, factors[k], value);
    }
    (void)memory_event(w->data, "NONE", w->day[50]);
    world_align(w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        es_columns columns = columns_of(w, cases[i].model);
        check_names(&columns, cases[i].names);
        assert_int_equal(columns.lhs, cases[i].lhs);
    }
    w->columns.capm_intercept = false;
    {
        es_columns columns = columns_of(w, "capm");
        check_names(&columns, "mktrf ");
        columns = columns_of(w, "ff3");
        check_names(&columns, "alpha mktrf smb hml ");
    }
    world_free(w);
}

/* M-10: R or R - rf. */
static void listed_factors_may_explain_excess_returns(void **state)
{
    static const char *const with[] = {"smb", "mktrf"}, *const without[] = {"smb"};
    static const struct {
        const char *const *list;
        size_t n;
        int excess;
        es_dependent lhs;
    } cases[] = {
        {with, 2, ES_EXCESS_AUTO, ES_LHS_LESS_RISKFREE},
        {with, 2, ES_EXCESS_NO, ES_LHS_RETURN},
        {with, 2, ES_EXCESS_YES, ES_LHS_LESS_RISKFREE},
        {without, 1, ES_EXCESS_AUTO, ES_LHS_RETURN},
        {without, 1, ES_EXCESS_NO, ES_LHS_RETURN},
        {without, 1, ES_EXCESS_YES, ES_LHS_LESS_RISKFREE},
    };
    world *w = new_world();
    double value[WORLD_DAYS];
    (void)state;
    random_series(3, value);
    world_factor(w, "smb", value);
    world_factor(w, "rf", value);
    (void)memory_event(w->data, "NONE", w->day[50]);
    world_align(w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        w->columns.factor_list = cases[i].list;
        w->columns.n_listed = cases[i].n;
        w->columns.factor_excess = cases[i].excess;
        assert_int_equal(columns_of(w, "factors").lhs, cases[i].lhs);
    }
    world_free(w);
}

/* M-6: without a factor mktrf it is the market less rf. */
static void the_excess_market_falls_back(void **state)
{
    world *w = new_world();
    double rf[WORLD_DAYS];
    es_columns columns;
    (void)state;
    for (size_t t = 0; t < WORLD_DAYS; t++)
        rf[t] = 0.0001 + 1e-6 * (double)t;
    world_factor(w, "rf", rf);
    (void)memory_event(w->data, "NONE", w->day[50]);
    world_align(w);
    columns = columns_of(w, "capm");
    for (size_t t = 1; t < WORLD_DAYS; t++)
        assert_close(columns.series[1][t], w->market->ret[t] - rf[t], 1e-16);
    world_free(w);
}

static void a_missing_factor_is_named(void **state)
{
    static const struct {
        const char *model, *word;
    } cases[] = {{"ff3", "rf"}, {"capm", "rf"}};
    world *w = new_world();
    es_columns columns;
    (void)state;
    (void)memory_event(w->data, "NONE", w->day[50]);
    world_align(w);
    for (size_t i = 0; i < 2; i++) {
        es_error err = {0};
        assert_int_equal(es_columns_resolve(es_model_find(cases[i].model), w->market, &w->columns,
                                            &w->options.fit, &columns, &err),
                         ES_ENOTFOUND);
        assert_non_null(strstr(err.message, cases[i].word));
        assert_non_null(strstr(err.message, cases[i].model));
    }
    {
        es_error err = {0};
        assert_int_equal(es_columns_resolve(es_model_find("factors"), w->market, &w->columns,
                                            &w->options.fit, &columns, &err),
                         ES_EUSAGE);
    }
    world_free(w);
}

/* Of several factors that are missing the first is named, and only it. */
static void the_first_missing_factor_is_named(void **state)
{
    static const char *const list[] = {"nobody", "nowhere"};
    static const struct {
        const char *model, *named, *other;
    } cases[] = {{"ff3", "smb", "hml"}, {"factors", "nobody", "nowhere"}};
    world *w = new_world();
    double rf[WORLD_DAYS];
    es_columns columns;
    (void)state;
    random_series(12, rf);
    world_factor(w, "rf", rf);
    (void)memory_event(w->data, "NONE", w->day[50]);
    world_align(w);
    w->columns.factor_list = list;
    w->columns.n_listed = 2;
    for (size_t i = 0; i < 2; i++) {
        es_error err = {ES_OK, "", ""};
        assert_int_equal(es_columns_resolve(es_model_find(cases[i].model), w->market, &w->columns,
                                            &w->options.fit, &columns, &err),
                         ES_ENOTFOUND);
        assert_non_null(strstr(err.message, cases[i].named));
        assert_null(strstr(err.message, cases[i].other));
        assert_non_null(strstr(err.hint, "import factors FILE"));
    }
    world_free(w);
}

/* ---- rows ---- */

static es_design design_of(world *w, const char *model, es_columns *columns)
{
    es_design d;
    es_error err = {0};
    *columns = columns_of(w, model);
    assert_int_equal(es_design_alloc(w->sample, es_model_find(model), columns, w->arena, &d, &err),
                     ES_OK);
    es_design_fill(w->sample, 0, columns, &d);
    return d;
}

/* Days 30 and 31 are missing: the return of day 32 spans three days, and everything is compounded
 * over them and divided by sqrt 3; the intercept's regressor is sqrt 3. */
static void a_row_over_a_gap_is_compounded_and_scaled(void **state)
{
    const int missing[] = {30, 31, 49, -1};
    world *w = new_world();
    double ret[WORLD_DAYS], gross = 1.0, market = 1.0;
    es_columns columns;
    es_design d;
    size_t row = 0;
    (void)state;
    random_series(5, ret);
    (void)world_security(w, "GAP", ret, missing);
    (void)memory_event(w->data, "GAP", w->day[50]);
    world_align(w);
    d = design_of(w, "market_model", &columns);
    assert_int_equal(d.n, 23);
    assert_false(d.plain);
    while (d.column[row] != 12) /* day 32 */
        row++;
    assert_int_equal(row, 10);
    for (size_t t = 30; t <= 32; t++) {
        gross *= 1.0 + ret[t];
        market *= 1.0 + w->market->ret[t];
    }
    assert_close(d.y[row], (gross - 1.0) / sqrt(3.0), 1e-14);
    assert_close(d.x[row], sqrt(3.0), 1e-15);
    assert_close(d.x[d.n + row], (market - 1.0) / sqrt(3.0), 1e-14);
    assert_close(d.y[row + 1], ret[33], 1e-14);
    assert_close(d.x[row + 1], 1.0, 0.0);
    /* event window, tau = -1 missing, tau = 0 over two days, unscaled */
    assert_nan(d.event_y[2]);
    assert_close(d.event_y[3], (1.0 + ret[49]) * (1.0 + ret[50]) - 1.0, 1e-14);
    assert_close(d.event_x[3 * 2], 2.0, 0.0);
    assert_close(d.event_x[3 * 2 + 1],
                 (1.0 + w->market->ret[49]) * (1.0 + w->market->ret[50]) - 1.0, 1e-14);
    assert_int_equal(d.n_valid_returns, 23);
    world_free(w);
}

/* A factor without the days 25, in the estimation window, and 51, in the event window. */
static void factor_with_holes(world *w, const char *name, const double *value)
{
    double kept[WORLD_DAYS];
    es_day day[WORLD_DAYS];
    size_t n = 0;
    for (size_t t = 0; t < WORLD_DAYS; t++)
        if (t != 25 && t != 51) {
            day[n] = w->day[t];
            kept[n++] = value[t];
        }
    memory_factor(w->data, name, n, day, kept);
}

/* E-13: a missing factor takes the row and the day out for models that use it. */
static void a_missing_factor_takes_the_day_out(void **state)
{
    world *w = new_world();
    double ret[WORLD_DAYS], f[WORLD_DAYS];
    static const char *const list[] = {"own", "whole"};
    es_columns columns;
    es_design d;
    (void)state;
    random_series(6, ret);
    random_series(8, f);
    factor_with_holes(w, "own", f);
    random_series(13, f);
    world_factor(w, "whole", f);
    (void)world_security(w, "XYZ", ret, NULL);
    (void)memory_event(w->data, "XYZ", w->day[50]);
    w->columns.factor_list = list;
    w->columns.n_listed = 2;
    world_align(w);
    d = design_of(w, "factors", &columns);
    assert_int_equal(d.n, 24);
    assert_int_equal(d.n_valid_returns, 25);
    assert_nan(d.event_y[4]);
    assert_true(d.plain);
    d = design_of(w, "market_model", &columns);
    assert_int_equal(d.n, 25);
    assert_true(is_number(d.event_y[4]));
    world_free(w);
}

/* Likewise a day without a risk-free rate, on which R - rf is not known. */
static void a_missing_rate_takes_the_day_out(void **state)
{
    world *w = new_world();
    double ret[WORLD_DAYS], mktrf[WORLD_DAYS], rf[WORLD_DAYS];
    es_columns columns;
    es_design d;
    (void)state;
    random_series(6, ret);
    random_series(14, mktrf);
    for (size_t t = 0; t < WORLD_DAYS; t++)
        rf[t] = 0.0002;
    world_factor(w, "mktrf", mktrf);
    factor_with_holes(w, "rf", rf);
    (void)world_security(w, "XYZ", ret, NULL);
    (void)memory_event(w->data, "XYZ", w->day[50]);
    world_align(w);
    d = design_of(w, "capm", &columns);
    assert_int_equal(d.n, 24);
    for (size_t i = 0; i < d.n; i++)
        assert_true(d.column[i] != 5); /* day 25 */
    assert_nan(d.event_y[4]);
    assert_close(d.event_y[3], ret[50] - 0.0002, 1e-14);
    world_free(w);
}

/* What each model subtracts on its left side, over a two-day span too. */
static void the_left_side_is_less_what_the_model_says(void **state)
{
    const int missing[] = {39, -1};
    world *w = new_world();
    double ret[WORLD_DAYS], rf[WORLD_DAYS], bench[WORLD_DAYS], two, rm, rb, root = sqrt(2.0);
    const double *m;
    es_columns columns;
    es_design d;
    (void)state;
    random_series(9, ret);
    random_series(10, bench);
    for (size_t t = 0; t < WORLD_DAYS; t++)
        rf[t] = 0.0002;
    world_factor(w, "rf", rf);
    (void)world_security(w, "XYZ", ret, missing);
    (void)world_security(w, "BEN", bench, NULL);
    (void)memory_event(w->data, "XYZ", w->day[50]);
    memory_attribute(w->data, "benchmark", 0, "BEN");
    world_align(w);
    m = w->market->ret;
    two = (1.0 + ret[39]) * (1.0 + ret[40]) - 1.0;
    rm = (1.0 + m[39]) * (1.0 + m[40]) - 1.0;
    rb = (1.0 + bench[39]) * (1.0 + bench[40]) - 1.0;
    d = design_of(w, "market_adjusted", &columns); /* day 40 is the 20th row */
    assert_int_equal(d.column[19], 20);
    assert_close(d.y[19], (two - rm) / root, 1e-14);
    assert_close(d.y[0], ret[20] - m[20], 1e-14);
    d = design_of(w, "matched", &columns);
    assert_close(d.y[19], (two - rb) / root, 1e-14);
    d = design_of(w, "capm", &columns);
    assert_close(d.y[19], (two - (1.0002 * 1.0002 - 1.0)) / root, 1e-14);
    assert_close(d.event_y[3], ret[50] - 0.0002, 1e-14);
    world_free(w);
}

static void resolve_fails(world *w, es_status status, const char *message, const char *hint)
{
    es_columns columns;
    es_error err = {ES_OK, "", ""};
    assert_int_equal(es_columns_resolve(es_model_find("factors"), w->market, &w->columns,
                                        &w->options.fit, &columns, &err),
                     status);
    if (!strstr(err.message, message) || !strstr(err.hint, hint))
        fail_msg("%s; %s", err.message, err.hint);
}

/* mktrf alone does not bring a rate; and no more than 23 factors fit beside the intercept. */
static void lists_of_factors_have_limits(void **state)
{
    static const char *const excess[] = {"mktrf"}, *const own[] = {"own"};
    const char *many[ES_MAX_FACTORS + 1];
    world *w = new_world();
    (void)state;
    (void)memory_event(w->data, "NONE", w->day[50]);
    world_align(w);
    w->columns.factor_list = excess;
    w->columns.n_listed = 1;
    resolve_fails(w, ES_ENOTFOUND, "mktrf", "mktrf and rf");
    w->columns.factor_list = own;
    resolve_fails(w, ES_ENOTFOUND, "own", "import factors FILE");
    for (size_t i = 0; i <= ES_MAX_FACTORS; i++)
        many[i] = "market";
    w->columns.factor_list = many;
    w->columns.n_listed = ES_MAX_FACTORS;
    assert_int_equal(columns_of(w, "factors").p, ES_MAX_COEFFICIENTS);
    w->columns.n_listed++;
    resolve_fails(w, ES_EUSAGE, "more than 23 factors", "");
    world_free(w);
}

/* The estimation window begins on day 1, the market's first return: its lag does not exist, and the
 * lagged models go without the day (M-12, M-13). */
static void the_first_return_has_no_lag(void **state)
{
    world *w = new_world();
    double ret[WORLD_DAYS];
    es_columns columns;
    es_design d;
    (void)state;
    random_series(11, ret);
    (void)world_security(w, "XYZ", ret, NULL);
    (void)memory_event(w->data, "XYZ", w->day[31]);
    w->options.fit.dimson_order = 1;
    world_align(w);
    d = design_of(w, "market_model", &columns);
    assert_int_equal(d.n, 25);
    d = design_of(w, "dimson", &columns);
    assert_int_equal(d.n, 24);
    assert_int_equal(d.column[0], 1);
    assert_close(d.lagged[0], w->market->ret[1], 0.0);
    assert_close(d.x[d.n], w->market->ret[2], 0.0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_model_has_its_columns),
        cmocka_unit_test(listed_factors_may_explain_excess_returns),
        cmocka_unit_test(the_excess_market_falls_back),
        cmocka_unit_test(a_missing_factor_is_named),
        cmocka_unit_test(the_first_missing_factor_is_named),
        cmocka_unit_test(a_row_over_a_gap_is_compounded_and_scaled),
        cmocka_unit_test(a_missing_factor_takes_the_day_out),
        cmocka_unit_test(a_missing_rate_takes_the_day_out),
        cmocka_unit_test(the_left_side_is_less_what_the_model_says),
        cmocka_unit_test(lists_of_factors_have_limits),
        cmocka_unit_test(the_first_return_has_no_lag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
