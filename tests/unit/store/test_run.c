#include "unit/store/fixture.h"

#include <float.h>

#include "store/connection.h"

static es_table_rows *add(es_tables *tables, const char *name, const es_column *columns, size_t n)
{
    es_table_rows *rows = es_tables_add(tables, name, "A title, with \"quotes\"", columns, n);
    assert_non_null(rows);
    return rows;
}

static void append(es_table_rows *rows, const es_cell *cells)
{
    es_error err;
    assert_ok(es_table_append(rows, cells, &err), err);
}

/* One column of every type and unit, hard values, a name to quote, a missing row, a wrong type. */
static void add_mixed(es_tables *tables)
{
    static const es_column columns[] = {
        {"event", ES_TEXT, ES_PLAIN},      {"n", ES_INT, ES_PLAIN},
        {"announced", ES_DATE, ES_PLAIN},  {"car \"x\"", ES_REAL, ES_RETURN},
        {"p_value", ES_REAL, ES_PVALUE},   {"statistic", ES_REAL, ES_STATISTIC},
        {"beta", ES_REAL, ES_COEFFICIENT},
    };
    const es_cell rows[][7] = {
        {es_cell_text("E1"), es_cell_int(INT64_MAX), es_cell_day(day_of("2024-02-29")),
         es_cell_real(0.1), es_cell_real(DBL_TRUE_MIN), es_cell_real(-DBL_MAX), es_cell_real(-0.0)},
        {es_cell_text(""), es_cell_missing(), es_cell_missing(), es_cell_missing(),
         es_cell_missing(), es_cell_missing(), es_cell_missing()},
        {es_cell_text("it's"), es_cell_int(-7), es_cell_day(-1), es_cell_real(3.0), es_cell_int(3),
         es_cell_text("12/34"), es_cell_real(1e300)},
    };
    es_table_rows *table = add(tables, "results", columns, 7);
    for (int i = 0; i < 3; i++)
        append(table, rows[i]);
}

static const es_column ar_columns[] = {
    {"model", ES_TEXT, ES_PLAIN},     {"event", ES_TEXT, ES_PLAIN},
    {"symbol", ES_TEXT, ES_PLAIN},    {"tau", ES_INT, ES_PLAIN},
    {"date", ES_DATE, ES_PLAIN},      {"ret", ES_REAL, ES_RETURN},
    {"expected", ES_REAL, ES_RETURN}, {"ar", ES_REAL, ES_RETURN},
    {"ar_sd", ES_REAL, ES_RETURN},    {"sar", ES_REAL, ES_STATISTIC},
    {"span", ES_INT, ES_PLAIN},       {"weight", ES_REAL, ES_PLAIN}, /* one more than usual */
};

/* Two models, two events of one firm, with missing values and a missing date. */
static void add_ar(es_tables *tables, size_t n_columns)
{
    es_table_rows *table = add(tables, "ar", ar_columns, n_columns);
    for (int i = 0; i < 2 * 2 * 3; i++) {
        const int tau = i % 3 - 1;
        const es_cell cells[] = {
            es_cell_text(i < 6 ? "market_model" : "ff3"),
            es_cell_text(i / 3 % 2 ? "E2" : "E1"),
            es_cell_text("AAPL"),
            es_cell_int(tau),
            i == 4 ? es_cell_missing() : es_cell_day(day_of("2024-05-06") + i),
            es_cell_real(0.1 * i),
            es_cell_real(-0.0),
            tau ? es_cell_real(0.3 / (i + 1)) : es_cell_missing(),
            es_cell_real(0.017),
            tau ? es_cell_real(DBL_MIN * i) : es_cell_missing(),
            tau ? es_cell_int(1 + i) : es_cell_missing(),
            es_cell_real(2.5),
        };
        append(table, cells);
    }
}

static es_tables *a_result(void)
{
    static const es_column setting[] = {{"key", ES_TEXT, ES_PLAIN}, {"value", ES_TEXT, ES_PLAIN}};
    static const es_column event[] = {{"event", ES_TEXT, ES_PLAIN}};
    const es_cell title[] = {es_cell_text("title"), es_cell_text("AI deals")};
    const es_cell id = es_cell_text("E1");
    es_tables *tables = es_tables_new();
    assert_non_null(tables);
    append(add(tables, "events", event, 1), &id);
    add_mixed(tables);
    add_ar(tables, 11);
    append(add(tables, "settings", setting, 2), title);
    (void)add(tables, "notes", setting, 2); /* no rows */
    return tables;
}

static void assert_same_cell(const es_cell *a, const es_cell *b)
{
    assert_int_equal(a->type, b->type);
    if (a->type == ES_TEXT)
        assert_string_equal(a->as.text, b->as.text);
    else if (a->type == ES_DATE)
        assert_int_equal(a->as.day, b->as.day);
    else if (a->type != ES_MISSING) /* bit for bit */
        assert_memory_equal(&a->as, &b->as, sizeof(double));
}

