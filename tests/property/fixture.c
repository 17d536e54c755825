#include "property/fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "support/assert_close.h"

/* ---- worlds ---- */

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);
    assert_non_null(p);
    return p;
}

world world_new(size_t n_days, size_t n_stocks, uint64_t seed)
{
    world w = {.random = {seed}, .n_days = n_days, .n_stocks = n_stocks, .first = 11323};
    w.market = zeroed(n_days, sizeof *w.market);
    w.stock = zeroed(n_days * n_stocks, sizeof *w.stock);
    w.missing = zeroed(n_days * n_stocks, sizeof *w.missing);
    noise_fill(&w.random, n_days, 0.0004, 0.011, w.market);
    for (size_t i = 0; i < n_stocks; i++) {
        double beta = 0.5 + noise_uniform(&w.random);
        double sigma = 0.01 + 0.02 * noise_uniform(&w.random);
        double *r = world_stock(&w, i);
        for (size_t t = 0; t < n_days; t++) {
            double z = noise_normal(&w.random);
            z = sqrt(0.92) * z + 0.2 * (z * z - 1.0);
            r[t] = 0.0003 + beta * w.market[t] + sigma * z;
        }
    }
    return w;
}

void world_free(world *w)
{
    free(w->market);
    free(w->stock);
    free(w->missing);
}

double *world_stock(const world *w, size_t stock)
{
    assert_true(stock < w->n_stocks);
    return w->stock + stock * w->n_days;
}

void world_gap(world *w, size_t stock, size_t day)
{
    assert_true(stock < w->n_stocks && day < w->n_days);
    w->missing[stock * w->n_days + day] = true;
}

es_day world_day(const world *w, size_t day)
{
    return w->first + (es_day)(day / 5 * 7 + day % 5);
}

static void add_stock(const world *w, es_dataset *data, size_t i, const es_day *day)
{
    double *close = memory_prices(data, 40.0 + (double)i, w->n_days, world_stock(w, i));
    es_day *kept = zeroed(w->n_days, sizeof *kept);
    char symbol[24];
    size_t n = 0;
    for (size_t t = 0; t < w->n_days; t++) {
        bool gone = w->missing[i * w->n_days + t];
        if (gone && w->no_missing)
            continue;
        close[n] = gone ? (double)NAN : close[t];
        kept[n++] = day[t];
    }
    (void)snprintf(symbol, sizeof symbol, "S%zu", i);
    memory_series(data, symbol, n, kept, close);
    free(kept);
}

es_dataset *world_dataset(const world *w)
{
    es_dataset *data = memory_dataset();
    es_day *day = memory_weekdays(data, w->first, w->n_days);
    assert_int_equal(day[w->n_days - 1], world_day(w, w->n_days - 1));
    memory_series(data, "M", w->n_days, day, memory_prices(data, 1000.0, w->n_days, w->market));
    for (size_t i = 0; i < w->n_stocks; i++)
        add_stock(w, data, i, day);
    return data;
}

es_event *world_event(const world *w, es_dataset *data, size_t stock, size_t day)
{
    char symbol[24];
    (void)snprintf(symbol, sizeof symbol, "S%zu", stock);
    return memory_event(data, symbol, world_day(w, day));
}

/* ---- studies ---- */

static es_status set_all(es_spec *spec, char *text, es_error *err)
{
    es_status status = ES_OK;
    for (char *line = text, *next; line && !status; line = next) {
        char *equals = strchr(line, '='), *end;
        next = strchr(line, ';');
        if (!equals || (next && equals > next))
            continue;
        if (next)
            *next++ = '\0';
        line += strspn(line, " ");
        end = equals;
        while (end > line && end[-1] == ' ')
            end--;
        *end = '\0';
        equals++;
        equals += strspn(equals, " ");
        end = equals + strlen(equals);
        while (end > equals && end[-1] == ' ')
            *--end = '\0';
        status = es_spec_set(spec, line, equals, err);
    }
    return status;
}

study study_try(const es_dataset *data, const char *settings)
{
    study s = {0};
    char text[1024];
    assert_true(strlen(settings) < sizeof text);
    (void)snprintf(text, sizeof text, "%s", settings);
    assert_int_equal(es_spec_new(&s.spec, &s.err), ES_OK);
    s.status = set_all(s.spec, text, &s.err);
    if (!s.status)
        s.status = es_study_run(data, s.spec, &s.tables, &s.err);
    return s;
}

