#include "event/estimation.h"

#include <string.h>

#include "support/assert_close.h"

static const es_window three[] = {{-9, -6}, {-3, -3}, {4, 6}};

static void test_columns(void **state)
{
    static const int tau[] = {-9, -8, -7, -6, -3, 4, 5, 6};
    es_estimation e = {{-9, 6}, 3, three};
    size_t first, last;
    (void)state;
    assert_int_equal(es_estimation_days(&e), 8);
    assert_int_equal(es_estimation_stretch(&e), 16);
    for (size_t c = 0; c < 8; c++)
        assert_int_equal(es_estimation_tau(&e, c), tau[c]);
    es_estimation_bounds(&e, 3, &first, &last);
    assert_int_equal(first, 0);
    assert_int_equal(last, 3);
    es_estimation_bounds(&e, 4, &first, &last);
    assert_int_equal(first, 4);
    assert_int_equal(last, 4);
    es_estimation_bounds(&e, 7, &first, &last);
    assert_int_equal(first, 5);
    assert_int_equal(last, 7);
    assert_int_equal(es_estimation_before(&e, -9), 0);
    assert_int_equal(es_estimation_before(&e, -3), 4);
    assert_int_equal(es_estimation_before(&e, 0), 5);
    assert_int_equal(es_estimation_before(&e, 5), 8);
}

static void test_marks(void **state)
{
    es_estimation e = {{-9, 6}, 3, three};
    unsigned char inside[8] = {0};
    (void)state;
    assert_false(es_estimation_mark(&e, -2, 3, inside)); /* between two intervals */
    assert_false(es_estimation_mark(&e, -30, -10, inside));
    assert_false(es_estimation_mark(&e, 7, 30, inside));
    assert_memory_equal(inside, "\0\0\0\0\0\0\0\0", 8);
    assert_true(es_estimation_mark(&e, -7, 4, inside));
    assert_memory_equal(inside, "\0\0\1\1\1\1\0\0", 8);
    assert_true(es_estimation_mark(&e, 6, 6, NULL));
}

/* Without intervals the hull is the one there is. */
static void test_one_window(void **state)
{
    es_estimation e = {.hull = {-4, -1}};
    unsigned char inside[4] = {0};
    size_t first, last;
    (void)state;
    assert_int_equal(es_estimation_days(&e), 4);
    assert_int_equal(es_estimation_tau(&e, 3), -1);
    es_estimation_bounds(&e, 2, &first, &last);
    assert_int_equal(first, 0);
    assert_int_equal(last, 3);
    assert_true(es_estimation_mark(&e, -9, -3, inside));
    assert_memory_equal(inside, "\1\1\0\0", 4);
    assert_int_equal(es_estimation_before(&e, -1), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_one_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
