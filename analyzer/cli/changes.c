#include "cli/changes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "cli/screen.h"

enum { FIRST_ROWS = 10 };

bool es_cli_changes_none(const es_tables *changes)
{
    const es_table *t = es_tables_find(changes, "tables");
    for (size_t i = 0; i < t->n_rows; i++)
        for (int column = 2; column < 5; column++)
            if (es_table_number(t, i, column) != 0.0)
                return false;
    return true;
}

/* The first rows of a table, and how to see the others: those of `whole`, which it is a view of. */
static es_status print_first(const es_cli_args *args, const es_table *table, const es_table *whole,
                             es_error *err)
{
    es_table head = *table;
    es_status status;
    if (whole->n_rows == 0)
        return ES_OK;
    head.n_rows = head.n_rows > FIRST_ROWS ? FIRST_ROWS : head.n_rows;
    if (strcmp(table->columns[table->n_columns - 1].name, "sha256") == 0)
        head.n_columns--; /* wider than a page */
    (void)putchar('\n');
    if (head.n_rows == 0) {
        (void)printf("%s: rows differ, none of them in both: --table %s\n", table->title,
                     whole->name);
        return ES_OK;
    }
    status = es_cli_print(args, &head, ES_CLI_TITLED, err);
    if (head.n_rows < whole->n_rows)
        (void)printf("%zu of %zu rows; all: --table %s\n", head.n_rows, whole->n_rows, whole->name);
    return status;
}

static int column(const es_table *t, const char *name)
{
    return es_table_column(t, name);
}

static bool text_is(const es_table *t, size_t row, const char *name, const char *text)
{
    const char *there = es_table_text(t, row, column(t, name));
    return there && strcmp(there, text) == 0;
}

/* "1:21" */
static es_cell window_of(const es_cli_args *args, const es_table *t, size_t row)
{
    return es_cell_text(es_arena_printf(args->arena, "%.0f:%.0f",
                                        es_table_number(t, row, column(t, "first")),
                                        es_table_number(t, row, column(t, "last"))));
}

/* The tests of the CAAR of both results, over all events or within groups: what most people look
 * at. */
static es_status view_results(const es_cli_args *args, const es_table *t, es_table_rows *rows,
                              bool starred, bool groups, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < t->n_rows && !status; i++) {
        const char *change = es_table_text(t, i, column(t, "change"));
        const es_cell cells[] = {es_cell_text(es_table_text(t, i, column(t, "model"))),
                                 es_cell_text(es_table_text(t, i, column(t, "group"))),
                                 window_of(args, t, i),
                                 es_cell_text(es_table_text(t, i, column(t, "test"))),
                                 es_cell_real(es_table_number(t, i, column(t, "estimate_a"))),
                                 es_cell_real(es_table_number(t, i, column(t, "estimate_b"))),
                                 es_cell_real(es_table_number(t, i, column(t, "p_a"))),
                                 es_cell_real(es_table_number(t, i, column(t, "p_b"))),
                                 es_cell_text(change)};
        if (!text_is(t, i, "measure", "caar") || text_is(t, i, "group", "all") == groups || !change
            || strstr(change, "only") || starred != (*change != '\0'))
            continue;
        status = es_table_append(rows, cells, err);
    }
    return status;
}

typedef struct moved_car {
    size_t row;
    double by;
} moved_car;

