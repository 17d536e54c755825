/* What a study says of one event, of groups, of its own soundness: V-4, V-5, S-28, D-9, G-8..G-12.
 */
#include "unit/study/world.h"

#include <string.h>

#include "base/table.h"

/* V-4: the mean squared SAR of the window's days, F(d, nu); its p by the F of 1 day, t squared. */
static void one_events_volatility(void **state)
{
    static const char *const settings[] = {"event_window=-2:2", "car_windows=-1:1,0:0",
                                           "tests=avol_event_f,csect_t", NULL};
    es_dataset *data = study_data(31, 1, NULL);
    es_tables *result;
    double sum = 0.0, sar;
    (void)state;
    (void)study_event(data, 0, 290);
    result = study_run(data, settings);
    for (int tau = -1; tau <= 1; tau++) {
        char text[16];
        (void)snprintf(text, sizeof text, "%d", tau);
        sar = study_figure(result, "ar", "sar", "tau", text, NULL);
        sum += sar * sar / 3.0;
    }
    assert_close(study_figure(result, "results", "statistic", "test", "avol_event_f", "first", "-1",
                              "measure", "caar", NULL),
                 sum, 1e-12);
    assert_string_equal(study_text(result, "results", "df", "test", "avol_event_f", "first", "-1",
                                   "measure", "caar", NULL),
                        "3/238");
    assert_close(study_figure(result, "results", "p_value", "test", "avol_event_f", "first", "0",
                              "measure", "caar", NULL),
                 study_figure(result, "cars", "p_value", "first", "0", NULL), 1e-12);
    es_tables_free(result);
    es_dataset_free(data);
}

/* The value change is the CAR times close x shares of the last day before the window. */
static void value_change(void **state)
{
    static const char *const settings[] = {"event_window=-2:2", "car_windows=-1:1", NULL};
    es_dataset *data = study_data(32, 1, NULL);
    double shares[STUDY_DAYS], worth;
    es_tables *result;
    es_prices prices;
    (void)state;
    for (size_t t = 0; t < STUDY_DAYS; t++)
        shares[t] = 1e6 + 1e3 * (double)t;
    memory_field(data, 1, ES_FIELD_SHARES, shares);
    (void)study_event(data, 0, 290);
    assert_int_equal(data->source.read(data->source.context, 1, &prices, NULL), ES_OK);
    worth = prices.value[ES_FIELD_CLOSE][288] * shares[288];
    result = study_run(data, settings);
    assert_close(study_figure(result, "cars", "market_value", NULL), worth, 1e-14);
    assert_close(study_figure(result, "cars", "value_change", NULL),
                 worth * study_figure(result, "cars", "car", NULL), 1e-12);
    assert_close(study_figure(result, "cars", "value_high", NULL),
                 worth * study_figure(result, "cars", "ci_high", NULL), 1e-12);
    es_tables_free(result);
    es_dataset_free(data);
}

enum { FIRMS = 8 };

/* Returns that are added: event-window noise of the size given around day 290. */
static double *wilder(double size)
{
    static double ret[FIRMS * STUDY_DAYS];
    noise source = {77};
    memset(ret, 0, sizeof ret);
    for (size_t k = 0; k < FIRMS; k++)
        for (size_t t = 288; t <= 292; t++)
            ret[k * STUDY_DAYS + t] = size * noise_normal(&source);
    return ret;
}

static double volatility(double size, const char *model, const char *test)
{
    char models[64], tests[64];
    const char *const settings[] = {models, tests, "event_window=-2:2", "car_windows=-2:2", NULL};
    es_dataset *data = study_data(33, FIRMS, wilder(size));
    es_tables *result;
    double value;
    (void)snprintf(models, sizeof models, "models=%s", model);
    (void)snprintf(tests, sizeof tests, "tests=%s", test);
    for (size_t k = 0; k < FIRMS; k++)
        (void)study_event(data, k, 290);
    result = study_run(data, settings);
    value = study_figure(result, "results", "p_value", "test", test, "measure", "caar", NULL);
    if (isnan(value))
        assert_string_equal(study_text(result, "results", "status", "test", test, NULL),
                            "needs_garch");
    es_tables_free(result);
    es_dataset_free(data);
    return value;
}

