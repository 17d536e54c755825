/* export prices|bars|returns|events|ledger|aliases|calendar|confounding */
#include <errno.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"symbol", ES_CLI_VALUE, "SYMBOL", "only this security"},
    {"from", ES_CLI_VALUE, "DATE", "from this day on"},
    {"to", ES_CLI_VALUE, "DATE", "up to this day"},
    {"original", ES_CLI_FLAG, NULL,
     "prices, returns: without the splits recorded by doctor --fix (default: with them)"},
    {"output", ES_CLI_VALUE, "FILE", "write FILE, which is replaced when all is written (also -o)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status cannot(const char *path, es_error *err)
{
    (void)es_fail(err, ES_EIO, "cannot write %s: %s", path, strerror(errno));
    return es_hint(err, "--output names the file");
}

static es_status send(const es_cli_args *args, es_store *store, const es_export_options *export,
                      FILE *stream, es_error *err)
{
    es_writer *writer;
    es_sink sink;
    es_status closed, status = es_writer_open("csv", stream, &writer, err);
    if (status)
        return status;
    sink = es_writer_sink(writer);
    status = es_store_export(store, args->argument[0], export, &sink, err);
    closed = es_writer_close(writer, status ? NULL : err);
    return status ? status : closed;
}

/* Under another name first, so that no half-written file is ever seen. */
static es_status send_file(const es_cli_args *args, es_store *store,
                           const es_export_options *export, const char *path, es_error *err)
{
    const char *temporary = es_arena_printf(args->arena, "%s.part", path);
    FILE *stream = temporary ? fopen(temporary, "w") : NULL;
    es_status status;
    if (!temporary)
        return es_fail_memory(err);
    if (!stream)
        return cannot(path, err);
    status = send(args, store, export, stream, err);
    if (fclose(stream) != 0 && !status)
        status = cannot(path, err);
    if (!status && rename(temporary, path) != 0)
        status = cannot(path, err);
    if (status)
        (void)remove(temporary);
    return status;
}

static es_status read_day(const es_cli_args *args, const char *option, es_day *out, es_error *err)
{
    const char *text = es_cli_value(args, option, NULL);
    if (!text || es_day_parse(text, strlen(text), out) == ES_DATE_OK)
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "--%s: \"%s\" is not a date", option, text);
    return es_hint(err, "--%s YYYY-MM-DD", option);
}

static es_status read_options(const es_cli_args *args, es_export_options *out, es_error *err)
{
    es_status status;
    es_export_options_init(out);
    out->symbol = es_cli_value(args, "symbol", NULL);
    out->original = es_cli_flag(args, "original");
    status = read_day(args, "from", &out->first, err);
    if (!status)
        status = read_day(args, "to", &out->last, err);
    if (!status && out->first > out->last)
        status = es_fail(err, ES_EUSAGE, "--from %s comes after --to %s",
                         es_cli_value(args, "from", ""), es_cli_value(args, "to", ""));
    if (!status && args->n_arguments > 1) {
        if (strcmp(args->argument[0], "ledger") != 0)
            return es_fail(err, ES_EUSAGE, "export %s: \"%s\" is one argument too many",
                           args->argument[0], args->argument[1]);
        status = es_cli_run_number(args->argument[1], &out->run, err);
    }
    return status;
}

/* Splits recorded by the doctor become data like any other where the file is imported. */
static void tell_corrections(const es_cli_args *args, es_store *store, const es_export_options *o)
{
    const es_table *fixes;
    es_tables *all;
    es_error unused;
    size_t n = 0;
    if (o->original
        || !(es_name_equal(args->argument[0], "prices")
             || es_name_equal(args->argument[0], "returns")))
        return;
    if (es_doctor_fixes(store, &all, &unused)) /* databases of older formats have none */
        return;
    fixes = es_tables_at(all, 0);
    for (size_t i = 0; i < fixes->n_rows; i++)
        if (strcmp(es_table_text(fixes, i, es_table_column(fixes, "status")), "in force") == 0)
            n += !o->symbol
                 || strcmp(es_table_text(fixes, i, es_table_column(fixes, "symbol")), o->symbol)
                        == 0;
    if (n)
        (void)fprintf(stderr,
                      "note: splits recorded by doctor --fix are in these %s as data (%zu); "
                      "--original leaves them out\n",
                      args->argument[0], n);
    es_tables_free(all);
}

static es_status run(const es_cli_args *args, es_error *err)
{
    const char *path = es_cli_value(args, "output", NULL);
    es_export_options export;
    es_store *store;
    es_status status = read_options(args, &export, err);
    if (!status)
        status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, err);
    if (status)
        return status;
    status = path && strcmp(path, "-") != 0 ? send_file(args, store, &export, path, err)
                                            : send(args, store, &export, stdout, err);
    if (!status)
        tell_corrections(args, store, &export);
    es_store_close(store);
    return status;
}

const es_command es_command_export = {
    .name = "export",
    .synopsis = "prices|bars|returns|events|ledger|aliases|calendar|confounding [RUN]",
    .summary = "CSV out again",
    .detail = "All but the ledger comes in the form in which `import` reads them back to "
              "the same bits; numbers have as many digits as that takes. Prices and returns are "
              "sorted by symbol and date. A text that a spreadsheet would run as a formula has an "
              "apostrophe before it, which `import` takes off again. The ledger is that of RUN "
              "(default: the latest): every "
              "event with what became of it.",
    .example = "eventstudy export prices --symbol ORCL --from 2025-01-01 -o orcl.csv",
    .options = options,
    .words = "prices bars returns events ledger aliases calendar confounding",
    .min_arguments = 1,
    .max_arguments = 2,
    .run = run,
};
