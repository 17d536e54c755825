#include "event/sample.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"
#include "unit/event/fixture.h"

static const double none = (double)NAN;

/* METHODS T-1, T-3, T-5: column c of a row is the day tau of its event. */
static void test_columns(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    const es_sample *s;
    fixture_random_prices(2, price);
    (void)fixture_series(f, "AAA", price);
    (void)memory_event(f->data, "AAA", f->day[30]);
    (void)memory_event(f->data, "AAA", f->day[41]);
    s = fixture_align(f);
    assert_int_equal(s->n, 2);
    assert_int_equal(s->n_est, 15); /* [-20, -6] */
    assert_int_equal(s->n_tau, 6);  /* [-2, 3] */
    assert_int_equal(s->width, 21);
    assert_int_equal(es_sample_tau(s, 0), -20);
    assert_int_equal(es_sample_tau(s, 14), -6);
    assert_int_equal(es_sample_tau(s, 15), -2);
    assert_int_equal(es_sample_tau(s, 17), 0);
    assert_int_equal(es_sample_tau(s, 20), 3);
    assert_int_equal(s->day0[0], 30);
    assert_int_equal(s->day0[1], 41);
    for (size_t row = 0; row < 2; row++) {
        assert_int_equal(s->event[row], row);
        assert_int_equal(s->ledger[row].outcome, ES_USED);
        assert_int_equal(s->ledger[row].row, row);
        assert_int_equal(s->ledger[row].day0, f->day[s->day0[row]]);
        assert_int_equal(s->ledger[row].duplicate_of, -1);
        assert_null(s->span[row]); /* no gaps, nothing to note */
        assert_null(s->day[row]);
        assert_null(s->benchmark[row]);
        assert_int_equal(s->basis[row], ES_BASIS_CLOSE);
        for (size_t c = 0; c < s->width; c++) {
            size_t t = (size_t)(s->day0[row] + es_sample_tau(s, c));
            assert_int_equal(es_sample_day(s, row, c), t);
            assert_int_equal(es_sample_span(s, row, c), 1);
            assert_close(s->ret[row][c], price[t] / price[t - 1] - 1, 1e-15);
        }
    }
}

/* Where the estimation window ends as the event window begins, rows of a security show one copy of
 * its returns, in whatever order the events come; nothing else changes, and a row with a gap keeps
 * its own. */
static void test_shared_days(void **state)
{
    static const size_t day0[] = {24, 15, 12, 50, 18, 22};
    enum { EVENTS = sizeof day0 / sizeof *day0 };
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    const es_sample *s;
    fixture_random_prices(22, price);
    price[46] = (double)NAN; /* in the row of day 50 only */
    (void)fixture_series(f, "AAA", price);
    for (size_t i = 0; i < EVENTS; i++)
        (void)memory_event(f->data, "AAA", f->day[day0[i]]);
    f->align.estimation.hull = (es_window){-8, -3};
    s = fixture_align(f);
    assert_int_equal(s->n, EVENTS);
    assert_int_equal(s->width, 12);
    for (size_t row = 0; row < s->n; row++) {
        assert_int_equal(s->day0[row], day0[row]);
        assert_int_equal(s->n_est_ret[row], day0[row] == 50 ? 5 : 6);
        for (size_t c = 0; c < s->width; c++) {
            size_t t = (size_t)(s->day0[row] + es_sample_tau(s, c));
            if (t == 46)
                assert_nan(s->ret[row][c]);
            else
                assert_close(s->ret[row][c], price[t] / price[t == 47 ? 45 : t - 1] - 1, 1e-15);
        }
    }
    assert_ptr_equal(s->ret[1], s->ret[2] + 3); /* days 15 and 12 */
    assert_ptr_equal(s->ret[4], s->ret[1] + 3);
    assert_ptr_equal(s->ret[0], s->ret[5] + 2);
    assert_non_null(s->span[3]);
}

/* METHODS T-5: the estimation days of several intervals stand side by side, those between them are
 * not there; another event of the firm is masked in each interval that it touches. */
