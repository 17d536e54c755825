/* doctor */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/page.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"symbol", ES_CLI_VALUE, "SYMBOL", "only this security"},
    {"check", ES_CLI_VALUE, "ID", "only this check; see list checks"},
    {"format", ES_CLI_VALUE, "text|csv|json", "how to print the findings (default: text)"},
    {"out", ES_CLI_VALUE, "DIR", "write findings.csv and checks.csv into DIR"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

enum { LINE = 512 };

/* ---- Text ---- */

/* "AFLAC 1998-06-09: close 66.06 -> 33.19, x0.502; 2:1" */
static void describe(const es_table *t, size_t row, char *line)
{
    const char *symbol = es_table_text(t, row, es_table_column(t, "symbol"));
    const char *field = es_table_text(t, row, es_table_column(t, "field"));
    const char *note = es_table_text(t, row, es_table_column(t, "note"));
    double before = es_table_number(t, row, es_table_column(t, "before"));
    double after = es_table_number(t, row, es_table_column(t, "after"));
    double ratio = es_table_number(t, row, es_table_column(t, "ratio"));
    double days = es_table_number(t, row, es_table_column(t, "n_days"));
    char first[ES_DAY_TEXT] = "", last[ES_DAY_TEXT] = "", span[64], figures[160] = "";
    es_cell cell;
    t->cell(t->source, row, (size_t)es_table_column(t, "first"), &cell);
    (void)es_day_format(cell.as.day, first);
    t->cell(t->source, row, (size_t)es_table_column(t, "last"), &cell);
    (void)es_day_format(cell.as.day, last);
    if (strcmp(first, last) == 0)
        (void)snprintf(span, sizeof span, "%s", first);
    else
        (void)snprintf(span, sizeof span, "%s to %s, %.0f days", first, last, days);
    if (!isnan(before) && !isnan(after) && before != after)
        (void)snprintf(figures, sizeof figures, " %.6g -> %.6g", before, after);
    else if (!isnan(after))
        (void)snprintf(figures, sizeof figures, " %.6g", after);
    if (!isnan(ratio))
        (void)snprintf(figures + strlen(figures), sizeof figures - strlen(figures), ", ratio %.4g",
                       ratio);
    (void)snprintf(line, LINE, "%s %s%s%s%s%s; %s", symbol ? symbol : "market", span,
                   field || *figures ? ":" : "", field ? " " : "", field ? field : "", figures,
                   note ? note : "");
}

static void print_paragraph(const char *label, const char *text)
{
    enum { INDENT = 2 };
    (void)printf("%*s%s:", INDENT, "", label);
    (void)es_page_wrap(text, INDENT + strlen(label) + 1, INDENT);
    (void)putchar('\n');
}

/* The findings of the check in row `c` of the table of checks. */
static void print_check(const es_table *checks, const es_table *findings, size_t c)
{
    enum { INDENT = 4, HANG = 6 };
    const char *id = es_table_text(checks, c, 0);
    char line[LINE];
    (void)printf("%s: %s (%.0f)\n", id, es_table_text(checks, c, 1), es_table_number(checks, c, 2));
    print_paragraph("finds", es_table_text(checks, c, es_table_column(checks, "finds")));
    print_paragraph("mend", es_table_text(checks, c, es_table_column(checks, "mend")));
    for (size_t i = 0; i < findings->n_rows; i++) {
        if (strcmp(es_table_text(findings, i, 0), id) != 0)
            continue;
        describe(findings, i, line);
        (void)printf("%*s", INDENT, "");
        (void)es_page_wrap(line, INDENT, INDENT);
        (void)putchar('\n');
    }
    (void)putchar('\n');
}

static void print_text(const es_tables *result)
{
    const es_table *checks = es_tables_find(result, "checks");
    const es_table *findings = es_tables_find(result, "findings");
    size_t n_found = 0;
    for (size_t c = 0; c < checks->n_rows; c++)
        if (es_table_number(checks, c, 2) > 0.0) {
            n_found++;
            print_check(checks, findings, c);
        }
    if (findings->n_rows)
        (void)printf("%zu findings; %zu of %zu checks found something\n", findings->n_rows, n_found,
                     checks->n_rows);
    else
        (void)printf("nothing found by %zu checks\n", checks->n_rows);
}

/* ---- After an import ---- */

es_status es_cli_warn_prices(es_store *store, es_error *err)
{
    const es_doctor_options quick = {.touched = true};
    const es_table *checks, *findings;
    es_tables *result;
    size_t at = 0;
    es_status status = es_doctor(store, &quick, &result, err);
    if (status == ES_ENOTFOUND) /* nothing was stored */
        return ES_OK;
    if (status)
        return status;
    checks = es_tables_find(result, "checks");
    findings = es_tables_find(result, "findings");
    for (size_t c = 0; c < checks->n_rows; c++) {
        double n = es_table_number(checks, c, 2);
        char line[LINE];
        if (!(n > 0.0))
            continue;
        describe(findings, at, line); /* the first of this check: they follow each other */
        at += (size_t)n;
        (void)fprintf(stderr, "warning: %s (%.0f): %s%s\n", es_table_text(checks, c, 1), n, line,
                      n > 1.0 ? ", ..." : "");
    }
    if (at)
        (void)fputs("note: `eventstudy doctor` shows all of it and how to mend it\n", stderr);
    es_tables_free(result);
    return ES_OK;
}

/* ---- The command ---- */

static es_status print(const es_cli_args *args, const es_tables *result, es_error *err)
{
    const char *directory = es_cli_value(args, "out", NULL);
    es_status status = directory ? es_report_tables(result, directory, err) : ES_OK;
    if (status)
        return status;
    if (!es_name_equal(es_cli_value(args, "format", "text"), "text"))
        return es_cli_print(args, es_tables_find(result, "findings"), ES_CLI_PLAIN, err);
    print_text(result);
    return ES_OK;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    const es_doctor_options doctor = {.symbol = es_cli_value(args, "symbol", NULL),
                                      .check = es_cli_value(args, "check", NULL)};
    es_store *store;
    es_tables *result = NULL;
    es_status status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, err);
    if (status)
        return status;
    status = es_doctor(store, &doctor, &result, err);
    if (!status)
        status = print(args, result, err);
    es_tables_free(result);
    es_store_close(store);
    return status;
}

const es_command es_command_doctor = {
    .name = "doctor",
    .synopsis = "",
    .summary = "look for trouble in the stored prices and factors",
    .detail = "Splits that are not in the prices, slips of the decimal point, prices that do not "
              "move, days missing or filled up, and more: every finding with symbol, days, figures "
              "and how to mend it. Nothing is changed.",
    .example = "eventstudy doctor --db deals.db --format csv",
    .options = options,
    .run = run,
};
