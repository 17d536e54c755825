#include "base/background.h"

#include "support/assert_close.h"

typedef struct count {
    int n, fails_at;
} count;

static es_status add(void *context, es_error *err)
{
    count *c = context;
    for (volatile int spin = 0; spin < c->n % 5 * 1000; spin++)
        continue;
    return ++c->n == c->fails_at ? es_fail(err, ES_EDATA, "count %d", c->n) : ES_OK;
}

/* What one piece of work wrote, the caller and the next one find. */
static void test_one_after_the_other(void **state)
{
    enum { PIECES = 2000 };
    es_background *b = es_background_new();
    count c = {0, 0};
    (void)state;
    assert_non_null(b);
    assert_int_equal(es_background_wait(b, NULL), ES_OK);
    for (int i = 0; i < PIECES; i++) {
        es_background_start(b, add, &c);
        assert_int_equal(es_background_wait(b, NULL), ES_OK);
        assert_int_equal(c.n, i + 1);
    }
    es_background_free(b);
}

/* A failure is told once, to whoever waits; the next piece starts afresh. */
static void test_failure(void **state)
{
    es_background *b = es_background_new();
    count c = {0, 2};
    es_error err;
    (void)state;
    es_error_clear(&err);
    for (int i = 1; i <= 3; i++) {
        es_background_start(b, add, &c);
        assert_int_equal(es_background_wait(b, &err), i == 2 ? ES_EDATA : ES_OK);
    }
    assert_string_equal(err.message, "count 2");
    assert_int_equal(es_background_wait(b, NULL), ES_OK);
    es_background_free(b);
}

/* Freeing waits for what was started. */
static void test_free_waits(void **state)
{
    count c = {4, 0};
    es_background *b = es_background_new();
    (void)state;
    es_background_start(b, add, &c);
    es_background_free(b);
    assert_int_equal(c.n, 5);
    es_background_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_after_the_other),
        cmocka_unit_test(test_failure),
        cmocka_unit_test(test_free_waits),
    };
    return cmocka_run_group_tests_name("background", tests, NULL, NULL);
}
