/* The processes of a study, held together by MPI: the module eventstudy_mpi. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/fleet.h"

_Static_assert(sizeof(size_t) == sizeof(uint64_t), "counts are sent as 64-bit numbers");

static MPI_Comm departure; /* apart from the study's messages */

/* One process after the other sends what it has: no count of bytes is too large. */
static void send_to_all(unsigned char *data, size_t n, int root)
{
    const size_t most = (size_t)1 << 30;
    for (size_t at = 0; at < n; at += most)
        (void)MPI_Bcast(data + at, (int)(n - at < most ? n - at : most), MPI_BYTE, root,
                        MPI_COMM_WORLD);
}

/* Failures inside MPI end the program, as MPI does by itself. */
static es_status gather(void *context, const void *own, size_t n, unsigned char **all,
                        size_t *counts, es_error *err)
{
    const es_fleet *fleet = context;
    size_t total = 0, at = 0;
    int enough;
    (void)err;
    counts[fleet->rank] = n;
    (void)MPI_Allgather(MPI_IN_PLACE, 0, MPI_UINT64_T, counts, 1, MPI_UINT64_T, MPI_COMM_WORLD);
    for (size_t rank = 0; rank < fleet->size; rank++)
        total += counts[rank];
    *all = malloc(total ? total : 1);
    enough = *all != NULL;
    (void)MPI_Allreduce(MPI_IN_PLACE, &enough, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    for (size_t rank = 0; enough && rank < fleet->size; at += counts[rank++]) {
        if (rank == fleet->rank && n)
            memcpy(*all + at, own, n);
        send_to_all(*all + at, counts[rank], (int)rank);
    }
    return enough ? ES_OK : ES_ENOMEM;
}

static es_status join(es_fleet *out, es_error *err)
{
    int rank, size;
    (void)err;
    (void)MPI_Init(NULL, NULL);
    (void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    (void)MPI_Comm_size(MPI_COMM_WORLD, &size);
    (void)MPI_Comm_dup(MPI_COMM_WORLD, &departure);
    *out = (es_fleet){(size_t)rank, (size_t)size, gather, out};
    return ES_OK;
}

/* All come here, the first one late: it prints and saves.  Those who wait for a message of a
 * process that failed do not. */
static bool leave(bool patient)
{
    const struct timespec pause = {0, 2000000};
    enum { PATIENCE = 5000 }; /* pauses: ten seconds */
    MPI_Request all_here;
    int here = 0;
    (void)MPI_Ibarrier(departure, &all_here);
    for (int i = 0; (patient || i < PATIENCE) && !here; i++) {
        (void)MPI_Test(&all_here, &here, MPI_STATUS_IGNORE);
        if (!here)
            (void)nanosleep(&pause, NULL);
    }
    if (here)
        (void)MPI_Finalize();
    return here;
}

static void end_all(int status)
{
    (void)MPI_Abort(MPI_COMM_WORLD, status);
}

const es_fleet_module es_fleet_mpi = {join, leave, end_all};
