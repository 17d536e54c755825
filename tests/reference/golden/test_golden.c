/* One complete study against the figures of an independent implementation: see README.md. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference/golden/figures.h"
#include "support/assert_close.h"

#define CLEAN ES_TEST_SOURCE_DIR "/tests/reference/golden/clean/"

enum { MOST_KEYS = 6, MOST_TESTS = 64, MOST_REPORTED = 20 };

/* What is compared of one table, and the number of cells there must be at least. */
typedef struct comparison {
    const char *table;
    const char *key[MOST_KEYS];
    size_t least;
} comparison;

static const comparison comparisons[] = {
    {"events", {"event"}, 360},
    {"fits", {"model", "event"}, 22419},
    {"ar", {"model", "event", "tau"}, 171192},
    {"cars", {"model", "event", "first", "last"}, 52988},
    {"results", {"model", "group", "first", "last", "measure", "test"}, 68016},
    {"volume", {"model", "group", "first", "last", "measure", "test"}, 4608},
    {"regression", {"model", "first", "last", "dependent", "se_type", "term"}, 18564},
    {"adjusted", {"model", "group", "test", "tau"}, 8568},
};

/* The largest error of one test (or of a whole table), in units of 1 + |expected|; that of the
 * GARCH models, known only as well as their likelihood is flat, apart. */
typedef struct tally {
    char name[48];
    size_t cells;
    double worst, worst_garch;
} tally;

typedef struct state {
    es_store *store;
    es_dataset *data;
    es_spec *spec;
    es_tables *result;
} study_state;

typedef struct run {
    const comparison *what;
    const es_table *actual;
    figures expected;
    tally total, by_test[MOST_TESTS];
    size_t n_tests, wrong;
} run;

/* ---- the study ---- */

static void check(es_status status, const es_error *err)
{
    if (status)
        fail_msg("%s (%s)", err->message, err->hint);
}

static void import_file(es_store *store, es_import_kind kind, const char *path, const char *symbol)
{
    es_import_options options;
    es_import_summary summary;
    es_error err = {0};
    es_import_options_init(&options);
    options.symbol = symbol;
    check(es_import_files(store, kind, &path, 1, &options, &summary, &err), &err);
    assert_int_equal(summary.rejected, 0);
}

static char *trimmed(char *text)
{
    char *end;
    while (isspace((unsigned char)*text))
        text++;
    end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    return text;
}

/* `key = value` lines below a [section] line. */
static void read_study(es_spec *spec, const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512];
    es_error err = {0};
    size_t n = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        char *equals = strchr(line, '=');
        if (!equals)
            continue;
        *equals = '\0';
        check(es_spec_set(spec, trimmed(line), trimmed(equals + 1), &err), &err);
        n++;
    }
    (void)fclose(file);
    assert_int_equal(n, 20);
}

static const char *expected_cell(const run *r, size_t row, const char *column)
{
    int k = figures_column(&r->expected, column);
    return k < 0 ? NULL : r->expected.cell[row * r->expected.n_columns + (size_t)k];
}

/* ---- comparison ---- */

static bool starts(const char *text, const char *head)
{
    return text && strncmp(text, head, strlen(head)) == 0;
}

static bool ends(const char *text, const char *tail)
{
    size_t n = strlen(text), m = strlen(tail);
    return n >= m && strcmp(text + n - m, tail) == 0;
}

static bool is_garch(const char *model)
{
    return model && ends(model, "garch11");
}

/* Fits of which the reference found a lower maximum than ours: a better likelihood is right, and
 * what follows from it then differs. */
typedef struct better_fit {
    const char *model, *event;
} better_fit;

enum { MOST_BETTER = 4 };
static better_fit better[MOST_BETTER];
static size_t n_better;

static bool is_better(const char *model, const char *event)
{
    for (size_t i = 0; i < n_better; i++)
        if (strcmp(better[i].model, model) == 0 && (!event || strcmp(better[i].event, event) == 0))
            return true;
    return false;
}

/* METHODS section 16. */
static double tolerance(const run *r, size_t row, const char *column)
{
    const char *model = expected_cell(r, row, "model"), *test = expected_cell(r, row, "test");
    bool p = strcmp(column, "p_value") == 0 || ends(column, "_p");
    if (is_garch(model) && is_better(model, expected_cell(r, row, "event")))
        return expected_cell(r, row, "event") ? HUGE_VAL : 0.1; /* one event of sixty differs */
    if (is_garch(model))
        return strcmp(column, "alpha") == 0 || strcmp(column, "beta") == 0 ? 1e-5 : 1e-2;
    if (starts(model, "robust_"))
        return p ? 1e-8 : 1e-7;
    if (starts(test, "wild_") || starts(test, "perm_") || ends(test ? test : "", "_boot"))
        return p ? 0.0 : 1e-9;
    return p ? 1e-8 : 1e-9;
}

