/* From prices to the wealth index: METHODS. */
#include <math.h>

#include "series/returns.h"
#include "support/assert_close.h"
#include "support/noise.h"

static const double none = (double)NAN;

static void test_adjusted_close_alone(void **state)
{
    static const es_day day[] = {3, 4, 5, 6};
    static const es_day market[] = {3, 4, 5, 6, 7};
    const double close[] = {80.0, 81.0, 40.0, 41.0}, adjusted[] = {39.21, none, 39.87, 40.86};
    const double dividend[] = {none, 0.7, 0.3, none}, split[] = {none, none, 2.0, none};
    es_prices prices = {.n = 4, .day = day};
    const es_calendar calendar = {5, market};
    es_wealth_info info;
    double wealth[5];
    (void)state;
    prices.value[ES_FIELD_CLOSE] = close;
    prices.value[ES_FIELD_ADJ_CLOSE] = adjusted;
    prices.value[ES_FIELD_DIVIDEND] = dividend;
    prices.value[ES_FIELD_SPLIT] = split;
    es_wealth(&prices, &calendar, wealth, &info);
    assert_int_equal(info.basis, ES_BASIS_ADJUSTED);
    assert_close(wealth[2] / wealth[0], 39.87 / 39.21, 1e-15);
    assert_close(wealth[3] / wealth[2], 40.86 / 39.87, 1e-15);
    assert_nan(wealth[1]); /* the close does not stand in */
    assert_nan(wealth[4]);
    assert_int_equal(info.off_calendar, 0);
}

static void test_basis(void **state)
{
    static const es_day day[] = {3, 4};
    const double price[] = {5.5, 6.5}, empty[] = {none, none}, cash[] = {none, 0.25};
    es_prices prices = {.n = 2, .day = day};
    const es_calendar calendar = {2, day};
    es_wealth_info info;
    double wealth[2];
    (void)state;
    es_wealth(&prices, &calendar, wealth, &info);
    assert_int_equal(info.basis, ES_BASIS_NONE);
    assert_nan(wealth[0]);
    assert_nan(wealth[1]);
    prices.value[ES_FIELD_CLOSE] = price;
    prices.value[ES_FIELD_ADJ_CLOSE] = empty; /* a column without a value was not supplied */
    prices.value[ES_FIELD_DIVIDEND] = empty;
    es_wealth(&prices, &calendar, wealth, &info);
    assert_int_equal(info.basis, ES_BASIS_CLOSE);
    assert_close(wealth[1] / wealth[0], 6.5 / 5.5, 1e-15);
    prices.value[ES_FIELD_DIVIDEND] = cash;
    es_wealth(&prices, &calendar, wealth, &info);
    assert_int_equal(info.basis, ES_BASIS_DISTRIBUTIONS);
    assert_close(wealth[1] / wealth[0], 6.75 / 5.5, 1e-15);
    prices.value[ES_FIELD_DIVIDEND] = NULL;
    prices.value[ES_FIELD_SPLIT] = cash;
    es_wealth(&prices, &calendar, wealth, &info);
    assert_int_equal(info.basis, ES_BASIS_DISTRIBUTIONS);
    assert_close(wealth[1] / wealth[0], 6.5 * 0.25 / 5.5, 1e-15);
    prices.value[ES_FIELD_CLOSE] = empty;
    es_wealth(&prices, &calendar, wealth, &info);
    assert_int_equal(info.basis, ES_BASIS_NONE);
}

/* R = (P f + D f) / P before - 1, D per share after the split. */
static void test_dividend_and_split_by_hand(void **state)
{
    static const es_day day[] = {3, 4, 5, 6, 7};
    const double close[] = {50.2, 51.0, 26.1, 26.4, 9.05};
    const double dividend[] = {9.0, 0.75, 0.5, none, none};
    const double split[] = {7.0, none, 2.0, 1.0, 3.0};
    es_prices prices = {.n = 5, .day = day};
    const es_calendar calendar = {5, day};
    es_wealth_info info;
    double w[5];
    (void)state;
    prices.value[ES_FIELD_CLOSE] = close;
    prices.value[ES_FIELD_DIVIDEND] = dividend;
    prices.value[ES_FIELD_SPLIT] = split;
    es_wealth(&prices, &calendar, w, &info);
    assert_close(w[1] / w[0], 51.75 / 50.2, 1e-15); /* those of day 0 came before */
    assert_close(w[2] / w[1], 53.2 / 51.0, 1e-15);  /* 26.1 * 2 + 0.5 * 2 */
    assert_close(w[3] / w[2], 26.4 / 26.1, 1e-15);  /* plain */
    assert_close(w[4] / w[3], 27.15 / 26.4, 1e-15); /* 9.05 * 3 */
    assert_close(w[4] / w[0], 51.75 / 50.2 * 53.2 / 51.0 * 26.4 / 26.1 * 27.15 / 26.4, 1e-14);
}

