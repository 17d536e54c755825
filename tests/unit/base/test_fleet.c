#include "base/fleet.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/assert_close.h"

/* Threads stand for processes: each has its own data and takes part by a gather of its own. */

enum { MOST = 5, PIECES = 2000, GRAIN = 3 };

typedef struct exchange {
    pthread_barrier_t barrier;
    const void *bytes[MOST];
    size_t n[MOST];
} exchange;

typedef struct process {
    es_fleet fleet;
    exchange *exchange;
    const char *text[PIECES]; /* of every tenth piece; NULL: none */
    double value[PIECES];
    double term[8]; /* per worker: the block's own sum */
    double sum;     /* depends on the order of the blocks */
    size_t merged, fail_from;
    es_arena *arena;
    es_status status;
    es_error error;
} process;

static es_status gather(void *context, const void *own, size_t n, unsigned char **all,
                        size_t *counts, es_error *err)
{
    process *p = context;
    exchange *x = p->exchange;
    size_t total = 0;
    (void)err;
    x->bytes[p->fleet.rank] = own;
    x->n[p->fleet.rank] = n;
    (void)pthread_barrier_wait(&x->barrier);
    for (size_t r = 0; r < p->fleet.size; r++)
        total += counts[r] = x->n[r];
    *all = malloc(total + 1);
    for (size_t r = 0, at = 0; r < p->fleet.size; at += x->n[r++])
        if (x->n[r])
            memcpy(*all + at, x->bytes[r], x->n[r]);
    (void)pthread_barrier_wait(&x->barrier);
    return ES_OK;
}

static es_status work(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    process *p = context;
    for (size_t i = first; i < last; i++) {
        if (i >= p->fail_from)
            return es_fail(err, ES_EDATA, "piece %zu", i);
        p->value[i] = 1.0 / (double)(3 * i + 1);
        p->term[worker] += p->value[i];
        p->text[i] = i % 10 == 0 ? "tenth" : NULL;
    }
    return ES_OK;
}

static void share(void *context, size_t worker, size_t first, size_t last, es_parcel *parcel)
{
    process *p = context;
    es_parcel_once(parcel, p->value + first, (last - first) * sizeof *p->value);
    es_parcel_bytes(parcel, &p->term[worker], sizeof p->term[worker]);
    if (!parcel->taking)
        p->term[worker] = 0.0;
    for (size_t i = first; i < last; i++)
        p->text[i] = es_parcel_array(parcel, p->text[i], sizeof "tenth", p->arena);
}

static es_status merge(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    process *p = context;
    (void)err;
    if (first != p->merged)
        return es_fail(err, ES_EIO, "merged %zu after %zu", first, p->merged);
    p->sum += p->term[worker];
    p->term[worker] = 0.0;
    p->merged = last;
    return ES_OK;
}

static void *take_part(void *argument)
{
    process *p = argument;
    const es_job job = {.n = PIECES,
                        .grain = GRAIN,
                        .work = work,
                        .merge = merge,
                        .context = p,
                        .fleet = &p->fleet,
                        .share = share};
    p->status = es_parallel(&job, 2, &p->error);
    return NULL;
}

static process *run_fleet(size_t size, size_t fail_from)
{
    process *all = calloc(MOST, sizeof *all);
    pthread_t thread[MOST];
    exchange x;
    assert_non_null(all);
    assert_int_equal(pthread_barrier_init(&x.barrier, NULL, (unsigned)size), 0);
    for (size_t r = 0; r < size; r++) {
        all[r].fleet = (es_fleet){r, size, gather, &all[r]};
        all[r].exchange = &x;
        all[r].fail_from = fail_from;
        all[r].arena = es_arena_new();
        assert_int_equal(pthread_create(&thread[r], NULL, take_part, &all[r]), 0);
    }
    for (size_t r = 0; r < size; r++)
        assert_int_equal(pthread_join(thread[r], NULL), 0);
    (void)pthread_barrier_destroy(&x.barrier);
    return all;
}

static void free_fleet(process *all)
{
    for (size_t r = 0; r < MOST; r++)
        es_arena_free(all[r].arena);
    free(all);
}

/* Every process ends with all of it, to the last bit as one alone. */
static void test_all_have_all(void **state)
{
    process *alone = run_fleet(1, SIZE_MAX);
    (void)state;
    assert_int_equal(alone->status, ES_OK);
    assert_int_equal(alone->merged, PIECES);
    for (size_t size = 2; size <= MOST; size++) {
        process *all = run_fleet(size, SIZE_MAX);
        for (size_t r = 0; r < size; r++) {
            assert_int_equal(all[r].status, ES_OK);
            assert_int_equal(all[r].merged, PIECES);
            assert_memory_equal(all[r].value, alone->value, sizeof alone->value);
            assert_memory_equal(&all[r].sum, &alone->sum, sizeof alone->sum);
            for (size_t i = 0; i < PIECES; i++)
                if (i % 10 == 0)
                    assert_string_equal(all[r].text[i], "tenth");
                else
                    assert_null(all[r].text[i]);
        }
        free_fleet(all);
    }
    free_fleet(alone);
}

/* The failure told is that of the lowest block, by every process. */
static void test_failure(void **state)
{
    static const size_t from[] = {0, 4, 299, 1998};
    static const char *const told[] = {"piece 0", "piece 4", "piece 299", "piece 1998"};
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        process *all = run_fleet(3, from[k]);
        for (size_t r = 0; r < 3; r++) {
            assert_int_equal(all[r].status, ES_EDATA);
            assert_string_equal(all[r].error.message, told[k]);
        }
        free_fleet(all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_have_all),
        cmocka_unit_test(test_failure),
    };
    return cmocka_run_group_tests_name("fleet", tests, NULL, NULL);
}
