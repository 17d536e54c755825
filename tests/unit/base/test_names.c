#include "base/names.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_numbers(void **state)
{
    es_names *names = es_names_new();
    (void)state;
    assert_int_equal(es_names_add(names, "ORCLxx", 4), 0);
    assert_int_equal(es_names_add(names, "NVDA", 4), 1);
    assert_int_equal(es_names_add(names, "ORCL", 4), 0);
    assert_int_equal(es_names_add(names, "orcl", 4), 2);
    assert_int_equal(es_names_add(names, "", 0), 3);
    assert_int_equal(es_names_count(names), 4);
    assert_string_equal(es_names_at(names, 0), "ORCL");
    es_names_free(names);
    es_names_free(NULL);
}

static void test_many(void **state)
{
    es_names *names = es_names_new();
    char text[16];
    (void)state;
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < 20000; i++) {
            (void)snprintf(text, sizeof text, "S%u", (unsigned)i);
            assert_int_equal(es_names_add(names, text, strlen(text)), i);
        }
    assert_int_equal(es_names_count(names), 20000);
    assert_string_equal(es_names_at(names, 12345), "S12345");
    es_names_free(names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_numbers), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