static void test_intervals(void **state)
{
    static const es_window two[] = {{-20, -6}, {5, 8}};
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    const es_sample *s;
    fixture_random_prices(21, price);
    (void)fixture_series(f, "AAA", price);
    (void)memory_event(f->data, "AAA", f->day[30]);
    (void)memory_event(f->data, "AAA", f->day[37]); /* its window: days 35 to 40 */
    f->align.estimation = (es_estimation){{-20, 8}, 2, two};
    f->align.mask_other_events = true;
    s = fixture_align(f);
    assert_int_equal(s->n_est, 19);
    assert_int_equal(s->width, 25);
    assert_int_equal(es_sample_tau(s, 14), -6);
    assert_int_equal(es_sample_tau(s, 15), 5);
    assert_int_equal(es_sample_tau(s, 18), 8);
    assert_int_equal(es_sample_tau(s, 19), -2);
    assert_int_equal(s->masked[0], 4); /* days 35 to 38 of its second interval */
    assert_int_equal(s->touched[0], 4);
    assert_int_equal(s->masked[1], 4); /* days 28 to 31 of its first; 32, 33 lie between */
    for (size_t row = 0; row < 2; row++)
        for (size_t c = 0; c < s->width; c++) {
            size_t t = (size_t)(s->day0[row] + es_sample_tau(s, c));
            bool masked = row == 0 ? t >= 35 && t <= 38 && c < 19 : t >= 28 && t <= 31 && c < 19;
            assert_int_equal(es_sample_day(s, row, c), t);
            if (masked)
                assert_nan(s->ret[row][c]);
            else
                assert_close(s->ret[row][c], price[t] / price[t - 1] - 1, 1e-15);
        }
}

/* METHODS T-3: what lies outside the data is missing, and the event stays. */
static void test_truncated_windows(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    const es_sample *s;
    fixture_random_prices(3, price);
    (void)fixture_series(f, "AAA", price);
    (void)memory_event(f->data, "AAA", f->day[12]);
    (void)memory_event(f->data, "AAA", f->day[FIXTURE_DAYS - 1]);
    (void)memory_event(f->data, "AAA", f->day[0]);
    s = fixture_align(f);
    assert_int_equal(s->n, 3);
    for (size_t row = 0; row < 3; row++)
        for (size_t c = 0; c < s->width; c++) {
            int t = s->day0[row] + es_sample_tau(s, c);
            double ret = s->ret[row][c];
            assert_int_equal(es_sample_day(s, row, c), t >= 0 && t < FIXTURE_DAYS ? t : -1);
            if (t >= 1 && t < FIXTURE_DAYS) /* day 0 has a price and no return */
                assert_close(ret, price[t] / price[t - 1] - 1, 1e-15);
            else
                assert_nan(ret);
        }
}

/* METHODS R-5: a return over a gap notes the days it spans; other rows note nothing. */
static void test_spans(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS], whole[FIXTURE_DAYS];
    const es_sample *s;
    fixture_random_prices(4, price);
    fixture_random_prices(5, whole);
    price[20] = price[21] = none; /* a gap of 3 up to day 22: tau -18 of day 40 */
    price[40] = none;             /* day zero itself */
    price[43] = 0.0;              /* not above zero: missing */
    (void)fixture_series(f, "GAP", price);
    (void)fixture_series(f, "ALL", whole);
    (void)memory_event(f->data, "GAP", f->day[40]);
    (void)memory_event(f->data, "ALL", f->day[40]);
    s = fixture_align(f);
    assert_non_null(s->span[0]);
    assert_null(s->span[1]);
    assert_int_equal(s->day0[0], 40); /* the market's day, priced or not */
    for (size_t c = 0; c < s->width; c++) {
        int32_t t = es_sample_day(s, 0, c);
        unsigned span = es_sample_span(s, 0, c);
        double ret = s->ret[0][c];
        if (t == 20 || t == 21 || t == 40 || t == 43) {
            assert_nan(ret);
            continue;
        }
        assert_int_equal(span, t == 22 ? 3 : t == 41 ? 2 : 1);
        assert_close(ret, price[t] / price[t - (int32_t)span] - 1, 1e-15);
    }
}

/* METHODS T-8. */
static void test_duplicates(void **state)
{
    fixture *f = *state;
    const es_sample *s;
    (void)fixture_series(f, "AAA", f->market);
    (void)fixture_series(f, "BBB", f->market);
    (void)memory_event(f->data, "AAA", f->day[30]);         /* 0: a Monday */
    (void)memory_event(f->data, "BBB", f->day[30]);         /* 1: another security */
    (void)memory_event(f->data, "AAA", f->day[30] - 1);     /* 2: the Sunday before */
    (void)memory_event(f->data, "AAA", f->day[31]);         /* 3: another day */
    (void)memory_event(f->data, "AAA", f->day[30]);         /* 4 */
    memory_event(f->data, "BBB", f->day[29])->time = 61200; /* 5: Friday, 17:00 */
    s = fixture_align(f);
    assert_int_equal(s->n, 3);
    assert_int_equal(s->event[0], 0);
    assert_int_equal(s->event[1], 1);
    assert_int_equal(s->event[2], 3);
    for (size_t i = 2; i < 6; i++) {
        const es_ledger_entry *entry = &s->ledger[i];
        if (i == 3)
            continue;
        assert_int_equal(entry->outcome, ES_DUPLICATE_EVENT);
        assert_int_equal(entry->row, -1);
        assert_int_equal(entry->duplicate_of, i == 5 ? 1 : 0); /* the first of its kind */
        assert_int_equal(entry->day0, f->day[30]);
    }
    assert_int_equal(s->ledger[2].shift, ES_SHIFT_NO_SESSION);
    assert_int_equal(s->ledger[5].shift, ES_SHIFT_NO_SESSION | ES_SHIFT_AFTER_CLOSE);
    f->align.duplicate = ES_DUPLICATE_KEEP;
    s = fixture_align(f);
    assert_int_equal(s->n, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(s->event[i], i);
        assert_int_equal(s->ledger[i].outcome, ES_USED);
        assert_int_equal(s->ledger[i].duplicate_of, -1);
    }
}