/* What is paid on a day without a usable price goes to the next priced day. */
static void test_distributions_are_carried(void **state)
{
    static const es_day day[] = {1, 2, 3, 4, 5};
    const double close[] = {26.1, none, 0.0, -1.0, 8.9};
    const double dividend[] = {none, 0.4, none, 0.1, 0.05}, split[] = {none, 3.0, none, 0.5, 2.0};
    es_prices prices = {.n = 5, .day = day};
    const es_calendar calendar = {5, day};
    es_wealth_info info;
    double w[5];
    (void)state;
    prices.value[ES_FIELD_CLOSE] = close;
    prices.value[ES_FIELD_DIVIDEND] = dividend;
    prices.value[ES_FIELD_SPLIT] = split;
    es_wealth(&prices, &calendar, w, &info);
    assert_nan(w[1]);
    assert_nan(w[2]);
    assert_nan(w[3]);
    /* 3 shares and 1.2; then 1.5 shares and 1.2 + 0.15; then 3 shares and 1.35 + 0.15 */
    assert_close(w[4] / w[0], (8.9 * 3.0 + 1.5) / 26.1, 1e-15);
}

/* The market is closed on days 12 and 13; what is paid then counts, the price does not. */
static void test_distributions_off_calendar(void **state)
{
    static const es_day day[] = {9, 10, 12, 13, 14, 20}, market[] = {10, 11, 14, 15};
    const double close[] = {33.3, 31.7, 15.9, none, 10.6, 99.0};
    const double dividend[] = {5.0, none, 0.3, none, 0.1, none};
    const double split[] = {none, none, 2.0, none, 1.5, none};
    es_prices prices = {.n = 6, .day = day};
    const es_calendar calendar = {4, market};
    es_wealth_info info;
    double w[4];
    (void)state;
    prices.value[ES_FIELD_CLOSE] = close;
    prices.value[ES_FIELD_DIVIDEND] = dividend;
    prices.value[ES_FIELD_SPLIT] = split;
    es_wealth(&prices, &calendar, w, &info);
    assert_nan(w[1]);
    assert_nan(w[3]);
    /* 2 shares and 0.6; then 3 shares and 0.6 + 0.3; the 5.0 of day 9 is from before the first */
    assert_close(w[2] / w[0], (10.6 * 3.0 + 0.9) / 31.7, 1e-15);
    assert_int_equal(info.off_calendar, 3); /* days 9, 12, 20; day 13 has no price */
}

static void test_off_calendar_of_plain_prices(void **state)
{
    static const es_day day[] = {1, 2, 3, 6, 7, 8}, market[] = {2, 5, 7};
    const double close[] = {4.4, 4.6, none, 4.1, 4.8, 0.0};
    es_prices prices = {.n = 6, .day = day};
    const es_calendar calendar = {3, market};
    es_wealth_info info;
    double w[3];
    (void)state;
    prices.value[ES_FIELD_CLOSE] = close;
    es_wealth(&prices, &calendar, w, &info);
    assert_int_equal(info.off_calendar, 2); /* days 1 and 6; no prices on 3 and 8 */
    assert_close(w[2] / w[0], 4.8 / 4.6, 1e-15);
    assert_nan(w[1]);
}

static void test_price_not_above_zero_is_missing(void **state)
{
    static const es_day day[] = {1, 2, 3, 4};
    const double close[] = {12.5, 0.0, -12.75, 13.0};
    es_prices prices = {.n = 4, .day = day};
    const es_calendar calendar = {4, day};
    es_wealth_info info;
    double w[4];
    (void)state;
    for (int f = 0; f < 2; f++) {
        prices.value[ES_FIELD_CLOSE] = f == 0 ? close : NULL;
        prices.value[ES_FIELD_ADJ_CLOSE] = f == 1 ? close : NULL;
        es_wealth(&prices, &calendar, w, &info);
        assert_nan(w[1]);
        assert_nan(w[2]);
        assert_close(w[3] / w[0], 1.04, 1e-15);
    }
}

/* Plain prices with distributions give the returns of the adjusted prices they come from. */
static void test_distributions_undo_adjustment(void **state)
{
    enum { N = 260 };
    noise source = {4711};
    es_day day[N];
    double close[N], dividend[N], split[N], gross[N], w[N];
    const es_calendar calendar = {N, day};
    es_prices prices = {.n = N, .day = day};
    es_wealth_info info;
    (void)state;
    for (size_t t = 0; t < N; t++) {
        day[t] = 14000 + (es_day)t;
        split[t] = t % 41 == 20 ? 2.0 : t % 67 == 50 ? 0.1 : none;
        dividend[t] = t % 29 == 13 ? 0.01 * (1.0 + noise_uniform(&source)) : none;
        gross[t] = exp(0.02 * noise_normal(&source));
        if (t == 0) {
            close[t] = 37.43;
            continue;
        }
        /* gross = (P f + D f) / P before */
        close[t] = gross[t] * close[t - 1] / (isnan(split[t]) ? 1.0 : split[t])
                   - (isnan(dividend[t]) ? 0.0 : dividend[t]);
        assert_true(close[t] > 0.0);
    }
    prices.value[ES_FIELD_CLOSE] = close;
    prices.value[ES_FIELD_DIVIDEND] = dividend;
    prices.value[ES_FIELD_SPLIT] = split;
    es_wealth(&prices, &calendar, w, &info);
    for (size_t t = 1; t < N; t++)
        assert_close(w[t] / w[t - 1], gross[t], 1e-13);
}

