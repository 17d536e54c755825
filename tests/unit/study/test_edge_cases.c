/* The edge cases of METHODS section 11 in whole studies, one test function per number: what the
 * ledger, the fits and the tests say.  E-15 concerns a single formula and is with its test, grank.
 */
#include "unit/study/edge.h"

#include <string.h>

#include "base/table.h"

static const char SHORT[] = "event_window=-2:2";

static void edge_1_a_day_without_data(void **state)
{
    static const char *const settings[] = {SHORT, "car_windows=-1:1,2:2", "tests=all", NULL};
    es_dataset *data = edge_same_day(101, 4, NULL);
    const es_table *t;
    es_tables *result;
    size_t empty = 0;
    (void)state;
    for (int32_t k = 1; k <= 4; k++)
        edge_lose(data, k, EDGE_DAY + 2, EDGE_DAY + 2);
    result = study_run(data, settings);
    t = es_tables_find(result, "results");
    for (size_t i = 0; i < t->n_rows; i++) {
        bool lost = es_table_number(t, i, es_table_column(t, "first")) == 2.0;
        if (!es_table_text(t, i, es_table_column(t, "test")))
            continue;
        if (lost) {
            assert_string_equal(es_table_text(t, i, es_table_column(t, "status")), "no_data");
            assert_nan(es_table_number(t, i, es_table_column(t, "estimate")));
            assert_nan(es_table_number(t, i, es_table_column(t, "statistic")));
            assert_nan(es_table_number(t, i, es_table_column(t, "p_value")));
        }
        empty += lost;
    }
    assert_true(empty > 60); /* the day and the window, every test */
    assert_close(study_figure(result, "results", "n", "test", "csect_t", "first", "2", NULL), 0.0,
                 0.0);
    assert_close(edge_figure(result, "csect_t", "-1", "n"), 4.0, 0.0);
    edge_done(result, data);
}

static void edge_1_no_event_survives(void **state)
{
    static const char *const settings[] = {SHORT, NULL};
    es_dataset *data = study_data(102, 1, NULL);
    es_error err = {ES_OK, "", ""};
    es_tables *result;
    es_spec *spec;
    (void)state;
    (void)memory_event(data, "NONE", study_day(data, EDGE_DAY));
    (void)study_event(data, 0, 20);
    assert_int_equal(edge_attempt(data, settings, &spec, &result, &err), ES_EDATA);
    assert_non_null(strstr(err.message, "no event survives"));
    assert_non_null(result); /* the ledger is there all the same */
    assert_string_equal(edge_reason(result, "e0"), "unknown_security");
    assert_string_equal(edge_reason(result, "e1"), "insufficient_estimation");
    es_tables_free(result);
    es_spec_free(spec);
    (void)study_event(data, 0, EDGE_DAY); /* one is enough */
    assert_int_equal(edge_attempt(data, settings, &spec, &result, &err), ES_OK);
    es_tables_free(result);
    es_spec_free(spec);
    es_dataset_free(data);
}

/* Beside the tests METHODS names: savickas_t is bmp_t under another model, the t of the variance
 * dummies goes over events, joint_f and joint_t take several dates; those of S-28 and V-4 are for
 * one event. */
