/* check [STUDY.ini] */
#include <stdlib.h>

#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/page.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

/* A column of the table under another name. */
typedef struct shown {
    const char *name, *title;
} shown;

/* The columns that fit an 80-column page. */
static es_status print_columns(const es_cli_args *args, const es_table *full, const shown *show,
                               size_t n, es_error *err)
{
    enum { MOST = 8 };
    int reason = es_table_column(full, "reason"), from[MOST];
    es_column columns[MOST];
    es_tables *set = es_tables_new();
    es_table_rows *rows;
    es_status status = ES_OK;
    for (size_t k = 0; k < n; k++) {
        from[k] = es_table_column(full, show[k].name);
        columns[k] = full->columns[from[k]];
        columns[k].name = show[k].title;
    }
    rows = set ? es_tables_add(set, "check", full->title, columns, n) : NULL;
    if (!rows)
        status = es_fail_memory(err);
    for (size_t i = 0; i < full->n_rows && !status; i++) {
        es_cell cells[MOST];
        for (size_t k = 0; k < n; k++) {
            full->cell(full->source, i, (size_t)from[k], &cells[k]);
            if (es_name_equal(show[k].name, "status") && es_table_text(full, i, reason))
                cells[k] = es_cell_text(es_table_text(full, i, reason));
        }
        status = es_table_append(rows, cells, err);
    }
    if (!status)
        status = es_cli_print(args, es_tables_at(set, 0), ES_CLI_PLAIN, err);
    es_tables_free(set);
    return status;
}

static es_status print_narrow(const es_cli_args *args, const es_table *check, es_error *err)
{
    static const shown outcome[] = {{"event", "event"},       {"announced", "announced"},
                                    {"time", "time"},         {"date_used", "day zero"},
                                    {"n_estimation", "est."}, {"n_event", "event"},
                                    {"status", "outcome"}};
    static const shown around[] = {{"event", "event"},
                                   {"one_earlier", "earlier"},
                                   {"date_used", "day zero"},
                                   {"one_later", "later"},
                                   {"why", "why"}};
    es_status status = print_columns(args, check, outcome, 7, err);
    if (status)
        return status;
    (void)printf("\nDay zero, the sessions before and after it, and why it is that day\n");
    return print_columns(args, check, around, 5, err);
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

/* One group's line, from the row of its `in` on; returns the row behind it. */
static size_t print_group(const es_table *counts, size_t i)
{
    int outcome = es_table_column(counts, "outcome"), n = es_table_column(counts, "n");
    const char *label = es_table_text(counts, i, es_table_column(counts, "group"));
    bool all = i == 0, any = false;
    char text[120];
    size_t column;
    (void)snprintf(text, sizeof text, "%.40s%s%.0f in = %.0f used + %.0f excluded",
                   all ? "" : label, all ? "" : ": ", es_table_number(counts, i, n),
                   es_table_number(counts, i + 1, n), es_table_number(counts, i + 2, n));
    column = (size_t)printf("%s%s", all ? "" : "  ", text);
    for (i += 3; i < counts->n_rows && !es_name_equal(es_table_text(counts, i, outcome), "in");
         i++) {
        (void)snprintf(text, sizeof text, " %s%.0f %s%s", any ? "" : "(",
                       es_table_number(counts, i, n), es_table_text(counts, i, outcome),
                       i + 1 == counts->n_rows
                               || es_name_equal(es_table_text(counts, i + 1, outcome), "in")
                           ? ")"
                           : ",");
        column = es_page_wrap(text + 1, column, 4);
        any = true;
    }
    (void)putchar('\n');
    return i;
}

/* "4 in = 3 used + 1 excluded (1 duplicate_event)" for all, and for each group. */
static void print_counts(const es_table *counts)
{
    (void)printf("\nBefore estimation:\n");
    for (size_t i = 0; i + 2 < counts->n_rows;)
        i = print_group(counts, i);
}

static es_status print(const es_cli_args *args, const es_tables *result, es_error *err)
{
    const es_table *counts = es_tables_find(result, "counts");
    const es_table *check = es_tables_find(result, "check");
    es_status status;
    if (!es_cli_is_text(args))
        return es_cli_print(args, check, ES_CLI_PLAIN, err);
    status = print_narrow(args, check, err);
    if (!status)
        print_found(check);
    if (!status)
        print_counts(counts);
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
    if (!status)
        es_cli_warn_all(es_tables_find(result, "warnings"));
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
    .prints = true,
    .study_options = true,
    .max_arguments = 1,
    .run = run,
};
