#include "event/market.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/memory_source.h"
#include "unit/event/fixture.h"

static const double none = (double)NAN;

static es_status load(fixture *f, const char *symbol, const char *const *list, size_t n)
{
    const es_market_request request = {
        .symbol = symbol, .returns = &f->returns, .factor_list = list, .n_listed = n};
    return es_market_load(f->data, &request, f->arena, &f->loaded, &f->err);
}

/* METHODS T-1, E-12: the calendar is the days on which the market has a price. */
static void test_calendar_and_returns(void **state)
{
    fixture *f = *state;
    const double price[] = {none, 200.0, 0.0, 203.0, none, 201.5, -4.0};
    (void)memory_series(f->data, "IDX", 7, f->day, price);
    assert_int_equal(load(f, "IDX", NULL, 0), ES_OK);
    assert_int_equal(f->loaded->calendar.n, 3);
    assert_int_equal(f->loaded->calendar.day[0], f->day[1]);
    assert_int_equal(f->loaded->calendar.day[1], f->day[3]);
    assert_int_equal(f->loaded->calendar.day[2], f->day[5]);
    assert_nan(f->loaded->ret[0]);
    assert_close(f->loaded->ret[1], 0.015, 1e-14); /* 203/200 - 1 */
    assert_close(f->loaded->ret[2], -1.5 / 203.0, 1e-14);
    assert_int_equal(f->loaded->basis, ES_BASIS_CLOSE);
    assert_ptr_equal(es_market_series(f->loaded, "market"), f->loaded->ret);
    assert_null(f->loaded->rf);
    assert_null(es_market_series(f->loaded, "mktrf"));
    assert_null(es_market_series(f->loaded, "smb"));
    f->returns.type = ES_RETURN_LOG;
    assert_int_equal(load(f, "IDX", NULL, 0), ES_OK);
    assert_close(f->loaded->ret[1], log(1.015), 1e-14);
}

static void test_market_with_distributions(void **state)
{
    fixture *f = *state;
    const double price[] = {80.0, none, 79.0, 40.2}, dividend[] = {none, 1.25, 0.5, none};
    const double split[] = {none, none, none, 2.0}, adjusted[] = {38.1, 38.4, none, 39.3};
    int32_t index = memory_series(f->data, "IDX", 4, f->day, price);
    memory_field(f->data, index, ES_FIELD_DIVIDEND, dividend);
    memory_field(f->data, index, ES_FIELD_SPLIT, split);
    assert_int_equal(load(f, "IDX", NULL, 0), ES_OK);
    assert_int_equal(f->loaded->basis, ES_BASIS_DISTRIBUTIONS);
    assert_int_equal(f->loaded->calendar.n, 3);
    assert_close(f->loaded->ret[1], 80.75 / 80.0 - 1, 1e-14); /* 79 + 1.25 + 0.5 */
    assert_close(f->loaded->ret[2], 80.4 / 79.0 - 1, 1e-14);
    memory_field(f->data, index, ES_FIELD_ADJ_CLOSE, adjusted);
    assert_int_equal(load(f, "IDX", NULL, 0), ES_OK);
    assert_int_equal(f->loaded->basis, ES_BASIS_ADJUSTED);
    assert_int_equal(f->loaded->calendar.n, 3);
    assert_int_equal(f->loaded->calendar.day[1], f->day[1]);
    assert_close(f->loaded->ret[2], 39.3 / 38.4 - 1, 1e-14);
}

static void test_unknown_market_names_the_nearest(void **state)
{
    fixture *f = *state;
    (void)fixture_series(f, "SPY", f->market);
    assert_int_equal(load(f, "SPX", NULL, 0), ES_ENOTFOUND);
    assert_non_null(strstr(f->err.message, "\"SPX\""));
    assert_non_null(strstr(f->err.hint, "did you mean SPY?"));
    assert_int_equal(load(f, "completely-else", NULL, 0), ES_ENOTFOUND);
    assert_null(strstr(f->err.hint, "did you mean"));
    assert_true(f->err.hint[0] != '\0');
}

static void test_too_few_days(void **state)
{
    fixture *f = *state;
    const double price[] = {none, 17.5, none};
    (void)memory_series(f->data, "ONE", 3, f->day, price);
    (void)memory_series(f->data, "NONE", 3, f->day, NULL);
    (void)memory_series(f->data, "EMPTY", 0, f->day, NULL);
    assert_int_equal(load(f, "ONE", NULL, 0), ES_EDATA);
    assert_int_equal(load(f, "NONE", NULL, 0), ES_EDATA);
    assert_int_equal(load(f, "EMPTY", NULL, 0), ES_EDATA);
    assert_non_null(strstr(f->err.message, "EMPTY"));
}

