#include "base/fleet.h"

#include <stdlib.h>
#include <string.h>

/* ---- Parcels -------------------------------------------------------------------------------- */

static bool make_room(es_parcel *p, size_t n)
{
    size_t capacity = p->capacity ? p->capacity : 1024;
    unsigned char *grown;
    if (p->capacity - p->n >= n)
        return true;
    while (capacity - p->n < n)
        capacity *= 2;
    grown = realloc(p->data, capacity);
    if (!grown)
        return false;
    p->data = grown;
    p->capacity = capacity;
    return true;
}

void es_parcel_put(es_parcel *parcel, const void *data, size_t n)
{
    parcel->failed = parcel->failed || !make_room(parcel, n);
    if (parcel->failed || n == 0)
        return;
    memcpy(parcel->data + parcel->n, data, n);
    parcel->n += n;
}

/* Jumps over n bytes and returns where they are. */
static const unsigned char *pass(es_parcel *parcel, size_t n)
{
    const unsigned char *from = parcel->data + parcel->at;
    parcel->failed = parcel->failed || n > parcel->n - parcel->at;
    parcel->at += parcel->failed ? 0 : n;
    return from;
}

void es_parcel_take(es_parcel *parcel, void *data, size_t n)
{
    const unsigned char *from = pass(parcel, n);
    if (!parcel->failed && n)
        memcpy(data, from, n);
}

void es_parcel_bytes(es_parcel *parcel, void *data, size_t n)
{
    if (parcel->taking)
        es_parcel_take(parcel, data, n);
    else
        es_parcel_put(parcel, data, n);
}

void es_parcel_once(es_parcel *parcel, void *data, size_t n)
{
    if (parcel->taking && parcel->own)
        (void)pass(parcel, n);
    else
        es_parcel_bytes(parcel, data, n);
}

const void *es_parcel_array(es_parcel *parcel, const void *array, size_t bytes, es_arena *arena)
{
    void *copy;
    if (!es_parcel_number(parcel, array != NULL) || parcel->failed)
        return array;
    if (!parcel->taking) {
        es_parcel_put(parcel, array, bytes);
        return array;
    }
    if (parcel->own) {
        (void)pass(parcel, bytes);
        return array;
    }
    copy = es_arena_alloc_raw(arena, bytes, 1);
    parcel->failed = parcel->failed || !copy;
    if (copy)
        es_parcel_take(parcel, copy, bytes);
    return copy;
}

void es_parcel_sums(es_parcel *p, void *array, size_t bytes)
{
    es_parcel_bytes(p, array, bytes);
    if (!p->taking)
        memset(array, 0, bytes);
}

size_t es_parcel_number(es_parcel *parcel, size_t number)
{
    uint64_t wide = number;
    es_parcel_bytes(parcel, &wide, sizeof wide);
    return parcel->failed ? 0 : (size_t)wide;
}

void es_parcel_free(es_parcel *parcel)
{
    free(parcel->data);
    *parcel = (es_parcel){.n = 0};
}

/* ---- A job in rounds ------------------------------------------------------------------------ */

/* Blocks are done in rounds, so that what is on its way stays bounded; in a round, the processes
 * take turns. */
enum { BLOCKS_PER_ROUND = 64 };

typedef struct round {
    const es_job *job;
    size_t first, n;   /* blocks of the round */
    es_parcel *parcel; /* BLOCKS_PER_ROUND: of this process's blocks */
    es_parcel all;     /* the report and all of them together */
    size_t *counts;    /* what each process sent */
} round;

/* How a process fared: goes ahead of its parcels. */
typedef struct report {
    uint64_t failed; /* the block, UINT64_MAX: none */
    es_status status;
    es_error error;
    uint64_t size[BLOCKS_PER_ROUND]; /* of the parcels */
} report;

/* Its k-th block of a round, and how many it has. */
static size_t block_of(const round *r, size_t rank, size_t k)
{
    return r->first + rank + k * r->job->fleet->size;
}

static size_t blocks_of(const round *r, size_t rank)
{
    size_t size = r->job->fleet->size;
    return rank < r->n ? (r->n - rank + size - 1) / size : 0;
}

static void bounds(const es_job *job, size_t block, size_t *first, size_t *last)
{
    size_t grain = job->grain ? job->grain : 1;
    *first = block * grain;
    *last = job->n - *first < grain ? job->n : *first + grain;
}

