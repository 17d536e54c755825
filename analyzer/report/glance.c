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

/* What the events of one window add up to. */
typedef struct window_sums {
    double raw, bhar, market, car;
    size_t with, n_market; /* events with raw and model's BHAR, with a market return */
    size_t last_row;       /* of an event with a CAR */
} window_sums;

static void add_car(const es_table *t, size_t row, const int column[], es_glance *g,
                    window_sums *to)
{
    enum { CAR, RAW, MARKET, BHAR };
    double raw = es_table_number(t, row, column[RAW]), bhar = es_table_number(t, row, column[BHAR]);
    double car = es_table_number(t, row, column[CAR]);
    double market = es_table_number(t, row, column[MARKET]);
    if (isnan(car))
        return;
    g->n++;
    to->car += car;
    to->last_row = row;
    if (!isnan(raw) && !isnan(bhar)) {
        to->raw += raw;
        to->bhar += bhar;
        to->with++;
    }
    if (!isnan(market)) {
        to->market += market;
        to->n_market++;
    }
}

static void take_test(const es_table *t, size_t row, es_glance *g)
{
    g->low = es_cell_value(t, row, "ci_low");
    g->high = es_cell_value(t, row, "ci_high");
    g->p = es_cell_value(t, row, "p_value");
    g->statistic = es_cell_value(t, row, "statistic");
}

/* Sums the events' returns of all windows in one pass: each event has a row for each, in order. */
static bool add_cars(const looker *p, es_glance *g, size_t n)
{
    static const char *const names[] = {"car", "raw", "market", "bhar_model"};
    const es_table *t = es_tables_find(p->result, "cars");
    window_sums *sums = ES_NEW(p->arena, n + 1, window_sums);
    int column[sizeof names / sizeof *names], model = es_table_column(t, "model");
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        column[k] = es_table_column(t, names[k]);
    if (!sums)
        return false;
    for (size_t i = 0; i < t->n_rows; i++)
        if (strcmp(es_table_text(t, i, model), p->model) == 0)
            add_car(t, i, column, &g[i % n], &sums[i % n]);
    for (size_t w = 0; w < n; w++) {
        g[w].car = mean(sums[w].car, g[w].n);
        g[w].raw = mean(sums[w].raw, sums[w].with);
        g[w].expected = mean(sums[w].raw - sums[w].bhar, sums[w].with);
        g[w].market = mean(sums[w].market, sums[w].n_market);
        if (g[w].n > 0) /* of the one event, if it is one */
            take_test(t, sums[w].last_row, &g[w]);
    }
    return true;
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
        const char *test = es_text_at(t, i, "test");
        double value = es_cell_value(t, i, "p_value");
        if (es_cell_value(t, i, "first") != g->first || es_cell_value(t, i, "last") != g->last
            || isnan(value) || strcmp(es_text_at(t, i, "measure"), "caar") != 0
            || strcmp(es_text_at(t, i, "model"), p->model) != 0
            || strcmp(es_text_at(t, i, "group"), "all") != 0)
            continue;
        g->n_tests++;
        g->n_below += value < alpha;
        if (rank_of(test) < best) {
            best = rank_of(test);
            g->p = value;
            g->statistic = es_cell_value(t, i, "statistic");
            g->low = es_cell_value(t, i, "ci_low"); /* some tests have none */
            g->high = es_cell_value(t, i, "ci_high");
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
    int status = es_table_column(t, "status");
    size_t n = 0;
    for (size_t i = 0; i < t->n_rows; i++)
        n += strcmp(es_table_text(t, i, status), "used") == 0;
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
    if (g && !add_cars(&p, g, *n)) {
        *n = 0;
        return NULL;
    }
    for (size_t i = 0; i < *n; i++) {
        if (used > 1)
            add_tests(&p, &g[i]);
        g[i].verdict = verdict(&p, &g[i]);
    }
    return g;
}
