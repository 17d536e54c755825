/* What must not change when the data or the question change in a way that does not matter. */
#include <math.h>
#include <string.h>

#include "base/table.h"
#include "property/fixture.h"
#include "support/assert_close.h"

#define WINDOWS "market = M; estimation_window = -120:-11; event_window = -6:6; "
#define SETTINGS                                                                                   \
    WINDOWS "car_windows = 0:0, -1:1, -6:6; tests = all; bootstrap_reps = 99; permutations = 99; "

enum { DAYS = 400, EVENTS = 9 };

/* Nine events of nine stocks; two pairs share a date and some windows overlap. */
static const size_t day_zero[EVENTS] = {140, 222, 222, 225, 260, 263, 301, 350, 350};

static es_dataset *nine_events(const world *w)
{
    es_dataset *data = world_dataset(w);
    for (size_t i = 0; i < EVENTS; i++)
        world_event(w, data, i, day_zero[i]);
    return data;
}

static void scaling_of_returns_leaves_the_statistics(void **state)
{
    static const char *const settings =
        SETTINGS "models = market_model, mean_adjusted, market_adjusted, market_model_noint, "
                 "scholes_williams, dimson";
    world w = world_new(DAYS, EVENTS, 11);
    es_dataset *data = nine_events(&w), *scaled;
    study a = study_run(data, settings), b;
    const double c = 0.37;
    size_t compared = 0;
    (void)state;
    for (size_t t = 0; t < DAYS; t++)
        w.market[t] *= c;
    for (size_t t = 0; t < DAYS * EVENTS; t++)
        w.stock[t] *= c;
    scaled = nine_events(&w);
    b = study_run(scaled, settings);
    for (size_t i = 0; i < study_count(&a); i++) {
        figure f = study_figure(&a, i), g = study_figure(&b, i);
        if (strncmp(f.measure, "abhar", 5) == 0) /* compounding is not linear */
            continue;
        if (strcmp(f.test, "sctar_t") != 0 && !isnan(f.statistic)) /* of standardised returns */
            assert_close(g.estimate, c * f.estimate, 1e-12);
        if (strcmp(f.test, "perm_caar") == 0) /* the statistic is the CAAR itself */
            g.statistic /= c;
        assert_same_figure(&f, &g, false, 1e-8);
        compared++;
    }
    assert_true(compared > 2000);
    assert_close(study_ar(&b, "market_model", "e3", 2, "ar"),
                 c * study_ar(&a, "market_model", "e3", 2, "ar"), 1e-13);
    study_free(&a);
    study_free(&b);
    es_dataset_free(data);
    es_dataset_free(scaled);
    world_free(&w);
}

static void a_constant_added_to_a_stock_leaves_its_abnormal_returns(void **state)
{
    static const char *const settings =
        WINDOWS "models = market_model, mean_adjusted, scholes_williams, dimson, robust_huber, "
                "robust_bisquare, market_adjusted";
    static const char *const with_intercept[] = {"market_model",     "mean_adjusted",
                                                 "scholes_williams", "dimson",
                                                 "robust_huber",     "robust_bisquare"};
    world w = world_new(DAYS, EVENTS, 12);
    es_dataset *data = nine_events(&w), *raised;
    study a = study_run(data, settings), b;
    const double c = 0.0021;
    (void)state;
    for (size_t t = 0; t < DAYS; t++)
        world_stock(&w, 4)[t] += c;
    raised = nine_events(&w);
    b = study_run(raised, settings);
    for (int tau = -6; tau <= 6; tau++) {
        for (size_t m = 0; m < sizeof with_intercept / sizeof *with_intercept; m++) {
            const char *model = with_intercept[m];
            assert_close(study_ar(&b, model, "e4", tau, "ar"), study_ar(&a, model, "e4", tau, "ar"),
                         1e-10);
            assert_close(study_ar(&b, model, "e4", tau, "ar_sd"),
                         study_ar(&a, model, "e4", tau, "ar_sd"), 1e-10);
        }
        assert_close(study_ar(&b, "market_adjusted", "e4", tau, "ar"),
                     study_ar(&a, "market_adjusted", "e4", tau, "ar") + c, 1e-12);
    }
    study_free(&a);
    study_free(&b);
    es_dataset_free(data);
    es_dataset_free(raised);
    world_free(&w);
}

