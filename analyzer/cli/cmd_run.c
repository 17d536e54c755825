/* run [STUDY.ini] */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"out", ES_CLI_VALUE, "DIR", "write every table as CSV, and run.json, into DIR"},
    {"table", ES_CLI_VALUE, "NAME", "print this table instead of the summary"},
    {"no-save", ES_CLI_FLAG, NULL, "do not keep the results in the database"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

/* Seconds of the stages, kept apart from the results, which do not depend on the clock. */
typedef struct stopwatch {
    struct timespec last;
    double load, study, save, write;
} stopwatch;

static double lap(stopwatch *w)
{
    struct timespec now;
    double seconds;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    seconds =
        (double)(now.tv_sec - w->last.tv_sec) + 1e-9 * (double)(now.tv_nsec - w->last.tv_nsec);
    w->last = now;
    return seconds;
}

static es_status write_timings(const es_cli_args *args, const char *directory, const stopwatch *w,
                               es_error *err)
{
    const char *path = es_arena_printf(args->arena, "%s/timings.json", directory);
    FILE *stream = path ? fopen(path, "w") : NULL;
    int written;
    if (!stream)
        return es_fail(err, ES_EIO, "cannot write %s", path ? path : directory);
    written =
        fprintf(stream, "{\"load\": %.6f, \"study\": %.6f, \"save\": %.6f, \"write\": %.6f}\n",
                w->load, w->study, w->save, w->write);
    return fclose(stream) == 0 && written > 0 ? ES_OK
                                              : es_fail(err, ES_EIO, "cannot write %s", path);
}

/* Without a surviving event there is no study to keep: it is printed and written, not saved. */
static es_status deliver(const es_cli_args *args, es_cli_data *data, const es_tables *result,
                         bool save, stopwatch *watch, es_error *err)
{
    const char *directory = es_cli_value(args, "out", NULL);
    int64_t number = 0;
    es_status status = ES_OK;
    if (save && !data->in_memory)
        status = es_store_save_run(data->store, result, &number, err);
    watch->save = lap(watch);
    if (!status && directory)
        status = es_report_directory(result, directory, err);
    watch->write = lap(watch);
    if (!status && directory)
        status = write_timings(args, directory, watch, err);
    if (!status)
        status = es_cli_print_result(args, result, err);
    (void)fflush(stdout); /* what follows on stderr comes after it; main checks the stream */
    if (!status && number)
        (void)fprintf(stderr, "kept as run %" PRId64 " in %s\n", number, es_cli_database(args));
    if (!status && directory)
        (void)fprintf(stderr, "tables and run.json written to %s\n", directory);
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

static es_status run(const es_cli_args *args, es_error *err)
{
    bool save = !es_cli_flag(args, "no-save");
    es_tables *result = NULL;
    es_spec *spec = NULL;
    es_cli_data data = {NULL, NULL, false};
    stopwatch watch = {.load = 0.0};
    es_error unsaved = {ES_OK, "", ""};
    es_status status = check_output(args, err);
    (void)lap(&watch);
    if (!status)
        status = es_cli_spec(args, 0, &spec, err);
    if (!status)
        status = es_cli_open_data(args, save ? ES_STORE_WRITE : ES_STORE_READ, &data, err);
    watch.load = lap(&watch);
    if (!status)
        status = es_study_run(data.data, spec, &result, err);
    watch.study = lap(&watch);
    if (!status)
        status = deliver(args, &data, result, save, &watch, err);
    else if (result) /* no event survived: the ledger is delivered all the same */
        (void)deliver(args, &data, result, false, &watch, &unsaved);
    if (unsaved.status)
        (void)fprintf(stderr, "warning: %s\n", unsaved.message);
    es_tables_free(result);
    es_cli_close_data(&data);
    es_spec_free(spec);
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
    .options = options,
    .prints = true,
    .study_options = true,
    .max_arguments = 1,
    .run = run,
};
