/* What commands share: the database, studies from files and options, printing tables. */
#ifndef ES_CLI_SESSION_H
#define ES_CLI_SESSION_H

#include "cli/option.h"

/* --db, else $EVENTSTUDY_DB, else eventstudy.db. */
const char *es_cli_database(const es_cli_args *args);

/* A study's specification: the keys of the file named by argument number `file` (if given), then
 * the options of the command line in their place. */
es_status es_cli_spec(const es_cli_args *args, size_t file, es_spec **out, es_error *err);

/* Where the data of a study come from: the database, or files read into memory
 * (--prices --events --factors). */
typedef struct es_cli_data {
    es_store *store;
    es_dataset *data;
    bool in_memory;
} es_cli_data;

es_status es_cli_open_data(const es_cli_args *args, es_store_mode mode, es_cli_data *out,
                           es_error *err);
void es_cli_close_data(es_cli_data *data);

/* A kept run, its specification, and the data as they stand now. */
typedef struct es_cli_kept {
    es_store *store;
    es_tables *tables;
    es_spec *spec;
    es_dataset *data;
} es_cli_kept;

/* The run that the first argument names (none: the latest).  Close it also after a failure. */
es_status es_cli_open_kept(const es_cli_args *args, es_cli_kept *out, es_error *err);
void es_cli_close_kept(es_cli_kept *kept);

/* The tables of the kept run that the first argument names (none: the latest), as they were kept.
 */
es_status es_cli_load_run(const es_cli_args *args, es_tables **out, es_error *err);

/* Whether files were imported since a kept run: what is computed now is of other data. */
/* Says so on stderr when files came in since the run: what is computed now is of the data as they
 * stand.  *changed may be NULL. */
es_status es_cli_warn_of_changes(const es_cli_kept *kept, bool *changed, es_error *err);
es_status es_cli_data_changed(const es_cli_kept *kept, bool *out, es_error *err);

/* The id of the only event that a run used; NULL when there are others, or none. */
const char *es_cli_only_event(const es_tables *run);

/* Imports files, or those that directories and patterns stand for, and prints a line for each to
 * `report` (stdout or stderr). */
es_status es_cli_import(es_store *store, es_import_kind kind, const char *const *given_paths,
                        size_t n_given, const es_import_options *options, FILE *report,
                        es_error *err);

/* What the doctor says of the prices just imported: *(es_tables **)findings, owned by the caller;
 * NULL when nothing was stored. */
es_status es_cli_examine_prices(void *findings, es_store *store, es_error *err);

/* The same for the aliases; to be freed like it. */
es_status es_cli_examine_aliases(void *warnings, es_store *store, es_error *err);

/* Each row of a table of warnings, to stderr; NULL is fine. */
void es_cli_warn_all(const es_table *warnings);

/* A warning for each check that found something, to stderr; NULL is fine. */
void es_cli_warn_prices(const es_tables *findings);

typedef enum es_cli_style {
    ES_CLI_PLAIN,  /* as wide as it must be */
    ES_CLI_TITLED, /* text: below its title */
    ES_CLI_CARDS   /* text: a short paragraph for each row, wrapped to the page */
} es_cli_style;

/* Prints one table in the format of --format (default text). */
es_status es_cli_print(const es_cli_args *args, const es_table *table, es_cli_style style,
                       es_error *err);

/* Prints the table named by --table; an unknown name lists those there are. */
es_status es_cli_print_named(const es_cli_args *args, const es_tables *tables, const char *name,
                             es_error *err);

/* A study's result as --table and --format want it: a table, else the summary (text), the workbook
 * (xlsx), the table of a paper (markdown, latex, html) or the results (csv, json). */
es_status es_cli_print_result(const es_cli_args *args, const es_tables *result, es_error *err);

/* "last" or a number. */
es_status es_cli_run_number(const char *text, int64_t *run, es_error *err);

#endif
