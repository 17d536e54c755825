#include "event/venue.h"

#include <math.h>

#include "support/assert_close.h"

/* A market closed on days 1 and 4 of the study's calendar: spans count its own days only. */
static void test_spans(void **state)
{
    static const int32_t at[] = {0, 2, 3, 5}, position[] = {0, -1, 1, 2, -1, 3};
    const double series[] = {(double)NAN, 9.0, 0.02, -0.01, 9.0, 0.03};
    const es_venue venue = {.at = at, .position = position};
    (void)state;
    assert_int_equal(es_venue_from(&venue, 5, 1), 3);
    assert_int_equal(es_venue_from(&venue, 5, 3), 0);
    assert_int_equal(es_venue_from(&venue, 5, 4), -1); /* before the data */
    assert_close(es_venue_compound(&venue, series, 5, 1, ES_RETURN_SIMPLE), 0.03, 0);
    assert_close(es_venue_compound(&venue, series, 5, 3, ES_RETURN_SIMPLE),
                 1.02 * 0.99 * 1.03 - 1.0, 1e-15);
    assert_close(es_venue_compound(&venue, series, 5, 3, ES_RETURN_LOG), 0.04, 1e-15);
    assert_nan(es_venue_compound(&venue, series, 5, 4, ES_RETURN_SIMPLE));
    assert_nan(es_venue_compound(&venue, series, 5, 5, ES_RETURN_SIMPLE));
    assert_nan(es_venue_compound(&venue, series, 5, 0, ES_RETURN_SIMPLE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spans)};
    return cmocka_run_group_tests_name("event.venue", tests, NULL, NULL);
}