/* One of this process's blocks, and what it came to. */
static es_status do_and_pack(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const round *r = context;
    const es_job *job = r->job;
    es_status status = ES_OK;
    for (size_t k = first; k < last && !status; k++) {
        size_t from, to;
        bounds(job, block_of(r, job->fleet->rank, k), &from, &to);
        status = job->work(job->context, worker, from, to, err);
        if (!status)
            job->share(job->context, worker, from, to, &r->parcel[k]);
        if (!status && r->parcel[k].failed)
            status = es_fail_memory(err);
        r->parcel[k].failed = status != ES_OK;
    }
    return status;
}

/* Fills r->all. */
static es_status do_own(round *r, size_t threads, es_error *err)
{
    size_t rank = r->job->fleet->rank, n = blocks_of(r, rank);
    const es_job own = {.n = n, .grain = 1, .work = do_and_pack, .context = r};
    report out = {.failed = UINT64_MAX};
    for (size_t k = 0; k < n; k++) {
        r->parcel[k].n = 0;
        r->parcel[k].failed = false;
    }
    out.status = es_parallel(&own, threads, &out.error);
    for (size_t k = n; k-- > 0;) {
        out.size[k] = r->parcel[k].n;
        if (r->parcel[k].failed)
            out.failed = block_of(r, rank, k);
    }
    r->all.n = 0;
    es_parcel_put(&r->all, &out, sizeof out);
    for (size_t k = 0; k < n; k++)
        es_parcel_put(&r->all, r->parcel[k].data, r->parcel[k].n);
    return r->all.failed ? es_fail_memory(err) : ES_OK;
}

/* The failure of the lowest block, the same in every process. */
static es_status find_failure(const es_fleet *fleet, const report *reports, es_error *err)
{
    const report *first = &reports[0];
    for (size_t rank = 1; rank < fleet->size; rank++)
        if (reports[rank].failed < first->failed)
            first = &reports[rank];
    if (first->failed == UINT64_MAX)
        return ES_OK;
    if (err)
        *err = first->error;
    return first->status;
}

/* Takes out and merges what all processes sent, block after block. */
static es_status take_parcels(const round *r, unsigned char *bytes, es_error *err)
{
    const es_job *job = r->job;
    const es_fleet *fleet = job->fleet;
    report *reports = malloc(fleet->size * sizeof *reports);
    unsigned char **at = malloc(fleet->size * sizeof *at); /* the next parcel of each */
    es_status status = reports && at ? ES_OK : es_fail_memory(err);
    for (size_t rank = 0; rank < fleet->size && !status; bytes += r->counts[rank++]) {
        memcpy(&reports[rank], bytes, sizeof *reports);
        at[rank] = bytes + sizeof *reports;
    }
    if (!status)
        status = find_failure(fleet, reports, err);
    for (size_t b = 0; b < r->n && !status; b++) {
        size_t rank = b % fleet->size, size = (size_t)reports[rank].size[b / fleet->size], from, to;
        es_parcel parcel = {true, rank == fleet->rank, at[rank], size, 0, 0, false};
        bounds(job, r->first + b, &from, &to);
        job->share(job->context, 0, from, to, &parcel);
        if (parcel.failed || parcel.at != parcel.n)
            status = es_fail_memory(err);
        else if (job->merge)
            status = job->merge(job->context, 0, from, to, err);
        at[rank] += size;
    }
    free(reports);
    free(at);
    return status;
}

static es_status do_round(round *r, size_t threads, es_error *err)
{
    const es_fleet *fleet = r->job->fleet;
    unsigned char *bytes = NULL;
    es_status status = do_own(r, threads, err);
    if (status)
        return status;
    status = fleet->gather(fleet->context, r->all.data, r->all.n, &bytes, r->counts, err);
    if (status == ES_ENOMEM)
        (void)es_fail_memory(err);
    if (!status)
        status = take_parcels(r, bytes, err);
    free(bytes);
    return status;
}

es_status es_fleet_do(const es_job *job, size_t threads, es_error *err)
{
    size_t grain = job->grain ? job->grain : 1, size = job->fleet->size;
    size_t blocks = job->n / grain + (job->n % grain != 0), most = size * BLOCKS_PER_ROUND;
    round r = {.job = job};
    es_status status = ES_OK;
    r.counts = calloc(size, sizeof *r.counts);
    r.parcel = calloc(BLOCKS_PER_ROUND, sizeof *r.parcel);
    if (!r.counts || !r.parcel)
        status = es_fail_memory(err);
    for (; r.first < blocks && !status; r.first += most) {
        r.n = blocks - r.first < most ? blocks - r.first : most;
        status = do_round(&r, threads, err);
    }
    for (size_t k = 0; r.parcel && k < BLOCKS_PER_ROUND; k++)
        es_parcel_free(&r.parcel[k]);
    es_parcel_free(&r.all);
    free(r.parcel);
    free(r.counts);
    return status;
}
