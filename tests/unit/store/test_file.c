#include "unit/store/fixture.h"

#include <limits.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opening must fail in every mode, with this status and words, and leave the file as it is. */
static void assert_refused(const char *path, es_status status, const char *words, const char *hint)
{
    static const es_store_mode modes[] = {ES_STORE_READ, ES_STORE_WRITE, ES_STORE_CREATE};
    size_t n_before, n_after;
    char *before = read_file(path, &n_before), *after;
    for (int i = 0; i < 3; i++) {
        es_store *store;
        es_error err;
        assert_int_equal(es_store_open(path, modes[i], &store, &err), status);
        assert_null(store);
        assert_non_null(strstr(err.message, words));
        assert_non_null(strstr(err.message, path));
        assert_non_null(strstr(err.hint, hint));
    }
    after = read_file(path, &n_after);
    assert_int_equal(n_before, n_after);
    assert_memory_equal(before, after, n_before);
    free(before);
    free(after);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void a_csv_file_is_refused(void **state)
{
    char long_text[400];
    const char *path = fixture_path(state, "prices.csv");
    write_text(path, "symbol,date,close\n");
    assert_refused(path, ES_ESTORE, "not a database of eventstudy", "--db");
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    write_text(path, long_text);
    assert_refused(path, ES_ESTORE, "not an SQLite file", "--db");
}

static void make_foreign(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void another_programs_database_is_refused(void **state)
{
    const char *path = fixture_path(state, "fossil.db");
    make_foreign(path, "PRAGMA application_id = 252006673; CREATE TABLE price (x)");
    assert_refused(path, ES_ESTORE, "another program", "--db");
    make_foreign(path, "PRAGMA application_id = 0");
    assert_refused(path, ES_ESTORE, "another program", "--db");
}

static void a_newer_database_is_refused(void **state)
{
    const char *path = fixture_path(state, "new.db");
    make_foreign(path, "PRAGMA application_id = 0x45535459; PRAGMA user_version = 99;"
                       "CREATE TABLE x (y)");
    assert_refused(path, ES_ESTORE, "newer eventstudy (format 99", "newer program");
}

static void an_older_database_is_migrated_by_the_next_writer(void **state)
{
    const char *path = fixture_path(state, "old.db");
    es_store *store;
    es_error err;
    make_foreign(path, "PRAGMA application_id = 0x45535459; CREATE TABLE x (y)");
    assert_int_equal(es_store_open(path, ES_STORE_READ, &store, &err), ES_ESTORE);
    assert_non_null(strstr(err.message, "older eventstudy"));
    store = open_store(path, ES_STORE_WRITE);
    assert_ok(es_store_begin(store, &err), err);
    assert_ok(es_store_commit(store, &err), err);
    es_store_close(store);
    store = open_store(path, ES_STORE_READ);
    assert_query(store, "SELECT count(*) FROM security", "0\n");
    assert_query(store, "PRAGMA user_version", "6\n");
    assert_query(store, "PRAGMA application_id", "1163088985\n");
    es_store_close(store);
}

static void import_once(const char *path, const char *csv, size_t added)
{
    es_import_options options;
    es_import_summary summary;
    es_error err;
    es_store *store = open_store(path, ES_STORE_CREATE);
    es_import_options_init(&options);
    assert_ok(es_import_files(store, ES_IMPORT_PRICES, &csv, 1, &options, &summary, &err), err);
    assert_int_equal(summary.added, added);
    es_store_close(store);
}

/* Readers say that any import brings an older database up to date: so must one of a file that is
 * stored already.  A dry run keeps nothing, not even that. */
static void an_import_without_news_migrates_too(void **state)
{
    char kept[PATH_MAX];
    const char *csv = kept, *path;
    es_import_options options;
    es_import_summary summary;
    es_store *store;
    es_error err;
    (void)snprintf(kept, sizeof kept, "%s", fixture_path(state, "again.csv"));
    path = fixture_path(state, "version-1.db");
    write_text(csv, "symbol,date,close\nABC,2021-02-01,10\nABC,2021-02-02,11\n");
    import_once(path, csv, 2);
    make_foreign(path,
                 "DROP TABLE correction; DROP TABLE alias; DROP TABLE calendar_day; "
                 "DROP TABLE confounding; DROP TABLE bar_chunk; ALTER TABLE price_chunk DROP "
                 "COLUMN delist_code; "
                 "ALTER TABLE price_chunk DROP COLUMN delist_return; "
                 "ALTER TABLE price_chunk DROP COLUMN exchange_code; PRAGMA user_version = 1");
    es_import_options_init(&options);
    options.dry_run = true;
    store = open_store(path, ES_STORE_WRITE);
    assert_ok(es_import_files(store, ES_IMPORT_PRICES, &csv, 1, &options, &summary, &err), err);
    es_store_close(store);
    assert_int_equal(es_store_open(path, ES_STORE_READ, &store, &err), ES_ESTORE);
    import_once(path, csv, 0);
    store = open_store(path, ES_STORE_READ);
    assert_query(store, "SELECT count(*) FROM correction", "0\n");
    assert_query(store, "SELECT count(*) FROM price", "2\n");
    es_store_close(store);
}

static void a_missing_database_says_how_to_make_one(void **state)
{
    const char *path = fixture_path(state, "none.db");
    es_store *store;
    es_error err;
    assert_int_equal(es_store_open(path, ES_STORE_READ, &store, &err), ES_ENOTFOUND);
    assert_non_null(strstr(err.message, "no database at "));
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.hint, "eventstudy import prices FILE... --db "));
    assert_int_equal(es_store_open(path, ES_STORE_WRITE, &store, &err), ES_ENOTFOUND);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void a_directory_is_no_database(void **state)
{
    const char *path = fixture_path(state, "");
    es_store *store;
    es_error err;
    assert_int_equal(es_store_open(path, ES_STORE_CREATE, &store, &err), ES_ESTORE);
    assert_non_null(strstr(err.message, "is a directory"));
}

static void a_database_needs_its_directory(void **state)
{
    const char *path = fixture_path(state, "none/a.db");
    es_store *store;
    es_error err;
    assert_int_equal(es_store_open(path, ES_STORE_CREATE, &store, &err), ES_EIO);
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.message, "No such file or directory"));
    assert_non_null(strstr(err.hint, "--db"));
}

