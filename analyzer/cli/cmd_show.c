/* show [RUN] */
#include "base/text.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"table", ES_CLI_VALUE, "NAME", "one table: events, fits, ar, cars, results, settings, ..."},
    {"out", ES_CLI_VALUE, "DIR", "write every table as CSV, and run.json, into DIR"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status print(const es_cli_args *args, const es_tables *result, es_error *err)
{
    const char *table = es_cli_value(args, "table", NULL);
    const char *directory = es_cli_value(args, "out", NULL);
    es_status status = directory ? es_report_directory(result, directory, err) : ES_OK;
    if (status)
        return status;
    if (!table && es_cli_is_text(args)) {
        es_show show = es_cli_show(args);
        return es_report_summary(result, &show, stdout, err);
    }
    return es_cli_print_named(args, result, table ? table : "results", err);
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_store *store = NULL;
    es_tables *result = NULL;
    int64_t number = 0;
    es_status status = ES_OK;
    if (args->n_arguments)
        status = es_cli_run_number(args->argument[0], &number, err);
    if (!status)
        status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, err);
    if (!status)
        status = es_store_load_run(store, number, &result, err);
    if (!status)
        status = print(args, result, err);
    es_tables_free(result);
    es_store_close(store);
    return status;
}

const es_command es_command_show = {
    .name = "show",
    .synopsis = "[RUN]",
    .summary = "print a kept run again, any table, any format",
    .detail = "Without a number: the latest run.",
    .example = "eventstudy show 3 --table cars --format csv",
    .options = options,
    .prints = true,
    .max_arguments = 1,
    .run = run,
};
