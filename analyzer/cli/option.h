/* The command line: options as rows, one re-entrant parser. */
#ifndef ES_CLI_OPTION_H
#define ES_CLI_OPTION_H

#include "base/arena.h"
#include "base/error.h"

typedef enum es_cli_kind {
    ES_CLI_FLAG,  /* --name */
    ES_CLI_VALUE, /* --name VALUE or --name=VALUE */
    ES_CLI_MANY   /* --name VALUE... up to the next option */
} es_cli_kind;

typedef struct es_cli_option {
    const char *name; /* with hyphens; `_` is accepted too */
    es_cli_kind kind;
    const char *placeholder;
    const char *help;
} es_cli_option;

typedef struct es_cli_given {
    const char *name, *value; /* value NULL: a flag */
} es_cli_given;

typedef struct es_cli_args {
    es_arena *arena;
    size_t n_arguments, n_given;
    const char **argument;
    es_cli_given *given;
    bool help; /* --help was there */
} es_cli_args;

/* The options of a command: its own (ended by a NULL name), es_cli_print_options where it prints
 * tables, es_cli_data_options and the keys of a study file where it takes a study, and the ones
 * every command has.  An option of its own goes before one of the same name. */
typedef struct es_cli_sets {
    const es_cli_option *own;
    bool print, study;
} es_cli_sets;

/* Calls visit for each of them, in this order. */
void es_cli_each_option(const es_cli_sets *sets,
                        void (*visit)(void *context, const es_cli_option *option), void *context);

/* Sorts argv into arguments and options.  "-o" is short for --output; "--" ends the options. */
es_status es_cli_parse(int argc, char **argv, const es_cli_sets *sets, es_arena *arena,
                       es_cli_args *out, es_error *err);

/* The last value given, or `otherwise`. */
const char *es_cli_value(const es_cli_args *args, const char *name, const char *otherwise);
bool es_cli_flag(const es_cli_args *args, const char *name);

/* All values of an option, in order; *n counts them. */
const char **es_cli_values(const es_cli_args *args, const char *name, size_t *n);

/* The options that every command has; those for data from files, of commands that take a study;
 * those of commands that print tables. */
extern const es_cli_option es_cli_common[], es_cli_data_options[], es_cli_print_options[];

#endif
