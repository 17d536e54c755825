#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/fleet.h"
#include "cli/next.h"
#include "cli/overwrite.h"
#include "cli/screen.h"

static int exit_status(es_status status)
{
    return status == ES_OK ? 0 : status == ES_EUSAGE ? 2 : 1;
}

static int report(es_status status, const es_error *err)
{
    if (status) {
        (void)fprintf(stderr, "eventstudy: error: %s\n", err->message);
        if (*err->hint)
            (void)fprintf(stderr, "hint: %s\n", err->hint);
    }
    return exit_status(status);
}

static es_status check_arguments(const es_command *command, const es_cli_args *args, es_error *err)
{
    if (args->n_arguments >= command->min_arguments && args->n_arguments <= command->max_arguments)
        return ES_OK;
    if (args->n_arguments > command->max_arguments)
        (void)es_fail(err, ES_EUSAGE, "%s: too many arguments: \"%s\"", command->name,
                      args->argument[command->max_arguments]);
    else
        (void)es_fail(err, ES_EUSAGE, "%s: arguments missing", command->name);
    return es_hint(err, "eventstudy %s %s", command->name, command->synopsis);
}

static es_status dispatch(int argc, char **argv, es_arena *arena, es_error *err)
{
    const es_command *command;
    es_cli_args args;
    es_cli_sets sets;
    es_status status;
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        es_command_help(NULL);
        return argc < 2 ? es_fail(err, ES_EUSAGE, "no command given") : ES_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("eventstudy %s\n", es_version());
        return ES_OK;
    }
    command = es_command_find(argv[1], err);
    if (!command)
        return ES_EUSAGE;
    sets = es_command_sets(command);
    status = es_cli_parse(argc - 2, argv + 2, &sets, arena, &args, err);
    if (status)
        return status;
    if (args.help) {
        es_command_help(command);
        return ES_OK;
    }
    status = check_arguments(command, &args, err);
    if (!status && !command->in_fleet && es_cli_fleet_launched()) {
        (void)es_fail(err, ES_EUSAGE, "%s: is no work for several processes", command->name);
        status = es_hint(err, "start it once, without mpirun; only `run` shares its work");
    }
    if (!status)
        status = es_cli_check_outputs(command, &args, err);
    if (!status && command->prints)
        status = es_cli_screen_begin(&args, err);
    if (status)
        return status;
    status = command->run(&args, err);
    if (command->prints)
        status = es_cli_screen_end(&args, status, err);
    if (!status)
        es_cli_say_next(command, &args);
    return status;
}

int main(int argc, char **argv)
{
    es_error err = {ES_OK, "", ""};
    es_arena *arena = es_arena_new();
    es_status status;
    es_memory_keep_freed();
    /* Character types only, for the width of names in tables; numbers keep the C locale. */
    if (!setlocale(LC_CTYPE, ""))
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    status = arena ? dispatch(argc, argv, arena, &err) : es_fail_memory(&err);
    es_arena_free(arena);
    if ((fflush(stdout) != 0 || ferror(stdout)) && !status)
        status = es_fail(&err, ES_EIO, "cannot write to standard output: %s", strerror(errno));
    return report(status, &err);
}
