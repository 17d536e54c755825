#include "cli/screen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/number.h"
#include "base/text.h"

enum { LEAST_WIDTH = 60, MOST_WIDTH = 1000, MOST_DIGITS = 15 };

static const struct {
    const char *ending, *format;
} endings[] = {{".txt", "text"},    {".csv", "csv"},   {".json", "json"},
               {".md", "markdown"}, {".tex", "latex"}, {".html", "html"},
               {".htm", "html"},    {".xlsx", "xlsx"}, {".bib", "bibtex"}};

enum { N_ENDINGS = sizeof endings / sizeof *endings };

/* From the last dot of a file's name on; NULL: it has none, or nothing else. */
static const char *ending_of(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL, *name = slash ? slash + 1 : path;
    const char *dot = name ? strrchr(name, '.') : NULL;
    return dot && dot > name ? dot : NULL;
}

static const char *format_of(const char *ending)
{
    for (size_t i = 0; ending && i < N_ENDINGS; i++)
        if (es_name_equal(ending, endings[i].ending))
            return endings[i].format;
    return NULL;
}

const char *es_cli_format(const es_cli_args *args)
{
    const char *format = es_cli_value(args, "format", NULL);
    if (!format)
        format = format_of(ending_of(es_cli_value(args, "output", NULL)));
    return format ? format : "text";
}

/* Whether a list of words, apart by blanks, has this one. */
static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += n)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

es_status es_cli_check_ending(const es_cli_args *args, const char *formats, const char *otherwise,
                              es_error *err)
{
    const char *path = es_cli_value(args, "output", NULL), *ending = ending_of(path);
    const char *format = format_of(ending), *known[N_ENDINGS], *text = "";
    size_t n = 0;
    if (!ending || es_cli_value(args, "format", NULL) || (format && has_word(formats, format)))
        return ES_OK;
    for (size_t i = 0; i < N_ENDINGS; i++)
        if (has_word(formats, endings[i].format))
            known[n++] = endings[i].ending;
    for (size_t i = 0; i < n && text; i++)
        text = es_arena_printf(args->arena, "%s%s%s", text,
                               i == 0       ? ""
                               : i + 1 == n ? " or "
                                            : ", ",
                               known[i]);
    (void)es_fail(err, ES_EUSAGE, "%s does not end in %s", path, text ? text : "");
    return es_hint(err, "%s", otherwise);
}

bool es_cli_is_text(const es_cli_args *args)
{
    return es_name_equal(es_cli_format(args), "text");
}

static bool on_terminal(const es_cli_args *args)
{
    /* mpirun hands on what it reads from a terminal of its own */
    return !es_cli_value(args, "output", NULL) && isatty(STDOUT_FILENO) == 1
           && !getenv("OMPI_COMM_WORLD_SIZE");
}

static bool wants_colour(const es_cli_args *args)
{
    const char *choice = es_cli_value(args, "color", "auto");
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (!es_name_equal(choice, "auto"))
        return es_name_equal(choice, "always");
    return on_terminal(args) && !(none && *none) && terminal && strcmp(terminal, "dumb") != 0;
}

/* A whole number within bounds; `otherwise` when the option was not given. */
static es_status read_whole(const es_cli_args *args, const char *name, int64_t low, int64_t high,
                            int64_t otherwise, int64_t *out, es_error *err)
{
    const char *text = es_cli_value(args, name, NULL);
    *out = otherwise;
    if (!text || (es_integer_read(text, strlen(text), out) && *out >= low && *out <= high))
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "--%s: \"%s\" is not a number from %lld to %lld", name, text,
                  (long long)low, (long long)high);
    return es_hint(err, "--%s %lld", name, (long long)(low < 3 ? 3 : 100));
}

static size_t terminal_width(void)
{
    struct winsize size;
    size_t width = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    return width && width < LEAST_WIDTH ? LEAST_WIDTH : width;
}

es_show es_cli_show(const es_cli_args *args)
{
    es_error unused;
    int64_t digits = -1, width = 0;
    es_show show;
    es_show_init(&show);
    (void)read_whole(args, "digits", 0, MOST_DIGITS, -1, &digits, &unused);
    (void)read_whole(args, "width", LEAST_WIDTH, MOST_WIDTH, 0, &width, &unused);
    show.digits = (int)digits;
    show.width = width ? (size_t)width : on_terminal(args) ? terminal_width() : 0;
    show.colour = wants_colour(args);
    show.utf8 = MB_CUR_MAX > 1;
    return show;
}

static es_status check_format(const es_cli_args *args, es_error *err)
{
    es_writer *writer;
    const char *format = es_cli_format(args);
    es_status status = es_cli_check_ending(args, "text csv json markdown latex html xlsx",
                                           "--format ID sets the format of any other name", err);
    if (!status)
        status = es_writer_open(format, stdout, &writer, err);
    if (!status)
        status = es_writer_close(writer, err);
    if (!status && es_name_equal(format, "xlsx") && on_terminal(args)) {
        (void)es_fail(err, ES_EUSAGE, "a workbook cannot be shown on a terminal");
        return es_hint(err, "add -o FILE.xlsx");
    }
    return status;
}

static es_status check(const es_cli_args *args, es_error *err)
{
    const char *colour = es_cli_value(args, "color", "auto");
    int64_t unused;
    es_status status = check_format(args, err);
    if (!status)
        status = read_whole(args, "digits", 0, MOST_DIGITS, -1, &unused, err);
    if (!status)
        status = read_whole(args, "width", LEAST_WIDTH, MOST_WIDTH, 0, &unused, err);
    if (status || es_name_equal(colour, "auto") || es_name_equal(colour, "always")
        || es_name_equal(colour, "never"))
        return status;
    (void)es_fail(err, ES_EUSAGE, "--color: \"%s\" is not auto, always or never", colour);
    return es_hint(err, "--color auto|always|never");
}

static es_status cannot(const char *path, es_error *err)
{
    (void)es_fail(err, ES_EIO, "cannot write %s: %s", path, strerror(errno));
    return es_hint(err, "--output names a file in a directory that you may write to");
}

static const char *temporary(const es_cli_args *args)
{
    return es_arena_printf(args->arena, "%s.part", es_cli_value(args, "output", ""));
}

es_status es_cli_screen_begin(const es_cli_args *args, es_error *err)
{
    es_status status = check(args, err);
    return status ? status : es_cli_redirect(args, err);
}

es_status es_cli_redirect(const es_cli_args *args, es_error *err)
{
    const char *path = es_cli_value(args, "output", NULL);
    return !path || freopen(temporary(args), "w", stdout) ? ES_OK : cannot(path, err);
}

es_status es_cli_screen_end(const es_cli_args *args, es_status status, es_error *err)
{
    const char *path = es_cli_value(args, "output", NULL), *part;
    if (!path)
        return status;
    part = temporary(args);
    if (!status && (fflush(stdout) != 0 || ferror(stdout)))
        status = cannot(path, err);
    if (!status && rename(part, path) != 0)
        status = cannot(path, err);
    if (status)
        (void)remove(part);
    return status;
}
