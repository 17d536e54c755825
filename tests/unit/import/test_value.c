#include "import/value.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"
#include "unit/import/fixture.h"

static void check_day(const char *text, const char *expected)
{
    es_day day;
    char buffer[ES_DAY_TEXT];
    const char *reason = es_value_day(text, strlen(text), &day);
    if (reason)
        assert_int_equal(strncmp(reason, expected, strlen(expected)), 0);
    else
        assert_string_equal(es_day_format(day, buffer), expected);
}

static void test_days(void **state)
{
    (void)state;
    check_day("2025-09-09", "2025-09-09");
    check_day("20250909", "2025-09-09");
    check_day(" 2025-09-09 ", "2025-09-09");
    check_day("2025-09-09T00:00:00Z", "2025-09-09");
    check_day("2025-09-09 00:00:00", "2025-09-09");
    check_day("2025-09-09 00:00:00-04:00", "2025-09-09");
    check_day("2025-09-09 00:00:00.000 UTC", "2025-09-09");
    check_day("2025-09-09 16:00", "is a time within a day");
    check_day("2025-02-31", "is not a day of the calendar");
    check_day("2025-02-31T00:00", "is not a day of the calendar");
    check_day("09/09/2025", "is not a date: expected YYYY-MM-DD or YYYYMMDD");
    check_day("2025-9-9", "is not a date");
    check_day("", "is not a date");
    check_day("2025-09-09 soon", "is not a date");
    check_day("2025-09-09x", "is not a date");
    check_day("2025-09-09T25:00", "is not a date");
}

static void check_moment(const char *text, int expected_seconds, const char *expected_reason)
{
    es_day day;
    int32_t seconds = -1;
    es_piece zone;
    const char *reason = es_value_moment(text, strlen(text), &day, &seconds, &zone);
    if (expected_reason) {
        assert_non_null(reason);
        assert_int_equal(strncmp(reason, expected_reason, strlen(expected_reason)), 0);
    } else {
        assert_null(reason);
        assert_int_equal(seconds, expected_seconds);
    }
}

static void test_moments(void **state)
{
    (void)state;
    check_moment("2025-09-09", -1, NULL);
    check_moment("2025-09-09 16:05", 57900, NULL);
    check_moment("2025-09-09T16:05:30", 57930, NULL);
    check_moment("2025-09-09T9:30", 34200, NULL);
    check_moment("2025-09-09 00:00:00", -1, NULL);
    check_moment("2025-09-09 00:00:00+00:00", -1, NULL);
    check_moment("2025-09-09 16:05-04:00", 57900, NULL);
    check_moment("2025-09-09 16:05Z", 57900, NULL);
    check_moment("2025-09-09 24:05", -1, "is not a date");
}

static void test_times(void **state)
{
    int32_t seconds = -1;
    es_piece zone = {"", 0};
    (void)state;
    assert_null(es_value_zoned_time("", 0, &seconds, &zone));
    assert_int_equal(seconds, -1);
    assert_null(es_value_zoned_time(" 07:00 ", 7, &seconds, &zone));
    assert_int_equal(seconds, 25200);
    assert_int_equal(zone.n, 0);
    assert_null(es_value_zoned_time("16:05:30 Asia/Tokyo ", 20, &seconds, &zone));
    assert_int_equal(seconds, 57930);
    assert_int_equal(zone.n, 10);
    assert_memory_equal(zone.text, "Asia/Tokyo", 10);
    assert_non_null(es_value_zoned_time("4pm", 3, &seconds, &zone));
    assert_non_null(es_value_zoned_time("Z", 1, &seconds, &zone));
}

static void test_numbers(void **state)
{
    double x;
    char buffer[40];
    (void)state;
    assert_null(es_value_number(" 12.5 ", 6, &x));
    assert_close(x, 12.5, 0);
    assert_null(es_value_number("N/A", 3, &x));
    assert_nan(x);
    assert_string_equal(es_value_number("abc", 3, &x), "is not a number");
    assert_string_equal(es_value_number("1e999", 5, &x), "is beyond the range of numbers");
    assert_string_equal(es_value_format(0.1, buffer), "0.1");
    assert_string_equal(es_value_format(0.1 + 0.2, buffer), "0.30000000000000004");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_days), cmocka_unit_test(test_moments),
                                       cmocka_unit_test(test_times),
                                       cmocka_unit_test(test_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