static void edge_2_one_event(void **state)
{
    static const char *const too_few[] = {
        "csect_t",     "bmp_t",           "kp_t",        "patell_z_adj",
        "skew_hall_t", "skew_johnson_t",  "cz_rank_z",   "skew_hall_unbiased_t",
        "grank_t",     "grank_z",         "jackknife_t", "wild_csect",
        "wild_bmp",    "wild_bmp_secclu", "perm_t",      "wild_bmp_dateclu",
        "avol_hs",     "avol_f",          "savickas_t",  "avol_garch_t",
        "joint_f",     "joint_t",         NULL};
    static const char *const computed[] = {
        "bw_indep_t",    "cda_t",       "lamb_t",  "patell_z",     "corrado_z",
        "corrado_fpc_z", "cz_sign_z",   "gsign_z", "sign_z",       "wilcoxon",
        "perm_caar",     "avol_rank_z", "sq_sums", "avol_event_f", NULL};
    static const char *const one_day[] = {"sq", NULL};
    static const char *const settings[] = {SHORT, "car_windows=-1:1,0:0", "tests=all", NULL};
    es_dataset *data = edge_same_day(103, 1, NULL);
    es_tables *result = study_run(data, settings);
    const es_table *t = es_tables_find(result, "results");
    (void)state;
    assert_int_equal(edge_expect(result, "-1", "too_few", too_few)
                         + edge_expect(result, "-1", "", computed)
                         + edge_expect(result, "-1", "one_day_only", one_day),
                     edge_count_tests(result, "caar", -1, 1));
    assert_string_equal(edge_status(result, "sq", "0"), "");
    assert_close(edge_figure(result, "wilcoxon", "-1", "p_value"), 1.0, 0.0);
    assert_close(edge_figure(result, "csect_t", "-1", "estimate"),
                 study_figure(result, "cars", "car", "first", "-1", NULL), 1e-15);
    assert_true(isfinite(study_figure(result, "ar", "sar", "tau", "0", NULL)));          /* S-1 */
    assert_true(isfinite(study_figure(result, "cars", "p_value", "first", "-1", NULL))); /* S-2 */
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *test = es_table_text(t, i, es_table_column(t, "test"));
        double low = es_table_number(t, i, es_table_column(t, "ci_low"));
        assert_int_equal(isfinite(low), test && strcmp(test, "cda_t") == 0);
    }
    edge_done(result, data);
}

/* A study of one event asks itself what can be asked. */
static void edge_2_tests_added(void **state)
{
    static const char *const added[] = {"perm_caar", "sq", "sq_sums", NULL};
    static const char *const settings[] = {SHORT, "car_windows=0:0", "tests=csect_t", NULL};
    es_dataset *data = edge_same_day(103, 1, NULL);
    es_tables *result = study_run(data, settings);
    (void)state;
    (void)edge_expect(result, "0", "", added);
    assert_int_equal(edge_count_tests(result, "caar", 0, 0), 4);
    assert_true(edge_told(result, "one_event"));
    edge_done(result, data);
}

static void edge_3_no_variance_between_events(void **state)
{
    static const char *const flat[] = {"csect_t",     "bmp_t",          "kp_t",
                                       "skew_hall_t", "skew_johnson_t", "skew_hall_unbiased_t",
                                       "grank_t",     "grank_z",        "jackknife_t",
                                       "wild_csect",  "wild_bmp",       "perm_t",
                                       NULL};
    static const char *const settings[] = {SHORT, "car_windows=-1:1", "tests=all", NULL};
    static const char *const adjusted[] = {SHORT, "car_windows=-1:1", "models=market_adjusted",
                                           "tests=csect_t,bmp_t,skew_hall_t", NULL};
    static const char *const zero[] = {"csect_t", "bmp_t", "skew_hall_t", NULL};
    es_dataset *data = edge_same_day(104, 4, NULL);
    es_tables *result;
    (void)state;
    for (int32_t k = 2; k <= 4; k++)
        edge_imitate(data, k, 1);
    result = study_run(data, settings);
    assert_true(fabs(edge_figure(result, "csect_t", "-1", "estimate")) > 1e-4);
    (void)edge_expect(result, "-1", "zero_variance", flat);
    assert_string_equal(edge_status(result, "patell_z", "-1"), "");
    assert_string_equal(study_text(result, "results", "status", "test", "bhar_csect_t", NULL),
                        "zero_variance");
    edge_done(result, data);
    data = edge_same_day(104, 4, NULL); /* max |x| = 0 */
    for (int32_t k = 0; k <= 4; k++)
        edge_freeze(data, k, EDGE_DAY - 2, EDGE_DAY + 2);
    result = study_run(data, adjusted);
    assert_close(edge_figure(result, "csect_t", "-1", "estimate"), 0.0, 0.0);
    (void)edge_expect(result, "-1", "zero_variance", zero);
    edge_done(result, data);
}

