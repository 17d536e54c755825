#include <stdio.h>
#include <string.h>

#include "unit/import/fixture.h"

#define ALL_FACTORS "SELECT factor, day, value FROM factor ORDER BY factor, day"

static es_import_summary summary;
static es_error err;

static void import(es_store *store, const char *text, const es_import_options *options,
                   es_status expected)
{
    fixture_import(store, ES_IMPORT_FACTORS, "f.csv", text, options, expected, &summary, &err);
}

static void check_error(const char *message, const char *hint)
{
    const char *start = strstr(err.message, "f.csv");
    assert_string_equal(start ? start : err.message, message);
    if (hint)
        assert_non_null(strstr(err.hint, hint));
}

static void test_names(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store,
           "Date,Mkt-RF,SMB,HML,RMW,CMA,RF,Mom,My Factor-2\n"
           "20250102,0.01,0.02,0.03,0.04,-0.049,0.0001,0.045,0.047\n",
           NULL, ES_OK);
    assert_string_equal(fixture_query(store, "SELECT factor, value FROM factor ORDER BY factor"),
                        "cma -0.049|hml 0.03|mktrf 0.01|mom 0.045|my_factor_2 0.047|rf 0.0001|"
                        "rmw 0.04|smb 0.02");
    assert_int_equal(summary.n_symbols, 8);
    assert_int_equal(summary.rows, 1);
    import(store, "date,UMD\n20250103,0.01\n", NULL, ES_OK);
    assert_string_equal(fixture_query(store, "SELECT count(*) FROM factor WHERE factor = 'mom'"),
                        "2");
    import(store, "date,UMD,Mom\n20250103,0.01,0.01\n", NULL, ES_EDATA);
    check_error("f.csv: columns \"UMD\" and \"Mom\" both look like the mom", NULL);
    import(store, "date,a b,A-B\n20250103,0.01,0.01\n", NULL, ES_EDATA);
    check_error("f.csv: columns \"a b\" and \"A-B\" are both factor a_b", NULL);
    import(store, "date\n20250103\n", NULL, ES_EDATA);
    check_error("f.csv: no factor column among: date", NULL);
    import(store, "mktrf\n0.01\n", NULL, ES_EDATA);
    check_error("f.csv: no date column among: mktrf", "--map date=YourColumn");
    es_store_close(store);
}

static void test_percent_guard(void **state)
{
    static const char percent[] = "date,mktrf,rf\n2025-01-02,0.5,0.02\n2025-01-03,-0.7,0.02\n"
                                  "2025-01-06,-1.2,0.02\n";
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    import(store, percent, NULL, ES_EDATA);
    check_error("f.csv: column \"mktrf\" looks like percent: its median daily size is 0.7",
                "--scale 0.01");
    options.scale = 0.01;
    import(store, percent, &options, ES_OK);
    assert_int_equal(summary.added, 3);
    assert_string_equal(
        fixture_query(store, "SELECT value FROM factor WHERE factor='mktrf' ORDER BY day"),
        "0.005|-0.007|-0.012");
    options.scale = 1;
    import(store, percent, &options, ES_EDATA); /* as fractions: -120 % is none */
    check_error("f.csv:4: mktrf: \"-1.2\" is a return of -100 % or less", NULL);
    es_store_close(store);
}

static void test_missing(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "date,smb,hml\n2025-01-02,-99.99,0.01\n2025-01-03,-999,NA\n2025-01-06,,0.02\n",
           NULL, ES_OK);
    assert_string_equal(fixture_query(store, ALL_FACTORS),
                        "hml 2025-01-02 0.01|hml 2025-01-06 0.02");
    assert_int_equal(summary.added, 2);
    assert_int_equal(summary.empty, 1); /* the day without any value */
    es_store_close(store);
}

