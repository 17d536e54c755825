#include "base/text.h"

#include <string.h>

#include "support/assert_close.h"

static void test_names(void **state)
{
    (void)state;
    assert_true(es_name_equal("Adj Close", "adj_close"));
    assert_true(es_name_equal("adj-close", "ADJ_CLOSE"));
    assert_true(es_name_equal("", ""));
    assert_false(es_name_equal("close", "closed"));
    assert_false(es_name_equal("closed", "close"));
    assert_false(es_name_equal("adjclose", "adj_close"));
}

static void test_nearest(void **state)
{
    static const char *const word[] = {"market_model", "mean_adjusted", "capm", "ff3"};
    (void)state;
    assert_string_equal(es_nearest("market_modle", word, 4), "market_model");
    assert_string_equal(es_nearest("meanadjusted", word, 4), "mean_adjusted");
    assert_string_equal(es_nearest("CAMP", word, 4), "capm");
    assert_null(es_nearest("zzzzzzzzzz", word, 4));
    assert_null(es_nearest("capm", word, 0));
    assert_null(es_nearest("a word of more than sixty-four letters is nobody's slip, whatever "
                           "it may be near to",
                           word, 4));
}

static void test_trim(void **state)
{
    const char *text = " \ta b\r\n";
    size_t n = strlen(text);
    (void)state;
    es_trim(&text, &n);
    assert_true(es_text_is(text, n, "a b"));
    text = "  ";
    n = 2;
    es_trim(&text, &n);
    assert_int_equal(n, 0);
}

static void test_items(void **state)
{
    const char *cursor = "a, b c ,,d", *item;
    size_t n;
    (void)state;
    assert_true(es_next_item(&cursor, ',', &item, &n) && es_text_is(item, n, "a"));
    assert_true(es_next_item(&cursor, ',', &item, &n) && es_text_is(item, n, "b c"));
    assert_true(es_next_item(&cursor, ',', &item, &n) && es_text_is(item, n, ""));
    assert_true(es_next_item(&cursor, ',', &item, &n) && es_text_is(item, n, "d"));
    assert_false(es_next_item(&cursor, ',', &item, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_nearest),
                                       cmocka_unit_test(test_trim), cmocka_unit_test(test_items)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
