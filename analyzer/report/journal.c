/* The table of a paper: CAAR by window with stars, test statistics in parentheses, N, and a note
 * that says what was done. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/lookup.h"
#include "report/writer.h"

enum { MOST_WINDOWS = 64, CELL = 64, MOST_COLUMNS = ES_MOST_WORDS + 4 };

typedef struct journal {
    const es_tables *result;
    const es_table *results;
    const es_journal_options *o;
    const char *model;
    es_words groups, tests;
    size_t n_windows;
    es_window window[MOST_WINDOWS];
    es_tables *out, *about_tests;
    es_arena *arena;
    bool any_missing, any_own; /* a test without a statistic, one whose statistic is the CAAR */
} journal;

static bool is_caar(const journal *j, size_t i)
{
    return es_text_at_is(j->results, i, "measure", "caar")
           && es_text_at_is(j->results, i, "model", j->model);
}

static es_window window_at(const journal *j, size_t i)
{
    return (es_window){(int)es_number_at(j->results, i, "first"),
                       (int)es_number_at(j->results, i, "last")};
}

/* Groups, tests and windows, in the order of the results. */
static void survey(journal *j)
{
    for (size_t i = 0; i < j->results->n_rows; i++) {
        es_window w = window_at(j, i);
        bool known = false;
        if (!is_caar(j, i))
            continue;
        es_words_add(&j->groups, es_text_at(j->results, i, "group"));
        if (*es_text_at(j->results, i, "test"))
            es_words_add(&j->tests, es_text_at(j->results, i, "test"));
        for (size_t k = 0; k < j->n_windows && !known; k++)
            known = j->window[k].first == w.first && j->window[k].last == w.last;
        if (!known && j->n_windows < MOST_WINDOWS)
            j->window[j->n_windows++] = w;
    }
}

/* Keeps the tests that were asked for, in that order. */
static es_status choose_tests(journal *j, es_error *err)
{
    const char *cursor = j->o->tests, *item;
    es_words chosen = {0};
    size_t n;
    while (cursor && es_next_item(&cursor, ',', &item, &n)) {
        char *word = es_arena_text_n(j->arena, item, n);
        const char *found = NULL;
        for (size_t k = 0; word && k < j->tests.n && !found; k++)
            found = es_name_equal(j->tests.word[k], word) ? j->tests.word[k] : NULL;
        if (!word)
            return es_fail_memory(err);
        if (!found) {
            (void)es_fail(err, ES_EUSAGE, "this run has no test \"%s\" of the CAAR", word);
            found = es_nearest(word, j->tests.word, j->tests.n);
            return found ? es_hint(err, "did you mean %s?", found)
                         : es_hint(err, "`eventstudy show --table results` shows its tests");
        }
        es_words_add(&chosen, found);
    }
    if (chosen.n)
        j->tests = chosen;
    return ES_OK;
}

/* The row of a group, window and test (NULL: the first); false: none. */
static bool find_row(const journal *j, const char *group, es_window w, const char *test,
                     size_t *row)
{
    for (size_t i = 0; i < j->results->n_rows; i++) {
        es_window here = window_at(j, i);
        if (here.first == w.first && here.last == w.last && is_caar(j, i)
            && es_text_at_is(j->results, i, "group", group)
            && (!test || es_text_at_is(j->results, i, "test", test))) {
            *row = i;
            return true;
        }
    }
    return false;
}

static const char *caar_cell(journal *j, const char *group, es_window w)
{
    size_t row;
    char buffer[ES_SHOWN];
    const char *lead = j->tests.n ? j->tests.word[0] : NULL;
    if (!find_row(j, group, w, lead, &row) || isnan(es_number_at(j->results, row, "estimate")))
        return "";
    (void)es_show_number(es_number_at(j->results, row, "estimate"), ES_RETURN, j->o->digits, buffer,
                         sizeof buffer);
    return es_arena_printf(j->arena, "%s%s", buffer,
                           es_stars(es_number_at(j->results, row, "p_value")));
}

static const char *test_cell(journal *j, const char *group, es_window w, const char *test)
{
    size_t row;
    char buffer[ES_SHOWN];
    if (!find_row(j, group, w, test, &row))
        return "";
    if (isnan(es_number_at(j->results, row, "statistic"))) {
        j->any_missing = true;
        return "n/a";
    }
    if (es_number_at(j->results, row, "statistic") == es_number_at(j->results, row, "estimate")) {
        j->any_own = true;
        (void)es_show_number(es_number_at(j->results, row, "p_value"), ES_PVALUE, j->o->digits,
                             buffer, sizeof buffer);
        return es_arena_printf(j->arena, "p %s%s%s", *buffer == '<' ? "" : "= ", buffer,
                               es_stars(es_number_at(j->results, row, "p_value")));
    }
    (void)es_show_number(es_number_at(j->results, row, "statistic"), ES_STATISTIC,
                         j->o->digits < 0 ? 2 : j->o->digits, buffer, sizeof buffer);
    return es_arena_printf(j->arena, "(%s)%s", buffer,
                           es_stars(es_number_at(j->results, row, "p_value")));
}

