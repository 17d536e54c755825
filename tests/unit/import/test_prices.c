#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/import/fixture.h"

#define ALL_PRICES                                                                                 \
    "SELECT symbol, date, open, high, low, close, adj_close, volume, dividend, split, shares "     \
    "FROM price ORDER BY symbol, date"
#define CLOSES "SELECT symbol, date, close FROM price ORDER BY symbol, date"

static es_import_summary summary;
static es_error err;

static void import(es_store *store, const char *text, const es_import_options *options,
                   es_status expected)
{
    fixture_import(store, ES_IMPORT_PRICES, "p.csv", text, options, expected, &summary, &err);
}

/* The message without the directory. */
static void check_error(const char *message, const char *hint)
{
    const char *slash = strrchr(err.message, '/');
    const char *start = strstr(err.message, "p.csv");
    (void)slash;
    assert_string_equal(start ? start : err.message, message);
    if (hint)
        assert_non_null(strstr(err.hint, hint));
}

/* A hundred good rows behind the given head, so that one reject stays within 1 %. */
static const char *padded(const char *head)
{
    static char text[8192];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", head);
    for (int i = 0; i < 100; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "PAD,20%02d-01-%02d,5\n",
                                 i / 28 + 10, i % 28 + 1);
    return text;
}

static void test_long(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store,
           "Day,TICKER,Close,Adj Close,Open,High,Low,Vol,Dividends,Stock Splits,shrout,note\n"
           "2025-01-02,A,10,9.5,11,12,9,0,0.5,0,1000,x\n"
           "2025-01-03,A,10.5,,,NA,nan,.,,2,0,y\n"
           "20250102,B,1,1,1,1,1,1,0,1,1,z\n",
           NULL, ES_OK);
    assert_string_equal(summary.layout, "one row per symbol and day");
    assert_string_equal(summary.symbol, "");
    assert_int_equal(summary.rows, 3);
    assert_int_equal(summary.added, 3);
    assert_int_equal(summary.n_symbols, 2);
    assert_int_equal(summary.last - summary.first, 1);
    assert_false(summary.unsorted);
    assert_string_equal(fixture_query(store, ALL_PRICES),
                        "A 2025-01-02 11 12 9 10 9.5 0 0.5 1 1000|"
                        "A 2025-01-03 - - - 10.5 - - - 2 -|"
                        "B 2025-01-02 1 1 1 1 1 1 0 1 1");
    es_store_close(store);
}

static void test_one_symbol(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    fixture_import(store, ES_IMPORT_PRICES, "BRK.B.csv", "Date,Close\n2025-01-02,400\n", NULL,
                   ES_OK, &summary, NULL);
    assert_string_equal(summary.symbol, "BRK.B");
    es_import_options_init(&options);
    options.symbol = "MARKET";
    import(store, "date,close\n2025-01-02,1000\n", &options, ES_OK);
    assert_string_equal(summary.symbol, "MARKET");
    assert_string_equal(fixture_query(store, CLOSES),
                        "BRK.B 2025-01-02 400|MARKET 2025-01-02 1000");
    import(store, "symbol,date,close\nA,2025-01-02,1000\n", &options, ES_EUSAGE);
    options.format = "yahoo"; /* the column is then ignored */
    import(store, "symbol,date,close\nA,2025-01-03,1001\n", &options, ES_OK);
    assert_string_equal(summary.symbol, "MARKET");
    es_store_close(store);
}

static void test_missing_and_nonpositive(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store,
           "symbol,date,close,volume\nA,2025-01-02,0,5\nA,2025-01-03,-3,5\nA,2025-01-06,,0\n"
           "A,2025-01-07,7,1\n",
           NULL, ES_OK);
    assert_int_equal(summary.nonpositive, 2);
    assert_int_equal(summary.missing, 3);
    assert_int_equal(summary.added, 4);
    assert_string_equal(fixture_query(store, "SELECT date, close, volume FROM price"),
                        "2025-01-02 0 5|2025-01-03 -3 5|2025-01-06 - 0|2025-01-07 7 1");
    es_store_close(store);
}

