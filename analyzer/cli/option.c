#include "cli/option.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

const es_cli_option es_cli_common[] = {
    {"db", ES_CLI_VALUE, "FILE", "the database (default: $EVENTSTUDY_DB, else eventstudy.db)"},
    {"help", ES_CLI_FLAG, NULL, "show this help"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

const es_cli_option es_cli_print_options[] = {
    {"format", ES_CLI_VALUE, "ID",
     "text, csv, json, markdown, latex, html or xlsx (default: by the ending of --output, else "
     "text)"},
    {"output", ES_CLI_VALUE, "FILE",
     "print into FILE, which is replaced when all is there (also -o)"},
    {"digits", ES_CLI_VALUE, "N",
     "decimals of percentages, statistics and p-values (default: by unit)"},
    {"width", ES_CLI_VALUE, "N", "text: columns of the page (default: the terminal's, else 80)"},
    {"color", ES_CLI_VALUE, "auto|always|never", "text: colours (default: auto, on a terminal)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

const es_cli_option es_cli_data_options[] = {
    {"prices", ES_CLI_MANY, "FILE...", "read prices from files instead of the database"},
    {"events", ES_CLI_MANY, "FILE...", "read events from files instead of the database"},
    {"factors", ES_CLI_MANY, "FILE...", "read factors from files instead of the database"},
    {"aliases", ES_CLI_MANY, "FILE...", "read aliases from files instead of the database"},
    {"calendars", ES_CLI_MANY, "FILE...", "read calendars from files instead of the database"},
    {"confounding-events", ES_CLI_MANY, "FILE...",
     "read confounding events from files instead of the database"},
    {"scale", ES_CLI_VALUE, "X", "factor files: multiply by X (0.01 for percent)"},
    {"date-order", ES_CLI_VALUE, "mdy|dmy", "files: how 03/04/2025 is read (default: they tell)"},
    {"decimal", ES_CLI_VALUE, "point|comma", "files: the decimal mark (default: they tell)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

enum { MOST_NAMES = 256 };

static const es_cli_option *find_in(const es_cli_option *options, const char *name)
{
    for (; options && options->name; options++)
        if (es_name_equal(options->name, name))
            return options;
    return NULL;
}

/* A key of the study file as an option that takes a value. */
static es_cli_option key_option(size_t i)
{
    es_option_info info;
    es_option_at(i, &info);
    return (es_cli_option){info.key, ES_CLI_VALUE, info.placeholder, info.help};
}

static void visit_all(const es_cli_option *o, void (*visit)(void *, const es_cli_option *),
                      void *context)
{
    for (; o && o->name; o++)
        visit(context, o);
}

void es_cli_each_option(const es_cli_sets *sets,
                        void (*visit)(void *context, const es_cli_option *option), void *context)
{
    visit_all(sets->own, visit, context);
    for (const es_cli_option *o = es_cli_print_options; sets->print && o->name; o++)
        if (!find_in(sets->own, o->name))
            visit(context, o);
    if (sets->study)
        visit_all(es_cli_data_options, visit, context);
    visit_all(es_cli_common, visit, context);
    for (size_t i = 0; sets->study && i < es_option_count(); i++) {
        es_cli_option key = key_option(i);
        visit(context, &key);
    }
}

typedef struct search {
    const char *name;
    es_cli_option found; /* name NULL: not yet */
    const char *names[MOST_NAMES];
    size_t n;
} search;

static void look(void *context, const es_cli_option *option)
{
    search *s = context;
    if (!s->found.name && es_name_equal(option->name, s->name))
        s->found = *option;
    if (s->n < MOST_NAMES)
        s->names[s->n++] = option->name;
}

static es_status unknown(const search *s, es_error *err)
{
    const char *near = es_nearest(s->name, s->names, s->n);
    char spelled[64];
    (void)es_fail(err, ES_EUSAGE, "unknown option --%s", s->name);
    if (!near)
        return es_hint(err, "see --help");
    (void)snprintf(spelled, sizeof spelled, "%s", near);
    for (char *c = spelled; *c; c++)
        *c = *c == '_' ? '-' : *c; /* as --help shows it */
    return es_hint(err, "did you mean --%s?", spelled);
}

static bool is_option(const char *word)
{
    return (word[0] == '-' && word[1] == '-' && word[2] != '\0') || strcmp(word, "-o") == 0;
}

static void give(es_cli_args *args, const char *name, const char *value)
{
    args->given[args->n_given++] = (es_cli_given){name, value};
}

/* Reads the option argv[i]; returns through *i the last word it took. */
static es_status read_option(int argc, char **argv, int *i, const es_cli_sets *sets,
                             es_cli_args *args, es_error *err)
{
    const char *word = argv[*i] + 2, *equal = strchr(word, '=');
    char *name = es_arena_text_n(args->arena, word, equal ? (size_t)(equal - word) : strlen(word));
    search found = {.name = name};
    const es_cli_option *row = &found.found;
    if (!name)
        return es_fail_memory(err);
    es_cli_each_option(sets, look, &found);
    if (!row->name)
        return unknown(&found, err);
    if (row->kind == ES_CLI_FLAG) {
        if (equal)
            return es_fail(err, ES_EUSAGE, "--%s takes no value", row->name);
        give(args, row->name, NULL);
        return ES_OK;
    }
    if (equal) {
        give(args, row->name, equal + 1);
        return ES_OK;
    }
    if (*i + 1 >= argc || (row->kind == ES_CLI_MANY && is_option(argv[*i + 1]))) {
        (void)es_fail(err, ES_EUSAGE, "--%s needs a value", row->name);
        return es_hint(err, "--%s %s", row->name, row->placeholder);
    }
    give(args, row->name, argv[++*i]);
    while (row->kind == ES_CLI_MANY && *i + 1 < argc && !is_option(argv[*i + 1]))
        give(args, row->name, argv[++*i]);
    return ES_OK;
}

es_status es_cli_parse(int argc, char **argv, const es_cli_sets *sets, es_arena *arena,
                       es_cli_args *out, es_error *err)
{
    static char output[] = "--output";
    bool ended = false;
    memset(out, 0, sizeof *out);
    out->arena = arena;
    out->argument = ES_NEW(arena, (size_t)argc + 1, const char *);
    out->given = ES_NEW(arena, (size_t)argc + 1, es_cli_given);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (int i = 0; i < argc; i++) {
        es_status status = ES_OK;
        if (!ended && strcmp(argv[i], "-o") == 0 && (sets->print || find_in(sets->own, "output")))
            argv[i] = output;
        if (!ended && strcmp(argv[i], "--") == 0)
            ended = true;
        else if (!ended && (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0))
            out->help = true;
        else if (!ended && is_option(argv[i]) && argv[i][1] == '-')
            status = read_option(argc, argv, &i, sets, out, err);
        else
            out->argument[out->n_arguments++] = argv[i];
        if (status)
            return status;
    }
    return ES_OK;
}

const char *es_cli_value(const es_cli_args *args, const char *name, const char *otherwise)
{
    for (size_t i = args->n_given; i-- > 0;)
        if (es_name_equal(args->given[i].name, name))
            return args->given[i].value;
    return otherwise;
}

bool es_cli_flag(const es_cli_args *args, const char *name)
{
    for (size_t i = 0; i < args->n_given; i++)
        if (es_name_equal(args->given[i].name, name))
            return true;
    return false;
}

const char **es_cli_values(const es_cli_args *args, const char *name, size_t *n)
{
    const char **value = ES_NEW(args->arena, args->n_given + 1, const char *);
    *n = 0;
    for (size_t i = 0; value && i < args->n_given; i++)
        if (es_name_equal(args->given[i].name, name))
            value[(*n)++] = args->given[i].value;
    return value;
}
