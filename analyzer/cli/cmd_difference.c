/* explain-difference RUN --convention NAME */
#include <math.h>
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"convention", ES_CLI_VALUE, "NAME", "whose way to walk to; `list conventions` shows them"},
    {"window", ES_CLI_VALUE, "A:B", "the CAR window to follow (default: the run's first)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

enum { MOST_TESTS = 128 };

/* One test's figures before the current step. */
typedef struct figure {
    const char *test; /* id, static */
    double caar, statistic, p;
} figure;

typedef struct walk {
    const es_dataset *data;
    es_spec *spec;
    const char *window, *model;
    size_t n;
    figure figure[MOST_TESTS];
    es_tables *out;
    es_table_rows *rows;
} walk;

static bool is_followed(const walk *w, const es_table *t, size_t row)
{
    char window[64];
    const char *model = es_table_text(t, row, es_table_column(t, "model"));
    const char *group = es_table_text(t, row, es_table_column(t, "group"));
    const char *measure = es_table_text(t, row, es_table_column(t, "measure"));
    (void)snprintf(window, sizeof window, "%.0f:%.0f",
                   es_table_number(t, row, es_table_column(t, "first")),
                   es_table_number(t, row, es_table_column(t, "last")));
    return strcmp(window, w->window) == 0 && strcmp(group, "all") == 0
           && strcmp(measure, "caar") == 0 && strcmp(model, w->model) == 0
           && es_table_text(t, row, es_table_column(t, "test"));
}

static es_status append(walk *w, const char *step, const char *value, const figure *f, double moved,
                        es_error *err)
{
    es_cell cells[] = {es_cell_text(step),    es_cell_text(value),        es_cell_text(f->test),
                       es_cell_real(f->caar), es_cell_real(f->statistic), es_cell_real(f->p),
                       es_cell_real(moved)};
    return es_table_append(w->rows, cells, err);
}

/* Beyond rounding; missing is the same as missing. */
static bool differs(double a, double b)
{
    if (isnan(a) || isnan(b))
        return !isnan(a) || !isnan(b);
    return fabs(a - b) > 1e-12 * (1.0 + fabs(a));
}

/* Runs the study as it stands; rows for the figures that this step moved (all at the start). */
static es_status take_step(walk *w, const char *step, const char *value, es_error *err)
{
    es_tables *result = NULL;
    const es_table *t;
    bool start = w->n == 0;
    size_t k = 0, moved = 0;
    es_status status = es_study_run(w->data, w->spec, &result, err);
    t = result ? es_tables_find(result, "results") : NULL;
    for (size_t row = 0; t && row < t->n_rows && !status && k < MOST_TESTS; row++) {
        figure now, *before = &w->figure[k];
        if (!is_followed(w, t, row))
            continue;
        now.test = es_table_text(t, row, es_table_column(t, "test"));
        now.caar = es_table_number(t, row, es_table_column(t, "estimate"));
        now.statistic = es_table_number(t, row, es_table_column(t, "statistic"));
        now.p = es_table_number(t, row, es_table_column(t, "p_value"));
        k++;
        if (start || differs(now.statistic, before->statistic) || differs(now.p, before->p)
            || differs(now.caar, before->caar)) {
            status = append(w, step, value, &now,
                            start ? (double)NAN : now.statistic - before->statistic, err);
            moved++;
        }
        *before = now;
        before->test = NULL; /* its text goes with the result */
    }
    w->n = k;
    if (!status && !start && moved == 0) {
        const figure none = {"(none moved)", (double)NAN, (double)NAN, (double)NAN};
        status = append(w, step, value, &none, (double)NAN, err);
    }
    es_tables_free(result);
    return status;
}

static es_status unknown_convention(const es_table *t, const char *name, es_error *err)
{
    const char *names[64], *near;
    size_t n = 0;
    for (; n < t->n_rows && n < 64; n++)
        names[n] = es_table_text(t, n, 0);
    near = es_nearest(name, names, n);
    (void)es_fail(err, ES_EUSAGE, "convention: unknown \"%s\"", name);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "`eventstudy list conventions` shows them");
}

