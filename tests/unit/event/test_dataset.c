#include "event/hidden.h"

#include <string.h>

#include "base/date.h"
#include "eventstudy.h"
#include "support/assert_close.h"
#include "support/memory_source.h"

static void test_look_ups(void **state)
{
    static const es_day day[] = {100, 101};
    static const double value[] = {0.011, -0.007};
    es_dataset *data = memory_dataset();
    (void)state;
    (void)memory_series(data, "ABC", 2, day, value);
    (void)memory_series(data, "abc", 2, day, value);
    memory_factor(data, "mktrf", 2, day, value);
    memory_factor(data, "my_factor", 2, day, value);
    (void)memory_event(data, "abc", 100);
    memory_attribute(data, "benchmark", 0, "ABC");
    memory_attribute(data, "x_size", 0, "3.25");
    assert_int_equal(es_dataset_series(data, "ABC"), 0);
    assert_int_equal(es_dataset_series(data, "abc"), 1); /* symbols keep their letter case */
    assert_int_equal(es_dataset_series(data, "Abc"), ES_NO_SERIES);
    assert_int_equal(es_dataset_series(data, ""), ES_NO_SERIES);
    assert_ptr_equal(es_dataset_factor(data, "MKTRF"), &data->factor[0]);
    assert_ptr_equal(es_dataset_factor(data, "My-Factor"), &data->factor[1]);
    assert_null(es_dataset_factor(data, "smb"));
    assert_ptr_equal(es_dataset_attribute(data, "Benchmark"), &data->attribute[0]);
    assert_ptr_equal(es_dataset_attribute(data, "X-Size"), &data->attribute[1]);
    assert_string_equal(es_dataset_attribute(data, "x_size")->value[0], "3.25");
    assert_null(es_dataset_attribute(data, "group"));
    assert_int_equal(data->event[0].series, 1);
    es_dataset_free(data);
    es_dataset_free(NULL);
}

static void test_empty(void **state)
{
    es_dataset *data = memory_dataset();
    (void)state;
    assert_int_equal(es_dataset_series(data, "ABC"), ES_NO_SERIES);
    assert_null(es_dataset_factor(data, "rf"));
    assert_null(es_dataset_attribute(data, "group"));
    es_dataset_free(data);
}

/* Names follow each other by their days; a circle of names ends; an alias of nothing known stays
 * one. */
static void test_aliases(void **state)
{
    static const es_alias alias[] = {
        {"FB", "META", 1, ES_DAY_FIRST, 99},    {"FB", "FBE", 2, 100, ES_DAY_LAST},
        {"LOST", "GONE", ES_NO_SERIES, 10, 20}, {"OLD", "FB", 0, 10, 50},
        {"ROUND", "TRIP", ES_NO_SERIES, 0, 9},  {"TRIP", "ROUND", ES_NO_SERIES, 0, 9}};
    es_dataset *data = memory_dataset();
    es_event event = {.symbol = "OLD", .announced = 50, .series = ES_NO_SERIES};
    es_day day = 1;
    (void)state;
    (void)memory_series(data, "FB", 1, &day, NULL);
    (void)memory_series(data, "META", 1, &day, NULL);
    (void)memory_series(data, "FBE", 1, &day, NULL);
    data->alias = alias;
    data->n_aliases = sizeof alias / sizeof *alias;
    assert_int_equal(es_dataset_series(data, "FB"), 0);        /* its own prices come first ... */
    assert_int_equal(es_dataset_series_on(data, "FB", 99), 1); /* ... but on a day the alias */
    assert_int_equal(es_dataset_series_on(data, "FB", 100), 2);
    assert_int_equal(es_dataset_series_on(data, "OLD", 10), 1);
    assert_int_equal(es_dataset_series(data, "OLD"), 0); /* without a day, whatever it was ... */
    assert_int_equal(es_dataset_series_on(data, "OLD", 51), ES_NO_SERIES); /* ... with one, not */
    assert_int_equal(es_dataset_series_on(data, "LOST", 15), ES_NO_SERIES);
    assert_int_equal(es_dataset_series_on(data, "ROUND", 5), ES_NO_SERIES);
    es_dataset_follow_alias(data, &event);
    assert_int_equal(event.series, 1);
    assert_string_equal(event.found_as, "META");
    event = (es_event){.symbol = "OLD", .announced = 51, .series = 7};
    es_dataset_follow_alias(data, &event);
    assert_int_equal(event.series, 7);
    assert_null(event.found_as);
    es_dataset_free(data);
}

/* Prices under an alias are hidden on its days, unless the other series has the same. */
static void test_hidden(void **state)
{
    static const es_day day[] = {10, 11, 12, 13}, late[] = {12, 13};
    static const double own[] = {1.0, 2.0, 3.0, 4.0}, other[] = {3.0, 4.5};
    es_alias alias = {"FB", "META", 1, ES_DAY_FIRST, ES_DAY_LAST};
    es_dataset *data = memory_dataset();
    es_hidden hidden;
    es_error err;
    (void)state;
    (void)memory_series(data, "FB", 4, day, own);
    (void)memory_series(data, "META", 2, late, other);
    data->alias = &alias;
    data->n_aliases = 1;
    assert_int_equal(es_dataset_hidden(data, &alias, &hidden, &err), ES_OK);
    assert_int_equal(hidden.n, 3);
    assert_int_equal(hidden.n_lacking, 2);
    assert_int_equal(hidden.first, 10);
    assert_int_equal(hidden.last, 13);
    assert_non_null(strstr(es_hidden_describe(&alias, &hidden, data->arena), "META lacks 2 day"));
    alias.first = alias.last = 12; /* the same on that day */
    assert_int_equal(es_dataset_hidden(data, &alias, &hidden, &err), ES_OK);
    assert_int_equal(hidden.n, 0);
    alias.last = 13;
    assert_int_equal(es_dataset_hidden(data, &alias, &hidden, &err), ES_OK);
    assert_int_equal(hidden.n, 1);
    assert_int_equal(hidden.n_lacking, 0);
    assert_non_null(strstr(es_hidden_describe(&alias, &hidden, data->arena), "two firms"));
    alias.series = ES_NO_SERIES; /* nobody has prices of the other */
    assert_int_equal(es_dataset_hidden(data, &alias, &hidden, &err), ES_OK);
    assert_int_equal(hidden.n_lacking, 2);
    memory_fail_read_after(data, 1);
    assert_int_equal(es_dataset_hidden(data, &alias, &hidden, &err), ES_ESTORE);
    alias.alias = "XYZ"; /* no series of its own */
    assert_int_equal(es_dataset_hidden(data, &alias, &hidden, &err), ES_OK);
    assert_int_equal(hidden.n, 0);
    es_dataset_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_look_ups),
                                       cmocka_unit_test(test_empty), cmocka_unit_test(test_hidden),
                                       cmocka_unit_test(test_aliases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
