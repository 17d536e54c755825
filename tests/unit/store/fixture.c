#include "unit/store/fixture.h"

#include <dirent.h>
#include <unistd.h>

#include "base/number.h"

void assert_ok_at(es_status status, const es_error *err, const char *file, int line)
{
    if (status != ES_OK)
        print_error("status %d: %s (%s)\n", (int)status, err->message, err->hint);
    _assert_int_equal((unsigned long)status, ES_OK, file, line);
}

typedef struct directory {
    char name[64];
    char path[512];
} directory;

int fixture_make_directory(void **state)
{
    directory *d = calloc(1, sizeof *d);
    if (!d)
        return -1;
    (void)snprintf(d->name, sizeof d->name, "/tmp/eventstudy-store-XXXXXX");
    *state = d;
    return mkdtemp(d->name) ? 0 : -1;
}

int fixture_remove_directory(void **state)
{
    directory *d = *state;
    DIR *open = opendir(d->name);
    for (struct dirent *entry; open && (entry = readdir(open));)
        if (entry->d_name[0] != '.')
            (void)remove(fixture_path(state, entry->d_name));
    if (open)
        (void)closedir(open);
    (void)rmdir(d->name);
    free(d);
    return 0;
}

const char *fixture_path(void **state, const char *name)
{
    directory *d = *state;
    (void)snprintf(d->path, sizeof d->path, "%s/%s", d->name, name);
    return d->path;
}

es_day day_of(const char *iso)
{
    es_day day = 0;
    assert_int_equal(es_day_parse(iso, strlen(iso), &day), ES_DATE_OK);
    return day;
}

es_store *open_store(const char *path, es_store_mode mode)
{
    es_store *store;
    es_error err;
    assert_ok(es_store_open(path, mode, &store, &err), err);
    return store;
}

es_store *memory_store(void)
{
    es_store *store = open_store(":memory:", ES_STORE_CREATE);
    es_error err;
    assert_ok(es_store_begin(store, &err), err);
    return store;
}

enum { MAX_DAYS = 4000 };

es_status put_days(es_store *store, const char *symbol, const char *first, size_t n,
                   const double *close, const double *volume, es_conflict_policy policy,
                   es_put_counts *counts, es_put_conflict *conflict, es_error *err)
{
    es_day day[MAX_DAYS];
    es_prices rows = {.n = n, .day = day};
    int64_t id;
    es_status status = es_store_security(store, symbol, &id, err);
    assert_true(n <= MAX_DAYS);
    for (size_t i = 0; i < n; i++)
        day[i] = day_of(first) + (es_day)i;
    rows.value[ES_FIELD_CLOSE] = close;
    rows.value[ES_FIELD_VOLUME] = volume;
    if (status == ES_OK)
        status = es_store_put_prices(store, id, &rows, policy, counts, conflict, err);
    return status;
}

void put_closes(es_store *store, const char *symbol, const char *first, size_t n,
                const double *close)
{
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    assert_ok(
        put_days(store, symbol, first, n, close, NULL, ES_CONFLICT_ERROR, &counts, &conflict, &err),
        err);
}

typedef struct answer {
    FILE *stream;
    size_t n_columns;
} answer;

static es_status begin(void *context, const es_column *columns, size_t n_columns, es_error *err)
{
    (void)columns, (void)err;
    ((answer *)context)->n_columns = n_columns;
    return ES_OK;
}

static void print_cell(FILE *stream, const es_cell *cell)
{
    char text[ES_NUMBER_SIZE];
    if (cell->type == ES_INT)
        (void)fprintf(stream, "%lld", (long long)cell->as.integer);
    else if (cell->type == ES_REAL)
        (void)fputs(es_number_format(cell->as.real, text), stream);
    else
        (void)fputs(cell->type == ES_TEXT ? cell->as.text : "-", stream);
}

static es_status row(void *context, const es_cell *cells, es_error *err)
{
    answer *a = context;
    (void)err;
    for (size_t i = 0; i < a->n_columns; i++) {
        if (i)
            (void)fputc('|', a->stream);
        print_cell(a->stream, &cells[i]);
    }
    (void)fputc('\n', a->stream);
    return ES_OK;
}

char *ask(es_store *store, const char *sql, es_error *err)
{
    char *text = NULL;
    size_t size;
    answer a = {.stream = open_memstream(&text, &size)};
    const es_sink sink = {&a, begin, row};
    es_status status = es_store_query(store, sql, &sink, err);
    (void)fclose(a.stream);
    if (status == ES_OK)
        return text;
    free(text);
    return NULL;
}

void assert_query_at(es_store *store, const char *sql, const char *expected, const char *file,
                     int line)
{
    es_error err;
    char *text = ask(store, sql, &err);
    if (!text)
        print_error("%s\n", err.message);
    _assert_string_equal(text ? text : "(failed)", expected, file, line);
    free(text);
}

char *read_file(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    *n = 0;
    if (!file)
        return NULL;
    (void)fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*n + 1);
    if (bytes && fread(bytes, 1, *n, file) != *n) {
        free(bytes);
        bytes = NULL;
    }
    (void)fclose(file);
    return bytes;
}