static tally *tally_of(run *r, const char *test)
{
    for (size_t i = 0; i < r->n_tests; i++)
        if (strcmp(r->by_test[i].name, test) == 0)
            return &r->by_test[i];
    assert_true(r->n_tests < MOST_TESTS);
    (void)snprintf(r->by_test[r->n_tests].name, sizeof r->by_test->name, "%s", test);
    return &r->by_test[r->n_tests++];
}

/* The error of a cell: 0 for the same text, infinite for another one. */
static double cell_error(const es_cell *actual, const char *expected)
{
    char buffer[FIGURES_KEY], *end;
    double value, wanted;
    if (strchr(expected, '/')) { /* "177.0/14280.0" */
        double first, second;
        char after;
        return sscanf(expected, "%lf/%lf%c", &value, &wanted, &after) == 2
                       && sscanf(cell_text(actual, buffer), "%lf/%lf%c", &first, &second, &after)
                              == 2
                       && first == value && second == wanted
                   ? 0.0
                   : HUGE_VAL;
    }
    if (actual->type != ES_REAL && actual->type != ES_INT)
        return strcmp(cell_text(actual, buffer), expected) == 0 ? 0.0 : HUGE_VAL;
    wanted = strtod(expected, &end);
    if (end == expected || *end)
        return HUGE_VAL;
    value = actual->type == ES_REAL ? actual->as.real : (double)actual->as.integer;
    return fabs(value - wanted) / (1.0 + fabs(wanted));
}

static void note(tally *t, bool likelihood, double error)
{
    double *worst = likelihood ? &t->worst_garch : &t->worst;
    t->cells++;
    *worst = fmax(*worst, error);
}

static void compare_cell(run *r, size_t row, size_t column, long found)
{
    const char *name = r->expected.header[column], *test = expected_cell(r, row, "test");
    const char *expected = r->expected.cell[row * r->expected.n_columns + column];
    char buffer[FIGURES_KEY];
    es_cell actual = {ES_MISSING, {0}};
    tally *own = tally_of(r, test ? test : r->what->table);
    const char *model = expected_cell(r, row, "model");
    bool likelihood = model && strstr(model, "garch11");
    double error;
    for (size_t k = 0; k < r->actual->n_columns; k++)
        if (strcmp(r->actual->columns[k].name, name) == 0)
            r->actual->cell(r->actual->source, (size_t)found, k, &actual);
    error = cell_error(&actual, expected);
    if (strcmp(name, "loglik") == 0 && error <= HUGE_VAL && *expected)
        error = fmax(0.0, strtod(expected, NULL) - actual.as.real); /* lower is worse */
    if (tolerance(r, row, name) == HUGE_VAL && strcmp(name, "loglik") != 0)
        return; /* follows from a better likelihood */
    note(own, likelihood, error);
    note(&r->total, likelihood, error);
    if (error <= (strcmp(name, "loglik") == 0 ? 1e-6 : tolerance(r, row, name)))
        return;
    if (r->wrong++ < MOST_REPORTED)
        print_error("%s, expected row %zu, %s: %s instead of %s\n", r->what->table, row + 2, name,
                    cell_text(&actual, buffer), expected);
}

static void compare_row(run *r, const row_index *index, size_t row)
{
    char key[FIGURES_KEY] = "";
    long found;
    for (size_t k = 0; k < MOST_KEYS && r->what->key[k]; k++) {
        size_t used = strlen(key);
        const char *part = expected_cell(r, row, r->what->key[k]);
        (void)snprintf(key + used, sizeof key - used, "%s|", part ? part : "");
    }
    found = row_index_find(index, key);
    if (found < 0) {
        r->wrong++;
        print_error("%s: no row %s\n", r->what->table, key);
        return;
    }
    for (size_t k = 0; k < r->expected.n_columns; k++)
        compare_cell(r, row, k, found);
}

static void print_tallies(const run *r)
{
    print_message("%s: %zu cells compared, largest error %.2g, GARCH models %.2g\n", r->what->table,
                  r->total.cells, r->total.worst, r->total.worst_garch);
    for (size_t i = 0; i < r->n_tests && figures_column(&r->expected, "test") >= 0; i++)
        print_message("  %-20s %6zu cells, largest error %.2g, GARCH models %.2g\n",
                      *r->by_test[i].name ? r->by_test[i].name : "(estimates)", r->by_test[i].cells,
                      r->by_test[i].worst, r->by_test[i].worst_garch);
}

