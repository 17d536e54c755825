#include "unit/store/fixture.h"

static const char *const names[] = {"label", "group", "x_size"};

static es_status put(es_store *store, const es_event_row *row, es_conflict_policy policy,
                     es_put_counts *counts, es_put_conflict *conflict)
{
    memset(counts, 0, sizeof *counts);
    return es_store_put_event(store, row, policy, counts, conflict, NULL);
}

static const char *const values[] = {"Q3 call", NULL, "12.5"};

/* An event with a time but no timing, and with an empty group. */
static es_event_row an_event(const char *id)
{
    return (es_event_row){.id = id,
                          .symbol = "AAPL",
                          .day = day_of("2024-05-06"),
                          .time = 9 * 3600 + 30 * 60,
                          .timing = ES_TIMING_NONE,
                          .n_attributes = 3,
                          .attribute = names,
                          .value = values};
}

static void a_new_event_is_stored_as_text(void **state)
{
    es_store *store = memory_store();
    es_event_row row = an_event("E7");
    es_put_counts counts;
    es_put_conflict conflict;
    (void)state;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    assert_int_equal(counts.added, 1);
    assert_query(store, "SELECT id, symbol, date, time, timing FROM event",
                 "E7|AAPL|2024-05-06|09:30|-\n");
    assert_query(store, "SELECT name, value FROM event_attribute", "label|Q3 call\nx_size|12.5\n");
    es_store_close(store);
}

static void the_same_event_again_is_unchanged(void **state)
{
    es_store *store = memory_store();
    es_event_row row = an_event("E7");
    es_put_counts counts;
    es_put_conflict conflict;
    (void)state;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    assert_int_equal(counts.unchanged, 1);
    assert_false(conflict.found);
    row.time = ES_NO_TIME; /* what is empty erases nothing */
    row.n_attributes = 0;
    assert_int_equal(put(store, &row, ES_CONFLICT_REPLACE, &counts, &conflict), ES_OK);
    assert_int_equal(counts.unchanged, 1);
    assert_query(store, "SELECT time FROM event", "09:30\n");
    assert_query(store, "SELECT count(*) FROM event_attribute", "2\n");
    es_store_close(store);
}

static void empty_cells_are_filled(void **state)
{
    es_store *store = memory_store();
    const char *const given[] = {"Q3 call", "tech", "12.5"};
    es_event_row row = an_event("E7");
    es_put_counts counts;
    es_put_conflict conflict;
    (void)state;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    row.timing = ES_TIMING_BMO;
    row.value = given;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    assert_int_equal(counts.filled, 1);
    assert_query(store, "SELECT time, timing FROM event", "09:30|bmo\n");
    assert_query(store, "SELECT value FROM event_attribute WHERE name = 'group'", "tech\n");
    es_store_close(store);
}

/* Each way to differ is named by its column. */
static void a_difference_names_its_column(void **state)
{
    es_store *store = memory_store();
    const char *const given[] = {"Q3 call", NULL, "13.5"};
    es_event_row row = an_event("E7");
    es_put_counts counts;
    es_put_conflict conflict;
    (void)state;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);

    row.symbol = "MSFT";
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_EDATA);
    assert_true(conflict.found);
    assert_string_equal(conflict.field, "symbol");
    row = an_event("E7");
    row.day++;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_EDATA);
    assert_string_equal(conflict.field, "date");
    row = an_event("E7");
    row.time++;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_EDATA);
    assert_string_equal(conflict.field, "time");
    row = an_event("E7");
    row.value = given;
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_EDATA);
    assert_ptr_equal(conflict.field, names[2]);
    assert_nan(conflict.stored);
    es_store_close(store);
}

static void a_difference_is_kept_or_replaced(void **state)
{
    es_store *store = memory_store();
    const char *const given[] = {"Q4 call", NULL, "12.5"};
    es_event_row first = an_event("E1"), row = an_event("E7"), last = an_event("E9");
    es_put_counts counts;
    es_put_conflict conflict;
    (void)state;
    assert_int_equal(put(store, &first, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    assert_int_equal(put(store, &row, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    assert_int_equal(put(store, &last, ES_CONFLICT_ERROR, &counts, &conflict), ES_OK);
    row.symbol = "MSFT";
    row.value = given;
    assert_int_equal(put(store, &row, ES_CONFLICT_KEEP, &counts, &conflict), ES_OK);
    assert_int_equal(counts.kept, 1);
    assert_query(store, "SELECT symbol FROM event WHERE id = 'E7'", "AAPL\n");
    assert_int_equal(put(store, &row, ES_CONFLICT_REPLACE, &counts, &conflict), ES_OK);
    assert_int_equal(counts.replaced, 1);
    assert_query(store, "SELECT id, symbol FROM event ORDER BY event_id",
                 "E1|AAPL\nE7|MSFT\nE9|AAPL\n");
    assert_query(store,
                 "SELECT value FROM event_attribute JOIN event USING (event_id)"
                 " WHERE id = 'E7' ORDER BY event_attribute.rowid",
                 "Q4 call\n12.5\n");
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_event_is_stored_as_text),
        cmocka_unit_test(the_same_event_again_is_unchanged),
        cmocka_unit_test(empty_cells_are_filled),
        cmocka_unit_test(a_difference_names_its_column),
        cmocka_unit_test(a_difference_is_kept_or_replaced),
    };
    return cmocka_run_group_tests_name("store.events", tests, NULL, NULL);
}