/* From our options to theirs, one at a time, in the order of the table. */
static es_status walk_to(walk *w, const char *name, es_error *err)
{
    es_tables *tables;
    const es_table *t;
    bool known = false;
    es_status status = es_study_list("conventions", &tables, err);
    if (status)
        return status;
    t = es_tables_at(tables, 0);
    for (size_t i = 0; i < t->n_rows; i++)
        known = known || es_name_equal(es_table_text(t, i, 0), name);
    status = known ? take_step(w, "the run", NULL, err) : unknown_convention(t, name, err);
    if (!status && w->n == 0)
        status = es_fail(err, ES_EUSAGE, "the run has no CAR window %s with tests", w->window);
    for (size_t i = 0; i < t->n_rows && !status; i++) {
        const char *key = es_table_text(t, i, 1), *value = es_table_text(t, i, 2);
        if (!es_name_equal(es_table_text(t, i, 0), name))
            continue;
        status = es_spec_set(w->spec, key, value, err);
        if (!status)
            status = take_step(w, key, value, err);
    }
    es_tables_free(tables);
    return status;
}

/* The first CAR window of the run, in `window`. */
static const char *first_window(const es_cli_args *args, const es_tables *kept)
{
    const es_table *cars = es_tables_find(kept, "cars");
    if (!cars || cars->n_rows == 0)
        return "";
    return es_arena_printf(args->arena, "%.0f:%.0f",
                           es_table_number(cars, 0, es_table_column(cars, "first")),
                           es_table_number(cars, 0, es_table_column(cars, "last")));
}

static const char *primary_model(const es_tables *kept)
{
    const es_table *about = es_tables_find(kept, "about");
    for (size_t i = 0; about && i < about->n_rows; i++)
        if (strcmp(es_table_text(about, i, 0), "primary_model") == 0)
            return es_table_text(about, i, 1);
    return "";
}

static es_status explain(const es_cli_args *args, walk *w, const es_tables *kept, es_error *err)
{
    static const es_column columns[] = {
        {"step", ES_TEXT, ES_PLAIN},          {"value", ES_TEXT, ES_PLAIN},
        {"test", ES_TEXT, ES_PLAIN},          {"caar", ES_REAL, ES_RETURN},
        {"statistic", ES_REAL, ES_STATISTIC}, {"p_value", ES_REAL, ES_PVALUE},
        {"moved", ES_REAL, ES_STATISTIC}};
    const char *name = es_cli_value(args, "convention", NULL);
    es_status status;
    if (!name) {
        (void)es_fail(err, ES_EUSAGE, "explain-difference: no --convention given");
        return es_hint(err, "`eventstudy list conventions` shows them");
    }
    w->window = es_cli_value(args, "window", first_window(args, kept));
    w->model = primary_model(kept);
    w->out = es_tables_new();
    w->rows = w->out ? es_tables_add(
                  w->out, "difference",
                  es_arena_printf(args->arena, "Window %s, %s: from the run to %s, as documented",
                                  w->window, w->model, name),
                  columns, 7)
                     : NULL;
    status = w->rows ? walk_to(w, name, err) : es_fail_memory(err);
    if (!status)
        status = es_cli_print(args, es_tables_at(w->out, 0), ES_CLI_TITLED, err);
    es_tables_free(w->out);
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_cli_kept kept;
    es_status status = es_cli_open_kept(args, &kept, err);
    walk w = {.n = 0, .spec = kept.spec, .data = kept.data};
    if (!status)
        status = explain(args, &w, kept.tables, err);
    es_cli_close_kept(&kept);
    return status;
}

const es_command es_command_difference = {
    .name = "explain-difference",
    .synopsis = "RUN --convention NAME",
    .summary = "how far each choice of another program moves the results of a run",
    .detail =
        "Walks from the options of the run to those of the convention, one at a time and each on "
        "top of the last, and shows the CAAR, statistic and p-value that each step moved.",
    .example = "eventstudy explain-difference last --convention estudy2 --window -1:1",
    .options = options,
    .prints = true,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
