#include "unit/inference/compare.h"

#include <string.h>

static void compare_one(const es_test_result *r, const plain_result *plain, const char *id,
                        es_window w)
{
    char what[96];
    (void)snprintf(what, sizeof what, "%s over %d:%d", id, w.first, w.last);
    if (isnan(plain->statistic)) {
        if (r->na == ES_NA_NONE)
            fail_msg("%s is %.17g, expected none", what, r->statistic);
        return;
    }
    check_result(r, plain->statistic, plain->df, what, __FILE__, __LINE__);
}

static void compare_panel(fixture *f, const char *id, recomputation plain)
{
    for (size_t w = 0; w < f->ab.options.n_windows; w++) {
        es_test_result r = on_window(f, id, w);
        plain_result wanted = plain(f, f->ab.options.window[w]);
        compare_one(&r, &wanted, id, f->ab.options.window[w]);
    }
    for (int tau = f->sample.align.event.first; tau <= f->sample.align.event.last; tau++) {
        es_test_result r = on_day(f, id, tau);
        es_window day = {tau, tau};
        plain_result wanted = plain(f, day);
        compare_one(&r, &wanted, id, day);
    }
}

/* Every third event left out. */
static size_t some_events(fixture *f, uint32_t *some)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (i % 3 != 1)
            some[n++] = (uint32_t)i;
    return n;
}

void compare_spans(fixture *f, const char *id, recomputation plain)
{
    uint32_t *some = ES_NEW(f->arena, f->n, uint32_t);
    fixture_ready(f);
    compare_panel(f, id, plain);
    fixture_ready_group(f, some_events(f, some), some);
    compare_panel(f, id, plain);
}

/* ---- outcomes ---- */

plain_outcome no_outcome(const char *na)
{
    const double none = (double)NAN;
    return (plain_outcome){na, none, none, none, none, none, 0};
}

static void close_or_none(double actual, double wanted, double tol, const char *what,
                          const char *file, int line)
{
    if (isnan(wanted))
        es_assert_nan(actual, what, file, line);
    else
        es_assert_close(actual, wanted, tol, what, file, line);
}

void check_outcome(const es_test_result *r, const plain_outcome *plain, double p_tol,
                   const char *what, const char *file, int line)
{
    const char *wanted = plain->na ? plain->na : "";
    if (strcmp(es_na_key(r->na), wanted) != 0) {
        print_error("%s: reason \"%s\", expected \"%s\"\n", what, es_na_key(r->na), wanted);
        _fail(file, line);
    }
    close_or_none(r->statistic, plain->statistic, 1e-10, what, file, line);
    close_or_none(r->df, plain->df, 1e-12, "df", file, line);
    close_or_none(r->df2, plain->df2, 1e-12, "df2", file, line);
    close_or_none(r->p, plain->p, p_tol, what, file, line);
    close_or_none(r->estimate, plain->estimate, 1e-12, "estimate", file, line);
    if (r->n != plain->n) {
        print_error("%s: n is %zu, expected %zu\n", what, r->n, plain->n);
        _fail(file, line);
    }
}

static void compare_outcomes_of_panel(fixture *f, const char *id, outcome plain, double p_tol)
{
    char what[96];
    for (size_t w = 0; w < f->ab.options.n_windows; w++) {
        es_window window = f->ab.options.window[w];
        es_test_result r = on_window(f, id, w);
        plain_outcome wanted = plain(f, window, (int)w);
        (void)snprintf(what, sizeof what, "%s over %d:%d", id, window.first, window.last);
        check_outcome(&r, &wanted, p_tol, what, __FILE__, __LINE__);
    }
    if (es_test_find(id)->flags & ES_WINDOWS_ONLY || es_test_find(id)->applies != ES_ON_CAR)
        return;
    for (int tau = f->sample.align.event.first; tau <= f->sample.align.event.last; tau++) {
        es_test_result r = on_day(f, id, tau);
        plain_outcome wanted = plain(f, (es_window){tau, tau}, -1);
        (void)snprintf(what, sizeof what, "%s on %d", id, tau);
        check_outcome(&r, &wanted, p_tol, what, __FILE__, __LINE__);
    }
}

void compare_outcomes(fixture *f, const char *id, outcome plain, double p_tol)
{
    uint32_t *some = ES_NEW(f->arena, f->n, uint32_t);
    fixture_ready(f);
    compare_outcomes_of_panel(f, id, plain, p_tol);
    fixture_ready_group(f, some_events(f, some), some);
    compare_outcomes_of_panel(f, id, plain, p_tol);
}

void check_no_memory(fixture *f, const char *id)
{
    const es_test *test = es_test_find(id);
    es_span span =
        fixture_span(f, 0, test->applies == ES_ON_BHAR ? ES_MEASURE_BHAR_MODEL : ES_MEASURE_CAR);
    es_test_result r;
    span.arena = es_arena_new();
    assert_non_null(span.arena);
    es_arena_fail_after(span.arena, 1);
    es_test_run(test, &span, &r);
    assert_na(r, "no_memory");
    assert_nan(r.statistic);
    assert_nan(r.p);
    es_arena_free(span.arena);
}

/* ---- panels ---- */

void on_random_panels(void (*check)(fixture *f))
{
    static const es_window windows[] = {{0, 0}, {-1, 1}, {-4, 4}, {2, 4}};
    static const random_panel panels[] = {
        {11, 0.0, 1, 0.5, false},  {12, 0.0, 12, 0.5, false}, {13, 0.15, 1, 0.0, false},
        {14, 0.15, 9, 0.5, false}, {15, 0.1, 60, 0.3, true},  {16, 0.3, 5, 0.5, true},
    };
    static const size_t sizes[] = {4, 9, 24};
    for (size_t p = 0; p < sizeof panels / sizeof *panels; p++)
        for (size_t k = 0; k < 3; k++) {
            fixture *f = fixture_new(sizes[k], 30 + 7 * k, (es_window){-4, 4}, 4, windows);
            fixture_random(f, &panels[p]);
            check(f);
            fixture_free(f);
        }
}
