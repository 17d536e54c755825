/* report RUN */
#include <stdint.h>
#include <string.h>

#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/overwrite.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"output", ES_CLI_VALUE, "FILE", "the page (default: " ES_CLI_PAGE "; - for stdout; also -o)"},
    {"events", ES_CLI_VALUE, "N|all",
     "how many events get a section of their own, the largest |t| first (default: 100)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status sections(const es_cli_args *args, size_t *out, es_error *err)
{
    const char *text = es_cli_value(args, "events", "100");
    int64_t n;
    if (es_name_equal(text, "all"))
        *out = SIZE_MAX;
    else if (es_integer_read(text, strlen(text), &n) && n >= 0)
        *out = (size_t)n;
    else
        return es_fail(err, ES_EUSAGE, "--events: \"%s\" is neither a number nor `all`", text);
    return ES_OK;
}

static es_status write_page(const es_cli_args *args, const es_tables *run, const es_page_options *o,
                            es_error *err)
{
    const char *output = es_cli_value(args, "output", ES_CLI_PAGE);
    es_status status;
    if (strcmp(output, "-") == 0)
        return es_page_write(run, o, stdout, err);
    status = es_page_save(run, o, output, err);
    if (!status)
        (void)fprintf(stderr, "page written to %s\n", output);
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_page_options o = {.explainer = NULL};
    es_tables *only = NULL;
    es_cli_kept kept;
    bool changed = false;
    const char *event = NULL;
    es_status status;
    memset(&kept, 0, sizeof kept);
    status = es_cli_check_ending(args, "html", "a browser prints the page to a PDF", err);
    if (!status)
        status = es_cli_open_kept(args, &kept, err);
    if (!status)
        status = sections(args, &o.max_events, err);
    if (!status)
        status = es_cli_data_changed(&kept, &changed, err);
    if (!status)
        status = es_explainer_open(kept.data, kept.spec, &o.explainer, err);
    if (!status)
        event = es_cli_only_event(kept.tables);
    if (!status && event)
        status = es_explainer_event(o.explainer, event, NULL, &only, err);
    o.only = only;
    if (changed)
        o.changed = "files were imported since this run; the sections of single events are "
                    "computed from the data as they stand now";
    if (!status)
        status = write_page(args, kept.tables, &o, err);
    es_tables_free(only);
    es_explainer_close(o.explainer);
    es_cli_close_kept(&kept);
    return status;
}

const es_command es_command_report = {
    .name = "report",
    .synopsis = "RUN",
    .summary = "a web page of a kept run, one file that needs no network",
    .detail = "RUN is a run number or `last`. The page answers, draws, sorts and explains; it can "
              "be sent to a colleague as it is.",
    .example = "eventstudy report last -o report.html",
    .options = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
