/* eventstudy: abnormal stock returns around events.
 *
 * The one public header.  It names no third-party type.
 *
 * Conventions
 *   - A function that can fail returns an es_status and describes the failure in the caller's
 *     es_error (which may be NULL).  Nothing is written to stdout or stderr, nothing exits.
 *   - Objects handed out through a pointer to a pointer belong to the caller and have a matching
 *     _close or _free, which accepts NULL.  Everything else that is returned is borrowed.
 *   - Returns are fractions (0.01 = 1 %), never percent.  Windows are inclusive, in trading days
 *     relative to the event day, which is day 0.
 */
#ifndef EVENTSTUDY_H
#define EVENTSTUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Errors ------------------------------------------------------------------------------- */

/* One status per reaction of a caller: wrong usage is mended on the command line or in the study
 * file, wrong data in a file, and so on. */
#define ES_STATUS_MAP(X)                                                                           \
    X(OK, "done")                                                                                  \
    X(EUSAGE, "wrong usage")                                                                       \
    X(EDATA, "unusable data")                                                                      \
    X(EIO, "input or output failed")                                                               \
    X(ESTORE, "database failed")                                                                   \
    X(EBUSY, "database is in use")                                                                 \
    X(ENOTFOUND, "not found")                                                                      \
    X(ENOMEM, "out of memory")

typedef enum es_status {
#define ES_STATUS_ENUM(id, text) ES_##id,
    ES_STATUS_MAP(ES_STATUS_ENUM)
#undef ES_STATUS_ENUM
} es_status;

typedef struct es_error {
    es_status status;
    char message[1024]; /* one line: where, what, the offending value */
    char hint[512];     /* the way out, or empty */
} es_error;

const char *es_version(void);

/* ---- Days and windows ----------------------------------------------------------------------- */

typedef int32_t es_day; /* days since 1970-01-01, proleptic Gregorian calendar */

typedef struct es_window {
    int first, last; /* event time, inclusive, first <= last */
} es_window;

/* ---- Tables: how every result leaves the library ------------------------------------------- */

typedef enum es_type { ES_MISSING, ES_INT, ES_REAL, ES_DATE, ES_TEXT } es_type;

/* How people want a number shown; files always carry all digits. */
typedef enum es_unit {
    ES_PLAIN,     /* as it is */
    ES_RETURN,    /* a fraction, shown in percent */
    ES_STATISTIC, /* t, z, ... */
    ES_PVALUE,
    ES_COEFFICIENT
} es_unit;

typedef struct es_cell {
    es_type type; /* ES_MISSING: no value */
    union {
        int64_t integer;
        double real; /* finite */
        es_day day;
        const char *text; /* borrowed from the table */
    } as;
} es_cell;

typedef struct es_column {
    const char *name;
    es_type type;
    es_unit unit;
} es_column;

/* A table is a view: `cell` fetches any cell from `source` on demand, so that a result of
 * millions of rows is never held twice.  Rows and columns count from 0. */
typedef struct es_table {
    const char *name;
    const char *title;
    const es_column *columns;
    size_t n_columns, n_rows;
    const void *source;
    void (*cell)(const void *source, size_t row, size_t column, es_cell *out);
    const char *note; /* what stands below it in print, paragraphs apart by a line's end; or NULL */
} es_table;

/* An owned set of tables.  A study's result is one: events, fits, ar, cars, results, and
 * settings, inputs, counts and notes. */
typedef struct es_tables es_tables;

size_t es_tables_count(const es_tables *tables);
const es_table *es_tables_at(const es_tables *tables, size_t i);
const es_table *es_tables_find(const es_tables *tables, const char *name); /* NULL if absent */
void es_tables_free(es_tables *tables);

/* Receives rows as they are made: begin once, then row for each. */
typedef struct es_sink {
    void *context;
    es_status (*begin)(void *context, const es_column *columns, size_t n_columns, es_error *err);
    es_status (*row)(void *context, const es_cell *cells, es_error *err);
} es_sink;

/* ---- The database --------------------------------------------------------------------------- */

typedef struct es_store es_store; /* one thread at a time */

typedef enum es_store_mode {
    ES_STORE_READ,  /* must exist; nothing is written */
    ES_STORE_WRITE, /* must exist */
    ES_STORE_CREATE /* made when missing; a file in which nothing was committed is removed again */
} es_store_mode;

