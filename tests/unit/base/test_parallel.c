#include "base/parallel.h"

#include <stdatomic.h>
#include <string.h>

#include "support/assert_close.h"

enum { PIECES = 1000, WORKERS = 8 };

typedef struct tally {
    atomic_int done[PIECES];
    unsigned char used[WORKERS];
    size_t merged;     /* pieces merged, which must be those 0 .. merged - 1 */
    double sum;        /* depends on the order */
    size_t fail_from;  /* every piece from here on fails in the work */
    size_t fail_merge; /* and this one when merged */
} tally;

static es_status work(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    tally *t = context;
    assert_true(worker < WORKERS);
    t->used[worker] = 1;
    for (size_t i = first; i < last; i++) {
        atomic_fetch_add(&t->done[i], 1);
        for (volatile int spin = 0; spin < (int)(i % 7) * 500; spin++)
            continue;
        if (i >= t->fail_from)
            return es_fail(err, ES_EDATA, "piece %zu", i);
    }
    return ES_OK;
}

static es_status merge(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    tally *t = context;
    (void)worker;
    assert_int_equal(first, t->merged);
    for (size_t i = first; i < last; i++) {
        if (i == t->fail_merge)
            return es_fail(err, ES_EIO, "merging %zu", i);
        t->sum += 1.0 / (double)(3 * i + 1);
    }
    t->merged = last;
    return ES_OK;
}

static void clear(tally *t)
{
    memset(t, 0, sizeof *t);
    t->fail_from = t->fail_merge = SIZE_MAX;
}

/* Every piece is done once and merged in order, whatever the threads and the size of a block. */
static void test_all_pieces_in_order(void **state)
{
    static const size_t threads[] = {0, 1, 2, 3, WORKERS}, grains[] = {0, 1, 7, 333, 5000};
    tally t;
    double expected = 0.0;
    (void)state;
    for (size_t i = 0; i < PIECES; i++)
        expected += 1.0 / (double)(3 * i + 1);
    for (size_t k = 0; k < 25; k++) {
        const es_job job = {.n = PIECES,
                            .grain = grains[k / 5],
                            .work = work,
                            .merge = k % 2 ? NULL : merge,
                            .context = &t};
        clear(&t);
        assert_int_equal(es_parallel(&job, threads[k % 5], NULL), ES_OK);
        for (size_t i = 0; i < PIECES; i++)
            assert_int_equal(t.done[i], 1);
        if (k % 2 == 0)
            assert_true(t.merged == PIECES && t.sum == expected);
        for (size_t i = es_workers(&job, threads[k % 5]); i < WORKERS; i++)
            assert_int_equal(t.used[i], 0);
    }
}

/* The failure of the lowest block is the one reported, however the threads run. */
static void test_first_failure_counts(void **state)
{
    tally t;
    (void)state;
    for (size_t round = 0; round < 50; round++) {
        const es_job job = {.n = PIECES,
                            .grain = 3,
                            .work = work,
                            .merge = round % 2 ? NULL : merge,
                            .context = &t};
        es_error err = {ES_OK, "", ""};
        clear(&t);
        t.fail_from = 300;
        assert_int_equal(es_parallel(&job, 1 + round % 4, &err), ES_EDATA);
        assert_string_equal(err.message, "piece 300");
        assert_true(round % 2 == 1 || t.merged == 300);
        clear(&t);
        t.fail_merge = 301;
        if (round % 2)
            continue;
        assert_int_equal(es_parallel(&job, 1 + round % 4, &err), ES_EIO);
        assert_string_equal(err.message, "merging 301");
        assert_int_equal(t.merged, 300);
    }
}

static void test_nothing_to_do(void **state)
{
    tally t;
    const es_job job = {.grain = 10, .work = work, .merge = merge, .context = &t};
    (void)state;
    clear(&t);
    assert_int_equal(es_parallel(&job, 4, NULL), ES_OK);
    assert_int_equal(t.merged, 0);
    assert_int_equal(es_workers(&job, 4), 1);
    assert_in_range(es_processors(), 1, ES_MAX_THREADS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_pieces_in_order),
                                       cmocka_unit_test(test_first_failure_counts),
                                       cmocka_unit_test(test_nothing_to_do)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
