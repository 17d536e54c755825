/* list WHAT */
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"fingerprint", ES_CLI_FLAG, NULL,
     "securities: SHA-256 of each, of factors, of the events, and of all; the order of import does "
     "not matter"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

typedef enum source { STORE, STUDY, FORMATS, CHECKS, PICTURES, COMMANDS } source;

static const struct {
    const char *name;
    source source;
} lists[] = {{"securities", STORE},  {"events", STORE},      {"factors", STORE},
             {"aliases", STORE},     {"calendars", STORE},   {"confounding", STORE},
             {"bars", STORE},        {"imports", STORE},     {"runs", STORE},
             {"models", STUDY},      {"tests", STUDY},       {"options", STUDY},
             {"conventions", STUDY}, {"reasons", STUDY},     {"formats", FORMATS},
             {"checks", CHECKS},     {"pictures", PICTURES}, {"commands", COMMANDS}};

enum { N_LISTS = sizeof lists / sizeof *lists };

static es_status unknown(const char *word, es_error *err)
{
    const char *names[N_LISTS], *near;
    for (size_t i = 0; i < N_LISTS; i++)
        names[i] = lists[i].name;
    near = es_nearest(word, names, N_LISTS);
    (void)es_fail(err, ES_EUSAGE, "list: unknown \"%s\"", word);
    return near
               ? es_hint(err, "did you mean %s?", near)
               : es_hint(err, "securities, bars, events, factors, aliases, calendars, confounding, "
                              "imports, runs, models, tests, "
                              "options, conventions, reasons, formats, checks, pictures, "
                              "commands");
}

static es_status list_store(const es_cli_args *args, const char *what, es_error *err)
{
    bool fingerprint = es_cli_flag(args, "fingerprint");
    es_store *store;
    es_tables *tables = NULL;
    es_status status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, err);
    if (status)
        return status;
    status = fingerprint ? es_content_fingerprint(store, &tables, err)
                         : es_store_list(store, what, &tables, err);
    if (!status)
        status = es_cli_print(args, es_tables_at(tables, 0), ES_CLI_PLAIN, err);
    es_tables_free(tables);
    es_store_close(store);
    return status;
}

static es_status list_formats(const es_cli_args *args, es_error *err)
{
    es_tables *output = NULL, *layouts = NULL;
    bool text = es_cli_is_text(args);
    es_status status = es_report_formats(&output, err);
    if (!status)
        status = es_import_layouts(&layouts, err);
    if (!status)
        status = es_cli_print(args, es_tables_at(output, 0), ES_CLI_TITLED, err);
    if (!status && text) {
        (void)putchar('\n');
        status = es_cli_print(args, es_tables_at(layouts, 0), ES_CLI_CARDS, err);
    }
    es_tables_free(output);
    es_tables_free(layouts);
    return status;
}

static es_status list_checks(const es_cli_args *args, es_error *err)
{
    es_tables *tables;
    es_status status = es_doctor_checks(&tables, err);
    if (status)
        return status;
    status = es_cli_print(args, es_tables_at(tables, 0), ES_CLI_CARDS, err);
    es_tables_free(tables);
    return status;
}

static es_status list_pictures(const es_cli_args *args, es_error *err)
{
    es_tables *tables;
    es_status status = es_plot_list(&tables, err);
    if (status)
        return status;
    status = es_cli_print(args, es_tables_at(tables, 0), ES_CLI_TITLED, err);
    es_tables_free(tables);
    return status;
}

/* The commands and what each does. */
static es_status list_commands(const es_cli_args *args, es_error *err)
{
    static const es_column columns[] = {{"command", ES_TEXT, ES_PLAIN},
                                        {"does", ES_TEXT, ES_PLAIN}};
    es_status status = ES_OK;
    es_tables *tables = es_tables_new();
    es_table_rows *rows =
        tables ? es_tables_add(tables, "commands", "Commands of eventstudy", columns, 2) : NULL;
    if (!rows)
        status = es_fail_memory(err);
    for (size_t i = 0; i < es_command_count() && !status; i++) {
        const es_command *c = es_command_at(i);
        const es_cell cells[] = {es_cell_text(c->name), es_cell_text(c->summary)};
        status = es_table_append(rows, cells, err);
    }
    if (!status)
        status = es_cli_print(args, es_tables_at(tables, 0), ES_CLI_TITLED, err);
    es_tables_free(tables);
    return status;
}

static es_status list_study(const es_cli_args *args, const char *what, es_error *err)
{
    es_tables *tables;
    es_status status = es_study_list(what, &tables, err);
    if (status)
        return status;
    status = es_cli_print(args, es_tables_at(tables, 0), ES_CLI_CARDS, err);
    es_tables_free(tables);
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    const char *word = args->argument[0];
    if (es_cli_flag(args, "fingerprint") && !es_name_equal(word, "securities")) {
        (void)es_fail(err, ES_EUSAGE, "--fingerprint is for securities");
        return es_hint(err, "eventstudy list securities --fingerprint");
    }
    for (size_t i = 0; i < N_LISTS; i++) {
        if (!es_name_equal(word, lists[i].name))
            continue;
        switch (lists[i].source) {
        case STORE:
            return list_store(args, lists[i].name, err);
        case FORMATS:
            return list_formats(args, err);
        case CHECKS:
            return list_checks(args, err);
        case PICTURES:
            return list_pictures(args, err);
        case COMMANDS:
            return list_commands(args, err);
        default:
            return list_study(args, lists[i].name, err);
        }
    }
    return unknown(word, err);
}

const es_command es_command_list = {
    .name = "list",
    .synopsis = "WHAT",
    .summary = "what there is",
    .detail =
        "WHAT is securities, bars, events, factors, aliases, calendars, confounding, imports or "
        "runs of the "
        "database, or "
        "models, tests, "
        "options, conventions, reasons, formats, checks, pictures or commands of the program.",
    .words =
        "securities bars events factors aliases calendars confounding imports runs models tests "
        "options conventions reasons formats checks pictures commands",
    .example = "eventstudy list tests",
    .options = options,
    .prints = true,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
