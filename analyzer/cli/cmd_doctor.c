/* doctor */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/page.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"symbol", ES_CLI_VALUE, "SYMBOL", "only this security"},
    {"check", ES_CLI_VALUE, "ID", "only this check; see list checks"},
    {"out", ES_CLI_VALUE, "DIR", "write findings.csv and checks.csv into DIR"},
    {"fix", ES_CLI_VALUE, "split", "record a split of --symbol that its prices do not show"},
    {"date", ES_CLI_VALUE, "DATE", "the first day with the new price (default: the one found)"},
    {"ratio", ES_CLI_VALUE, "NEW:OLD", "new shares for old, 2:1 or 2 (default: the one found)"},
    {"fixes", ES_CLI_FLAG, NULL, "list what was recorded"},
    {"undo", ES_CLI_VALUE, "N", "take correction number N back"},
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

es_status es_cli_examine_prices(void *findings, es_store *store, es_error *err)
{
    const es_doctor_options quick = {.touched = true};
    es_tables **out = findings;
    es_status status = es_doctor(store, &quick, out, err);
    return status == ES_ENOTFOUND ? ES_OK : status; /* nothing was stored */
}

void es_cli_warn_prices(const es_tables *result)
{
    const es_table *checks, *findings;
    size_t at = 0;
    if (!result)
        return;
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
}

/* ---- Corrections ---- */

/* "2:1", "3:2", "2" or "0.1". */
static es_status read_ratio(const char *text, double *out, es_error *err)
{
    const char *colon = strchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : strlen(text);
    double old = 1.0;
    if (es_number_read(text, n, out) != ES_NUMBER_OK
        || (colon && es_number_read(colon + 1, strlen(colon + 1), &old) != ES_NUMBER_OK)
        || !(*out > 0.0) || !(old > 0.0) || *out == old) {
        (void)es_fail(err, ES_EUSAGE, "--ratio: \"%s\" is no ratio", text);
        return es_hint(err, "new shares for old: 2:1, 3:2, 1:10");
    }
    *out /= old;
    return ES_OK;
}

static es_status read_fix(const es_cli_args *args, es_fix *fix, es_error *err)
{
    const char *what = es_cli_value(args, "fix", NULL), *date = es_cli_value(args, "date", NULL);
    const char *ratio = es_cli_value(args, "ratio", NULL);
    memset(fix, 0, sizeof *fix);
    fix->symbol = es_cli_value(args, "symbol", NULL);
    fix->has_day = date != NULL;
    if (!es_name_equal(what, "split")) {
        (void)es_fail(err, ES_EUSAGE, "--fix: \"%s\" cannot be fixed", what);
        return es_hint(err, "--fix split; all else is mended in the file and imported again");
    }
    if (!fix->symbol) {
        (void)es_fail(err, ES_EUSAGE, "--fix split: of which security?");
        return es_hint(err, "--symbol SYMBOL");
    }
    if (date && es_day_parse(date, strlen(date), &fix->day) != ES_DATE_OK)
        return es_fail(err, ES_EUSAGE, "--date: \"%s\" is not a date (YYYY-MM-DD)", date);
    return ratio ? read_ratio(ratio, &fix->ratio, err) : ES_OK;
}

static es_status list_fixes(const es_cli_args *args, es_store *store, es_error *err)
{
    es_tables *fixes;
    es_status status = es_doctor_fixes(store, &fixes, err);
    if (status)
        return status;
    status = es_cli_print(args, es_tables_at(fixes, 0), ES_CLI_PLAIN, err);
    es_tables_free(fixes);
    return status;
}

/* The prices may not be those of the time before the correction: it says so. */
static void print_undone(int64_t number, const es_undone *u)
{
    char day[ES_DAY_TEXT];
    (void)printf("correction %lld taken back: ", (long long)number);
    if (!u->superseded)
        (void)puts("the prices are as they were imported");
    else if (u->split != 1.0)
        (void)printf("but the stored prices of %s have a split of %.6g on %s all the same, from an "
                     "import since (export writes recorded splits as data); to be rid of it import "
                     "the price of that day again, with split 1 and --on-conflict replace\n",
                     u->symbol, u->split, es_day_format(u->day, day));
    else
        (void)printf("it was not in use, for other prices of %s around %s were imported since; "
                     "they stay as they are\n",
                     u->symbol, es_day_format(u->day, day));
}

