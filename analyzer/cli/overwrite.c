#include "cli/overwrite.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/session.h"

/* ---- Where a file is ------------------------------------------------------------------------ */

/* The file itself; of one that is not there yet its directory and its name in it. */
typedef struct place {
    dev_t device;
    ino_t inode;
    const char *name; /* NULL: the file is there */
} place;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* `name` in the directory in which `path` lies. */
static char *beside(es_arena *arena, const char *path, const char *name)
{
    int directory = name[0] == '/' ? 0 : (int)(base_name(path) - path);
    return es_arena_printf(arena, "%.*s%s", directory, path, name);
}

/* Follows links, also to what is not there; NULL: too many of them. */
static const char *follow(es_arena *arena, const char *path)
{
    enum { MOST_LINKS = 40, PATH_SIZE = 4096 };
    char target[PATH_SIZE];
    for (int i = 0; path && i < MOST_LINKS; i++) {
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n < 0)
            return path;
        target[n] = '\0';
        path = beside(arena, path, target);
    }
    return NULL;
}

/* False: no place to lose anything at, because its directory is not there or it is a device. */
static bool find_place(es_arena *arena, const char *path, place *out)
{
    struct stat info;
    const char *end = follow(arena, path), *directory;
    if (!end)
        return false;
    *out = (place){.name = NULL};
    if (stat(end, &info) != 0) {
        out->name = base_name(end);
        directory = beside(arena, end, ".");
        if (!directory || stat(directory, &info) != 0)
            return false;
    } else if (!S_ISREG(info.st_mode))
        return false;
    out->device = info.st_dev;
    out->inode = info.st_ino;
    return true;
}

static bool same_place(const place *a, const place *b)
{
    return a->device == b->device && a->inode == b->inode && !a->name == !b->name
           && (!a->name || strcmp(a->name, b->name) == 0);
}

/* ---- What must stay ------------------------------------------------------------------------- */

typedef struct guarded {
    const char *path, *what, *option; /* option: that writes it; NULL: it is there to be read */
    place at;
    struct guarded *next;
} guarded;

typedef struct guard {
    es_arena *arena;
    const es_cli_args *args;
    guarded *files;
} guard;

static void keep(guard *g, const char *path, const char *what, const char *option)
{
    guarded *file = ES_NEW(g->arena, 1, guarded);
    if (!file || strcmp(path, "-") == 0 || !find_place(g->arena, path, &file->at))
        return;
    file->path = path;
    file->what = what;
    file->option = option;
    file->next = g->files;
    g->files = file;
}

/* Files, directories and patterns; those that cannot be read are reported by whoever reads them. */
static void keep_inputs(guard *g, const char *const *given, size_t n_given)
{
    char **paths;
    size_t n;
    es_error unused;
    if (n_given == 0 || es_import_paths(given, n_given, &paths, &n, &unused) != ES_OK)
        return;
    for (size_t i = 0; i < n; i++) {
        const char *path = es_arena_text(g->arena, paths[i]);
        if (path)
            keep(g, path, "which is read", NULL);
    }
    es_import_paths_free(paths, n);
}

/* SQLite keeps the companions beside the file itself, not beside a link to it. */
static void keep_database(guard *g)
{
    static const char *const tails[] = {"-journal", "-wal", "-shm"};
    const char *path = es_cli_database(g->args), *end = follow(g->arena, path);
    keep(g, path, "the database", NULL);
    for (size_t i = 0; end && i < sizeof tails / sizeof *tails; i++) {
        const char *companion = es_arena_printf(g->arena, "%s%s", end, tails[i]);
        if (companion)
            keep(g, companion, "which belongs to the database", NULL);
    }
}

static void keep_all_inputs(guard *g, const es_command *command)
{
    const es_cli_args *args = g->args;
    const char *map = es_cli_value(args, "map", NULL);
    if (command == &es_command_import && args->n_arguments > 1)
        keep_inputs(g, args->argument + 1, args->n_arguments - 1);
    if (command == &es_command_import && map && map[0] == '@')
        keep(g, map + 1, "which is read", NULL);
    if (!command->study_options)
        return;
    for (size_t i = 0; i < args->n_arguments; i++)
        keep(g, args->argument[i], "which is read", NULL);
    for (const es_cli_option *o = es_cli_data_options; o->name; o++) {
        size_t n;
        const char **paths = o->kind == ES_CLI_MANY ? es_cli_values(args, o->name, &n) : NULL;
        if (paths)
            keep_inputs(g, paths, n);
    }
}

/* ---- What is written ------------------------------------------------------------------------ */

static es_status refuse(const char *option, const char *path, const guarded *file, es_error *err)
{
    if (file->option)
        (void)es_fail(err, ES_EUSAGE, "--%s would write %s over %s, which --%s writes", option,
                      path, file->path, file->option);
    else
        (void)es_fail(err, ES_EUSAGE, "--%s would write %s over %s, %s", option, path, file->path,
                      file->what);
    return es_hint(err, "nothing was written; give --%s a name of its own", option);
}

static es_status check_file(const guard *g, const char *option, const char *path, es_error *err)
{
    place at;
    if (!path)
        return es_fail_memory(err);
    if (!find_place(g->arena, path, &at))
        return ES_OK;
    for (const guarded *file = g->files; file; file = file->next)
        if ((!file->option || strcmp(file->option, option) != 0) && same_place(&file->at, &at))
            return refuse(option, path, file, err);
    return ES_OK;
}

/* A file, and what stands beside --output while it is being written. */
static es_status check_output(guard *g, const char *option, const char *path, es_error *err)
{
    static const char *const tails[] = {"", ".part", ".part.svg"};
    size_t n = strcmp(option, "output") == 0 ? sizeof tails / sizeof *tails : 1;
    es_status status = ES_OK;
    if (strcmp(path, "-") == 0)
        return ES_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const char *written = es_arena_printf(g->arena, "%s%s", path, tails[i]);
        status = check_file(g, option, written, err);
        if (!status)
            keep(g, written, "", option);
    }
    return status;
}

/* The files in a directory of results. */
static es_status check_directory(const guard *g, const char *path, es_error *err)
{
    static const char *const tails[] = {"csv", "json", "part"};
    es_status status = ES_OK;
    const char *name;
    for (size_t i = 0; !status && (name = es_report_directory_name(i)); i++)
        for (size_t k = 0; k < sizeof tails / sizeof *tails && !status; k++)
            status = check_file(g, "out",
                                es_arena_printf(g->arena, "%s/%s.%s", path, name, tails[k]), err);
    return status;
}

es_status es_cli_check_outputs(const es_command *command, const es_cli_args *args, es_error *err)
{
    static const char *const options[] = {"output", "rejects", "save-map", "data"};
    enum { N_OPTIONS = sizeof options / sizeof *options };
    guard g = {.arena = args->arena, .args = args};
    const char *value[N_OPTIONS], *directory = es_cli_value(args, "out", NULL);
    bool any = directory != NULL;
    es_status status = ES_OK;
    for (size_t i = 0; i < N_OPTIONS; i++) {
        value[i] = es_cli_value(args, options[i], NULL);
        if (!value[i] && i == 0 && command == &es_command_report)
            value[i] = ES_CLI_PAGE;
        any = any || value[i];
    }
    if (!any)
        return ES_OK;
    keep_database(&g);
    keep_all_inputs(&g, command);
    for (size_t i = 0; i < N_OPTIONS && !status; i++)
        if (value[i])
            status = check_output(&g, options[i], value[i], err);
    if (!status && directory)
        status = check_directory(&g, directory, err);
    return es_arena_failed(args->arena) ? es_fail_memory(err) : status;
}
