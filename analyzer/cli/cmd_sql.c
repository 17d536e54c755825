/* sql QUERY */
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status query(const es_cli_args *args, es_store *store, es_error *err)
{
    es_writer *writer;
    es_sink sink;
    es_show show = es_cli_show(args);
    es_status closed, status = es_writer_open(es_cli_format(args), stdout, &writer, err);
    if (status)
        return status;
    es_writer_dress(writer, &show, NULL, NULL);
    sink = es_writer_sink(writer);
    status = es_store_query(store, args->argument[0], &sink, err);
    closed = es_writer_close(writer, status ? NULL : err);
    return status ? status : closed;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_store *store;
    es_status status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, err);
    if (status)
        return status;
    status = query(args, store, err);
    es_store_close(store);
    return status;
}

const es_command es_command_sql = {
    .name = "sql",
    .synopsis = "QUERY",
    .summary = "read-only SQL on the database, with prices as a table",
    .detail = "`price` holds the stored prices, one row per symbol and day; `ar` the abnormal "
              "returns of the kept runs. Nothing can be changed.",
    .example = "eventstudy sql \"SELECT date, close FROM price WHERE symbol = 'ORCL' LIMIT 5\"",
    .options = options,
    .prints = true,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
