/* run [STUDY.ini] */
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "cli/bar.h"
#include "cli/command.h"
#include "cli/fleet.h"
#include "cli/screen.h"
#include "cli/session.h"
#include "cli/stopwatch.h"

static const es_cli_option options[] = {
    {"out", ES_CLI_VALUE, "DIR", "write every table as CSV, and run.json, into DIR"},
    {"table", ES_CLI_VALUE, "NAME", "print this table instead of the summary"},
    {"no-save", ES_CLI_FLAG, NULL, "do not keep the results in the database"},
    {"threads", ES_CLI_VALUE, "N", "threads to use (default: one per processor); same results"},
    {"timings", ES_CLI_FLAG, NULL, "show on stderr where the time went"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

enum { MOST_THREADS = 256 };

/* --threads N; 0: not given. */
static es_status read_threads(const es_cli_args *args, size_t *out, es_error *err)
{
    const char *text = es_cli_value(args, "threads", NULL);
    int64_t n = 0;
    *out = 0;
    if (!text)
        return ES_OK;
    if (!es_integer_read(text, strlen(text), &n) || n < 1 || n > MOST_THREADS) {
        (void)es_fail(err, ES_EUSAGE, "--threads: \"%s\" is not a number from 1 to %d", text,
                      MOST_THREADS);
        return es_hint(err, "without --threads, all processors are used");
    }
    *out = (size_t)n;
    return ES_OK;
}

/* Without a surviving event there is no study to keep: it is printed and written, not saved. */
static es_status deliver(const es_cli_args *args, es_cli_data *data, const es_tables *result,
                         bool save, es_stopwatch *watch, es_error *err)
{
    const char *directory = es_cli_value(args, "out", NULL), *path = NULL;
    int64_t number = 0;
    es_status status = ES_OK;
    es_stopwatch_stage(watch, "save");
    if (save && !data->in_memory)
        status = es_store_save_run(data->store, result, &number, err);
    es_stopwatch_stage(watch, "write");
    if (!status && directory)
        status = es_report_directory(result, directory, err);
    es_stopwatch_stage(watch, "print");
    if (!status)
        status = es_cli_print_result(args, result, err);
    es_stopwatch_stop(watch);
    if (!status && directory) {
        path = es_arena_printf(args->arena, "%s/timings.json", directory);
        status = path ? es_stopwatch_write(watch, path, err) : es_fail_memory(err);
    }
    (void)fflush(stdout); /* what follows on stderr comes after it; main checks the stream */
    if (!status && number)
        (void)fprintf(stderr, "kept as run %" PRId64 " in %s\n", number, es_cli_database(args));
    if (!status && directory)
        (void)fprintf(stderr, "tables and run.json written to %s\n", directory);
    if (es_cli_flag(args, "timings"))
        es_stopwatch_print(watch, stderr);
    return status;
}

/* Refuses a format or directory that would fail only after the work. */
static es_status check_output(const es_cli_args *args, es_error *err)
{
    es_writer *writer;
    const char *directory = es_cli_value(args, "out", NULL);
    es_status status = directory ? es_report_directory_ready(directory, err) : ES_OK;
    if (!status)
        status = es_writer_open(es_cli_format(args), stdout, &writer, err);
    return status ? status : es_writer_close(writer, err);
}

/* What is shown of a study while it runs. */
typedef struct display {
    es_stopwatch watch;
    es_bar bar;
    const char *stage;
} display;

static void begin_stage(void *context, const char *stage)
{
    display *d = context;
    es_bar_erase(&d->bar);
    es_bar_begin(&d->bar);
    d->stage = stage;
    es_stopwatch_stage(&d->watch, stage);
}

static void tell_progress(void *context, size_t done, size_t n)
{
    static const char *const units[][2] = {{"align", "securities"}, {"tests", "parts"}};
    static const double PATIENCE = 1.0;
    display *d = context;
    const char *unit = "events";
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i][0], d->stage) == 0)
            unit = units[i][1];
    es_bar_tell(&d->bar, (double)done / (double)n, done, unit, d->stage, PATIENCE);
}

/* Is the summary all that will be seen of the results? */
static bool only_summary(const es_cli_args *args, const es_cli_data *data)
{
    bool kept = !es_cli_flag(args, "no-save") && !data->in_memory;
    return !kept && !es_cli_value(args, "out", NULL) && !es_cli_value(args, "table", NULL)
           && es_cli_is_text(args);
}

/* The study, by this process or its part of a fleet's; only the first of those delivers. */
static es_status run_study(const es_cli_args *args, const es_fleet *fleet, es_error *err)
{
    bool first = !fleet || fleet->rank == 0, save = first && !es_cli_flag(args, "no-save");
    es_tables *result = NULL;
    es_spec *spec = NULL;
    es_cli_data data = {NULL, NULL, false};
    display shown = {.stage = "load"};
    es_stopwatch *watch = &shown.watch;
    es_error unsaved = {ES_OK, "", ""};
    size_t threads;
    es_status status = check_output(args, err);
    begin_stage(&shown, "load");
    if (!status)
        status = read_threads(args, &threads, err);
    if (!status)
        status = es_cli_spec(args, 0, &spec, err);
    if (!status)
        status = es_cli_open_data(args, save ? ES_STORE_WRITE : ES_STORE_READ, &data, err);
    if (!status) {
        watch->threads = es_spec_threads(spec, threads);
        es_spec_watch(spec, begin_stage, &shown);
        es_spec_progress(spec, tell_progress, &shown);
        es_spec_fleet(spec, fleet);
        es_spec_brief(spec, only_summary(args, &data));
        status = es_study_run(data.data, spec, &result, err);
    }
    es_bar_erase(&shown.bar);
    if (!status && first)
        status = deliver(args, &data, result, save, watch, err);
    else if (result && first) /* no event survived: the ledger is delivered all the same */
        (void)deliver(args, &data, result, false, watch, &unsaved);
    if (unsaved.status)
        (void)fprintf(stderr, "warning: %s\n", unsaved.message);
    es_tables_free(result);
    es_cli_close_data(&data);
    es_spec_free(spec);
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    const es_fleet *fleet = NULL;
    es_status status = es_cli_fleet_open(&fleet, err);
    if (!status)
        status = run_study(args, fleet, err);
    es_cli_fleet_close(fleet, status, err);
    return status;
}

const es_command es_command_run = {
    .name = "run",
    .synopsis = "[STUDY.ini]",
    .summary = "run a study and print its summary",
    .detail = "Every key of the study file is also an option and replaces the file's value. The "
              "results are kept in the database under a run number. With --prices and --events "
              "everything is done in memory and no database is touched.",
    .example = "eventstudy run study.ini --car-windows 0:0,-1:1 --out results",
    .tables = ES_CLI_RESULT_TABLES,
    .options = options,
    .prints = true,
    .study_options = true,
    .in_fleet = true,
    .max_arguments = 1,
    .run = run,
};
