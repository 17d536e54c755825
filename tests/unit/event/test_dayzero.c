#include "event/dayzero.h"

#include "base/date.h"

#include "support/assert_close.h"

/* Two weeks from Monday, 1 March 2021; the second Wednesday is a holiday:
 * index 0..4 are Monday..Friday of the first week, 5 6 Monday and Tuesday, 7 8 Thursday and Friday
 * of the second. */
enum { MON = 18687, TUE, WED, THU, FRI, SAT, SUN, MON2, TUE2, HOLIDAY, THU2, FRI2, SAT2 };

static const es_day days[] = {MON, TUE, WED, THU, FRI, MON2, TUE2, THU2, FRI2};
static const es_calendar calendar = {9, days};

enum { CLOSE = 16 * 3600, NOON = 12 * 3600, NO = ES_NO_TIME };
enum { NEXT = ES_ROLL_NEXT, PREVIOUS = ES_ROLL_PREVIOUS, DROP = ES_ROLL_DROP };
enum { PLAIN, LATE = ES_SHIFT_AFTER_CLOSE, SHUT = ES_SHIFT_NO_SESSION, BOTH = LATE | SHUT };
enum { NONE = ES_TIMING_NONE, BMO = ES_TIMING_BMO, AMC = ES_TIMING_AMC, DURING = ES_TIMING_DURING };

typedef struct row {
    es_day announced;
    int32_t time;
    int timing, roll;
    int32_t index;
    unsigned shift;
} row;

static void check(const row *table, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const es_event event = {.announced = table[i].announced,
                                .time = table[i].time,
                                .timing = (es_timing)table[i].timing};
        es_day_zero zero = es_find_day_zero(&event, &calendar, (es_date_roll)table[i].roll,
                                            &(es_session){.close = CLOSE});
        if (zero.index != table[i].index || zero.shift != table[i].shift)
            print_error("row %zu: index %d, shift %u\n", i, (int)zero.index, zero.shift);
        assert_int_equal(zero.index, table[i].index);
        assert_int_equal(zero.shift, table[i].shift);
    }
}

#define CHECK(table) check((table), sizeof(table) / sizeof *(table))

/* METHODS T-2 */
static void test_rolls(void **state)
{
    static const row table[] = {
        {MON, NO, NONE, NEXT, 0, PLAIN},    {FRI2, NO, NONE, NEXT, 8, PLAIN},
        {WED, NO, NONE, DROP, 2, PLAIN},    {WED, NO, NONE, PREVIOUS, 2, PLAIN},
        {SAT, NO, NONE, NEXT, 5, SHUT},     {SUN, NO, NONE, NEXT, 5, SHUT},
        {SAT, NO, NONE, PREVIOUS, 4, SHUT}, {SUN, NO, NONE, PREVIOUS, 4, SHUT},
        {HOLIDAY, NO, NONE, NEXT, 7, SHUT}, {HOLIDAY, NO, NONE, PREVIOUS, 6, SHUT},
        {SUN, NO, NONE, DROP, -1, SHUT},    {HOLIDAY, NO, NONE, DROP, -1, SHUT},
    };
    (void)state;
    CHECK(table);
}

/* Nothing is shifted across the edge of the data, whatever the rule. */
static void test_outside_the_data(void **state)
{
    static const row table[] = {
        {MON - 1, NO, NONE, NEXT, -1, PLAIN},    {MON - 1, NO, NONE, PREVIOUS, -1, PLAIN},
        {MON - 1, NO, NONE, DROP, -1, PLAIN},    {MON - 400, NO, NONE, NEXT, -1, PLAIN},
        {SAT2, NO, NONE, NEXT, -1, PLAIN},       {SAT2, NO, NONE, PREVIOUS, -1, PLAIN},
        {SAT2, NO, NONE, DROP, -1, PLAIN},       {SAT2 + 400, NO, NONE, PREVIOUS, -1, PLAIN},
        {FRI2, NO, AMC, NEXT, -1, LATE},         {FRI2, NO, AMC, PREVIOUS, -1, LATE},
        {FRI2, CLOSE, NONE, PREVIOUS, -1, LATE},
    };
    (void)state;
    CHECK(table);
}

