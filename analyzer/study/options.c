/* Reads the options of options.def into an es_spec. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/text.h"
#include "study/conventions.h"
#include "study/spec.h"

typedef enum kind {
    TEXT,
    LIST,
    INT,
    LIMIT,
    REAL,
    BOOL,
    CHOICE,
    WINDOW,
    WINDOWS,
    CLOSES,
    UNBUILT
} kind;

typedef struct option {
    const char *key, *fallback, *values, *method, *help;
    kind kind;
    size_t offset;
} option;

static const option options[] = {
#define OPTION(kind, key, member, fallback, values, method, help)                                  \
    {#key, fallback, values, method, help, kind, offsetof(es_spec, member)},
#define PLANNED(key, values, method, help) {#key, "", values, method, help, UNBUILT, 0},
#include "study/options.def"
#undef OPTION
#undef PLANNED
};

enum { N_OPTIONS = sizeof options / sizeof *options };

size_t es_option_count(void)
{
    return N_OPTIONS;
}

void es_option_at(size_t i, es_option_info *out)
{
    const option *o = &options[i];
    *out = (es_option_info){o->key, o->values, o->fallback, o->help, o->method, o->kind != UNBUILT};
}

static size_t find(const char *key)
{
    size_t i = 0;
    while (i < N_OPTIONS && !es_name_equal(options[i].key, key))
        i++;
    return i;
}

static es_status unknown_key(const char *key, es_error *err)
{
    const char *keys[N_OPTIONS], *near;
    for (size_t i = 0; i < N_OPTIONS; i++)
        keys[i] = options[i].key;
    near = es_nearest(key, keys, N_OPTIONS);
    (void)es_fail(err, ES_EUSAGE, "unknown option \"%s\"", key);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "`eventstudy list options` shows all");
}

static es_status bad_value(const option *o, const char *value, es_error *err)
{
    (void)es_fail(err, ES_EUSAGE, "%s: \"%s\" is not one of %s", o->key, value, o->values);
    if (o->kind != CHOICE)
        (void)es_fail(err, ES_EUSAGE, "%s: \"%s\" is not of the form %s", o->key, value, o->values);
    return ES_EUSAGE;
}

static es_status read_choice(const option *o, const char *value, int *out, es_error *err)
{
    const char *cursor = o->values, *item, *near;
    char word[16][48];
    const char *words[16];
    size_t n, count = 0;
    es_status status;
    while (es_next_item(&cursor, '|', &item, &n) && count < 16) {
        memcpy(word[count], item, n);
        word[count][n] = '\0';
        words[count] = word[count];
        if (es_name_equal(word[count], value)) {
            *out = (int)count;
            return ES_OK;
        }
        count++;
    }
    status = bad_value(o, value, err);
    near = es_nearest(value, words, count);
    if (near)
        (void)es_hint(err, "did you mean %s?", near);
    return status;
}

static es_status read_int(const option *o, const char *value, int *out, es_error *err)
{
    int64_t number, least = strtol(o->values, NULL, 10), most = 30000;
    const char *dots = strstr(o->values, "..");
    if (dots)
        most = strtol(dots + 2, NULL, 10);
    if (!es_integer_read(value, strlen(value), &number) || number < least || number > most)
        return es_fail(err, ES_EUSAGE, "%s: \"%s\" is not a whole number from %s", o->key, value,
                       o->values);
    *out = (int)number;
    return ES_OK;
}

/* A whole number of days, or "none": -1. */
static es_status read_limit(const option *o, const char *value, int *out, es_error *err)
{
    int64_t number = -1;
    if (!es_name_equal(value, "none")
        && (!es_integer_read(value, strlen(value), &number) || number < 0 || number > 30000))
        return es_fail(err, ES_EUSAGE,
                       "%s: \"%s\" is neither a whole number from 0..30000 nor none", o->key,
                       value);
    *out = (int)number;
    return ES_OK;
}

static es_status read_real(const option *o, const char *value, double *out, es_error *err)
{
    if (es_number_read(value, strlen(value), out) != ES_NUMBER_OK || !(*out > 0.0 && *out < 1.0))
        return es_fail(err, ES_EUSAGE, "%s: \"%s\" is not a number between 0 and 1", o->key, value);
    return ES_OK;
}

