#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/noise.h"

static void check(size_t n, es_keyed *item)
{
    es_keyed *spare = malloc((n + 1) * sizeof *spare);
    uint64_t before = 0, after = 0;
    assert_non_null(spare);
    for (size_t i = 0; i < n; i++)
        before += item[i].key ^ item[i].row;
    es_sort_keyed(n, item, spare);
    for (size_t i = 0; i < n; i++)
        after += item[i].key ^ item[i].row;
    assert_true(before == after);
    for (size_t i = 1; i < n; i++) {
        assert_true(item[i - 1].key <= item[i].key);
        if (item[i - 1].key == item[i].key)
            assert_true(item[i - 1].row < item[i].row);
    }
    free(spare);
}

static void test_by_hand(void **state)
{
    es_keyed item[] = {{7, 0}, {UINT64_MAX, 1}, {7, 2}, {0, 3}, {2048, 4}, {7, 5}}, spare[6];
    static const uint32_t row[] = {3, 0, 2, 5, 4, 1};
    (void)state;
    es_sort_keyed(6, item, spare);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(item[i].row, row[i]);
    es_sort_keyed(0, NULL, NULL);
    assert_true(es_key_signed(INT32_MIN) < es_key_signed(-1));
    assert_true(es_key_signed(-1) < es_key_signed(0));
    assert_true(es_key_signed(0) < es_key_signed(INT32_MAX));
}

/* Keys of all sizes, few and many, all alike. */
static void test_random(void **state)
{
    noise source = {12};
    es_keyed *item = malloc(3000 * sizeof *item);
    (void)state;
    assert_non_null(item);
    for (size_t round = 0; round < 200; round++) {
        size_t n = noise_below(&source, 3000);
        unsigned shift = (unsigned)noise_below(&source, 64);
        for (size_t i = 0; i < n; i++)
            item[i] = (es_keyed){round % 10 ? noise_bits(&source) >> shift : 4711, (uint32_t)i};
        check(n, item);
    }
    free(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