static es_status undo(const es_cli_args *args, es_store *store, es_error *err)
{
    const char *text = es_cli_value(args, "undo", NULL);
    int64_t number;
    es_undone undone;
    es_status status;
    if (!es_integer_read(text, strlen(text), &number) || number < 1)
        return es_fail(err, ES_EUSAGE, "--undo: \"%s\" is not the number of a correction", text);
    status = es_doctor_undo(store, number, &undone, err);
    if (!status)
        print_undone(number, &undone);
    return status;
}

static es_status fix(const es_cli_args *args, es_store *store, es_error *err)
{
    es_fix asked;
    int64_t number;
    es_status status = read_fix(args, &asked, err);
    if (!status)
        status = es_doctor_fix(store, &asked, &number, err);
    if (!status)
        (void)printf("correction %lld recorded: studies now see the split; the stored prices stay "
                     "as they are\n`eventstudy doctor --fixes` lists, `--undo %lld` takes it "
                     "back\n",
                     (long long)number, (long long)number);
    return status;
}

/* ---- The command ---- */

static es_status print(const es_cli_args *args, const es_tables *result, es_error *err)
{
    const char *directory = es_cli_value(args, "out", NULL);
    es_status status = directory ? es_report_tables(result, directory, err) : ES_OK;
    if (status)
        return status;
    if (!es_cli_is_text(args))
        return es_cli_print(args, es_tables_find(result, "findings"), ES_CLI_PLAIN, err);
    print_text(result);
    return ES_OK;
}

static es_status look(const es_cli_args *args, es_store *store, es_error *err)
{
    const es_doctor_options doctor = {.symbol = es_cli_value(args, "symbol", NULL),
                                      .check = es_cli_value(args, "check", NULL)};
    es_tables *result = NULL;
    es_status status = es_doctor(store, &doctor, &result, err);
    if (!status)
        status = print(args, result, err);
    es_tables_free(result);
    return status;
}

static es_status check_options(const es_cli_args *args, es_error *err)
{
    bool fixes = es_cli_flag(args, "fix");
    if (fixes + es_cli_flag(args, "undo") + es_cli_flag(args, "fixes") > 1)
        return es_fail(err, ES_EUSAGE, "--fix, --undo and --fixes: one of them at a time");
    if (!fixes && (es_cli_flag(args, "date") || es_cli_flag(args, "ratio")))
        return es_fail(err, ES_EUSAGE, "--date and --ratio belong to --fix split");
    return ES_OK;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    bool writes = es_cli_flag(args, "fix") || es_cli_flag(args, "undo");
    es_store *store;
    es_status status = check_options(args, err);
    if (!status)
        status = es_store_open(es_cli_database(args), writes ? ES_STORE_WRITE : ES_STORE_READ,
                               &store, err);
    if (status)
        return status;
    if (es_cli_flag(args, "fix"))
        status = fix(args, store, err);
    else if (es_cli_flag(args, "undo"))
        status = undo(args, store, err);
    else
        status = es_cli_flag(args, "fixes") ? list_fixes(args, store, err) : look(args, store, err);
    es_store_close(store);
    return status;
}

const es_command es_command_doctor = {
    .name = "doctor",
    .synopsis = "",
    .summary = "look for trouble in the stored prices and factors",
    .detail =
        "Splits that are not in the prices, slips of the decimal point, prices that do not "
        "move, days missing or filled up, and more: every finding with symbol, days, figures "
        "and how to mend it. Nothing is changed, but for --fix split: it records a split beside "
        "the prices, which stay as they are; importing them again changes nothing, and "
        "--undo takes it back.",
    .example = "eventstudy doctor --db deals.db --format csv",
    .options = options,
    .prints = true,
    .run = run,
};