static es_status read_bool(const option *o, const char *value, void *out, es_error *err)
{
    static const char *const yes[] = {"1", "yes", "true", "on"};
    static const char *const no[] = {"0", "no", "false", "off"};
    for (size_t i = 0; i < 4; i++)
        if (es_name_equal(value, yes[i]) || es_name_equal(value, no[i])) {
            *(bool *)out = es_name_equal(value, yes[i]);
            return ES_OK;
        }
    return bad_value(o, value, err);
}

static es_status read_window(const option *o, const char *text, size_t n, es_window *out,
                             es_error *err)
{
    const char *colon = memchr(text, ':', n), *right;
    int64_t first, last;
    size_t left_n, right_n;
    if (colon) {
        left_n = (size_t)(colon - text);
        right = colon + 1;
        right_n = n - left_n - 1;
        es_trim(&text, &left_n);
        es_trim(&right, &right_n);
    }
    if (!colon || !es_integer_read(text, left_n, &first) || !es_integer_read(right, right_n, &last)
        || first < -30000 || last > 30000 || first > 30000 || last < -30000) {
        (void)es_fail(err, ES_EUSAGE, "%s: \"%.*s\" is not a window A:B in days, such as -1:1",
                      o->key, (int)n, text);
        return ES_EUSAGE;
    }
    if (first > last) {
        (void)es_fail(err, ES_EUSAGE, "%s: window %d:%d is reversed", o->key, (int)first,
                      (int)last);
        return es_hint(err, "write %d:%d", (int)last, (int)first);
    }
    *out = (es_window){(int)first, (int)last};
    return ES_OK;
}

static size_t count_items(const char *value)
{
    size_t n = *value != '\0';
    for (; *value; value++)
        n += *value == ',';
    return n;
}

static es_status read_windows(const option *o, es_arena *arena, const char *value, es_windows *out,
                              es_error *err)
{
    const char *cursor = value, *item;
    size_t n, count = 0, length = count_items(value);
    es_window *window = ES_NEW(arena, length, es_window);
    if (!window)
        return es_fail_memory(err);
    while (*value && es_next_item(&cursor, ',', &item, &n)) {
        es_status status = read_window(o, item, n, &window[count], err);
        if (status)
            return status;
        for (size_t i = 0; i < count; i++)
            if (window[i].first == window[count].first && window[i].last == window[count].last)
                return es_fail(err, ES_EUSAGE, "%s: window %d:%d is listed twice", o->key,
                               window[i].first, window[i].last);
        count++;
    }
    *out = (es_windows){count, window};
    return ES_OK;
}

