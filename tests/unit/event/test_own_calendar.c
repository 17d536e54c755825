/* calendar=security (METHODS T-1): event time is counted on the security's own days. */
#include <math.h>

#include "event/sample.h"
#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"
#include "unit/event/fixture.h"

static const double none = (double)NAN;

/* Prices on the days t with t % 3 != 2, and a long pause on the days 25..34. */
static size_t pausing(fixture *f, const char *symbol, double *price, int32_t *own)
{
    size_t n = 0;
    fixture_random_prices(21, price);
    for (int32_t t = 0; t < FIXTURE_DAYS; t++) {
        if (t % 3 == 2 || (t >= 25 && t <= 34))
            price[t] = none;
        else
            own[n++] = t;
    }
    (void)fixture_series(f, symbol, price);
    return n;
}

static void test_own_days_are_counted(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    int32_t own[FIXTURE_DAYS];
    size_t n = pausing(f, "PAU", price, own), at = 0;
    const es_sample *s;
    f->align.calendar = ES_CALENDAR_SECURITY;
    f->returns.missing = ES_GAP_DROP; /* has no say: a pause is a span (T-1) */
    f->returns.max_gap = 1;
    (void)memory_event(f->data, "PAU", f->day[47]); /* no price: the next own day is 48 */
    s = fixture_align(f);
    while (own[at] != 48)
        at++;
    assert_int_equal(s->n, 1);
    assert_int_equal(s->day0[0], 48);
    assert_int_equal(s->ledger[0].day0, f->day[48]);
    assert_int_equal(s->ledger[0].shift, ES_SHIFT_NO_SESSION);
    assert_non_null(s->day[0]);
    for (size_t c = 0; c < s->width; c++) {
        int k = (int)at + es_sample_tau(s, c);
        int32_t t = own[k], before = own[k - 1];
        assert_in_range(k, 1, n - 1);
        assert_int_equal(es_sample_day(s, 0, c), t);
        assert_int_equal(es_sample_span(s, 0, c), t - before);
        assert_close(s->ret[0][c], price[t] / price[before] - 1, 1e-15);
        /* and the market compounds over the same span */
        assert_close(
            es_compound(f->loaded->ret, (size_t)t, es_sample_span(s, 0, c), ES_RETURN_SIMPLE),
            f->market[t] / f->market[before] - 1, 1e-13);
    }
}

/* The long pause is one return of many days, in the middle of the windows. */
static void test_a_pause_is_one_day(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    int32_t own[FIXTURE_DAYS];
    const es_sample *s;
    (void)pausing(f, "PAU", price, own);
    f->align.calendar = ES_CALENDAR_SECURITY;
    f->align.estimation.hull = (es_window){-12, -4};
    (void)memory_event(f->data, "PAU", f->day[30]); /* in the pause: day zero is its end */
    s = fixture_align(f);
    assert_int_equal(s->day0[0], 36); /* 35 % 3 == 2 */
    for (size_t c = 0; c < s->width; c++)
        if (es_sample_tau(s, c) == 0) {
            assert_int_equal(es_sample_span(s, 0, c), 12); /* from day 24 */
            assert_close(s->ret[0][c], price[36] / price[24] - 1, 1e-15);
        }
    f->align.roll = ES_ROLL_PREVIOUS;
    s = fixture_align(f);
    assert_int_equal(s->day0[0], 24);
    f->align.roll = ES_ROLL_DROP;
    s = fixture_align(f);
    assert_int_equal(s->ledger[0].outcome, ES_NO_TRADING_DAY);
}