/* Draws of the wild bootstrap and of the BHAR bootstrap go to events by their order; those of the
 * permutations to days. */
static bool drawn_by_event(const figure *row)
{
    return is_randomised(row) && strncmp(row->test, "perm_", 5) != 0;
}

/* Nine events of five stocks in three groups, in the order given. */
static es_dataset *grouped_events(const world *w, const size_t *order)
{
    static const size_t stock[EVENTS] = {0, 1, 2, 0, 3, 4, 1, 0, 4};
    static const char *const group[EVENTS] = {"a", "b", "b", "a", "b", "a", "a", "b", "a"};
    static const char *const size[EVENTS] = {"1.2", "-0.4", "2.9", "0.3", "1.7",
                                             "5.1", "2.2",  "0.8", "3.3"};
    es_dataset *data = world_dataset(w);
    for (size_t j = 0; j < EVENTS; j++) {
        size_t i = order[j];
        world_event(w, data, stock[i], day_zero[i]);
        memory_attribute(data, "group", j, group[i]);
        memory_attribute(data, "x_size", j, size[i]);
    }
    return data;
}

static void the_order_of_the_events_does_not_matter(void **state)
{
    static const char *const settings =
        SETTINGS "models = market_model, mean_adjusted; group_by = group";
    static const size_t order[EVENTS] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    static const size_t other[EVENTS] = {7, 2, 5, 0, 8, 1, 6, 4, 3};
    world w = world_new(DAYS, 5, 13);
    es_dataset *data, *shuffled;
    study a, b;
    const es_table *t, *u;
    (void)state;
    world_gap(&w, 1, 222);
    world_gap(&w, 4, 200);
    data = grouped_events(&w, order);
    shuffled = grouped_events(&w, other);
    a = study_run(data, settings);
    b = study_run(shuffled, settings);
    assert_true(assert_same_results(&a, &b, true, 1e-9, drawn_by_event) > 2000);
    t = es_tables_find(a.tables, "regression");
    u = es_tables_find(b.tables, "regression");
    assert_true(t->n_rows > 40);
    assert_int_equal(t->n_rows, u->n_rows);
    for (size_t i = 0; i < t->n_rows; i++) /* C-8 orders its rows by day zero, then by event */
        if (strcmp(es_table_text(t, i, es_table_column(t, "se_type")), "nw") != 0)
            for (size_t k = 0; k < t->n_columns; k++)
                if (t->columns[k].type == ES_REAL && !isnan(es_table_number(t, i, (int)k)))
                    assert_close(es_table_number(u, i, (int)k), es_table_number(t, i, (int)k),
                                 1e-9);
    study_free(&a);
    study_free(&b);
    es_dataset_free(data);
    es_dataset_free(shuffled);
    world_free(&w);
}