/* Opens the database at `path`; ":memory:" with ES_STORE_CREATE keeps everything in memory. */
es_status es_store_open(const char *path, es_store_mode mode, es_store **out, es_error *err);
void es_store_close(es_store *store);

/* Runs one read-only SQL statement; `price` and `ar` can be queried like tables.  Columns have
 * the type of their first row's values, ES_TEXT where there is none. */
es_status es_store_query(es_store *store, const char *sql, const es_sink *sink, es_error *err);

/* What the database holds: "securities", "events", "factors", "aliases", "calendars",
 * "confounding", "imports" or "runs". */
es_status es_store_list(es_store *store, const char *what, es_tables **out, es_error *err);

typedef struct es_export_options {
    const char *symbol; /* NULL: all */
    es_day first, last; /* days outside are left out */
    bool original;      /* prices, returns: without the corrections of the doctor */
    int64_t run;        /* ledger: of this run; 0: the latest */
} es_export_options;

void es_export_options_init(es_export_options *options);

/* Sends stored data in the form in which they can be imported again to the same bits: "prices"
 * (symbol, date, open, high, low, close, adj_close, volume, and ret, dividend, split, shares when
 * there are any) and "returns" (symbol, date, return: simple, by, on the security's own
 * days; the first price of a security has an empty one), by symbol and date; "events" as imported;
 * "ledger", the events of a run with what became of them. */
es_status es_store_export(es_store *store, const char *what, const es_export_options *options,
                          const es_sink *sink, es_error *err);

/* Keeps a study's result; *run receives its number.  One transaction. */
es_status es_store_save_run(es_store *store, const es_tables *result, int64_t *run, es_error *err);

/* Loads a kept result; run 0 is the latest. */
es_status es_store_load_run(es_store *store, int64_t run, es_tables **out, es_error *err);

/* ---- Doctor --------------------------------------------------------------------------------- */

typedef struct es_doctor_options {
    const char *symbol; /* NULL: all securities; the others still tell the market's days */
    const char *check;  /* the id of a check; NULL: all */
    bool touched;       /* only what the last import through this handle changed, in one pass */
} es_doctor_options;

/* Looks for trouble in the stored prices and factors.  Tables: `checks`, one row per check that ran
 * (check, title, n_findings, n_symbols, finds, mend), and `findings`, one row each (check, symbol,
 * field, first, last, n_days, before, after, ratio, note, mend). */
es_status es_doctor(es_store *store, const es_doctor_options *options, es_tables **out,
                    es_error *err);

/* A correction to record. */
typedef struct es_fix {
    const char *symbol;
    es_day day; /* the first day with the new price, where has_day */
    bool has_day;
    double ratio; /* new shares per old; 0: the one that the prices look like */
} es_fix;

/* Records a split that the prices do not show; *number receives its number.  The stored prices
 * stay; every later reading of the series for a study has the split in it.  Without a day there
 * must be exactly one price that looks like a split. */
es_status es_doctor_fix(es_store *store, const es_fix *fix, int64_t *number, es_error *err);

/* What is there once a correction has been taken back. */
typedef struct es_undone {
    char symbol[64];
    es_day day;
    bool superseded; /* other prices, or the split itself, were imported since: those stay */
    double split;    /* stored on that day, new shares per old; 1: none */
} es_undone;

/* Takes a correction back: the series is again what was imported, to the last bit. */
es_status es_doctor_undo(es_store *store, int64_t number, es_undone *out, es_error *err);

/* All corrections: number, symbol, fix, date, ratio, field, before, after, status ("in force",
 * "superseded": other prices were imported since, "undone"), at, undone. */
es_status es_doctor_fixes(es_store *store, es_tables **out, es_error *err);

/* The checks: id, title, what they find, how to mend it. */
es_status es_doctor_checks(es_tables **out, es_error *err);

/* ---- Import --------------------------------------------------------------------------------- */

typedef enum es_import_kind {
    ES_IMPORT_PRICES,
    ES_IMPORT_FACTORS,
    ES_IMPORT_EVENTS,
    ES_IMPORT_RETURNS, /* ready-made total returns, long or wide */
    ES_IMPORT_ALIASES,
    ES_IMPORT_CALENDAR,
    ES_IMPORT_CONFOUNDING
} es_import_kind;