static void edge_4_two_events(void **state)
{
    static const char *const too_few[] = {"skew_hall_t",
                                          "skew_johnson_t",
                                          "skew_hall_unbiased_t",
                                          "jackknife_t",
                                          "perm_t",
                                          "avol_hs",
                                          "avol_f",
                                          NULL};
    static const char *const one_df[] = {"csect_t", "bmp_t", "kp_t", NULL};
    static const char *const settings[] = {SHORT, "car_windows=-1:1", "tests=all", NULL};
    es_dataset *data = edge_same_day(105, 2, NULL);
    es_tables *result = study_run(data, settings);
    (void)state;
    (void)edge_expect(result, "-1", "too_few", too_few);
    (void)edge_expect(result, "-1", "", one_df);
    for (size_t i = 0; one_df[i]; i++)
        assert_close(edge_figure(result, one_df[i], "-1", "df"), 1.0, 0.0);
    /* t with one degree of freedom is Cauchy's */
    assert_close(
        edge_figure(result, "csect_t", "-1", "p_value"),
        1.0 - 2.0 / acos(-1.0) * atan(fabs(edge_figure(result, "csect_t", "-1", "statistic"))),
        1e-12);
    edge_done(result, data);
}

/* e1 has one price, e2 follows the market exactly: what one model cannot fit, another can. */
static void edge_5_nothing_left_to_explain(void **state)
{
    static const char *const settings[] = {SHORT, "car_windows=0:0", "tests=csect_t",
                                           "models=market_model,mean_adjusted,market_adjusted",
                                           NULL};
    es_dataset *data = edge_same_day(106, 3, NULL);
    es_tables *result;
    (void)state;
    edge_freeze(data, 2, 1, STUDY_DAYS - 1);
    edge_imitate(data, 3, 0);
    result = study_run(data, settings);
    assert_string_equal(edge_reason(result, "e0"), "");
    assert_string_equal(edge_reason(result, "e1"), "zero_variance");
    assert_string_equal(edge_reason(result, "e2"), "zero_variance");
    assert_string_equal(edge_fit_status(result, "market_model", "e1"), "zero_variance");
    assert_string_equal(edge_fit_status(result, "market_model", "e2"), "zero_variance");
    assert_string_equal(edge_fit_status(result, "mean_adjusted", "e1"), "zero_variance");
    assert_string_equal(edge_fit_status(result, "mean_adjusted", "e2"), "used");
    assert_string_equal(edge_fit_status(result, "market_adjusted", "e1"), "used");
    assert_string_equal(edge_fit_status(result, "market_adjusted", "e2"), "zero_variance");
    assert_close(
        study_figure(result, "results", "n", "model", "market_model", "measure", "caar", NULL), 1.0,
        0.0);
    assert_close(
        study_figure(result, "results", "n", "model", "mean_adjusted", "measure", "caar", NULL),
        2.0, 0.0);
    edge_done(result, data);
}

static void edge_6_singular_designs(void **state)
{
    static const char *const settings[] = {SHORT, "tests=csect_t",
                                           "models=market_model,mean_adjusted", NULL};
    static const char *const listed[] = {SHORT, "tests=csect_t", "models=factors,market_model",
                                         "factor_list=f1,f2", NULL};
    es_dataset *data = study_data(107, 2, NULL);
    double one[STUDY_DAYS], two[STUDY_DAYS];
    noise source = {7};
    es_tables *result;
    es_prices prices;
    (void)state;
    (void)study_event(data, 0, EDGE_DAY);
    (void)study_event(data, 1, EDGE_DAY + 40); /* estimation days 80 .. 319 */
    edge_freeze(data, 0, 40, 279);
    result = study_run(data, settings);
    assert_string_equal(edge_reason(result, "e0"), "singular_design");
    assert_string_equal(edge_reason(result, "e1"), "");
    assert_string_equal(edge_fit_status(result, "mean_adjusted", "e0"), "used");
    edge_done(result, data);
    data = edge_same_day(107, 2, NULL);
    noise_fill(&source, STUDY_DAYS, 0.0, 0.01, one);
    for (size_t t = 0; t < STUDY_DAYS; t++)
        two[t] = -2.0 * one[t];
    assert_int_equal(data->source.read(data->source.context, 0, &prices, NULL), ES_OK);
    memory_factor(data, "f1", STUDY_DAYS, prices.day, one);
    memory_factor(data, "f2", STUDY_DAYS, prices.day, two);
    result = study_run(data, listed);
    assert_string_equal(edge_reason(result, "e0"), "singular_design");
    assert_string_equal(edge_reason(result, "e1"), "singular_design");
    assert_string_equal(edge_fit_status(result, "market_model", "e0"), "used");
    edge_done(result, data);
}