/* Ready-made returns win over closes, give way to adjusted closes, and are had back by ratio. */
static void test_ready_made_returns(void **state)
{
    static const es_day day[] = {1, 2, 3, 4, 6, 7, 8}, traded[] = {1, 2, 3, 4, 7, 8};
    const double ret[] = {none, none, 0.023, none, 0.017, -0.041, 0.5};
    const double close[] = {5.5, 5.0, 9.0, 8.0, 7.0, 6.0, 5.0};
    es_prices prices = {.n = 7, .day = day};
    const es_calendar calendar = {6, traded};
    es_wealth_info info;
    double w[6];
    (void)state;
    prices.value[ES_FIELD_CLOSE] = close;
    prices.value[ES_FIELD_RET] = ret;
    es_wealth(&prices, &calendar, w, &info);
    assert_int_equal(info.basis, ES_BASIS_RETURNS);
    assert_int_equal(info.off_calendar, 1);
    assert_nan(w[0]);
    assert_close(w[1], 1.0, 0.0); /* the base of the first return */
    assert_close(w[2] / w[1] - 1.0, 0.023, 1e-15);
    assert_nan(w[3]);
    assert_close(w[4] / w[2], 1.017 * (1.0 - 0.041), 1e-15); /* the day off is not lost */
    assert_close(w[5] / w[4] - 1.0, 0.5, 1e-15);
    prices.value[ES_FIELD_ADJ_CLOSE] = close;
    es_wealth(&prices, &calendar, w, &info);
    assert_int_equal(info.basis, ES_BASIS_ADJUSTED);
}

/* after a total loss there is nothing. */
static void test_total_loss(void **state)
{
    static const es_day day[] = {1, 2, 3, 4};
    const double ret[] = {none, 0.1, -1.0, 0.2};
    es_prices prices = {.n = 4, .day = day};
    const es_calendar calendar = {4, day};
    es_wealth_info info;
    double w[4];
    (void)state;
    prices.value[ES_FIELD_RET] = ret;
    es_wealth(&prices, &calendar, w, &info);
    assert_close(w[2] / w[1] - 1.0, -1.0, 0.0);
    assert_nan(w[3]);
}

/* A series whose days are all the calendar's is laid at once; one more day, on which the market is
 * closed, makes it go day by day, and changes nothing else.  Nor does beginning late or ending
 * early.
 */
static void test_at_once_and_day_by_day(void **state)
{
    enum { DAYS = 90, SHUT = 4 };
    noise source = {33};
    es_day market[DAYS], day[DAYS + 1];
    double price[DAYS + 1], at_once[DAYS], by_day[DAYS];
    const es_calendar calendar = {DAYS, market};
    (void)state;
    for (size_t t = 0; t < DAYS; t++)
        market[t] = 100 + 2 * (es_day)t;
    for (size_t round = 0; round < 40; round++) {
        size_t first = noise_below(&source, 5), n = DAYS - first - noise_below(&source, 5);
        es_prices prices = {.n = n, .day = market + first};
        es_wealth_info info;
        for (size_t i = 0; i <= n; i++) {
            price[i] = noise_below(&source, 9) ? 20.0 + noise_normal(&source) : none;
            if (noise_below(&source, 12) == 0)
                price[i] = -1.5;
            day[i] = i < SHUT    ? market[first + i]
                     : i == SHUT ? market[first + SHUT] - 1
                                 : market[first + i - 1];
        }
        prices.value[round % 2 ? ES_FIELD_ADJ_CLOSE : ES_FIELD_CLOSE] = price;
        es_wealth(&prices, &calendar, at_once, &info);
        assert_int_equal(info.off_calendar, 0);
        for (size_t i = n; i > SHUT; i--)
            price[i] = price[i - 1];
        price[SHUT] = 99.0;
        prices.n = n + 1;
        prices.day = day;
        es_wealth(&prices, &calendar, by_day, &info);
        assert_int_equal(info.off_calendar, 1);
        assert_memory_equal(at_once, by_day, sizeof by_day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_adjusted_close_alone),
                                       cmocka_unit_test(test_basis),
                                       cmocka_unit_test(test_dividend_and_split_by_hand),
                                       cmocka_unit_test(test_distributions_are_carried),
                                       cmocka_unit_test(test_distributions_off_calendar),
                                       cmocka_unit_test(test_off_calendar_of_plain_prices),
                                       cmocka_unit_test(test_price_not_above_zero_is_missing),
                                       cmocka_unit_test(test_distributions_undo_adjustment),
                                       cmocka_unit_test(test_ready_made_returns),
                                       cmocka_unit_test(test_total_loss),
                                       cmocka_unit_test(test_at_once_and_day_by_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
