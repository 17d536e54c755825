/* Zones of the system, with libc as the oracle. */
#include "store/zone_file.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "support/assert_close.h"

static const es_zone *read_zone(es_arena *arena, const char *name)
{
    const es_zone *zone;
    es_error err = {0};
    assert_int_equal(es_zone_read(name, arena, &zone, &err), ES_OK);
    return zone;
}

/* An instant every 13 hours from 1950 to 2100, before and after the last change in the file. */
static void test_as_libc(void **state)
{
    static const char *const name[] = {"America/New_York",  "Europe/Berlin",
                                       "Europe/Dublin",     "Asia/Tokyo",
                                       "Australia/Sydney",  "America/Sao_Paulo",
                                       "Asia/Kolkata",      "America/St_Johns",
                                       "Africa/Casablanca", "UTC",
                                       "Pacific/Chatham",   "America/Nuuk"};
    es_arena *arena = es_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        const es_zone *zone = read_zone(arena, name[i]);
        assert_int_equal(setenv("TZ", name[i], 1), 0);
        tzset();
        for (time_t t = -631152000; t < 4102444800; t += 46800) {
            struct tm tm;
            es_day day, back;
            int32_t seconds;
            assert_non_null(localtime_r(&t, &tm));
            es_zone_from_utc(zone, t, &day, &seconds);
            assert_true(es_day_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, &back));
            assert_int_equal(day, back);
            assert_int_equal(seconds, tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec);
            if (es_zone_to_utc(zone, day, seconds) != t) { /* shown twice: the first of the two */
                es_zone_from_utc(zone, es_zone_to_utc(zone, day, seconds), &back, &seconds);
                assert_int_equal(back, day);
                assert_true(es_zone_to_utc(zone, day, seconds) < t);
            }
        }
    }
    (void)setenv("TZ", "UTC", 1);
    es_arena_free(arena);
}

/* By hand: 9 September 2025, 20:05 UTC is 16:05 in New York; a gap and a fold of its clock. */
static void test_by_hand(void **state)
{
    es_arena *arena = es_arena_new();
    const es_zone *york = read_zone(arena, "America/New_York"), *utc = read_zone(arena, "Z");
    const es_zone *west = read_zone(arena, "-04:00");
    es_day day, march, november, back;
    int32_t seconds;
    (void)state;
    assert_true(es_day_from_civil(2025, 9, 9, &day));
    assert_true(es_day_from_civil(2025, 3, 9, &march));
    assert_true(es_day_from_civil(2025, 11, 2, &november));
    es_zone_from_utc(york, es_zone_to_utc(utc, day, 72300), &back, &seconds);
    assert_int_equal(back, day);
    assert_int_equal(seconds, 57900);
    assert_int_equal(es_zone_to_utc(west, day, 57900), es_zone_to_utc(utc, day, 72300));
    /* 02:30 does not exist: as if the clock had not been put forward yet, 03:30 */
    es_zone_from_utc(york, es_zone_to_utc(york, march, 9000), &back, &seconds);
    assert_int_equal(seconds, 12600);
    /* 01:30 comes twice: the first is summer time */
    assert_int_equal(es_zone_to_utc(york, november, 5400), es_zone_to_utc(west, november, 5400));
    es_arena_free(arena);
}

/* American abbreviations: in July and in January. */
static void test_american(void **state)
{
    static const struct {
        const char *name;
        int summer, winter;
    } zone[] = {{"ET", -4, -5},  {"EDT", -4, -4}, {"EST", -5, -5}, {"CT", -5, -6},
                {"CDT", -5, -5}, {"CST", -6, -6}, {"MT", -6, -7},  {"MDT", -6, -6},
                {"MST", -7, -7}, {"PT", -7, -8},  {"PDT", -7, -7}, {"PST", -8, -8}};
    es_arena *arena = es_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof zone / sizeof *zone; i++) {
        const es_zone *z = read_zone(arena, zone[i].name);
        assert_string_equal(z->name, zone[i].name);
        assert_int_equal(es_zone_offset(z, 1751328000), zone[i].summer * 3600); /* 2025-07-01 */
        assert_int_equal(es_zone_offset(z, 1735689600), zone[i].winter * 3600); /* 2025-01-01 */
    }
    assert_string_equal(es_zone_of_standard("PST"), "America/Los_Angeles");
    assert_null(es_zone_of_standard("PDT"));
    es_arena_free(arena);
}

static void test_refused(void **state)
{
    static const char *const name[] = {
        "",      "Amerika/New_York", "../../etc/passwd", "/etc/passwd", "+15", "+04:60", "-4",
        "16:05", "zone.tab",         "America",          "XT"};
    static const unsigned char damaged[60] = "TZif2";
    es_arena *arena = es_arena_new();
    es_zone broken = {0};
    (void)state;
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        const es_zone *zone;
        es_error err = {0};
        char expected[80];
        (void)snprintf(expected, sizeof expected, "\"%s\" is not a time zone", name[i]);
        assert_int_equal(es_zone_read(name[i], arena, &zone, &err), ES_ENOTFOUND);
        assert_string_equal(err.message, expected);
    }
    assert_false(es_zone_parse(damaged, sizeof damaged, arena, &broken));
    assert_false(es_zone_parse(damaged, 3, arena, &broken));
    es_arena_free(arena);
}

/* Every cut of a good file is refused or read, never read beyond its end. */
static void test_cut_files(void **state)
{
    unsigned char bytes[8192];
    es_arena *arena = es_arena_new();
    FILE *file = fopen("/usr/share/zoneinfo/America/New_York", "rb");
    size_t n;
    (void)state;
    assert_non_null(file);
    n = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    for (size_t cut = 0; cut <= n; cut++) {
        es_zone zone = {0};
        unsigned char *exact = malloc(cut ? cut : 1);
        assert_non_null(exact);
        memcpy(exact, bytes, cut);
        (void)es_zone_parse(exact, cut, arena, &zone);
        free(exact);
    }
    es_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_libc), cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_american), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_cut_files)};
    return cmocka_run_group_tests_name("store.zone_file", tests, NULL, NULL);
}