/* `drop` loses the return after a gap too: 9 days without a price leave 60 of 70 returns. */
static void edge_7_least_estimation_rows(void **state)
{
    static const char *const usual[] = {SHORT, "missing=drop", "estimation_window=-80:-11", NULL};
    static const char *const raised[] = {SHORT, "missing=drop", "estimation_window=-80:-11",
                                         "min_estimation_obs=61", NULL};
    static const char *const tiny[] = {SHORT, "models=market_model,mean_adjusted",
                                       "min_estimation_obs=1", "estimation_window=-15:-11", NULL};
    es_dataset *data = edge_same_day(108, 3, NULL);
    es_tables *result;
    (void)state;
    edge_lose(data, 1, 230, 238);
    edge_lose(data, 2, 230, 239);
    result = study_run(data, usual);
    assert_string_equal(edge_reason(result, "e0"), "");
    assert_string_equal(edge_reason(result, "e1"), "insufficient_estimation");
    assert_close(study_figure(result, "events", "n_estimation", "event", "e0", NULL), 60.0, 0.0);
    assert_close(study_figure(result, "events", "n_estimation", "event", "e1", NULL), 59.0, 0.0);
    es_tables_free(result);
    result = study_run(data, raised);
    assert_string_equal(edge_reason(result, "e0"), "insufficient_estimation");
    assert_string_equal(edge_reason(result, "e2"), "");
    edge_done(result, data);
    data = edge_same_day(108, 2, NULL); /* k + 3: five rows for two coefficients, four for one */
    edge_lose(data, 2, 269, 274);       /* no return on day 275, the gap is too long */
    result = study_run(data, tiny);
    assert_string_equal(edge_fit_status(result, "market_model", "e0"), "used");
    assert_string_equal(edge_fit_status(result, "market_model", "e1"), "insufficient_estimation");
    assert_string_equal(edge_fit_status(result, "mean_adjusted", "e1"), "used");
    edge_done(result, data);
}

/* E-7 keeps nu >= 3 in a study: Q = 3, the largest there is.  What Patell's Z does with less is
 * with its own tests. */
static void edge_8_least_degrees_of_freedom(void **state)
{
    static const char *const settings[] = {SHORT,
                                           "car_windows=0:0",
                                           "tests=patell_z",
                                           "min_estimation_obs=1",
                                           "estimation_window=-15:-11",
                                           NULL};
    es_dataset *data = edge_same_day(109, 1, NULL);
    es_tables *result = study_run(data, settings);
    (void)state;
    assert_close(study_figure(result, "fits", "df", NULL), 3.0, 0.0);
    assert_close(edge_figure(result, "patell_z", "0", "statistic"),
                 study_figure(result, "ar", "sar", "tau", "0", NULL) / sqrt(3.0), 1e-13);
    edge_done(result, data);
}

static void edge_9_garch_without_an_optimum(void **state)
{
    static const char *const settings[] = {SHORT,
                                           "models=garch11,market_model",
                                           "min_estimation_obs=8",
                                           "estimation_window=-19:-11",
                                           "car_windows=-1:1",
                                           "tests=csect_t",
                                           NULL};
    static const char *const fallback[] = {SHORT,
                                           "models=garch11,market_model",
                                           "min_estimation_obs=8",
                                           "estimation_window=-19:-11",
                                           "car_windows=-1:1",
                                           "tests=csect_t",
                                           "garch_fallback=ols",
                                           NULL};
    static const char *const column[] = {"car", "car_sd", "df"};
    es_dataset *data = edge_same_day(110, 2, NULL);
    es_tables *result = study_run(data, settings);
    (void)state;
    assert_string_equal(edge_reason(result, "e0"), "garch_failed");
    assert_string_equal(edge_reason(result, "e1"), "garch_failed");
    assert_string_equal(edge_fit_status(result, "market_model", "e0"), "used");
    es_tables_free(result);
    result = study_run(data, fallback);
    assert_string_equal(edge_reason(result, "e0"), "");
    for (size_t c = 0; c < 3; c++)
        assert_close(
            study_figure(result, "cars", column[c], "model", "garch11", "event", "e1", NULL),
            study_figure(result, "cars", column[c], "model", "market_model", "event", "e1", NULL),
            1e-13);
    edge_done(result, data);
}

