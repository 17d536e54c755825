/* help [COMMAND] */
#include "cli/command.h"
#include "cli/manual.h"

static const es_cli_option options[] = {
    {"man", ES_CLI_FLAG, NULL, "print the manual page, as man(1) reads it"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status run(const es_cli_args *args, es_error *err)
{
    const es_command *command = NULL;
    if (args->n_arguments) {
        command = es_command_find(args->argument[0], err);
        if (!command)
            return ES_EUSAGE;
    }
    if (es_cli_flag(args, "man"))
        es_manual_write(command, stdout);
    else
        es_command_help(command);
    return ES_OK;
}

const es_command es_command_help_command = {
    .name = "help",
    .synopsis = "[COMMAND]",
    .summary = "how to use a command",
    .example = "eventstudy help run",
    .options = options,
    .max_arguments = 1,
    .run = run,
};
