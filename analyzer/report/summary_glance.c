/* The first screen of the summary: what happened, what was the market, is it more than noise. */
#include <libsmartcols/libsmartcols.h>

#include <math.h>
#include <string.h>

#include "report/glance.h"
#include "report/summary.h"
#include "report/text_table.h"
#include "report/writer.h"

enum { COLUMNS = 8 };

static const struct {
    const char *name;
    bool right;
} head[COLUMNS] = {{"Days", false},    {"N", true}, {"Return", true}, {"Expected", true},
                   {"Abnormal", true}, {"p", true}, {"Test", false},  {"More than noise?", false}};

static int add_row(struct libscols_table *table, const es_glance *g, int digits)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);
    const double value[] = {g->raw, g->expected, g->car};
    char text[COLUMNS][ES_SHOWN];
    int failed = 0;
    if (!line)
        return 1;
    memset(text, 0, sizeof text);
    (void)snprintf(text[0], sizeof text[0], "%d:%d", g->first, g->last);
    (void)snprintf(text[1], sizeof text[1], "%zu", g->n);
    for (size_t i = 0; i < 3; i++)
        if (!isnan(value[i]))
            (void)es_show_number(value[i], ES_RETURN, digits, text[2 + i], sizeof text[2 + i]);
    if (!isnan(g->p))
        (void)es_show_number(g->p, ES_PVALUE, digits, text[5], sizeof text[5]);
    (void)snprintf(text[6], sizeof text[6], "%s", g->test ? g->test : "");
    (void)snprintf(text[7], sizeof text[7], "%s (%zu of %zu tests)", g->verdict, g->n_below,
                   g->n_tests);
    for (size_t i = 0; i < COLUMNS; i++)
        failed = failed || scols_line_set_data(line, i, text[i]);
    return failed;
}

/* Whether some row's figures do not add up by more than their rounding. */
static bool visibly_apart(const es_glance *g, size_t n, int digits)
{
    double unit = pow(10.0, -2.0 - (digits < 0 ? 2.0 : digits)); /* of the last decimal shown */
    for (size_t i = 0; i < n; i++)
        if (fabs(g[i].raw - g[i].expected - g[i].car) > 1.5 * unit)
            return true;
    return false;
}

static bool has_events(const es_glance *g, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (g[i].n)
            return true;
    return false;
}

static es_status print(const es_summary *s, struct libscols_table *table, const es_glance *g,
                       size_t n, es_error *err)
{
    es_status status;
    (void)fprintf(s->out,
                  "\nIn short: the stocks' return, what the model expected, what is left;\n"
                  "more than noise by the test named, and how many tests have p < %s\n",
                  es_summary_value(s->settings, "alpha"));
    status = es_text_table_print(table, s->out, &s->show, err);
    if (!status && visibly_apart(g, n, s->show.digits))
        es_summary_wrap(s, "", "",
                        "Return and Expected are compounded over the days, Abnormal is a sum of "
                        "days: it is not their difference.");
    return status;
}

es_status es_summary_glance(const es_summary *s, es_error *err)
{
    es_arena *arena = es_arena_new();
    struct libscols_table *table = es_text_table();
    size_t n = 0;
    es_glance *g = arena ? es_glance_make(s->tables, arena, &n) : NULL;
    es_status status = g && table ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < COLUMNS && !status; i++)
        if (!es_text_column(table, head[i].name, head[i].right))
            status = es_fail_memory(err);
    for (size_t i = 0; i < n && !status; i++)
        if (add_row(table, &g[i], s->show.digits))
            status = es_fail_memory(err);
    if (!status && has_events(g, n))
        status = print(s, table, g, n, err);
    scols_unref_table(table);
    es_arena_free(arena);
    return status;
}
