#include "unit/store/fixture.h"

#include "store/connection.h"

static void a_security_keeps_its_id(void **state)
{
    es_store *store = memory_store();
    int64_t a, b, again;
    es_error err;
    (void)state;
    assert_ok(es_store_security(store, "AAPL", &a, &err), err);
    assert_ok(es_store_security(store, "aapl", &b, &err), err);
    assert_ok(es_store_security(store, "AAPL", &again, &err), err);
    assert_int_equal(a, again);
    assert_int_not_equal(a, b); /* symbols are taken as given */
    es_store_close(store);
}

static void rows_are_split_by_year(void **state)
{
    es_store *store = memory_store();
    double close[800];
    (void)state;
    for (int i = 0; i < 800; i++)
        close[i] = 80.125 + i;
    put_closes(store, "AAPL", "2022-11-20", 800, close);
    assert_query(store, "SELECT year, n, length(close), volume FROM price_chunk",
                 "2022|42|169|-\n2023|365|1461|-\n2024|366|1465|-\n2025|27|109|-\n");
    assert_query(store, "SELECT count(*), min(date), max(date), min(close), max(close) FROM price",
                 "800|2022-11-20|2025-01-27|80.125|879.125\n");
    es_store_close(store);
}

static void the_conflict_names_the_row_among_all_given(void **state)
{
    es_store *store = memory_store();
    double close[800];
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err = {ES_OK, "untouched", ""};
    (void)state;
    for (int i = 0; i < 800; i++)
        close[i] = 80.125 + i;
    put_closes(store, "AAPL", "2022-11-20", 800, close);
    close[500] = 1.5;
    assert_int_equal(put_days(store, "AAPL", "2022-11-20", 800, close, NULL, ES_CONFLICT_ERROR,
                              &counts, &conflict, &err),
                     ES_EDATA);
    assert_true(conflict.found);
    assert_int_equal(conflict.row, 500);
    assert_true(conflict.stored == 580.125);
    assert_true(conflict.given == 1.5);
    assert_string_equal(err.message, "untouched");
    es_store_close(store);
}

static void what_is_unchanged_is_not_written(void **state)
{
    es_store *store = memory_store();
    const double close[] = {17.25, 18.5, 19.75};
    int changes;
    (void)state;
    put_closes(store, "AAPL", "2023-12-30", 3, close);
    changes = sqlite3_total_changes(store->db);
    put_closes(store, "AAPL", "2023-12-30", 3, close);
    assert_int_equal(sqlite3_total_changes(store->db), changes);
    es_store_close(store);
}

static void a_field_without_values_is_not_stored(void **state)
{
    es_store *store = memory_store();
    const double close[] = {17.25, 18.5}, volume[] = {MISSING, MISSING};
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    (void)state;
    assert_ok(put_days(store, "A", "2024-05-06", 2, close, volume, ES_CONFLICT_ERROR, &counts,
                       &conflict, &err),
              err);
    assert_int_equal(counts.added, 2);
    assert_query(store, "SELECT volume IS NULL, close IS NULL FROM price_chunk", "1|0\n");
    es_store_close(store);
}

static void no_rows_are_fine(void **state)
{
    es_store *store = memory_store();
    (void)state;
    put_closes(store, "A", "2024-05-06", 0, NULL);
    assert_query(store, "SELECT count(*) FROM price_chunk", "0\n");
    es_store_close(store);
}

static void every_field_has_its_column(void **state)
{
    es_store *store = memory_store();
    es_day day = day_of("2024-05-06");
    double value[ES_N_FIELDS];
    es_prices rows = {.n = 1, .day = &day};
    int64_t id;
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    (void)state;
    for (int f = 0; f < ES_N_FIELDS; f++) {
        value[f] = 1.5 + f;
        rows.value[f] = &value[f];
    }
    assert_ok(es_store_security(store, "A", &id, &err), err);
    assert_ok(es_store_put_prices(store, id, &rows, ES_CONFLICT_ERROR, &counts, &conflict, &err),
              err);
    assert_query(store,
                 "SELECT open, high, low, close, adj_close, volume, ret, dividend, split, shares"
                 " FROM price",
                 "1.5|2.5|3.5|4.5|5.5|6.5|7.5|8.5|9.5|10.5\n");
    es_store_close(store);
}

static const double factor_values[] = {0.0125, -0.0031, 0.0007};
static const double other_values[] = {0.0125, -0.0032, 0.0007};

static es_status put_factor(es_store *store, size_t n, const double *value,
                            es_conflict_policy policy, es_put_counts *counts,
                            es_put_conflict *conflict)
{
    const es_day first = day_of("2024-05-06"), day[] = {first, first + 1, first + 2};
    memset(counts, 0, sizeof *counts);
    return es_store_put_factor(store, "rf", n, day, value, policy, counts, conflict, NULL);
}

static void a_factor_is_merged_value_by_value(void **state)
{
    es_store *store = memory_store();
    es_put_counts counts;
    es_put_conflict conflict;
    (void)state;
    assert_int_equal(put_factor(store, 2, factor_values, ES_CONFLICT_ERROR, &counts, &conflict),
                     ES_OK);
    assert_int_equal(counts.added, 2);
    assert_int_equal(put_factor(store, 3, factor_values, ES_CONFLICT_ERROR, &counts, &conflict),
                     ES_OK);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.unchanged, 2);
    assert_false(conflict.found);
    es_store_close(store);
}

static void a_different_factor_value_follows_the_policy(void **state)
{
    es_store *store = memory_store();
    es_put_counts counts;
    es_put_conflict conflict;
    (void)state;
    assert_int_equal(put_factor(store, 3, factor_values, ES_CONFLICT_ERROR, &counts, &conflict),
                     ES_OK);
    assert_int_equal(put_factor(store, 3, other_values, ES_CONFLICT_ERROR, &counts, &conflict),
                     ES_EDATA);
    assert_true(conflict.found);
    assert_int_equal(conflict.row, 1);
    assert_string_equal(conflict.field, "value");
    assert_true(conflict.stored == -0.0031 && conflict.given == -0.0032);

    assert_int_equal(put_factor(store, 3, other_values, ES_CONFLICT_KEEP, &counts, &conflict),
                     ES_OK);
    assert_int_equal(counts.kept, 1);
    assert_query(store, "SELECT value FROM factor WHERE day = '2024-05-07'",
                 "-0.0030999999999999999\n");
    assert_int_equal(put_factor(store, 3, other_values, ES_CONFLICT_REPLACE, &counts, &conflict),
                     ES_OK);
    assert_int_equal(counts.replaced, 1);
    assert_int_equal(counts.unchanged, 2);
    assert_query(store, "SELECT value FROM factor WHERE day = '2024-05-07'",
                 "-0.0032000000000000002\n");
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_security_keeps_its_id),
        cmocka_unit_test(rows_are_split_by_year),
        cmocka_unit_test(the_conflict_names_the_row_among_all_given),
        cmocka_unit_test(what_is_unchanged_is_not_written),
        cmocka_unit_test(a_field_without_values_is_not_stored),
        cmocka_unit_test(no_rows_are_fine),
        cmocka_unit_test(every_field_has_its_column),
        cmocka_unit_test(a_factor_is_merged_value_by_value),
        cmocka_unit_test(a_different_factor_value_follows_the_policy),
    };
    return cmocka_run_group_tests_name("store.prices", tests, NULL, NULL);
}
