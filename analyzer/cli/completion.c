/* What can follow on the command line, as scripts of three shells.  An option's placeholder says
 * what its value is: FILE and DIR are paths, a|b|c is a choice, anything else is the user's own. */
#include "cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"

typedef enum value { NOTHING, PATHS, DIRECTORIES, CHOICE, OWN } value;

static bool is_choice(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && !strchr("|-_", *c))
            return false;
    return strchr(text, '|') != NULL;
}

static value value_of(const es_cli_option *option)
{
    const char *text = option->placeholder ? option->placeholder : "";
    if (option->kind == ES_CLI_FLAG)
        return NOTHING;
    if (strncmp(text, "FILE", 4) == 0)
        return PATHS;
    if (strcmp(text, "DIR") == 0)
        return DIRECTORIES;
    return is_choice(text) ? CHOICE : OWN;
}

/* a|b|c as words. */
static void put_choice(const char *text, FILE *stream)
{
    for (; *text; text++)
        (void)fputc(*text == '|' ? ' ' : *text, stream);
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

static void put_commands(FILE *stream)
{
    for (size_t i = 0; i < es_command_count(); i++)
        (void)fprintf(stream, "%s%s", i ? " " : "", es_command_at(i)->name);
}

/* ---- bash --------------------------------------------------------------------------------- */

static void bash_name(void *context, const es_cli_option *option, bool is_key)
{
    (void)is_key;
    (void)fprintf(context, " --%s", option->name);
}

static void bash_value(void *context, const es_cli_option *option, bool is_key)
{
    static const char *const action[] = {NULL, "files", "directories", NULL, "own"};
    value v = value_of(option);
    (void)is_key;
    if (v == NOTHING)
        return;
    (void)fprintf(context, "        --%s) ", option->name);
    if (v == CHOICE) {
        (void)fputs("value=choice; words='", context);
        put_choice(option->placeholder, context);
        (void)fputs("' ;;\n", context);
    } else {
        (void)fprintf(context, "value=%s ;;\n", action[v]);
    }
}

static void bash_command(const es_command *command, FILE *stream)
{
    (void)fprintf(stream, "    %s)\n      options='", command->name);
    es_command_each_option(command, bash_name, stream);
    (void)fputs("'\n      first='", stream);
    if (command == &es_command_help_command)
        put_commands(stream);
    else
        (void)fputs(command->words ? command->words : "", stream);
    (void)fputs("'\n      case $previous in\n", stream);
    es_command_each_option(command, bash_value, stream);
    (void)fputs("      esac\n      ;;\n", stream);
}

static void write_bash(FILE *stream)
{
    (void)fputs("# Completion of eventstudy for bash.\n"
                "_eventstudy() {\n"
                "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                "  local options='' first='' value='' words=''\n"
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
        "    choice) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
        "    directories) compopt -o filenames; COMPREPLY=($(compgen -d -- \"$current\")) ;;\n"
        "    own) compopt +o default ;;\n"
        "    files) ;;\n"
        "    *)\n"
        "      if [[ $current == -* ]]; then\n"
        "        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
        "      elif [ \"$COMP_CWORD\" -eq 2 ]; then\n"
        "        COMPREPLY=($(compgen -W \"$first\" -- \"$current\"))\n"
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
    FILE *stream = context;
    value v = value_of(option);
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
    if (v == CHOICE) {
        (void)fputc('(', stream);
        put_choice(option->placeholder, stream);
        (void)fputc(')', stream);
    }
    (void)fputc('\'', stream);
}

static void zsh_command(const es_command *command, FILE *stream)
{
    (void)fprintf(stream, "    %s)\n      _arguments", command->name);
    es_command_each_option(command, zsh_option, stream);
    if (command == &es_command_help_command || command->words) {
        (void)fputs(" \\\n        '1:what:(", stream);
        if (command->words)
            (void)fputs(command->words, stream);
        else
            put_commands(stream);
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

typedef struct fish {
    FILE *stream;
    const char *command;
} fish;

static void fish_option(void *context, const es_cli_option *option, bool is_key)
{
    const fish *f = context;
    value v = value_of(option);
    (void)is_key;
    (void)fprintf(f->stream, "complete -c eventstudy -n '__fish_seen_subcommand_from %s' -l %s",
                  f->command, option->name);
    if (v == PATHS)
        (void)fputs(" -r -F", f->stream);
    if (v == DIRECTORIES)
        (void)fputs(" -x -a '(__fish_complete_directories)'", f->stream);
    if (v == OWN)
        (void)fputs(" -x", f->stream);
    if (v == CHOICE) {
        (void)fputs(" -x -a '", f->stream);
        put_choice(option->placeholder, f->stream);
        (void)fputc('\'', f->stream);
    }
    (void)fputs(" -d '", f->stream);
    put_quoted(option->help, "", f->stream);
    (void)fputs("'\n", f->stream);
}

static void fish_command(const es_command *command, FILE *stream)
{
    fish f = {stream, command->name};
    (void)fprintf(stream, "complete -c eventstudy -n __fish_use_subcommand -f -a %s -d '",
                  command->name);
    put_quoted(command->summary, "", stream);
    (void)fputs("'\n", stream);
    if (command == &es_command_help_command || command->words) {
        (void)fprintf(stream,
                      "complete -c eventstudy -n '__fish_seen_subcommand_from %s; and test "
                      "(count (commandline -opc)) -eq 2' -f -a '",
                      command->name);
        if (command->words)
            (void)fputs(command->words, stream);
        else
            put_commands(stream);
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
