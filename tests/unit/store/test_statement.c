#include "unit/store/fixture.h"

#include "store/statement.h"

static int open_database(void **state)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open(":memory:", &db);
    *state = db;
    return code == SQLITE_OK ? sqlite3_exec(db, "CREATE TABLE t (x REAL) STRICT", 0, 0, 0) : -1;
}

static int close_database(void **state)
{
    return sqlite3_close(*state);
}

/* Without the wrapper, sqlite3_column_double gives 0.0 here. */
static void nan_is_null_and_null_is_nan(void **state)
{
    es_statement st;
    es_error err;
    bool row;
    assert_ok(es_statement_prepare(*state, "INSERT INTO t VALUES (:x)", &st, &err), err);
    es_bind_real(&st, ":x", MISSING);
    assert_ok(es_statement_run(&st, &err), err);
    es_statement_finalize(&st);

    assert_ok(es_statement_prepare(*state, "SELECT x, typeof(x) FROM t", &st, &err), err);
    assert_ok(es_statement_step(&st, &row, &err), err);
    assert_true(row);
    assert_string_equal(es_column_text(&st, 1), "null");
    assert_nan(es_column_real(&st, 0));
    assert_true(es_column_is_null(&st, 0));
    assert_ok(es_statement_step(&st, &row, &err), err);
    assert_false(row);
    es_statement_finalize(&st);
}

static void cells_bind_by_type(void **state)
{
    const es_cell cells[] = {
        es_cell_int(7),       es_cell_real(2.385), es_cell_day(day_of("2024-02-29")),
        es_cell_text("AAPL"), es_cell_missing(),   {ES_REAL, {.real = MISSING}}};
    es_statement st;
    es_error err;
    bool row;
    assert_ok(es_statement_prepare(*state, "SELECT ?, ?, ?, ?, ?, ?", &st, &err), err);
    for (int i = 0; i < 6; i++)
        es_bind_cell(&st, i + 1, &cells[i]);
    assert_ok(es_statement_step(&st, &row, &err), err);
    assert_int_equal(es_column_int(&st, 0), 7);
    assert_true(es_column_real(&st, 1) == 2.385);
    assert_string_equal(es_column_text(&st, 2), "2024-02-29");
    assert_string_equal(es_column_text(&st, 3), "AAPL");
    assert_true(es_column_is_null(&st, 4));
    assert_true(es_column_is_null(&st, 5));
    es_statement_finalize(&st);
}

static void a_strict_table_refuses_text(void **state)
{
    es_statement st;
    es_error err;
    assert_ok(es_statement_prepare(*state, "INSERT INTO t VALUES (:x)", &st, &err), err);
    es_bind_text(&st, ":x", "abc");
    assert_int_equal(es_statement_run(&st, &err), ES_ESTORE);
    assert_non_null(strstr(err.message, "cannot store TEXT value in REAL column t.x"));
    es_statement_finalize(&st);
}

static void a_failed_bind_is_reported_by_the_step(void **state)
{
    es_statement st;
    es_error err;
    sqlite3_limit(*state, SQLITE_LIMIT_LENGTH, 100);
    assert_ok(es_statement_prepare(*state, "INSERT INTO t VALUES (:x)", &st, &err), err);
    es_bind_blob(&st, ":x", "", 101);
    assert_int_equal(es_statement_run(&st, &err), ES_ESTORE);
    assert_non_null(strstr(err.message, "too big"));
    es_statement_finalize(&st);
}

static void wrong_sql_is_an_error_and_the_statement_stays_usable(void **state)
{
    es_statement st;
    es_error err;
    assert_int_equal(es_statement_prepare(*state, "SELECT wrong", &st, &err), ES_ESTORE);
    assert_non_null(strstr(err.message, "no such column: wrong"));
    es_statement_reset(&st);
    es_statement_finalize(&st);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nan_is_null_and_null_is_nan, open_database, close_database),
        cmocka_unit_test_setup_teardown(cells_bind_by_type, open_database, close_database),
        cmocka_unit_test_setup_teardown(a_strict_table_refuses_text, open_database, close_database),
        cmocka_unit_test_setup_teardown(a_failed_bind_is_reported_by_the_step, open_database,
                                        close_database),
        cmocka_unit_test_setup_teardown(wrong_sql_is_an_error_and_the_statement_stays_usable,
                                        open_database, close_database),
    };
    return cmocka_run_group_tests_name("store.statement", tests, NULL, NULL);
}