static void compare(const study_state *s, const comparison *what)
{
    run *r = calloc(1, sizeof *r);
    char path[512];
    row_index *index;
    size_t n_key = 0;
    assert_non_null(r);
    r->what = what;
    r->actual = es_tables_find(s->result, what->table);
    assert_non_null(r->actual);
    (void)snprintf(path, sizeof path, CLEAN "expected/%s.csv", what->table);
    figures_read(path, &r->expected);
    while (n_key < MOST_KEYS && what->key[n_key])
        n_key++;
    index = row_index_new(r->actual, what->key, n_key);
    for (size_t row = 0; row < r->expected.n_rows; row++)
        compare_row(r, index, row);
    print_tallies(r);
    assert_int_equal(r->wrong, 0);
    assert_true(r->total.cells >= what->least);
    row_index_free(index);
    figures_free(&r->expected);
    free(r);
}

/* Lists the fits with a likelihood above the reference's; there is one, and none may be worse. */
static void find_better(const study_state *s)
{
    static const char *const key[] = {"model", "event"};
    const es_table *fits = es_tables_find(s->result, "fits");
    static figures expected;
    row_index *index = row_index_new(fits, key, 2);
    figures_read(CLEAN "expected/fits.csv", &expected); /* kept: names are borrowed from it */
    for (size_t row = 0; row < expected.n_rows; row++) {
        const char *const *cell = expected.cell + row * expected.n_columns;
        const char *model = cell[figures_column(&expected, "model")];
        const char *event = cell[figures_column(&expected, "event")];
        const char *loglik = cell[figures_column(&expected, "loglik")];
        char text[FIGURES_KEY];
        es_cell actual;
        if (!*loglik)
            continue;
        (void)snprintf(text, sizeof text, "%s|%s|", model, event);
        for (size_t k = 0; k < fits->n_columns; k++)
            if (strcmp(fits->columns[k].name, "loglik") == 0)
                fits->cell(fits->source, (size_t)row_index_find(index, text), k, &actual);
        if (actual.as.real - strtod(loglik, NULL) <= 1e-6)
            continue;
        print_message("%s, %s: log-likelihood %.6f, reference %s\n", model, event, actual.as.real,
                      loglik);
        assert_true(n_better < MOST_BETTER);
        better[n_better++] = (better_fit){model, event};
    }
    row_index_free(index);
}

static int run_study(void **state)
{
    static study_state s;
    es_error err = {0};
    check(es_store_open(":memory:", ES_STORE_CREATE, &s.store, &err), &err);
    import_file(s.store, ES_IMPORT_PRICES, CLEAN "prices.csv", NULL);
    import_file(s.store, ES_IMPORT_PRICES, CLEAN "market.csv", "MARKET");
    import_file(s.store, ES_IMPORT_FACTORS, CLEAN "factors.csv", NULL);
    import_file(s.store, ES_IMPORT_EVENTS, CLEAN "events.csv", NULL);
    check(es_dataset_load(s.store, &s.data, &err), &err);
    check(es_spec_new(&s.spec, &err), &err);
    read_study(s.spec, CLEAN "study.ini");
    check(es_study_run(s.data, s.spec, &s.result, &err), &err);
    find_better(&s);
    *state = &s;
    return 0;
}

static int end_study(void **state)
{
    study_state *s = *state;
    if (!s)
        return 0;
    es_tables_free(s->result);
    es_spec_free(s->spec);
    es_dataset_free(s->data);
    es_store_close(s->store);
    return 0;
}

static void events_agree(void **state)
{
    compare(*state, &comparisons[0]);
}

static void fits_agree(void **state)
{
    compare(*state, &comparisons[1]);
}

static void abnormal_returns_agree(void **state)
{
    compare(*state, &comparisons[2]);
}

static void windows_agree(void **state)
{
    compare(*state, &comparisons[3]);
}

static void results_agree(void **state)
{
    compare(*state, &comparisons[4]);
}

static void volume_agrees(void **state)
{
    compare(*state, &comparisons[5]);
}

static void regressions_agree(void **state)
{
    compare(*state, &comparisons[6]);
}

static void adjusted_p_values_agree(void **state)
{
    compare(*state, &comparisons[7]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_agree),           cmocka_unit_test(fits_agree),
        cmocka_unit_test(abnormal_returns_agree), cmocka_unit_test(windows_agree),
        cmocka_unit_test(results_agree),          cmocka_unit_test(volume_agrees),
        cmocka_unit_test(regressions_agree),      cmocka_unit_test(adjusted_p_values_agree),
    };
    return cmocka_run_group_tests(tests, run_study, end_study);
}