/* Every kind of bad row: alone it fails the file, among a hundred good ones it is counted. */
static void test_bad_rows(void **state)
{
    static const struct {
        const char *row, *what;
    } bad[] = {
        {"A,2025-01-02,abc\n", "close: \"abc\" is not a number"},
        {"A,2025-01-02,1e999\n", "close: \"1e999\" is beyond the range of numbers"},
        {"A,2025-01-02,inf\n", "close: \"inf\" is beyond the range of numbers"},
        {"A,2025-01-02,\"1,5,0\"\n", "close: \"1,5,0\" is not a number"},
        {"A,2025-02-31,1\n", "date: \"2025-02-31\" is not a day of the calendar"},
        {"A,1-2-25,1\n", "date: \"1-2-25\" is not a date: expected YYYY-MM-DD or YYYYMMDD"},
        {"A,01/02/2025,1\n",
         "date: \"01/02/2025\" is 2025-01-02 with the month first, 2025-02-01 with the day first, "
         "and no date of the file tells: say --date-order mdy or dmy"},
        {"A,2025-01-02\n", "2 fields where the header has 3"},
        {"A\n", "1 field where the header has 3"},
        {"A,2025-01-02,1,2\n", "4 fields where the header has 3"},
        {",2025-01-02,1\n", "symbol: \"\" is empty"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        es_store *store = fixture_store();
        char head[200], expected[400];
        (void)snprintf(head, sizeof head, "symbol,date,close\n%s", bad[i].row);
        import(store, head, NULL, ES_EDATA);
        (void)snprintf(expected, sizeof expected, "p.csv:2: %s", bad[i].what);
        check_error(expected, "1 of 1 rows are unusable");
        import(store, padded(head), NULL, ES_OK);
        assert_int_equal(summary.rejected, 1);
        assert_int_equal(summary.added, 100);
        (void)snprintf(expected, sizeof expected, "line 2: %s", bad[i].what);
        assert_string_equal(summary.first_reject, expected);
        es_store_close(store);
    }
}

static void test_other_columns(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "symbol,date,close,volume\nA,2025-01-02,1,-5\n", NULL, ES_EDATA);
    check_error("p.csv:2: volume: \"-5\" is negative", NULL);
    import(store, "symbol,date,close,dividend\nA,2025-01-02,1,-1\n", NULL, ES_EDATA);
    check_error("p.csv:2: dividend: \"-1\" is negative", NULL);
    import(store, "symbol,date,close,split\nA,2025-01-02,1,-2\n", NULL, ES_EDATA);
    check_error("p.csv:2: split: \"-2\" is negative", NULL);
    es_store_close(store);
}

static void test_rejects_file(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    char expected[2000];
    (void)state;
    es_import_options_init(&options);
    options.rejects = fixture_path("rejects.csv");
    import(store, padded("symbol,date,close\nA,2025-01-02,1\n"), &options, ES_OK);
    assert_null(fixture_read(options.rejects)); /* nothing to tell, no file */
    import(store, "symbol,date,close\nA,2025-01-02,\"a \"\"b\"\"\"\nB,2025-02-30,1\nC\n", &options,
           ES_EDATA);
    check_error("p.csv:2: close: \"a \"b\"\" is not a number", "3 of 3 rows are unusable; all are");
    (void)snprintf(expected, sizeof expected,
                   "file,line,column,value,reason\n"
                   "%s,2,close,\"a \"\"b\"\"\",is not a number\n"
                   "%s,3,date,2025-02-30,is not a day of the calendar\n"
                   "%s,4,,,1 field where the header has 3\n",
                   fixture_path("p.csv"), fixture_path("p.csv"), fixture_path("p.csv"));
    assert_string_equal(fixture_read(options.rejects), expected);
    options.rejects = "/nonexistent/rejects.csv";
    import(store, padded("symbol,date,close\nA\n"), &options, ES_EIO);
    es_store_close(store);
}

static void test_on_bad_row_error(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    options.on_bad_row = "error";
    import(store, padded("symbol,date,close\nA,2025-01-02,x\n"), &options, ES_EDATA);
    check_error("p.csv:2: close: \"x\" is not a number", "--on-bad-row reject");
    es_store_close(store);
}

