/* METHODS M-11: the benchmark of an event, over the spans of its security's returns. */
#include "event/benchmark.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/memory_source.h"
#include "unit/event/fixture.h"

static const double none = (double)NAN;

/* Prices of the members, and of a security that pauses on day 30 and 31. */
static double member[3][FIXTURE_DAYS], security[FIXTURE_DAYS];

static void build(fixture *f)
{
    static const char *const symbol[] = {"PA", "PB", "PC"};
    for (size_t k = 0; k < 3; k++)
        fixture_random_prices(31 + k, member[k]);
    fixture_random_prices(40, security);
    security[30] = security[31] = none;
    member[1][22] = member[1][41] = none;
    member[2][41] = none;
    for (size_t k = 0; k < 3; k++)
        (void)fixture_series(f, symbol[k], member[k]);
    (void)fixture_series(f, "SEC", security);
    f->align.benchmarks = true;
}

/* Adds an event of SEC on day 40 with this benchmark; NULL: none. */
static void add(fixture *f, const char *benchmark)
{
    f->align.duplicate = ES_DUPLICATE_KEEP;
    (void)memory_event(f->data, "SEC", f->day[40]);
    if (benchmark)
        memory_attribute(f->data, "benchmark", f->data->n_events - 1, benchmark);
}

/* The weighted mean over the members that have both prices, written down once more. */
static double expected(const double weight[3], int32_t s, int32_t t)
{
    double sum = 0.0, total = 0.0;
    for (size_t k = 0; k < 3; k++)
        if (weight[k] > 0.0 && !isnan(member[k][s]) && !isnan(member[k][t])) {
            sum += weight[k] * (member[k][t] / member[k][s] - 1);
            total += weight[k];
        }
    return total > 0.0 ? sum / total : none;
}

static void check(const es_sample *s, size_t row, const double weight[3])
{
    size_t spans = 0, missing = 0;
    assert_non_null(s->benchmark[row]);
    for (size_t c = 0; c < s->width; c++) {
        int32_t t = es_sample_day(s, row, c);
        unsigned span = es_sample_span(s, row, c);
        double value = expected(weight, t - (int32_t)span, t);
        if (s->market->returns.type == ES_RETURN_LOG)
            value = log(1.0 + value);
        spans += span > 1;
        missing += isnan(value) != 0;
        if (isnan(value))
            assert_nan(s->benchmark[row][c]);
        else
            assert_close(s->benchmark[row][c], value, 1e-14);
    }
    assert_int_equal(spans, 1);
    assert_true(missing <= 4);
}

static void test_members_and_weights(void **state)
{
    static const double weight[][3] = {{1, 0, 0}, {0, 1, 0},       {1, 1, 1},   {0.75, 0, 0.25},
                                       {5, 3, 2}, {0.5, 0.3, 0.2}, {1, 0, 0.4}, {0, 0.3, 0}};
    static const char *const text[] = {"PA",
                                       "PB",
                                       "PA;PB;PC",
                                       "PA:0.75;PC:0.25",
                                       "PA:5;PB:3;PC:2",
                                       " PA:0.5 ; PB:0.3 ;PC:0.2",
                                       "PA;PC:0.4",
                                       "PB:0.3"};
    fixture *f = *state;
    build(f);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        add(f, text[i]);
    for (int type = ES_RETURN_SIMPLE; type <= ES_RETURN_LOG; type++) {
        const es_sample *s;
        f->returns.type = (es_return_type)type;
        s = fixture_align(f);
        assert_int_equal(s->n, sizeof text / sizeof *text);
        for (size_t row = 0; row < s->n; row++)
            check(s, row, weight[row]);
    }
}

