#include "unit/import/fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"

static char directory[64];

int fixture_setup(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/es-import-XXXXXX");
    return mkdtemp(directory) ? 0 : -1;
}

int fixture_teardown(void **state)
{
    DIR *dir = opendir(directory);
    const struct dirent *entry;
    (void)state;
    while (dir && (entry = readdir(dir)) != NULL)
        (void)unlink(fixture_path(entry->d_name));
    if (dir)
        (void)closedir(dir);
    return rmdir(directory);
}

const char *fixture_path(const char *name)
{
    static char path[8][400];
    static size_t turn;
    char *p = path[turn++ % 8];
    (void)snprintf(p, sizeof path[0], "%s/%s", directory, name);
    return p;
}

const char *fixture_write_n(const char *name, const void *bytes, size_t n)
{
    const char *path = fixture_path(name);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, n, stream), n);
    assert_int_equal(fclose(stream), 0);
    return path;
}

const char *fixture_write(const char *name, const char *text)
{
    return fixture_write_n(name, text, strlen(text));
}

const char *fixture_read(const char *path)
{
    static char text[1 << 16];
    FILE *stream = fopen(path, "rb");
    size_t n;
    if (!stream)
        return NULL;
    n = fread(text, 1, sizeof text - 1, stream);
    text[n] = '\0';
    (void)fclose(stream);
    return text;
}

es_store *fixture_store(void)
{
    es_store *store = NULL;
    es_error err = {0};
    if (es_store_open(":memory:", ES_STORE_CREATE, &store, &err) != ES_OK)
        fail_msg("%s", err.message);
    return store;
}

void fixture_import(es_store *store, es_import_kind kind, const char *name, const char *text,
                    const es_import_options *options, es_status expected,
                    es_import_summary *summary, es_error *err)
{
    const char *path = fixture_write(name, text);
    es_import_options defaults;
    es_import_summary own_summary;
    es_error own_err = {0};
    es_status status;
    es_import_options_init(&defaults);
    if (!summary)
        summary = &own_summary;
    if (!err)
        err = &own_err;
    err->message[0] = err->hint[0] = '\0';
    status = es_import_files(store, kind, &path, 1, options ? options : &defaults, summary, err);
    if (status != expected)
        fail_msg("status %d instead of %d: %s", (int)status, (int)expected, err->message);
    if (status == ES_OK)
        fixture_check_account(summary);
}

void fixture_check_account(const es_import_summary *s)
{
    assert_int_equal(s->rows, s->added + s->filled + s->unchanged + s->replaced + s->kept
                                  + s->repeated + s->empty + s->rejected);
}

/* ---- Queries -------------------------------------------------------------------------------- */

typedef struct answer {
    char text[1 << 17];
    size_t used, width;
} answer;

static void put(answer *a, const char *text)
{
    size_t n = strlen(text);
    assert_true(a->used + n < sizeof a->text);
    memcpy(a->text + a->used, text, n + 1);
    a->used += n;
}

static es_status begin(void *context, const es_column *columns, size_t n_columns, es_error *err)
{
    (void)columns;
    (void)err;
    ((answer *)context)->width = n_columns;
    return ES_OK;
}

static es_status add_row(void *context, const es_cell *cells, es_error *err)
{
    answer *a = context;
    char number[40], day[ES_DAY_TEXT];
    (void)err;
    if (a->used)
        put(a, "|");
    for (size_t i = 0; i < a->width; i++) {
        if (i)
            put(a, " ");
        if (cells[i].type == ES_TEXT)
            put(a, cells[i].as.text);
        else if (cells[i].type == ES_DATE)
            put(a, es_day_format(cells[i].as.day, day));
        else if (cells[i].type == ES_INT
                 && snprintf(number, sizeof number, "%lld", (long long)cells[i].as.integer))
            put(a, number);
        else if (cells[i].type == ES_REAL
                 && snprintf(number, sizeof number, "%.15g", cells[i].as.real))
            put(a, number);
        else
            put(a, "-");
    }
    return ES_OK;
}

const char *fixture_query(es_store *store, const char *sql)
{
    static answer a;
    es_sink sink = {&a, begin, add_row};
    es_error err = {0};
    a.used = 0;
    a.text[0] = '\0';
    if (es_store_query(store, sql, &sink, &err) != ES_OK)
        fail_msg("%s: %s", sql, err.message);
    return a.text;
}