typedef struct es_import_options {
    const char *symbol;      /* names the symbol of a one-symbol file; NULL: from the file name */
    const char *format;      /* id of a layout; NULL: recognised */
    const char *map;         /* "field=column,..."; NULL: by header */
    const char *on_conflict; /* "error" (default), "keep", "replace" */
    const char *on_bad_row;  /* "reject" (default), "error"; NULL for events: any bad row fails
                                the file, since no event may vanish unasked */
    const char *exchange_timezone; /* prices: bars in UTC or at another offset are put on this
                                      clock; NULL: they keep theirs, and UTC is refused */
    const char *date_order; /* "mdy", "dmy": how 03/04/2025 is read; NULL: the file's dates tell */
    const char *decimal;    /* "point", "comma"; NULL: the file tells */
    const char *rejects;    /* path of the rejects file, made when there is one; NULL: none */
    double scale;           /* factors, and returns also beside prices: multiply by this; 0: not
                               given */
    bool dry_run;           /* do everything, keep nothing */
    /* Called when all files are read, before anything is kept or dropped; may be NULL. */
    es_status (*examine)(void *context, es_store *store, es_error *err);
    void *examine_context;
    /* Called now and then while a file is read; may be NULL. */
    void (*progress)(void *context, const char *path, uint64_t bytes, uint64_t total,
                     uint64_t rows);
    void *progress_context;
} es_import_options;

typedef struct es_import_summary {
    char layout[192]; /* "one symbol per file (Yahoo Finance columns), ...": the layout, how its
                         dates and numbers are written, encoding, packing */
    char passed_over[120]; /* names of what is no data file in an archive, or empty */
    char unread[80];      /* a column that looks like an adjusted price and is not read, or empty */
    uint64_t n_files;     /* data files in an archive; 0: it is none */
    char symbol[64];      /* the one symbol of the file, or empty */
    char fingerprint[65]; /* SHA-256 of the file, hexadecimal */
    uint64_t rows;        /* data rows read = added + filled + unchanged + replaced + kept
                             + repeated + empty + rejected; of factors, a row is a day with all
                             its values, and its outcome the gravest of theirs */
    uint64_t added;       /* new (symbol, date) */
    uint64_t filled;      /* known (symbol, date), values added that were not there */
    uint64_t unchanged;   /* already stored with the same values */
    uint64_t replaced;    /* other values stored, replaced by these */
    uint64_t kept;        /* other values stored, kept */
    uint64_t repeated;    /* same row twice in the file, same values */
    uint64_t apart;       /* events added without an id that differ from one of their symbol and
                             day, */
    char first_apart[160];     /* and the id made up for the first */
    uint64_t off_season;       /* event times in a standard time on a day of daylight time, */
    char first_off_season[80]; /* and the first of them */
    uint64_t empty;            /* factors: days without a single value */
    uint64_t rejected;
    uint64_t missing;       /* rows without a usable price */
    uint64_t nonpositive;   /* prices <= 0 taken as missing */
    uint64_t n_symbols;     /* of factors: the number of factors */
    bool unsorted;          /* prices, factors: dates were not in order */
    es_day first, last;     /* of the usable rows */
    char first_reject[512]; /* "line 7: close: \"abc\" is not a number", or empty */
    double scale;           /* factors: the scale applied */
    char tiny[64];          /* factors: a column that looks scaled down twice, or empty */
} es_import_summary;

void es_import_options_init(es_import_options *options);

/* Imports the files as one transaction: all of them or nothing.  summaries has n_paths elements.
 * "-" reads stdin. */
es_status es_import_files(es_store *store, es_import_kind kind, const char *const *paths,
                          size_t n_paths, const es_import_options *options,
                          es_import_summary *summaries, es_error *err);

/* What is doubtful about the stored aliases: table `warnings` (warning). */
es_status es_alias_doubts(es_store *store, es_tables **out, es_error *err);

/* The files that arguments stand for, in order: a directory for its data files sorted by name
 * (without those below it), a pattern of glob(7) for what it matches unless a file is called so.
 * A directory without a data file and a pattern without a match are errors.  The list is freed by
 * es_import_paths_free. */
es_status es_import_paths(const char *const *given, size_t n_given, char ***paths, size_t *n_paths,
                          es_error *err);
void es_import_paths_free(char **paths, size_t n_paths);

/* How many directories lie in a directory given, whose files are not looked for; 0 for a file. */
size_t es_import_subdirectories(const char *given);

/* What an import would make of a file; nothing is kept.  Tables: `guess` (what, value), `columns`
 * (number, column, holds), `rows`, the first ten as they would be stored, and `doubts` (doubt). */
es_status es_import_explain(es_import_kind kind, const char *path, const es_import_options *options,
                            es_tables **out, es_error *err);

