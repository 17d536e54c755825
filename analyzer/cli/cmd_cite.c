/* cite [RUN] */
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"format", ES_CLI_VALUE, "text|markdown|latex|html|bibtex",
     "the format (default: by the ending of --output, else text)"},
    {"output", ES_CLI_VALUE, "FILE",
     "print into FILE, which is replaced when all is there (also -o)"},
    {"width", ES_CLI_VALUE, "N", "text: columns of the page (default: the terminal's, else 80)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status print(const es_cli_args *args, es_error *err)
{
    es_tables *result = NULL;
    es_show show = es_cli_show(args);
    es_status status = es_cli_load_run(args, &result, err);
    if (!status)
        status = es_report_cite(result, es_cli_format(args), &show, stdout, err);
    es_tables_free(result);
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_status status = es_cli_check_ending(args, "text markdown latex html bibtex",
                                           "--format ID sets the format of any other name", err);
    if (!status)
        status = es_cli_redirect(args, err);
    if (status)
        return status;
    return es_cli_screen_end(args, print(args, err), err);
}

const es_command es_command_cite = {
    .name = "cite",
    .synopsis = "[RUN]",
    .summary = "the methods paragraph of a run and its references, from the options in force",
    .detail = "RUN is a run number or `last` (default). bibtex gives the entries that the LaTeX "
              "paragraph cites. Read it before you print it: the words are yours to answer for.",
    .example = "eventstudy cite last -o methods.tex && eventstudy cite last -o refs.bib",
    .options = options,
    .max_arguments = 1,
    .run = run,
};
