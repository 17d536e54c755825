/* The format xlsx: one table as a workbook of one sheet, or a study as one of a sheet for each
 * table, with the path of the CAAR and its chart in front. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/writer.h"
#include "report/xlsx.h"

/* ---- one table ---- */

static es_status begin(es_writer *w, es_error *err)
{
    es_xlsx *x = NULL;
    es_status status = es_xlsx_open(&w->show, &x, err);
    w->state = x;
    return status ? status : es_xlsx_sheet(x, "table", w->columns, w->n_columns, err);
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    return es_xlsx_row(w->state, cells, err);
}

static es_status end(es_writer *w, es_error *err)
{
    es_status status = w->note ? es_xlsx_note(w->state, w->note, err) : ES_OK;
    return status ? status : es_xlsx_finish(w->state, w->stream, err);
}

static void release(es_writer *w)
{
    es_xlsx_free(w->state);
}

const es_format es_format_xlsx = {.id = "xlsx",
                                  .title =
                                      "a workbook: show RUN --format xlsx has a sheet per table",
                                  .begin = begin,
                                  .row = row,
                                  .end = end,
                                  .release = release};

/* ---- a study ---- */

enum { MOST_GROUPS = 32 };

typedef struct result_columns {
    int model, group, measure, first, estimate;
} result_columns;

/* Is it the mean abnormal return of a day under the primary model? */
static bool is_day(const es_table *t, const result_columns *c, size_t i, const char *model)
{
    return strcmp(es_table_text(t, i, c->measure), "aar") == 0
           && strcmp(es_table_text(t, i, c->model), model) == 0;
}

static size_t find_groups(const es_table *t, const result_columns *c, const char *model,
                          es_column *columns)
{
    size_t n = 1;
    columns[0] = (es_column){"day", ES_INT, ES_PLAIN};
    for (size_t i = 0; i < t->n_rows && n <= MOST_GROUPS; i++) {
        const char *group = es_table_text(t, i, c->group);
        bool known = !is_day(t, c, i, model);
        for (size_t k = 1; k < n && !known; k++)
            known = strcmp(columns[k].name, group) == 0;
        if (!known)
            columns[n++] = (es_column){group, ES_REAL, ES_RETURN};
    }
    return n;
}

/* The mean of a group on a day; NaN: not there. */
static double mean_of(const es_table *t, const result_columns *c, const char *model,
                      const char *group, double tau)
{
    for (size_t i = 0; i < t->n_rows; i++)
        if (es_table_number(t, i, c->first) == tau && is_day(t, c, i, model)
            && strcmp(es_table_text(t, i, c->group), group) == 0)
            return es_table_number(t, i, c->estimate);
    return (double)NAN;
}

static es_status put_path(es_xlsx *x, const es_table *t, const char *model, es_error *err)
{
    const result_columns c = {es_table_column(t, "model"), es_table_column(t, "group"),
                              es_table_column(t, "measure"), es_table_column(t, "first"),
                              es_table_column(t, "estimate")};
    es_column columns[MOST_GROUPS + 1];
    es_cell cells[MOST_GROUPS + 1];
    double sum[MOST_GROUPS + 1] = {0.0}, before = (double)NAN;
    size_t n = find_groups(t, &c, model, columns), days = 0;
    es_status status = ES_OK;
    if (n < 2)
        return ES_OK;
    status = es_xlsx_sheet(x, "path", columns, n, err);
    for (size_t i = 0; i < t->n_rows && !status; i++) {
        double tau = es_table_number(t, i, c.first);
        if (!is_day(t, &c, i, model) || strcmp(es_table_text(t, i, c.group), columns[1].name) != 0
            || tau == before)
            continue;
        cells[0] = es_cell_int((int64_t)tau);
        for (size_t k = 1; k < n; k++) {
            double mean = mean_of(t, &c, model, columns[k].name, tau);
            sum[k] += isnan(mean) ? 0.0 : mean;
            cells[k] = es_cell_real(sum[k]);
        }
        status = es_xlsx_row(x, cells, err);
        before = tau;
        days++;
    }
    return status || days < 2 ? status : es_xlsx_chart(x, "CAAR", err);
}

static es_status put_table(es_xlsx *x, const es_table *t, es_error *err)
{
    es_cell *cells = calloc(t->n_columns + 1, sizeof *cells);
    es_status status =
        cells ? es_xlsx_sheet(x, t->name, t->columns, t->n_columns, err) : es_fail_memory(err);
    for (size_t i = 0; i < t->n_rows && !status; i++) {
        for (size_t j = 0; j < t->n_columns; j++)
            t->cell(t->source, i, j, &cells[j]);
        status = es_xlsx_row(x, cells, err);
    }
    free(cells);
    return status;
}

static const char *primary_model(const es_tables *result)
{
    const es_table *about = es_tables_find(result, "about");
    for (size_t i = 0; about && i < about->n_rows; i++)
        if (strcmp(es_table_text(about, i, es_table_column(about, "key")), "primary_model") == 0)
            return es_table_text(about, i, es_table_column(about, "value"));
    return "";
}

es_status es_report_workbook(const es_tables *result, const es_show *show, FILE *stream,
                             es_error *err)
{
    const es_table *results = es_tables_find(result, "results");
    es_show plain;
    es_xlsx *x = NULL;
    es_status status;
    es_show_init(&plain);
    status = es_xlsx_open(show ? show : &plain, &x, err);
    if (!status && results)
        status = put_path(x, results, primary_model(result), err);
    for (size_t i = 0; i < es_tables_count(result) && !status; i++)
        status = put_table(x, es_tables_at(result, i), err);
    if (!status)
        status = es_xlsx_finish(x, stream, err);
    es_xlsx_free(x);
    return status;
}