static void dummies_find_wild_windows(void **state)
{
    (void)state;
    assert_true(volatility(0.06, "garch11", "avol_garch_t") < 0.05);
    assert_true(volatility(0.0, "garch11", "avol_garch_t") > 0.05);
    assert_nan(volatility(0.06, "market_model", "avol_garch_t"));
    assert_nan(volatility(0.06, "egarch11", "avol_garch_t"));
}

static void joint_savickas(void **state)
{
    static const char *const settings[] = {"models=garch11",       "tests=savickas_t",
                                           "savickas=joint",       "event_window=-2:2",
                                           "car_windows=0:0,-2:2", NULL};
    es_dataset *data = study_data(34, FIRMS, NULL);
    es_tables *result;
    (void)state;
    for (size_t k = 0; k < FIRMS; k++)
        (void)study_event(data, k, 270 + 7 * k);
    result = study_run(data, settings);
    assert_string_equal(
        study_text(result, "results", "status", "measure", "caar", "first", "0", NULL),
        "undefined");
    assert_true(isfinite(
        study_figure(result, "results", "p_value", "measure", "caar", "first", "-2", NULL)));
    es_tables_free(result);
    es_dataset_free(data);
}

static bool warned(const es_tables *result, const char *code)
{
    const es_table *notes = es_tables_find(result, "notes");
    for (size_t i = 0; i < notes->n_rows; i++)
        if (strcmp(es_table_text(notes, i, es_table_column(notes, "code")), code) == 0)
            return true;
    return false;
}

/* Eight events on one date, one of them enormous: clustering and influence are told, the figures
 * are those of plain arithmetic. */
static void what_spoils_a_study(void **state)
{
    static const char *const settings[] = {"event_window=-2:2", "car_windows=0:0", "tests=csect_t",
                                           NULL};
    static double ret[FIRMS * STUDY_DAYS];
    es_dataset *data;
    es_tables *result;
    double sum = 0.0, large;
    (void)state;
    for (size_t k = 0; k < FIRMS; k++)
        ret[k * STUDY_DAYS + 290] = k == 3 ? 0.9 : 0.04; /* without S3 the mean is significant */
    data = study_data(35, FIRMS, ret);
    for (size_t k = 0; k < FIRMS; k++)
        (void)study_event(data, k, 290);
    result = study_run(data, settings);
    assert_true(warned(result, "clustering"));
    assert_true(warned(result, "influence"));
    large = study_figure(result, "cars", "car", "symbol", "S3", NULL);
    sum = 8.0 * study_figure(result, "results", "estimate", "measure", "caar", NULL);
    assert_close(study_figure(result, "diagnostics", "value", "diagnostic",
                              "caar_without_most_influential", NULL),
                 (sum - large) / 7.0, 1e-12);
    assert_close(study_figure(result, "diagnostics", "value", "diagnostic", "herfindahl", NULL),
                 1.0, 1e-15);
    assert_close(
        study_figure(result, "diagnostics", "value", "diagnostic", "overlapping_pairs", NULL), 28.0,
        0.0);
    assert_close(study_figure(result, "diagnostics", "value", "diagnostic", "extreme_scar", NULL),
                 1.0, 0.0);
    es_tables_free(result);
    es_dataset_free(data);
}

static void spread_events_are_not_warned_of(void **state)
{
    static const char *const settings[] = {"event_window=-2:2", "car_windows=0:0", NULL};
    es_dataset *data = study_data(36, FIRMS, NULL);
    es_tables *result;
    (void)state;
    for (size_t k = 0; k < FIRMS; k++)
        (void)study_event(data, k, 270 + 8 * k);
    result = study_run(data, settings);
    assert_false(warned(result, "clustering"));
    assert_close(study_figure(result, "diagnostics", "value", "diagnostic", "distinct_dates", NULL),
                 FIRMS, 0.0);
    assert_close(
        study_figure(result, "diagnostics", "value", "diagnostic", "overlapping_pairs", NULL), 0.0,
        0.0);
    es_tables_free(result);
    es_dataset_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_events_volatility),
        cmocka_unit_test(value_change),
        cmocka_unit_test(dummies_find_wild_windows),
        cmocka_unit_test(joint_savickas),
        cmocka_unit_test(what_spoils_a_study),
        cmocka_unit_test(spread_events_are_not_warned_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