study study_run(const es_dataset *data, const char *settings)
{
    study s = study_try(data, settings);
    if (s.status)
        fail_msg("\"%s\": %s (%s)", settings, s.err.message, s.err.hint);
    return s;
}

void study_free(study *s)
{
    es_tables_free(s->tables);
    es_spec_free(s->spec);
}

/* ---- tables ---- */

static const es_table *table_of(const study *s, const char *name)
{
    const es_table *table = s->tables ? es_tables_find(s->tables, name) : NULL;
    if (!table)
        fail_msg("no table %s", name);
    return table;
}

static const char *text_at(const es_table *table, size_t row, const char *column)
{
    const char *text = es_table_text(table, row, es_table_column(table, column));
    return text ? text : "";
}

static double number_at(const es_table *table, size_t row, const char *column)
{
    int k = es_table_column(table, column);
    if (k < 0)
        fail_msg("no column %s in %s", column, table->name);
    return es_table_number(table, row, k);
}

size_t study_count(const study *s)
{
    return table_of(s, "results")->n_rows;
}

figure study_figure(const study *s, size_t row)
{
    const es_table *t = table_of(s, "results");
    return (figure){.model = text_at(t, row, "model"),
                    .group = text_at(t, row, "group"),
                    .measure = text_at(t, row, "measure"),
                    .test = text_at(t, row, "test"),
                    .status = text_at(t, row, "status"),
                    .first = (int)number_at(t, row, "first"),
                    .last = (int)number_at(t, row, "last"),
                    .n = number_at(t, row, "n"),
                    .estimate = number_at(t, row, "estimate"),
                    .statistic = number_at(t, row, "statistic"),
                    .df = number_at(t, row, "df"),
                    .p = number_at(t, row, "p_value"),
                    .ci_low = number_at(t, row, "ci_low"),
                    .ci_high = number_at(t, row, "ci_high"),
                    .rbar = number_at(t, row, "r_bar"),
                    .p_exact = number_at(t, row, "p_exact")};
}

figure study_find(const study *s, const char *model, const char *measure, const char *test,
                  int first, int last)
{
    for (size_t i = 0; i < study_count(s); i++) {
        figure f = study_figure(s, i);
        if (strcmp(f.model, model) == 0 && strcmp(f.measure, measure) == 0
            && strcmp(f.test, test) == 0 && f.first == first && f.last == last
            && strcmp(f.group, "all") == 0)
            return f;
    }
    fail_msg("no row %s %s %s [%d,%d]", model, measure, test, first, last);
    return (figure){0};
}

static size_t row_of(const es_table *t, const char *key, const char *is, const char *key2,
                     const char *is2)
{
    for (size_t i = 0; i < t->n_rows; i++)
        if (strcmp(text_at(t, i, key), is) == 0 && (!key2 || strcmp(text_at(t, i, key2), is2) == 0))
            return i;
    fail_msg("no row %s = %s in %s", key, is, t->name);
    return 0;
}

double study_number(const study *s, const char *table, const char *column, const char *key,
                    const char *is, const char *key2, const char *is2)
{
    const es_table *t = table_of(s, table);
    return number_at(t, row_of(t, key, is, key2, is2), column);
}

const char *study_text(const study *s, const char *table, const char *column, const char *key,
                       const char *is)
{
    const es_table *t = table_of(s, table);
    return text_at(t, row_of(t, key, is, NULL, NULL), column);
}

/* Keys of the rows of `ar` and `cars`: both begin with the model, the event and whole numbers. */
static double event_cell(const study *s, const char *table, const char *model, const char *event,
                         const int *number, const char *const *name, size_t n, const char *column)
{
    const es_table *t = table_of(s, table);
    for (size_t i = 0; i < t->n_rows; i++) {
        bool same = strcmp(text_at(t, i, "model"), model) == 0
                    && strcmp(text_at(t, i, "event"), event) == 0;
        for (size_t k = 0; k < n && same; k++)
            same = (int)number_at(t, i, name[k]) == number[k];
        if (same)
            return number_at(t, i, column);
    }
    fail_msg("no row %s %s [%d] in %s", model, event, number[0], table);
    return (double)NAN;
}

