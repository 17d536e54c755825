#include "unit/store/fixture.h"

static int make_store(void **state)
{
    const double close[] = {17.25, 18.5, MISSING};
    const double volume[] = {MISSING, 5021.0, MISSING};
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    es_store *store = memory_store();
    assert_ok(put_days(store, "AAPL", "2024-05-06", 3, close, volume, ES_CONFLICT_ERROR, &counts,
                       &conflict, &err),
              err);
    assert_ok(es_store_commit(store, &err), err);
    *state = store;
    return 0;
}

static int close_store(void **state)
{
    es_store_close(*state);
    return 0;
}

/* The query must fail with words in its message, and nothing may have changed. */
static void assert_fails(es_store *store, const char *sql, const char *words)
{
    es_error err;
    assert_null(ask(store, sql, &err));
    assert_int_equal(err.status, ES_EUSAGE);
    if (!strstr(err.message, words))
        fail_msg("%s: %s", sql, err.message);
    assert_query(store, "SELECT count(*), sum(security_id) FROM security", "1|1\n");
    assert_query(store, "SELECT count(*) FROM sqlite_schema WHERE name = 'x'", "0\n");
}

static void every_way_to_write_is_refused(void **state)
{
    static const char *const writes[] = {
        "INSERT INTO security (symbol) VALUES ('X')",
        "UPDATE security SET security_id = 5",
        "DELETE FROM security",
        "DROP TABLE security",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x (y)",
        "ATTACH '/tmp/x.db' AS x",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO '/tmp/x.db'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT x",
        "PRAGMA user_version = 7",
        "PRAGMA journal_mode = WAL",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA page_size = 512",
        "INSERT INTO price (symbol) VALUES ('A')",
        "WITH x AS (SELECT 1) INSERT INTO security (symbol) SELECT 'X' FROM x",
    };
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++)
        assert_fails(*state, writes[i], "only one statement that reads");
}

static void a_second_statement_is_refused(void **state)
{
    assert_fails(*state, "SELECT 1; DELETE FROM security", "only one statement");
    assert_fails(*state, "SELECT 1; SELECT 2", "only one statement");
    assert_fails(*state, "SELECT 1; nonsense", "only one statement");
    assert_query(*state, "SELECT 1; -- a comment\n ; /* and another */ ", "1\n");
}

static void errors_carry_the_words_of_sqlite(void **state)
{
    assert_fails(*state, "SELECT * FROM nowhere", "no such table: nowhere");
    assert_fails(*state, "SELECT nowhere FROM security", "no such column: nowhere");
    assert_fails(*state, "SELEKT 1", "near \"SELEKT\": syntax error");
    assert_fails(*state, "", "there is no statement");
    assert_fails(*state, "-- nothing", "there is no statement");
}

static void asking_pragmas_are_allowed(void **state)
{
    assert_query(*state, "PRAGMA user_version", "6\n");
    assert_query(*state, "SELECT name FROM pragma_table_info('security')", "security_id\nsymbol\n");
}

/* NULL in, missing out: never 0. */
static void null_is_missing(void **state)
{
    assert_query(*state, "SELECT close, volume, ret FROM price", "17.25|-|-\n18.5|5021|-\n-|-|-\n");
    assert_query(*state, "SELECT avg(close), count(volume), total(ret) FROM price", "17.875|1|0\n");
}

typedef struct seen {
    es_type type[4];
    char name[4][16];
    size_t n, rows;
} seen;

static es_status begin(void *context, const es_column *columns, size_t n, es_error *err)
{
    seen *s = context;
    (void)err;
    s->n = n;
    for (size_t i = 0; i < n; i++) {
        s->type[i] = columns[i].type;
        (void)snprintf(s->name[i], sizeof s->name[i], "%s", columns[i].name);
    }
    return ES_OK;
}

static es_status two_rows(void *context, const es_cell *cells, es_error *err)
{
    seen *s = context;
    (void)cells;
    return ++s->rows < 2 ? ES_OK : es_fail(err, ES_EIO, "enough");
}

static void columns_have_the_type_of_the_first_row(void **state)
{
    seen s = {.n = 0};
    const es_sink sink = {&s, begin, two_rows};
    es_error err;
    assert_ok(es_store_query(*state, "SELECT 7 AS a, 2.5 AS b, 'x' AS c, NULL AS d", &sink, &err),
              err);
    assert_int_equal(s.n, 4);
    assert_int_equal(s.type[0], ES_INT);
    assert_int_equal(s.type[1], ES_REAL);
    assert_int_equal(s.type[2], ES_TEXT);
    assert_int_equal(s.type[3], ES_TEXT);
    assert_string_equal(s.name[1], "b");
    assert_int_equal(s.rows, 1);
    assert_ok(es_store_query(*state, "SELECT 7 AS a WHERE 0", &sink, &err), err);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.type[0], ES_TEXT);
}

static void the_sink_can_stop(void **state)
{
    seen s = {.n = 0};
    const es_sink sink = {&s, begin, two_rows};
    es_error err;
    assert_int_equal(es_store_query(*state, "SELECT * FROM (VALUES (1), (2), (3))", &sink, &err),
                     ES_EIO);
    assert_string_equal(err.message, "enough");
    assert_int_equal(s.rows, 2);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(every_way_to_write_is_refused),
        WITH_STORE(a_second_statement_is_refused),
        WITH_STORE(errors_carry_the_words_of_sqlite),
        WITH_STORE(asking_pragmas_are_allowed),
        WITH_STORE(null_is_missing),
        WITH_STORE(columns_have_the_type_of_the_first_row),
        WITH_STORE(the_sink_can_stop),
    };
    return cmocka_run_group_tests_name("store.query", tests, NULL, NULL);
}
