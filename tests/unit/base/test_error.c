#include "base/error.h"

#include <string.h>

#include "support/assert_close.h"

static void test_record(void **state)
{
    es_error err;
    (void)state;
    assert_int_equal(es_fail(&err, ES_EDATA, "line %d: %s", 7, "no"), ES_EDATA);
    assert_string_equal(err.message, "line 7: no");
    assert_string_equal(err.hint, "");
    assert_int_equal(es_hint(&err, "try %s", "yes"), ES_EDATA);
    assert_string_equal(err.hint, "try yes");
    assert_int_equal(es_prefix(&err, "%s", "p.csv"), ES_EDATA);
    assert_string_equal(err.message, "p.csv: line 7: no");
    (void)es_fail(&err, ES_EIO, "again");
    assert_string_equal(err.hint, "");
    es_error_clear(&err);
    assert_int_equal(err.status, ES_OK);
    assert_string_equal(err.message, "");
}

static void test_nobody_listens(void **state)
{
    (void)state;
    assert_int_equal(es_fail(NULL, ES_EIO, "x"), ES_EIO);
    assert_int_equal(es_fail_memory(NULL), ES_ENOMEM);
    assert_int_equal(es_hint(NULL, "x"), ES_EDATA); /* a failure stays one */
    assert_int_equal(es_prefix(NULL, "x"), ES_EDATA);
    es_error_clear(NULL);
}

static void test_long_messages(void **state)
{
    es_error err;
    char text[3000];
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    (void)es_fail(&err, ES_EIO, "%s", text);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    (void)es_prefix(&err, "p");
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_int_equal(strncmp(err.message, "p: xx", 5), 0);
    (void)es_prefix(&err, "%s", text);
    assert_true(strlen(err.message) < sizeof err.message);
}

static void test_status_texts(void **state)
{
    (void)state;
    assert_string_equal(es_status_text(ES_OK), "done");
    assert_string_equal(es_status_text(ES_ENOMEM), "out of memory");
    assert_string_equal(es_status_text((es_status)99), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record), cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_long_messages), cmocka_unit_test(test_status_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
