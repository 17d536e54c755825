#include "import/batch.h"

#include <math.h>
#include <stdlib.h>

#include "support/assert_close.h"
#include "unit/import/fixture.h"

static void add(es_batch *b, uint32_t series, es_day day, uint64_t line, double x, double y)
{
    double value[2] = {x, y};
    assert_true(es_batch_add(b, series, day, line, value));
}

static void test_in_order(void **state)
{
    es_batch b;
    (void)state;
    assert_true(es_batch_init(&b, 2));
    add(&b, 0, -5, 2, 1, 1);
    add(&b, 0, 7, 3, 2, 2);
    add(&b, 1, -9, 4, 3, 3);
    assert_true(b.in_order);
    add(&b, 1, -9, 5, 3, 3);
    assert_false(b.in_order);
    es_batch_free(&b);
}

static int compare_lines(const void *p, const void *q)
{
    const uint64_t *a = p, *b = q;
    return (*a > *b) - (*a < *b);
}

/* Against an oracle: qsort of unique keys built from series, day and line. */
static void test_sort(void **state)
{
    enum { ROWS = 20000 };
    static uint64_t key[ROWS];
    es_batch b;
    uint64_t random = 12345;
    (void)state;
    assert_true(es_batch_init(&b, 2));
    for (uint64_t i = 0; i < ROWS; i++) {
        uint32_t series;
        es_day day;
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        series = (uint32_t)(random >> 33) % 7;
        day = (es_day)((random >> 40) % 500) - 250;
        add(&b, series, day, i, (double)i, -(double)i);
        key[i] = (uint64_t)series << 48 | (uint64_t)(day + 250) << 32 | i;
    }
    qsort(key, ROWS, sizeof *key, compare_lines);
    assert_true(es_batch_sort(&b));
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(b.series[i], key[i] >> 48);
        assert_int_equal(b.day[i] + 250, key[i] >> 32 & 0xFFFF);
        assert_int_equal(b.line[i], key[i] & 0xFFFFFFFF); /* stable */
        assert_close(b.value[0][i], (double)b.line[i], 0);
        assert_close(b.value[1][i], -(double)b.line[i], 0);
    }
    es_batch_free(&b);
}

static void fill(es_batch *b)
{
    assert_true(es_batch_init(b, 2));
    add(b, 0, 10, 2, 1, (double)NAN);
    add(b, 0, 9, 3, 5, 5);
    add(b, 0, 10, 4, 1, 7);           /* fills */
    add(b, 0, 10, 5, 1, 7);           /* repeats */
    add(b, 0, 10, 6, (double)NAN, 8); /* differs */
    assert_true(es_batch_sort(b));
}

static void test_merge_error(void **state)
{
    es_batch b;
    es_import_summary s = {0};
    es_batch_conflict c;
    (void)state;
    fill(&b);
    assert_false(es_batch_merge(&b, ES_CONFLICT_ERROR, &s, &c));
    assert_true(c.found);
    assert_int_equal(c.day, 10);
    assert_int_equal(c.column, 1);
    assert_int_equal(c.first_line, 2);
    assert_int_equal(c.second_line, 6);
    assert_close(c.first, 7, 0);
    assert_close(c.second, 8, 0);
    es_batch_free(&b);
}

static void test_merge_policies(void **state)
{
    es_batch b;
    es_import_summary s = {0};
    es_batch_conflict c;
    (void)state;
    fill(&b);
    assert_true(es_batch_merge(&b, ES_CONFLICT_KEEP, &s, &c));
    assert_int_equal(b.n, 2);
    assert_int_equal(s.filled, 1);
    assert_int_equal(s.repeated, 1);
    assert_int_equal(s.kept, 1);
    assert_close(b.value[0][1], 1, 0);
    assert_close(b.value[1][1], 7, 0);
    es_batch_free(&b);

    fill(&b);
    assert_true(es_batch_merge(&b, ES_CONFLICT_REPLACE, &s, &c));
    assert_int_equal(s.replaced, 1);
    assert_close(b.value[0][1], 1, 0); /* a missing value replaces nothing */
    assert_close(b.value[1][1], 8, 0);
    es_batch_free(&b);
}

static void test_empty(void **state)
{
    es_batch b;
    es_import_summary s = {0};
    es_batch_conflict c;
    (void)state;
    assert_true(es_batch_init(&b, 0));
    assert_true(es_batch_sort(&b));
    assert_true(es_batch_merge(&b, ES_CONFLICT_ERROR, &s, &c));
    assert_int_equal(b.n, 0);
    es_batch_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_in_order), cmocka_unit_test(test_sort),
                                       cmocka_unit_test(test_merge_error),
                                       cmocka_unit_test(test_merge_policies),
                                       cmocka_unit_test(test_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