static void make_database(const char *path)
{
    const double close[] = {17.25, 18.5};
    es_error err;
    es_store *store = open_store(path, ES_STORE_CREATE);
    assert_ok(es_store_begin(store, &err), err);
    put_closes(store, "AAPL", "2024-05-06", 2, close);
    assert_ok(es_store_commit(store, &err), err);
    es_store_close(store);
}

/* Permissions do not bind root: then there is nothing to see. */
static void a_read_only_file_can_be_read_but_not_written(void **state)
{
    const char *path = fixture_path(state, "locked.db");
    es_store *store;
    es_error err;
    make_database(path);
    assert_int_equal(chmod(path, 0444), 0);
    store = open_store(path, ES_STORE_READ);
    assert_query(store, "SELECT count(*) FROM price", "2\n");
    es_store_close(store);
    if (geteuid() == 0)
        skip();
    assert_int_equal(es_store_open(path, ES_STORE_WRITE, &store, &err), ES_EIO);
    assert_non_null(strstr(err.message, "read-only"));
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.hint, "--db"));
}

static void a_read_only_directory_says_so(void **state)
{
    char directory[256];
    es_store *store;
    int64_t id;
    es_error err;
    if (geteuid() == 0)
        skip();
    make_database(fixture_path(state, "old.db"));
    (void)snprintf(directory, sizeof directory, "%s", fixture_path(state, ""));
    assert_int_equal(chmod(directory, 0555), 0);
    assert_int_equal(es_store_open(fixture_path(state, "a.db"), ES_STORE_CREATE, &store, &err),
                     ES_EIO);
    assert_non_null(strstr(err.message, "Permission denied"));
    assert_non_null(strstr(err.hint, "directory"));
    /* the file itself is writable, but its journal has no place */
    store = open_store(fixture_path(state, "old.db"), ES_STORE_WRITE);
    assert_ok(es_store_begin(store, &err), err);
    assert_int_equal(es_store_security(store, "MSFT", &id, &err), ES_EIO);
    assert_non_null(strstr(err.message, "old.db"));
    assert_non_null(strstr(err.hint, "its directory must be writable"));
    es_store_close(store);
    assert_int_equal(chmod(directory, 0755), 0);
}

static void a_reader_cannot_begin(void **state)
{
    const char *path = fixture_path(state, "a.db");
    es_store *store;
    es_error err;
    make_database(path);
    store = open_store(path, ES_STORE_READ);
    assert_int_equal(es_store_begin(store, &err), ES_EUSAGE);
    assert_non_null(strstr(err.message, "reading only"));
    es_store_close(store);
}

static void an_empty_file_is_an_empty_database(void **state)
{
    const char *path = fixture_path(state, "empty.db");
    es_store *store;
    es_dataset *data;
    es_error err;
    write_text(path, "");
    assert_int_equal(es_store_open(path, ES_STORE_READ, &store, &err), ES_ENOTFOUND);
    assert_non_null(strstr(err.message, "no data in"));
    store = open_store(path, ES_STORE_CREATE);
    assert_int_equal(es_dataset_load(store, &data, &err), ES_ENOTFOUND);
    assert_non_null(strstr(err.hint, "import prices"));
    es_store_close(store);
    assert_int_equal(access(path, F_OK), 0); /* it was there before: not ours to remove */
    make_database(path);
}

#define WITH_DIRECTORY(test)                                                                       \
    cmocka_unit_test_setup_teardown(test, fixture_make_directory, fixture_remove_directory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DIRECTORY(a_csv_file_is_refused),
        WITH_DIRECTORY(another_programs_database_is_refused),
        WITH_DIRECTORY(a_newer_database_is_refused),
        WITH_DIRECTORY(an_older_database_is_migrated_by_the_next_writer),
        WITH_DIRECTORY(an_import_without_news_migrates_too),
        WITH_DIRECTORY(a_missing_database_says_how_to_make_one),
        WITH_DIRECTORY(a_directory_is_no_database),
        WITH_DIRECTORY(a_database_needs_its_directory),
        WITH_DIRECTORY(a_read_only_file_can_be_read_but_not_written),
        WITH_DIRECTORY(a_read_only_directory_says_so),
        WITH_DIRECTORY(a_reader_cannot_begin),
        WITH_DIRECTORY(an_empty_file_is_an_empty_database),
    };
    return cmocka_run_group_tests_name("store.file", tests, NULL, NULL);
}
