/* rerun RUN */
#include <inttypes.h>
#include <stdio.h>

#include "base/table.h"
#include "cli/changes.h"
#include "cli/command.h"

static const es_cli_option options[] = {
    {"table", ES_CLI_VALUE, "NAME", "one table: tables, options, inputs, events, results, cars"},
    {"save", ES_CLI_FLAG, NULL, "keep the new run in the database as well"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

/* Tables, of all, with a row that is not equal; *first is one of them. */
static size_t count_different(const es_tables *changes, const char **first)
{
    const es_table *t = es_tables_find(changes, "tables");
    size_t n = 0;
    for (size_t i = t->n_rows; i-- > 0;)
        if (es_table_number(t, i, 2) + es_table_number(t, i, 3) + es_table_number(t, i, 4) > 0.0) {
            n++;
            *first = es_table_text(t, i, 0);
        }
    return n;
}

/* What may be behind a difference that no option makes. */
static es_status fail_different(const es_tables *changes, es_error *err)
{
    const es_table *inputs = es_tables_find(changes, "inputs");
    const char *first = "";
    size_t n = count_different(changes, &first);
    (void)es_fail(err, ES_EDATA, "the run is not repeated: %zu of its tables differ", n);
    if (inputs->n_rows)
        return es_hint(err, "the imported files are not those of the run: --table inputs");
    return es_hint(err, "no file was imported since; %s is the first: --table tables", first);
}

static es_status save(const es_cli_args *args, const es_tables *result, es_error *err)
{
    es_store *store = NULL;
    int64_t number;
    es_status status = es_store_open(es_cli_database(args), ES_STORE_WRITE, &store, err);
    if (!status)
        status = es_store_save_run(store, result, &number, err);
    es_store_close(store);
    if (!status)
        (void)fprintf(stderr, "kept as run %" PRId64 " in %s\n", number, es_cli_database(args));
    return status;
}

/* The version that made a run. */
static const char *version_of(const es_tables *result)
{
    const es_table *about = es_tables_find(result, "about");
    const char *text = about && about->n_rows ? es_table_text(about, 0, 1) : NULL;
    return text ? text : "?";
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_cli_kept kept;
    es_tables *again = NULL, *changes = NULL;
    es_status status = es_cli_open_kept(args, &kept, err);
    if (!status)
        status = es_study_run(kept.data, kept.spec, &again, err);
    if (!status)
        status = es_report_compare(kept.tables, again, &changes, err);
    if (!status)
        status = es_cli_print_changes(
            args, changes,
            es_arena_printf(args->arena, "run %s as it was kept, by version %s", args->argument[0],
                            version_of(kept.tables)),
            es_arena_printf(args->arena, "the same options now, by version %s", es_version()), err);
    es_store_close(kept.store); /* before it is written to */
    kept.store = NULL;
    if (!status && es_cli_flag(args, "save"))
        status = save(args, again, err);
    if (!status && !es_cli_changes_none(changes))
        status = fail_different(changes, err);
    es_tables_free(changes);
    es_tables_free(again);
    es_cli_close_kept(&kept);
    return status;
}

const es_command es_command_rerun = {
    .name = "rerun",
    .synopsis = "RUN",
    .summary = "repeat a kept run and say whether every figure is the same",
    .detail =
        "The options of the run, seed included, are applied to the data as they are in the "
        "database now. The exit status is 0 when every table is equal to the last bit, else 1, and "
        "what differs is shown as by `compare`.",
    .example = "eventstudy rerun last",
    .options = options,
    .prints = true,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
