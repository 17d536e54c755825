#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/page.h"

static const es_command *const commands[] = {
    &es_command_import,  &es_command_check,    &es_command_run,        &es_command_show,
    &es_command_table,   &es_command_plot,     &es_command_report,     &es_command_cite,
    &es_command_compare, &es_command_rerun,    &es_command_explain,    &es_command_difference,
    &es_command_regress, &es_command_selftest, &es_command_list,       &es_command_doctor,
    &es_command_export,  &es_command_sql,      &es_command_completion, &es_command_help_command};

enum { N_COMMANDS = sizeof commands / sizeof *commands, INDENT = 26 };

size_t es_command_count(void)
{
    return N_COMMANDS;
}

const es_command *es_command_at(size_t i)
{
    return commands[i];
}

const es_command *es_command_find(const char *name, es_error *err)
{
    const char *names[N_COMMANDS], *near;
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
        names[i] = commands[i]->name;
    }
    near = es_nearest(name, names, N_COMMANDS);
    (void)es_fail(err, ES_EUSAGE, "unknown command \"%s\"", name);
    (void)(near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "`eventstudy help` shows all commands"));
    return NULL;
}

/* "a|b|c", broken after a bar where the page ends; returns the column reached. */
static size_t show_placeholder(const char *text, size_t column)
{
    enum { PAGE = 80 };
    while (*text) {
        size_t n = strcspn(text, "|");
        n += text[n] == '|';
        if (column + n > PAGE) {
            (void)printf("\n%*s", 6, "");
            column = 6;
        }
        column += (size_t)printf("%.*s", (int)n, text);
        text += n;
    }
    return column;
}

/* A row of the help; the first key of a study file gets a heading. */
static void show_option(void *context, const es_cli_option *option, bool is_key)
{
    bool *heading = context;
    size_t column;
    if (is_key && !*heading)
        (void)puts("\nOptions of the study (keys of the study file):");
    *heading = is_key;
    column = (size_t)printf("  --%s", option->name);
    if (option->placeholder) {
        column += (size_t)printf(" ");
        column = show_placeholder(option->placeholder, column);
    }
    if (column + 1 >= INDENT) {
        (void)putchar('\n');
        column = 0;
    }
    (void)printf("%*s", (int)(INDENT - column), "");
    (void)es_page_wrap(option->help, INDENT, INDENT);
    (void)putchar('\n');
}

typedef struct show {
    es_command_visit *visit;
    void *context;
} show;

static void pass_on(void *context, const es_cli_option *option)
{
    const show *s = context;
    s->visit(s->context, option, false);
}

void es_command_each_option(const es_command *command, es_command_visit *visit, void *context)
{
    es_cli_sets sets = es_command_sets(command);
    show s = {visit, context};
    sets.study = false; /* the keys come below, with their defaults */
    es_cli_each_option(&sets, pass_on, &s);
    for (const es_cli_option *o = es_cli_data_options; command->study_options && o->name; o++)
        visit(context, o, false);
    for (size_t i = 0; command->study_options && i < es_option_count(); i++) {
        es_option_info key;
        char name[64], help[320];
        es_option_at(i, &key);
        if (!key.built)
            continue;
        (void)snprintf(name, sizeof name, "%s", key.key);
        for (char *c = name; *c; c++)
            *c = *c == '_' ? '-' : *c;
        (void)snprintf(help, sizeof help, "%s%s%s%s", key.help, *key.fallback ? " [" : "",
                       key.fallback, *key.fallback ? "]" : "");
        visit(context, &(es_cli_option){name, ES_CLI_VALUE, key.placeholder, help}, true);
    }
}

static void show_overview(void)
{
    (void)printf("eventstudy %s: how did the stock react?\n\n", es_version());
    (void)puts("Usage: eventstudy COMMAND [ARGUMENTS] [OPTIONS]\n");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        enum { SUMMARY = 21 };
        (void)printf("  %-18s ", commands[i]->name);
        (void)es_page_wrap(commands[i]->summary, SUMMARY, SUMMARY);
        (void)putchar('\n');
    }
    (void)puts("\n`eventstudy help COMMAND` or `eventstudy COMMAND --help` tells more.\n"
               "The database is --db FILE, else $EVENTSTUDY_DB, else eventstudy.db here.\n"
               "Exit status: 0 done, 1 failed, 2 wrong usage.");
}

es_cli_sets es_command_sets(const es_command *command)
{
    return (es_cli_sets){command->options, command->prints, command->study_options};
}

void es_command_help(const es_command *command)
{
    bool heading = false;
    if (!command) {
        show_overview();
        return;
    }
    (void)show_placeholder(command->synopsis,
                           (size_t)printf("Usage: eventstudy %s ", command->name));
    (void)printf(" [OPTIONS]\n\n");
    (void)printf("%s\n", command->summary);
    if (command->detail) {
        (void)printf("\n  ");
        (void)es_page_wrap(command->detail, 2, 2);
        (void)putchar('\n');
    }
    (void)printf("\nExample:\n  %s\n\nOptions:\n", command->example);
    es_command_each_option(command, show_option, &heading);
}
