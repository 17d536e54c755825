#include "series/delisting.h"

#include <math.h>

#include "series/returns.h"
#include "support/assert_close.h"

static const double none = (double)NAN;
static const es_day day[] = {10, 11, 12, 13, 14};

/* Prices of four days, the last row a delisting without price. */
typedef struct end {
    double close[5], code[5], ret[5], exchange[5];
    es_prices prices;
} end;

static void make(end *e, double code, double exchange)
{
    *e = (end){.close = {50, 40, 44, none, none},
               .code = {none, none, none, code, none},
               .ret = {none, none, none, none, none},
               .exchange = {none, none, none, exchange, none},
               .prices = {.n = 5, .day = day}};
    e->prices.value[ES_FIELD_CLOSE] = e->close;
    e->prices.value[ES_FIELD_DELIST_CODE] = e->code;
    e->prices.value[ES_FIELD_DELIST_RETURN] = e->ret;
    e->prices.value[ES_FIELD_EXCHANGE_CODE] = e->exchange;
}

/* METHODS R-4: -0.30 on NYSE and AMEX, -0.55 on Nasdaq, for codes 500 and 520 to 584. */
static void usual_losses(void **state)
{
    const struct {
        double code, exchange, fill;
    } rows[] = {{500, 1, -0.30}, {520, 2, -0.30}, {584, 3, -0.55}, {574, 3, -0.55}};
    const double others[] = {100, 231, 331, 400, 501, 519, 585, 600};
    es_delisting d;
    end e;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        make(&e, rows[i].code, rows[i].exchange);
        assert_true(es_delisting_without_return(&e.prices, &d));
        assert_int_equal(d.day, 13);
        assert_close(d.fill, rows[i].fill, 0.0);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        make(&e, others[i], 1);
        assert_false(es_delisting_without_return(&e.prices, &d));
    }
    make(&e, 574, 4); /* another exchange: known to be missing, not what it costs */
    assert_true(es_delisting_without_return(&e.prices, &d));
    assert_nan(d.fill);
}

static void what_is_known_is_not_filled(void **state)
{
    es_delisting d;
    end e;
    (void)state;
    make(&e, 574, 3);
    e.ret[3] = -0.8; /* supplied */
    assert_false(es_delisting_without_return(&e.prices, &d));
    make(&e, 574, 3);
    e.close[4] = 3.0; /* traded on */
    assert_false(es_delisting_without_return(&e.prices, &d));
    make(&e, 574, 3);
    e.prices.value[ES_FIELD_DELIST_CODE] = NULL;
    assert_false(es_delisting_without_return(&e.prices, &d));
    make(&e, none, 3);
    assert_false(es_delisting_without_return(&e.prices, &d));
}

/* On a day without a price from the last one; on a day with one, on top of it. */
static void wealth_at_the_end(void **state)
{
    const es_calendar calendar = {5, day}, late = {2, day + 3},
                      sparse = {3, (es_day[]){10, 12, 14}};
    double wealth[5];
    es_wealth_info info;
    end e;
    (void)state;
    make(&e, 574, 3);
    es_wealth_to_the_end(&e.prices, &calendar, ES_DELIST_NONE, wealth, &info);
    assert_nan(wealth[3]);
    assert_true(info.delisted);
    es_wealth_to_the_end(&e.prices, &calendar, ES_DELIST_SHUMWAY, wealth, &info);
    assert_close(wealth[3], 44 * 0.45, 1e-13);
    assert_nan(wealth[4]);
    e.close[3] = 20;
    es_wealth_to_the_end(&e.prices, &calendar, ES_DELIST_SHUMWAY, wealth, &info);
    assert_close(wealth[3], 20 * 0.45, 1e-13);
    make(&e, 574, 1);
    es_wealth_to_the_end(&e.prices, &sparse, ES_DELIST_SHUMWAY, wealth, &info);
    assert_close(wealth[2], 44 * 0.70, 1e-13); /* a closed day: the next session */
    es_wealth_to_the_end(&e.prices, &late, ES_DELIST_SHUMWAY, wealth, &info);
    assert_nan(wealth[0]); /* no price on this calendar to count from */
    make(&e, 574, 5);
    es_wealth_to_the_end(&e.prices, &calendar, ES_DELIST_SHUMWAY, wealth, &info);
    assert_nan(wealth[3]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_losses),
        cmocka_unit_test(what_is_known_is_not_filled),
        cmocka_unit_test(wealth_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
