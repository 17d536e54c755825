/* The study file: INI, one [study] section, read by inih.  Values are only collected here; options
 * of the command line replace them before anything is checked. */
#include <errno.h>
#include <string.h>

#include <ini.h>

#include "base/text.h"
#include "cli/session.h"

enum { LONGEST_LINE = 1 << 20, MOST_KEYS = 512 };

typedef struct setting {
    const char *key, *value;
    int line; /* 0: from the command line */
} setting;

typedef struct study_file {
    FILE *stream;
    const char *path;
    es_arena *arena;
    es_error *err;
    es_status status;
    int line;
    bool inside_line;  /* the last piece read did not end its line */
    bool continuation; /* the current line goes on with the key above it */
    size_t n, capacity;
    setting *setting;
} study_file;

/* Counts lines for messages; the rest is fgets.  A long line comes in several pieces. */
static char *read_line(char *text, int size, void *context)
{
    study_file *f = context;
    char *line = fgets(text, size, f->stream);
    if (!f->inside_line) {
        f->line++;
        f->continuation = line && (*line == ' ' || *line == '\t');
    }
    f->inside_line = line && !strchr(line, '\n');
    return line;
}

static int refuse(study_file *f, const char *what, const char *name)
{
    f->status = es_fail(f->err, ES_EUSAGE, "%s:%d: %s \"%s\"", f->path, f->line, what, name);
    return 0;
}

static int collect(void *context, const char *section, const char *name, const char *value)
{
    study_file *f = context;
    if (f->status)
        return 0;
    if (strcmp(section, "study") != 0) {
        (void)refuse(f, "key outside the section [study]:", name);
        (void)es_hint(f->err, "put [study] above the keys");
        return 0;
    }
    for (size_t i = 0; i < f->n; i++) {
        if (!es_name_equal(f->setting[i].key, name))
            continue;
        if (!f->continuation)
            return refuse(f, "key given twice:", name);
        f->setting[i].value = es_arena_printf(f->arena, "%s %s", f->setting[i].value, value);
        return f->setting[i].value != NULL;
    }
    if (f->n == f->capacity)
        return refuse(f, "too many keys at", name);
    f->setting[f->n++] =
        (setting){es_arena_text(f->arena, name), es_arena_text(f->arena, value), f->line};
    return !es_arena_failed(f->arena);
}

static es_status read_file(study_file *f)
{
    int bad;
    f->stream = fopen(f->path, "r");
    if (!f->stream) {
        (void)es_fail(f->err, ES_EIO, "cannot read study file %s: %s", f->path, strerror(errno));
        return es_hint(f->err, "write one, or give the options on the command line");
    }
    ini_use_stack = false; /* lines beyond inih's 200 characters */
    ini_allow_realloc = true;
    ini_max_line = LONGEST_LINE;
    ini_stop_on_first_error = true;
    bad = ini_parse_stream(read_line, f, collect, f);
    if (!f->status && ferror(f->stream))
        f->status =
            es_fail(f->err, ES_EIO, "cannot read study file %s: %s", f->path, strerror(errno));
    (void)fclose(f->stream);
    if (!f->status && bad) {
        f->status = es_fail(f->err, ES_EUSAGE, "%s:%d: neither `key = value` nor [section]",
                            f->path, bad > 0 ? bad : f->line);
        (void)es_hint(f->err, "see datasets/ai-deals/study.ini for an example");
    }
    return f->status;
}

/* An option of the command line takes the place of the file's. */
static void override(study_file *f, const es_cli_given *given)
{
    for (size_t i = 0; i < f->n; i++)
        if (es_name_equal(f->setting[i].key, given->name)) {
            f->setting[i] = (setting){given->name, given->value, 0};
            return;
        }
    f->setting[f->n++] = (setting){given->name, given->value, 0};
}

static bool is_study_key(const char *name)
{
    for (size_t i = 0; i < es_option_count(); i++) {
        es_option_info info;
        es_option_at(i, &info);
        if (es_name_equal(info.key, name))
            return true;
    }
    return false;
}

static es_status apply(const study_file *f, es_spec *spec, es_error *err)
{
    for (size_t i = 0; i < f->n; i++) {
        const setting *s = &f->setting[i];
        es_status status = es_spec_set(spec, s->key, s->value, err);
        if (status && s->line)
            (void)es_prefix(err, "%s:%d", f->path, s->line);
        if (status)
            return status;
    }
    return ES_OK;
}

es_status es_cli_spec(const es_cli_args *args, size_t file, es_spec **out, es_error *err)
{
    study_file f = {.arena = args->arena, .err = err, .capacity = MOST_KEYS};
    es_status status = ES_OK;
    f.setting = ES_NEW(args->arena, MOST_KEYS + args->n_given, setting);
    if (!f.setting)
        return es_fail_memory(err);
    if (args->n_arguments > file) {
        f.path = args->argument[file];
        status = read_file(&f);
    }
    for (size_t i = 0; i < args->n_given; i++)
        if (args->given[i].value && is_study_key(args->given[i].name))
            override(&f, &args->given[i]);
    if (!status)
        status = es_spec_new(out, err);
    if (status)
        return status;
    status = apply(&f, *out, err);
    if (status) {
        es_spec_free(*out);
        *out = NULL;
    }
    return status;
}