/* A fingerprint (SHA-256) of each security, each factor, the events, and all of them together:
 * table `fingerprint` (kind, name, n, fingerprint).  It is made of the content in canonical order,
 * every number bit for bit with the corrections in force, whatever the order of import. */
es_status es_content_fingerprint(es_store *store, es_tables **out, es_error *err);

/* The readable layouts: id, what it is, an example header. */
es_status es_import_layouts(es_tables **out, es_error *err);

/* ---- Data sets and studies ------------------------------------------------------------------ */

typedef struct es_dataset es_dataset;

/* Everything a study can ask for: events, factors, and prices fetched by need.  The store must
 * outlive it. */
es_status es_dataset_load(es_store *store, es_dataset **out, es_error *err);
void es_dataset_free(es_dataset *data);

typedef struct es_spec es_spec; /* the specification of one study */

es_status es_spec_new(es_spec **out, es_error *err);
void es_spec_free(es_spec *spec);

/* Sets one key of the study file.  `-` and `_` are the same in keys. */
es_status es_spec_set(es_spec *spec, const char *key, const char *value, es_error *err);

/* Processes that work on a study together (base/fleet.h): each calls es_study_run with the same
 * data and specification and gets the same result, which does not depend on their number.  NULL
 * (the default): this process alone.  The fleet must outlive the specification. */
typedef struct es_fleet es_fleet;
typedef struct es_progress es_progress; /* how far work has come: base/parallel.h */
void es_spec_fleet(es_spec *spec, const es_fleet *fleet);

/* Tells how far the current stage has come: done of n, in securities, events or parts of tables.
 * Called by one thread at a time, not always the caller's; costs little and changes nothing.  tell
 * NULL (the default): nobody is told. */
void es_spec_progress(es_spec *spec, void (*tell)(void *context, size_t done, size_t n),
                      void *context);

/* Nobody will read the table `fits` of the result: figures of single fits that nothing else looks
 * at (dw, ljung_box_p, jarque_bera_p, max_leverage, max_cook, n_outliers) are not computed, and
 * missing there.  false, the default: they are.  Nothing else changes. */
void es_spec_brief(es_spec *spec, bool brief);

/* How many threads a study may use; 0 (the default): as many as there are processors for it.
 * Returns the number now set.  No key of the study: the results are the same to the last byte
 * whatever their number. */
size_t es_spec_threads(es_spec *spec, size_t threads);

/* Has a hook called whenever the study begins a stage ("align", "fit", "tests", ...) or goes back
 * to one. */
typedef void (*es_stage_hook)(void *context, const char *stage);
void es_spec_watch(es_spec *spec, es_stage_hook hook, void *context);

/* One row per key: what the command line, the study file, the help and `list options` show. */
typedef struct es_option_info {
    const char *key;
    const char *placeholder; /* "A:B", "DAYS", "simple|log", ... */
    const char *fallback;    /* default, as text */
    const char *help;
    const char *method; /* number of the formula it concerns */
    bool built;         /* false: accepted, listed as unused */
} es_option_info;

size_t es_option_count(void);
void es_option_at(size_t i, es_option_info *out);

/* Registries as tables: "models", "tests", "options", "conventions". */
es_status es_study_list(const char *what, es_tables **out, es_error *err);

/* Runs the study.  The result holds the tables events, fits, ar, cars, results, settings, inputs,
 * counts, notes; data and spec must outlive it.  When no event survives, the status is ES_EDATA and
 * *out still holds the ledger.  The spec is checked as a whole first, which settles defaults that
 * depend on other options. */
es_status es_study_run(const es_dataset *data, es_spec *spec, es_tables **out, es_error *err);

/* What would happen: tables `check`, one row per event with day zero, windows, counts and outcome,
 * `counts` and `warnings`. */
es_status es_study_check(const es_dataset *data, es_spec *spec, es_tables **out, es_error *err);

/* One event under one model (NULL: the primary one), every intermediate figure. */
es_status es_study_explain(const es_dataset *data, es_spec *spec, const char *event_id,
                           const char *model, es_tables **out, es_error *err);

/* The same for many events: the study is aligned once.  Tables: steps, coefficients, days, windows,
 * variances, path, estimation; of an event that is not used, only steps. */
typedef struct es_explainer es_explainer;

es_status es_explainer_open(const es_dataset *data, es_spec *spec, es_explainer **out,
                            es_error *err);
