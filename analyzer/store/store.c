#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#include "store/connection.h"
#include "store/file.h"
#include "store/schema.h"

/* How long a call waits for another process before it gives up. */
enum { BUSY_MILLISECONDS = 2000 };

/* Pages of 16 KiB (they matter only for a file still to be made) hold a year of six fields whole,
 * two of them in the short form of decimals.h: faster to write and to read than pages of 4 KiB. The
 * cache stays small: an import writes each page once.  Freed pages need not be overwritten with
 * zeros. */
static const char settings[] = "PRAGMA page_size = 16384;"
                               "PRAGMA cache_size = -16384;" /* KiB */
                               "PRAGMA journal_mode = DELETE;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA secure_delete = OFF;"
                               "PRAGMA temp_store = MEMORY;";

static es_status check_writable(const es_store *store, es_error *err)
{
    if (store->mode == ES_STORE_READ || sqlite3_db_readonly(store->db, "main") != 1)
        return ES_OK;
    es_fail(err, ES_EIO, "cannot write %s: the file is read-only", store->path);
    es_hint(err, "make it writable, or name another database with --db FILE");
    return ES_EIO;
}

static es_status connect(es_store *store, es_error *err)
{
    static const int flags[] = {[ES_STORE_READ] = SQLITE_OPEN_READONLY,
                                [ES_STORE_WRITE] = SQLITE_OPEN_READWRITE,
                                [ES_STORE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
    es_status status;
    /* One handle serves one thread at a time: SQLite need not lock. */
    int code =
        sqlite3_open_v2(store->path, &store->db, flags[store->mode] | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        const char *obstacle = es_file_obstacle(store->path);
        es_fail(err, ES_EIO, "cannot open %s: %s", store->path,
                obstacle ? obstacle : sqlite3_errstr(code));
        es_hint(err, "its directory must exist and be writable; --db names another place");
        return ES_EIO;
    }
    sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
    status = check_writable(store, err);
    return status == ES_OK ? es_sql_run(store->db, settings, err) : status;
}

es_status es_store_open(const char *path, es_store_mode mode, es_store **out, es_error *err)
{
    bool missing = false;
    es_store *store;
    es_status status = ES_OK;
    *out = NULL;
    if (strcmp(path, ":memory:") != 0)
        status = es_file_check(path, mode, &missing, err);
    if (status != ES_OK)
        return status;
    store = calloc(1, sizeof *store);
    if (!store || !(store->path = strdup(path))) {
        free(store);
        return es_fail_memory(err);
    }
    store->mode = mode;
    store->made_file = missing;
    status = connect(store, err);
    if (status != ES_OK) {
        es_store_close(store);
        return status;
    }
    *out = store;
    return ES_OK;
}

void es_store_close(es_store *store)
{
    if (!store)
        return;
    es_store_rollback(store);
    for (size_t i = 0; i < ES_N_CACHED; i++)
        es_statement_finalize(&store->cached[i]);
    sqlite3_close_v2(store->db);
    if (store->made_file)
        es_file_remove_empty(store->path);
    es_touched_clear(&store->touched);
    free(store->path);
    free(store);
}

es_status es_store_statement(es_store *store, es_cached which, const char *sql, es_statement **out,
                             es_error *err)
{
    es_statement *st = &store->cached[which];
    *out = st;
    if (!st->handle)
        return es_statement_prepare(store->db, sql, st, err);
    es_statement_reset(st);
    return ES_OK;
}

es_status es_store_require_data(es_store *store, es_error *err)
{
    int64_t version;
    es_status status = es_sql_int(store->db, "PRAGMA user_version", &version, err);
    if (status != ES_OK || version > 0)
        return status;
    es_fail(err, ES_ENOTFOUND, "no data in %s", store->path);
    es_hint(err, "import some first: `eventstudy import prices FILE... --db %s`", store->path);
    return ES_ENOTFOUND;
}

es_status es_store_require_bars(es_store *store, es_error *err)
{
    int64_t version;
    es_status status = es_sql_int(store->db, "PRAGMA user_version", &version, err);
    if (status != ES_OK || version >= ES_SCHEMA_BARS)
        return status;
    return es_fail(err, ES_ENOTFOUND, "no bars within days in %s", store->path);
}

es_status es_store_snapshot(es_store *store, es_error *err)
{
    return es_sql_run(store->db, "SAVEPOINT snapshot", err);
}

void es_store_release(es_store *store)
{
    (void)es_sql_run(store->db, "RELEASE snapshot", NULL);
}

es_status es_store_begin(es_store *store, es_error *err)
{
    es_status status;
    int64_t version = 0;
    if (store->mode == ES_STORE_READ)
        return es_fail(err, ES_EUSAGE, "%s was opened for reading only", store->path);
    es_touched_clear(&store->touched);
    status = es_sql_run(store->db, "BEGIN IMMEDIATE", err);
    if (status == ES_EBUSY) {
        es_fail(err, ES_EBUSY, "another process is writing to %s", store->path);
        es_hint(err, "wait until it is done and try again");
        return ES_EBUSY;
    }
    if (status != ES_OK)
        return status;
    status = es_sql_int(store->db, "PRAGMA user_version", &version, err);
    if (status == ES_OK)
        status = es_schema_migrate(store->db, err);
    store->migrated = version > 0 && version < ES_SCHEMA_VERSION;
    if (status != ES_OK)
        es_store_rollback(store);
    return status;
}

bool es_store_migrated(const es_store *store)
{
    return store->migrated;
}

es_status es_store_commit(es_store *store, es_error *err)
{
    return es_sql_run(store->db, "COMMIT", err);
}

void es_store_rollback(es_store *store)
{
    /* After some failures (disk full, say) SQLite has rolled back by itself. */
    if (store->db && !sqlite3_get_autocommit(store->db))
        (void)es_sql_run(store->db, "ROLLBACK", NULL);
}
