#include "series/calendar.h"

#include "support/assert_close.h"
#include "support/noise.h"

static void test_edges(void **state)
{
    static const es_day day[] = {-3, 11, 12, 17, 40};
    const es_calendar calendar = {5, day}, empty = {0, NULL}, one = {1, day};
    (void)state;
    assert_int_equal(es_calendar_next(&calendar, -100), 0);
    assert_int_equal(es_calendar_next(&calendar, -3), 0);
    assert_int_equal(es_calendar_next(&calendar, -2), 1);
    assert_int_equal(es_calendar_next(&calendar, 12), 2);
    assert_int_equal(es_calendar_next(&calendar, 13), 3);
    assert_int_equal(es_calendar_next(&calendar, 40), 4);
    assert_int_equal(es_calendar_next(&calendar, 41), 5); /* none */
    assert_int_equal(es_calendar_next(&empty, 0), 0);
    assert_int_equal(es_calendar_next(&one, -3), 0);
    assert_int_equal(es_calendar_next(&one, 0), 1);
    assert_int_equal(es_calendar_find(&calendar, -3), 0);
    assert_int_equal(es_calendar_find(&calendar, 17), 3);
    assert_int_equal(es_calendar_find(&calendar, 40), 4);
    assert_int_equal(es_calendar_find(&calendar, 16), -1);
    assert_int_equal(es_calendar_find(&calendar, 41), -1);
    assert_int_equal(es_calendar_find(&calendar, -4), -1);
    assert_int_equal(es_calendar_find(&empty, 0), -1);
}

static void test_against_a_walk(void **state)
{
    noise source = {1618};
    (void)state;
    for (size_t n = 1; n < 130; n++) {
        es_day day[130], at = (es_day)noise_below(&source, 20000) - 10000;
        const es_calendar calendar = {n, day};
        for (size_t i = 0; i < n; i++)
            day[i] = at += 1 + (es_day)noise_below(&source, 4);
        for (es_day d = day[0] - 3; d <= day[n - 1] + 3; d++) {
            size_t expected = 0;
            while (expected < n && day[expected] < d)
                expected++;
            assert_int_equal(es_calendar_next(&calendar, d), expected);
            assert_int_equal(es_calendar_find(&calendar, d),
                             expected < n && day[expected] == d ? (int32_t)expected : -1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_edges),
                                       cmocka_unit_test(test_against_a_walk)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