static void test_edges_are_those_of_the_security(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS], late[FIXTURE_DAYS];
    const es_sample *s;
    fixture_random_prices(22, price);
    fixture_random_prices(23, late);
    for (size_t t = 0; t < FIXTURE_DAYS; t++) {
        if (t < 10 || t > 50 || t == 30)
            late[t] = none;
    }
    (void)fixture_series(f, "FULL", price);
    (void)fixture_series(f, "LATE", late);
    f->align.calendar = ES_CALENDAR_SECURITY;
    (void)memory_event(f->data, "LATE", f->day[9]);  /* before its first day */
    (void)memory_event(f->data, "LATE", f->day[51]); /* after its last */
    (void)memory_event(f->data, "LATE", f->day[49]); /* two of the windows' days are missing */
    (void)memory_event(f->data, "FULL", f->day[40]);
    memory_event(f->data, "LATE", f->day[50])->timing = ES_TIMING_AMC;
    (void)memory_event(f->data, "LATE", f->day[31]);
    s = fixture_align(f);
    assert_int_equal(s->ledger[0].outcome, ES_NO_TRADING_DAY);
    assert_int_equal(s->ledger[1].outcome, ES_NO_TRADING_DAY);
    assert_int_equal(s->ledger[4].outcome, ES_NO_TRADING_DAY);
    assert_int_equal(s->n, 3);
    assert_null(s->day[1]); /* FULL never pauses: its days are the market's */
    assert_null(s->span[1]);
    assert_int_equal(s->day0[0], 49);
    assert_nan(s->ret[0][s->width - 1]); /* tau 3, beyond day 50 */
    assert_nan(s->ret[0][s->width - 2]);
    assert_close(s->ret[0][s->width - 3], late[50] / late[49] - 1, 1e-15);
    assert_int_equal(es_sample_day(s, 0, s->width - 1), -1);
    /* the event of day 31: own days 10..29, 31..; tau -20 is day 10, which has no return */
    assert_int_equal(s->day0[2], 31);
    assert_int_equal(es_sample_day(s, 2, 0), 10);
    assert_nan(s->ret[2][0]);
    assert_close(s->ret[2][1], late[11] / late[10] - 1, 1e-15);
}

/* Two dates in one pause are one event; the mask counts own days, too. */
static void test_duplicates_and_masks(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    int32_t own[FIXTURE_DAYS];
    const es_sample *s;
    size_t masked = 0;
    (void)pausing(f, "PAU", price, own);
    f->align.calendar = ES_CALENDAR_SECURITY;
    f->align.mask_other_events = true;
    (void)memory_event(f->data, "PAU", f->day[28]);
    (void)memory_event(f->data, "PAU", f->day[33]);
    (void)memory_event(f->data, "PAU", f->day[54]);
    s = fixture_align(f);
    assert_int_equal(s->n, 2);
    assert_int_equal(s->ledger[1].outcome, ES_DUPLICATE_EVENT);
    assert_int_equal(s->ledger[1].duplicate_of, 0);
    assert_int_equal(s->ledger[1].day0, f->day[36]);
    /* own days around the pause: 22 24 | 36 37 39 40 is the window [-2, 3] of the first event */
    for (size_t c = 0; c < s->n_est; c++) {
        int32_t t = es_sample_day(s, 1, c);
        bool inside = t >= 22 && t <= 40;
        masked += inside;
        assert_int_equal(isnan(s->ret[1][c]) != 0, inside);
    }
    assert_int_equal(s->masked[1], masked);
    assert_int_equal(s->touched[1], masked);
    assert_int_equal(masked, 6);
}

/* Without pauses both calendars are one. */
static void test_no_pause_no_difference(void **state)
{
    fixture *f = *state;
    double price[FIXTURE_DAYS];
    const es_sample *market, *security;
    fixture_random_prices(24, price);
    (void)fixture_series(f, "FULL", price);
    for (size_t i = 0; i < 20; i++)
        (void)memory_event(f->data, "FULL", f->day[0] + 2 * (es_day)i + 20);
    market = fixture_align(f);
    f->align.calendar = ES_CALENDAR_SECURITY;
    security = fixture_align(f);
    assert_int_equal(market->n, security->n);
    assert_memory_equal(market->day0, security->day0, market->n * sizeof *market->day0);
    for (size_t i = 0; i < market->n * market->width; i++) {
        size_t row = i / market->width, c = i % market->width;
        if (isnan(market->ret[row][c]))
            assert_nan(security->ret[row][c]);
        else
            assert_true(market->ret[row][c] == security->ret[row][c]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_own_days_are_counted), TEST(test_a_pause_is_one_day),
        TEST(test_edges_are_those_of_the_security), TEST(test_duplicates_and_masks),
        TEST(test_no_pause_no_difference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