/* By hand: day 32 spans three days, and PB has no price on day 41. */
static void test_by_hand(void **state)
{
    fixture *f = *state;
    const es_sample *s;
    build(f);
    add(f, "PA:3;PB:1");
    s = fixture_align(f);
    for (size_t c = 0; c < s->width; c++) {
        int32_t t = es_sample_day(s, 0, c);
        double b = s->benchmark[0][c];
        if (t == 32) /* three quarters of PA over days 29 to 32, one of PB */
            assert_close(b,
                         0.75 * (member[0][32] / member[0][29] - 1)
                             + 0.25 * (member[1][32] / member[1][29] - 1),
                         1e-15);
        if (t == 41 || t == 42) /* PA alone */
            assert_close(b, member[0][t] / member[0][t - 1] - 1, 1e-15);
    }
}

static void test_unknown(void **state)
{
    static const char *const text[] = {"NOPE", "PA;NOPE", "pa", "PA:",    "PA:x",     "PA:-1",
                                       "PA:0", ":1",      "",   "PA;;PB", "PA:1e999", "PA:nan"};
    fixture *f = *state;
    const es_sample *s;
    build(f);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        add(f, text[i]);
    add(f, NULL);
    add(f, "PA");
    s = fixture_align(f);
    for (size_t row = 0; row + 1 < s->n; row++) {
        if (s->benchmark[row])
            print_error("benchmark \"%s\" was taken\n", text[row]);
        assert_null(s->benchmark[row]);
    }
    assert_non_null(s->benchmark[s->n - 1]);
}

static void test_only_when_asked_for(void **state)
{
    fixture *f = *state;
    build(f);
    add(f, "PA");
    f->align.benchmarks = false;
    assert_null(fixture_align(f)->benchmark[0]);
    f->align.benchmarks = true;
    assert_non_null(fixture_align(f)->benchmark[0]);
}

/* Each benchmark is read once, however many events name it. */
static void test_members_are_read_once(void **state)
{
    fixture *f = *state;
    size_t before;
    build(f);
    for (size_t i = 0; i < 10; i++)
        add(f, i % 2 ? "PA;PB" : "PB;PA:2");
    before = memory_reads(f->data);
    (void)fixture_align(f);
    assert_int_equal(memory_reads(f->data) - before, 4); /* market, security, two members */
}

/* calendar=security: the same spans on the security's own days; outside the data nothing. */
static void test_own_calendar_and_edges(void **state)
{
    static const double alone[] = {1, 0, 0};
    fixture *f = *state;
    const es_sample *s;
    build(f);
    f->align.calendar = ES_CALENDAR_SECURITY;
    add(f, "PA");
    (void)memory_event(f->data, "SEC", f->day[FIXTURE_DAYS - 1]);
    memory_attribute(f->data, "benchmark", 1, "PA");
    (void)memory_event(f->data, "SEC", f->day[19]);
    memory_attribute(f->data, "benchmark", 2, "PA");
    s = fixture_align(f);
    check(s, 0, alone);
    assert_nan(s->benchmark[1][s->width - 1]); /* after the last day */
    assert_nan(s->benchmark[2][0]);            /* before the first */
    assert_nan(s->benchmark[2][1]);            /* the first has no return */
    assert_close(s->benchmark[2][2], member[0][1] / member[0][0] - 1, 1e-15);
}

/* METHODS R-7, lumped: the return over the gap is held against one day. */
static void test_lumped_has_one_day_benchmarks(void **state)
{
    fixture *f = *state;
    const es_sample *s;
    build(f);
    f->returns.missing = ES_GAP_LUMPED;
    add(f, "PA");
    s = fixture_align(f);
    for (size_t c = 0; c < s->width; c++)
        if (es_sample_day(s, 0, c) == 32) {
            assert_close(s->ret[0][c], security[32] / security[29] - 1, 1e-15);
            assert_close(s->benchmark[0][c], member[0][32] / member[0][31] - 1, 1e-15);
        }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_members_and_weights),
                                       TEST(test_by_hand),
                                       TEST(test_unknown),
                                       TEST(test_only_when_asked_for),
                                       TEST(test_members_are_read_once),
                                       TEST(test_own_calendar_and_edges),
                                       TEST(test_lumped_has_one_day_benchmarks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
