#include "event/outcome.h"

#include "support/assert_close.h"

static void test_keys(void **state)
{
    (void)state;
    assert_string_equal(es_outcome_key(ES_USED), "used");
    assert_string_equal(es_outcome_key(ES_UNKNOWN_SECURITY), "unknown_security");
    assert_string_equal(es_outcome_key(ES_NO_TRADING_DAY), "no_trading_day");
    assert_string_equal(es_outcome_key(ES_DUPLICATE_EVENT), "duplicate_event");
    assert_string_equal(es_outcome_key(ES_INSUFFICIENT_ESTIMATION), "insufficient_estimation");
    assert_string_equal(es_outcome_key(ES_SINGULAR_DESIGN), "singular_design");
    assert_string_equal(es_outcome_key(ES_ZERO_VARIANCE), "zero_variance");
    assert_string_equal(es_outcome_key(ES_NO_EVENT_WINDOW_DATA), "no_event_window_data");
    assert_int_equal(ES_USED, 0); /* a zeroed ledger says used */
    for (int i = 0; i < ES_N_OUTCOMES; i++) {
        assert_true(*es_outcome_words((es_outcome)i) != '\0');
        for (int k = 0; k < i; k++)
            assert_string_not_equal(es_outcome_key((es_outcome)i), es_outcome_key((es_outcome)k));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
