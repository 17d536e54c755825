/* The tables of the summary. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "report/summary.h"
#include "report/text_table.h"
#include "report/writer.h"

enum { LEAST_COLUMN = 15, MOST_GROUPS = 64, MOST_TESTS = 64, MOST_WINDOWS = 64, FEW_EVENTS = 30 };

/* The columns of `results`, looked up once. */
typedef struct result_columns {
    int model, group, first, last, measure, n, estimate, test, statistic, p_value, status;
} result_columns;

static result_columns find_columns(const es_table *t)
{
    return (result_columns){es_table_column(t, "model"),     es_table_column(t, "group"),
                            es_table_column(t, "first"),     es_table_column(t, "last"),
                            es_table_column(t, "measure"),   es_table_column(t, "n"),
                            es_table_column(t, "estimate"),  es_table_column(t, "test"),
                            es_table_column(t, "statistic"), es_table_column(t, "p_value"),
                            es_table_column(t, "status")};
}

static bool is_text(const es_table *t, size_t row, int column, const char *word)
{
    const char *text = es_table_text(t, row, column);
    return text && strcmp(text, word) == 0;
}

/* Distinct words of a column, in the order of their first appearance. */
static size_t distinct(const es_table *t, int column, const char **word, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *text = es_table_text(t, i, column);
        bool known = text == NULL;
        for (size_t k = n; k-- > 0 && !known;)
            known = strcmp(word[k], text) == 0;
        if (!known && n < most)
            word[n++] = text;
    }
    return n;
}

/* The same over the rows of CAAR alone. */
static size_t distinct_of_caar(const es_table *t, const result_columns *c, int column,
                               const char **word, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *text = es_table_text(t, i, column);
        bool known = text == NULL || !is_text(t, i, c->measure, "caar");
        for (size_t k = n; k-- > 0 && !known;)
            known = strcmp(word[k], text) == 0;
        if (!known && n < most)
            word[n++] = text;
    }
    return n;
}

static size_t windows_of(const es_table *t, const result_columns *c, es_window *window)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_rows; i++) {
        es_window w = {(int)es_table_number(t, i, c->first), (int)es_table_number(t, i, c->last)};
        bool known = !is_text(t, i, c->measure, "caar");
        for (size_t k = 0; k < n && !known; k++)
            known = window[k].first == w.first && window[k].last == w.last;
        if (!known && n < MOST_WINDOWS)
            window[n++] = w;
    }
    return n;
}

static bool matches(const es_table *t, size_t i, const result_columns *c, const char *model,
                    const char *group, es_window w)
{
    return is_text(t, i, c->measure, "caar") && is_text(t, i, c->model, model)
           && is_text(t, i, c->group, group) && es_table_number(t, i, c->first) == w.first
           && es_table_number(t, i, c->last) == w.last;
}

/* These hold a return itself against its distribution: no t-like figure. */
static bool is_return(const char *test)
{
    return strcmp(test, "perm_caar") == 0 || strcmp(test, "sq") == 0
           || strcmp(test, "sq_sums") == 0;
}

/* "2.31 (0.0231)**", or the reason. */
static void show_test(const es_summary *s, const es_table *t, size_t row, const result_columns *c,
                      char *buffer, size_t size)
{
    int digits = s->show.digits;
    double value = es_table_number(t, row, c->statistic);
    double p = es_table_number(t, row, c->p_value);
    const char *status = es_table_text(t, row, c->status);
    char shown[32], chance[32];
    if (isnan(value)) {
        (void)snprintf(buffer, size, "%s", status ? status : "");
        return;
    }
    if (is_return(es_table_text(t, row, c->test)))
        (void)es_summary_number(s, value, ES_RETURN, shown, sizeof shown);
    else
        (void)es_summary_number(s, value, ES_STATISTIC, shown, sizeof shown);
    if (digits < 0 && !is_return(es_table_text(t, row, c->test)))
        (void)snprintf(shown, sizeof shown, "%.2f", fabs(value) < 0.005 ? 0.0 : value);
    if (digits >= 0)
        (void)snprintf(buffer, size, "%s (%s)%-3s", shown,
                       es_summary_number(s, p, ES_PVALUE, chance, sizeof chance), es_stars(p));
    else if (p < 0.001)
        (void)snprintf(buffer, size, "%s (<.001)***", shown);
    else
        (void)snprintf(buffer, size, "%s (%.3f)%-3s", shown, p, es_stars(p));
}