static void assert_same_table(const es_table *a, const es_table *b)
{
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->title, b->title);
    assert_int_equal(a->n_columns, b->n_columns);
    assert_int_equal(a->n_rows, b->n_rows);
    for (size_t c = 0; c < a->n_columns; c++) {
        assert_string_equal(a->columns[c].name, b->columns[c].name);
        assert_int_equal(a->columns[c].type, b->columns[c].type);
        assert_int_equal(a->columns[c].unit, b->columns[c].unit);
        for (size_t r = 0; r < a->n_rows; r++) {
            es_cell x, y;
            a->cell(a->source, r, c, &x);
            b->cell(b->source, r, c, &y);
            assert_same_cell(&x, &y);
        }
    }
}

static void assert_same(const es_tables *a, const es_tables *b)
{
    assert_int_equal(es_tables_count(a), es_tables_count(b));
    for (size_t i = 0; i < es_tables_count(a); i++)
        assert_same_table(es_tables_at(a, i), es_tables_at(b, i));
}

static int64_t save(es_store *store, const es_tables *result)
{
    int64_t run;
    es_error err;
    assert_ok(es_store_save_run(store, result, &run, &err), err);
    return run;
}

static void assert_kept(es_store *store, int64_t run, const es_tables *result)
{
    es_tables *loaded;
    es_error err;
    assert_ok(es_store_load_run(store, run, &loaded, &err), err);
    assert_same(result, loaded);
    es_tables_free(loaded);
}

static es_store *empty_store(void)
{
    return open_store(":memory:", ES_STORE_CREATE);
}

static void a_run_comes_back_as_it_was(void **state)
{
    es_store *store = empty_store();
    es_tables *result = a_result(), *other = es_tables_new();
    (void)state;
    add_mixed(other);
    assert_int_equal(save(store, result), 1);
    assert_int_equal(save(store, other), 2);
    assert_kept(store, 1, result);
    assert_kept(store, 2, other);
    assert_kept(store, 0, other); /* the latest */
    es_tables_free(result);
    es_tables_free(other);
    es_store_close(store);
}

static void kept_tables_can_be_queried(void **state)
{
    es_store *store = empty_store();
    es_tables *result = a_result();
    (void)state;
    save(store, result);
    assert_query(store,
                 "SELECT run_id, seq, event, n, announced, \"car \"\"x\"\"\" FROM run_results",
                 "1|0|E1|9223372036854775807|2024-02-29|0.10000000000000001\n1|1||-|-|-\n"
                 "1|2|it's|-7|1969-12-31|3\n");
    assert_query(store, "SELECT name, n_rows, packed FROM catalog ORDER BY position",
                 "events|1|0\nresults|3|0\nar|12|1\nsettings|1|0\nnotes|0|0\n");
    es_tables_free(result);
    es_store_close(store);
}

/* One packed row per model and event. */
static void abnormal_returns_are_packed_and_shown_as_a_table(void **state)
{
    es_store *store = empty_store();
    es_tables *result = a_result();
    (void)state;
    save(store, result);
    save(store, result);
    assert_query(store, "SELECT run_id, model, event, n, length(ar) FROM ar_chunk LIMIT 4",
                 "1|market_model|E1|3|24\n1|market_model|E2|3|24\n"
                 "1|ff3|E1|3|24\n1|ff3|E2|3|24\n");
    assert_query(store,
                 "SELECT symbol, tau, date, ret, expected, ar IS NULL, sar IS NULL, span FROM ar"
                 " WHERE run_id = 2 AND model = 'market_model' AND event = 'E2'",
                 "AAPL|-1|2024-05-09|0.30000000000000004|-0|0|0|4\n"
                 "AAPL|0|-|0.40000000000000002|-0|1|1|-\n"
                 "AAPL|1|2024-05-11|0.5|-0|0|0|6\n");
    assert_query(store, "SELECT run_id, count(*), count(ar) FROM ar GROUP BY run_id",
                 "1|12|8\n2|12|8\n");
    assert_query(store, "SELECT count(*) FROM ar WHERE event = 'E1'", "12\n");
    assert_query(store, "SELECT count(*) FROM ar WHERE event = 'E1' AND event = 'E2'", "0\n");
    assert_query(store, "SELECT count(*) FROM ar WHERE model = 'FF3' COLLATE NOCASE", "12\n");
    assert_query(store, "SELECT count(*) FROM ar WHERE run_id = '2' AND tau = 1", "4\n");
    es_tables_free(result);
    es_store_close(store);
}

static void a_later_run_may_have_more_columns(void **state)
{
    static const es_column more[] = {{"event", ES_INT, ES_PLAIN}, {"Extra", ES_REAL, ES_PLAIN}};
    const es_cell cells[] = {es_cell_int(5), es_cell_real(2.385)};
    es_store *store = empty_store();
    es_tables *first = a_result(), *second = es_tables_new();
    (void)state;
    append(add(second, "events", more, 2), cells); /* and `event` of another type */
    add_ar(second, 12);
    save(store, first);
    assert_query(store, "SELECT max(sar) FROM ar", "2.4475812443579215e-307\n");
    save(store, second);
    assert_kept(store, 1, first);
    assert_kept(store, 2, second);
    assert_query(store, "SELECT run_id, event, extra FROM run_events",
                 "1|E1|-\n2|5|2.3849999999999998\n");
    assert_query(store, "SELECT run_id, min(weight), count(*) FROM ar GROUP BY run_id",
                 "1|-|12\n2|2.5|12\n");
    es_tables_free(first);
    es_tables_free(second);
    es_store_close(store);
}