static void test_account_of_days(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    import(store, "date,smb\n2025-01-02,0.01\n2025-01-03,0.02\n", NULL, ES_OK);
    import(store,
           "date,smb,hml\n2025-01-03,0.02,0.03\n2025-01-02,0.01,\n2025-01-06,0.1,0.1\n"
           "2025-01-06,0.1,0.1\n",
           NULL, ES_EDATA);
    options.scale = 1;
    import(store,
           "date,smb,hml\n2025-01-03,0.02,0.03\n2025-01-02,0.01,\n2025-01-06,0.1,0.1\n"
           "2025-01-06,0.1,0.1\n",
           &options, ES_OK);
    assert_int_equal(summary.filled, 1);
    assert_int_equal(summary.unchanged, 1);
    assert_int_equal(summary.added, 1);
    assert_int_equal(summary.repeated, 1);
    assert_true(summary.unsorted);
    es_store_close(store);
}

static void test_conflicts(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    import(store, "date,smb\n2025-01-02,0.01\n2025-01-02,0.02\n", NULL, ES_EDATA);
    check_error("f.csv:3: 2025-01-02: smb is 0.02 here, but 0.01 on line 2", "--on-conflict");
    import(store, "date,smb\n2025-01-02,0.01\n", NULL, ES_OK);
    import(store, "date,smb\n2025-01-01,0.01\n2025-01-02,0.02\n", NULL, ES_EDATA);
    check_error("f.csv:3: 2025-01-02: smb is 0.02 here, but 0.01 in the database",
                "--on-conflict keep");
    assert_string_equal(fixture_query(store, ALL_FACTORS), "smb 2025-01-02 0.01");
    options.on_conflict = "replace";
    import(store, "date,smb\n2025-01-02,0.02\n", &options, ES_OK);
    assert_int_equal(summary.replaced, 1);
    options.on_conflict = "keep";
    import(store, "date,smb\n2025-01-02,0.03\n", &options, ES_OK);
    assert_int_equal(summary.kept, 1);
    assert_string_equal(fixture_query(store, ALL_FACTORS), "smb 2025-01-02 0.02");
    es_store_close(store);
}

static void test_bad_rows(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "date,smb\n2025-01-02,x\n", NULL, ES_EDATA);
    check_error("f.csv:2: smb: \"x\" is not a number", NULL);
    import(store, "date,smb\n2025-02-30,0.01\n", NULL, ES_EDATA);
    check_error("f.csv:2: date: \"2025-02-30\" is not a day of the calendar", NULL);
    import(store, "date,smb\n", NULL, ES_EDATA);
    check_error("f.csv: has a header but no rows", NULL);
    es_store_close(store);
}

#define FRENCH                                                                                     \
    "This file was created by using the 202603 CRSP database. \n"                                  \
    "The 1-month TBill rate data until 202405 are from Ibbotson Associates, from then on ICE.\n\n" \
    ",Mkt-RF,SMB,HML,RF\n"                                                                         \
    "20240701,    0.23,   -1.05,   -0.47,    0.02\n"                                               \
    "20240702,    0.57,  -99.99,   -0.61,    0.02\n"                                               \
    "20240703,   -2.31, -999   ,   -0.61,    0.02\n\n"

static void test_french(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    (void)state;
    import(store, FRENCH "Copyright 2026 Eugene F. Fama and Kenneth R. French\n", NULL, ES_OK);
    assert_string_equal(summary.layout, "Kenneth French's daily factors, percent, times 0.01");
    assert_int_equal(summary.rows, 3);
    assert_int_equal(summary.added, 3);
    assert_int_equal(summary.n_symbols, 4);
    assert_string_equal(fixture_query(store, "SELECT factor, value FROM factor WHERE factor IN "
                                             "('mktrf', 'smb') ORDER BY factor, day"),
                        "mktrf 0.0023|mktrf 0.0057|mktrf -0.0231|smb -0.0105");
    /* The same figures in the plain form change nothing: equal to the last bit. */
    es_import_options_init(&options);
    options.scale = 0.01;
    import(store,
           "Date,Mkt-RF,SMB,HML,RF\n2024-07-01,0.23,-1.05,-0.47,0.02\n"
           "2024-07-02,0.57,,-0.61,0.02\n2024-07-03,-2.31,,-0.61,0.02\n",
           &options, ES_OK);
    assert_int_equal(summary.unchanged, 3);
    es_store_close(store);
}