/* Factors are laid on the calendar by day: none before, between or after their own days. */
static void test_factors_are_aligned(void **state)
{
    fixture *f = *state;
    const double price[] = {30.0, 30.6, 30.3, 31.2, 31.5};
    const es_day market[] = {10, 11, 14, 15, 16}, own[] = {8, 11, 12, 15, 20};
    const double value[] = {0.5, 0.0123, 0.7, -0.0045, 0.9}, rf[] = {0.9, 1e-4, 0.9, 2e-4, 0.9};
    const double *series;
    (void)memory_series(f->data, "IDX", 5, market, price);
    memory_factor(f->data, "smb", 5, own, value);
    memory_factor(f->data, "rf", 5, own, rf);
    assert_int_equal(load(f, "IDX", NULL, 0), ES_OK);
    series = es_market_series(f->loaded, "SMB");
    assert_non_null(series);
    assert_nan(series[0]);
    assert_true(series[1] == 0.0123); /* no rounding through 1 + x */
    assert_nan(series[2]);
    assert_true(series[3] == -0.0045);
    assert_nan(series[4]);
    assert_non_null(f->loaded->rf);
    assert_nan(f->loaded->rf[0]);
    assert_true(f->loaded->rf[1] == 1e-4);
    assert_nan(f->loaded->rf[2]);
    /* mktrf is the market less rf (M-6) where no file supplies it */
    series = es_market_series(f->loaded, "mktrf");
    assert_non_null(series);
    assert_nan(series[0]);
    assert_close(series[1], 0.02 - 1e-4, 1e-14);
    assert_nan(series[2]);
    assert_close(series[3], 31.2 / 30.3 - 1 - 2e-4, 1e-14);
}

static void test_log_factors(void **state)
{
    fixture *f = *state;
    const double smb[] = {0.0123, -0.02}, rf[] = {1e-4, 2e-4};
    f->returns.type = ES_RETURN_LOG;
    memory_factor(f->data, "smb", 2, f->day + 3, smb);
    memory_factor(f->data, "rf", 2, f->day + 3, rf);
    assert_int_equal(load(f, "MKT", NULL, 0), ES_OK);
    assert_close(es_market_series(f->loaded, "smb")[3], log(1.0123), 1e-15);
    assert_close(es_market_series(f->loaded, "smb")[4], log(0.98), 1e-15);
    assert_close(f->loaded->rf[4], log(1.0002), 1e-15);
    assert_close(es_market_series(f->loaded, "mktrf")[3],
                 log(f->market[3] / f->market[2]) - log(1.0001), 1e-15);
}

static void test_supplied_mktrf_wins(void **state)
{
    fixture *f = *state;
    const double mktrf[] = {0.0077, 0.0033}, rf[] = {1e-4, 2e-4};
    memory_factor(f->data, "rf", 2, f->day + 3, rf);
    memory_factor(f->data, "mktrf", 2, f->day + 3, mktrf);
    assert_int_equal(load(f, "MKT", NULL, 0), ES_OK);
    assert_true(es_market_series(f->loaded, "mktrf")[3] == 0.0077);
    assert_nan(es_market_series(f->loaded, "mktrf")[5]);
}

static void test_listed_symbols(void **state)
{
    fixture *f = *state;
    static const char *const list[] = {"XLK", "smb", "market"}, *const wrong[] = {"XLK", "hmm"};
    double price[FIXTURE_DAYS];
    const double smb[] = {0.0123, -0.02};
    const double *series;
    fixture_random_prices(9, price);
    price[7] = none;
    (void)fixture_series(f, "XLK", price);
    memory_factor(f->data, "smb", 2, f->day + 3, smb);
    memory_factor(f->data, "hml", 2, f->day + 3, smb);
    assert_int_equal(load(f, "MKT", list, 3), ES_OK);
    series = es_market_series(f->loaded, "XLK");
    assert_non_null(series);
    assert_nan(series[0]);
    assert_close(series[6], price[6] / price[5] - 1, 1e-15);
    assert_nan(series[7]); /* one-day returns: none on the gap, none after it */
    assert_nan(series[8]);
    assert_close(series[9], price[9] / price[8] - 1, 1e-15);
    for (size_t i = 0; i < f->loaded->n_daily; i++)
        assert_int_equal(f->loaded->daily[i].from_symbol,
                         strcmp(f->loaded->daily[i].name, "XLK") == 0);
    assert_int_equal(load(f, "MKT", wrong, 2), ES_ENOTFOUND);
    assert_non_null(strstr(f->err.message, "\"hmm\""));
    assert_non_null(strstr(f->err.hint, "hml"));
    assert_int_equal(load(f, "MKT", NULL, 0), ES_OK);
    assert_null(es_market_series(f->loaded, "XLK")); /* only when it is listed */
}

static void test_failures_are_passed_on(void **state)
{
    fixture *f = *state;
    static const char *const list[] = {"MKT"};
    const double rf[] = {1e-4, 2e-4};
    es_status status = ES_ENOMEM;
    memory_factor(f->data, "rf", 2, f->day, rf);
    for (size_t k = 1; k <= 2; k++) {
        memory_fail_read_after(f->data, k);
        assert_int_equal(load(f, "MKT", list, 1), ES_ESTORE);
    }
    memory_fail_read_after(f->data, 0);
    for (size_t k = 1; status == ES_ENOMEM; k++) {
        assert_in_range(k, 1, 50);
        es_arena_free(f->arena);
        f->arena = es_arena_new();
        es_arena_fail_after(f->arena, k);
        status = load(f, "MKT", list, 1);
    }
    assert_int_equal(status, ES_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_calendar_and_returns),
                                       TEST(test_market_with_distributions),
                                       TEST(test_unknown_market_names_the_nearest),
                                       TEST(test_too_few_days),
                                       TEST(test_factors_are_aligned),
                                       TEST(test_log_factors),
                                       TEST(test_supplied_mktrf_wins),
                                       TEST(test_listed_symbols),
                                       TEST(test_failures_are_passed_on)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