/* Errors that grow a hundredfold over the estimation window: the variance never settles. */
static void edge_9_integrated_variance(void **state)
{
    static const char *const settings[] = {SHORT, "models=garch11", "tests=csect_t", NULL};
    es_dataset *data = edge_same_day(122, 2, NULL);
    double market[STUDY_DAYS], ret[STUDY_DAYS];
    noise source = {3};
    es_tables *result = study_run(data, settings);
    (void)state;
    assert_false(edge_told(result, "integrated_garch"));
    es_tables_free(result);
    edge_closes(data, 0, market);
    for (size_t t = 1; t < STUDY_DAYS; t++)
        ret[t] = market[t] / market[t - 1] - 1.0
                 + 0.0005 * exp(0.017 * (double)t) * noise_normal(&source);
    memory_field(data, 1, ES_FIELD_CLOSE, memory_prices(data, 50.0, STUDY_DAYS, ret));
    result = study_run(data, settings);
    assert_string_equal(edge_reason(result, "e0"), ""); /* kept, with a warning */
    assert_true(study_figure(result, "fits", "arch", "event", "e0", NULL)
                    + study_figure(result, "fits", "garch", "event", "e0", NULL)
                > 0.9999);
    assert_true(edge_told(result, "integrated_garch"));
    edge_done(result, data);
}

static void edge_10_signs_that_cannot_differ(void **state)
{
    static const char *const settings[] = {SHORT, "models=market_adjusted", "car_windows=-1:1",
                                           "tests=gsign_z,sign_z,wilcoxon", NULL};
    static const char *const signs[] = {"sign_z", "wilcoxon", NULL};
    static const char *const general[] = {"gsign_z", NULL};
    static double ret[3 * STUDY_DAYS];
    es_dataset *data;
    es_tables *result;
    (void)state;
    for (int side = -1; side <= 1; side += 2) { /* p-hat 0 and 1 */
        for (size_t t = 0; t < 3 * (size_t)STUDY_DAYS; t++)
            ret[t] = 0.12 * side;
        data = edge_same_day(112, 3, ret);
        result = study_run(data, settings);
        (void)edge_expect(result, "-1", "undefined", general);
        (void)edge_expect(result, "-1", "", signs);
        edge_done(result, data);
    }
    data = edge_same_day(112, 3, NULL); /* every CAR is 0 */
    for (int32_t k = 0; k <= 3; k++)
        edge_freeze(data, k, EDGE_DAY - 2, EDGE_DAY + 2);
    result = study_run(data, settings);
    (void)edge_expect(result, "-1", "undefined", signs);
    (void)edge_expect(result, "-1", "", general);
    edge_done(result, data);
}

/* A return of -100 % is one, but has no logarithm; after it there is nothing.  What lies below is
 * refused at import. */
static void edge_11_total_loss(void **state)
{
    static const char *const simple[] = {SHORT, "models=market_adjusted", NULL};
    static const char *const logs[] = {SHORT, "models=market_adjusted", "return_type=log", NULL};
    es_dataset *data = edge_same_day(113, 1, NULL);
    double ret[STUDY_DAYS], market[STUDY_DAYS];
    noise source = {5};
    es_tables *result;
    (void)state;
    noise_fill(&source, STUDY_DAYS, 0.0, 0.02, ret);
    ret[EDGE_DAY + 1] = -1.0;
    memory_field(data, 1, ES_FIELD_RET, ret);
    edge_closes(data, 0, market);
    result = study_run(data, simple);
    assert_close(edge_ar(result, "market_adjusted", "e0", "1"),
                 -market[EDGE_DAY + 1] / market[EDGE_DAY], 1e-12);
    assert_true(isfinite(edge_ar(result, "market_adjusted", "e0", "0")));
    assert_nan(edge_ar(result, "market_adjusted", "e0", "2"));
    es_tables_free(result);
    result = study_run(data, logs);
    assert_close(edge_ar(result, "market_adjusted", "e0", "0"),
                 log1p(ret[EDGE_DAY]) - log(market[EDGE_DAY] / market[EDGE_DAY - 1]), 1e-12);
    assert_nan(edge_ar(result, "market_adjusted", "e0", "1"));
    edge_done(result, data);
}

