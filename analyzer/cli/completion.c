/* What can follow on the command line, as scripts of three shells.  An option's placeholder says
 * what its value is: FILE and DIR are paths, a|b|c is a choice, anything else is the user's own. */
#include "cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"

typedef enum value { NOTHING, PATHS, DIRECTORIES, CHOICE, REGISTRY, TABLES, OWN } value;

/* Options whose values are ids that a list of the program names. */
static const struct {
    const char *option, *list;
} registries[] = {{"format", "formats"},
                  {"models", "models"},
                  {"model", "models"},
                  {"primary-model", "models"},
                  {"tests", "tests"}};

/* Where an option is shown. */
typedef struct place {
    FILE *stream;
    const es_command *command;
} place;

static bool is_choice(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && !strchr("|-_", *c))
            return false;
    return strchr(text, '|') != NULL;
}

static const char *registry_of(const es_cli_option *option)
{
    for (size_t i = 0; i < sizeof registries / sizeof *registries; i++)
        if (strcmp(option->name, registries[i].option) == 0)
            return registries[i].list;
    return NULL;
}

static value value_of(const place *p, const es_cli_option *option)
{
    const char *text = option->placeholder ? option->placeholder : "";
    if (option->kind == ES_CLI_FLAG)
        return NOTHING;
    if (strncmp(text, "FILE", 4) == 0)
        return PATHS;
    if (strcmp(text, "DIR") == 0)
        return DIRECTORIES;
    if (is_choice(text))
        return CHOICE;
    if (strcmp(option->name, "table") == 0 && p->command->tables)
        return TABLES;
    return strncmp(text, "ID", 2) == 0 && registry_of(option) ? REGISTRY : OWN;
}

static bool has_words(value v)
{
    return v == CHOICE || v == REGISTRY || v == TABLES;
}

/* a|b|c as words. */
static void put_choice(const char *text, FILE *stream)
{
    for (; *text; text++)
        (void)fputc(*text == '|' ? ' ' : *text, stream);
}

/* The ids of a list, apart by blanks. */
static void put_ids(const char *list, FILE *stream)
{
    es_tables *tables = NULL;
    es_status status = strcmp(list, "formats") == 0    ? es_report_formats(&tables, NULL)
                       : strcmp(list, "pictures") == 0 ? es_plot_list(&tables, NULL)
                                                       : es_study_list(list, &tables, NULL);
    const es_table *t = status ? NULL : es_tables_at(tables, 0);
    for (size_t i = 0; t && i < t->n_rows; i++)
        (void)fprintf(stream, "%s%s", i ? " " : "", es_table_text(t, i, 0));
    es_tables_free(tables);
}

static void put_values(const place *p, const es_cli_option *option)
{
    const char *bar = strchr(option->placeholder, '|');
    value v = value_of(p, option);
    if (v == CHOICE)
        put_choice(option->placeholder, p->stream);
    if (v == TABLES)
        (void)fputs(p->command->tables, p->stream);
    if (v == REGISTRY)
        put_ids(registry_of(option), p->stream);
    if (v == REGISTRY && bar) /* "ID,...|all" */
        put_choice(bar, p->stream);
}

static void put_commands(FILE *stream)
{
    for (size_t i = 0; i < es_command_count(); i++)
        (void)fprintf(stream, "%s%s", i ? " " : "", es_command_at(i)->name);
}

/* What the first argument of a command can be, or the second; nothing: anything. */
static void put_arguments(const es_command *command, int which, FILE *stream)
{
    if (command == &es_command_help_command && which == 1)
        put_commands(stream);
    else if (command->words && which == 1)
        (void)fputs(command->words, stream);
    else if (command->pictures) {
        (void)fputs(which == 1 ? "last " : "", stream);
        put_ids("pictures", stream);
    }
}

static bool has_arguments(const es_command *command, int which)
{
    return command->pictures
           || (which == 1 && (command->words || command == &es_command_help_command));
}

/* Text within single quotes of a POSIX shell or fish: the quote as '\'' ; characters in `special`
 * get a backslash. */
static void put_quoted(const char *text, const char *special, FILE *stream)
{
    for (; *text; text++) {
        if (*text == '\'')
            (void)fputs("'\\''", stream);
        else if (strchr(special, *text))
            (void)fprintf(stream, "\\%c", *text);
        else
            (void)fputc(*text, stream);
    }
}