static void test_unnamed_date(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, ",Mkt-RF\n2024-07-01,0.0023\n2024-07-02,0.0057\n", NULL, ES_OK);
    assert_string_equal(fixture_query(store, "SELECT factor, value FROM factor"),
                        "mktrf 0.0023|mktrf 0.0057");
    import(store, ",Mkt-RF\n2024-07-01,0.0023\n2024-13-02,0.0057\n", NULL, ES_EDATA);
    check_error("f.csv:3: date: \"2024-13-02\" is not a day of the calendar", NULL);
    import(store, ",Mkt-RF\n20240701,0.23\n20240702,0.57\n", NULL, ES_EDATA);
    check_error("f.csv: column \"Mkt-RF\" looks like percent: its median daily size is 0.4",
                "--scale 0.01");
    es_store_close(store);
}

static void test_french_tables(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, FRENCH "  Second table\n,Mkt-RF,SMB,HML,RF\n20240701,9,9,9,9\n", NULL, ES_OK);
    assert_string_equal(summary.layout,
                        "Kenneth French's daily factors, the first table, percent, times 0.01");
    assert_int_equal(summary.rows, 3);
    assert_string_equal(fixture_query(store, "SELECT max(value) FROM factor"), "0.0057");
    import(store, "Created by hand\n\n,Mom   \n20240701,    0.88\n20240702,   -0.48\n", NULL,
           ES_OK);
    assert_string_equal(fixture_query(store, "SELECT value FROM factor WHERE factor = 'mom'"),
                        "0.0088|-0.0048");
    import(store, "Created\n\n,Mkt-RF\n202402,1.25\n202412,1.5\n\n Annual\n2024,9\n", NULL, ES_OK);
    assert_string_equal(
        fixture_query(store, "SELECT day, value FROM factor WHERE factor = 'mktrf_monthly'"),
        "2024-02-29 0.0125|2024-12-31 0.015");
    import(store, "Created\n\n,Mkt-RF\n202402,1.25\n202413,1.5\n", NULL, ES_EDATA);
    check_error("f.csv:5: date: \"202413\" is not a month: expected YYYYMM", NULL);
    import(store, "Created\n\n,Mkt-RF\n20240701,1.24\n20240702,x\n", NULL, ES_EDATA);
    check_error("f.csv:5: Mkt-RF: \"x\" is not a number", NULL);
    import(store, "Created\n\n,Mkt-RF\n20240701,1.24\n20240702\n", NULL, ES_EDATA);
    check_error("f.csv:5: 1 field where the header has 2", NULL);
    import(store, "Created\nby hand\n", NULL, ES_EDATA);
    check_error("f.csv: no date column among: Created", NULL);
    es_store_close(store);
}

static void test_dialect(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    import(store, "date;mktrf\n31.12.2024;0,0012\n02.01.2025;-0,01\n", NULL, ES_OK);
    assert_string_equal(summary.layout,
                        "one row per day, one column per factor, DD/MM/YYYY, decimal comma");
    assert_string_equal(fixture_query(store, "SELECT value FROM factor ORDER BY day"),
                        "0.0012|-0.01");
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),         cmocka_unit_test(test_french),
        cmocka_unit_test(test_french_tables), cmocka_unit_test(test_unnamed_date),
        cmocka_unit_test(test_dialect),       cmocka_unit_test(test_percent_guard),
        cmocka_unit_test(test_missing),       cmocka_unit_test(test_account_of_days),
        cmocka_unit_test(test_conflicts),     cmocka_unit_test(test_bad_rows),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
