/* The study as tables: tests, ledger, warnings, methods, settings, manifest. */
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/page.h"

static void open_section(const es_page *p, const char *id, const char *title)
{
    (void)fprintf(p->out, "<section id=\"%s\" aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">%s</h2>\n",
                  id, id, id, title);
}

/* ---- tests ---- */

/* Rows of `results` that concern windows: the days have the chart. */
typedef struct kept_rows {
    const es_table *table;
    size_t n, *row;
} kept_rows;

static void kept_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const kept_rows *k = source;
    k->table->cell(k->table->source, k->row[row], column, out);
}

void es_page_results(const es_page *p)
{
    const es_table *t = es_tables_find(p->result, "results");
    kept_rows k = {t, 0, ES_NEW(p->arena, t->n_rows, size_t)};
    es_table windows = *t;
    open_section(p, "tests", "The tests");
    (void)fputs("<figure class=\"chart\" id=\"chart-groups\" hidden></figure>\n", p->out);
    for (size_t i = 0; k.row && i < t->n_rows; i++)
        if (strcmp(es_text_at(t, i, "measure"), "aar") != 0 && *es_text_at(t, i, "test"))
            k.row[k.n++] = i;
    windows.n_rows = k.n;
    windows.source = &k;
    windows.cell = kept_cell;
    windows.title = "Averages and tests by window";
    (void)fputs("<p class=\"hint\" id=\"results-hint\">The table has the tests of every window; "
                "the tests of single days are in <code>results.csv</code>.</p>\n",
                p->out);
    es_page_table(p, &windows, "table-results", ES_PAGE_RESULTS);
    (void)fputs("</section>\n", p->out);
}

/* ---- ledger ---- */

static void ledger_row(const es_page *p, const es_table *t, size_t i)
{
    static const char *const columns[] = {"event", "symbol", "announced", "date_used",
                                          "group", "status", "reason"};
    size_t section = es_page_section_of(p, es_text_at(t, i, "event"));
    (void)fprintf(p->out, "<tr data-i=\"%zu\">", i);
    for (size_t j = 0; j < sizeof columns / sizeof *columns; j++) {
        es_cell cell;
        t->cell(t->source, i, (size_t)es_table_column(t, columns[j]), &cell);
        (void)fputs(j ? "<td>" : "<th scope=\"row\">", p->out);
        if (j == 0 && section)
            (void)fprintf(p->out, "<a href=\"#e-%zu\">", section);
        es_page_cell(p, &cell, ES_PLAIN);
        (void)fputs(j == 0 && section ? "</a></th>" : j ? "</td>" : "</th>", p->out);
    }
    (void)fputs("</tr>\n", p->out);
}

/* Where the charts do not hold every event or CAR. */
static void tell_charts(const es_page *p, bool cut)
{
    size_t n = es_tables_find(p->result, "cars")->n_rows;
    if (cut || n > ES_PAGE_CARS)
        (void)fprintf(
            p->out,
            "<p class=\"limit\">The charts of single events know the first %zu of %zu CARs "
            "and the groups of the first %d events; <code>eventstudy plot</code> draws all "
            "of them.</p>\n",
            n < ES_PAGE_CARS ? n : (size_t)ES_PAGE_CARS, n, ES_PAGE_LEDGER);
}

void es_page_ledger(const es_page *p)
{
    static const char *const heads[] = {"Event", "Symbol", "Announced", "Day zero",
                                        "Group", "Status", "Reason"};
    const es_table *t = es_tables_find(p->result, "events");
    size_t n = t->n_rows < ES_PAGE_LEDGER ? t->n_rows : ES_PAGE_LEDGER;
    open_section(p, "events", "The events");
    (void)fputs(
        "<figure class=\"chart\" id=\"chart-events\" hidden></figure>\n"
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The ledger\">"
        "<table class=\"sortable wide\" id=\"table-events\"><caption>The ledger: what became of "
        "every event</caption><thead><tr>",
        p->out);
    for (size_t j = 0; j < sizeof heads / sizeof *heads; j++)
        (void)fprintf(p->out, "<th scope=\"col\">%s</th>", heads[j]);
    (void)fputs("</tr></thead><tbody>\n", p->out);
    for (size_t i = 0; i < n; i++)
        ledger_row(p, t, i);
    (void)fputs("</tbody></table></div>\n", p->out);
    if (n < t->n_rows)
        (void)fprintf(p->out,
                      "<p class=\"limit\">The first %zu of %zu events; <code>eventstudy show "
                      "--table events</code> has all of them.</p>\n",
                      n, t->n_rows);
    tell_charts(p, n < t->n_rows);
    es_page_table(p, es_tables_find(p->result, "counts"), NULL, ES_PAGE_ROWS);
    (void)fputs("</section>\n", p->out);
}

/* ---- warnings ---- */