static const char *count_cell(journal *j, const char *group, es_window w)
{
    size_t row;
    if (!find_row(j, group, w, NULL, &row))
        return "";
    return es_arena_printf(j->arena, "%.0f", es_number_at(j->results, row, "n"));
}

static const char *window_text(journal *j, es_window w)
{
    return es_arena_printf(j->arena, "[%d, %d]", w.first, w.last);
}

/* Figure k of a window: the CAAR, the tests, N. */
static const char *figure(journal *j, const char *group, es_window w, size_t k)
{
    return k == 0            ? caar_cell(j, group, w)
           : k <= j->tests.n ? test_cell(j, group, w, j->tests.word[k - 1])
                             : count_cell(j, group, w);
}

static const char *figure_name(const journal *j, size_t k)
{
    return k == 0 ? "CAAR" : k <= j->tests.n ? j->tests.word[k - 1] : "N";
}

/* What stands in row `r`, column `c` of one group's part. */
static const char *cell_of(journal *j, const char *group, size_t r, size_t c)
{
    return j->o->windows_down ? figure(j, group, j->window[r], c)
                              : figure(j, group, j->window[c], r);
}

static es_status put_row(journal *j, es_table_rows *rows, const char *group, size_t r, size_t lead,
                         size_t n_columns, es_error *err)
{
    es_cell cells[MOST_COLUMNS];
    size_t n = 0;
    if (lead == 2)
        cells[n++] = es_cell_text(r == 0 ? group : "");
    cells[n++] =
        es_cell_text(j->o->windows_down ? window_text(j, j->window[r]) : figure_name(j, r));
    for (size_t c = 0; c < n_columns; c++)
        cells[n++] = es_cell_text(cell_of(j, group, r, c));
    return es_arena_failed(j->arena) ? es_fail_memory(err) : es_table_append(rows, cells, err);
}

/* ---- the note ---- */

static const char *about_test(const journal *j, const char *test)
{
    const es_table *t = es_tables_at(j->about_tests, 0);
    return es_arena_printf(j->arena, "%s: %s, %s", test, es_text_of(t, "id", test, "title"),
                           es_text_of(t, "id", test, "reference"));
}

/* "[-250, -31] and [-20, -11]" of "-250:-31,-20:-11". */
static const char *intervals(const journal *j, const char *list)
{
    const char *cursor = list, *item, *text = "";
    size_t n;
    while (es_next_item(&cursor, ',', &item, &n) && text) {
        size_t first = strcspn(item, ":");
        if (first < n)
            text = es_arena_printf(j->arena, "%s%s[%.*s, %.*s]", text, *text ? " and " : "",
                                   (int)first, item, (int)(n - first - 1), item + first + 1);
    }
    return text;
}

static const char *write_note(const journal *j)
{
    const char *tail = es_setting_of(j->result, "tail"), *tests = "";
    const char *sides = strcmp(tail, "two") == 0     ? "two-sided"
                        : strcmp(tail, "upper") == 0 ? "one-sided, above"
                                                     : "one-sided, below";
    long in = es_count_of(j->result, "all", "in"), used = es_count_of(j->result, "all", "used");
    for (size_t k = 0; k < j->tests.n; k++)
        tests = es_arena_printf(j->arena, "%s%s%s", tests ? tests : "", k ? "; " : "",
                                about_test(j, j->tests.word[k]));
    return es_arena_printf(
        j->arena,
        "CAAR: mean cumulative abnormal return over the window [first, last], in trading periods "
        "around day zero, by the model %s, estimated over %s. %ld event%s in, %ld used.\n"
        "%s%s%s%s%s"
        "Stars: %s; %s p-values.%s",
        j->model, intervals(j, es_setting_of(j->result, "estimation_window")), in,
        in == 1 ? "" : "s", used,
        j->tests.n ? "In parentheses, test statistics of the null hypothesis that there is no "
                     "abnormal return. "
                   : "",
        tests, j->tests.n ? ".\n" : "", j->any_missing ? "n/a: the test has no statistic.\n" : "",
        j->any_own ? "p: the p-value of a test whose statistic is the CAAR itself.\n" : "",
        ES_STARS_LEGEND, sides,
        j->tests.n ? es_arena_printf(j->arena, " Those of the CAAR are of %s.", j->tests.word[0])
                   : "");
}