/* ---- bash --------------------------------------------------------------------------------- */

static void bash_name(void *context, const es_cli_option *option, bool is_key)
{
    const place *p = context;
    (void)is_key;
    (void)fprintf(p->stream, " --%s", option->name);
}

static void bash_value(void *context, const es_cli_option *option, bool is_key)
{
    const place *p = context;
    value v = value_of(p, option);
    (void)is_key;
    if (v == NOTHING)
        return;
    (void)fprintf(p->stream, "        --%s) ", option->name);
    if (has_words(v)) {
        (void)fputs("value=choice; words='", p->stream);
        put_values(p, option);
        (void)fputs("' ;;\n", p->stream);
    } else {
        (void)fprintf(p->stream, "value=%s ;;\n",
                      v == PATHS         ? "files"
                      : v == DIRECTORIES ? "directories"
                                         : "own");
    }
}

static void bash_command(const es_command *command, FILE *stream)
{
    place p = {stream, command};
    (void)fprintf(stream, "    %s)\n      options='", command->name);
    es_command_each_option(command, bash_name, &p);
    (void)fputs("'\n      first='", stream);
    put_arguments(command, 1, stream);
    (void)fputs("'\n      second='", stream);
    put_arguments(command, 2, stream);
    (void)fputs("'\n      case $previous in\n", stream);
    es_command_each_option(command, bash_value, &p);
    (void)fputs("      esac\n      ;;\n", stream);
}

static void write_bash(FILE *stream)
{
    (void)fputs("# Completion of eventstudy for bash.\n"
                "_eventstudy() {\n"
                "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                "  local options='' first='' second='' value='' words='' done=''\n"
                "  COMPREPLY=()\n"
                "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                "    words='",
                stream);
    put_commands(stream);
    (void)fputs(" --help --version'\n"
                "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                "    return\n"
                "  fi\n"
                "  case ${COMP_WORDS[1]} in\n",
                stream);
    for (size_t i = 0; i < es_command_count(); i++)
        bash_command(es_command_at(i), stream);
    (void)fputs(
        "  esac\n"
        "  case $value in\n"
        "    choice)\n"
        "      [[ $current == *,* ]] && done=${current%,*},\n"
        "      COMPREPLY=($(compgen -W \"$words\" -P \"$done\" -- \"${current##*,}\"))\n"
        "      ;;\n"
        "    directories) compopt -o filenames; COMPREPLY=($(compgen -d -- \"$current\")) ;;\n"
        "    own) compopt +o default ;;\n"
        "    files) ;;\n"
        "    *)\n"
        "      if [[ $current == -* ]]; then\n"
        "        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
        "      elif [ \"$COMP_CWORD\" -eq 2 ]; then\n"
        "        COMPREPLY=($(compgen -W \"$first\" -- \"$current\"))\n"
        "      elif [ \"$COMP_CWORD\" -eq 3 ]; then\n"
        "        COMPREPLY=($(compgen -W \"$second\" -- \"$current\"))\n"
        "      fi\n"
        "      ;;\n"
        "  esac\n"
        "}\n"
        "complete -o default -F _eventstudy eventstudy\n",
        stream);
}

/* ---- zsh ---------------------------------------------------------------------------------- */

static void zsh_option(void *context, const es_cli_option *option, bool is_key)
{
    const place *p = context;
    FILE *stream = p->stream;
    value v = value_of(p, option);
    (void)is_key;
    (void)fprintf(stream, " \\\n        '%s--%s[", option->kind == ES_CLI_FLAG ? "" : "*",
                  option->name);
    put_quoted(option->help, "[]:\\", stream);
    (void)fputc(']', stream);
    if (v != NOTHING) {
        (void)fputs(option->kind == ES_CLI_MANY ? ":*-*:" : ":", stream);
        put_quoted(option->placeholder, "[]:\\", stream);
        (void)fputc(':', stream);
    }
    if (v == PATHS)
        (void)fputs("_files", stream);
    if (v == DIRECTORIES)
        (void)fputs("_files -/", stream);
    if (has_words(v)) {
        bool list = strchr(option->placeholder, ',') != NULL;
        (void)fputs(list ? "_values -s , id " : "(", stream);
        put_values(p, option);
        (void)fputs(list ? "" : ")", stream);
    }
    (void)fputc('\'', stream);
}

