#include "unit/store/fixture.h"

/* A table as text: the header, then the rows; cells by `|`, missing as "-". */
static char *table_text(const es_table *table)
{
    char *text = NULL, day[ES_DAY_TEXT];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t c = 0; c < table->n_columns; c++)
        (void)fprintf(out, "%s%s", c ? "|" : "", table->columns[c].name);
    (void)fputc('\n', out);
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++) {
            es_cell cell;
            table->cell(table->source, r, c, &cell);
            assert_true(cell.type == ES_MISSING || cell.type == table->columns[c].type);
            (void)fputs(c ? "|" : "", out);
            if (cell.type == ES_INT)
                (void)fprintf(out, "%lld", (long long)cell.as.integer);
            else if (cell.type == ES_DATE)
                (void)fputs(es_day_format(cell.as.day, day), out);
            else
                (void)fputs(cell.type == ES_TEXT ? cell.as.text : "-", out);
            (void)fputs(c + 1 == table->n_columns ? "\n" : "", out);
        }
    (void)fclose(out);
    return text;
}

static void assert_list(es_store *store, const char *what, const char *expected)
{
    es_tables *list;
    es_error err;
    char *text;
    assert_ok(es_store_list(store, what, &list, &err), err);
    assert_int_equal(es_tables_count(list), 1);
    assert_string_equal(es_tables_at(list, 0)->name, what);
    text = table_text(es_tables_at(list, 0));
    assert_string_equal(text, expected);
    free(text);
    es_tables_free(list);
}

static void securities_tell_span_and_fields(void **state)
{
    es_store *store = memory_store();
    const double close[] = {17.25, 18.5, 19.75}, volume[] = {MISSING, 5021.0, MISSING};
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    (void)state;
    assert_ok(put_days(store, "MSFT", "2023-12-30", 3, close, volume, ES_CONFLICT_ERROR, &counts,
                       &conflict, &err),
              err);
    put_closes(store, "NONE", "2024-01-01", 0, NULL);
    put_closes(store, "AAPL", "2024-05-06", 2, close);
    assert_list(store, "securities",
                "symbol|first|last|n_days|fields\n"
                "MSFT|2023-12-30|2024-01-01|3|close volume\n"
                "NONE|-|-|0|\n"
                "AAPL|2024-05-06|2024-05-07|2|close\n");
    es_store_close(store);
}

static void events_show_their_attributes_as_columns(void **state)
{
    static const char *const name[] = {"label", "group"};
    static const char *const value[][2] = {{NULL, "tech"}, {"first", NULL}};
    es_store *store = memory_store();
    (void)state;
    for (int i = 0; i < 2; i++) {
        const es_event_row row = {i ? "A" : "Z",
                                  "AAPL",
                                  day_of("2024-05-06") + i,
                                  i ? ES_NO_TIME : 34200,
                                  i ? ES_TIMING_DURING : ES_TIMING_NONE,
                                  2,
                                  name,
                                  value[i]};
        es_put_counts counts = {0};
        es_put_conflict conflict;
        es_error err;
        assert_ok(es_store_put_event(store, &row, ES_CONFLICT_ERROR, &counts, &conflict, &err),
                  err);
    }
    assert_list(store, "events",
                "id|symbol|date|time|timing|group|label\n"
                "Z|AAPL|2024-05-06|09:30|-|tech|-\n"
                "A|AAPL|2024-05-07|-|during|-|first\n");
    es_store_close(store);
}

static void factors_tell_their_span(void **state)
{
    const es_day day[] = {day_of("2024-05-06"), day_of("2024-05-08")};
    const double value[] = {0.0125, -0.0031};
    es_store *store = memory_store();
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    (void)state;
    assert_ok(es_store_put_factor(store, "smb", 2, day, value, ES_CONFLICT_ERROR, &counts,
                                  &conflict, &err),
              err);
    assert_ok(es_store_put_factor(store, "rf", 1, day, value, ES_CONFLICT_ERROR, &counts, &conflict,
                                  &err),
              err);
    assert_list(store, "factors",
                "factor|first|last|n_days\n"
                "rf|2024-05-06|2024-05-06|1\n"
                "smb|2024-05-06|2024-05-08|2\n");
    es_store_close(store);
}

