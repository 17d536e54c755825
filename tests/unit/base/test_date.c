#include "base/date.h"

#include <string.h>
#include <time.h>

#include "support/assert_close.h"

/* Every day from 1900 to 2100: successors, round trip, weekday, and libc's calendar as oracle. */
static void test_round_trip(void **state)
{
    es_day first, last;
    (void)state;
    assert_true(es_day_from_civil(1900, 1, 1, &first));
    assert_true(es_day_from_civil(2100, 12, 31, &last));
    assert_int_equal(last - first + 1, 73414);
    for (es_day day = first; day <= last; day++) {
        time_t seconds = (time_t)day * 86400;
        struct tm tm;
        int y, m, d;
        es_day back;
        char text[ES_DAY_TEXT];
        assert_non_null(gmtime_r(&seconds, &tm));
        es_day_to_civil(day, &y, &m, &d);
        assert_int_equal(y, tm.tm_year + 1900);
        assert_int_equal(m, tm.tm_mon + 1);
        assert_int_equal(d, tm.tm_mday);
        assert_int_equal(es_day_year(day), y);
        assert_int_equal(es_day_weekday(day), tm.tm_wday);
        assert_true(es_day_from_civil(y, m, d, &back));
        assert_int_equal(back, day);
        assert_int_equal(es_day_parse(es_day_format(day, text), 10, &back), ES_DATE_OK);
        assert_int_equal(back, day);
    }
}

static void test_known_days(void **state)
{
    es_day day;
    (void)state;
    assert_true(es_day_from_civil(1970, 1, 1, &day));
    assert_int_equal(day, 0);
    assert_true(es_day_from_civil(2000, 3, 1, &day));
    assert_int_equal(day, 11017);
    assert_true(es_day_from_civil(1, 1, 1, &day));
    assert_int_equal(day, -719162);
    assert_string_equal(es_weekday_name(es_day_weekday(day)), "Monday");
}

static void test_impossible(void **state)
{
    static const struct {
        int y, m, d;
    } bad[] = {{2025, 2, 29}, {2025, 2, 31}, {1900, 2, 29}, {2025, 4, 31}, {2025, 13, 1},
               {2025, 0, 1},  {2025, 1, 0},  {2025, 1, 32}, {0, 1, 1},     {10000, 1, 1}};
    es_day day;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(es_day_from_civil(bad[i].y, bad[i].m, bad[i].d, &day));
    assert_true(es_day_from_civil(2000, 2, 29, &day));
    assert_true(es_day_from_civil(2024, 2, 29, &day));
}

static void test_parse(void **state)
{
    static const char *const none[] = {"",           "2025-9-9",    "09/09/2025", "2025/09/09",
                                       "2025-09-0x", "2025-09-091", "2025090",    "-025-09-09"};
    es_day a, b;
    (void)state;
    assert_int_equal(es_day_parse("2025-09-09", 10, &a), ES_DATE_OK);
    assert_int_equal(es_day_parse("20250909", 8, &b), ES_DATE_OK);
    assert_int_equal(a, b);
    assert_int_equal(es_day_parse("2025-02-31", 10, &a), ES_DATE_IMPOSSIBLE);
    assert_int_equal(es_day_parse("20250231", 8, &a), ES_DATE_IMPOSSIBLE);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(es_day_parse(none[i], strlen(none[i]), &a), ES_DATE_NOT_A_DATE);
}

static void check_time(const char *text, int expected, const char *formatted)
{
    int32_t seconds = -1;
    char buffer[ES_DAY_TEXT];
    bool ok = es_time_parse(text, strlen(text), &seconds);
    assert_int_equal(ok ? seconds : -1, expected);
    if (ok)
        assert_string_equal(es_time_format(seconds, buffer), formatted);
}

static void test_times(void **state)
{
    (void)state;
    check_time("16:05", 57900, "16:05");
    check_time("9:30", 34200, "09:30");
    check_time("23:59:59", 86399, "23:59:59");
    check_time("00:00", 0, "00:00");
    check_time("24:00", -1, NULL);
    check_time("12:60", -1, NULL);
    check_time("12:5", -1, NULL);
    check_time("12", -1, NULL);
    check_time("", -1, NULL);
    check_time("1:", -1, NULL);
    check_time("12:30:61", -1, NULL);
    check_time("12:30:1", -1, NULL);
    check_time("4:05pm", -1, NULL);
}

/* Every hour or so from 1600 to 2200: apart, in order, and back by parts and by text. */
static void test_bars(void **state)
{
    es_day first, last, before = ES_DAY_FIRST;
    (void)state;
    assert_true(es_day_from_civil(1600, 1, 1, &first));
    assert_true(es_day_from_civil(2199, 12, 31, &last));
    for (es_day day = first; day <= last; day += 17)
        for (int32_t second = 0; second < 86400; second += 61 * 60) {
            es_day bar = es_bar_at(day, second), back;
            char text[ES_DAY_TEXT];
            int y, m, d, by, bm, bd;
            assert_true(es_is_bar(bar) && !es_is_bar(day));
            assert_true(bar > before && bar > last);
            before = bar;
            assert_int_equal(es_bar_day(bar), day);
            assert_int_equal(es_bar_second(bar), second);
            assert_int_equal(es_date_of(bar), day);
            assert_int_equal(es_date_of(day), day);
            assert_int_equal(es_day_weekday(bar), es_day_weekday(day));
            es_day_to_civil(day, &y, &m, &d);
            es_day_to_civil(bar, &by, &bm, &bd);
            assert_true(y == by && m == bm && d == bd);
            assert_int_equal(es_bar_parse(es_day_format(bar, text), 16, &back), ES_DATE_OK);
            assert_int_equal(back, bar);
        }
    assert_false(es_is_bar(ES_DAY_FIRST) || es_is_bar(ES_DAY_LAST));
}

static void test_bar_texts(void **state)
{
    char text[ES_DAY_TEXT];
    es_day day, bar;
    (void)state;
    assert_true(es_day_from_civil(1969, 12, 31, &day));
    bar = es_bar_at(day, 23 * 3600 + 59 * 60);
    assert_string_equal(es_day_format(bar, text), "1969-12-31T23:59");
    assert_int_equal(es_bar_at(day + 1, 0) - bar, 1);
    assert_int_equal(es_bar_parse("1969-12-31", 10, &bar), ES_DATE_OK);
    assert_int_equal(bar, day);
    assert_int_equal(es_bar_parse("1969-12-31T24:00", 16, &bar), ES_DATE_NOT_A_DATE);
    assert_int_equal(es_bar_parse("1969-02-31T10:00", 16, &bar), ES_DATE_IMPOSSIBLE);
    assert_int_equal(es_bar_parse("1969-12-31 10:00", 16, &bar), ES_DATE_NOT_A_DATE);
    assert_int_equal(es_day_parse("1969-12-31T10:00", 16, &bar), ES_DATE_NOT_A_DATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_impossible), cmocka_unit_test(test_parse),
        cmocka_unit_test(test_times),      cmocka_unit_test(test_bars),
        cmocka_unit_test(test_bar_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