/* Events that get no row; the rules of T-2 reach them through the alignment. */
static void test_ledger(void **state)
{
    fixture *f = *state;
    const es_sample *s;
    (void)fixture_series(f, "AAA", f->market);
    (void)memory_event(f->data, "ZZZ", f->day[30]);
    (void)memory_event(f->data, "AAA", f->day[0] - 1);
    (void)memory_event(f->data, "AAA", f->day[FIXTURE_DAYS - 1] + 1);
    (void)memory_event(f->data, "AAA", f->day[34] + 1); /* a Saturday */
    s = fixture_align(f);
    assert_int_equal(s->n, 1);
    assert_int_equal(s->ledger[0].outcome, ES_UNKNOWN_SECURITY);
    assert_int_equal(s->ledger[0].row, -1);
    assert_int_equal(s->ledger[1].outcome, ES_NO_TRADING_DAY);
    assert_int_equal(s->ledger[1].row, -1);
    assert_int_equal(s->ledger[2].outcome, ES_NO_TRADING_DAY);
    assert_int_equal(s->ledger[3].row, 0);
    assert_int_equal(s->day0[0], 35);
    f->align.roll = ES_ROLL_PREVIOUS;
    s = fixture_align(f);
    assert_int_equal(s->day0[0], 34);
    f->align.roll = ES_ROLL_DROP;
    s = fixture_align(f);
    assert_int_equal(s->n, 0);
    assert_int_equal(s->ledger[3].outcome, ES_NO_TRADING_DAY);
}

/* METHODS T-9, G-10: estimation days in the event window of another event of the security. */
static void test_masking(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    fixture_random_prices(6, price);
    price[24] = none;
    (void)fixture_series(f, "AAA", price);
    (void)fixture_series(f, "BBB", f->market);
    (void)memory_event(f->data, "AAA", f->day[38]);    /* estimation days 18..32 */
    (void)memory_event(f->data, "AAA", f->day[25]);    /* window 23..28, estimation 5..19 */
    (void)memory_event(f->data, "BBB", f->day[22]);    /* another security */
    (void)memory_event(f->data, "AAA", f->day[16]);    /* window 14..19, estimation -4..10 */
    (void)memory_event(f->data, "AAA", f->day[0] - 3); /* none */
    for (int mask = 0; mask <= 1; mask++) {
        const es_sample *s;
        f->align.mask_other_events = mask;
        s = fixture_align(f);
        assert_int_equal(s->n, 4);
        assert_int_equal(s->touched[0], 8);           /* 18 19 of the last, 23..28 of the second */
        assert_int_equal(s->masked[0], mask ? 7 : 0); /* day 24 was missing anyway */
        assert_int_equal(s->touched[1], 6);           /* 14..19 */
        assert_int_equal(s->masked[1], mask ? 6 : 0);
        assert_int_equal(s->n_est_ret[0], mask ? 7 : 14); /* of 15 */
        assert_int_equal(s->n_est_ret[1], mask ? 9 : 15);
        assert_int_equal(s->touched[2], 0);
        assert_int_equal(s->touched[3], 0);
        for (size_t c = 0; c < s->width; c++) {
            int32_t t = es_sample_day(s, 0, c);
            bool inside = c < s->n_est && (t <= 19 || (t >= 23 && t <= 28));
            assert_int_equal(!isnan(s->ret[0][c]), t != 24 && !(mask && inside));
            t = es_sample_day(s, 1, c);
            inside = c < s->n_est && t >= 14 && t <= 19;
            assert_int_equal(!isnan(s->ret[1][c]), t != 24 && !(mask && inside));
        }
    }
}

