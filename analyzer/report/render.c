#include "report/render.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

enum { PATH_SIZE = 4096 };

static es_status cannot(es_error *err, const char *path)
{
    (void)es_fail(err, ES_EIO, "cannot write %s: %s", path, strerror(errno));
    return es_hint(err, "name a file in a directory that you may write to");
}

/* shown: the name that the user gave, for messages. */
static es_status write_svg(const es_chart *chart, const es_plot_size *size, const char *path,
                           const char *shown, es_error *err)
{
    es_svg_options o = {.width = size->width, .height = size->height};
    FILE *stream = fopen(path, "w");
    es_status status;
    if (!stream)
        return cannot(err, shown);
    status = es_chart_svg(chart, &o, stream, err);
    if (fclose(stream) != 0 && !status)
        status = cannot(err, shown);
    return status;
}

/* ---- rsvg-convert ---- */

static es_status missing(es_error *err)
{
    (void)es_fail(err, ES_EIO, "PDF and PNG need the program rsvg-convert, which is not here");
    return es_hint(err, "apt-get install librsvg2-bin fonts-liberation, or write .svg");
}

static es_status wait_for(pid_t child, const char *path, es_error *err)
{
    int code = 0;
    while (waitpid(child, &code, 0) < 0)
        if (errno != EINTR)
            return es_fail(err, ES_EIO, "rsvg-convert was lost: %s", strerror(errno));
    if (WIFEXITED(code) && WEXITSTATUS(code) == 127)
        return missing(err);
    if (!WIFEXITED(code) || WEXITSTATUS(code) != 0)
        return es_fail(err, ES_EIO, "rsvg-convert could not write %s (it ended with %d)", path,
                       WIFEXITED(code) ? WEXITSTATUS(code) : 128 + WTERMSIG(code));
    return ES_OK;
}

/* The date in a PDF is a fixed one, so that the same study gives the same bytes. */
static char *const *environment(char *room[3], char *path_variable, size_t size)
{
    static char epoch[] = "SOURCE_DATE_EPOCH=0";
    const char *path = getenv("PATH");
    (void)snprintf(path_variable, size, "PATH=%s", path ? path : "/usr/bin:/bin");
    room[0] = epoch;
    room[1] = path_variable;
    room[2] = NULL;
    return room;
}

static es_status convert(const char *format, const char *dpi, const char *from, const char *to,
                         const char *shown, es_error *err)
{
    char words[][16] = {"rsvg-convert", "-f", "", "-d", "", "-p", "", "-o"};
    char path_variable[PATH_SIZE], *room[3], *argv[12];
    char *to_copy = strdup(to), *from_copy = strdup(from);
    posix_spawn_file_actions_t quiet;
    pid_t child;
    int failed;
    (void)snprintf(words[2], sizeof words[2], "%s", format);
    (void)snprintf(words[4], sizeof words[4], "%s", dpi);
    (void)snprintf(words[6], sizeof words[6], "%s", dpi);
    for (size_t i = 0; i < 8; i++)
        argv[i] = words[i];
    argv[8] = to_copy;
    argv[9] = from_copy;
    argv[10] = NULL;
    if (!to_copy || !from_copy || posix_spawn_file_actions_init(&quiet) != 0) {
        free(to_copy);
        free(from_copy);
        return es_fail_memory(err);
    }
    (void)posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    failed = posix_spawnp(&child, "rsvg-convert", &quiet, NULL, argv,
                          environment(room, path_variable, sizeof path_variable));
    (void)posix_spawn_file_actions_destroy(&quiet);
    free(to_copy);
    free(from_copy);
    return failed ? missing(err) : wait_for(child, shown, err);
}

/* ---- files ---- */

static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') ? dot + 1 : "";
}

static es_status convert_from_svg(const es_chart *chart, const es_plot_size *size,
                                  const char *format, const char *part, const char *shown,
                                  es_error *err)
{
    char svg[PATH_SIZE + 8], dpi[16];
    es_status status;
    (void)snprintf(svg, sizeof svg, "%s.svg", part);
    (void)snprintf(dpi, sizeof dpi, "%d", strcmp(format, "png") == 0 ? size->dpi : 96);
    status = write_svg(chart, size, svg, shown, err);
    if (!status)
        status = convert(format, dpi, svg, part, shown, err);
    (void)remove(svg);
    return status;
}

es_status es_render_file(const es_chart *chart, const es_plot_size *size, const char *path,
                         es_error *err)
{
    char part[PATH_SIZE];
    const char *format = ending_of(path);
    es_status status;
    int n = snprintf(part, sizeof part, "%s.part", path);
    if (n < 0 || (size_t)n >= sizeof part)
        return es_fail(err, ES_EUSAGE, "path too long: %.100s...", path);
    if (es_name_equal(format, "svg"))
        status = write_svg(chart, size, part, path, err);
    else if (es_name_equal(format, "pdf"))
        status = convert_from_svg(chart, size, "pdf", part, path, err);
    else if (es_name_equal(format, "png"))
        status = convert_from_svg(chart, size, "png", part, path, err);
    else {
        (void)es_fail(err, ES_EUSAGE, "%s: a picture ends in .svg, .pdf or .png", path);
        return es_hint(err, "or --ascii draws it here");
    }
    if (!status && rename(part, path) != 0)
        status = cannot(err, path);
    if (status)
        (void)remove(part);
    return status;
}
