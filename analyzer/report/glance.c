#include "report/glance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/picture.h"

typedef struct looker {
    const es_tables *result;
    es_arena *arena;
    const char *model;
    double alpha;
} looker;

static double mean(double sum, size_t n)
{
    return n ? sum / (double)n : (double)NAN;
}

/* Sums the events' returns of one window. */
static void add_cars(const looker *p, es_glance *g)
{
    const es_table *t = es_tables_find(p->result, "cars");
    double raw = 0.0, market = 0.0, bhar = 0.0, car = 0.0;
    size_t with = 0, n_market = 0;
    for (size_t i = 0; i < t->n_rows; i++) {
        double value = es_cell_value(t, i, "car"), gross = es_cell_value(t, i, "raw");
        double other = es_cell_value(t, i, "market"), held = es_cell_value(t, i, "bhar_model");
        if (es_cell_value(t, i, "first") != g->first || es_cell_value(t, i, "last") != g->last
            || isnan(value) || strcmp(es_cell_word(t, i, "model"), p->model) != 0)
            continue;
        g->n++;
        car += value;
        g->low = es_cell_value(t, i, "ci_low"); /* of the one event, if it is one */
        g->high = es_cell_value(t, i, "ci_high");
        g->p = es_cell_value(t, i, "p_value");
        g->statistic = es_cell_value(t, i, "statistic");
        if (!isnan(gross) && !isnan(held)) {
            raw += gross;
            bhar += held;
            with++;
        }
        if (!isnan(other)) {
            market += other;
            n_market++;
        }
    }
    g->car = mean(car, g->n);
    g->raw = mean(raw, with);
    g->expected = mean(raw - bhar, with);
    g->market = mean(market, n_market);
}

/* The test that stands for all: the one that keeps its size under most of what spoils the others.
 */
static size_t rank_of(const char *test)
{
    static const char *const order[] = {"kp_t", "bmp_t", "grank_t", "csect_t"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (strcmp(order[i], test) == 0)
            return i;
    return sizeof order / sizeof *order;
}

static void add_tests(const looker *p, es_glance *g)
{
    const es_table *t = es_tables_find(p->result, "results");
    double alpha = p->alpha;
    size_t best = SIZE_MAX;
    g->p = g->statistic = g->low = g->high = (double)NAN;
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *test = es_cell_word(t, i, "test");
        double value = es_cell_value(t, i, "p_value");
        if (es_cell_value(t, i, "first") != g->first || es_cell_value(t, i, "last") != g->last
            || isnan(value) || strcmp(es_cell_word(t, i, "measure"), "caar") != 0
            || strcmp(es_cell_word(t, i, "model"), p->model) != 0
            || strcmp(es_cell_word(t, i, "group"), "all") != 0)
            continue;
        g->n_tests++;
        g->n_below += value < alpha;
        if (strcmp(test, "csect_t") == 0) {
            g->low = es_cell_value(t, i, "ci_low");
            g->high = es_cell_value(t, i, "ci_high");
        }
        if (rank_of(test) < best) {
            best = rank_of(test);
            g->p = value;
            g->statistic = es_cell_value(t, i, "statistic");
            g->test = es_arena_text(p->arena, test);
        }
    }
}

static const char *verdict(const looker *p, const es_glance *g)
{
    if (isnan(g->p))
        return "Not testable";
    if (g->n_tests == 0) /* one event */
        return g->p < p->alpha ? "Yes" : "No";
    if (g->p < p->alpha && 2 * g->n_below >= g->n_tests)
        return "Yes";
    if (g->p >= p->alpha && g->n_below == 0)
        return "No";
    return g->p >= p->alpha && 2 * g->n_below < g->n_tests ? "Mostly no" : "The tests disagree";
}

static size_t count_used(const es_tables *result)
{
    const es_table *t = es_tables_find(result, "events");
    size_t n = 0;
    for (size_t i = 0; i < t->n_rows; i++)
        n += strcmp(es_cell_word(t, i, "status"), "used") == 0;
    return n;
}

/* The windows of the first event: those of the others are the same. */
static es_glance *find_windows(const looker *p, size_t *n)
{
    const es_table *t = es_tables_find(p->result, "cars");
    es_glance *out;
    size_t count = 0;
    while (count < t->n_rows
           && (count == 0 || es_cell_value(t, count, "first") != es_cell_value(t, 0, "first")
               || es_cell_value(t, count, "last") != es_cell_value(t, 0, "last")))
        count++;
    out = ES_NEW(p->arena, count, es_glance);
    for (size_t i = 0; out && i < count; i++)
        out[i] = (es_glance){.first = (int)es_cell_value(t, i, "first"),
                             .last = (int)es_cell_value(t, i, "last")};
    *n = out ? count : 0;
    return out;
}

es_glance *es_glance_make(const es_tables *result, es_arena *arena, size_t *n)
{
    looker p = {result, arena, es_result_setting(result, "primary_model"),
                strtod(es_result_setting(result, "alpha"), NULL)};
    es_glance *g = find_windows(&p, n);
    size_t used = count_used(result);
    for (size_t i = 0; i < *n; i++) {
        add_cars(&p, &g[i]);
        if (used > 1)
            add_tests(&p, &g[i]);
        g[i].verdict = verdict(&p, &g[i]);
    }
    return g;
}
