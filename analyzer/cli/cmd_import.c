/* import prices|returns|factors|events|aliases|calendar FILE... */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/bar.h"
#include "cli/command.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"symbol", ES_CLI_VALUE, "SYMBOL", "symbol of a one-symbol file (default: the file name)"},
    {"format", ES_CLI_VALUE, "ID", "layout of the file (default: recognised); see list formats"},
    {"map", ES_CLI_VALUE, "FIELD=COLUMN,...",
     "which column holds which field; @FILE: what --save-map wrote"},
    {"save-map", ES_CLI_VALUE, "FILE", "write the --map to FILE once the import is done"},
    {"date-order", ES_CLI_VALUE, "mdy|dmy",
     "how 03/04/2025 is read, month or day first (default: the file's dates tell)"},
    {"decimal", ES_CLI_VALUE, "point|comma", "the decimal mark (default: the file tells)"},
    {"exchange-timezone", ES_CLI_VALUE, "ZONE",
     "prices within the day: the clock of the exchange, for files in UTC (America/New_York)"},
    {"on-conflict", ES_CLI_VALUE, "error|keep|replace",
     "a value that differs from the stored one (default: error)"},
    {"on-bad-row", ES_CLI_VALUE, "reject|error",
     "a row that cannot be read (default: reject and count; events: error)"},
    {"rejects", ES_CLI_VALUE, "FILE", "write rejected rows to FILE"},
    {"scale", ES_CLI_VALUE, "X",
     "factors, returns (also a column of a price file): multiply by X (0.01 for percent; known of "
     "files as Kenneth French "
     "publishes them)"},
    {"kind", ES_CLI_VALUE, "study|confounding",
     "events: those to study, or other news that is held against them (default: study)"},
    {"dry-run", ES_CLI_FLAG, NULL, "read and check everything, keep nothing"},
    {"explain", ES_CLI_FLAG, NULL,
     "show how the file is understood, its first ten rows and the doubts; import nothing"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

/* The bar over all files of a command, on a terminal only. */
typedef struct progress {
    char **path;
    size_t n, at;    /* at: the file being read */
    uint64_t before; /* rows of the files read before it, */
    uint64_t rows;   /* and of this one so far */
    es_bar bar;
} progress;

static void show_progress(void *context, const char *path, uint64_t bytes, uint64_t total,
                          uint64_t rows)
{
    progress *p = context;
    double part = total ? (double)bytes / (double)total : 0.0;
    char what[80];
    while (p->at + 1 < p->n && p->path[p->at] != path) {
        p->at++;
        p->before += p->rows;
        p->rows = 0;
    }
    p->rows = rows;
    if (p->n > 1)
        (void)snprintf(what, sizeof what, "file %zu of %zu", p->at + 1, p->n);
    else
        (void)snprintf(what, sizeof what, "%.40s", path);
    es_bar_tell(&p->bar, ((double)p->at + part) / (double)p->n, p->before + rows, "rows", what,
                p->n > 1 ? 0.0 : 0.5);
}

static void print_count(FILE *out, uint64_t n, const char *word, bool *first)
{
    if (n == 0)
        return;
    (void)fprintf(out, "%s%" PRIu64 " %s", *first ? ": " : ", ", n, word);
    *first = false;
}

static void print_summary(FILE *out, es_import_kind kind, const char *path,
                          const es_import_summary *s)
{
    char first_day[ES_DAY_TEXT], last_day[ES_DAY_TEXT];
    bool first = true;
    (void)fprintf(out, "%s: read as %s", path, s->layout);
    if (s->n_files)
        (void)fprintf(out, " of %" PRIu64 " %s", s->n_files, s->n_files == 1 ? "file" : "files");
    if (*s->symbol)
        (void)fprintf(out, ", %s", s->symbol);
    else if (kind == ES_IMPORT_PRICES || kind == ES_IMPORT_RETURNS)
        (void)fprintf(out, ", %" PRIu64 " symbols", s->n_symbols);
    (void)fprintf(out, "; %" PRIu64 " rows", s->rows);
    if (s->rows > s->rejected && kind != ES_IMPORT_ALIASES)
        (void)fprintf(out, " from %s to %s", es_day_format(s->first, first_day),
                      es_day_format(s->last, last_day));
    print_count(out, s->added, "added", &first);
    print_count(out, s->filled, "completed", &first);
    print_count(out, s->unchanged, "already stored", &first);
    print_count(out, s->replaced, "replaced", &first);
    print_count(out, s->kept, "kept as stored", &first);
    print_count(out, s->repeated, "repeated in the file", &first);
    print_count(out, s->empty, "missing", &first);
    print_count(out, s->rejected, "rejected", &first);
    if (s->added + s->filled + s->replaced == 0)
        (void)fputs("; nothing changed", out);
    (void)fputc('\n', out);
}

static void print_event_notes(const char *path, const es_import_summary *s)
{
    if (s->apart)
        (void)fprintf(stderr,
                      "note: %s: %" PRIu64
                      " %s without an id %s from another of the same symbol and "
                      "day: kept apart, as %s (to correct the other one: --on-conflict replace)\n",
                      path, s->apart, s->apart == 1 ? "event" : "events",
                      s->apart == 1 ? "differs" : "differ", s->first_apart);
    if (s->off_season)
        (void)fprintf(
            stderr,
            "note: %s: %" PRIu64 " %s in standard time on a day of daylight time, taken as "
            "written (%s; ET, CT, MT, PT mean the clock of the place)\n",
            path, s->off_season, s->off_season == 1 ? "time" : "times", s->first_off_season);
}

static void print_warnings(const char *path, const es_import_summary *s)
{
    print_event_notes(path, s);
    if (s->rejected)
        (void)fprintf(stderr, "warning: %s: %" PRIu64 " rows rejected, the first at %s\n", path,
                      s->rejected, s->first_reject);
    if (s->nonpositive)
        (void)fprintf(stderr, "warning: %s: %" PRIu64 " prices at or below zero taken as missing\n",
                      path, s->nonpositive);
    if (*s->tiny)
        (void)fprintf(
            stderr,
            "warning: %s: factor %s moves less than 0.02 %% on most days: were the values "
            "fractions already? (--scale 1)\n",
            path, s->tiny);
    if (*s->unread)
        (void)fprintf(stderr,
                      "note: %s: column %s is not read; if it is the adjusted close, say --map "
                      "\"adj_close=%s\"\n",
                      path, s->unread, s->unread);
    if (*s->passed_over)
        (void)fprintf(stderr, "note: %s: passed over in it: %s\n", path, s->passed_over);
    if (s->missing)
        (void)fprintf(stderr, "note: %s: %" PRIu64 " rows without a usable price\n", path,
                      s->missing);
    if (s->unsorted)
        (void)fprintf(stderr, "note: %s: dates were not in order and have been sorted\n", path);
}

/* The sum over many files. */
static void print_total(FILE *out, const es_import_summary *s, size_t n)
{
    uint64_t rows = 0, added = 0, unchanged = 0, rejected = 0;
    for (size_t i = 0; i < n; i++) {
        rows += s[i].rows;
        added += s[i].added;
        unchanged += s[i].unchanged;
        rejected += s[i].rejected;
    }
    (void)fprintf(out,
                  "%zu files together: %" PRIu64 " rows, %" PRIu64 " added, %" PRIu64
                  " already stored, %" PRIu64 " rejected\n",
                  n, rows, added, unchanged, rejected);
}

static es_status import_paths(es_store *store, es_import_kind kind, char **paths, size_t n,
                              const es_import_options *given, FILE *report, es_error *err)
{
    enum { MANY = 10 };
    es_import_options import = *given;
    es_import_summary *summaries = calloc(n, sizeof *summaries);
    progress told = {.path = paths, .n = n};
    es_status status;
    if (!summaries)
        return es_fail_memory(err);
    es_bar_begin(&told.bar);
    if (told.bar.terminal) {
        import.progress = show_progress;
        import.progress_context = &told;
    }
    status = es_import_files(store, kind, (const char *const *)paths, n, &import, summaries, err);
    es_bar_erase(&told.bar);
    for (size_t i = 0; i < n && !status; i++) {
        print_summary(report, kind, paths[i], &summaries[i]);
        print_warnings(paths[i], &summaries[i]);
    }
    if (!status && n >= MANY)
        print_total(report, summaries, n);
    free(summaries);
    return status;
}

static void note_subdirectories(const char *const *given, size_t n_given)
{
    for (size_t i = 0; i < n_given; i++) {
        size_t n = es_import_subdirectories(given[i]);
        if (n)
            (void)fprintf(stderr, "note: %s: %zu %s not read; name %s to have %s files\n", given[i],
                          n, n == 1 ? "subdirectory" : "subdirectories", n == 1 ? "it" : "them",
                          n == 1 ? "its" : "their");
    }
}

es_status es_cli_examine_aliases(void *warnings, es_store *store, es_error *err)
{
    return es_alias_doubts(store, warnings, err);
}

void es_cli_warn_all(const es_table *warnings)
{
    for (size_t i = 0; warnings && i < warnings->n_rows; i++)
        (void)fprintf(stderr, "warning: %s\n", es_table_text(warnings, i, 0));
}

es_status es_cli_import(es_store *store, es_import_kind kind, const char *const *given_paths,
                        size_t n_given, const es_import_options *given, FILE *report, es_error *err)
{
    char **paths;
    size_t n;
    bool prices = kind == ES_IMPORT_PRICES || kind == ES_IMPORT_RETURNS;
    es_tables *findings = NULL;
    es_import_options options_now = *given;
    es_status status = es_import_paths(given_paths, n_given, &paths, &n, err);
    if (prices && given->dry_run) { /* while the rows are still there */
        options_now.examine = es_cli_examine_prices;
        options_now.examine_context = &findings;
    }
    if (kind == ES_IMPORT_ALIASES) {
        options_now.examine = es_cli_examine_aliases;
        options_now.examine_context = &findings;
    }
    if (!status)
        status = import_paths(store, kind, paths, n, &options_now, report, err);
    if (!status)
        note_subdirectories(given_paths, n_given);
    es_import_paths_free(paths, n);
    if (!status && prices && !given->dry_run)
        status = es_cli_examine_prices(&findings, store, err);
    if (!status && prices)
        es_cli_warn_prices(findings);
    if (!status && findings && !prices)
        es_cli_warn_all(es_tables_find(findings, "warnings"));
    es_tables_free(findings);
    return status;
}

/* ---- Explaining ----------------------------------------------------------------------------- */

static es_status print_explanation(const es_cli_args *args, const char *path,
                                   const es_tables *tables, es_error *err)
{
    static const char *const names[] = {"guess", "columns", "rows", "doubts"};
    es_status status = ES_OK;
    (void)printf("%s\n", path);
    for (size_t i = 0; i < sizeof names / sizeof *names && !status; i++) {
        const es_table *table = es_tables_find(tables, names[i]);
        (void)putchar('\n');
        if (table && table->n_rows)
            status = es_cli_print(args, table, ES_CLI_TITLED, err);
        else
            (void)printf("%s: none\n", table ? table->title : "First rows");
    }
    return status;
}

static es_status explain(const es_cli_args *args, es_import_kind kind, const es_import_options *how,
                         es_error *err)
{
    char **paths;
    size_t n;
    es_status status = es_import_paths(args->argument + 1, args->n_arguments - 1, &paths, &n, err);
    for (size_t i = 0; i < n && !status; i++) {
        es_tables *tables;
        if (i)
            (void)putchar('\n');
        status = es_import_explain(kind, paths[i], how, &tables, err);
        if (!status)
            status = print_explanation(args, paths[i], tables, err);
        if (!status)
            es_tables_free(tables);
    }
    es_import_paths_free(paths, n);
    return status;
}

static es_status find_kind(const char *word, es_import_kind *kind, es_error *err)
{
    static const char *const kinds[] = {
        [ES_IMPORT_PRICES] = "prices",   [ES_IMPORT_FACTORS] = "factors",
        [ES_IMPORT_EVENTS] = "events",   [ES_IMPORT_RETURNS] = "returns",
        [ES_IMPORT_ALIASES] = "aliases", [ES_IMPORT_CALENDAR] = "calendar"};
    enum { N_KINDS = sizeof kinds / sizeof *kinds };
    const char *near;
    for (size_t i = 0; i < N_KINDS; i++)
        if (es_name_equal(word, kinds[i])) {
            *kind = (es_import_kind)i;
            return ES_OK;
        }
    near = es_nearest(word, kinds, N_KINDS);
    (void)es_fail(err, ES_EUSAGE,
                  "import: \"%s\" is not prices, returns, factors, events, aliases or calendar",
                  word);
    return near ? es_hint(err, "did you mean `eventstudy import %s`?", near)
                : es_hint(err, "eventstudy import prices %s", word);
}

/* --kind confounding: the same command reads the other list. */
static es_status read_kind(const es_cli_args *args, es_import_kind *kind, es_error *err)
{
    const char *given = es_cli_value(args, "kind", "study");
    bool confounding = es_name_equal(given, "confounding");
    if (!es_cli_flag(args, "kind"))
        return ES_OK;
    if (*kind != ES_IMPORT_EVENTS)
        return es_fail(err, ES_EUSAGE, "--kind is for events");
    if (!confounding && !es_name_equal(given, "study"))
        return es_fail(err, ES_EUSAGE, "--kind: \"%s\" is neither study nor confounding", given);
    if (confounding)
        *kind = ES_IMPORT_CONFOUNDING;
    return ES_OK;
}

/* ---- Mappings kept in files ----------------------------------------------------------------- */

static es_status fail_map(const char *path, es_error *err)
{
    return es_fail(err, errno == ENOENT ? ES_ENOTFOUND : ES_EIO, "mapping %s: %s", path,
                   errno == ENOENT ? "no such file" : strerror(errno));
}

/* "@FILE" is what FILE says: a line FIELD=COLUMN,... */
static es_status read_map(const es_cli_args *args, es_import_options *o, es_error *err)
{
    enum { MAP_SIZE = 4096 };
    char *text = es_arena_alloc(args->arena, MAP_SIZE, 1);
    FILE *stream;
    bool good;
    if (es_cli_value(args, "save-map", NULL) && !o->map)
        return es_fail(err, ES_EUSAGE, "--save-map: there is no --map to save");
    if (!o->map || o->map[0] != '@')
        return ES_OK;
    stream = fopen(o->map + 1, "r");
    if (!stream || !text) {
        if (stream)
            (void)fclose(stream);
        return text ? fail_map(o->map + 1, err) : es_fail_memory(err);
    }
    good = fgets(text, MAP_SIZE, stream) && strchr(text, '=');
    (void)fclose(stream);
    if (!good) {
        (void)es_fail(err, ES_EUSAGE, "mapping %s: does not begin with FIELD=COLUMN", o->map + 1);
        return es_hint(err, "--map FIELD=COLUMN,... --save-map FILE writes one");
    }
    text[strcspn(text, "\r\n")] = '\0';
    o->map = text;
    return ES_OK;
}

static es_status save_map(const es_cli_args *args, const es_import_options *o, es_error *err)
{
    const char *path = es_cli_value(args, "save-map", NULL);
    FILE *stream = path ? fopen(path, "w") : NULL;
    bool good;
    if (!path)
        return ES_OK;
    if (!stream)
        return fail_map(path, err);
    good = fprintf(stream, "%s\n", o->map) > 0;
    good = fclose(stream) == 0 && good;
    return good ? ES_OK : fail_map(path, err);
}

static es_status read_options(const es_cli_args *args, es_import_kind kind, es_import_options *o,
                              es_error *err)
{
    const char *scale = es_cli_value(args, "scale", NULL);
    es_import_options_init(o);
    o->symbol = es_cli_value(args, "symbol", NULL);
    o->format = es_cli_value(args, "format", NULL);
    o->map = es_cli_value(args, "map", NULL);
    o->date_order = es_cli_value(args, "date-order", NULL);
    o->decimal = es_cli_value(args, "decimal", NULL);
    o->exchange_timezone = es_cli_value(args, "exchange-timezone", NULL);
    o->on_conflict = es_cli_value(args, "on-conflict", o->on_conflict);
    o->on_bad_row = es_cli_value(args, "on-bad-row", o->on_bad_row);
    o->rejects = es_cli_value(args, "rejects", NULL);
    o->dry_run = es_cli_flag(args, "dry-run");
    if (scale && kind != ES_IMPORT_FACTORS && kind != ES_IMPORT_RETURNS && kind != ES_IMPORT_PRICES)
        return es_fail(err, ES_EUSAGE, "--scale is for factors, returns and prices");
    if (scale && es_number_read(scale, strlen(scale), &o->scale) != ES_NUMBER_OK)
        return es_fail(err, ES_EUSAGE, "--scale: \"%s\" is not a number", scale);
    if (o->exchange_timezone && kind != ES_IMPORT_PRICES && kind != ES_IMPORT_RETURNS)
        return es_fail(err, ES_EUSAGE, "--exchange-timezone is for prices and returns");
    if (o->symbol && kind != ES_IMPORT_PRICES && kind != ES_IMPORT_RETURNS)
        return es_fail(err, ES_EUSAGE, "--symbol is for prices and returns");
    return read_map(args, o, err);
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_import_kind kind = ES_IMPORT_PRICES;
    es_import_options import;
    es_store *store;
    es_status status = find_kind(args->argument[0], &kind, err);
    if (!status && args->n_arguments < 2) {
        (void)es_fail(err, ES_EUSAGE, "import %s: no file named", args->argument[0]);
        return es_hint(err, "eventstudy import %s FILE...", args->argument[0]);
    }
    if (!status)
        status = read_kind(args, &kind, err);
    if (!status)
        status = read_options(args, kind, &import, err);
    if (!status && es_cli_flag(args, "explain"))
        return explain(args, kind, &import, err);
    if (!status)
        status = es_store_open(es_cli_database(args), ES_STORE_CREATE, &store, err);
    if (status)
        return status;
    status =
        es_cli_import(store, kind, args->argument + 1, args->n_arguments - 1, &import, stdout, err);
    if (!status)
        status = save_map(args, &import, err);
    if (!status && import.dry_run)
        (void)puts("dry run: nothing was kept");
    es_store_close(store);
    return status;
}

const es_command es_command_import = {
    .name = "import",
    .synopsis = "WHAT FILE...",
    .words = "prices returns factors events aliases calendar",
    .summary = "read CSV files into the database",
    .detail =
        "All files of one command are one transaction: they are stored together or not at "
        "all. Importing the same file again changes nothing. `-` reads standard input. A "
        "directory stands for its data files, and a pattern that the shell left alone for "
        "what it matches. Files may be compressed or archived (gz, xz, lzma, zst, bz2, zip, tar). "
        "Aliases "
        "(alias, symbol, and from and to where a name was good for some time only) let an "
        "event under an old ticker find its firm. A calendar (calendar: the symbol of a market, "
        "date, and open and close where they differ from other days) says when a market is open.",
    .example = "eventstudy import prices ORCL.csv NVDA.csv SPY.csv --db deals.db",
    .options = options,
    .min_arguments = 1,
    .max_arguments = SIZE_MAX,
    .run = run,
};