static bool put(struct libscols_line *line, size_t column, const char *text)
{
    return scols_line_set_data(line, column, text) == 0;
}

/* Fills one group's column: N, CAAR, then a line per test. */
static bool fill_group(const es_summary *s, const result_columns *c, const char *group,
                       es_window window, struct libscols_line **line, const char *const *test,
                       size_t n_tests, size_t column)
{
    const es_table *t = s->results;
    bool fine = true;
    for (size_t i = 0; i < t->n_rows && fine; i++) {
        char buffer[64];
        double estimate = es_table_number(t, i, c->estimate);
        if (!matches(t, i, c, s->model, group, window))
            continue;
        (void)snprintf(buffer, sizeof buffer, "%ld", (long)es_table_number(t, i, c->n));
        fine = put(line[0], column, buffer);
        if (fine && !isnan(estimate))
            fine = put(line[1], column,
                       es_summary_number(s, estimate, ES_RETURN, buffer, sizeof buffer));
        for (size_t k = 0; k < n_tests && fine; k++)
            if (is_text(t, i, c->test, test[k])) {
                show_test(s, t, i, c, buffer, sizeof buffer);
                fine = put(line[2 + k], column, buffer);
            }
    }
    return fine;
}

typedef struct page {
    const char *group[MOST_GROUPS];
    const char *test[MOST_TESTS];
    size_t n_groups, n_tests;
    es_window window;
} page;

static es_status print_page(const es_summary *s, const result_columns *c, const page *p,
                            size_t from, size_t to, es_error *err)
{
    struct libscols_table *table = es_text_table();
    struct libscols_line *line[MOST_TESTS + 2];
    char title[40];
    bool fine = table != NULL;
    es_status status = ES_OK;
    (void)snprintf(title, sizeof title, "Window %d:%d", p->window.first, p->window.last);
    fine = fine && es_text_column(table, title, false);
    for (size_t g = from; g < to && fine; g++)
        fine = es_text_column(table, p->group[g], true);
    for (size_t k = 0; k < p->n_tests + 2 && fine; k++) {
        line[k] = scols_table_new_line(table, NULL);
        fine = line[k] && put(line[k], 0, k == 0 ? "N" : k == 1 ? "CAAR" : p->test[k - 2]);
    }
    for (size_t g = from; g < to && fine; g++)
        fine = fill_group(s, c, p->group[g], p->window, line, p->test, p->n_tests, 1 + g - from);
    (void)fputc('\n', s->out);
    status = fine ? es_text_table_print(table, s->out, &s->show, err) : es_fail_memory(err);
    scols_unref_table(table);
    return status;
}

/* The groups from `from` on that fit side by side; returns the end. */
static size_t groups_abreast(const es_summary *s, const page *p, size_t from)
{
    size_t width = 13, to = from; /* the names of the tests */
    size_t least = LEAST_COLUMN;  /* with 2 decimals of the statistic and 3 of the p-value */
    if (s->show.digits > 2)
        least += 2 * (size_t)s->show.digits - 5;
    for (size_t k = 0; k < p->n_tests; k++)
        width = strlen(p->test[k]) > width ? strlen(p->test[k]) : width;
    for (; to < p->n_groups; to++) {
        size_t label = strlen(p->group[to]);
        width += 2 + (label > least ? label : least);
        if (to > from && width > s->show.width)
            break;
    }
    return to;
}

/* The status of a test that has no statistic in any window and group, or NULL. */
static const char *never_there(const es_summary *s, const result_columns *c, const char *test)
{
    const es_table *t = s->results;
    const char *status = NULL;
    for (size_t i = 0; i < t->n_rows; i++) {
        if (!is_text(t, i, c->measure, "caar") || !is_text(t, i, c->model, s->model)
            || !is_text(t, i, c->test, test))
            continue;
        if (!isnan(es_table_number(t, i, c->statistic)))
            return NULL;
        status = es_table_text(t, i, c->status);
    }
    return status;
}

