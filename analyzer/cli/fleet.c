#include "cli/fleet.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* MPI is loaded by those who are started under it; nobody else needs it, or waits for it. */

static es_fleet the_fleet;
static const es_fleet_module *module;
static int told_to = -1; /* stderr as it was, of a process that has been silenced */

/* More than one, as a number of processes? */
static bool several(const char *name)
{
    const char *text = getenv(name);
    return text && strtol(text, NULL, 10) > 1;
}

bool es_cli_fleet_launched(void)
{
    return several("OMPI_COMM_WORLD_SIZE") || several("PMI_SIZE")
           || (getenv("PMIX_RANK") && several("SLURM_STEP_NUM_TASKS"));
}

/* Loads the module from `from` below the directory of the program. */
static void *load(const char *from)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    char *slash;
    if (n < 0)
        return NULL;
    path[n] = '\0';
    slash = strrchr(path, '/');
    if (!slash || (size_t)(slash - path) + strlen(from) + 2 > sizeof path)
        return NULL;
    memcpy(slash + 1, from, strlen(from) + 1);
    return dlopen(path, RTLD_NOW | RTLD_GLOBAL);
}

static es_status load_module(es_error *err)
{
    void *handle = load("eventstudy_mpi.so");
    if (!handle)
        handle = load("../" ES_MODULE_DIR "/eventstudy_mpi.so");
    module = handle ? dlsym(handle, "es_fleet_mpi") : NULL;
    if (module)
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "started as one of several processes, but built without MPI");
    return es_hint(err, "build with -DES_MPI=ON, or start one process: it uses all processors");
}

static void fall_silent(void)
{
    told_to = dup(STDERR_FILENO);
    if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
        told_to = -1;
}

es_status es_cli_fleet_open(const es_fleet **out, es_error *err)
{
    es_status status;
    *out = NULL;
    if (!es_cli_fleet_launched())
        return ES_OK;
    status = load_module(err);
    if (!status)
        status = module->join(&the_fleet, err);
    if (status)
        return status;
    if (the_fleet.rank > 0)
        fall_silent();
    *out = &the_fleet;
    return ES_OK;
}

void es_cli_fleet_close(const es_fleet *fleet, es_status status, const es_error *err)
{
    char message[sizeof err->message + 80];
    if (!fleet || module->leave(status == ES_OK))
        return;
    (void)snprintf(message, sizeof message, "eventstudy: error: process %zu: %s\n", fleet->rank,
                   err->message);
    if (status && fleet->rank > 0 && told_to >= 0 && write(told_to, message, strlen(message)) < 0)
        told_to = -1; /* nobody listens */
    if (status && fleet->rank == 0)
        (void)fputs(message, stderr);
    module->abort(status == ES_EUSAGE ? 2 : 1);
}
