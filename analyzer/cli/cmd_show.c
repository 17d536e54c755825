/* show [RUN] */
#include "cli/command.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"table", ES_CLI_VALUE, "NAME", "one table: events, fits, ar, cars, results, settings, ..."},
    {"out", ES_CLI_VALUE, "DIR", "write every table as CSV, and run.json, into DIR"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status print(const es_cli_args *args, const es_tables *result, es_error *err)
{
    const char *directory = es_cli_value(args, "out", NULL);
    es_status status = directory ? es_report_directory(result, directory, err) : ES_OK;
    return status ? status : es_cli_print_result(args, result, err);
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_tables *result = NULL;
    es_status status = es_cli_load_run(args, &result, err);
    if (!status)
        status = print(args, result, err);
    es_tables_free(result);
    return status;
}

const es_command es_command_show = {
    .name = "show",
    .synopsis = "[RUN]",
    .summary = "print a kept run again, any table, any format",
    .detail = "Without a number: the latest run.",
    .example = "eventstudy show 3 --table cars --format csv",
    .tables = ES_CLI_RESULT_TABLES,
    .options = options,
    .prints = true,
    .max_arguments = 1,
    .run = run,
};
