/* Manual pages in the macros of man(7).  Text is wrapped and escaped here: a backslash, a hyphen
 * that must stay one, and a dot or an apostrophe that would begin a macro. */
#include "cli/manual.h"

#include <ctype.h>
#include <string.h>

#ifndef ES_MANUAL_DATE
#error "ES_MANUAL_DATE, the date of the pages, is set by CMakeLists.txt"
#endif

enum { LINE = 72 };

static void put(const char *text, size_t n, FILE *stream)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\\')
            (void)fputs("\\e", stream);
        else if (text[i] == '-')
            (void)fputs("\\-", stream);
        else if (text[i] == '"')
            (void)fputs("\\(dq", stream); /* would end an argument of a macro */
        else
            (void)fputc(text[i], stream);
    }
}

static void put_text(const char *text, FILE *stream)
{
    put(text, strlen(text), stream);
}

/* The words of text as lines of the source, which must not begin like a macro. */
static void fill(const char *text, FILE *stream)
{
    size_t column = 0;
    text += strspn(text, " ");
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column && column + 1 + n > LINE) {
            (void)fputc('\n', stream);
            column = 0;
        } else if (column) {
            (void)fputc(' ', stream);
            column++;
        }
        if (column == 0 && (*text == '.' || *text == '\''))
            (void)fputs("\\&", stream);
        put(text, n, stream);
        column += n;
        text += n + strspn(text + n, " ");
    }
    (void)fputc('\n', stream);
}

static void section(const char *name, FILE *stream)
{
    (void)fprintf(stream, ".SH %s\n", name);
}

/* .TH with the name of the page in capitals. */
static void begin(const char *command, const char *summary, FILE *stream)
{
    const char *hyphen = command ? "-" : "";
    (void)fputs(".TH EVENTSTUDY", stream);
    (void)fputs(command ? "\\-" : "", stream);
    for (const char *c = command ? command : ""; *c; c++) {
        char upper = (char)toupper((unsigned char)*c);
        put(&upper, 1, stream);
    }
    (void)fprintf(stream, " 1 %s \"eventstudy %s\" \"User Commands\"\n", ES_MANUAL_DATE,
                  es_version());
    section("NAME", stream);
    (void)fputs("eventstudy", stream);
    put_text(hyphen, stream);
    put_text(command ? command : "", stream);
    (void)fputs(" \\-\n", stream);
    fill(summary, stream);
}

/* A long alternative "a|b|c" may be broken after each bar. */
static void placeholder(const char *text, FILE *stream)
{
    (void)fputs(" \\fI", stream);
    while (*text) {
        size_t n = strcspn(text, "|");
        put(text, n, stream);
        text += n;
        if (*text) {
            (void)fputs("|\\:", stream);
            text++;
        }
    }
    (void)fputs("\\fR", stream);
}

static void option_row(void *context, const es_cli_option *option, bool is_key)
{
    FILE *stream = context;
    (void)is_key;
    (void)fputs(".TP\n\\fB\\-\\-", stream);
    put_text(option->name, stream);
    (void)fputs("\\fR", stream);
    if (option->placeholder)
        placeholder(option->placeholder, stream);
    (void)fputc('\n', stream);
    fill(option->help, stream);
}

static void own_row(void *context, const es_cli_option *option, bool is_key)
{
    if (!is_key)
        option_row(context, option, is_key);
}

static void key_row(void *context, const es_cli_option *option, bool is_key)
{
    if (is_key)
        option_row(context, option, is_key);
}

static void example(const char *text, FILE *stream)
{
    section("EXAMPLES", stream);
    (void)fputs(".nf\n", stream);
    put_text(text, stream);
    (void)fputs("\n.fi\n", stream);
}

static void write_command(const es_command *command, FILE *stream)
{
    begin(command->name, command->summary, stream);
    section("SYNOPSIS", stream);
    (void)fputs(".B eventstudy ", stream);
    put_text(command->name, stream);
    (void)fputc('\n', stream);
    if (*command->synopsis)
        fill(command->synopsis, stream);
    (void)fputs("[\\fIOPTIONS\\fR]\n", stream);
    if (command->detail) {
        section("DESCRIPTION", stream);
        fill(command->detail, stream);
    }
    section("OPTIONS", stream);
    es_command_each_option(command, own_row, stream);
    if (command->study_options) {
        section("STUDY", stream);
        fill("Each of these is a key of the study file too, where it is written with underscores "
             "and without the two hyphens.",
             stream);
        es_command_each_option(command, key_row, stream);
    }
    example(command->example, stream);
    section("SEE ALSO", stream);
    (void)fputs(".BR eventstudy (1)\n", stream);
}

static void see_also(FILE *stream)
{
    section("SEE ALSO", stream);
    for (size_t i = 0; i < es_command_count(); i++) {
        (void)fputs(".BR eventstudy\\-", stream);
        put_text(es_command_at(i)->name, stream);
        (void)fprintf(stream, " (1)%s\n", i + 1 < es_command_count() ? "," : "");
    }
}

static void write_overview(FILE *stream)
{
    begin(NULL, "how did the stock react?", stream);
    section("SYNOPSIS", stream);
    (void)fputs(".B eventstudy\n\\fICOMMAND\\fR [\\fIARGUMENTS\\fR] [\\fIOPTIONS\\fR]\n", stream);
    section("DESCRIPTION", stream);
    fill("Reads price files and a table of announcements, takes out what the market explains, and "
         "says how much of each move is left, whether that is more than noise, and what became of "
         "every event. Results go to standard output, everything else to standard error.",
         stream);
    section("COMMANDS", stream);
    for (size_t i = 0; i < es_command_count(); i++) {
        (void)fputs(".TP\n\\fB", stream);
        put_text(es_command_at(i)->name, stream);
        (void)fprintf(stream, "\\fR%s", *es_command_at(i)->synopsis ? " " : "");
        put_text(es_command_at(i)->synopsis, stream);
        (void)fputc('\n', stream);
        fill(es_command_at(i)->summary, stream);
    }
    section("ENVIRONMENT", stream);
    (void)fputs(".TP\n.B EVENTSTUDY_DB\n", stream);
    fill("the database, where --db does not name one", stream);
    (void)fputs(".TP\n.B NO_COLOR\n", stream);
    fill("set to anything: no colours, unless --color asks for them", stream);
    section("FILES", stream);
    (void)fputs(".TP\n.I eventstudy.db\n", stream);
    fill("the database in the current directory, where nothing names another", stream);
    section("EXIT STATUS", stream);
    (void)fputs(".TP\n0\ndone\n.TP\n1\n", stream);
    fill("failed: data, files, database, or no event survived", stream);
    (void)fputs(".TP\n2\nwrong usage\n", stream);
    example("eventstudy run --prices prices/*.csv --events events.csv --market SPY", stream);
    see_also(stream);
}

void es_manual_write(const es_command *command, FILE *stream)
{
    if (command)
        write_command(command, stream);
    else
        write_overview(stream);
}