/* METHODS T-4 */
static void test_after_the_close(void **state)
{
    static const row table[] = {
        {TUE, CLOSE - 1, NONE, NEXT, 1, PLAIN},
        {TUE, CLOSE, NONE, NEXT, 2, LATE},
        {TUE, CLOSE + 1, NONE, NEXT, 2, LATE},
        {TUE, 0, NONE, NEXT, 1, PLAIN},
        {TUE, NO, AMC, NEXT, 2, LATE},
        {TUE, NOON, AMC, NEXT, 2, LATE},
        {TUE, NO, BMO, NEXT, 1, PLAIN},
        {TUE, NO, DURING, NEXT, 1, PLAIN},
        {TUE, NOON, BMO, NEXT, 1, PLAIN},
        {TUE, CLOSE, DURING, NEXT, 2, LATE},
        {FRI, NO, AMC, NEXT, 5, BOTH},
        {FRI, CLOSE, NONE, NEXT, 5, BOTH},
        {TUE2, NO, AMC, NEXT, 7, BOTH},
        {SAT, NO, AMC, NEXT, 5, BOTH},
        {SUN, NO, AMC, NEXT, 5, LATE},
        {HOLIDAY, NO, AMC, NEXT, 7, LATE},
        /* the next session under every rule: news after the close cannot be priced before */
        {FRI, NO, AMC, PREVIOUS, 5, BOTH},
        {SAT, CLOSE, NONE, PREVIOUS, 5, BOTH},
        {FRI, NO, AMC, DROP, 5, BOTH},
        {TUE2, CLOSE, NONE, PREVIOUS, 7, BOTH},
    };
    (void)state;
    CHECK(table);
}

static void test_other_close(void **state)
{
    es_event event = {.announced = WED, .time = NOON, .timing = ES_TIMING_NONE};
    (void)state;
    assert_int_equal(
        es_find_day_zero(&event, &calendar, ES_ROLL_NEXT, &(es_session){.close = NOON + 1}).index,
        2);
    assert_int_equal(
        es_find_day_zero(&event, &calendar, ES_ROLL_NEXT, &(es_session){.close = NOON}).index, 3);
    event.time = ES_NO_TIME; /* no time is not before or after anything */
    assert_int_equal(
        es_find_day_zero(&event, &calendar, ES_ROLL_NEXT, &(es_session){.close = 0}).index, 2);
}

static void test_empty_and_single_calendars(void **state)
{
    const es_calendar empty = {0, NULL}, one = {1, days + 2};
    const es_event event = {.announced = WED, .time = NO, .timing = ES_TIMING_NONE};
    const es_event late = {.announced = WED, .time = NO, .timing = ES_TIMING_AMC};
    (void)state;
    assert_int_equal(
        es_find_day_zero(&event, &empty, ES_ROLL_NEXT, &(es_session){.close = CLOSE}).index, -1);
    assert_int_equal(
        es_find_day_zero(&event, &one, ES_ROLL_NEXT, &(es_session){.close = CLOSE}).index, 0);
    assert_int_equal(
        es_find_day_zero(&late, &one, ES_ROLL_PREVIOUS, &(es_session){.close = CLOSE}).index, -1);
}

/* ---- bars: half hours from 9:30 to 15:30 on Monday, Tuesday and Thursday ---- */

enum { HALF_HOURS = 13, BAR_MONDAY = 20339 /* 2025-09-08 */ };

static int32_t bar_zero(es_day announced, int32_t time, es_timing timing, es_date_roll roll,
                        bool bar_end, unsigned *shift)
{
    static const es_day day_of[] = {BAR_MONDAY, BAR_MONDAY + 1, BAR_MONDAY + 3};
    es_day bar[3 * HALF_HOURS];
    const es_calendar bars = {3 * HALF_HOURS, bar};
    const es_event event = {.announced = announced, .time = time, .timing = timing};
    const es_session session = {.close = 16 * 3600, .bar_minutes = 30, .bar_end = bar_end};
    es_day_zero zero;
    for (int k = 0; k < 3 * HALF_HOURS; k++)
        bar[k] =
            es_bar_at(day_of[k / HALF_HOURS], (19 + k % HALF_HOURS + (bar_end ? 1 : 0)) * 1800);
    zero = es_find_day_zero(&event, &bars, roll, &session);
    *shift = zero.shift;
    return zero.index;
}

