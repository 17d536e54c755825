/* The first screen: how did the stock react, what did the model expect, is it more than noise? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/glance.h"
#include "report/page.h"
#include "report/writer.h"

/* ---- words ---- */

static void percent(const es_page *p, double value, bool sign)
{
    double shown = fabs(value) < 0.00005 ? 0.0 : value;
    if (isnan(value))
        (void)fputs("\xE2\x80\x93", p->out);
    else
        (void)fprintf(p->out, "%s%.2f\xC2\xA0%%",
                      shown < 0.0           ? "\xE2\x88\x92"
                      : sign && shown > 0.0 ? "+"
                                            : "",
                      100.0 * fabs(shown));
}

static void p_value(const es_page *p, double value)
{
    char buffer[ES_SHOWN];
    es_show_number(value, ES_PVALUE, -1, buffer, sizeof buffer);
    (void)fputs(*buffer == '<' ? "p &lt; " : "p = ", p->out);
    es_page_text(p, *buffer == '<' ? buffer + 1 : buffer);
}

/* What an interval covers, in percent. */
static double level(const es_page *p)
{
    return 100.0 * (1.0 - strtod(es_result_setting(p->result, "alpha"), NULL));
}

static void days(const es_page *p, const es_glance *g)
{
    if (g->first == g->last)
        (void)fprintf(p->out, "day %d", g->first);
    else
        (void)fprintf(p->out, "days %d to %d", g->first, g->last);
}

static void card(const es_page *p, const char *question, double value, const char *what)
{
    (void)fprintf(p->out, "<div class=\"card\"><h3>%s</h3><p class=\"big\">", question);
    percent(p, value, true);
    (void)fprintf(p->out, "</p><p>%s</p></div>\n", what);
}

/* What the simplest models expect; of the others their name must do. */
static const char *expectation(const char *model)
{
    static const char *const words[][2] = {
        {"market_model", ", alpha plus beta times the market\x27s return"},
        {"market_model_noint", ", beta times the market\x27s return"},
        {"market_adjusted", ", the market\x27s return"},
        {"mean_adjusted", ", the mean of the estimation window"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], model) == 0)
            return words[i][1];
    return "";
}

static void expected_card(const es_page *p, const es_glance *g)
{
    (void)fputs("<div class=\"card\"><h3>What did the model expect?</h3><p class=\"big\">", p->out);
    percent(p, g->expected, true);
    (void)fputs("</p><p>the return that <code>", p->out);
    es_page_text(p, p->model);
    (void)fprintf(p->out, "</code> expected%s", expectation(p->model));
    if (!isnan(g->market)) {
        (void)fputs("; the market itself moved ", p->out);
        percent(p, g->market, true);
    }
    (void)fputs("</p></div>\n", p->out);
}

static void cards(const es_page *p, const es_glance *g)
{
    bool one = p->n_used == 1;
    (void)fputs("<div class=\"cards\">\n", p->out);
    card(p, "How did the stock react?", g->raw,
         one ? "its return, market and all" : "average return of the stocks, market and all");
    expected_card(p, g);
    card(p, "What is left?", g->car,
         one ? "its abnormal return (CAR)" : "the average abnormal return (CAAR)");
    (void)fputs("<div class=\"card\"><h3>More than noise?</h3><p class=\"big\">", p->out);
    es_page_text(p, g->verdict);
    (void)fputs("</p><p>", p->out);
    if (isnan(g->p))
        (void)fputs("no test has a p-value", p->out);
    else {
        p_value(p, g->p);
        if (!one && g->test)
            (void)fprintf(p->out, " by <code>%s</code>; %zu of %zu tests %s below the level",
                          g->test, g->n_below, g->n_tests, g->n_below == 1 ? "falls" : "fall");
        else
            (void)fprintf(p->out, ", t = %s%.2f", g->statistic < 0.0 ? "\xE2\x88\x92" : "",
                          fabs(g->statistic));
    }
    (void)fputs("</p></div>\n</div>\n", p->out);
}

static void sentence(const es_page *p, const es_glance *g)
{
    (void)fprintf(p->out, "<p class=\"lead\">");
    if (p->n_used == 1)
        (void)fputs("Over ", p->out);
    else
        (void)fprintf(p->out, "%zu event%s, over ", g->n, g->n == 1 ? "" : "s");
    days(p, g);
    (void)fputs(": ", p->out);
    (void)fputs("an abnormal return of ", p->out);
    percent(p, g->car, true);
    (void)fputs(" is left when what the model expected is taken out", p->out);
    if (!isnan(g->low)) {
        (void)fprintf(p->out, " (%.4g\xC2\xA0%% interval ", level(p));
        if (g->test)
            (void)fprintf(p->out, "of <code>%s</code>, ", g->test);
        percent(p, g->low, false);
        (void)fputs(" to ", p->out);
        percent(p, g->high, false);
        (void)fputc(')', p->out);
    }
    if (!isnan(g->market)) {
        (void)fputs(". The market itself moved ", p->out);
        percent(p, g->market, true);
    }
    (void)fputs(".</p>\n", p->out);
}

