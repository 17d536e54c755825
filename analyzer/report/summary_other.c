/* Tests of other measures than the CAAR: buy-and-hold, weighted, calendar time, groups against each
 * other. */
#include <math.h>
#include <string.h>

#include <libsmartcols.h>

#include "report/summary.h"
#include "report/text_table.h"
#include "report/writer.h"

static const char *text_of(const es_table *t, size_t row, const char *column)
{
    const char *text = es_table_text(t, row, es_table_column(t, column));
    return text ? text : "";
}

static double number_of(const es_table *t, size_t row, const char *column)
{
    return es_table_number(t, row, es_table_column(t, column));
}

static bool is_other(const es_summary *s, size_t row)
{
    const es_table *t = s->results;
    const char *measure = text_of(t, row, "measure");
    return strcmp(measure, "aar") != 0 && strcmp(measure, "caar") != 0 && *text_of(t, row, "test")
           && strcmp(text_of(t, row, "model"), s->model) == 0;
}

static bool put(struct libscols_line *line, size_t column, const char *text)
{
    return scols_line_set_data(line, column, text) == 0;
}

static bool put_number(const es_summary *s, struct libscols_line *line, size_t column, double value,
                       es_unit unit)
{
    char buffer[64];
    return isnan(value)
           || put(line, column, es_summary_number(s, value, unit, buffer, sizeof buffer));
}

static bool add_row(const es_summary *s, const es_table *t, size_t i, struct libscols_table *table)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);
    double statistic = number_of(t, i, "statistic");
    const char *measure = text_of(t, i, "measure");
    const char *group = text_of(t, i, "group");
    /* the standardised portfolio has no unit */
    es_unit unit = strcmp(text_of(t, i, "test"), "sctar_t") == 0 ? ES_STATISTIC : ES_RETURN;
    char window[32], label[20];
    (void)snprintf(label, sizeof label, "%.5s%s", group,
                   strlen(group) > 8 ? "..." : group + (strlen(group) > 5 ? 5 : strlen(group)));
    (void)snprintf(window, sizeof window, "%.0f:%.0f", number_of(t, i, "first"),
                   number_of(t, i, "last"));
    return line && put(line, 0, window) && put(line, 1, measure) && put(line, 2, label)
           && put(line, 3, text_of(t, i, "test"))
           && put_number(s, line, 4, number_of(t, i, "estimate"), unit)
           && (isnan(statistic) ? put(line, 5, text_of(t, i, "status"))
                                : put_number(s, line, 5, statistic, ES_STATISTIC))
           && put_number(s, line, 6, number_of(t, i, "p_value"), ES_PVALUE);
}

es_status es_summary_other(const es_summary *s, es_error *err)
{
    static const char *const head[] = {"Window", "Measure",   "Group", "Test",
                                       "Mean",   "Statistic", "p"};
    const es_table *t = s->results;
    struct libscols_table *table;
    char title[80];
    size_t n = 0;
    bool fine;
    es_status status;
    for (size_t i = 0; i < t->n_rows; i++)
        n += is_other(s, i);
    if (n == 0)
        return ES_OK;
    table = es_text_table();
    fine = table != NULL;
    for (size_t k = 0; k < 7 && fine; k++)
        fine = es_text_column(table, head[k], k > 3);
    for (size_t i = 0; i < t->n_rows && fine; i++)
        if (is_other(s, i))
            fine = add_row(s, t, i, table);
    (void)snprintf(title, sizeof title, "%s: other measures", s->model);
    (void)fputc('\n', s->out);
    es_summary_head(s, title);
    status = fine ? es_text_table_print(table, s->out, &s->show, err) : es_fail_memory(err);
    scols_unref_table(table);
    return status;
}