/* One row of the table for programs; test NULL: the CAAR without one. */
static es_status put_numbers(const journal *j, es_table_rows *rows, const char *group, es_window w,
                             const char *test, es_error *err)
{
    size_t row;
    double p;
    if (!find_row(j, group, w, test, &row))
        return ES_OK;
    p = es_number_at(j->results, row, "p_value");
    es_cell cells[] = {es_cell_text(group),
                       es_cell_int(w.first),
                       es_cell_int(w.last),
                       es_cell_int((int64_t)es_number_at(j->results, row, "n")),
                       es_cell_real(es_number_at(j->results, row, "estimate")),
                       es_cell_text(test),
                       es_cell_real(es_number_at(j->results, row, "statistic")),
                       es_cell_real(p),
                       es_cell_text(isnan(p) ? NULL : es_stars(p))};
    return es_table_append(rows, cells, err);
}

static es_status build_numbers(journal *j, es_error *err)
{
    static const es_column columns[] = {
        {"group", ES_TEXT, ES_PLAIN},         {"first", ES_INT, ES_PLAIN},
        {"last", ES_INT, ES_PLAIN},           {"n", ES_INT, ES_PLAIN},
        {"caar", ES_REAL, ES_RETURN},         {"test", ES_TEXT, ES_PLAIN},
        {"statistic", ES_REAL, ES_STATISTIC}, {"p_value", ES_REAL, ES_PVALUE},
        {"stars", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(j->out, "journal", "Cumulative average abnormal returns",
                                        columns, sizeof columns / sizeof *columns);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t g = 0; g < j->groups.n; g++)
        for (size_t w = 0; w < j->n_windows; w++)
            for (size_t k = 0; (k < j->tests.n || k == 0) && !status; k++)
                status = put_numbers(j, rows, j->groups.word[g], j->window[w],
                                     j->tests.n ? j->tests.word[k] : NULL, err);
    return status;
}

static es_status build(journal *j, es_error *err)
{
    size_t n_figures = j->tests.n + 2, lead = j->groups.n > 1 ? 2 : 1, n = 0;
    size_t n_rows = j->o->windows_down ? j->n_windows : n_figures;
    size_t n_columns = j->o->windows_down ? n_figures : j->n_windows;
    const char *title = es_setting_of(j->result, "title");
    es_column columns[MOST_COLUMNS];
    es_table_rows *rows;
    es_status status = ES_OK;
    if (lead == 2)
        columns[n++] = (es_column){"group", ES_TEXT, ES_PLAIN};
    columns[n++] = (es_column){j->o->windows_down ? "window" : "", ES_TEXT, ES_PLAIN};
    for (size_t c = 0; c < n_columns; c++)
        columns[n++] =
            (es_column){j->o->windows_down ? figure_name(j, c) : window_text(j, j->window[c]),
                        ES_REAL, ES_PLAIN};
    title = es_arena_printf(j->arena, "Cumulative average abnormal returns%s%s", *title ? ": " : "",
                            title);
    rows = title ? es_tables_add(j->out, "journal", title, columns, n) : NULL;
    if (!rows)
        return es_fail_memory(err);
    for (size_t g = 0; g < j->groups.n; g++)
        for (size_t r = 0; r < n_rows && !status; r++)
            status = put_row(j, rows, j->groups.word[g], r, lead, n_columns, err);
    if (!status)
        status = es_table_note(rows, write_note(j), err);
    return status;
}

es_status es_report_journal(const es_tables *result, const es_journal_options *options,
                            es_tables **out, es_error *err)
{
    journal j = {.result = result, .o = options, .results = es_tables_find(result, "results")};
    es_status status = ES_OK;
    if (!j.results)
        return es_fail(err, ES_EDATA, "this result lacks tables of a study");
    j.model = options->model ? options->model : es_about_of(result, "primary_model");
    survey(&j);
    if (j.n_windows == 0) {
        (void)es_fail(err, ES_ENOTFOUND, "this run has no CAAR by the model \"%s\"", j.model);
        return es_hint(err, "its models: %s", es_about_of(result, "models"));
    }
    j.out = es_tables_new();
    if (!j.out)
        return es_fail_memory(err);
    j.arena = es_tables_arena(j.out);
    status = choose_tests(&j, err);
    if (!status)
        status = es_study_list("tests", &j.about_tests, err);
    if (!status)
        status = options->numbers ? build_numbers(&j, err) : build(&j, err);
    es_tables_free(j.about_tests);
    if (status)
        es_tables_free(j.out);
    else
        *out = j.out;
    return status;
}
