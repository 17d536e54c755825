#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fuzz_fail(const char *file, int line, const char *condition)
{
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

const char *fuzz_file(const void *data, size_t size)
{
    static FILE *stream;
    static char path[32];
    if (!stream) {
        stream = tmpfile();
        FUZZ_CHECK(stream != NULL);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", fileno(stream));
    }
    rewind(stream);
    FUZZ_CHECK(ftruncate(fileno(stream), 0) == 0);
    FUZZ_CHECK(fwrite(data, 1, size, stream) == size);
    FUZZ_CHECK(fflush(stream) == 0);
    rewind(stream);
    return path;
}

es_store *fuzz_store(void)
{
    es_store *store = NULL;
    FUZZ_CHECK(es_store_open(":memory:", ES_STORE_CREATE, &store, NULL) == ES_OK);
    return store;
}

/* ---- Import --------------------------------------------------------------------------------- */

/* A store in which nothing was committed has nothing to list. */
static size_t count_listed(es_store *store, const char *what)
{
    es_tables *tables = NULL;
    es_status status = es_store_list(store, what, &tables, NULL);
    size_t n = 0;
    FUZZ_CHECK(status == ES_OK || status == ES_ENOTFOUND);
    if (status == ES_OK)
        n = es_tables_at(tables, 0)->n_rows;
    es_tables_free(tables);
    return n;
}

static void check_empty(es_store *store)
{
    static const char *const what[] = {"securities", "events", "factors", "imports", "runs"};
    for (size_t i = 0; i < sizeof what / sizeof *what; i++)
        FUZZ_CHECK(count_listed(store, what[i]) == 0);
}

static void check_error(const es_error *err)
{
    FUZZ_CHECK(err->status == ES_EDATA);
    FUZZ_CHECK(memchr(err->message, '\0', sizeof err->message) != NULL);
    FUZZ_CHECK(err->message[0] != '\0');
    FUZZ_CHECK(memchr(err->hint, '\0', sizeof err->hint) != NULL);
}

static void check_account(const es_import_summary *s)
{
    FUZZ_CHECK(s->rows
               == s->added + s->filled + s->unchanged + s->replaced + s->kept + s->repeated
                      + s->empty + s->rejected);
    FUZZ_CHECK(s->missing <= s->rows);
    FUZZ_CHECK(s->first <= s->last);
    FUZZ_CHECK((s->rejected == 0) == (s->first_reject[0] == '\0'));
    FUZZ_CHECK(strlen(s->fingerprint) == 64);
}

/* A file that was taken without a conflict changes nothing when it comes again. */
static void check_again(es_store *store, es_import_kind kind, const char *path,
                        const es_import_options *options)
{
    es_import_summary s;
    FUZZ_CHECK(es_import_files(store, kind, &path, 1, options, &s, NULL) == ES_OK);
    check_account(&s);
    FUZZ_CHECK(s.added + s.replaced + s.kept == 0);
}

/* What import let in, a study can load. */
static void check_load(es_store *store)
{
    es_dataset *dataset = NULL;
    FUZZ_CHECK(es_dataset_load(store, &dataset, NULL) == ES_OK);
    es_dataset_free(dataset);
}

/* A store that a failed import left empty serves the next one too: opening one is most of the
 * work. */
static void import_once(es_import_kind kind, const char *list, const char *path,
                        const es_import_options *options)
{
    static es_store *store;
    es_import_summary s;
    es_error err = {0};
    if (!store)
        store = fuzz_store();
    if (es_import_files(store, kind, &path, 1, options, &s, &err) != ES_OK) {
        check_error(&err);
        check_empty(store);
        return;
    }
    check_account(&s);
    FUZZ_CHECK((s.added > 0) == (count_listed(store, list) > 0));
    if (s.added > 0)
        check_load(store);
    if (!options->on_conflict)
        check_again(store, kind, path, options);
    es_store_close(store);
    store = NULL;
}

void fuzz_import(es_import_kind kind, const char *list, const uint8_t *data, size_t size)
{
    static const struct {
        const char *on_conflict, *on_bad_row, *rejects;
        double scale; /* of factors */
    } ways[] = {{NULL, NULL, NULL, 0.0},
                {"keep", "reject", "/dev/null", 1.0},
                {"replace", "error", NULL, 0.01}};
    const char *path = fuzz_file(data, size);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        es_import_options options;
        es_import_options_init(&options);
        options.on_conflict = ways[i].on_conflict;
        options.on_bad_row = ways[i].on_bad_row;
        options.rejects = ways[i].rejects;
        options.scale = kind == ES_IMPORT_FACTORS ? ways[i].scale : 0.0;
        import_once(kind, list, path, &options);
    }
}