double study_ar(const study *s, const char *model, const char *event, int tau, const char *column)
{
    static const char *const name[] = {"tau"};
    return event_cell(s, "ar", model, event, &tau, name, 1, column);
}

double study_car(const study *s, const char *model, const char *event, int first, int last,
                 const char *column)
{
    static const char *const name[] = {"first", "last"};
    const int number[] = {first, last};
    return event_cell(s, "cars", model, event, number, name, 2, column);
}

/* ---- comparison ---- */

static bool near(double a, double b, double tol)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= tol * (1.0 + fabs(b));
}

void assert_same_figure(const figure *a, const figure *b, bool estimates, double tol)
{
    bool same = strcmp(a->model, b->model) == 0 && strcmp(a->measure, b->measure) == 0
                && strcmp(a->test, b->test) == 0 && strcmp(a->status, b->status) == 0
                && near(a->n, b->n, 0) && near(a->statistic, b->statistic, tol)
                && near(a->df, b->df, tol) && near(a->p, b->p, tol) && near(a->rbar, b->rbar, tol)
                && near(a->p_exact, b->p_exact, tol);
    if (estimates)
        same = same && near(a->estimate, b->estimate, tol) && near(a->ci_low, b->ci_low, tol)
               && near(a->ci_high, b->ci_high, tol);
    if (!same)
        fail_msg("%s %s [%d,%d] %s: n %g %g, estimate %.17g %.17g, statistic %.17g %.17g, df %g "
                 "%g, p %.17g %.17g, \"%s\" \"%s\"",
                 a->model, a->measure, a->first, a->last, a->test, a->n, b->n, a->estimate,
                 b->estimate, a->statistic, b->statistic, a->df, b->df, a->p, b->p, a->status,
                 b->status);
}

size_t assert_same_results(const study *a, const study *b, bool estimates, double tol,
                           bool (*left_out)(const figure *row))
{
    size_t n = study_count(a), compared = 0;
    assert_int_equal(n, study_count(b));
    for (size_t i = 0; i < n; i++) {
        figure f = study_figure(a, i), g = study_figure(b, i);
        assert_string_equal(f.group, g.group);
        assert_int_equal(f.first, g.first);
        assert_int_equal(f.last, g.last);
        if (left_out && left_out(&f))
            continue;
        assert_same_figure(&f, &g, estimates, tol);
        compared++;
    }
    return compared;
}

static bool same_cell(const es_cell *a, const es_cell *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case ES_INT:
        return a->as.integer == b->as.integer;
    case ES_REAL:
        return memcmp(&a->as.real, &b->as.real, sizeof a->as.real) == 0;
    case ES_DATE:
        return a->as.day == b->as.day;
    case ES_TEXT:
        return strcmp(a->as.text, b->as.text) == 0;
    default:
        return true;
    }
}

static void assert_same_table(const es_table *a, const es_table *b)
{
    es_cell x, y;
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->n_rows, b->n_rows);
    assert_int_equal(a->n_columns, b->n_columns);
    for (size_t i = 0; i < a->n_rows; i++)
        for (size_t k = 0; k < a->n_columns; k++) {
            a->cell(a->source, i, k, &x);
            b->cell(b->source, i, k, &y);
            if (!same_cell(&x, &y))
                fail_msg("%s, row %zu, %s differs", a->name, i, a->columns[k].name);
        }
}

void assert_same_tables(const study *a, const study *b, const char *left_out)
{
    assert_int_equal(es_tables_count(a->tables), es_tables_count(b->tables));
    assert_true(es_tables_count(a->tables) >= 9);
    for (size_t i = 0; i < es_tables_count(a->tables); i++) {
        const es_table *t = es_tables_at(a->tables, i);
        if (!left_out || !strstr(left_out, t->name))
            assert_same_table(t, es_tables_at(b->tables, i));
    }
}

bool is_randomised(const figure *row)
{
    return strncmp(row->test, "wild_", 5) == 0 || strncmp(row->test, "perm_", 5) == 0
           || strcmp(row->test, "bhar_skew_boot") == 0;
}
