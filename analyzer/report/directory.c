/* A directory of result files.  Each is written under a temporary name and renamed when complete,
 * so that no half-written table is ever seen under its name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/table.h"

enum { PATH_SIZE = 4096 };

static es_status cannot(es_error *err, const char *path)
{
    (void)es_fail(err, ES_EIO, "cannot write %s: %s", path, strerror(errno));
    return es_hint(err, "name a directory that you may write to");
}

static es_status join(char *out, const char *directory, const char *name, const char *tail,
                      es_error *err)
{
    int n = snprintf(out, PATH_SIZE, "%s/%s%s", directory, name, tail);
    return n > 0 && n < PATH_SIZE ? ES_OK : es_fail(err, ES_EUSAGE, "path too long: %s", directory);
}

/* table NULL: the manifest. */
static es_status write_file(const es_tables *result, const es_table *table, const char *directory,
                            const char *name, es_error *err)
{
    char path[PATH_SIZE], temporary[PATH_SIZE];
    FILE *stream;
    es_status status = join(path, directory, name, table ? ".csv" : ".json", err);
    if (!status)
        status = join(temporary, directory, name, ".part", err);
    if (status)
        return status;
    stream = fopen(temporary, "w");
    if (!stream)
        return cannot(err, path);
    status =
        table ? es_table_write(table, "csv", stream, err) : es_report_manifest(result, stream, err);
    if (fclose(stream) != 0 && !status)
        status = cannot(err, path);
    if (!status && rename(temporary, path) != 0)
        status = cannot(err, path);
    if (status)
        (void)remove(temporary);
    return status;
}

es_status es_report_tables(const es_tables *tables, const char *directory, es_error *err)
{
    es_status status = ES_OK;
    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return cannot(err, directory);
    for (size_t i = 0; i < es_tables_count(tables) && !status; i++) {
        const es_table *table = es_tables_at(tables, i);
        status = write_file(tables, table, directory, table->name, err);
    }
    return status;
}

static const char *const names[] = {"events", "fits",       "ar",       "cars",        "results",
                                    "volume", "regression", "adjusted", "diagnostics", "counts"};

const char *es_report_directory_name(size_t i)
{
    static const char *const others[] = {"run", "timings", "findings", "checks"};
    enum { N = sizeof names / sizeof *names, N_OTHERS = sizeof others / sizeof *others };
    return i < N ? names[i] : i < N + N_OTHERS ? others[i - N] : NULL;
}

/* Whether a file exists there. */
static bool exists(const char *directory, const char *name, const char *tail)
{
    char path[PATH_SIZE];
    struct stat about;
    es_error unused;
    return !join(path, directory, name, tail, &unused) && stat(path, &about) == 0;
}

/* Tables are replaced only where an earlier study wrote them, which its manifest shows: a user's
 * own events.csv, say, is never lost. */
es_status es_report_directory_ready(const char *directory, es_error *err)
{
    if (exists(directory, "run", ".json"))
        return ES_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (exists(directory, names[i], ".csv")) {
            (void)es_fail(err, ES_EUSAGE,
                          "%s/%s.csv is there already, and no run.json shows it to be a result",
                          directory, names[i]);
            return es_hint(err, "give --out a directory of its own, for example --out results");
        }
    return ES_OK;
}

/* A table that this study does not have must not be left over from an earlier one. */
static es_status remove_stale(const char *directory, const char *name, es_error *err)
{
    char path[PATH_SIZE];
    es_status status = join(path, directory, name, ".csv", err);
    if (!status && remove(path) != 0 && errno != ENOENT)
        status = cannot(err, path);
    return status;
}

es_status es_report_directory(const es_tables *result, const char *directory, es_error *err)
{
    es_status status = es_report_directory_ready(directory, err);
    if (!status && mkdir(directory, 0777) != 0 && errno != EEXIST)
        return cannot(err, directory);
    /* The manifest comes first: it is what marks the tables as ours. */
    if (!status)
        status = write_file(result, NULL, directory, "run", err);
    for (size_t i = 0; i < sizeof names / sizeof *names && !status; i++) {
        const es_table *table = es_tables_find(result, names[i]);
        status = table ? write_file(result, table, directory, names[i], err)
                       : remove_stale(directory, names[i], err);
    }
    return status;
}