void es_explainer_close(es_explainer *explainer);
es_status es_explainer_event(es_explainer *explainer, const char *event_id, const char *model,
                             es_tables **out, es_error *err);

/* Averages of a finished or kept study along the event window, for drawing: the table `paths`, a
 * row per model, group and day (model, group, tau; n, aar, aar_low, aar_high: of the day; n_car,
 * caar, caar_sd: from the first day up to this one; low, high: interval of this day alone, I-1;
 * band_low, band_high: the band that holds for all days at once with probability 1 - alpha).
 * Missing: fewer than two events. */
es_status es_study_paths(const es_tables *result, es_tables **out, es_error *err);

/* Recomputes figures that are known without the program: one row per case with its largest error,
 * the bound it must keep, and the verdict "ok" or "FAILED". */
es_status es_study_selftest(es_tables **out, es_error *err);

typedef struct es_regress_options {
    const char *formula; /* "car ~ x_size + C(group)" */
    const char *model;   /* NULL: the primary one */
    const char *se;      /* "hc3" (NULL), "ols", "cluster_date", ..., or "all" */
} es_regress_options;

/* Regresses a result's windows on columns of the event table: the tables regression and notes.
 * `run` is a finished or kept result of `data`'s events. */
es_status es_study_regress(const es_tables *run, const es_dataset *data,
                           const es_regress_options *options, es_tables **out, es_error *err);

/* ---- Report --------------------------------------------------------------------------------- */

/* How people see it.  Files of formats that carry all digits (csv, json) are the same for all. */
typedef struct es_show {
    size_t
        width;  /* characters of a line, at least 60; 0: summaries take 80, tables what they need */
    int digits; /* decimals of percentages, statistics and p-values, 0 to 15; -1: by unit */
    bool colour; /* the stream is a terminal that shows colours */
    bool utf8;   /* characters beyond ASCII may be used for drawing */
} es_show;

void es_show_init(es_show *show); /* width 0, digits -1, neither colour nor utf8 */

typedef struct es_writer es_writer;

/* A writer of one table in a format of es_report_formats ("text", "csv", "json", ...). */
es_status es_writer_open(const char *format, FILE *stream, es_writer **out, es_error *err);
/* Before the first row: how to show it, a title and a note (see es_table); each may be NULL, texts
 * are borrowed.  Formats of tables for print take them, csv and json do not. */
void es_writer_dress(es_writer *writer, const es_show *show, const char *title, const char *note);
es_sink es_writer_sink(es_writer *writer);
es_status es_writer_close(es_writer *writer, es_error *err); /* finishes and frees; reports I/O */

es_status es_table_write(const es_table *table, const char *format, FILE *stream, es_error *err);

/* The same as people see it: with the table's note, and its title where the format has one. */
es_status es_table_print(const es_table *table, const char *format, const es_show *show,
                         FILE *stream, es_error *err);

/* The printed summary of a study: settings, ledger, results, one line per event if few.
 * show NULL: as es_show_init sets it. */
es_status es_report_summary(const es_tables *result, const es_show *show, FILE *stream,
                            es_error *err);

/* The whole explanation of one event (es_study_explain) as a document, "markdown" or "html":
 * headings, every table with its caption, and the calculations written out.  The page needs neither
 * network nor script.  show->digits -1: eight, so that figures can be recomputed from those
 * printed. */
es_status es_report_explanation(const es_tables *explanation, const char *title, const char *format,
                                const es_show *show, FILE *stream, es_error *err);

typedef struct es_journal_options {
    const char *model; /* NULL: the primary one */
    const char *tests; /* "bmp_t,kp_t": these, in this order; NULL: all of the result */
    bool windows_down; /* windows as rows, not as columns */
    bool numbers;      /* for data formats: a row per group, window and test, all digits */
    int digits;        /* as in es_show */
} es_journal_options;

/* The table of a paper, with its note: for each group the CAAR of each window with stars, the
 * statistics of the tests in parentheses, N.  Cells are texts, set as people read them; columns of
 * figures have the type ES_REAL so that they are set right.  With `numbers` cells are numbers. */
es_status es_report_journal(const es_tables *result, const es_journal_options *options,
                            es_tables **out, es_error *err);

/* The methods paragraph of a study, from the options in force, and the literature of the models and
 * tests it used.  Tables: `methods`, one row (text; marked: the same with the key of each citation
 * between the bytes 1 and 2, each formula between 3 and 4), and `references` (key, reference,
 * bibtex), by author. */