static void zsh_command(const es_command *command, FILE *stream)
{
    place p = {stream, command};
    (void)fprintf(stream, "    %s)\n      _arguments", command->name);
    es_command_each_option(command, zsh_option, &p);
    for (int which = 1; which <= 2; which++)
        if (has_arguments(command, which)) {
            (void)fprintf(stream, " \\\n        '%d:what:(", which);
            put_arguments(command, which, stream);
            (void)fputs(")'", stream);
        }
    (void)fputs(" \\\n        '*:file:_files'\n      ;;\n", stream);
}

static void write_zsh(FILE *stream)
{
    (void)fputs("#compdef eventstudy\n"
                "# Completion of eventstudy for zsh.\n"
                "_eventstudy() {\n"
                "  local -a commands\n"
                "  commands=(\n",
                stream);
    for (size_t i = 0; i < es_command_count(); i++) {
        (void)fprintf(stream, "    '%s:", es_command_at(i)->name);
        put_quoted(es_command_at(i)->summary, "", stream);
        (void)fputs("'\n", stream);
    }
    (void)fputs("  )\n"
                "  if ((CURRENT == 2)); then\n"
                "    _describe command commands\n"
                "    return\n"
                "  fi\n"
                "  shift words\n"
                "  ((CURRENT--))\n"
                "  case $words[1] in\n",
                stream);
    for (size_t i = 0; i < es_command_count(); i++)
        zsh_command(es_command_at(i), stream);
    (void)fputs("  esac\n"
                "}\n"
                "if [ \"$funcstack[1]\" = _eventstudy ]; then\n"
                "  _eventstudy \"$@\"\n"
                "else\n"
                "  compdef _eventstudy eventstudy\n"
                "fi\n",
                stream);
}

/* ---- fish --------------------------------------------------------------------------------- */

static void fish_option(void *context, const es_cli_option *option, bool is_key)
{
    const place *f = context;
    value v = value_of(f, option);
    (void)is_key;
    (void)fprintf(f->stream, "complete -c eventstudy -n '__fish_seen_subcommand_from %s' -l %s",
                  f->command->name, option->name);
    if (v == PATHS)
        (void)fputs(" -r -F", f->stream);
    if (v == DIRECTORIES)
        (void)fputs(" -x -a '(__fish_complete_directories)'", f->stream);
    if (v == OWN)
        (void)fputs(" -x", f->stream);
    if (has_words(v)) {
        (void)fputs(" -x -a '", f->stream);
        put_values(f, option);
        (void)fputc('\'', f->stream);
    }
    (void)fputs(" -d '", f->stream);
    put_quoted(option->help, "", f->stream);
    (void)fputs("'\n", f->stream);
}

static void fish_command(const es_command *command, FILE *stream)
{
    place f = {stream, command};
    (void)fprintf(stream, "complete -c eventstudy -n __fish_use_subcommand -f -a %s -d '",
                  command->name);
    put_quoted(command->summary, "", stream);
    (void)fputs("'\n", stream);
    for (int which = 1; which <= 2; which++)
        if (has_arguments(command, which)) {
            (void)fprintf(stream,
                          "complete -c eventstudy -n '__fish_seen_subcommand_from %s; and test "
                          "(count (commandline -opc)) -eq %d' -f -a '",
                          command->name, which + 1);
            put_arguments(command, which, stream);
            (void)fputs("'\n", stream);
        }
    es_command_each_option(command, fish_option, &f);
}

static void write_fish(FILE *stream)
{
    (void)fputs("# Completion of eventstudy for fish.\n", stream);
    for (size_t i = 0; i < es_command_count(); i++)
        fish_command(es_command_at(i), stream);
}

static const struct {
    const char *name;
    void (*write)(FILE *stream);
} shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};

es_status es_completion_write(const char *shell, FILE *stream, es_error *err)
{
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (es_name_equal(shell, shells[i].name)) {
            shells[i].write(stream);
            return ES_OK;
        }
    (void)es_fail(err, ES_EUSAGE, "completion: unknown shell \"%s\"", shell);
    return es_hint(err, "bash, zsh, fish");
}