static void cumulated_windows_add_up(void **state)
{
    static const char *const columns[] = {"car", "n_days"};
    world w = world_new(DAYS, EVENTS, 14);
    es_dataset *data;
    study s;
    (void)state;
    world_gap(&w, 2, 223); /* event e2: day 1 is missing, day 2 spans two days */
    world_gap(&w, 3, 224);
    data = nine_events(&w);
    s = study_run(data, WINDOWS "models = market_model, mean_adjusted, market_adjusted; "
                                "car_windows = -5:0, 1:4, -5:4");
    for (size_t i = 0; i < EVENTS; i++) {
        char event[24];
        (void)snprintf(event, sizeof event, "e%zu", i);
        for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
            assert_close(study_car(&s, "market_model", event, -5, 0, columns[k])
                             + study_car(&s, "market_model", event, 1, 4, columns[k]),
                         study_car(&s, "market_model", event, -5, 4, columns[k]), 1e-15);
        assert_close((1 + study_car(&s, "market_model", event, -5, 0, "raw"))
                         * (1 + study_car(&s, "market_model", event, 1, 4, "raw")),
                     1 + study_car(&s, "market_model", event, -5, 4, "raw"), 1e-14);
    }
    assert_close(study_car(&s, "market_model", "e2", -5, 4, "n_days"), 9, 0);
    assert_close(study_find(&s, "mean_adjusted", "caar", "csect_t", -5, 0).estimate
                     + study_find(&s, "mean_adjusted", "caar", "csect_t", 1, 4).estimate,
                 study_find(&s, "mean_adjusted", "caar", "csect_t", -5, 4).estimate, 1e-15);
    study_free(&s);
    es_dataset_free(data);
    world_free(&w);
}

/* Rows of one model of `results` are the rows of another one. */
static void assert_same_models(const study *s, const char *model, const char *as)
{
    size_t compared = 0;
    for (size_t i = 0; i < study_count(s); i++) {
        figure f = study_figure(s, i), g;
        if (strcmp(f.model, model) != 0)
            continue;
        g = study_find(s, as, f.measure, f.test, f.first, f.last);
        g.model = f.model;
        assert_same_figure(&f, &g, true, 1e-9);
        compared++;
    }
    assert_true(compared > 500);
}

static void the_market_as_the_only_factor_is_the_market_model(void **state)
{
    world w = world_new(DAYS, EVENTS, 15);
    es_dataset *data;
    es_day day[DAYS];
    study s;
    (void)state;
    world_gap(&w, 2, 223);
    world_gap(&w, 5, 250);
    world_gap(&w, 5, 251);
    data = nine_events(&w);
    s = study_run(data, SETTINGS "models = market_model, factors; factor_list = market; "
                                 "randomised = all");
    assert_same_models(&s, "factors", "market_model");
    study_free(&s);
    s = study_run(data, SETTINGS "models = market_model, factors; factor_list = M; "
                                 "randomised = all");
    assert_same_models(&s, "factors", "market_model");
    study_free(&s);
    for (size_t t = 0; t < DAYS; t++)
        day[t] = world_day(&w, t);
    memory_factor(data, "index", DAYS - 1, day + 1, w.market + 1);
    s = study_run(data, SETTINGS "models = market_model, factors; factor_list = index; "
                                 "randomised = all");
    assert_same_models(&s, "factors", "market_model");
    study_free(&s);
    es_dataset_free(data);
    world_free(&w);
}

/* Adjacent models: a riskless rate of zero makes the CAPM the market model. */
static void the_capm_without_interest_is_the_market_model(void **state)
{
    world w = world_new(DAYS, EVENTS, 16);
    es_dataset *data = nine_events(&w);
    es_day day[DAYS];
    double zero[DAYS] = {0};
    study s;
    (void)state;
    for (size_t t = 0; t < DAYS; t++)
        day[t] = world_day(&w, t);
    memory_factor(data, "rf", DAYS, day, zero);
    s = study_run(data, SETTINGS "models = market_model, capm; randomised = all");
    assert_same_models(&s, "capm", "market_model");
    study_free(&s);
    es_dataset_free(data);
    world_free(&w);
}

static bool clusters_by_security(const figure *row)
{
    return strcmp(row->test, "wild_bmp_secclu") == 0;
}

