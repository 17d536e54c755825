/* check [STUDY.ini] */
#include <stdlib.h>

#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"format", ES_CLI_VALUE, "text|csv|json", "csv and json carry every column (default: text)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

/* The columns that fit an 80-column page. */
static es_status print_narrow(const es_cli_args *args, const es_table *full, es_error *err)
{
    static const char *const name[] = {"event",        "announced", "time",  "date_used",
                                       "n_estimation", "n_event",   "status"};
    static const char *const shown[] = {"event", "announced", "time",   "day zero",
                                        "est.",  "event",     "outcome"};
    enum { N = sizeof name / sizeof *name, OUTCOME = N - 1 };
    int reason = es_table_column(full, "reason");
    es_column columns[N];
    int from[N];
    es_tables *set = es_tables_new();
    es_table_rows *rows;
    es_status status = ES_OK;
    for (size_t k = 0; k < N; k++) {
        from[k] = es_table_column(full, name[k]);
        columns[k] = full->columns[from[k]];
        columns[k].name = shown[k];
    }
    rows = set ? es_tables_add(set, "check", full->title, columns, N) : NULL;
    if (!rows)
        status = es_fail_memory(err);
    for (size_t i = 0; i < full->n_rows && !status; i++) {
        es_cell cells[N];
        for (size_t k = 0; k < N; k++)
            full->cell(full->source, i, (size_t)from[k], &cells[k]);
        if (es_table_text(full, i, reason))
            cells[OUTCOME] = es_cell_text(es_table_text(full, i, reason));
        status = es_table_append(rows, cells, err);
    }
    if (!status)
        status = es_cli_print(args, es_tables_at(set, 0), ES_CLI_PLAIN, err);
    es_tables_free(set);
    return status;
}

/* What does not fit into the table: an event found under another symbol. */
static void print_found(const es_table *check)
{
    int event = es_table_column(check, "event"), found = es_table_column(check, "found_as");
    for (size_t i = 0; i < check->n_rows; i++)
        if (es_table_text(check, i, found))
            (void)printf("%s: found as %s\n", es_table_text(check, i, event),
                         es_table_text(check, i, found));
}

static es_status print(const es_cli_args *args, const es_tables *result, es_error *err)
{
    const es_table *counts = es_tables_find(result, "counts");
    const es_table *check = es_tables_find(result, "check");
    es_status status;
    if (!es_name_equal(es_cli_value(args, "format", "text"), "text"))
        return es_cli_print(args, check, ES_CLI_PLAIN, err);
    status = print_narrow(args, check, err);
    if (!status)
        print_found(check);
    if (!status)
        (void)printf("\n%.0f in = %.0f used + %.0f excluded, before estimation\n",
                     es_table_number(counts, 0, 1), es_table_number(counts, 1, 1),
                     es_table_number(counts, 2, 1));
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_tables *result = NULL;
    es_spec *spec = NULL;
    es_cli_data data = {NULL, NULL, false};
    es_status status = es_cli_spec(args, 0, &spec, err);
    if (!status)
        status = es_cli_open_data(args, ES_STORE_READ, &data, err);
    if (!status)
        status = es_study_check(data.data, spec, &result, err);
    if (!status)
        status = print(args, result, err);
    es_tables_free(result);
    es_cli_close_data(&data);
    es_spec_free(spec);
    return status;
}

const es_command es_command_check = {
    .name = "check",
    .synopsis = "[STUDY.ini]",
    .summary = "show every event's day zero, windows and outcome, without estimation",
    .detail = "Nothing is estimated and nothing is kept. Text shows the columns that fit a page; "
              "csv and json show them all, windows with their dates.",
    .example = "eventstudy check study.ini --format csv",
    .options = options,
    .study_options = true,
    .max_arguments = 1,
    .run = run,
};
