/* One study by several processes, started by mpirun or srun. */
#ifndef ES_CLI_FLEET_H
#define ES_CLI_FLEET_H

#include "base/fleet.h"

/* Was this process started as one of several? */
bool es_cli_fleet_launched(void);

/* Joins the others: *out is NULL for a process alone.  All but the first then speak no more: their
 * stdout and stderr lead nowhere. */
es_status es_cli_fleet_open(const es_fleet **out, es_error *err);

/* Leaves them once all are done.  A process that fails while others wait for it says so and ends
 * them all. */
void es_cli_fleet_close(const es_fleet *fleet, es_status status, const es_error *err);

/* ---- What the module eventstudy_mpi exports ---- */

typedef es_status es_fleet_join(es_fleet *out, es_error *err);
typedef bool es_fleet_leave(bool patient); /* false: the others do not come for some time */
typedef void es_fleet_abort(int status);

typedef struct es_fleet_module {
    es_fleet_join *join;
    es_fleet_leave *leave;
    es_fleet_abort *abort;
} es_fleet_module;

extern const es_fleet_module es_fleet_mpi;

#endif