static void several_events_of_a_firm_are_events(void **state)
{
    static const size_t day[] = {150, 190, 240, 240, 290, 330, 360};
    static const size_t of[] = {0, 0, 0, 1, 1, 0, 1};
    enum { N = 7 };
    static const char *const settings =
        SETTINGS "models = market_model, market_adjusted; randomised = all";
    world two = world_new(DAYS, 2, 17), many = world_new(DAYS, N, 18);
    es_dataset *shared, *distinct;
    study a, b;
    (void)state;
    memcpy(many.market, two.market, DAYS * sizeof *two.market);
    for (size_t i = 0; i < N; i++)
        memcpy(world_stock(&many, i), world_stock(&two, of[i]), DAYS * sizeof *two.stock);
    shared = world_dataset(&two);
    distinct = world_dataset(&many);
    for (size_t i = 0; i < (size_t)N; i++) {
        world_event(&two, shared, of[i], day[i]);
        world_event(&many, distinct, i, day[i]);
    }
    a = study_run(shared, settings);
    b = study_run(distinct, settings);
    assert_true(assert_same_results(&a, &b, true, 1e-9, clusters_by_security) > 900);
    study_free(&a);
    study_free(&b);
    es_dataset_free(shared);
    es_dataset_free(distinct);
    world_free(&two);
    world_free(&many);
}

static void a_missing_price_is_a_day_that_is_not_there(void **state)
{
    static const char *const policy[] = {"missing = trade_to_trade", "missing = drop",
                                         "missing = lumped", "missing = uniform",
                                         "calendar = security"};
    world w = world_new(DAYS, EVENTS, 19);
    es_dataset *marked, *absent;
    (void)state;
    for (size_t i = 0; i < EVENTS; i++)
        for (size_t t = 20; t < DAYS; t++)
            if (noise_uniform(&w.random) < 0.05)
                world_gap(&w, i, t);
    marked = nine_events(&w);
    w.no_missing = true;
    absent = nine_events(&w);
    for (size_t k = 0; k < sizeof policy / sizeof *policy; k++) {
        char settings[512];
        study a, b;
        (void)snprintf(settings, sizeof settings, "%s models = market_model, mean_adjusted; %s",
                       SETTINGS, policy[k]);
        a = study_run(marked, settings);
        b = study_run(absent, settings);
        assert_same_tables(&a, &b, NULL);
        study_free(&a);
        study_free(&b);
    }
    es_dataset_free(marked);
    es_dataset_free(absent);
    world_free(&w);
}

static void log_and_simple_returns_agree_when_they_are_small(void **state)
{
    static const char *const tests[] = {"csect_t", "patell_z", "bmp_t", "kp_t", "cda_t"};
    world w = world_new(DAYS, EVENTS, 20);
    es_dataset *data;
    study a, b;
    (void)state;
    for (size_t t = 0; t < DAYS; t++)
        w.market[t] *= 1e-5;
    for (size_t t = 0; t < DAYS * EVENTS; t++)
        w.stock[t] *= 1e-5;
    world_gap(&w, 2, 223);
    data = nine_events(&w);
    a = study_run(data, SETTINGS "return_type = simple");
    b = study_run(data, SETTINGS "return_type = log");
    for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) {
        figure f = study_find(&a, "market_model", "caar", tests[k], -6, 6);
        figure g = study_find(&b, "market_model", "caar", tests[k], -6, 6);
        assert_close(g.statistic, f.statistic, 1e-4);
        assert_close(1e5 * g.estimate, 1e5 * f.estimate, 1e-5);
        assert_true(f.statistic != g.statistic);
    }
    study_free(&a);
    study_free(&b);
    es_dataset_free(data);
    world_free(&w);
}

static void running_twice_gives_the_same_bytes(void **state)
{
    static const char *const settings = SETTINGS "models = all; factor_list = M; tests = all";
    world w = world_new(DAYS, EVENTS, 21);
    es_dataset *data, *again;
    study a, b, c;
    (void)state;
    world_gap(&w, 2, 223);
    data = nine_events(&w);
    again = nine_events(&w);
    a = study_run(data, settings);
    b = study_run(data, settings);
    c = study_run(again, settings);
    assert_same_tables(&a, &b, NULL);
    assert_same_tables(&a, &c, NULL);
    es_tables_free(c.tables); /* and a spec may be used twice */
    assert_int_equal(es_study_run(again, c.spec, &c.tables, &c.err), ES_OK);
    assert_same_tables(&a, &c, NULL);
    study_free(&a);
    study_free(&b);
    study_free(&c);
    es_dataset_free(data);
    es_dataset_free(again);
    world_free(&w);
}

