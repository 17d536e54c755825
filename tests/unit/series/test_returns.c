/* From the wealth index to returns: METHODS ..R-7. */
#include "series/returns.h"

#include <math.h>

#include "support/assert_close.h"
#include "support/noise.h"

static const double none = (double)NAN;

enum { N = 12 };

/* Priced on 1, 2, 4, 7, 11: gaps of 1, 2, 3 and 4 days. */
static const double *gapped(void)
{
    static double w[N];
    for (size_t t = 0; t < N; t++)
        w[t] = none;
    w[1] = 20.0, w[2] = 20.5, w[4] = 19.7, w[7] = 21.3, w[11] = 22.1;
    return w;
}

/* Holds returns and spans against those expected on the days listed; nothing on all others. */
static void expect(const double *ret, const uint16_t *span, size_t count, const size_t *day,
                   const double *value, const uint16_t *spans)
{
    size_t k = 0;
    for (size_t t = 0; t < N; t++)
        if (k < count && day[k] == t) {
            assert_close(ret[t], value[k], 1e-14);
            assert_int_equal(span[t], spans[k]);
            k++;
        } else {
            assert_nan(ret[t]);
            assert_int_equal(span[t], 0);
        }
    assert_int_equal(k, count);
}

static void test_simple_and_log(void **state)
{
    const double w[] = {40.0, 41.0, 39.5};
    es_return_options options = {ES_RETURN_SIMPLE, ES_GAP_TRADE_TO_TRADE, 5, ES_DELIST_NONE};
    double ret[3];
    uint16_t span[3];
    (void)state;
    es_returns(3, w, &options, ret, span);
    assert_nan(ret[0]);
    assert_int_equal(span[0], 0);
    assert_close(ret[1], 0.025, 1e-15); /* 41/40 - 1 */
    assert_close(ret[2], -1.5 / 41.0, 1e-15);
    assert_int_equal(span[1], 1);
    options.type = ES_RETURN_LOG;
    es_returns(3, w, &options, ret, span);
    assert_close(ret[1], log(1.025), 1e-15);
    assert_close(ret[2], log(39.5 / 41.0), 1e-15);
    assert_close(es_return_of_ratio(1.03, ES_RETURN_SIMPLE), 0.03, 1e-15);
    assert_close(es_return_of_ratio(1.03, ES_RETURN_LOG), log(1.03), 1e-15);
    assert_close(es_gross(0.03, ES_RETURN_SIMPLE), 1.03, 1e-15);
    assert_close(es_gross(0.03, ES_RETURN_LOG), exp(0.03), 1e-15);
}

static void test_trade_to_trade(void **state)
{
    static const size_t day[] = {2, 4, 7, 11};
    static const uint16_t spans[] = {1, 2, 3, 4};
    const double value[] = {20.5 / 20.0 - 1, 19.7 / 20.5 - 1, 21.3 / 19.7 - 1, 22.1 / 21.3 - 1};
    es_return_options options = {ES_RETURN_SIMPLE, ES_GAP_TRADE_TO_TRADE, 5, ES_DELIST_NONE};
    double ret[N];
    uint16_t span[N];
    (void)state;
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 4, day, value, spans);
    options.max_gap = 4; /* exactly the longest */
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 4, day, value, spans);
    options.max_gap = 3;
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 3, day, value, spans);
    options.max_gap = 1;
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 1, day, value, spans);
}

/* The return after a long gap begins at the last price, not before it. */
static void test_after_a_long_gap(void **state)
{
    static const size_t day[] = {10};
    static const uint16_t spans[] = {2};
    double w[N], ret[N];
    const double value[] = {5.2 / 5.1 - 1};
    const es_return_options options = {ES_RETURN_SIMPLE, ES_GAP_TRADE_TO_TRADE, 5, ES_DELIST_NONE};
    uint16_t span[N];
    (void)state;
    for (size_t t = 0; t < N; t++)
        w[t] = none;
    w[2] = 4.9, w[8] = 5.1, w[10] = 5.2; /* 6 days, then 2 */
    es_returns(N, w, &options, ret, span);
    expect(ret, span, 1, day, value, spans);
}

static void test_drop_and_lumped(void **state)
{
    static const size_t day[] = {2, 4, 7, 11};
    static const uint16_t ones[] = {1, 1, 1, 1};
    const double value[] = {log(20.5 / 20.0), log(19.7 / 20.5), log(21.3 / 19.7), log(22.1 / 21.3)};
    es_return_options options = {ES_RETURN_LOG, ES_GAP_DROP, 5, ES_DELIST_NONE};
    double ret[N];
    uint16_t span[N];
    (void)state;
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 1, day, value, ones);
    options.missing = ES_GAP_LUMPED;
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 4, day, value, ones);
    options.max_gap = 2;
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 2, day, value, ones);
}

static void test_uniform(void **state)
{
    static const size_t day[] = {2, 3, 4, 5, 6, 7};
    static const uint16_t ones[] = {1, 1, 1, 1, 1, 1};
    const double a = 19.7 / 20.5, b = 21.3 / 19.7;
    const double simple[] = {20.5 / 20.0 - 1, sqrt(a) - 1, sqrt(a) - 1,
                             cbrt(b) - 1,     cbrt(b) - 1, cbrt(b) - 1};
    const double logs[] = {log(20.5 / 20.0), log(a) / 2, log(a) / 2,
                           log(b) / 3,       log(b) / 3, log(b) / 3};
    es_return_options options = {ES_RETURN_SIMPLE, ES_GAP_UNIFORM, 3, ES_DELIST_NONE};
    double ret[N];
    uint16_t span[N];
    (void)state;
    es_returns(N, gapped(), &options, ret, span); /* the gap of 4 is too long */
    expect(ret, span, 6, day, simple, ones);
    options.type = ES_RETURN_LOG;
    es_returns(N, gapped(), &options, ret, span);
    expect(ret, span, 6, day, logs, ones);
}

