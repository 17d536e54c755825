/* One section per event: from the announcement to the p-value, as `explain` tells it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/page.h"

typedef struct candidate {
    const char *id;
    double t; /* |t| of the first window */
    size_t order;
} candidate;

static int by_size(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->t != y->t)
        return x->t < y->t ? 1 : -1;
    return x->order < y->order ? -1 : 1;
}

static int by_order(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    return x->order < y->order ? -1 : 1;
}

/* Used events in the order of the ledger, |t| of the first window under the primary model. */
static size_t candidates(const es_page *p, candidate *out)
{
    const es_table *cars = es_tables_find(p->result, "cars");
    double first = (double)NAN, last = (double)NAN;
    size_t n = 0;
    for (size_t i = 0; i < cars->n_rows; i++) {
        double t;
        if (strcmp(es_text_at(cars, i, "model"), p->model) != 0)
            continue;
        if (isnan(first)) {
            first = es_cell_value(cars, i, "first");
            last = es_cell_value(cars, i, "last");
        }
        if (es_cell_value(cars, i, "first") != first || es_cell_value(cars, i, "last") != last)
            continue;
        t = fabs(es_cell_value(cars, i, "statistic"));
        out[n] = (candidate){es_arena_text(p->arena, es_text_at(cars, i, "event")),
                             isnan(t) ? 0.0 : t, n};
        n++;
    }
    return n;
}

es_status es_page_choose_events(es_page *p, es_error *err)
{
    const es_table *events = es_tables_find(p->result, "events");
    candidate *c = ES_NEW(p->arena, events->n_rows, candidate);
    size_t n;
    p->section = ES_NEW(p->arena, events->n_rows, const char *);
    if (!c || !p->section)
        return es_fail_memory(err);
    n = p->n_used = candidates(p, c);
    if (!p->options->explainer)
        return ES_OK;
    qsort(c, n, sizeof *c, by_size);
    p->n_sections = n < p->options->max_events ? n : p->options->max_events;
    qsort(c, p->n_sections, sizeof *c, by_order);
    for (size_t i = 0; i < p->n_sections; i++)
        p->section[i] = c[i].id;
    return es_arena_failed(p->arena) ? es_fail_memory(err) : ES_OK;
}

/* "ORCL, day zero 2025-09-10: CAR 0:0 35.39 %". */
static void summary(const es_page *p, const es_tables *x, size_t number)
{
    const es_table *windows = es_tables_find(x, "windows");
    const es_table *steps = es_tables_find(x, "steps");
    (void)fprintf(p->out, "<details id=\"e-%zu\" class=\"event\"><summary><h3>", number);
    es_page_label(p, p->section[number - 1]);
    (void)fputs("</h3> <span>", p->out);
    es_page_label(p, steps->title);
    for (size_t i = 0; windows && i < 1; i++) {
        es_cell cell;
        (void)fputs(" \xC2\xB7 CAR ", p->out);
        es_page_text(p, es_text_at(windows, i, "window"));
        (void)fputc(' ', p->out);
        windows->cell(windows->source, i, (size_t)es_table_column(windows, "car"), &cell);
        es_page_cell(p, &cell, ES_RETURN);
        (void)fputs(", p ", p->out);
        windows->cell(windows->source, i, (size_t)es_table_column(windows, "p_value"), &cell);
        es_page_cell(p, &cell, ES_PVALUE);
    }
    (void)fputs("</span></summary>\n", p->out);
}

static es_status pictures(const es_page *p, const es_tables *x, es_error *err)
{
    static const char *const names[] = {"event", "price"};
    es_status status = ES_OK;
    (void)fputs("<div class=\"pair\">\n", p->out);
    for (size_t i = 0; i < 2 && !status; i++) {
        (void)fputs("<figure class=\"chart\">", p->out);
        status = es_page_picture(p, x, names[i], NULL, err);
        (void)fputs("</figure>\n", p->out);
    }
    (void)fputs("</div>\n", p->out);
    return status;
}

static es_status section(const es_page *p, const es_tables *x, size_t number, es_error *err)
{
    static const char *const names[] = {"steps", "coefficients", "days", "windows", "variances"};
    es_status status = ES_OK;
    summary(p, x, number);
    if (es_tables_find(x, "path"))
        status = pictures(p, x, err);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const es_table *t = es_tables_find(x, names[i]);
        if (t && (strcmp(names[i], "steps") == 0 || strcmp(names[i], "variances") == 0))
            es_page_list(p, t);
        else if (t)
            es_page_table(p, t, NULL, ES_PAGE_ROWS);
    }
    (void)fputs("</details>\n", p->out);
    return status;
}

/* Data may have changed since the run: then the page says why an event has no figures. */
static es_status one(const es_page *p, size_t number, es_error *err)
{
    es_tables *x = NULL;
    es_error why = {.status = ES_OK};
    es_status status =
        es_explainer_event(p->options->explainer, p->section[number - 1], p->model, &x, &why);
    if (status == ES_ENOMEM)
        return es_fail_memory(err);
    if (status) {
        (void)fprintf(p->out, "<details id=\"e-%zu\" class=\"event\" open><summary><h3>", number);
        es_page_label(p, p->section[number - 1]);
        (void)fputs("</h3></summary><p class=\"warning\">Cannot be explained: ", p->out);
        es_page_text(p, why.message);
        (void)fputs("</p></details>\n", p->out);
        return ES_OK;
    }
    status = section(p, x, number, err);
    es_tables_free(x);
    return status;
}

es_status es_page_events(const es_page *p, es_error *err)
{
    es_status status = ES_OK;
    (void)fputs("<section id=\"sections\" aria-labelledby=\"h-sections\"><h2 "
                "id=\"h-sections\">One event after the other</h2>\n",
                p->out);
    if (!p->options->explainer)
        (void)fputs("<p class=\"limit\">The data are not at hand: no event is explained.</p>\n",
                    p->out);
    else if (p->n_sections < p->n_used)
        (void)fprintf(p->out,
                      "<p class=\"limit\">Of %zu used events the %zu with the largest |t| of the "
                      "first window have a section; <code>report --events all</code> gives one to "
                      "each, <code>explain</code> shows any single one.</p>\n",
                      p->n_used, p->n_sections);
    if (p->n_sections) {
        (void)fputs("<p class=\"hint\">All sections are of the model <code>", p->out);
        es_page_text(p, p->model);
        (void)fputs("</code>, their headings of the first window, whatever the controls above "
                    "choose.</p>\n",
                    p->out);
    }
    for (size_t i = 1; i <= p->n_sections && !status; i++)
        status = one(p, i, err);
    (void)fputs("</section>\n", p->out);
    return status;
}
