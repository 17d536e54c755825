#include "series/prices.h"

#include <string.h>

#include "support/assert_close.h"

static void test_every_field_has_its_name(void **state)
{
    (void)state;
    assert_string_equal(es_field_name(ES_FIELD_OPEN), "open");
    assert_string_equal(es_field_name(ES_FIELD_CLOSE), "close");
    assert_string_equal(es_field_name(ES_FIELD_ADJ_CLOSE), "adj_close");
    assert_string_equal(es_field_name(ES_FIELD_DIVIDEND), "dividend");
    assert_string_equal(es_field_name(ES_FIELD_SPLIT), "split");
    assert_string_equal(es_field_name(ES_FIELD_SHARES), "shares");
    for (int i = 0; i < ES_N_FIELDS; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(es_field_name((es_field)i), es_field_name((es_field)k));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_field_has_its_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
