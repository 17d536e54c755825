/* table [RUN] */
#include "base/text.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"layout", ES_CLI_VALUE, "columns|rows",
     "windows as columns or as rows (default: columns; csv, json and xlsx have a row per group, "
     "window and test)"},
    {"model", ES_CLI_VALUE, "ID", "the model of expected returns (default: the primary one)"},
    {"tests", ES_CLI_VALUE, "ID,...", "these tests, in this order (default: all of the run)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status read_options(const es_cli_args *args, es_journal_options *out, es_error *err)
{
    const char *layout = es_cli_value(args, "layout", "columns"), *format = es_cli_format(args);
    out->model = es_cli_value(args, "model", NULL);
    out->tests = es_cli_value(args, "tests", NULL);
    out->digits = es_cli_show(args).digits;
    out->numbers = es_name_equal(format, "csv") || es_name_equal(format, "json")
                   || es_name_equal(format, "xlsx");
    out->windows_down = es_name_equal(layout, "rows");
    if (out->windows_down || es_name_equal(layout, "columns"))
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "--layout: \"%s\" is not columns or rows", layout);
    return es_hint(err, "--layout rows");
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_tables *result = NULL, *journal = NULL;
    es_journal_options journal_options;
    es_status status = read_options(args, &journal_options, err);
    if (!status)
        status = es_cli_load_run(args, &result, err);
    if (!status)
        status = es_report_journal(result, &journal_options, &journal, err);
    if (!status)
        status = es_cli_print(args, es_tables_at(journal, 0), ES_CLI_TITLED, err);
    es_tables_free(journal);
    es_tables_free(result);
    return status;
}

const es_command es_command_table = {
    .name = "table",
    .synopsis = "[RUN]",
    .summary = "the table of a paper: CAAR by window, stars, tests in parentheses",
    .detail = "RUN is a run number or `last` (default). A note below says what was done. "
              "As csv, json or xlsx it holds numbers with all digits. For LaTeX, put "
              "\\input{table1} where the table belongs; the file names the packages.",
    .example = "eventstudy table last --tests bmp_t,kp_t,grank_t -o table1.tex",
    .options = options,
    .prints = true,
    .max_arguments = 1,
    .run = run,
};