/* Rows of one group in `all` are those of a study `alone`. */
static void assert_group_alone(const study *all, const char *group, const study *alone)
{
    size_t compared = 0;
    for (size_t i = 0; i < study_count(all); i++) {
        figure f = study_figure(all, i), g;
        if (strcmp(f.group, group) != 0)
            continue;
        g = study_find(alone, f.model, f.measure, f.test, f.first, f.last);
        assert_same_figure(&f, &g, true, 1e-11);
        compared++;
    }
    assert_int_equal(compared, study_count(alone));
}

static void a_group_is_a_study_of_its_events(void **state)
{
    static const size_t order[EVENTS] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    static const size_t stock[EVENTS] = {0, 1, 2, 0, 3, 4, 1, 0, 4};
    static const char in_b[EVENTS] = {0, 1, 1, 0, 1, 0, 0, 1, 0};
    static const char *const settings =
        SETTINGS "models = market_model, mean_adjusted; randomised = all;";
    world w = world_new(DAYS, 5, 22);
    es_dataset *data;
    study s;
    (void)state;
    world_gap(&w, 1, 222);
    data = grouped_events(&w, order);
    s = study_run(data, SETTINGS "models = market_model, mean_adjusted; randomised = all; "
                                 "group_by = group");
    for (char group = 0; group < 2; group++) {
        es_dataset *part = world_dataset(&w);
        study alone;
        for (size_t i = 0; i < EVENTS; i++)
            if (in_b[i] == group)
                world_event(&w, part, stock[i], day_zero[i]);
        alone = study_run(part, settings);
        assert_group_alone(&s, group ? "b" : "a", &alone);
        study_free(&alone);
        es_dataset_free(part);
    }
    study_free(&s);
    es_dataset_free(data);
    world_free(&w);
}

static void a_window_of_one_day_is_that_day(void **state)
{
    static const char *const must_be_there[] = {"csect_t", "bmp_t",     "patell_z", "kp_t",
                                                "cda_t",   "corrado_z", "grank_t",  "wilcoxon"};
    world w = world_new(DAYS, EVENTS, 23);
    es_dataset *data;
    study s;
    size_t compared = 0;
    (void)state;
    world_gap(&w, 2, 223);
    world_gap(&w, 6, 301); /* event e6 has no day zero */
    data = nine_events(&w);
    s = study_run(data, WINDOWS "car_windows = 0:0, 2:2; tests = all; randomised = all; "
                                "permutations = 99; bootstrap_reps = 99");
    for (size_t i = 0; i < study_count(&s); i++) {
        figure day = study_figure(&s, i), window;
        if (strcmp(day.measure, "aar") != 0 || (day.first != 0 && day.first != 2)
            || is_randomised(&day))
            continue;
        window = study_find(&s, "market_model", "caar", day.test, day.first, day.last);
        window.measure = day.measure;
        assert_same_figure(&day, &window, true, 1e-10);
        compared++;
    }
    assert_true(compared > 40);
    for (size_t k = 0; k < sizeof must_be_there / sizeof *must_be_there; k++)
        assert_true(
            !isnan(study_find(&s, "market_model", "aar", must_be_there[k], 0, 0).statistic));
    study_free(&s);
    es_dataset_free(data);
    world_free(&w);
}