static void imports_are_listed_in_order(void **state)
{
    static const es_import_record record = {"prices", "a.csv", NULL, "f00", 10, 9, 1};
    es_store *store = memory_store();
    es_tables *list;
    const es_table *table;
    es_error err;
    (void)state;
    assert_ok(es_store_log_import(store, &record, &err), err);
    assert_ok(es_store_list(store, "imports", &list, &err), err);
    table = es_tables_at(list, 0);
    assert_int_equal(table->n_rows, 1);
    assert_true(es_table_number(table, 0, es_table_column(table, "import")) == 1);
    assert_int_equal(strlen(es_table_text(table, 0, es_table_column(table, "at"))), 20);
    assert_string_equal(es_table_text(table, 0, es_table_column(table, "file")), "a.csv");
    assert_null(es_table_text(table, 0, es_table_column(table, "layout")));
    assert_true(es_table_number(table, 0, es_table_column(table, "rejected")) == 1);
    assert_string_equal(es_table_text(table, 0, es_table_column(table, "fingerprint")), "f00");
    es_tables_free(list);
    es_store_close(store);
}

static void save_run(es_store *store, const char *title, size_t n_events)
{
    static const es_column setting[] = {{"key", ES_TEXT, ES_PLAIN}, {"value", ES_TEXT, ES_PLAIN}};
    static const es_column event[] = {{"event", ES_TEXT, ES_PLAIN}};
    const es_cell cells[] = {es_cell_text("title"), es_cell_text(title)};
    es_tables *result = es_tables_new();
    es_table_rows *events = es_tables_add(result, "events", NULL, event, 1);
    int64_t run;
    es_error err;
    for (size_t i = 0; i < n_events; i++)
        assert_ok(es_table_append(events, cells, &err), err);
    if (title)
        assert_ok(es_table_append(es_tables_add(result, "settings", NULL, setting, 2), cells, &err),
                  err);
    assert_ok(es_store_save_run(store, result, &run, &err), err);
    es_tables_free(result);
}

/* Runs without settings have no title. */
static void runs_tell_their_title(void **state)
{
    es_store *store = open_store(":memory:", ES_STORE_CREATE);
    es_tables *list;
    const es_table *table;
    es_error err;
    (void)state;
    save_run(store, NULL, 3);
    assert_ok(es_store_list(store, "runs", &list, &err), err);
    assert_null(es_table_text(es_tables_at(list, 0), 0, 3));
    es_tables_free(list);
    save_run(store, "AI deals", 41);
    assert_ok(es_store_list(store, "runs", &list, &err), err);
    table = es_tables_at(list, 0);
    assert_int_equal(table->n_rows, 2);
    assert_true(es_table_number(table, 1, es_table_column(table, "run")) == 2);
    assert_string_equal(es_table_text(table, 1, es_table_column(table, "version")), es_version());
    assert_null(es_table_text(table, 0, es_table_column(table, "title")));
    assert_string_equal(es_table_text(table, 1, es_table_column(table, "title")), "AI deals");
    assert_true(es_table_number(table, 0, es_table_column(table, "n_events")) == 3);
    assert_true(es_table_number(table, 1, es_table_column(table, "n_events")) == 41);
    es_tables_free(list);
    es_store_close(store);
}

static void unknown_lists_are_wrong_usage(void **state)
{
    es_store *store = memory_store();
    es_tables *list;
    es_error err;
    (void)state;
    assert_int_equal(es_store_list(store, "prices", &list, &err), ES_EUSAGE);
    assert_null(list);
    assert_non_null(strstr(err.message, "\"prices\""));
    assert_non_null(strstr(
        err.hint,
        "securities, bars, events, factors, aliases, calendars, confounding, imports, runs"));
    es_store_close(store);
}

static void a_database_without_data_says_so(void **state)
{
    es_store *store = open_store(":memory:", ES_STORE_CREATE);
    es_tables *list;
    es_error err;
    (void)state;
    assert_int_equal(es_store_list(store, "events", &list, &err), ES_ENOTFOUND);
    assert_non_null(strstr(err.message, "no data in :memory:"));
    assert_int_equal(es_store_load_run(store, 0, &list, &err), ES_ENOTFOUND);
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(securities_tell_span_and_fields),
        cmocka_unit_test(events_show_their_attributes_as_columns),
        cmocka_unit_test(factors_tell_their_span),
        cmocka_unit_test(imports_are_listed_in_order),
        cmocka_unit_test(runs_tell_their_title),
        cmocka_unit_test(unknown_lists_are_wrong_usage),
        cmocka_unit_test(a_database_without_data_says_so),
    };
    return cmocka_run_group_tests_name("store.list", tests, NULL, NULL);
}
