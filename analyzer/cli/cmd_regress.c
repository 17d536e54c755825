/* regress RUN FORMULA */
#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"model", ES_CLI_VALUE, "ID",
     "the model whose abnormal returns are explained (default: the primary one)"},
    {"se", ES_CLI_VALUE, "KIND|all",
     "standard errors: ols, hc0, hc1, hc2, hc3 (default), cluster_date, cluster_security, wls, nw"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

/* Is row i of the same window and kind of standard error as row j? */
static bool same_block(const es_table *t, size_t i, size_t j)
{
    const char *a = es_table_text(t, i, es_table_column(t, "se_type"));
    const char *b = es_table_text(t, j, es_table_column(t, "se_type"));
    int first = es_table_column(t, "first"), last = es_table_column(t, "last");
    return es_name_equal(a, b) && es_table_number(t, i, first) == es_table_number(t, j, first)
           && es_table_number(t, i, last) == es_table_number(t, j, last);
}

static void print_headline(const es_table *t, size_t row)
{
    double n = es_table_number(t, row, es_table_column(t, "n"));
    double r2 = es_table_number(t, row, es_table_column(t, "r2"));
    double df = es_table_number(t, row, es_table_column(t, "df"));
    (void)printf("\nWindow %.0f:%.0f, %.0f events, standard errors %s",
                 es_table_number(t, row, es_table_column(t, "first")),
                 es_table_number(t, row, es_table_column(t, "last")), n,
                 es_table_text(t, row, es_table_column(t, "se_type")));
    if (df > 0.0)
        (void)printf(", R2 %.4f, t(%.0f)\n", r2, df);
    else
        (void)printf(": not defined on these events\n");
}

/* One window and kind of standard error: a headline, and the coefficients below it. */
static es_status print_block(const es_table *t, size_t from, size_t to, es_error *err)
{
    static const char *const shown[] = {"term", "estimate", "std_error", "statistic", "p_value"};
    enum { N_SHOWN = sizeof shown / sizeof *shown };
    es_column columns[N_SHOWN];
    es_tables *page = es_tables_new();
    es_table_rows *rows;
    es_status status;
    for (size_t k = 0; k < N_SHOWN; k++)
        columns[k] = t->columns[es_table_column(t, shown[k])];
    rows = page ? es_tables_add(page, "block", "block", columns, N_SHOWN) : NULL;
    status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = from; i < to && !status; i++) {
        es_cell cells[N_SHOWN];
        for (size_t k = 0; k < N_SHOWN; k++)
            t->cell(t->source, i, (size_t)es_table_column(t, shown[k]), &cells[k]);
        status = es_table_append(rows, cells, err);
    }
    print_headline(t, from);
    if (!status)
        status = es_table_write(es_tables_at(page, 0), "text", stdout, err);
    es_tables_free(page);
    return status;
}

static es_status print_text(const es_table *t, es_error *err)
{
    es_status status = ES_OK;
    (void)printf("%s (%s)\n", t->title, t->n_rows ? es_table_text(t, 0, 0) : "no window");
    for (size_t i = 0, j; i < t->n_rows && !status; i = j) {
        for (j = i + 1; j < t->n_rows && same_block(t, i, j); j++)
            continue;
        status = print_block(t, i, j, err);
    }
    return status;
}

static es_status print(const es_cli_args *args, const es_tables *tables, es_error *err)
{
    const es_table *notes = es_tables_find(tables, "notes");
    const es_table *regression = es_tables_find(tables, "regression");
    es_status status = es_cli_is_text(args) ? print_text(regression, err)
                                            : es_cli_print(args, regression, ES_CLI_PLAIN, err);
    (void)fflush(stdout);
    for (size_t i = 0; i < notes->n_rows; i++)
        (void)fprintf(stderr, "%s: %s\n", es_table_text(notes, i, 0), es_table_text(notes, i, 1));
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    const es_regress_options how = {.formula = args->argument[1],
                                    .model = es_cli_value(args, "model", NULL),
                                    .se = es_cli_value(args, "se", NULL)};
    es_tables *tables = NULL;
    es_cli_kept kept;
    es_status status = es_cli_open_kept(args, &kept, err);
    if (!status)
        status = es_study_regress(kept.tables, kept.data, &how, &tables, err);
    if (!status)
        status = print(args, tables, err);
    es_tables_free(tables);
    es_cli_close_kept(&kept);
    return status;
}

const es_command es_command_regress = {
    .name = "regress",
    .synopsis = "RUN FORMULA",
    .summary = "explain the abnormal returns of a run by columns of the event table",
    .detail =
        "RUN is a run number or `last`. The left side is car, scar, bhar_model, bhar_market, "
        "bhar_matched or raw, the right side names columns of the event table; C(column) makes "
        "dummies of its labels, the first in byte order left out. Every window of the run gets "
        "a regression.",
    .example = "eventstudy regress last \"car ~ x_size + x_lev + C(group)\" --se cluster_date",
    .options = options,
    .prints = true,
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