static void test_off_calendar(void **state)
{
    fixture *f = *state;
    const es_day saturday = f->day[4] + 1;
    const es_day day[] = {f->day[0], f->day[3], saturday, saturday + 1, f->day[6], f->day[7]};
    const double price[] = {7.1, 7.2, 7.3, none, 7.4, 7.5};
    (void)memory_series(f->data, "SAT", 6, day, price);
    (void)memory_event(f->data, "SAT", f->day[6]);
    (void)memory_event(f->data, "SAT", f->day[7]);
    assert_int_equal(fixture_align(f)->off_calendar, 1); /* counted per security, not per event */
    f->align.calendar = ES_CALENDAR_SECURITY;
    assert_int_equal(fixture_align(f)->off_calendar, 1);
}

/* A firm with several events is as good as several firms with the same prices, in any order. */
static void test_several_events_equal_several_firms(void **state)
{
    static const size_t at[] = {44, 27, 50, 38};
    static const char *const symbol[] = {"F0", "F1", "F2", "F3"};
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    const es_sample *s;
    fixture_random_prices(7, price);
    for (size_t t = 3; t < FIXTURE_DAYS; t += 9)
        price[t] = none;
    (void)fixture_series(f, "ONE", price);
    for (size_t i = 0; i < 4; i++)
        (void)fixture_series(f, symbol[i], price);
    for (size_t i = 0; i < 4; i++)
        (void)memory_event(f->data, "ONE", f->day[at[i]]);
    for (size_t i = 0; i < 4; i++) /* from the last to the first */
        (void)memory_event(f->data, symbol[i], f->day[at[3 - i]]);
    s = fixture_align(f);
    assert_int_equal(s->n, 8);
    for (size_t i = 0; i < 4; i++) {
        size_t twin = 7 - i;
        assert_int_equal(s->day0[i], s->day0[twin]);
        assert_memory_equal(s->ret[i], s->ret[twin], s->width * sizeof **s->ret);
        for (size_t c = 0; c < s->width; c++)
            assert_int_equal(es_sample_span(s, i, c), es_sample_span(s, twin, c));
    }
}

static void test_each_security_is_read_once(void **state)
{
    fixture *f = *state;
    size_t before;
    es_sample *s = NULL;
    (void)fixture_series(f, "AAA", f->market);
    (void)fixture_series(f, "IDLE", f->market);
    (void)fixture_series(f, "BBB", f->market);
    for (size_t i = 0; i < 30; i++)
        (void)memory_event(f->data, i % 2 ? "AAA" : "BBB", f->day[25 + i]);
    (void)fixture_align(f);
    before = memory_reads(f->data);
    assert_int_equal(es_sample_align(f->data, f->loaded, &f->align, f->arena, &s, &f->err), ES_OK);
    assert_int_equal(memory_reads(f->data) - before, 2);
}

static void test_failures_are_passed_on(void **state)
{
    fixture *f = *state;
    es_sample *s = NULL;
    double price[FIXTURE_DAYS];
    es_status status = ES_ENOMEM;
    fixture_random_prices(8, price);
    price[33] = price[20] = none;
    (void)fixture_series(f, "AAA", price);
    for (size_t i = 0; i < 3; i++)
        (void)memory_event(f->data, "AAA", f->day[30 + i]);
    memory_attribute(f->data, "benchmark", 1, "MKT");
    f->align.benchmarks = true;
    (void)fixture_align(f);
    for (size_t k = 1; k <= 2; k++) {
        memory_fail_read_after(f->data, k);
        assert_int_equal(es_sample_align(f->data, f->loaded, &f->align, f->arena, &s, &f->err),
                         ES_ESTORE);
    }
    memory_fail_read_after(f->data, 0);
    for (int kind = ES_CALENDAR_MARKET; kind <= ES_CALENDAR_SECURITY; kind++) {
        f->align.calendar = (es_calendar_kind)kind;
        status = ES_ENOMEM;
        for (size_t k = 1; status == ES_ENOMEM; k++) {
            es_arena *arena = es_arena_new();
            assert_in_range(k, 1, 100);
            es_arena_fail_after(arena, k);
            status = es_sample_align(f->data, f->loaded, &f->align, arena, &s, &f->err);
            es_arena_free(arena);
        }
        assert_int_equal(status, ES_OK);
    }
}

static void test_no_events(void **state)
{
    const es_sample *s = fixture_align(*state);
    assert_int_equal(s->n, 0);
    assert_int_equal(s->off_calendar, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_columns),
                                       TEST(test_shared_days),
                                       TEST(test_intervals),
                                       TEST(test_truncated_windows),
                                       TEST(test_spans),
                                       TEST(test_duplicates),
                                       TEST(test_ledger),
                                       TEST(test_masking),
                                       TEST(test_off_calendar),
                                       TEST(test_several_events_equal_several_firms),
                                       TEST(test_each_security_is_read_once),
                                       TEST(test_failures_are_passed_on),
                                       TEST(test_no_events)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