static void a_convention_sets_what_is_not_given(void **state)
{
    static const char *const estudy2 =
        SETTINGS "sigma_df = M-1; patell_q = literal; patell_missing = scaled; gsign_p = pooled; "
                 "sign_zero = negative";
    static const char *const but_one =
        SETTINGS "sigma_df = M-k; patell_q = literal; patell_missing = scaled; gsign_p = pooled; "
                 "sign_zero = negative";
    world w = world_new(DAYS, EVENTS, 24);
    es_dataset *data;
    study by_name, by_hand, plain;
    (void)state;
    world_gap(&w, 6, 301);
    data = nine_events(&w);
    by_name = study_run(data, SETTINGS "convention = estudy2");
    by_hand = study_run(data, estudy2);
    plain = study_run(data, SETTINGS);
    assert_true(assert_same_results(&by_name, &by_hand, true, 0, NULL) > 500);
    assert_true(fabs(study_find(&by_name, "market_model", "caar", "patell_z", -1, 1).statistic
                     - study_find(&plain, "market_model", "caar", "patell_z", -1, 1).statistic)
                > 1e-4);
    study_free(&by_name);
    study_free(&by_hand);
    /* what is given wins, also when it is the default and whether it comes first or last */
    by_hand = study_run(data, but_one);
    by_name = study_run(data, SETTINGS "sigma_df = M-k; convention = estudy2");
    assert_same_results(&by_name, &by_hand, true, 0, NULL);
    study_free(&by_name);
    by_name = study_run(data, SETTINGS "convention = estudy2; sigma_df = M-k");
    assert_same_results(&by_name, &by_hand, true, 0, NULL);
    study_free(&by_name);
    study_free(&by_hand);
    study_free(&plain);
    es_dataset_free(data);
    world_free(&w);
}

static void one_tail_halves_the_p_of_a_symmetric_test(void **state)
{
    static const char *const tests[] = {
        "csect_t",   "bw_indep_t", "cda_t",         "patell_z",    "patell_z_adj",
        "bmp_t",     "kp_t",       "corrado_z",     "grank_t",     "grank_z",
        "sign_z",    "gsign_z",    "lamb_t",        "skew_hall_t", "skew_johnson_t",
        "cz_rank_z", "cz_sign_z",  "corrado_fpc_z", "jackknife_t", "savickas_t",
    };
    world w = world_new(DAYS, EVENTS, 25);
    es_dataset *data = nine_events(&w);
    study two = study_run(data, SETTINGS "models = garch11; tail = two");
    study upper = study_run(data, SETTINGS "models = garch11; tail = upper");
    study lower = study_run(data, SETTINGS "models = garch11; tail = lower");
    (void)state;
    for (size_t k = 0; k < sizeof tests / sizeof *tests; k++)
        for (int tau = -6; tau <= 6; tau++) {
            figure f = study_find(&two, "garch11", "aar", tests[k], tau, tau);
            figure u = study_find(&upper, "garch11", "aar", tests[k], tau, tau);
            figure l = study_find(&lower, "garch11", "aar", tests[k], tau, tau);
            assert_string_equal(f.status, "");
            assert_close(u.statistic, f.statistic, 0);
            assert_close(l.statistic, f.statistic, 0);
            assert_close(u.p + l.p, 1, 1e-13);
            assert_close(f.statistic > 0 ? u.p : l.p, f.p / 2, 1e-12);
        }
    study_free(&two);
    study_free(&upper);
    study_free(&lower);
    es_dataset_free(data);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scaling_of_returns_leaves_the_statistics),
        cmocka_unit_test(a_constant_added_to_a_stock_leaves_its_abnormal_returns),
        cmocka_unit_test(the_order_of_the_events_does_not_matter),
        cmocka_unit_test(cumulated_windows_add_up),
        cmocka_unit_test(the_market_as_the_only_factor_is_the_market_model),
        cmocka_unit_test(the_capm_without_interest_is_the_market_model),
        cmocka_unit_test(several_events_of_a_firm_are_events),
        cmocka_unit_test(a_missing_price_is_a_day_that_is_not_there),
        cmocka_unit_test(log_and_simple_returns_agree_when_they_are_small),
        cmocka_unit_test(running_twice_gives_the_same_bytes),
        cmocka_unit_test(a_group_is_a_study_of_its_events),
        cmocka_unit_test(a_window_of_one_day_is_that_day),
        cmocka_unit_test(a_convention_sets_what_is_not_given),
        cmocka_unit_test(one_tail_halves_the_p_of_a_symmetric_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
