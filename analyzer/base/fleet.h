/* Several processes that work on one study: each holds all of the data that a stage begins with,
 * does a share of the blocks of a job, and gets from the others what theirs came to. */
#ifndef ES_BASE_FLEET_H
#define ES_BASE_FLEET_H

#include "base/arena.h"
#include "base/parallel.h"

/* What holds the processes together (MPI, or threads in a test). */
struct es_fleet {
    size_t rank, size; /* this process, from 0, of how many */
    /* Every process hands in n bytes and gets those of all, one after the other by rank: *all is
     * the caller's to free, counts[size] their numbers.  All must call it, in the same order. */
    es_status (*gather)(void *context, const void *own, size_t n, unsigned char **all,
                        size_t *counts, es_error *err);
    void *context;
};

/* The outcome of a block, on its way between processes.  The same calls that put it in take it out
 * again. */
struct es_parcel {
    bool taking; /* out; else in */
    bool own;    /* taking what this process itself put in */
    unsigned char *data;
    size_t n, capacity, at;
    bool failed; /* memory was short, or the parcel is not what was put in */
};

/* Puts n bytes in; takes n bytes out; whichever it is. */
void es_parcel_put(es_parcel *parcel, const void *data, size_t n);
void es_parcel_take(es_parcel *parcel, void *data, size_t n);
void es_parcel_bytes(es_parcel *parcel, void *data, size_t n);

/* The same for what is in place where it was put in. */
void es_parcel_once(es_parcel *parcel, void *data, size_t n);

/* An array that may be NULL: put in, it is returned as it is; taken out, a copy in the arena is (of
 * one's own: the array that is there). */
const void *es_parcel_array(es_parcel *parcel, const void *array, size_t bytes, es_arena *arena);

/* An array of sums: zeros stay behind where it was put in. */
void es_parcel_sums(es_parcel *parcel, void *array, size_t bytes);

/* A whole number likewise; returns it. */
size_t es_parcel_number(es_parcel *parcel, size_t number);

void es_parcel_free(es_parcel *parcel);

/* The job by all processes: used by es_parallel. */
es_status es_fleet_do(const es_job *job, size_t threads, es_error *err);

#endif