/* A table called "ar" of another shape is kept like any other: a value that is a text, and a value
 * with a name that ar_chunk needs. */
static void what_cannot_be_packed_is_kept_all_the_same(void **state)
{
    static const es_column last[] = {{"comment", ES_TEXT, ES_PLAIN}, {"n", ES_REAL, ES_PLAIN}};
    const es_cell value[] = {es_cell_text("hm"), es_cell_real(2.385)};
    (void)state;
    for (int i = 0; i < 2; i++) {
        const es_cell cells[] = {es_cell_text("mm"), es_cell_text("E1"), es_cell_text("A"),
                                 es_cell_int(0),     es_cell_day(19000), value[i]};
        es_column columns[6];
        es_store *store = empty_store();
        es_tables *result = es_tables_new();
        memcpy(columns, ar_columns, 5 * sizeof *columns);
        columns[5] = last[i];
        append(add(result, "ar", columns, 6), cells);
        save(store, result);
        assert_kept(store, 1, result);
        assert_query(store, "SELECT event, date FROM run_ar", "E1|2022-01-08\n");
        assert_query(store, "SELECT packed FROM catalog", "0\n");
        es_tables_free(result);
        es_store_close(store);
    }
}

static void taken_names_are_refused_and_nothing_is_kept(void **state)
{
    static const es_column bad[][2] = {
        {{"a", ES_TEXT, ES_PLAIN}, {"SEQ", ES_TEXT, ES_PLAIN}},
        {{"smb", ES_TEXT, ES_PLAIN}, {"SMB", ES_TEXT, ES_PLAIN}},
    };
    (void)state;
    for (int i = 0; i < 2; i++) {
        es_store *store = memory_store();
        es_tables *result = a_result(), *loaded;
        int64_t run;
        es_error err;
        assert_ok(es_store_commit(store, &err), err);
        (void)add(result, "bad", bad[i], 2);
        assert_int_equal(es_store_save_run(store, result, &run, &err), ES_EUSAGE);
        assert_non_null(strstr(err.message, "table bad cannot be kept"));
        assert_int_equal(es_store_load_run(store, 0, &loaded, &err), ES_ENOTFOUND);
        assert_query(store, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'run_%'", "0\n");
        es_tables_free(result);
        es_store_close(store);
    }
}

static void an_unknown_run_names_those_there_are(void **state)
{
    es_store *store = memory_store();
    es_tables *result = a_result(), *loaded;
    es_error err;
    (void)state;
    assert_ok(es_store_commit(store, &err), err);
    assert_int_equal(es_store_load_run(store, 7, &loaded, &err), ES_ENOTFOUND);
    assert_non_null(strstr(err.message, "no run is kept"));
    save(store, result);
    save(store, result);
    assert_int_equal(es_store_load_run(store, 7, &loaded, &err), ES_ENOTFOUND);
    assert_null(loaded);
    assert_non_null(strstr(err.message, "no run 7"));
    assert_non_null(strstr(err.hint, "1 to 2"));
    es_tables_free(result);
    es_store_close(store);
}

static void damage_is_an_error(void **state)
{
    static const char *const damage[] = {
        "UPDATE ar_chunk SET sar = x'00' WHERE seq = 2",
        "UPDATE ar_chunk SET n = 100000 WHERE seq = 2",
        "DELETE FROM ar_chunk WHERE seq = 2",
        "UPDATE catalog_column SET type = 'complex' WHERE position = 0",
        "DELETE FROM catalog_column WHERE name = 'tau'",
    };
    (void)state;
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        es_store *store = empty_store();
        es_tables *result = a_result(), *loaded;
        es_error err;
        save(store, result);
        assert_ok(es_sql_run(store->db, damage[i], &err), err);
        assert_int_equal(es_store_load_run(store, 1, &loaded, &err), ES_ESTORE);
        if (i < 2)
            assert_null(ask(store, "SELECT sar FROM ar", &err));
        es_tables_free(result);
        es_store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_comes_back_as_it_was),
        cmocka_unit_test(kept_tables_can_be_queried),
        cmocka_unit_test(abnormal_returns_are_packed_and_shown_as_a_table),
        cmocka_unit_test(a_later_run_may_have_more_columns),
        cmocka_unit_test(what_cannot_be_packed_is_kept_all_the_same),
        cmocka_unit_test(taken_names_are_refused_and_nothing_is_kept),
        cmocka_unit_test(an_unknown_run_names_those_there_are),
        cmocka_unit_test(damage_is_an_error),
    };
    return cmocka_run_group_tests_name("store.run", tests, NULL, NULL);
}
