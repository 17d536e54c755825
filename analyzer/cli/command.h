/* Commands: a row of the table in commands.c and a file cmd_NAME.c each.
 *
 * To add one: write cmd_NAME.c with its options, its run function and its descriptor at the bottom,
 * declare that here, add it to commands.c and cli/CMakeLists.txt, and add tests/cli/NAME/. */
#ifndef ES_CLI_COMMAND_H
#define ES_CLI_COMMAND_H

#include "base/error.h"
#include "cli/option.h"

typedef struct es_command es_command;

struct es_command {
    const char *name;
    const char *synopsis; /* after the name */
    const char *summary;  /* one line */
    const char *detail;   /* a paragraph, may be NULL */
    const char *example;
    const char *words;  /* what the first argument can be, apart by blanks; NULL: anything */
    const char *tables; /* what --table can be, likewise */
    bool pictures;      /* the arguments are a run and a picture, of which either may be left out */
    const es_cli_option *options; /* ended by a NULL name */
    bool study_options;           /* also every key of a study file */
    bool prints;                  /* tables, through es_cli_print: also es_cli_print_options */
    bool in_fleet;                /* may be started as several processes */
    size_t min_arguments, max_arguments;
    es_status (*run)(const es_cli_args *args, es_error *err);
};

extern const es_command es_command_import, es_command_run, es_command_check, es_command_show,
    es_command_table, es_command_cite, es_command_compare, es_command_rerun, es_command_explain,
    es_command_difference, es_command_regress, es_command_selftest, es_command_list,
    es_command_plot, es_command_report, es_command_doctor, es_command_export, es_command_sql,
    es_command_completion, es_command_help_command;

const es_command *es_command_find(const char *name, es_error *err); /* NULL: unknown, err says */
size_t es_command_count(void);
const es_command *es_command_at(size_t i);

/* The tables of a result; the last ones only where the study asks for them. */
#define ES_CLI_RESULT_TABLES                                                                       \
    "events fits ar cars results diagnostics adjusted about settings inputs counts notes volume "  \
    "regression"

/* The options a command takes. */
es_cli_sets es_command_sets(const es_command *command);

/* Calls visit for each option that help, manual and completion show: names with hyphens, keys of a
 * study file (is_key) last and with their default behind the help.  The option is borrowed until
 * visit returns. */
typedef void es_command_visit(void *context, const es_cli_option *option, bool is_key);
void es_command_each_option(const es_command *command, es_command_visit *visit, void *context);

/* The help of one command, or (NULL) the overview, to stdout. */
void es_command_help(const es_command *command);

#endif