static void number_cell(const es_page *p, double value)
{
    (void)fprintf(p->out, "<td class=\"n\"");
    if (!isnan(value))
        (void)fprintf(p->out, " data-v=\"%.9g\"", value);
    (void)fputc('>', p->out);
    percent(p, value, false);
    (void)fputs("</td>", p->out);
}

static void glance_row(const es_page *p, const es_glance *g)
{
    (void)fprintf(p->out, "<tr><th scope=\"row\">%d:%d</th><td class=\"n\">%zu</td>", g->first,
                  g->last, g->n);
    number_cell(p, g->raw);
    number_cell(p, g->expected);
    number_cell(p, g->market);
    number_cell(p, g->car);
    if (g->test)
        (void)fprintf(p->out, "<td><code>%s</code></td>", g->test);
    else
        (void)fprintf(p->out, "<td>%s</td>", isnan(g->p) ? "\xE2\x80\x93" : ES_PAGE_OWN_T);
    number_cell(p, g->low);
    number_cell(p, g->high);
    (void)fputs("<td class=\"p\">", p->out);
    if (isnan(g->p))
        (void)fputs("\xE2\x80\x93", p->out);
    else
        p_value(p, g->p);
    (void)fputs("</td><td>", p->out);
    if (p->n_used > 1)
        (void)fprintf(p->out, "%zu of %zu", g->n_below, g->n_tests);
    (void)fputs("</td><td>", p->out);
    es_page_text(p, g->verdict);
    (void)fputs("</td></tr>\n", p->out);
}

static void glance_table(const es_page *p, const es_glance *g, size_t n)
{
    (void)fputs(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"All windows at a "
        "glance\"><table class=\"sortable glance\"><caption>All windows at a "
        "glance</caption><thead><tr>"
        "<th scope=\"col\">Days</th><th scope=\"col\" class=\"n\">Events</th>"
        "<th scope=\"col\" class=\"n\">Return</th><th scope=\"col\" class=\"n\">Expected</th>"
        "<th scope=\"col\" class=\"n\">Market</th><th scope=\"col\" class=\"n\">Abnormal</th>"
        "<th scope=\"col\">Test</th><th scope=\"col\" class=\"n\">From</th><th scope=\"col\" "
        "class=\"n\">To</th>"
        "<th scope=\"col\">p-value</th><th scope=\"col\">Tests below the level</th>"
        "<th scope=\"col\">More than noise?</th></tr></thead><tbody>\n",
        p->out);
    for (size_t i = 0; i < n; i++)
        glance_row(p, &g[i]);
    (void)fputs("</tbody></table></div>\n<p class=\"hint\">Returns are compounded over the days, "
                "abnormal returns are summed, so that over several days the parts need not add up "
                "exactly. ",
                p->out);
    (void)fprintf(p->out,
                  "The p-value and the %.4g\xC2\xA0%% interval From, To of the abnormal return are "
                  "of the same test; some tests have no interval.</p>\n",
                  level(p));
}

/* "30 of 31 events are used". */
static void counted(const es_page *p)
{
    const es_table *events = es_tables_find(p->result, "events");
    const es_table *notes = es_tables_find(p->result, "notes");
    size_t warnings = 0;
    for (size_t i = 0; i < notes->n_rows; i++)
        warnings += strcmp(es_text_at(notes, i, "kind"), "warning") == 0;
    if (events->n_rows == 1)
        (void)fputs("<p>The one event is used (<a href=\"#events\">what became of it</a>); ",
                    p->out);
    else
        (void)fprintf(
            p->out, "<p>%zu of %zu events %s used (<a href=\"#events\">what became of each</a>); ",
            p->n_used, events->n_rows, p->n_used == 1 ? "is" : "are");
    (void)fputs("model <code>", p->out);
    es_page_text(p, p->model);
    (void)fputs("</code>. ", p->out);
    if (warnings)
        (void)fprintf(p->out,
                      "<strong>Read <a href=\"#warnings\">%zu warning%s</a> before you quote "
                      "this.</strong>",
                      warnings, warnings == 1 ? "" : "s");
    (void)fputs("</p>\n", p->out);
}

es_status es_page_answer(es_page *p, es_error *err)
{
    size_t n;
    es_glance *g = es_glance_make(p->result, p->arena, &n);
    if (!g)
        return es_fail_memory(err);
    (void)fputs("<section id=\"answer\" aria-labelledby=\"h-answer\"><h2 id=\"h-answer\">The "
                "answer</h2>\n",
                p->out);
    if (p->options->changed) {
        (void)fputs("<p class=\"warning\"><strong>Warning:</strong> ", p->out);
        es_page_text(p, p->options->changed);
        (void)fputs("</p>\n", p->out);
    }
    p->test = !n ? "" : g[0].test ? g[0].test : p->n_used == 1 ? ES_PAGE_OWN_T : "";
    if (n) {
        sentence(p, &g[0]);
        cards(p, &g[0]);
        counted(p);
        glance_table(p, g, n);
    }
    (void)fputs("</section>\n", p->out);
    return ES_OK;
}
