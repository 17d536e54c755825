/* The securities that a write transaction changed: each once, however often it came. */
#include "store/touched.h"

#include "unit/store/fixture.h"

static void test_repetitions(void **state)
{
    es_touched touched = {0};
    (void)state;
    es_touched_settle(&touched); /* nothing came */
    assert_int_equal(touched.n, 0);
    for (int i = 0; i < 100000; i++)
        assert_true(es_touched_add(&touched, 700 - i % 700, 20000 - i % 700));
    assert_true(touched.capacity < 4096); /* grows with the securities, not with the rows */
    es_touched_settle(&touched);
    assert_int_equal(touched.n, 700);
    for (size_t i = 0; i < touched.n; i++)
        assert_int_equal(touched.security_id[i], (int64_t)i + 1);
    assert_int_equal(touched.first, 20000 - 699);
    es_touched_clear(&touched);
    assert_int_equal(touched.n, 0);
}

/* es_doctor with `touched` sees what this transaction stored, and nothing else. */
static void test_quick_doctor(void **state)
{
    static const double good[] = {10, 10.1, 10.2, 10.1, 10, 10.2, 10.1, 10.3, 10.2, 10.1};
    static const double split[] = {10, 10.1, 10.2, 10.1, 5, 5.1, 5.05, 5.15, 5.1, 5.05};
    const es_doctor_options quick = {.touched = true}, all = {.touched = false};
    es_store *store = open_store(":memory:", ES_STORE_CREATE);
    es_tables *tables;
    es_error err;
    (void)state;
    assert_ok(es_store_begin(store, &err), err);
    put_closes(store, "OLD", "2021-02-01", 10, split);
    assert_ok(es_store_commit(store, &err), err);
    assert_ok(es_store_begin(store, &err), err);
    put_closes(store, "NEW", "2021-02-01", 10, good);
    assert_ok(es_store_commit(store, &err), err);
    assert_ok(es_doctor(store, &quick, &tables, &err), err);
    assert_int_equal(es_tables_find(tables, "findings")->n_rows, 0);
    es_tables_free(tables);
    assert_ok(es_doctor(store, &all, &tables, &err), err);
    assert_int_equal(es_tables_find(tables, "findings")->n_rows, 1);
    assert_string_equal(es_table_text(es_tables_find(tables, "findings"), 0, 1), "OLD");
    es_tables_free(tables);
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_repetitions),
                                       cmocka_unit_test(test_quick_doctor)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