static void test_header_errors(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "symbol,date,close\n", NULL, ES_EDATA);
    check_error("p.csv: has a header but no rows", NULL);
    import(store, "", NULL, ES_EDATA);
    check_error("p.csv: is empty", NULL);
    import(store, "\n\n", NULL, ES_EDATA);
    check_error("p.csv: is empty", NULL);
    import(store, "foo,bar\n1,2\n", NULL, ES_EDATA);
    check_error("p.csv: no date column among: foo, bar", "--map date=YourColumn,close=...");
    import(store, "symbol,bar\n1,2\n", NULL, ES_EDATA);
    check_error("p.csv: no date column among: symbol, bar", NULL);
    import(store, "symbol,date,volume\nA,2025-01-02,2\n", NULL, ES_EDATA);
    check_error("p.csv: no price column among: symbol, date, volume", NULL);
    import(store, "symbol,date,close,Price\nA,2025-01-02,2,2\n", NULL, ES_EDATA);
    check_error("p.csv: columns \"close\" and \"Price\" both look like the close",
                "--map close=close");
    import(store, "symbol,date,close\n\"A,2025-01-02,2\n", NULL, ES_EDATA);
    check_error("p.csv:2: quote without an end", NULL);
    es_store_close(store);
}

static void test_map(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    options.map = "symbol=Name,date=When,close=Px";
    import(store, "When;Name;Px\n2025-01-02;A;3.5\n", &options, ES_OK);
    assert_string_equal(fixture_query(store, CLOSES), "A 2025-01-02 3.5");
    options.map = "symbol=Nam";
    import(store, "When,Name,Px\n2025-01-02,A,3.5\n", &options, ES_EUSAGE);
    check_error("p.csv: map: no column \"Nam\"", "did you mean \"Name\"?");
    options.map = "clsoe=Px";
    import(store, "When,Name,Px\n2025-01-02,A,3.5\n", &options, ES_EUSAGE);
    check_error("map: unknown field \"clsoe\"", "did you mean close?");
    es_store_close(store);
}

static void test_unsorted(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "symbol,date,close\nA,2025-01-03,3\nB,2025-01-02,20\nA,2025-01-02,2\n", NULL,
           ES_OK);
    assert_true(summary.unsorted);
    assert_string_equal(fixture_query(store, CLOSES),
                        "A 2025-01-02 2|A 2025-01-03 3|B 2025-01-02 20");
    /* One day after the other, symbols in turn: in order. */
    import(store, "symbol,date,close\nB,2026-01-02,20\nA,2026-01-02,2\nB,2026-01-05,21\n", NULL,
           ES_OK);
    assert_false(summary.unsorted);
    es_store_close(store);
}

static void test_repeated_days(void **state)
{
    static const char same[] = "symbol,date,close,volume\nA,2025-01-02,2,\nA,2025-01-02,2,7\n"
                               "A,2025-01-02,2,7\n";
    static const char other[] = "symbol,date,close\nA,2025-01-03,3\nA,2025-01-02,2\n"
                                "A,2025-01-02,2.5\n";
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    import(store, same, NULL, ES_OK);
    assert_int_equal(summary.added, 1);
    assert_int_equal(summary.filled, 1);
    assert_int_equal(summary.repeated, 1);
    es_store_close(store);

    store = fixture_store();
    import(store, other, NULL, ES_EDATA);
    check_error("p.csv:4: A 2025-01-02: close is 2.5 here, but 2 on line 3", "--on-conflict keep");
    options.on_conflict = "keep";
    import(store, other, &options, ES_OK);
    assert_int_equal(summary.kept, 1);
    assert_string_equal(fixture_query(store, CLOSES), "A 2025-01-02 2|A 2025-01-03 3");
    options.on_conflict = "replace";
    import(store, other, &options, ES_OK);
    assert_string_equal(fixture_query(store, CLOSES), "A 2025-01-02 2.5|A 2025-01-03 3");
    es_store_close(store);
}

