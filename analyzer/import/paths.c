/* Directories and patterns to the files they stand for. */
#include "eventstudy.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/error.h"
#include "import/source.h"

typedef struct list {
    char **path;
    size_t n, capacity;
} list;

/* Takes ownership of the path; NULL: out of memory. */
static es_status add(list *l, char *path, es_error *err)
{
    if (path && l->n == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 16;
        char **grown = realloc(l->path, capacity * sizeof *grown);
        if (!grown) {
            free(path);
            return es_fail_memory(err);
        }
        l->path = grown;
        l->capacity = capacity;
    }
    if (!path)
        return es_fail_memory(err);
    l->path[l->n++] = path;
    return ES_OK;
}

/* ---- Directories ---------------------------------------------------------------------------- */

static bool is_archive(const char *name)
{
    static const char *const endings[] = {".zip",    ".tar",      ".tgz",    ".tar.gz",
                                          ".tar.xz", ".tar.lzma", ".tar.zst"};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t k = strlen(endings[i]);
        if (n > k && name[0] != '.' && strcasecmp(name + n - k, endings[i]) == 0)
            return true;
    }
    return false;
}

static int wanted(const struct dirent *entry)
{
    return (strchr(entry->d_name, '.') && es_source_is_data(entry->d_name))
           || is_archive(entry->d_name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* not alphasort: that depends on the locale */
}

static char *join(const char *directory, const char *name)
{
    size_t n = strlen(directory), size = n + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        (void)snprintf(path, size, "%s%s%s", directory, n && directory[n - 1] == '/' ? "" : "/",
                       name);
    return path;
}

/* A file below a directory; what is no regular file is left out. */
static es_status add_entry(list *l, const char *directory, const char *name, es_error *err)
{
    struct stat info;
    char *path = join(directory, name);
    if (path && (stat(path, &info) != 0 || !S_ISREG(info.st_mode))) {
        free(path);
        return ES_OK;
    }
    return add(l, path, err);
}

static es_status add_directory(list *l, const char *directory, es_error *err)
{
    struct dirent **entry;
    es_status status = ES_OK;
    size_t before = l->n;
    int n = scandir(directory, &entry, wanted, by_name);
    if (n < 0)
        return es_fail(err, ES_EIO, "%s: %s", directory, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (status == ES_OK)
            status = add_entry(l, directory, entry[i]->d_name, err);
        free(entry[i]);
    }
    free(entry);
    if (status != ES_OK || l->n > before)
        return status;
    (void)es_fail(err, ES_ENOTFOUND, "%s: no data file in this directory", directory);
    return es_hint(err,
                   "data files end in .csv, .tsv, .txt, .tab, .psv, .dat or .zip, perhaps "
                   "with .gz, .xz, .lzma, .zst or .bz2 behind; folders below it are not searched");
}

/* ---- Patterns ------------------------------------------------------------------------------- */

static es_status add_matches(list *l, const char *pattern, es_error *err)
{
    glob_t found;
    es_status status = ES_OK;
    int result = glob(pattern, 0, NULL, &found);
    if (result == GLOB_NOMATCH)
        return es_fail(err, ES_ENOTFOUND, "%s: no file matches", pattern);
    if (result != 0)
        return es_fail(err, ES_EIO, "%s: the pattern cannot be looked up", pattern);
    for (size_t i = 0; status == ES_OK && i < found.gl_pathc; i++)
        status = add(l, strdup(found.gl_pathv[i]), err);
    globfree(&found);
    return status;
}

static es_status add_argument(list *l, const char *given, es_error *err)
{
    struct stat info;
    bool is_there = strcmp(given, "-") == 0 || stat(given, &info) == 0;
    if (is_there && strcmp(given, "-") != 0 && S_ISDIR(info.st_mode))
        return add_directory(l, given, err);
    if (!is_there && strpbrk(given, "*?["))
        return add_matches(l, given, err);
    return add(l, strdup(given), err);
}

es_status es_import_paths(const char *const *given, size_t n_given, char ***paths, size_t *n_paths,
                          es_error *err)
{
    list l = {NULL, 0, 0};
    es_status status = ES_OK;
    for (size_t i = 0; status == ES_OK && i < n_given; i++)
        status = add_argument(&l, given[i], err);
    if (status != ES_OK) {
        es_import_paths_free(l.path, l.n);
        l = (list){NULL, 0, 0};
    }
    *paths = l.path;
    *n_paths = l.n;
    return status;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

size_t es_import_subdirectories(const char *given)
{
    struct dirent **entry;
    size_t found = 0;
    int n = scandir(given, &entry, not_hidden, NULL);
    for (int i = 0; i < n; i++) {
        struct stat info;
        char *path = join(given, entry[i]->d_name);
        found += path && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
        free(path);
        free(entry[i]);
    }
    if (n >= 0)
        free(entry);
    return found;
}

void es_import_paths_free(char **paths, size_t n_paths)
{
    for (size_t i = 0; i < n_paths; i++)
        free(paths[i]);
    free(paths);
}
