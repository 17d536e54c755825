#include <stdio.h>
#include <string.h>

#include "unit/import/fixture.h"

#define ALL_EVENTS "SELECT id, symbol, date, time, timing FROM event ORDER BY event_id"
#define ALL_ATTRIBUTES                                                                             \
    "SELECT id, name, value FROM event JOIN event_attribute USING (event_id) "                     \
    "ORDER BY event_id, name"

static es_import_summary summary;
static es_error err;

static void import(es_store *store, const char *text, const es_import_options *options,
                   es_status expected)
{
    fixture_import(store, ES_IMPORT_EVENTS, "e.csv", text, options, expected, &summary, &err);
}

static void check_error(const char *message, const char *hint)
{
    const char *start = strstr(err.message, "e.csv");
    assert_string_equal(start ? start : err.message, message);
    if (hint)
        assert_non_null(strstr(err.hint, hint));
}

static void test_columns(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store,
           "Event_ID,Ticker,Date,Time,Timing,Label,X Size\n"
           "e2,ORCL,2025-09-09,16:05,AMC,\"Q1, RPO\",1.5\n"
           "e1,NVDA,20250922,,,,\n"
           "e3,AMD,2025-10-06,7:00,bmo,deal,\n"
           "e4,AMD,2025-10-07 09:31:05,,During,,2\n"
           "e5,AMD,2025-10-08T10:00,10:00,,,\n"
           "e6,AMD,2025-10-09 00:00:00,,,,\n",
           NULL, ES_OK);
    assert_string_equal(fixture_query(store, ALL_EVENTS),
                        "e2 ORCL 2025-09-09 16:05 amc|e1 NVDA 2025-09-22 - -|"
                        "e3 AMD 2025-10-06 07:00 bmo|e4 AMD 2025-10-07 09:31:05 during|"
                        "e5 AMD 2025-10-08 10:00 -|e6 AMD 2025-10-09 - -");
    assert_string_equal(fixture_query(store, ALL_ATTRIBUTES),
                        "e2 label Q1, RPO|e2 x_size 1.5|e3 label deal|e4 x_size 2");
    assert_int_equal(summary.added, 6);
    assert_int_equal(summary.n_symbols, 3);
    es_store_close(store);
}

static void test_generated_ids(void **state)
{
    static const char text[] = "symbol,date,label\nA,2025-01-02,x\nB,2025-01-02,x\n"
                               "A,2025-01-02,y\nA,2025-01-02,y\n";
    static const char ids[] = "A@2025-01-02#37ae5a4e|A@2025-01-02#398df384|B@2025-01-02";
    static const char by_id[] = "SELECT id FROM event ORDER BY id";
    static const char *const pieces[] = {"symbol,label,date\nA,y,2025-01-02\n",
                                         "symbol,date,label\nB,2025-01-02,x\nA,2025-01-02,x\n"};
    es_store *store = fixture_store();
    (void)state;
    import(store, text, NULL, ES_OK);
    assert_string_equal(fixture_query(store, by_id), ids);
    assert_int_equal(summary.added, 3);
    assert_int_equal(summary.repeated, 1);
    assert_int_equal(summary.apart, 1);
    import(store, text, NULL, ES_OK);
    assert_int_equal(summary.unchanged, 3);
    assert_int_equal(summary.added + summary.apart, 0);
    es_store_close(store);
    store = fixture_store();
    for (size_t i = 0; i < 2; i++)
        import(store, pieces[i], NULL, ES_OK);
    assert_string_equal(fixture_query(store, by_id), ids);
    es_store_close(store);
}