static void test_stored_conflict(void **state)
{
    static const char first[] = "symbol,date,close\nA,2025-01-02,2\nA,2025-01-03,3\n";
    static const char second[] = "symbol,date,close\nB,2025-01-02,9\nA,2025-01-02,2\n"
                                 "A,2025-01-03,0.1\nA,2025-01-06,4\n";
    es_store *store = fixture_store();
    es_import_options options;
    char before[500];
    (void)state;
    import(store, first, NULL, ES_OK);
    (void)snprintf(before, sizeof before, "%s", fixture_query(store, CLOSES));
    import(store, second, NULL, ES_EDATA);
    check_error("p.csv:4: A 2025-01-03: close is 0.1 here, but 3 in the database",
                "--on-conflict keep");
    assert_string_equal(fixture_query(store, CLOSES), before); /* not even B */
    es_import_options_init(&options);
    options.on_conflict = "keep";
    import(store, second, &options, ES_OK);
    assert_int_equal(summary.kept, 1);
    assert_int_equal(summary.unchanged, 1);
    assert_int_equal(summary.added, 2);
    options.on_conflict = "replace";
    import(store, second, &options, ES_OK);
    assert_int_equal(summary.replaced, 1);
    assert_string_equal(fixture_query(store, "SELECT close FROM price WHERE date = '2025-01-03'"),
                        "0.1");
    es_store_close(store);
}

/* While a batch is stored the next is read: the mistake that stands first in the file is told, even
 * where the second one is met before it. */
static void test_first_mistake(void **state)
{
    enum { ROWS = 700000, TWICE = 500000 };
    size_t size = (size_t)ROWS * 32, used = 0;
    char *text = malloc(size);
    es_store *store = fixture_store();
    (void)state;
    assert_non_null(text);
    used += (size_t)snprintf(text, size, "symbol,date,close\n");
    for (int i = 0; i < ROWS; i++) {
        int d = i == TWICE ? i - 1 : i;
        used += (size_t)snprintf(text + used, size - used, "S%d,2020-01-%02d,%d%s\n", d / 28,
                                 d % 28 + 1, i + 1, i == ROWS - 1 ? "\"" : "");
    }
    import(store, text, NULL, ES_EDATA);
    assert_string_equal(
        strchr(err.message, ':'),
        ":500002: S17857 2020-01-04: close is 500001 here, but 500000 on line 500001");
    free(text);
    es_store_close(store);
}

/* Many more rows than one batch holds, against one file in reverse. */
static void test_batches(void **state)
{
    enum { SYMBOLS = 300, DAYS = 2000 };
    size_t size = (size_t)SYMBOLS * DAYS * 32, used = 0;
    char *text = malloc(size);
    es_store *store = fixture_store();
    (void)state;
    assert_non_null(text);
    used += (size_t)snprintf(text, size, "symbol,date,close\n");
    for (int d = DAYS; d-- > 0;)
        for (int s = 0; s < SYMBOLS; s++)
            used += (size_t)snprintf(text + used, size - used, "S%d,%04d%02d%02d,%d.5\n", s,
                                     2000 + d / 336, d % 336 / 28 + 1, d % 28 + 1, s + d);
    import(store, text, NULL, ES_OK);
    assert_true(summary.unsorted);
    assert_int_equal(summary.added, SYMBOLS * DAYS);
    assert_string_equal(fixture_query(store, "SELECT count(*), sum(close) FROM price"),
                        "600000 689700000");
    assert_string_equal(
        fixture_query(store, "SELECT close FROM price WHERE symbol='S7' AND date='2000-02-03'"),
        "37.5");
    free(text);
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_one_symbol),
        cmocka_unit_test(test_missing_and_nonpositive),
        cmocka_unit_test(test_bad_rows),
        cmocka_unit_test(test_other_columns),
        cmocka_unit_test(test_rejects_file),
        cmocka_unit_test(test_on_bad_row_error),
        cmocka_unit_test(test_header_errors),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_unsorted),
        cmocka_unit_test(test_repeated_days),
        cmocka_unit_test(test_stored_conflict),
        cmocka_unit_test(test_first_mistake),
        cmocka_unit_test(test_batches),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
