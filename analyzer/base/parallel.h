/* Work split among threads in such a way that the result does not depend on their number. */
#ifndef ES_BASE_PARALLEL_H
#define ES_BASE_PARALLEL_H

#include "base/error.h"

enum { ES_MAX_THREADS = 256 };

/* Processors this process may run on, at most ES_MAX_THREADS. */
size_t es_processors(void);

typedef struct es_parcel es_parcel; /* what a block came to, on its way between them */

/* Who is told how far a job has come: one call at a time, by whichever thread is done with a block.
 */
struct es_progress {
    void (*tell)(void *context, size_t done, size_t n);
    void *context;
};

/* n pieces of work in blocks of `grain`.
 *
 * `work` does pieces first .. last - 1; blocks run at the same time and must not touch each other's
 * data.  `merge` (may be NULL) is then called by the same thread for the same block, one block at a
 * time and in ascending order: what depends on the order, such as a sum of doubles, belongs there.
 * `worker` numbers the threads from 0, for work space of their own.
 *
 * A job with `share` is split among the processes of the fleet too.  `share` puts all that the work
 * on a block has written into a parcel, leaving the worker as it was before, or takes it out of
 * one, for worker 0; a merge follows in every process. */
typedef struct es_job {
    size_t n, grain;
    es_status (*work)(void *context, size_t worker, size_t first, size_t last, es_error *err);
    es_status (*merge)(void *context, size_t worker, size_t first, size_t last, es_error *err);
    void *context;
    const es_progress *progress; /* NULL: nobody */
    const es_fleet *fleet;       /* NULL: this process alone */
    void (*share)(void *context, size_t worker, size_t first, size_t last, es_parcel *parcel);
} es_job;

/* How many workers es_parallel will use at most when allowed `threads` (0 counts as 1). */
size_t es_workers(const es_job *job, size_t threads);

/* Does the job.  The failure reported is that of the lowest block that fails, as if the blocks had
 * run one after the other; none is merged after it. */
es_status es_parallel(const es_job *job, size_t threads, es_error *err);

#endif
