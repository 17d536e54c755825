#define _GNU_SOURCE /* sched_getaffinity: a process may be confined to fewer processors */
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>

#include "base/fleet.h"

size_t es_processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n < 1 ? 1 : n > ES_MAX_THREADS ? (size_t)ES_MAX_THREADS : (size_t)n;
}

/* What the workers share; everything below `lock` is guarded by it. */
typedef struct crew {
    const es_job *job;
    size_t n_blocks;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    size_t next;   /* block to be handed out */
    size_t merged; /* blocks merged, or worked where nothing is merged */
    size_t done;   /* pieces worked */
    size_t failed; /* lowest block that failed, n_blocks: none */
    es_status status;
    es_error error;
} crew;

typedef struct worker {
    crew *crew;
    size_t number;
} worker;

static size_t count_blocks(const es_job *job)
{
    size_t grain = job->grain ? job->grain : 1;
    return job->n / grain + (job->n % grain != 0);
}

size_t es_workers(const es_job *job, size_t threads)
{
    size_t blocks = count_blocks(job);
    if (threads > ES_MAX_THREADS)
        threads = ES_MAX_THREADS;
    if (threads > blocks)
        threads = blocks;
    return threads ? threads : 1;
}

static void note_failure(crew *c, size_t block, es_status status, const es_error *error)
{
    if (block < c->failed) {
        c->failed = block;
        c->status = status;
        c->error = *error;
    }
}

/* Waits until all blocks before this one are merged; false when one of them failed. */
static bool await_turn(crew *c, size_t block)
{
    while (c->merged < block && c->failed > block)
        (void)pthread_cond_wait(&c->turn, &c->lock);
    return c->failed > block;
}

static void do_block(crew *c, size_t number, size_t block)
{
    const es_job *job = c->job;
    size_t grain = job->grain ? job->grain : 1, first = block * grain;
    size_t last = job->n - first < grain ? job->n : first + grain;
    es_error error = {ES_OK, "", ""};
    es_status status = job->work(job->context, number, first, last, &error);
    (void)pthread_mutex_lock(&c->lock);
    c->done += last - first;
    if (job->progress)
        job->progress->tell(job->progress->context, c->done, job->n);
    if (status)
        note_failure(c, block, status, &error);
    if (job->merge && await_turn(c, block)) {
        (void)pthread_mutex_unlock(&c->lock); /* the turn is ours until `merged` moves on */
        status = job->merge(job->context, number, first, last, &error);
        (void)pthread_mutex_lock(&c->lock);
        if (status)
            note_failure(c, block, status, &error);
        c->merged = block + 1;
    }
    (void)pthread_cond_broadcast(&c->turn);
    (void)pthread_mutex_unlock(&c->lock);
}

static void *do_blocks(void *argument)
{
    const worker *w = argument;
    crew *c = w->crew;
    for (;;) {
        size_t block;
        (void)pthread_mutex_lock(&c->lock);
        block = c->failed < c->n_blocks ? c->n_blocks : c->next;
        c->next += block < c->n_blocks;
        (void)pthread_mutex_unlock(&c->lock);
        if (block == c->n_blocks)
            return NULL;
        do_block(c, w->number, block);
    }
}

/* A thread that cannot be started is done without: the others take its blocks. */
es_status es_parallel(const es_job *job, size_t threads, es_error *err)
{
    crew c = {.job = job, .n_blocks = count_blocks(job)};
    worker workers[ES_MAX_THREADS];
    pthread_t thread[ES_MAX_THREADS];
    size_t n = es_workers(job, threads), started = 1;
    if (job->fleet && job->fleet->size > 1 && job->share)
        return es_fleet_do(job, threads, err);
    c.failed = c.n_blocks;
    (void)pthread_mutex_init(&c.lock, NULL);
    (void)pthread_cond_init(&c.turn, NULL);
    for (size_t i = 0; i < n; i++)
        workers[i] = (worker){&c, i};
    while (started < n && pthread_create(&thread[started], NULL, do_blocks, &workers[started]) == 0)
        started++;
    (void)do_blocks(&workers[0]);
    for (size_t i = 1; i < started; i++)
        (void)pthread_join(thread[i], NULL);
    (void)pthread_cond_destroy(&c.turn);
    (void)pthread_mutex_destroy(&c.lock);
    if (c.status && err)
        *err = c.error;
    return c.status;
}