static void test_bar_zero(void **state)
{
    enum { TUESDAY = BAR_MONDAY + 1, CLOSED = BAR_MONDAY + 2, M = 60, H = 3600, N = HALF_HOURS };
    static const struct {
        es_day day;
        int32_t time;
        int timing, roll;
        int32_t start, end; /* by the stamp's meaning: the bars are the same */
        unsigned shift;
    } rows[] = {
        {TUESDAY, 10 * H + 15 * M, NONE, NEXT, N + 1, N + 1, PLAIN}, /* within 10:00 .. 10:30 */
        {TUESDAY, 10 * H, NONE, NEXT, N + 1, N + 1, PLAIN},          /* at its very start */
        {TUESDAY, 10 * H + 29 * M, NONE, NEXT, N + 1, N + 1, PLAIN},
        {TUESDAY, 10 * H + 30 * M, NONE, NEXT, N + 2, N + 2, PLAIN},
        {TUESDAY, 7 * H, NONE, NEXT, N, N, PLAIN}, /* before the opening */
        {TUESDAY, 0, NONE, NEXT, N, N, PLAIN},
        {TUESDAY, 15 * H + 59 * M, NONE, NEXT, 2 * N - 1, 2 * N - 1, PLAIN}, /* the last bar */
        {BAR_MONDAY, 16 * H, NONE, NEXT, N, N, LATE},
        {BAR_MONDAY, 23 * H, NONE, NEXT, N, N, LATE},
        {TUESDAY, 17 * H, NONE, NEXT, 2 * N, 2 * N, LATE}, /* and over a holiday */
        {CLOSED, 11 * H, NONE, NEXT, 2 * N, 2 * N, SHUT},
        {CLOSED, 11 * H, NONE, PREVIOUS, 2 * N - 1, 2 * N - 1, SHUT},
        {CLOSED, 11 * H, NONE, DROP, -1, -1, SHUT},
        {BAR_MONDAY, NO, AMC, NEXT, N, N, LATE},
        {TUESDAY, NO, BMO, NEXT, N, N, PLAIN},
        {CLOSED, NO, BMO, NEXT, 2 * N, 2 * N, SHUT},
        {BAR_MONDAY - 1, 12 * H, NONE, NEXT, -1, -1, PLAIN}, /* outside the data */
        {BAR_MONDAY + 4, 9 * H, NONE, NEXT, -1, -1, PLAIN},
        {BAR_MONDAY + 3, 16 * H, NONE, NEXT, -1, -1, PLAIN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int end = 0; end < 2; end++) {
            unsigned shift;
            int32_t index = bar_zero(rows[i].day, rows[i].time, (es_timing)rows[i].timing,
                                     (es_date_roll)rows[i].roll, end, &shift);
            if (index != (end ? rows[i].end : rows[i].start) || shift != rows[i].shift)
                print_error("row %zu, end %d: index %d, shift %u\n", i, end, (int)index, shift);
            assert_int_equal(index, end ? rows[i].end : rows[i].start);
            assert_int_equal(shift, rows[i].shift);
        }
}

static void test_shift_keys(void **state)
{
    (void)state;
    assert_null(es_shift_key(PLAIN));
    assert_string_equal(es_shift_key(LATE), "after_close");
    assert_string_equal(es_shift_key(SHUT), "no_session");
    assert_string_equal(es_shift_key(BOTH), "after_close+no_session");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rolls),
                                       cmocka_unit_test(test_outside_the_data),
                                       cmocka_unit_test(test_after_the_close),
                                       cmocka_unit_test(test_other_close),
                                       cmocka_unit_test(test_empty_and_single_calendars),
                                       cmocka_unit_test(test_bar_zero),
                                       cmocka_unit_test(test_shift_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
