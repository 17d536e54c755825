/* Averages along the event window, by hand and against the tables they are made of. */
#include "base/table.h"
#include "unit/study/world.h"

/* Tables of a finished study with three events, three days and a gap:
 *   a (x):  1 %  2 %  3 %     CAR 1 3 6
 *   b (x):  3 %   -   5 %     CAR 3 3 8
 *   c (y):   -   4 % -1 %     CAR - 4 3   */
static es_tables *tables_by_hand(void)
{
    static const es_column ar[] = {{"model", ES_TEXT, ES_PLAIN},
                                   {"event", ES_TEXT, ES_PLAIN},
                                   {"tau", ES_INT, ES_PLAIN},
                                   {"ar", ES_REAL, ES_RETURN}};
    static const es_column events[] = {{"event", ES_TEXT, ES_PLAIN}, {"group", ES_TEXT, ES_PLAIN}};
    static const es_column counts[] = {{"group", ES_TEXT, ES_PLAIN}};
    static const es_column settings[] = {{"key", ES_TEXT, ES_PLAIN}, {"value", ES_TEXT, ES_PLAIN}};
    static const char *const event[] = {"c", "a", "b"}, *const group[] = {"y", "x", "x"};
    static const char *const setting[][2] = {{"alpha", "0.05"}, {"seed", "1"}, {"group_by", "g"}};
    static const char *const label[] = {"all", "all", "x", "y"};
    static const double value[3][3] = {{NAN, 0.04, -0.01}, {0.01, 0.02, 0.03}, {0.03, NAN, 0.05}};
    es_tables *t = es_tables_new();
    es_table_rows *rows = es_tables_add(t, "ar", "", ar, 4);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            assert_int_equal(
                es_table_append(rows,
                                (es_cell[]){es_cell_text("m"), es_cell_text(event[i]),
                                            es_cell_int(k - 1), es_cell_real(value[i][k])},
                                NULL),
                ES_OK);
    rows = es_tables_add(t, "events", "", events, 2);
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            es_table_append(rows, (es_cell[]){es_cell_text(event[i]), es_cell_text(group[i])},
                            NULL),
            ES_OK);
    rows = es_tables_add(t, "counts", "", counts, 1);
    for (int i = 0; i < 4; i++)
        assert_int_equal(es_table_append(rows, (es_cell[]){es_cell_text(label[i])}, NULL), ES_OK);
    rows = es_tables_add(t, "settings", "", settings, 2);
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            es_table_append(
                rows, (es_cell[]){es_cell_text(setting[i][0]), es_cell_text(setting[i][1])}, NULL),
            ES_OK);
    return t;
}

static double at(const es_tables *paths, size_t row, const char *column)
{
    const es_table *t = es_tables_at(paths, 0);
    return es_table_number(t, row, es_table_column(t, column));
}

static void test_by_hand(void **state)
{
    es_tables *result = tables_by_hand(), *paths;
    (void)state;
    assert_int_equal(es_study_paths(result, &paths, NULL), ES_OK);
    assert_int_equal(es_tables_at(paths, 0)->n_rows, 9); /* all, x, y by three days */
    /* day -1: ARs 1 and 3 */
    assert_close(at(paths, 0, "n"), 2.0, 0);
    assert_close(at(paths, 0, "aar"), 0.02, 1e-15);
    /* sd .014142, / sqrt 2 = .01, t(.975; 1) = 12.7062047 */
    assert_close(at(paths, 0, "aar_low"), 0.02 - 0.127062047, 1e-9);
    assert_close(at(paths, 0, "caar"), 0.02, 1e-15);
    /* day 0: ARs 2 and 4, CARs 3, 3 and 4 */
    assert_close(at(paths, 1, "n"), 2.0, 0);
    assert_close(at(paths, 1, "n_car"), 3.0, 0);
    assert_close(at(paths, 1, "aar"), 0.03, 1e-15);
    assert_close(at(paths, 1, "caar"), 0.1 / 3.0, 1e-14);
    /* sd of 3, 3, 4 = .577350 / sqrt 3 = 1/3 %; t(.975; 2) = 4.3026527 */
    assert_close(at(paths, 1, "caar_sd"), 0.01 / 3.0, 1e-12);
    assert_close(at(paths, 1, "high"), 0.1 / 3.0 + 4.30265273 * 0.01 / 3.0, 1e-9);
    /* day 1: CARs 6, 8, 3 */
    assert_close(at(paths, 2, "caar"), 0.17 / 3.0, 1e-14);
    /* group x: CARs 6 and 8; group y: one event, no interval */
    assert_close(at(paths, 5, "caar"), 0.07, 1e-14);
    assert_close(at(paths, 8, "caar"), 0.03, 1e-14);
    assert_nan(at(paths, 8, "low"));
    assert_nan(at(paths, 8, "band_low"));
    assert_nan(at(paths, 6, "caar")); /* y on day -1 */
    es_tables_free(paths);
    es_tables_free(result);
}

/* The band holds every day's interval within it; the last CAAR is that of the whole window. */
static void test_against_results(void **state)
{
    enum { N = 12 };
    es_dataset *data = study_data(31, N, NULL);
    const char *const settings[] = {"car_windows=-10:10", "tests=csect_t",
                                    "models=market_model,market_adjusted", NULL};
    es_tables *result, *paths;
    (void)state;
    for (size_t k = 0; k < N; k++)
        (void)study_event(data, k, 280 + k);
    result = study_run(data, settings);
    assert_int_equal(es_study_paths(result, &paths, NULL), ES_OK);
    assert_int_equal(es_tables_at(paths, 0)->n_rows, 42);
    assert_close(at(paths, 20, "caar"),
                 study_figure(result, "results", "estimate", "measure", "caar", "model",
                              "market_model", "test", "csect_t", NULL),
                 1e-12);
    assert_close(at(paths, 20, "low"),
                 study_figure(result, "results", "ci_low", "measure", "caar", "model",
                              "market_model", "test", "csect_t", NULL),
                 1e-9);
    assert_close(at(paths, 41, "caar"),
                 study_figure(result, "results", "estimate", "measure", "caar", "model",
                              "market_adjusted", "test", "csect_t", NULL),
                 1e-12);
    for (size_t i = 0; i < 42; i++) {
        assert_true(at(paths, i, "band_low") <= at(paths, i, "low"));
        assert_true(at(paths, i, "band_high") >= at(paths, i, "high"));
    }
    es_tables_free(paths);
    es_tables_free(result);
    es_dataset_free(data);
}

/* One event under two models: its rows follow each other with the same name. */
static void test_one_event_two_models(void **state)
{
    es_dataset *data = study_data(5, 1, NULL);
    const char *const settings[] = {"models=market_model,market_adjusted", NULL};
    es_tables *result, *paths;
    (void)state;
    (void)study_event(data, 0, 300);
    result = study_run(data, settings);
    assert_int_equal(es_study_paths(result, &paths, NULL), ES_OK);
    assert_int_equal(es_tables_at(paths, 0)->n_rows, 42);
    assert_nan(at(paths, 3, "low"));
    assert_close(at(paths, 41, "n_car"), 1.0, 0);
    es_tables_free(paths);
    es_tables_free(result);
    es_dataset_free(data);
}

static void test_no_study(void **state)
{
    es_tables *empty = es_tables_new(), *paths;
    es_error err;
    (void)state;
    assert_int_equal(es_study_paths(empty, &paths, &err), ES_EDATA);
    es_tables_free(empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_against_results),
        cmocka_unit_test(test_one_event_two_models),
        cmocka_unit_test(test_no_study),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
