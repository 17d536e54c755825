#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/page.h"

static const es_command *const commands[] = {
    &es_command_import,      &es_command_check,      &es_command_run,     &es_command_show,
    &es_command_table,       &es_command_plot,       &es_command_report,  &es_command_cite,
    &es_command_explain,     &es_command_difference, &es_command_regress, &es_command_selftest,
    &es_command_list,        &es_command_doctor,     &es_command_export,  &es_command_sql,
    &es_command_help_command};

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

static void show_option(const char *name, const char *placeholder, const char *help)
{
    size_t column = (size_t)printf("  --");
    for (; *name; name++, column++)
        (void)putchar(*name == '_' ? '-' : *name);
    if (placeholder) {
        column += (size_t)printf(" ");
        column = show_placeholder(placeholder, column);
    }
    if (column + 1 >= INDENT) {
        (void)putchar('\n');
        column = 0;
    }
    (void)printf("%*s", (int)(INDENT - column), "");
    (void)es_page_wrap(help, INDENT, INDENT);
    (void)putchar('\n');
}

static void show_study_options(void)
{
    (void)puts("\nOptions of the study (keys of the study file):");
    for (size_t i = 0; i < es_option_count(); i++) {
        es_option_info o;
        char help[256];
        es_option_at(i, &o);
        if (!o.built)
            continue;
        (void)snprintf(help, sizeof help, "%s%s%s%s", o.help, *o.fallback ? " [" : "", o.fallback,
                       *o.fallback ? "]" : "");
        show_option(o.key, o.placeholder, help);
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

static void show_row(void *context, const es_cli_option *option)
{
    (void)context;
    show_option(option->name, option->placeholder, option->help);
}

void es_command_help(const es_command *command)
{
    es_cli_sets sets;
    if (!command) {
        show_overview();
        return;
    }
    (void)printf("Usage: eventstudy %s %s [OPTIONS]\n\n", command->name, command->synopsis);
    (void)printf("%s\n", command->summary);
    if (command->detail) {
        (void)printf("\n  ");
        (void)es_page_wrap(command->detail, 2, 2);
        (void)putchar('\n');
    }
    (void)printf("\nExample:\n  %s\n\nOptions:\n", command->example);
    sets = es_command_sets(command);
    sets.study = false; /* the keys come below, with their defaults */
    es_cli_each_option(&sets, show_row, NULL);
    for (const es_cli_option *o = es_cli_data_options; command->study_options && o->name; o++)
        show_option(o->name, o->placeholder, o->help);
    if (command->study_options)
        show_study_options();
}
