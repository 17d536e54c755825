#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/page.h"
#include "cli/screen.h"

const char *es_cli_database(const es_cli_args *args)
{
    const char *path = es_cli_value(args, "db", NULL);
    if (!path)
        path = getenv("EVENTSTUDY_DB");
    return path && *path ? path : "eventstudy.db";
}

/* The clock of all markets; NULL where they have several. */
static const char *one_zone(const char *zones)
{
    return zones && !strpbrk(zones, ",=") ? zones : NULL;
}

static es_status import_given(const es_cli_args *args, es_store *store, const char *option,
                              es_import_kind kind, es_error *err)
{
    es_import_options options;
    const char *scale = es_cli_value(args, "scale", NULL);
    size_t n;
    const char **paths = es_cli_values(args, option, &n);
    if (!paths)
        return es_fail_memory(err);
    if (n == 0)
        return ES_OK;
    es_import_options_init(&options);
    options.date_order = es_cli_value(args, "date-order", NULL);
    options.decimal = es_cli_value(args, "decimal", NULL);
    if (kind == ES_IMPORT_PRICES)
        options.exchange_timezone = one_zone(es_cli_value(args, "exchange-timezone", NULL));
    if (kind == ES_IMPORT_FACTORS && scale
        && es_number_read(scale, strlen(scale), &options.scale) != ES_NUMBER_OK)
        return es_fail(err, ES_EUSAGE, "--scale: \"%s\" is not a number", scale);
    return es_cli_import(store, kind, paths, n, &options, stderr, err);
}

static es_status import_all(const es_cli_args *args, es_store *store, es_error *err)
{
    es_status status;
    if (!es_cli_flag(args, "prices") || !es_cli_flag(args, "events")) {
        (void)es_fail(err, ES_EUSAGE, "a study in memory needs both --prices and --events");
        return es_hint(err, "without them the study reads the database");
    }
    status = import_given(args, store, "prices", ES_IMPORT_PRICES, err);
    if (!status)
        status = import_given(args, store, "factors", ES_IMPORT_FACTORS, err);
    if (!status)
        status = import_given(args, store, "aliases", ES_IMPORT_ALIASES, err);
    if (!status)
        status = import_given(args, store, "calendars", ES_IMPORT_CALENDAR, err);
    if (!status)
        status = import_given(args, store, "confounding-events", ES_IMPORT_CONFOUNDING, err);
    return status ? status : import_given(args, store, "events", ES_IMPORT_EVENTS, err);
}

es_status es_cli_open_data(const es_cli_args *args, es_store_mode mode, es_cli_data *out,
                           es_error *err)
{
    es_status status;
    memset(out, 0, sizeof *out);
    out->in_memory = es_cli_flag(args, "prices") || es_cli_flag(args, "events")
                     || es_cli_flag(args, "factors") || es_cli_flag(args, "aliases")
                     || es_cli_flag(args, "calendars") || es_cli_flag(args, "confounding-events");
    if (out->in_memory)
        status = es_store_open(":memory:", ES_STORE_CREATE, &out->store, err);
    else
        status = es_store_open(es_cli_database(args), mode, &out->store, err);
    if (!status && out->in_memory)
        status = import_all(args, out->store, err);
    if (!status)
        status = es_dataset_load(out->store, &out->data, err);
    if (status)
        es_cli_close_data(out);
    return status;
}

void es_cli_close_data(es_cli_data *data)
{
    es_dataset_free(data->data);
    es_store_close(data->store);
    memset(data, 0, sizeof *data);
}

es_status es_cli_load_run(const es_cli_args *args, es_tables **out, es_error *err)
{
    es_store *store = NULL;
    int64_t number = 0;
    es_status status = ES_OK;
    if (args->n_arguments)
        status = es_cli_run_number(args->argument[0], &number, err);
    if (!status)
        status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, err);
    if (!status)
        status = es_store_load_run(store, number, out, err);
    es_store_close(store);
    return status;
}

/* Sets the options that a kept run was given. */
static es_status restore_spec(const es_tables *kept, es_spec *spec, es_error *err)
{
    const es_table *settings = es_tables_find(kept, "settings");
    int key, value, given;
    if (!settings)
        return es_fail(err, ES_EDATA, "this run has no settings");
    key = es_table_column(settings, "key");
    value = es_table_column(settings, "value");
    given = es_table_column(settings, "given");
    for (size_t i = 0; i < settings->n_rows; i++) {
        const char *text = es_table_text(settings, i, value);
        es_status status;
        if (es_table_number(settings, i, given) != 1.0)
            continue;
        status = es_spec_set(spec, es_table_text(settings, i, key), text ? text : "", err);
        if (status)
            return status;
    }
    return ES_OK;
}

es_status es_cli_open_kept(const es_cli_args *args, es_cli_kept *out, es_error *err)
{
    int64_t number = 0;
    es_status status =
        args->n_arguments ? es_cli_run_number(args->argument[0], &number, err) : ES_OK;
    memset(out, 0, sizeof *out);
    if (!status)
        status = es_store_open(es_cli_database(args), ES_STORE_READ, &out->store, err);
    if (!status)
        status = es_store_load_run(out->store, number, &out->tables, err);
    if (!status)
        status = es_spec_new(&out->spec, err);
    if (!status)
        status = restore_spec(out->tables, out->spec, err);
    return status ? status : es_dataset_load(out->store, &out->data, err);
}