/* Names the absent tests of one reason; `named` marks those done. */
static void print_absent(const es_summary *s, const page *p, const char *const *reason, size_t from,
                         bool *named)
{
    char first[64], text[MOST_TESTS * 24] = "";
    size_t used = 0;
    for (size_t k = from; k < p->n_tests; k++) {
        if (!reason[k] || strcmp(reason[k], reason[from]) != 0)
            continue;
        named[k] = true;
        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? ", " : "", p->test[k]);
        if (used >= sizeof text)
            used = sizeof text - 1;
    }
    (void)snprintf(first, sizeof first, "  %s: ", reason[from]);
    es_summary_wrap(s, first, "    ", text);
}

/* Takes tests without any statistic out of the pages and names them once, by reason. */
static void part_absent(const es_summary *s, const result_columns *c, page *p)
{
    const char *reason[MOST_TESTS];
    bool named[MOST_TESTS] = {false}, headed = false;
    size_t kept = 0;
    for (size_t k = 0; k < p->n_tests; k++)
        reason[k] = never_there(s, c, p->test[k]);
    for (size_t k = 0; k < p->n_tests; k++) {
        if (!reason[k] || named[k])
            continue;
        if (!headed)
            (void)fputs("\nWithout a statistic (`eventstudy list reasons` explains):\n", s->out);
        headed = true;
        print_absent(s, p, reason, k, named);
    }
    for (size_t k = 0; k < p->n_tests; k++)
        if (!reason[k])
            p->test[kept++] = p->test[k];
    p->n_tests = kept;
}

static void print_legend(const es_summary *s)
{
    char text[160];
    (void)snprintf(text, sizeof text, "%s: statistic (p-value), %s", s->model, ES_STARS_LEGEND);
    (void)fputc('\n', s->out);
    es_summary_head(s, text);
}

es_status es_summary_results(const es_summary *s, es_error *err)
{
    result_columns c = find_columns(s->results);
    es_window window[MOST_WINDOWS];
    page p;
    size_t n_windows = windows_of(s->results, &c, window);
    es_status status = ES_OK;
    p.n_groups = distinct_of_caar(s->results, &c, c.group, p.group, MOST_GROUPS);
    p.n_tests = distinct_of_caar(s->results, &c, c.test, p.test, MOST_TESTS);
    part_absent(s, &c, &p);
    if (n_windows && p.n_groups)
        print_legend(s);
    for (size_t w = 0; w < n_windows && !status; w++) {
        p.window = window[w];
        for (size_t g = 0, to; g < p.n_groups && !status; g = to) {
            to = groups_abreast(s, &p, g);
            status = print_page(s, &c, &p, g, to, err);
        }
    }
    return status;
}

/* ---- the other models ---- */

static bool add_model_line(const es_summary *s, const result_columns *c, const char *model,
                           es_window w, struct libscols_table *table)
{
    static const char *const test[] = {"csect_t", "kp_t"};
    const es_table *t = s->results;
    struct libscols_line *line = NULL;
    char buffer[64];
    for (size_t i = 0; i < t->n_rows; i++) {
        if (!matches(t, i, c, model, "all", w))
            continue;
        if (!line) {
            double estimate = es_table_number(t, i, c->estimate);
            line = scols_table_new_line(table, NULL);
            if (!line || !put(line, 0, model))
                return false;
            (void)snprintf(buffer, sizeof buffer, "%d:%d", w.first, w.last);
            (void)put(line, 1, buffer);
            (void)snprintf(buffer, sizeof buffer, "%ld", (long)es_table_number(t, i, c->n));
            (void)put(line, 2, buffer);
            if (!isnan(estimate)
                && !put(line, 3, es_summary_number(s, estimate, ES_RETURN, buffer, sizeof buffer)))
                return false;
        }
        for (size_t k = 0; k < 2; k++)
            if (is_text(t, i, c->test, test[k])) {
                show_test(s, t, i, c, buffer, sizeof buffer);
                if (!put(line, 4 + k, buffer))
                    return false;
            }
    }
    return true;
}

