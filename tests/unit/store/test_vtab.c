#include "unit/store/fixture.h"

#include "store/connection.h"

/* AAPL: 2022-12-30 .. 2025-01-01, MSFT: 2024-05-06 .. 2024-05-08. */
static int make_store(void **state)
{
    es_store *store = memory_store();
    double close[734];
    es_error err;
    for (int i = 0; i < 734; i++)
        close[i] = 100.5 + i;
    put_closes(store, "AAPL", "2022-12-30", 734, close);
    put_closes(store, "MSFT", "2024-05-06", 3, close);
    assert_ok(es_store_commit(store, &err), err);
    *state = store;
    return 0;
}

static int close_store(void **state)
{
    es_store_close(*state);
    return 0;
}

static void all_rows_come_by_security_and_day(void **state)
{
    assert_query(*state, "SELECT symbol, count(*), min(date), max(date) FROM price GROUP BY 1",
                 "AAPL|734|2022-12-30|2025-01-01\nMSFT|3|2024-05-06|2024-05-08\n");
    assert_query(*state, "SELECT * FROM price WHERE symbol = 'MSFT' LIMIT 1",
                 "MSFT|2024-05-06|-|-|-|100.5|-|-|-|-|-|-|-|-|-\n");
}

static void symbols_are_looked_up(void **state)
{
    assert_query(*state, "SELECT date, close FROM price WHERE symbol = 'MSFT'",
                 "2024-05-06|100.5\n2024-05-07|101.5\n2024-05-08|102.5\n");
    assert_query(*state, "SELECT count(*) FROM price WHERE symbol IN ('MSFT', 'AAPL', 'X')",
                 "737\n");
    assert_query(*state, "SELECT count(*) FROM price WHERE symbol = 'msft'", "0\n");
    assert_query(*state, "SELECT count(*) FROM price WHERE symbol = 'msft' COLLATE NOCASE", "3\n");
    assert_query(*state, "SELECT count(*) FROM price WHERE symbol = NULL", "0\n");
    assert_query(*state, "SELECT count(*) FROM price WHERE symbol = 'MSFT' AND symbol = 'AAPL'",
                 "0\n");
    assert_query(*state,
                 "SELECT s.symbol, count(close) FROM security AS s JOIN price AS p"
                 " ON p.symbol = s.symbol GROUP BY 1",
                 "AAPL|734\nMSFT|3\n");
}

/* Every comparison gives what it would on a plain table. */
static void dates_are_compared_like_text(void **state)
{
    static const char *const operators[] = {"=", "<", "<=", ">", ">=", "<>"};
    static const char *const values[] = {
        "'2024-05-06'", "'2022-12-30'", "'2025-01-01'",  "'2024-01-01'", "'2023-12-31'",
        "'2024'",       "'2024-05'",    "'2024-13-99'",  "'202'",        "'20240506'",
        "'zzzz'",       "''",           "NULL",          "2024",         "19000",
        "'1066-10-14'", "'9999-12-31'", "'2024-05-06 '",
    };
    es_error err;
    for (size_t o = 0; o < sizeof operators / sizeof *operators; o++)
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            char narrowed[200], plain[200];
            char *a, *b;
            /* LIMIT keeps the comparison from the virtual table */
            (void)snprintf(narrowed, sizeof narrowed,
                           "SELECT count(*), min(date), max(date) FROM price WHERE date %s %s",
                           operators[o], values[v]);
            (void)snprintf(plain, sizeof plain,
                           "SELECT count(*), min(date), max(date)"
                           " FROM (SELECT date FROM price LIMIT -1) WHERE date %s %s",
                           operators[o], values[v]);
            a = ask(*state, narrowed, &err);
            b = ask(*state, plain, &err);
            assert_non_null(a);
            assert_non_null(b);
            if (strcmp(a, b) != 0)
                fail_msg("date %s %s: %s instead of %s", operators[o], values[v], a, b);
            free(a);
            free(b);
        }
}

static void bounds_combine(void **state)
{
    assert_query(*state,
                 "SELECT count(*), min(date), max(date) FROM price WHERE symbol = 'AAPL'"
                 " AND date BETWEEN '2023-12-30' AND '2024-01-02'",
                 "4|2023-12-30|2024-01-02\n");
    assert_query(*state,
                 "SELECT symbol, close FROM price WHERE date > '2024-05-06' AND date < '2024-05-08'"
                 " ORDER BY symbol",
                 "AAPL|594.5\nMSFT|101.5\n");
    assert_query(*state, "SELECT count(*) FROM price WHERE date > '2024-05-06' AND date < '2024'",
                 "0\n");
}

/* The planner is told what helps: symbol first, then date. */
static void comparisons_are_pushed_down(void **state)
{
    es_error err;
    char *plan = ask(*state,
                     "EXPLAIN QUERY PLAN SELECT * FROM price WHERE date >= '2024-01-01'"
                     " AND symbol = 'AAPL' AND close > 5 AND date < '2025-01-01'",
                     &err);
    assert_non_null(plan);
    assert_non_null(strstr(plan, "VIRTUAL TABLE INDEX 0:>s<"));
    free(plan);
    plan =
        ask(*state, "EXPLAIN QUERY PLAN SELECT * FROM ar WHERE event = 'E' AND run_id = 3", &err);
    assert_non_null(plan);
    assert_non_null(strstr(plan, "VIRTUAL TABLE INDEX 0:er"));
    free(plan);
}

/* Only the chunks that are meant are read: damage elsewhere does not show. */
static void other_chunks_are_not_read(void **state)
{
    es_store *store = *state;
    es_error err;
    assert_ok(es_sql_run(store->db,
                         "UPDATE price_chunk SET n = 1 WHERE security_id = 1 AND year = 2023",
                         &err),
              err);
    assert_null(ask(store, "SELECT count(*) FROM price", &err));
    assert_query(store, "SELECT count(*) FROM price WHERE symbol = 'MSFT'", "3\n");
    assert_query(store, "SELECT count(*) FROM price WHERE date >= '2024-01-01'", "370\n");
    assert_query(store, "SELECT count(*) FROM price WHERE date <= '2022-12-31'", "2\n");
    assert_query(store, "SELECT count(*) FROM price WHERE date = '2024-05-06'", "2\n");
}

static void both_tables_are_empty_in_an_empty_database(void **state)
{
    es_store *store = memory_store();
    (void)state;
    assert_query(store, "SELECT count(*) FROM price", "0\n");
    assert_query(store, "SELECT count(*), max(sar), max(span) FROM ar", "0|-|-\n");
    es_store_close(store);
}

static void without_a_schema_the_words_are_sqlites(void **state)
{
    es_store *store = open_store(":memory:", ES_STORE_CREATE);
    es_error err;
    (void)state;
    assert_null(ask(store, "SELECT * FROM price", &err));
    assert_non_null(strstr(err.message, "no such table: main.security"));
    assert_null(ask(store, "SELECT * FROM ar", &err));
    assert_non_null(strstr(err.message, "no such table: main.ar_chunk"));
    es_store_close(store);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(all_rows_come_by_security_and_day),
        WITH_STORE(symbols_are_looked_up),
        WITH_STORE(dates_are_compared_like_text),
        WITH_STORE(bounds_combine),
        WITH_STORE(comparisons_are_pushed_down),
        WITH_STORE(other_chunks_are_not_read),
        cmocka_unit_test(both_tables_are_empty_in_an_empty_database),
        cmocka_unit_test(without_a_schema_the_words_are_sqlites),
    };
    return cmocka_run_group_tests_name("store.vtab", tests, NULL, NULL);
}