void es_cli_close_kept(es_cli_kept *kept)
{
    es_dataset_free(kept->data);
    es_spec_free(kept->spec);
    es_tables_free(kept->tables);
    es_store_close(kept->store);
    memset(kept, 0, sizeof *kept);
}

/* The first two columns as a headline, the others named and wrapped below. */
static void print_cards(const es_table *table)
{
    enum { INDENT = 4 };
    for (size_t i = 0; i < table->n_rows; i++) {
        size_t column = INDENT;
        (void)printf("%s  %s\n%*s", es_table_text(table, i, 0), es_table_text(table, i, 1), INDENT,
                     "");
        for (size_t j = 2; j < table->n_columns; j++) {
            const char *text = es_table_text(table, i, (int)j);
            if (!text || !*text)
                continue;
            if (column > INDENT)
                column = es_page_wrap(";", column, 0);
            column = es_page_wrap(table->columns[j].name, column, INDENT);
            column = es_page_wrap(":", column, 0);
            column = es_page_wrap(text, column, INDENT);
        }
        (void)putchar('\n');
    }
}

es_status es_cli_print(const es_cli_args *args, const es_table *table, es_cli_style style,
                       es_error *err)
{
    es_show show = es_cli_show(args);
    bool text = es_cli_is_text(args);
    if (text && style != ES_CLI_PLAIN)
        (void)printf(show.colour ? "\033[1m%s\033[0m\n" : "%s\n", table->title);
    if (text && style == ES_CLI_CARDS) {
        print_cards(table);
        return ES_OK;
    }
    return es_table_print(table, es_cli_format(args), &show, stdout, err);
}

es_status es_cli_print_named(const es_cli_args *args, const es_tables *tables, const char *name,
                             es_error *err)
{
    const es_table *table = es_tables_find(tables, name);
    const char *names = "";
    if (table)
        return es_cli_print(args, table, ES_CLI_PLAIN, err);
    for (size_t i = 0; names && i < es_tables_count(tables); i++)
        names = es_arena_printf(args->arena, "%s%s%s", names, i ? ", " : "",
                                es_tables_at(tables, i)->name);
    (void)es_fail(err, ES_EUSAGE, "no table \"%s\"", name);
    return es_hint(err, "tables: %s", names ? names : "");
}

static es_status print_journal(const es_cli_args *args, const es_tables *result, es_error *err)
{
    es_journal_options options = {.digits = es_cli_show(args).digits};
    es_tables *journal = NULL;
    es_status status = es_report_journal(result, &options, &journal, err);
    if (!status)
        status = es_cli_print(args, es_tables_at(journal, 0), ES_CLI_PLAIN, err);
    es_tables_free(journal);
    return status;
}

es_status es_cli_print_result(const es_cli_args *args, const es_tables *result, es_error *err)
{
    const char *table = es_cli_value(args, "table", NULL), *format = es_cli_format(args);
    es_show show = es_cli_show(args);
    if (table)
        return es_cli_print_named(args, result, table, err);
    if (es_name_equal(format, "text"))
        return es_report_summary(result, &show, stdout, err);
    if (es_name_equal(format, "xlsx"))
        return es_report_workbook(result, &show, stdout, err);
    if (es_name_equal(format, "csv") || es_name_equal(format, "json"))
        return es_cli_print_named(args, result, "results", err);
    return print_journal(args, result, err);
}

es_status es_cli_run_number(const char *text, int64_t *run, es_error *err)
{
    if (es_name_equal(text, "last")) {
        *run = 0;
        return ES_OK;
    }
    if (es_integer_read(text, strlen(text), run) && *run > 0)
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "\"%s\" is not the number of a run", text);
    return es_hint(err, "`eventstudy list runs` shows them; `last` is the latest");
}

es_status es_cli_data_changed(const es_cli_kept *kept, bool *out, es_error *err)
{
    const es_table *inputs = es_tables_find(kept->tables, "inputs");
    es_tables *now;
    es_status status = es_store_list(kept->store, "imports", &now, err);
    if (status)
        return status;
    *out = es_tables_count(now) && es_tables_at(now, 0)->n_rows != (inputs ? inputs->n_rows : 0);
    es_tables_free(now);
    return ES_OK;
}

es_status es_cli_warn_of_changes(const es_cli_kept *kept, bool *changed, es_error *err)
{
    bool any = false;
    es_status status = es_cli_data_changed(kept, &any, err);
    if (!status && any)
        (void)fputs("warning: files were imported since this run; the figures are those of the "
                    "data as they stand now\n",
                    stderr);
    if (changed)
        *changed = any;
    return status;
}

const char *es_cli_only_event(const es_tables *run)
{
    const es_table *t = es_tables_find(run, "events");
    int status = t ? es_table_column(t, "status") : -1;
    size_t used = 0, at = 0;
    for (size_t i = 0; t && i < t->n_rows; i++) {
        const char *text = es_table_text(t, i, status);
        if (text && strcmp(text, "used") == 0 && used++ == 0)
            at = i;
    }
    return used == 1 ? es_table_text(t, at, es_table_column(t, "event")) : NULL;
}