/* Without the market's price day 289 does not exist: the day before day zero is day 288, and the
 * market's return of day 290 goes over both. */
static void edge_12_the_calendar_is_the_markets(void **state)
{
    static const char *const settings[] = {SHORT, "models=market_adjusted", NULL};
    es_dataset *data = study_data(114, 2, NULL);
    double market[STUDY_DAYS], own[STUDY_DAYS];
    es_tables *result;
    (void)state;
    (void)study_event(data, 0, EDGE_DAY);
    (void)study_event(data, 1, EDGE_DAY - 1);
    edge_closes(data, 0, market);
    edge_closes(data, 1, own);
    edge_lose(data, 0, EDGE_DAY - 1, EDGE_DAY - 1);
    result = study_run(data, settings);
    assert_close(edge_ar(result, "market_adjusted", "e0", "0"),
                 own[EDGE_DAY] / own[EDGE_DAY - 2] - market[EDGE_DAY] / market[EDGE_DAY - 2],
                 1e-13);
    assert_close(
        edge_ar(result, "market_adjusted", "e0", "-1"),
        own[EDGE_DAY - 2] / own[EDGE_DAY - 3] - market[EDGE_DAY - 2] / market[EDGE_DAY - 3], 1e-13);
    assert_close(study_figure(result, "events", "shift_days", "event", "e0", NULL), 0.0, 0.0);
    assert_close(study_figure(result, "events", "shift_days", "event", "e1", NULL),
                 study_day(data, EDGE_DAY) - study_day(data, EDGE_DAY - 1), 0.0);
    assert_true(edge_told(result, "off_calendar"));
    edge_done(result, data);
}

static void edge_13_a_factors_gaps(void **state)
{
    static const char *const settings[] = {SHORT, "models=market_model,factors", "factor_list=f1",
                                           "tests=csect_t", NULL};
    es_dataset *data = edge_same_day(115, 2, NULL);
    double value[STUDY_DAYS];
    es_day day[STUDY_DAYS];
    noise source = {9};
    es_tables *result;
    size_t n = 0;
    (void)state;
    for (size_t t = 0; t < STUDY_DAYS; t++)
        if (t != 100 && t != EDGE_DAY + 1) {
            day[n] = study_day(data, t);
            value[n++] = 0.01 * noise_normal(&source);
        }
    memory_factor(data, "f1", n, day, value);
    result = study_run(data, settings);
    assert_close(study_figure(result, "fits", "n", "model", "market_model", NULL), 240.0, 0.0);
    assert_close(study_figure(result, "fits", "n", "model", "factors", NULL), 239.0, 0.0);
    assert_nan(edge_ar(result, "factors", "e0", "1"));
    assert_true(isfinite(edge_ar(result, "factors", "e0", "2")));
    assert_true(isfinite(edge_ar(result, "market_model", "e0", "1")));
    assert_true(edge_told(result, "factor_gaps"));
    edge_done(result, data);
}

/* Three events, every two of them with returns against each other on a third of the estimation
 * window, where the third event has none: r-bar = -1, 1 + 2 r-bar < 0. */
