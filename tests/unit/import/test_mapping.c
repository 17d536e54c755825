#include "import/mapping.h"

#include <string.h>

#include "unit/import/fixture.h"

static const es_role roles[] = {{"symbol", "ticker|tic"},
                                {"date", "day"},
                                {"close", "price|close/last"},
                                {"adj_close", "adjclose|adjusted"}};

enum { N = sizeof roles / sizeof *roles };

static es_status find(const char *const *name, size_t n, const char *map, int *column,
                      es_error *err)
{
    es_header header = {"p.csv", n, name};
    return es_mapping_find(&header, roles, N, map, column, err);
}

static void test_synonyms(void **state)
{
    const char *const name[] = {"Volume", "ADJ CLOSE", "Day", "Close/Last", "tIc"};
    int column[N];
    (void)state;
    assert_int_equal(find(name, 5, NULL, column, NULL), ES_OK);
    assert_int_equal(column[0], 4);
    assert_int_equal(column[1], 2);
    assert_int_equal(column[2], 3);
    assert_int_equal(column[3], 1);
    assert_int_equal(find(name, 2, "", column, NULL), ES_OK);
    assert_int_equal(column[0], ES_NO_COLUMN);
}

static void test_double_claim(void **state)
{
    const char *const name[] = {"ticker", "tic", "date"};
    int column[N];
    es_error err;
    (void)state;
    assert_int_equal(find(name, 3, NULL, column, &err), ES_EDATA);
    assert_string_equal(err.message,
                        "p.csv: columns \"ticker\" and \"tic\" both look like the symbol");
    assert_string_equal(err.hint, "choose one: --map symbol=ticker");
    assert_int_equal(find(name, 3, "symbol=tic", column, &err), ES_OK);
    assert_int_equal(column[0], 1);
}

static void test_map(void **state)
{
    const char *const name[] = {"when", "date", "px", "who"};
    int column[N];
    es_error err;
    (void)state;
    assert_int_equal(find(name, 4, "date=when, Close=PX,symbol=who", column, &err), ES_OK);
    assert_int_equal(column[0], 3);
    assert_int_equal(column[1], 0);
    assert_int_equal(column[2], 2);
    /* A column taken by the map plays no other role. */
    assert_int_equal(find(name, 4, "close=date", column, &err), ES_OK);
    assert_int_equal(column[1], ES_NO_COLUMN);
}

static void test_map_errors(void **state)
{
    const char *const name[] = {"when", "price"};
    int column[N];
    es_error err;
    (void)state;
    assert_int_equal(find(name, 2, "clsoe=price", column, &err), ES_EUSAGE);
    assert_string_equal(err.message, "map: unknown field \"clsoe\"");
    assert_string_equal(err.hint, "did you mean close?");
    assert_int_equal(find(name, 2, "close=prise", column, &err), ES_EUSAGE);
    assert_string_equal(err.message, "p.csv: map: no column \"prise\"");
    assert_string_equal(err.hint, "did you mean \"price\"?");
    assert_int_equal(find(name, 2, "close", column, &err), ES_EUSAGE);
    assert_string_equal(err.message, "map: \"close\" is not of the form field=column");
    assert_int_equal(find(name, 2, "close=price,close=when", column, &err), ES_EUSAGE);
    assert_string_equal(err.message, "map: field \"close\" given twice");
}

static void test_absent(void **state)
{
    const char *const name[] = {"foo", "bar"};
    es_header header = {"p.csv", 2, name};
    es_error err;
    (void)state;
    assert_int_equal(es_mapping_fail_absent(&header, "date", "date=YourColumn", &err), ES_EDATA);
    assert_string_equal(err.message, "p.csv: no date column among: foo, bar");
    assert_string_equal(err.hint, "name it: --map date=YourColumn");
}

/* Marks and blanks do not count, units behind a name neither, but something must be left. */
static void test_alike(void **state)
{
    static const es_role close = {"close", "adj_close;last"}, unnamed = {"", "open|high"};
    (void)state;
    assert_true(es_role_is(&close, "<CLOSE>"));
    assert_true(es_role_is(&close, "4. close"));
    assert_true(es_role_is(&close, "Close (USD)"));
    assert_true(es_role_is(&close, "close_eur"));
    assert_true(es_role_is(&close, "Adj.Close"));
    assert_true(es_role_is(&close, "Last [GBP]"));
    assert_false(es_role_is(&close, "Close (previous)"));
    assert_false(es_role_is(&close, "close_of_day"));
    assert_false(es_role_is(&close, "-"));
    assert_false(es_role_is(&unnamed, "-"));
    assert_false(es_role_is(&unnamed, ""));
    assert_true(es_role_is(&unnamed, "High"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_synonyms), cmocka_unit_test(test_double_claim),
        cmocka_unit_test(test_map),      cmocka_unit_test(test_map_errors),
        cmocka_unit_test(test_absent),   cmocka_unit_test(test_alike)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