/* Ids numbered in the order of rows, as they once were: the same file still adds nothing. */
static void test_numbered_ids(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store,
           "id,symbol,date,label\nA@2025-01-02,A,2025-01-02,x\nA@2025-01-02#2,A,2025-01-02,y\n",
           NULL, ES_OK);
    import(store, "symbol,date,label\nA,2025-01-02,y\nA,2025-01-02,x\n", NULL, ES_OK);
    assert_int_equal(summary.unchanged, 2);
    import(store, "symbol,date,label\nA,2025-01-02,z\n", NULL, ES_OK);
    assert_non_null(strstr(fixture_query(store, "SELECT id FROM event ORDER BY event_id"),
                           "A@2025-01-02|A@2025-01-02#2|A@2025-01-02#"));
    es_store_close(store);
}

/* An id of that form given to another firm's event is left alone. */
static void test_id_of_another(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "id,symbol,date\nA@2025-01-02,B,2025-01-03\n", NULL, ES_OK);
    import(store, "symbol,date\nA,2025-01-02\n", NULL, ES_OK);
    assert_string_equal(fixture_query(store, "SELECT symbol FROM event WHERE id = 'A@2025-01-02'"),
                        "B");
    assert_int_equal(summary.added, 1);
    es_store_close(store);
}

/* A row that says less or more of one event is that event; one that says other things is a
 * correction only when that was asked for. */
static void test_generated_merge(void **state)
{
    es_import_options replace;
    es_store *store = fixture_store();
    (void)state;
    es_import_options_init(&replace);
    replace.on_conflict = "replace";
    import(store, "symbol,date\nA,2025-01-02\n", NULL, ES_OK);
    import(store, "symbol,date,time,label\nA,2025-01-02,16:05,x\n", NULL, ES_OK);
    assert_int_equal(summary.filled, 1);
    import(store, "symbol,date,label\nA,2025-01-02,y\n", &replace, ES_OK);
    assert_int_equal(summary.replaced, 1);
    assert_string_equal(fixture_query(store, ALL_EVENTS), "A@2025-01-02 A 2025-01-02 16:05 -");
    import(store, "symbol,date,time\nA,2025-01-02,9:35\nA,2025-01-02,9:40\n", NULL, ES_OK);
    assert_int_equal(summary.added, 2);
    assert_string_equal(
        fixture_query(store, "SELECT count(*) FROM event WHERE id LIKE '%#________'"), "3");
    es_store_close(store);
}

static void test_same_id(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    import(store, "id,symbol,date,label\n1,A,2025-01-02,x\n2,A,2025-01-03,y\n1,A,2025-01-02,x\n",
           NULL, ES_OK);
    assert_int_equal(summary.added, 2);
    assert_int_equal(summary.repeated, 1);
    import(store, "id,symbol,date,label\n9,A,2025-01-02,x\n9,A,2025-01-02,z\n", NULL, ES_EDATA);
    check_error("e.csv:3: event 9: label is not the same as on line 2", "its own id");
    import(store, "id,symbol,date\n1,A,2025-01-09\n", NULL, ES_EDATA);
    check_error("e.csv:2: event 1: date is not the same as in the database", "--on-conflict");
    options.on_conflict = "replace";
    import(store, "id,symbol,date\n1,A,2025-01-09\n", &options, ES_OK);
    assert_int_equal(summary.replaced, 1);
    assert_string_equal(fixture_query(store, ALL_EVENTS), "1 A 2025-01-09 - -|2 A 2025-01-03 - -");
    es_store_close(store);
}

#define EXPECTED_ZONE                                                                              \
    ": expected a name such as America/New_York, an offset such as -04:00, or ET, EST, EDT and "   \
    "the like of CT, MT, PT"

