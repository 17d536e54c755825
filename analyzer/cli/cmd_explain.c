/* explain RUN EVENT */
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"model", ES_CLI_VALUE, "ID", "the model to explain (default: the primary one)"},
    {"table", ES_CLI_VALUE, "NAME",
     "one table: steps, missing, coefficients, inverse, days, windows, variances, path, worked, "
     "estimation"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status print(const es_cli_args *args, const es_tables *tables, es_error *err)
{
    const char *table = es_cli_value(args, "table", NULL), *format = es_cli_format(args);
    bool text = es_cli_is_text(args);
    es_status status = ES_OK;
    if (!table && (es_name_equal(format, "markdown") || es_name_equal(format, "html"))) {
        es_show show = es_cli_show(args);
        const char *title =
            es_arena_printf(args->arena, "The event %s explained", args->argument[1]);
        return title ? es_report_explanation(tables, title,
                                             es_name_equal(format, "html") ? "html" : "markdown",
                                             &show, stdout, err)
                     : es_fail_memory(err);
    }
    if (table || !text)
        return es_cli_print_named(args, tables, table ? table : "days", err);
    for (size_t i = 0; i < es_tables_count(tables) && !status; i++) {
        const es_table *t = es_tables_at(tables, i);
        if (strcmp(t->name, "path") == 0)
            continue; /* for pictures; --table path */
        if (strcmp(t->name, "estimation") == 0 || strcmp(t->name, "worked") == 0) {
            (void)printf("\n%zu %s: --table %s\n", t->n_rows,
                         strcmp(t->name, "worked") == 0 ? "figures worked out" : "estimation rows",
                         t->name);
            continue;
        }
        if (i)
            (void)putchar('\n');
        status = es_cli_print(args, t, ES_CLI_TITLED, err);
    }
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_tables *tables = NULL;
    es_cli_kept kept;
    es_status status = es_cli_open_kept(args, &kept, err);
    if (!status)
        status = es_cli_warn_of_changes(&kept, NULL, err);
    if (!status)
        status = es_study_explain(kept.data, kept.spec, args->argument[1],
                                  es_cli_value(args, "model", NULL), &tables, err);
    if (!status)
        status = print(args, tables, err);
    es_tables_free(tables);
    es_cli_close_kept(&kept);
    return status;
}

const es_command es_command_explain = {
    .name = "explain",
    .synopsis = "RUN EVENT",
    .summary = "one event from announcement to p-value, every intermediate figure",
    .detail = "RUN is a run number or `last`. Each figure carries the number of its formula. As "
              "Markdown or HTML it is a whole document, with eight digits and each figure worked "
              "out, to be followed with a calculator.",
    .example = "eventstudy explain last orcl-2025-09-09 -o oracle.html",
    .tables = "steps missing coefficients inverse days windows variances path worked estimation",
    .options = options,
    .prints = true,
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
