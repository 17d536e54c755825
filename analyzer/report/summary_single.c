/* The summary of a study that used one event: its days, its windows under every model, and what the
 * change was worth. */
#include <math.h>
#include <string.h>

#include <libsmartcols.h>

#include "report/summary.h"
#include "report/text_table.h"
#include "report/writer.h"

static bool is_text(const es_table *t, size_t row, const char *column, const char *word)
{
    const char *text = es_table_text(t, row, es_table_column(t, column));
    return text && strcmp(text, word) == 0;
}

static double number(const es_table *t, size_t row, const char *column)
{
    return es_table_number(t, row, es_table_column(t, column));
}

/* The p-value of a test of the single event over a window; NaN: not there. */
static double p_of(const es_summary *s, const char *model, const char *measure, const char *test,
                   double first, double last)
{
    const es_table *t = s->results;
    for (size_t i = 0; i < t->n_rows; i++)
        if (is_text(t, i, "model", model) && is_text(t, i, "measure", measure)
            && is_text(t, i, "test", test) && is_text(t, i, "group", "all")
            && number(t, i, "first") == first && number(t, i, "last") == last)
            return number(t, i, "p_value");
    return (double)NAN;
}

static bool put_number(const es_summary *s, struct libscols_line *line, size_t column, double value,
                       es_unit unit)
{
    char buffer[64];
    return isnan(value)
           || scols_line_set_data(line, column,
                                  es_summary_number(s, value, unit, buffer, sizeof buffer))
                  == 0;
}

static struct libscols_table *open_table(const char *const *head, size_t n, size_t n_left)
{
    struct libscols_table *table = es_text_table();
    bool fine = table != NULL;
    for (size_t k = 0; k < n && fine; k++)
        fine = es_text_column(table, head[k], k >= n_left);
    if (fine)
        return table;
    scols_unref_table(table);
    return NULL;
}

static es_status close_table(const es_summary *s, struct libscols_table *table, bool fine,
                             es_error *err)
{
    es_status status =
        fine ? es_text_table_print(table, s->out, &s->show, err) : es_fail_memory(err);
    scols_unref_table(table);
    return status;
}

static bool add_day(const es_summary *s, const es_table *ar, size_t i, struct libscols_table *table)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);
    double tau = number(ar, i, "tau");
    char buffer[64];
    es_cell date;
    bool fine;
    (void)snprintf(buffer, sizeof buffer, "%.0f", tau);
    fine = line && scols_line_set_data(line, 0, buffer) == 0;
    ar->cell(ar->source, i, (size_t)es_table_column(ar, "date"), &date);
    if (fine && date.type == ES_DATE)
        fine =
            scols_line_set_data(line, 1, es_show_cell(&date, ES_PLAIN, -1, buffer, sizeof buffer))
            == 0;
    return fine && put_number(s, line, 2, number(ar, i, "ret"), ES_RETURN)
           && put_number(s, line, 3, number(ar, i, "expected"), ES_RETURN)
           && put_number(s, line, 4, number(ar, i, "ar"), ES_RETURN)
           && put_number(s, line, 5, number(ar, i, "sar"), ES_STATISTIC)
           && put_number(s, line, 6, p_of(s, s->model, "aar", "sq", tau, tau), ES_PVALUE);
}

static es_status print_days(const es_summary *s, es_error *err)
{
    static const char *const head[] = {"Day", "Date", "Return", "Expected", "AR", "t", "p (sq)"};
    const es_table *ar = es_tables_find(s->tables, "ar");
    struct libscols_table *table = open_table(head, 7, 2);
    bool fine = table != NULL;
    for (size_t i = 0; ar && i < ar->n_rows && fine; i++)
        if (is_text(ar, i, "model", s->model))
            fine = add_day(s, ar, i, table);
    (void)fputc('\n', s->out);
    return close_table(s, table, fine, err);
}

static bool add_window(const es_summary *s, size_t i, struct libscols_table *table)
{
    const es_table *c = s->cars;
    const char *model = es_table_text(c, i, es_table_column(c, "model"));
    double first = number(c, i, "first"), last = number(c, i, "last");
    struct libscols_line *line = scols_table_new_line(table, NULL);
    char window[40];
    (void)snprintf(window, sizeof window, "%.0f:%.0f", first, last);
    return line && scols_line_set_data(line, 0, window) == 0
           && scols_line_set_data(line, 1, model) == 0
           && put_number(s, line, 2, number(c, i, "raw"), ES_RETURN)
           && put_number(s, line, 3, number(c, i, "car"), ES_RETURN)
           && put_number(s, line, 4, number(c, i, "car_sd"), ES_RETURN)
           && put_number(s, line, 5, number(c, i, "statistic"), ES_STATISTIC)
           && put_number(s, line, 6, number(c, i, "p_value"), ES_PVALUE)
           && put_number(s, line, 7, p_of(s, model, "caar", "perm_caar", first, last), ES_PVALUE)
           && put_number(s, line, 8, p_of(s, model, "caar", "sq_sums", first, last), ES_PVALUE);
}

static es_status print_windows(const es_summary *s, es_error *err)
{
    static const char *const head[] = {"Window", "Model", "Raw",      "CAR",   "sd",
                                       "t",      "p",     "p (perm)", "p (sq)"};
    struct libscols_table *table = open_table(head, 9, 2);
    bool fine = table != NULL;
    for (size_t i = 0; i < s->cars->n_rows && fine; i++)
        fine = add_window(s, i, table);
    (void)fputc('\n', s->out);
    return close_table(s, table, fine, err);
}

/* What the CAR of each window was worth, where the shares are known. */
static void print_value(const es_summary *s)
{
    const es_table *c = s->cars;
    for (size_t i = 0; i < c->n_rows; i++) {
        double change = number(c, i, "value_change");
        if (isnan(change) || !is_text(c, i, "model", s->model))
            continue;
        (void)fprintf(
            s->out,
            "Value change over %.0f:%.0f: %.4g (interval %.4g to %.4g), in the currency of "
            "the prices\n",
            number(c, i, "first"), number(c, i, "last"), change, number(c, i, "value_low"),
            number(c, i, "value_high"));
    }
}

es_status es_summary_single(const es_summary *s, es_error *err)
{
    const es_table *fits = es_tables_find(s->tables, "fits");
    es_status status;
    for (size_t i = 0; fits && i < fits->n_rows; i++)
        if (is_text(fits, i, "model", s->model) && is_text(fits, i, "status", "used"))
            (void)fprintf(
                s->out, "\n%s, %s: %s on %.0f estimation returns, sigma %.2f %% a day, t(%.0f)\n",
                es_table_text(fits, i, es_table_column(fits, "symbol")),
                es_table_text(fits, i, es_table_column(fits, "event")), s->model,
                number(fits, i, "n"), 100.0 * number(fits, i, "sigma"), number(fits, i, "df"));
    status = print_days(s, err);
    if (!status)
        status = print_windows(s, err);
    print_value(s);
    return status;
}
