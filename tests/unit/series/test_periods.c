#include "series/periods.h"

#include <math.h>

#include "base/date.h"
#include "support/assert_close.h"

static es_day day_of(int year, int month, int day)
{
    es_day out;
    assert_true(es_day_from_civil(year, month, day, &out));
    return out;
}

/* Weeks begin on Monday, also before 1970 and over the turn of a year; months on the first. */
static void test_numbers(void **state)
{
    (void)state;
    for (es_day day = -800; day < 800; day++) {
        bool monday = es_day_weekday(day) == 1;
        int year, month, mday;
        es_day_to_civil(day, &year, &month, &mday);
        assert_int_equal(es_period_of(day, ES_WEEKLY) - es_period_of(day - 1, ES_WEEKLY), monday);
        assert_int_equal(es_period_of(day, ES_MONTHLY) - es_period_of(day - 1, ES_MONTHLY),
                         mday == 1);
        assert_int_equal(es_period_of(day, ES_DAILY), day);
    }
}

/* Thursday 31 December 2020 and Monday 4 January 2021 by hand. */
static void test_periods(void **state)
{
    const es_day day[] = {day_of(2020, 12, 30), day_of(2020, 12, 31), day_of(2021, 1, 1),
                          day_of(2021, 1, 4), day_of(2021, 2, 1)};
    const es_calendar daily = {5, day};
    const double value[] = {2.5, (double)NAN, 3.25, (double)NAN, 4.75};
    es_day last[5];
    int32_t first[6];
    double out[5];
    (void)state;
    assert_int_equal(es_periods(&daily, ES_MONTHLY, last, first), 3);
    assert_int_equal(last[0], day[1]);
    assert_int_equal(last[1], day[3]);
    assert_int_equal(last[2], day[4]);
    assert_int_equal(first[1], 2);
    assert_int_equal(first[3], 5);
    es_periods_last(value, first, 3, out);
    assert_close(out[0], 2.5, 0); /* the last price there is, not that of the last day */
    assert_close(out[1], 3.25, 0);
    assert_close(out[2], 4.75, 0);
    assert_int_equal(es_periods(&daily, ES_WEEKLY, last, first), 3);
    assert_int_equal(last[0], day[2]);
    es_periods_last(value, first, 3, out);
    assert_close(out[0], 3.25, 0);
    assert_nan(out[1]);
}

static void test_empty(void **state)
{
    const es_calendar none = {0, NULL};
    int32_t first[1] = {7};
    (void)state;
    assert_int_equal(es_periods(&none, ES_WEEKLY, NULL, first), 0);
    assert_int_equal(first[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_periods),
                                       cmocka_unit_test(test_empty)};
    return cmocka_run_group_tests_name("series.periods", tests, NULL, NULL);
}