static void edge_14_correlations_leave_no_variance(void **state)
{
    static const char *const settings[] = {SHORT,
                                           "models=market_adjusted",
                                           "missing=drop",
                                           "car_windows=-1:1",
                                           "tests=bmp_t,kp_t,patell_z_adj",
                                           NULL};
    static const int sign[3][3] = {{1, 1, 0}, {-1, 0, 1}, {0, -1, -1}};
    static const char *const undefined[] = {"kp_t", "patell_z_adj", NULL};
    es_dataset *data = edge_same_day(116, 3, NULL);
    double market[STUDY_DAYS], common[STUDY_DAYS], ret[STUDY_DAYS];
    noise source = {11};
    es_tables *result;
    (void)state;
    edge_closes(data, 0, market);
    noise_fill(&source, STUDY_DAYS, 0.0, 0.02, common);
    for (int32_t k = 0; k < 3; k++) {
        for (size_t t = 1; t < STUDY_DAYS; t++) {
            bool third = t >= 40 && t < 280;
            ret[t] = market[t] / market[t - 1] - 1.0;
            ret[t] += third ? sign[k][(t - 40) / 80] * common[t] : 0.02 * noise_normal(&source);
        }
        memory_field(data, k + 1, ES_FIELD_CLOSE, memory_prices(data, 50.0, STUDY_DAYS, ret));
        for (size_t part = 0; part < 3; part++)
            if (sign[k][part] == 0)
                edge_lose(data, k + 1, 40 + 80 * part, 119 + 80 * part);
    }
    result = study_run(data, settings);
    assert_close(edge_figure(result, "kp_t", "-1", "r_bar"), -1.0, 1e-9);
    (void)edge_expect(result, "-1", "kp_undefined", undefined);
    assert_nan(edge_figure(result, "kp_t", "-1", "ci_low")); /* I-2 */
    assert_string_equal(edge_status(result, "bmp_t", "-1"), "");
    edge_done(result, data);
}

static void edge_16_configuration_errors(void **state)
{
    static const struct {
        const char *settings[3];
        es_status status;
        const char *says;
    } wrong[] = {
        {{"event_window=-15:10"}, ES_EUSAGE, "windows_overlap"},
        {{"event_window=-5:5", "car_windows=0:6"}, ES_EUSAGE, "0:6 does not lie in"},
        {{"event_window=-5:5", "car_windows=-6:0"}, ES_EUSAGE, "-6:0 does not lie in"},
        {{"event_window=5:-5"}, ES_EUSAGE, "reversed"},
        {{"tests=csect_t,no_such"}, ES_EUSAGE, "unknown test \"no_such\""},
        {{"models=market_model,no_such"}, ES_EUSAGE, "unknown model \"no_such\""},
        {{"primary_model=no_such"}, ES_EUSAGE, "unknown model \"no_such\""},
        {{"primary_model=capm"}, ES_EUSAGE, "primary_model"},
        {{"group_by=no_such"}, ES_EUSAGE, "no column \"no_such\""},
        {{"no_such=1"}, ES_EUSAGE, "unknown option \"no_such\""},
        {{"models=factors"}, ES_EUSAGE, "factor_list is empty"},
        {{"models=factors", "factor_list=no_such"}, ES_ENOTFOUND, "\"no_such\" is neither"},
        {{"models=ff3"}, ES_ENOTFOUND, "needs the factor"},
        {{"market=NONE"}, ES_ENOTFOUND, "no prices under symbol \"NONE\""},
    };
    es_dataset *data = edge_same_day(118, 2, NULL);
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        es_error err = {ES_OK, "", ""};
        es_tables *result;
        es_spec *spec;
        assert_int_equal(edge_attempt(data, wrong[i].settings, &spec, &result, &err),
                         wrong[i].status);
        assert_null(result);
        assert_int_equal(err.status, wrong[i].status);
        if (!strstr(err.message, wrong[i].says))
            fail_msg("\"%s\" does not say \"%s\"", err.message, wrong[i].says);
        es_spec_free(spec);
    }
    es_dataset_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edge_1_a_day_without_data),
        cmocka_unit_test(edge_1_no_event_survives),
        cmocka_unit_test(edge_2_one_event),
        cmocka_unit_test(edge_2_tests_added),
        cmocka_unit_test(edge_3_no_variance_between_events),
        cmocka_unit_test(edge_4_two_events),
        cmocka_unit_test(edge_5_nothing_left_to_explain),
        cmocka_unit_test(edge_6_singular_designs),
        cmocka_unit_test(edge_7_least_estimation_rows),
        cmocka_unit_test(edge_8_least_degrees_of_freedom),
        cmocka_unit_test(edge_9_garch_without_an_optimum),
        cmocka_unit_test(edge_9_integrated_variance),
        cmocka_unit_test(edge_10_signs_that_cannot_differ),
        cmocka_unit_test(edge_11_total_loss),
        cmocka_unit_test(edge_12_the_calendar_is_the_markets),
        cmocka_unit_test(edge_13_a_factors_gaps),
        cmocka_unit_test(edge_14_correlations_leave_no_variance),
        cmocka_unit_test(edge_16_configuration_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