es_status es_summary_models(const es_summary *s, es_error *err)
{
    static const char *const head[] = {"Model", "Window", "N", "CAAR", "csect_t", "kp_t"};
    result_columns c = find_columns(s->results);
    es_window window[MOST_WINDOWS];
    const char *model[MOST_GROUPS];
    size_t n_windows = windows_of(s->results, &c, window);
    size_t n_models = distinct(s->results, c.model, model, MOST_GROUPS);
    struct libscols_table *table;
    es_status status;
    bool fine;
    if (n_models < 2)
        return ES_OK;
    table = es_text_table();
    fine = table != NULL;
    for (size_t k = 0; k < 6 && fine; k++)
        fine = es_text_column(table, head[k], k > 1);
    for (size_t w = 0; w < n_windows && fine; w++)
        for (size_t m = 0; m < n_models && fine; m++)
            fine = add_model_line(s, &c, model[m], window[w], table);
    (void)fputc('\n', s->out);
    es_summary_head(s, "All events, by model");
    status = fine ? es_text_table_print(table, s->out, &s->show, err) : es_fail_memory(err);
    scols_unref_table(table);
    return status;
}

/* ---- single events ---- */

typedef struct car_columns {
    int model, event, first, last, raw, market, car, statistic, p_value;
} car_columns;

static const char *date_used(const es_summary *s, const char *event, char *buffer, size_t size)
{
    int id = es_table_column(s->events, "event"), date = es_table_column(s->events, "date_used");
    for (size_t i = 0; i < s->events->n_rows; i++)
        if (is_text(s->events, i, id, event)) {
            es_cell cell;
            s->events->cell(s->events->source, i, (size_t)date, &cell);
            return es_show_cell(&cell, ES_PLAIN, -1, buffer, size);
        }
    return "";
}

static bool add_event_line(const es_summary *s, const car_columns *c, size_t i,
                           struct libscols_table *table)
{
    const int column[] = {c->raw, c->market, c->car, c->statistic, c->p_value};
    static const es_unit unit[] = {ES_RETURN, ES_RETURN, ES_RETURN, ES_STATISTIC, ES_PVALUE};
    const char *event = es_table_text(s->cars, i, c->event);
    struct libscols_line *line = scols_table_new_line(table, NULL);
    char buffer[64];
    bool fine =
        line && put(line, 0, event) && put(line, 1, date_used(s, event, buffer, sizeof buffer));
    for (size_t k = 0; k < 5 && fine; k++) {
        double value = es_table_number(s->cars, i, column[k]);
        if (!isnan(value))
            fine = put(line, 2 + k, es_summary_number(s, value, unit[k], buffer, sizeof buffer));
    }
    return fine && put(line, 7, es_stars(es_table_number(s->cars, i, c->p_value)));
}

static es_status print_window_events(const es_summary *s, const car_columns *c, es_window w,
                                     es_error *err)
{
    static const char *const head[] = {NULL, "Day zero", "Raw", "Market", "CAR", "t", "p", ""};
    struct libscols_table *table = es_text_table();
    char title[40];
    es_status status;
    bool fine = table != NULL;
    (void)snprintf(title, sizeof title, "Events, %d:%d", w.first, w.last);
    for (size_t k = 0; k < 8 && fine; k++)
        fine = es_text_column(table, k ? head[k] : title, k > 1 && k < 7);
    for (size_t i = 0; i < s->cars->n_rows && fine; i++)
        if (is_text(s->cars, i, c->model, s->model)
            && es_table_number(s->cars, i, c->first) == w.first
            && es_table_number(s->cars, i, c->last) == w.last)
            fine = add_event_line(s, c, i, table);
    (void)fputc('\n', s->out);
    status = fine ? es_text_table_print(table, s->out, &s->show, err) : es_fail_memory(err);
    scols_unref_table(table);
    return status;
}

es_status es_summary_events(const es_summary *s, es_error *err)
{
    const es_table *t = s->cars;
    const car_columns c = {es_table_column(t, "model"),  es_table_column(t, "event"),
                           es_table_column(t, "first"),  es_table_column(t, "last"),
                           es_table_column(t, "raw"),    es_table_column(t, "market"),
                           es_table_column(t, "car"),    es_table_column(t, "statistic"),
                           es_table_column(t, "p_value")};
    result_columns r = find_columns(s->results);
    es_window window[MOST_WINDOWS];
    size_t n_windows, used = 0;
    int status_column = es_table_column(s->events, "status");
    es_status status = ES_OK;
    for (size_t i = 0; i < s->events->n_rows; i++)
        used += is_text(s->events, i, status_column, "used");
    if (used == 0 || used > FEW_EVENTS)
        return ES_OK;
    n_windows = windows_of(s->results, &r, window);
    for (size_t w = 0; w < n_windows && !status; w++)
        status = print_window_events(s, &c, window[w], err);
    return status;
}
