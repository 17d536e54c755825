/* compare RUN RUN */
#include <inttypes.h>

#include "cli/changes.h"
#include "cli/command.h"
#include "cli/screen.h"

static const es_cli_option options[] = {
    {"table", ES_CLI_VALUE, "NAME", "one table: tables, options, inputs, events, results, cars"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

/* A kept run and what to call it. */
static es_status load(const es_cli_args *args, es_store *store, size_t argument, es_tables **out,
                      const char **name, es_error *err)
{
    int64_t number;
    es_status status = es_cli_run_number(args->argument[argument], &number, err);
    *out = NULL;
    if (!status)
        status = es_store_load_run(store, number, out, err);
    *name = number ? es_arena_printf(args->arena, "run %" PRId64, number) : "the latest run";
    return status || *name ? status : es_fail_memory(err);
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_tables *a = NULL, *b = NULL, *changes = NULL;
    const char *name_a, *name_b;
    es_store *store;
    es_status status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, err);
    if (!status)
        status = load(args, store, 0, &a, &name_a, err);
    if (!status)
        status = load(args, store, 1, &b, &name_b, err);
    if (!status)
        status = es_report_compare(a, b, &changes, err);
    if (!status)
        status = es_cli_print_changes(args, changes, name_a, name_b, err);
    es_tables_free(changes);
    es_tables_free(a);
    es_tables_free(b);
    es_store_close(store);
    return status;
}

const es_command es_command_compare = {
    .name = "compare",
    .synopsis = "RUN RUN",
    .summary = "what differs between two kept runs: options, inputs, events, results",
    .detail =
        "Rows belong together by model, event, window and so on, and are compared to the last "
        "bit. Text shows the first rows of each table of differences; other formats show "
        "one table, --table says which.",
    .example = "eventstudy compare 1 2 --table events",
    .options = options,
    .prints = true,
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