/* Nothing is lost silently: one bad event refuses the file, unless told otherwise. */
static void test_bad_rows(void **state)
{
    static const struct {
        const char *row, *what;
    } bad[] = {
        {",2025-01-02,,\n", "symbol: \"\" is empty"},
        {"A,2025-02-30,,\n", "date: \"2025-02-30\" is not a day of the calendar"},
        {"A,,,\n", "date: \"\" is not a date: expected YYYY-MM-DD or YYYYMMDD"},
        {"A,2025-01-02,4pm,\n", "time: \"4pm\" is not a time: expected HH:MM or HH:MM:SS"},
        {"A,2025-01-02,,later\n", "timing: \"later\" is none of bmo, amc, during"},
        {"A,2025-01-02,,afterthemarket\n",
         "timing: \"afterthemarket\" is none of bmo, amc, during"},
        {"A,2025-01-02 09:00,10:00,\n", "time: \"10:00\" differs from the time in the date column"},
        {"A,2025-01-02T21:05:00 +99:00,,\n", "date: \"+99:00\" is not a time zone" EXPECTED_ZONE},
        {"A,2025-01-02,16:05 Amerika/New_York,\n",
         "time: \"Amerika/New_York\" is not a time zone" EXPECTED_ZONE},
        {"A,2025-01-02,2025-01-03T16:05Z,\n",
         "time: \"2025-01-03T16:05Z\" lies on another day than the date"},
        {"A,2025-01-02\n", "2 fields where the header has 4"},
    };
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    options.on_bad_row = "reject";
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        es_store *store = fixture_store();
        char text[300], expected[300];
        (void)snprintf(text, sizeof text, "symbol,date,time,timing\nB,2025-01-02,,\n%s",
                       bad[i].row);
        (void)snprintf(expected, sizeof expected, "e.csv:3: %s", bad[i].what);
        import(store, text, NULL, ES_EDATA);
        check_error(expected, "--on-bad-row reject");
        import(store, text, &options, ES_OK);
        assert_int_equal(summary.rejected, 1);
        assert_string_equal(fixture_query(store, "SELECT symbol FROM event"), "B");
        es_store_close(store);
    }
}

static void test_header_errors(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "date,label\n2025-01-02,x\n", NULL, ES_EDATA);
    check_error("e.csv: no symbol column among: date, label", "--map symbol=YourColumn");
    import(store, "symbol,label\nA,x\n", NULL, ES_EDATA);
    check_error("e.csv: no date column among: symbol, label", NULL);
    import(store, "symbol,date,Label,label\nA,2025-01-02,x,y\n", NULL, ES_EDATA);
    check_error("e.csv: columns \"Label\" and \"label\" have the same name", NULL);
    es_store_close(store);
}

static void test_nameless_column(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, ",symbol,date\n0,A,2025-01-02\n", NULL, ES_OK);
    assert_string_equal(fixture_query(store, ALL_ATTRIBUTES), "A@2025-01-02 column_1 0");
    es_store_close(store);
}

/* The day or the month first, by what the file tells. */
static void test_date_order(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    import(store, "symbol;date\nA;03.02.2025\nB;25.12.2024\n", NULL, ES_OK);
    assert_string_equal(summary.layout, "one row per event, DD/MM/YYYY");
    assert_string_equal(fixture_query(store, "SELECT symbol, date FROM event ORDER BY symbol"),
                        "A 2025-02-03|B 2024-12-25");
    import(store, "symbol,date\nA,03/02/2025\n", NULL, ES_EDATA);
    check_error("e.csv:2: date: \"03/02/2025\" is 2025-03-02 with the month first, 2025-02-03 with "
                "the day first, and no date of the file tells: say --date-order mdy or dmy",
                NULL);
    es_import_options_init(&options);
    options.date_order = "dmy";
    import(store, "symbol,date\nA,03/02/2025\n", &options, ES_OK);
    assert_int_equal(summary.unchanged, 1);
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_date_order),    cmocka_unit_test(test_columns),
        cmocka_unit_test(test_generated_ids), cmocka_unit_test(test_numbered_ids),
        cmocka_unit_test(test_id_of_another), cmocka_unit_test(test_generated_merge),
        cmocka_unit_test(test_same_id),       cmocka_unit_test(test_bad_rows),
        cmocka_unit_test(test_header_errors), cmocka_unit_test(test_nameless_column),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