static int compare_moved(const void *left, const void *right)
{
    const moved_car *x = left, *y = right;
    if (x->by != y->by)
        return x->by > y->by ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The CARs of both results, those that moved most in front. */
static es_status view_cars(const es_cli_args *args, const es_table *t, es_table_rows *rows,
                           es_error *err)
{
    moved_car *cars = ES_NEW(args->arena, t->n_rows + 1, moved_car);
    es_status status = cars ? ES_OK : es_fail_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < t->n_rows && !status; i++) {
        double by = fabs(es_table_number(t, i, column(t, "moved")));
        if (by > 0.0)
            cars[n++] = (moved_car){i, by};
    }
    if (n)
        qsort(cars, n, sizeof *cars, compare_moved);
    for (size_t j = 0; j < n && j < FIRST_ROWS && !status; j++) {
        size_t i = cars[j].row;
        const es_cell cells[] = {es_cell_text(es_table_text(t, i, column(t, "model"))),
                                 es_cell_text(es_table_text(t, i, column(t, "event"))),
                                 window_of(args, t, i),
                                 es_cell_real(es_table_number(t, i, column(t, "car_a"))),
                                 es_cell_real(es_table_number(t, i, column(t, "car_b"))),
                                 es_cell_real(es_table_number(t, i, column(t, "moved")))};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

/* Views that fit a page of what is in `results` and `cars`. */
static es_status print_figures(const es_cli_args *args, const es_tables *changes, es_tables *views,
                               es_error *err)
{
    static const es_column of_results[] = {
        {"model", ES_TEXT, ES_PLAIN},   {"group", ES_TEXT, ES_PLAIN},
        {"window", ES_TEXT, ES_PLAIN},  {"test", ES_TEXT, ES_PLAIN},
        {"caar_a", ES_REAL, ES_RETURN}, {"caar_b", ES_REAL, ES_RETURN},
        {"p_a", ES_REAL, ES_PVALUE},    {"p_b", ES_REAL, ES_PVALUE},
        {"stars", ES_TEXT, ES_PLAIN}};
    static const es_column of_cars[] = {
        {"model", ES_TEXT, ES_PLAIN},  {"event", ES_TEXT, ES_PLAIN},
        {"window", ES_TEXT, ES_PLAIN}, {"car_a", ES_REAL, ES_RETURN},
        {"car_b", ES_REAL, ES_RETURN}, {"moved", ES_REAL, ES_RETURN}};
    const es_table *results = es_tables_find(changes, "results"),
                   *cars = es_tables_find(changes, "cars");
    es_table_rows *tests = es_tables_add(
        views, "tests", "CAAR and tests that differ, those that gain or lose stars first",
        of_results, sizeof of_results / sizeof *of_results);
    es_table_rows *moved = es_tables_add(views, "moved", "CARs that moved most", of_cars,
                                         sizeof of_cars / sizeof *of_cars);
    es_status status = tests && moved ? ES_OK : es_fail_memory(err);
    if (!status)
        status = view_results(args, results, tests, true, false, err);
    if (!status)
        status = view_results(args, results, tests, true, true, err);
    if (!status)
        status = view_results(args, results, tests, false, false, err);
    if (!status)
        status = view_cars(args, cars, moved, err);
    if (!status)
        status = print_first(args, es_tables_find(views, "tests"), results, err);
    return status ? status : print_first(args, es_tables_find(views, "moved"), cars, err);
}

static es_status print_all(const es_cli_args *args, const es_tables *changes, es_error *err)
{
    static const char *const as_they_are[] = {"options", "inputs", "events"};
    es_tables *views = es_tables_new();
    es_status status = views ? ES_OK : es_fail_memory(err);
    (void)putchar('\n');
    if (!status)
        status = es_cli_print(args, es_tables_find(changes, "tables"), ES_CLI_TITLED, err);
    for (size_t i = 0; i < 3 && !status; i++) {
        const es_table *t = es_tables_find(changes, as_they_are[i]);
        status = print_first(args, t, t, err);
    }
    if (!status)
        status = print_figures(args, changes, views, err);
    es_tables_free(views);
    return status;
}

es_status es_cli_print_changes(const es_cli_args *args, const es_tables *changes, const char *a,
                               const char *b, es_error *err)
{
    const char *table = es_cli_value(args, "table", NULL);
    if (table || !es_cli_is_text(args))
        return es_cli_print_named(args, changes, table ? table : "tables", err);
    (void)printf("a: %s\nb: %s\n", a, b);
    if (!es_cli_changes_none(changes))
        return print_all(args, changes, err);
    (void)printf("\nNothing differs: all %zu tables are equal to the last bit.\n",
                 es_tables_find(changes, "tables")->n_rows);
    return ES_OK;
}
