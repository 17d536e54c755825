#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "support/assert_close.h"

static void test_blocks_are_apart(void **state)
{
    es_arena *arena = es_arena_new();
    unsigned char *p[300];
    (void)state;
    for (size_t i = 0; i < 300; i++) { /* small ones, and some larger than a block */
        size_t n = i % 50 == 49 ? 100000 : i;
        p[i] = es_arena_alloc(arena, n, 1);
        assert_non_null(p[i]);
        assert_int_equal((uintptr_t)p[i] % 16, 0);
        for (size_t k = 0; k < n; k++)
            assert_int_equal(p[i][k], 0);
        memset(p[i], (int)(i & 255), n);
    }
    for (size_t i = 1; i < 300; i++)
        assert_int_equal(i % 50 == 49 ? p[i][99999] : p[i][i - 1], i & 255);
    es_arena_free(arena);
    es_arena_free(NULL);
}

static void test_texts(void **state)
{
    es_arena *arena = es_arena_new();
    (void)state;
    assert_string_equal(es_arena_text(arena, "abc"), "abc");
    assert_string_equal(es_arena_text_n(arena, "abcdef", 2), "ab");
    assert_null(es_arena_text(arena, NULL));
    assert_null(es_arena_text_n(arena, NULL, 3));
    assert_string_equal(es_arena_printf(arena, "%s@%d", "ORCL", 7), "ORCL@7");
    assert_false(es_arena_failed(arena));
    es_arena_free(arena);
}

static void test_failure_sticks(void **state)
{
    es_arena *arena = es_arena_new();
    (void)state;
    es_arena_fail_after(arena, 2);
    assert_non_null(ES_NEW(arena, 4, double));
    assert_null(ES_NEW(arena, 4, double));
    assert_null(es_arena_text(arena, "abc"));
    assert_true(es_arena_failed(arena));
    es_arena_free(arena);

    arena = es_arena_new();
    assert_null(es_arena_alloc(arena, SIZE_MAX / 4, 8));
    assert_true(es_arena_failed(arena));
    es_arena_free(arena);
}

/* What a child has allocated lives on in its parent, which goes on filling its own block. */
static void test_adoption(void **state)
{
    es_arena *arena = es_arena_new(), *child = es_arena_new(), *failing = es_arena_new();
    char *before = es_arena_text(arena, "before"), *own = es_arena_text(child, "own"), *after;
    (void)state;
    for (size_t i = 0; i < 40; i++)
        assert_non_null(es_arena_alloc(child, 10000, 1));
    es_arena_adopt(arena, child);
    es_arena_adopt(arena, NULL);
    es_arena_adopt(arena, es_arena_new()); /* nothing in it */
    after = es_arena_text(arena, "after");
    assert_ptr_equal(after, before + 16); /* the same block goes on */
    assert_string_equal(own, "own");
    assert_false(es_arena_failed(arena));

    es_arena_fail_after(failing, 1);
    assert_null(es_arena_text(failing, "x"));
    es_arena_adopt(arena, failing);
    assert_true(es_arena_failed(arena));
    es_arena_free(arena);

    arena = es_arena_new(); /* an empty parent */
    child = es_arena_new();
    own = es_arena_text(child, "own");
    es_arena_adopt(arena, child);
    assert_string_equal(own, "own");
    es_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_are_apart), cmocka_unit_test(test_texts),
        cmocka_unit_test(test_failure_sticks), cmocka_unit_test(test_adoption)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
