/* completion SHELL */
#include "cli/command.h"
#include "cli/completion.h"

static const es_cli_option options[] = {{NULL, ES_CLI_FLAG, NULL, NULL}};

static es_status run(const es_cli_args *args, es_error *err)
{
    return es_completion_write(args->argument[0], stdout, err);
}

const es_command es_command_completion = {
    .name = "completion",
    .synopsis = "bash|zsh|fish",
    .summary = "a script that has the shell complete commands and options",
    .detail = "An installed program has it in place already. Else: source it in the shell's "
              "start-up file, as in the example for bash.",
    .example = "eval \"$(eventstudy completion bash)\"",
    .words = "bash zsh fish",
    .options = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