void es_page_warnings(const es_page *p)
{
    const es_table *notes = es_tables_find(p->result, "notes");
    const es_table *diagnostics = es_tables_find(p->result, "diagnostics");
    open_section(p, "warnings", "Warnings and diagnostics");
    (void)fputs(notes->n_rows ? "<ul class=\"notes\">\n" : "<p>Nothing to warn of.</p>\n", p->out);
    for (size_t i = 0; i < notes->n_rows; i++) {
        bool warning = strcmp(es_text_at(notes, i, "kind"), "warning") == 0;
        (void)fprintf(p->out, "<li class=\"%s\"><strong>%s</strong> ", warning ? "warning" : "note",
                      warning ? "Warning:" : "Note:");
        es_page_label(p, es_text_at(notes, i, "text"));
        (void)fputs("</li>\n", p->out);
    }
    if (notes->n_rows)
        (void)fputs("</ul>\n", p->out);
    if (diagnostics)
        es_page_table(p, diagnostics, NULL, ES_PAGE_ROWS);
    (void)fputs("<details><summary>Fits: coefficients and residual diagnostics of every "
                "event</summary>\n",
                p->out);
    es_page_table(p, es_tables_find(p->result, "fits"), NULL, ES_PAGE_ROWS);
    (void)fputs("</details>\n</section>\n", p->out);
}

/* ---- methods ---- */

/* Title, id and formula of the models or tests that were used. */
static es_status used_methods(const es_page *p, const char *what, const es_words *used,
                              es_error *err)
{
    es_tables *tables;
    const es_table *t;
    es_status status = es_study_list(what, &tables, err);
    if (status)
        return status;
    t = es_tables_at(tables, 0);
    for (size_t i = 0; i < t->n_rows; i++) {
        if (!es_words_have(used, es_text_at(t, i, "id")))
            continue;
        (void)fputs("<li><strong>", p->out);
        es_page_text(p, es_text_at(t, i, "title"));
        (void)fputs("</strong> (<code>", p->out);
        es_page_text(p, es_text_at(t, i, "id"));
        (void)fputs("</code>, ", p->out);
        es_page_text(p, es_text_at(t, i, "formula"));
        (void)fputs(")</li>\n", p->out);
    }
    es_tables_free(tables);
    return ES_OK;
}

/* The paragraph and the literature that `cite` gives. */
static void paragraph(const es_page *p, const es_tables *methods)
{
    (void)fputs("<p>", p->out);
    es_page_text(p, es_text_at(es_tables_find(methods, "methods"), 0, "text"));
    (void)fputs("</p>\n", p->out);
}

static void literature(const es_page *p, const es_tables *methods)
{
    const es_table *t = es_tables_find(methods, "references");
    (void)fputs("<h3>References</h3>\n<ul>\n", p->out);
    for (size_t i = 0; i < t->n_rows; i++) {
        (void)fputs("<li>", p->out);
        es_page_text(p, es_text_at(t, i, "reference"));
        (void)fputs("</li>\n", p->out);
    }
    (void)fputs("</ul>\n", p->out);
}

es_status es_page_methods(const es_page *p, es_error *err)
{
    es_tables *methods;
    es_words models = {0}, tests = {0};
    es_status status = es_report_methods(p->result, &methods, err);
    if (status)
        return status;
    es_used_models(p->result, &models);
    es_used_tests(p->result, &tests);
    open_section(p, "methods", "Methods and references");
    paragraph(p, methods);
    (void)fputs("<h3>Models and their formulas</h3>\n<ul>\n", p->out);
    status = used_methods(p, "models", &models, err);
    (void)fputs("</ul>\n<h3>Tests and their formulas</h3>\n<ul>\n", p->out);
    if (!status)
        status = used_methods(p, "tests", &tests, err);
    (void)fputs("</ul>\n<h3>Band of the path</h3>\n<p>The band that holds for all days at once "
                "takes the largest |t| of the window as its critical value, simulated from the "
                "correlation of the days: Montiel Olea and Plagborg-M\xC3\xB8ller (2019), Journal "
                "of Applied Econometrics 34, 1\xE2\x80\x93"
                "17, in a form of our own for few events.</p>\n",
                p->out);
    literature(p, methods);
    (void)fputs("</section>\n", p->out);
    es_tables_free(methods);
    return status;
}

/* ---- settings and manifest ---- */

static es_status manifest(const es_page *p, es_error *err)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    es_status status = memory ? es_report_manifest(p->result, memory, err) : es_fail_memory(err);
    if (memory && fclose(memory) != 0 && !status)
        status = es_fail_memory(err);
    if (!status) {
        (void)fputs("<details><summary>Manifest (run.json)</summary><pre tabindex=\"0\" "
                    "id=\"manifest\" aria-label=\"Manifest\">",
                    p->out);
        es_page_text(p, text);
        (void)fputs("</pre></details>\n", p->out);
    }
    free(text);
    return status;
}

es_status es_page_settings(const es_page *p, es_error *err)
{
    es_status status;
    open_section(p, "settings", "Settings, inputs, manifest");
    (void)fputs("<details><summary>All options in force</summary>\n", p->out);
    es_page_table(p, es_tables_find(p->result, "settings"), NULL, ES_PAGE_ROWS);
    (void)fputs("</details>\n<details><summary>Input files and their fingerprints</summary>\n",
                p->out);
    es_page_table(p, es_tables_find(p->result, "inputs"), NULL, ES_PAGE_ROWS);
    (void)fputs("</details>\n", p->out);
    status = manifest(p, err);
    (void)fputs("</section>\n", p->out);
    return status;
}