static es_status read_list(es_arena *arena, const char *value, es_list *out, es_error *err)
{
    const char *cursor = value, *text;
    size_t n, count = 0;
    const char **item = ES_NEW(arena, count_items(value), const char *);
    while (item && *value && es_next_item(&cursor, ',', &text, &n))
        if (n > 0)
            item[count++] = es_arena_text_n(arena, text, n);
    *out = (es_list){count, item};
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

/* "16:00", "17:30, SPY=16:00": the time of the study's market, and of others. */
static es_status read_closes(es_spec *spec, const option *o, const char *value, int32_t *out,
                             es_error *err)
{
    const char *cursor = value, *item;
    size_t n;
    *out = 16 * 3600;
    while (es_next_item(&cursor, ',', &item, &n)) {
        const char *equal = memchr(item, '=', n);
        const char *time = equal ? equal + 1 : item;
        size_t length = n - (size_t)(time - item);
        int32_t seconds;
        es_trim(&time, &length);
        if (!es_time_parse(time, length, &seconds))
            return bad_value(o, value, err);
        if (!equal)
            *out = seconds;
    }
    spec->market_closes = value;
    return ES_OK;
}

static es_status read_value(es_spec *spec, const option *o, const char *value, es_error *err)
{
    void *target = (char *)spec + o->offset;
    switch (o->kind) {
    case TEXT:
        *(const char **)target = value;
        return ES_OK;
    case LIST:
        return read_list(spec->arena, value, target, err);
    case INT:
        return read_int(o, value, target, err);
    case LIMIT:
        return read_limit(o, value, target, err);
    case REAL:
        return read_real(o, value, target, err);
    case BOOL:
        return read_bool(o, value, target, err);
    case CHOICE:
        return read_choice(o, value, target, err);
    case WINDOW:
        return read_window(o, value, strlen(value), target, err);
    case WINDOWS:
        return read_windows(o, spec->arena, value, target, err);
    case CLOSES:
        return read_closes(spec, o, value, target, err);
    case UNBUILT:
        break;
    }
    return ES_OK;
}

static es_status set(es_spec *spec, size_t i, const char *value, es_error *err)
{
    const char *trimmed = value;
    size_t n = strlen(value);
    es_trim(&trimmed, &n);
    spec->text[i] = es_arena_text_n(spec->arena, trimmed, n);
    if (!spec->text[i])
        return es_fail_memory(err);
    return read_value(spec, &options[i], spec->text[i], err);
}

/* The options of a convention, those that the user set himself apart. */
static es_status follow_convention(es_spec *spec, const char *name, es_error *err)
{
    es_status status = ES_OK;
    for (size_t k = 0; k < es_convention_count() && !status; k++) {
        const es_convention *c = es_convention_at(k);
        size_t i = find(c->key);
        if (es_name_equal(c->name, name) && !spec->given[i])
            status = set(spec, i, c->value, err);
    }
    return status;
}

es_status es_spec_set(es_spec *spec, const char *key, const char *value, es_error *err)
{
    size_t i = find(key);
    es_status status;
    if (i == N_OPTIONS)
        return unknown_key(key, err);
    status = set(spec, i, value, err);
    if (status)
        return status;
    spec->given[i] = true;
    return strcmp(options[i].key, "convention") == 0 ? follow_convention(spec, value, err) : ES_OK;
}

es_status es_spec_new(es_spec **out, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_spec *spec = arena ? ES_NEW(arena, 1, es_spec) : NULL;
    es_status status = ES_OK;
    if (!spec) {
        es_arena_free(arena);
        return es_fail_memory(err);
    }
    spec->arena = arena;
    spec->text = ES_NEW(arena, N_OPTIONS, const char *);
    spec->given = ES_NEW(arena, N_OPTIONS, bool);
    if (es_arena_failed(arena))
        status = es_fail_memory(err);
    for (size_t i = 0; i < N_OPTIONS && !status; i++)
        status = set(spec, i, options[i].fallback, err);
    spec->abnormal.lean = true;
    (void)es_spec_threads(spec, 0);
    if (status) {
        es_spec_free(spec);
        return status;
    }
    *out = spec;
    return ES_OK;
}

void es_spec_progress(es_spec *spec, void (*tell)(void *context, size_t done, size_t n),
                      void *context)
{
    const es_progress *progress = tell ? &spec->progress : NULL;
    spec->progress = (es_progress){tell, context};
    spec->align.progress = spec->abnormal.progress = spec->inference.progress = progress;
}

void es_spec_fleet(es_spec *spec, const es_fleet *fleet)
{
    spec->align.fleet = spec->abnormal.fleet = spec->inference.fleet = fleet;
}

void es_spec_brief(es_spec *spec, bool brief)
{
    spec->abnormal.brief = brief;
}

size_t es_spec_threads(es_spec *spec, size_t threads)
{
    if (threads == 0)
        threads = es_processors();
    spec->align.threads = spec->abnormal.threads = spec->inference.threads = threads;
    return threads;
}

void es_spec_watch(es_spec *spec, es_stage_hook hook, void *context)
{
    spec->hook = hook;
    spec->hook_context = context;
}

void es_spec_stage(const es_spec *spec, const char *stage)
{
    if (spec->hook)
        spec->hook(spec->hook_context, stage);
}

void es_spec_free(es_spec *spec)
{
    if (spec)
        es_arena_free(spec->arena); /* holds spec itself */
}

const char *es_spec_text(const es_spec *spec, size_t i)
{
    return spec->text[i];
}

bool es_spec_given(const es_spec *spec, size_t i)
{
    return spec->given[i];
}