static void test_no_prices(void **state)
{
    const double w[] = {none, none, 7.7, none}, zero[] = {3.25, 3.25};
    const es_return_options options = {ES_RETURN_SIMPLE, ES_GAP_TRADE_TO_TRADE, 5, ES_DELIST_NONE};
    double ret[4];
    uint16_t span[4];
    (void)state;
    es_returns(0, w, &options, ret, span);
    es_returns(4, w, &options, ret, span); /* one price makes no return */
    for (size_t t = 0; t < 4; t++) {
        assert_nan(ret[t]);
        assert_int_equal(span[t], 0);
    }
    es_returns(2, zero, &options, ret, span); /* a repeated price is a return of zero */
    assert_true(ret[1] == 0.0);
    assert_int_equal(span[1], 1);
}

static void test_compound_by_hand(void **state)
{
    const double r[] = {none, 0.02, -0.01, 0.03, none, 0.05};
    (void)state;
    assert_close(es_compound(r, 3, 1, ES_RETURN_SIMPLE), 0.03, 1e-15);
    assert_close(es_compound(r, 3, 2, ES_RETURN_SIMPLE), 0.99 * 1.03 - 1, 1e-15);
    assert_close(es_compound(r, 3, 3, ES_RETURN_SIMPLE), 1.02 * 0.99 * 1.03 - 1, 1e-15);
    assert_close(es_compound(r, 3, 3, ES_RETURN_LOG), 0.04, 1e-15);
    assert_close(es_compound(r, 2, 2, ES_RETURN_LOG), 0.01, 1e-15);
    assert_nan(es_compound(r, 3, 4, ES_RETURN_SIMPLE)); /* the first is missing */
    assert_nan(es_compound(r, 5, 2, ES_RETURN_SIMPLE));
    assert_nan(es_compound(r, 5, 3, ES_RETURN_LOG));
    assert_nan(es_compound(r, 4, 1, ES_RETURN_LOG));
    assert_nan(es_compound(r + 1, 1, 3, ES_RETURN_SIMPLE)); /* before the data */
    assert_nan(es_compound(r, 3, 0, ES_RETURN_SIMPLE));
}

/* Over any prices, the returns of all spans compound to the change of wealth: none is lost, none
 * counted twice; and trade to trade agrees with the compounded returns of a full series. */
static void test_returns_compound_to_wealth(void **state)
{
    enum { LONG = 400 };
    noise source = {1234567};
    double full[LONG], w[LONG], ret[LONG], daily[LONG];
    uint16_t span[LONG], one[LONG];
    (void)state;
    for (int type = ES_RETURN_SIMPLE; type <= ES_RETURN_LOG; type++) {
        const es_return_options options = {(es_return_type)type, ES_GAP_TRADE_TO_TRADE, LONG,
                                           ES_DELIST_NONE};
        const es_return_options even = {(es_return_type)type, ES_GAP_UNIFORM, LONG, ES_DELIST_NONE};
        double product = 1.0;
        size_t days = 0;
        for (size_t t = 0; t < LONG; t++) {
            full[t] = t ? full[t - 1] * exp(0.02 * noise_normal(&source)) : 55.5;
            w[t] = t == 0 || t == LONG - 1 || noise_uniform(&source) < 0.6 ? full[t] : none;
        }
        es_returns(LONG, full, &options, daily, one);
        es_returns(LONG, w, &options, ret, span);
        for (size_t t = 1; t < LONG; t++) {
            assert_int_equal(isnan(w[t]), isnan(ret[t]));
            if (isnan(ret[t]))
                continue;
            days += span[t];
            product *= es_gross(ret[t], options.type);
            assert_close(ret[t], es_compound(daily, t, span[t], options.type), 1e-13);
        }
        assert_int_equal(days, LONG - 1);
        assert_close(product, full[LONG - 1] / full[0], 1e-12);
        es_returns(LONG, w, &even, ret, span); /* no day left empty, same wealth in the end */
        assert_close(es_gross(es_compound(ret, LONG - 1, LONG - 1, options.type), options.type),
                     full[LONG - 1] / full[0], 1e-12);
    }
}

/* E-11: all is lost.  -100 % as a simple return, none as a log return, gap or not. */
static void test_total_loss(void **state)
{
    const double wealth[] = {2.0, 0.0}, late[] = {2.0, (double)NAN, 0.0};
    const es_return_type type[] = {ES_RETURN_SIMPLE, ES_RETURN_LOG};
    (void)state;
    for (int k = 0; k < 2; k++) {
        es_return_options options = {type[k], ES_GAP_TRADE_TO_TRADE, 5, ES_DELIST_NONE};
        double ret[3];
        uint16_t span[3];
        es_returns(2, wealth, &options, ret, span);
        if (k == 0)
            assert_close(ret[1], -1.0, 0.0);
        else
            assert_nan(ret[1]);
        options.missing = ES_GAP_UNIFORM;
        es_returns(3, late, &options, ret, span);
        if (k == 0)
            assert_close(ret[2], -1.0, 0.0);
        else
            assert_nan(ret[2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_total_loss),
                                       cmocka_unit_test(test_simple_and_log),
                                       cmocka_unit_test(test_trade_to_trade),
                                       cmocka_unit_test(test_after_a_long_gap),
                                       cmocka_unit_test(test_drop_and_lumped),
                                       cmocka_unit_test(test_uniform),
                                       cmocka_unit_test(test_no_prices),
                                       cmocka_unit_test(test_compound_by_hand),
                                       cmocka_unit_test(test_returns_compound_to_wealth)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
