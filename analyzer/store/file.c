#include "store/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/schema.h"

/* https://www.sqlite.org/fileformat2.html, section 1.3 */
enum { HEADER_SIZE = 100, USER_VERSION_AT = 60, APPLICATION_ID_AT = 68 };
static const char magic[16] = "SQLite format 3";

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static es_status not_ours(const char *path, const char *what, es_error *err)
{
    es_fail(err, ES_ESTORE, "%s is %s, not a database of eventstudy", path, what);
    es_hint(err, "name the database with --db FILE; CSV files are read by `eventstudy import`");
    return ES_ESTORE;
}

static es_status check_version(const char *path, int version, es_store_mode mode, es_error *err)
{
    if (version > ES_SCHEMA_VERSION) {
        es_fail(err, ES_ESTORE,
                "%s was written by a newer eventstudy (format %d, this one knows %d)", path,
                version, ES_SCHEMA_VERSION);
        es_hint(err, "use the newer program, or another database with --db FILE");
        return ES_ESTORE;
    }
    if (version < ES_SCHEMA_READABLE && mode == ES_STORE_READ) {
        es_fail(err, ES_ESTORE,
                "%s was written by an older eventstudy (format %d, this one needs %d)", path,
                version, ES_SCHEMA_READABLE);
        es_hint(err, "any `eventstudy import` into it brings it up to date");
        return ES_ESTORE;
    }
    return ES_OK;
}

static es_status check_header(const char *path, es_store_mode mode, es_error *err)
{
    unsigned char header[HEADER_SIZE];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (!file)
        return es_fail(err, ES_EIO, "cannot read %s: %s", path, strerror(errno));
    n = fread(header, 1, sizeof header, file);
    (void)fclose(file);
    if (n < sizeof header || memcmp(header, magic, sizeof magic) != 0)
        return not_ours(path, "not an SQLite file", err);
    if (big_endian(header + APPLICATION_ID_AT) != ES_SCHEMA_APPLICATION_ID)
        return not_ours(path, "an SQLite file of another program", err);
    return check_version(path, (int)big_endian(header + USER_VERSION_AT), mode, err);
}

static es_status no_data(const char *path, const char *what, es_error *err)
{
    es_fail(err, ES_ENOTFOUND, "%s %s", what, path);
    es_hint(err, "make one with `eventstudy import prices FILE... --db %s`", path);
    return ES_ENOTFOUND;
}

/* A journal beside the file belongs to a running writer or to one that died.  In the second case
 * SQLite restores the state before on the first read, for which it has to write: a connection
 * opened for reading only cannot.  What it may not restore is reported by whoever reads next. */
static es_status recover(const char *path, es_error *err)
{
    struct stat journal;
    sqlite3 *db = NULL;
    char *name = sqlite3_mprintf("%s-journal", path);
    int64_t ignored;
    es_status status = ES_OK;
    bool found = name && stat(name, &journal) == 0 && journal.st_size > 0;
    sqlite3_free(name);
    if (!found)
        return ES_OK;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        sqlite3_busy_timeout(db, 2000);
        status = es_sql_int(db, "SELECT count(*) FROM sqlite_schema", &ignored, err);
    }
    sqlite3_close(db);
    return status == ES_EBUSY ? status : ES_OK;
}

es_status es_file_check(const char *path, es_store_mode mode, bool *missing, es_error *err)
{
    struct stat info;
    es_status status;
    *missing = false;
    if (stat(path, &info) != 0) {
        if (errno != ENOENT)
            return es_fail(err, ES_EIO, "cannot open %s: %s", path, strerror(errno));
        *missing = true;
        return mode == ES_STORE_CREATE ? ES_OK : no_data(path, "no database at", err);
    }
    if (S_ISDIR(info.st_mode))
        return not_ours(path, "a directory", err);
    if (!S_ISREG(info.st_mode))
        return not_ours(path, "not a regular file", err);
    status = recover(path, err);
    if (status != ES_OK)
        return status;
    if (stat(path, &info) == 0 && info.st_size == 0)
        return mode == ES_STORE_READ ? no_data(path, "no data in", err) : ES_OK;
    return check_header(path, mode, err);
}

const char *es_file_obstacle(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *directory = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    const char *obstacle = NULL;
    if (directory && access(directory, W_OK | X_OK) != 0)
        obstacle = strerror(errno);
    free(directory);
    return obstacle;
}

void es_file_remove_empty(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size == 0)
        (void)unlink(path);
}