es_status es_report_methods(const es_tables *result, es_tables **out, es_error *err);

/* The same printed: "text", "markdown", "latex", "html" or "bibtex". */
es_status es_report_cite(const es_tables *result, const char *format, const es_show *show,
                         FILE *stream, es_error *err);

/* A workbook (xlsx): every table of a result on a sheet of its own, in front the path of the CAAR
 * with a chart.  Numbers have the 16 digits that workbooks hold. */
es_status es_report_workbook(const es_tables *result, const es_show *show, FILE *stream,
                             es_error *err);

/* What differs between two results, to the last bit, rows matched by what they are about.  Tables:
 * `tables` (table, equal, different, a_only, b_only: rows), `options`, `inputs`, `events` (a row
 * for each entry of the ledger), `results` and `cars`, each with the values of a and b. */
es_status es_report_compare(const es_tables *a, const es_tables *b, es_tables **out, es_error *err);

/* The manifest of a study as JSON. */
es_status es_report_manifest(const es_tables *result, FILE *stream, es_error *err);

/* ES_EUSAGE when a directory holds a file of a table's name that no earlier study wrote there, as
 * the absence of run.json shows. */
es_status es_report_directory_ready(const char *directory, es_error *err);

/* The names of the files, without .csv or .json, that a command writes into its directory of
 * results; NULL behind the last. */
const char *es_report_directory_name(size_t i);

/* Writes run.json and every table as CSV into a directory, which is made if missing and must be
 * ready. */
es_status es_report_directory(const es_tables *result, const char *directory, es_error *err);

/* Writes every table as NAME.csv into a directory, which is made if missing; files of these names
 * are replaced, each when it is complete. */
es_status es_report_tables(const es_tables *tables, const char *directory, es_error *err);

es_status es_report_formats(es_tables **out, es_error *err);

/* ---- Pictures ------------------------------------------------------------------------------- */

typedef struct es_plot es_plot; /* a picture of a run, ready to be drawn */

typedef struct es_plot_options {
    const char *picture; /* id, of es_plot_list */
    const char *model;   /* NULL: the primary one */
    const char *group;   /* NULL: "all" */
    const char *window;  /* "A:B", of pictures of one window; NULL: the first of the run */
    const char *title;   /* in place of the picture's own; NULL: that */
    bool changed; /* the data are no longer those of the run: said below a picture of one event */
} es_plot_options;

typedef struct es_plot_size {
    double width, height; /* millimetres; height 0: as the picture needs */
    int dpi;              /* of PNG */
} es_plot_size;

void es_plot_options_init(es_plot_options *options);

/* The pictures: picture, what. */
es_status es_plot_list(es_tables **out, es_error *err);

/* Is this the id of a picture of one event? */
bool es_plot_is_of_event(const char *picture);

/* Makes a picture of a result.  `explanation`, of es_study_explain, is needed by pictures of one
 * event and may be NULL otherwise; both must outlive the picture. */
es_status es_plot_new(const es_tables *result, const es_tables *explanation,
                      const es_plot_options *options, es_plot **out, es_error *err);
void es_plot_free(es_plot *plot);

/* Writes a file that ends in .svg, .pdf or .png; nothing half-written is ever seen there. */
es_status es_plot_save(const es_plot *plot, const es_plot_size *size, const char *path,
                       es_error *err);

/* Draws it with characters on `width` columns. */
es_status es_plot_ascii(const es_plot *plot, int width, FILE *stream, es_error *err);

/* The figures behind it: table `data` (panel, series, kind, label, x, date, y, low, high). */
es_status es_plot_data(const es_plot *plot, es_tables **out, es_error *err);

/* ---- Page -------------------------------------------------------------------------------- */

typedef struct es_page_options {
    es_explainer *explainer; /* for the sections of events; NULL: none */
    const es_tables *only;   /* explanation of the one event of a study of one; else NULL */
    size_t max_events;       /* sections at most: those with the largest |t| of the first window */
    const char *changed;     /* a warning about the data to show first, or NULL */
} es_page_options;

/* Writes the web page of a result: one file, without any request to a network. */
es_status es_page_write(const es_tables *result, const es_page_options *options, FILE *stream,
                        es_error *err);

/* The same into a file, which is seen under its name only when it is complete. */
es_status es_page_save(const es_tables *result, const es_page_options *options, const char *where,
                       es_error *err);

#ifdef __cplusplus
}
#endif

#endif
