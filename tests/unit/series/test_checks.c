/* The checks of stored data: for each a case by hand, series too short to say anything, and a clean
 * series in which nothing is found. */
#include "series/scan.h"

#include <math.h>
#include <string.h>

#include "spoilt.h"

static void test_clean_and_short(void **state)
{
    series s;
    (void)state;
    series_init(&s);
    for (size_t n = 0; n <= N; n = n < 3 ? n + 1 : n + 99) {
        s.prices.n = n;
        for (size_t i = 0; i < es_check_count(); i++)
            expect_none(&s, es_check_at(i)->id);
    }
    for (int f = 0; f < ES_N_FIELDS; f++) /* not a single field */
        s.prices.value[f] = NULL;
    for (size_t i = 0; i < es_check_count(); i++)
        expect_none(&s, es_check_at(i)->id);
    es_dataset_free(s.data);
}

static void test_two_days(void **state)
{
    series s;
    (void)state;
    series_init(&s);
    s.close[0] = 60.0;
    s.close[1] = 30.0;
    s.prices.n = 2;
    /* A single step has no usual size to be held against: two days say nothing. */
    expect_none(&s, "split");
    expect_none(&s, "spike");
    expect_none(&s, "scale");
    es_dataset_free(s.data);
}

static void test_scale(void **state)
{
    series s;
    es_finding f;
    (void)state;
    series_init(&s);
    scale_from(s.close, 50, 52, 0.01);
    f = expect_one(&s, "scale");
    assert_string_equal(f.note, "x1/100");
    assert_int_equal(f.first, s.day[50]);
    assert_int_equal(f.last, s.day[51]);
    expect_none(&s, "spike");
    expect_none(&s, "split");
    scale_from(s.close, 52, N, 0.01); /* for good: another unit */
    f = expect_one(&s, "scale");
    assert_int_equal(f.last, s.day[50]);
    scale_from(s.close, 50, N, 100.0);
    scale_from(s.close, 200, 201, 10.0); /* ten times for a day */
    assert_string_equal(expect_one(&s, "scale").note, "x10");
    expect_none(&s, "spike");
    es_dataset_free(s.data);
}

static void test_spike(void **state)
{
    series s;
    es_finding f;
    (void)state;
    series_init(&s);
    scale_from(s.close, 120, 121, 1.6);
    f = expect_one(&s, "spike");
    assert_string_equal(f.note, "up and back");
    assert_int_equal(f.first, s.day[120]);
    assert_int_equal(f.last, s.day[120]);
    expect_none(&s, "split");
    scale_from(s.close, 120, 121, 0.6 / 1.6);
    assert_string_equal(expect_one(&s, "spike").note, "down and back");
    scale_from(s.close, 121, N, 0.6); /* it stays there: news */
    expect_none(&s, "spike");
    es_dataset_free(s.data);
}

static void test_stale(void **state)
{
    series s;
    es_finding f;
    (void)state;
    series_init(&s);
    for (size_t i = 31; i < 39; i++)
        s.close[i] = s.close[30];
    expect_none(&s, "stale"); /* nine days */
    s.close[39] = s.close[30];
    f = expect_one(&s, "stale");
    assert_int_equal(f.n_days, 10);
    assert_int_equal(f.first, s.day[30]);
    assert_int_equal(f.last, s.day[39]);
    assert_string_equal(f.note, "volume unknown");
    s.prices.value[ES_FIELD_VOLUME] = s.volume;
    assert_string_equal(expect_one(&s, "stale").note, "with volume");
    scale_from(s.volume, 30, 40, 0.0);
    assert_string_equal(expect_one(&s, "stale").note, "no volume");
    for (size_t i = 0; i < N; i++)
        s.close[i] = 7.25; /* a constant is one long run */
    assert_int_equal(expect_one(&s, "stale").n_days, N);
    expect_none(&s, "split");
    expect_none(&s, "spike");
    es_dataset_free(s.data);
}

static void test_nonpositive(void **state)
{
    series s;
    es_findings found;
    es_finding f;
    (void)state;
    series_init(&s);
    s.close[10] = -16.75;
    f = expect_one(&s, "nonpositive");
    assert_string_equal(f.field, "close");
    assert_string_equal(f.note, "negative: a midpoint?");
    assert_close(f.after, -16.75, 0.0);
    found = examine(&s, "below_minus_100"); /* into it and out of it */
    assert_int_equal(found.n, 2);
    assert_close(found.item[0].ratio, -16.75 / s.close[9] - 1.0, 1e-15);
    assert_int_equal(found.item[0].first, s.day[10]);
    es_findings_free(&found);
    s.close[10] = s.close[11] = 0.0;
    f = expect_one(&s, "nonpositive");
    assert_string_equal(f.note, "zero");
    assert_int_equal(f.n_days, 2);
    expect_none(&s, "below_minus_100");
    expect_none(&s, "split");
    es_dataset_free(s.data);
}

static void test_below_minus_100(void **state)
{
    series s;
    es_finding f;
    (void)state;
    series_init(&s);
    s.prices.value[ES_FIELD_CLOSE] = NULL;
    s.prices.value[ES_FIELD_RET] = s.ret;
    s.ret[20] = -1.0; /* a total loss is possible */
    expect_none(&s, "below_minus_100");
    s.ret[20] = -1.74;
    f = expect_one(&s, "below_minus_100");
    assert_string_equal(f.field, "ret");
    assert_close(f.ratio, -1.74, 0.0);
    es_dataset_free(s.data);
}

static void test_adj_close(void **state)
{
    series s;
    es_finding f;
    (void)state;
    series_init(&s);
    memcpy(s.adjusted, s.close, sizeof s.close);
    scale_from(s.adjusted, 0, 150, 0.98); /* a dividend of 2 % */
    s.prices.value[ES_FIELD_ADJ_CLOSE] = s.adjusted;
    expect_none(&s, "adj_close");
    s.prices.value[ES_FIELD_DIVIDEND] = s.dividend;
    s.prices.value[ES_FIELD_SPLIT] = s.split;
    f = expect_one(&s, "adj_close"); /* but dividends are given, and there was none */
    assert_int_equal(f.first, s.day[150]);
    assert_close(f.before, 0.98, 1e-12);
    assert_close(f.after, 1.0, 1e-12);
    s.dividend[150] = 0.8;
    expect_none(&s, "adj_close");
    s.prices.value[ES_FIELD_DIVIDEND] = s.prices.value[ES_FIELD_SPLIT] = NULL;
    scale_from(s.adjusted, 200, N, 0.5); /* a split in adj_close that close does not have */
    assert_int_equal(expect_one(&s, "adj_close").first, s.day[200]);
    scale_from(s.close, 200, N, 0.25);
    scale_from(s.adjusted, 200, N, 2.0); /* close halves twice, adj_close does not move */
    expect_none(&s, "adj_close");
    es_dataset_free(s.data);
}

static void test_gap_and_reuse(void **state)
{
    series s;
    es_day day[N];
    es_finding f;
    (void)state;
    series_init(&s);
    memcpy(day, s.day, sizeof day);
    s.prices.day = day;
    for (size_t i = 100; i < N; i++)
        day[i] += 14; /* Monday after two weeks that have no day: ten weekdays */
    expect_none(&s, "gap");
    for (size_t i = 100; i < N; i++)
        day[i] += 7;
    f = expect_one(&s, "gap");
    assert_int_equal(f.n_days, 15);
    assert_int_equal(f.first, day[99] + 1);
    assert_int_equal(f.last, day[100] - 1);
    expect_none(&s, "reuse");
    for (size_t i = 100; i < N; i++)
        day[i] += 364;
    expect_none(&s, "reuse"); /* at the old level: suspended, say */
    scale_from(s.close, 100, N, 2.5);
    f = expect_one(&s, "reuse");
    assert_int_equal(f.first, day[100]);
    expect_none(&s, "split");
    es_dataset_free(s.data);
}

static void test_lower_case(void **state)
{
    static const struct {
        const char *symbol;
        size_t n;
    } cases[] = {{"XYZ", 0}, {"xyz", 1}, {"brk.b", 1}, {"Best Buy", 0}, {"7203", 0}, {"", 0}};
    series s;
    (void)state;
    series_init(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        es_findings found = {0};
        es_checkup c = es_checkup_of(cases[i].symbol, &s.prices, NULL, &found);
        es_checkup_run(&c, es_check_find("lower-case"));
        assert_int_equal(found.n, cases[i].n);
        es_findings_free(&found);
    }
    es_dataset_free(s.data);
}

/* What one check has found out of the jumps serves the others: all on one checkup, in any order,
 * find what each finds alone. */
static void test_checks_together(void **state)
{
    series s;
    (void)state;
    series_init(&s);
    scale_from(s.close, 60, 61, 10.0);    /* a slip */
    scale_from(s.close, 120, 121, 1.6);   /* a spike */
    scale_from(s.close, 180, N, 0.5);     /* a split */
    scale_from(s.close, 240, N, 1 / 2.7); /* a move */
    for (int backwards = 0; backwards <= 1; backwards++) {
        es_findings together = {0};
        es_checkup c = es_checkup_of("XYZ", &s.prices, NULL, &together);
        size_t n = es_check_count(), at = 0;
        for (size_t i = 0; i < n; i++) {
            const es_check *check = es_check_at(backwards ? n - 1 - i : i);
            es_findings alone = examine(&s, check->id);
            es_checkup_run(&c, check);
            assert_int_equal(together.n - at, alone.n);
            for (size_t k = 0; k < alone.n; k++, at++) {
                assert_int_equal(together.item[at].first, alone.item[k].first);
                assert_int_equal(together.item[at].last, alone.item[k].last);
                assert_string_equal(together.item[at].note, alone.item[k].note);
            }
            es_findings_free(&alone);
        }
        assert_true(at >= 4);
        es_findings_free(&together);
    }
    es_dataset_free(s.data);
}

static void test_percent(void **state)
{
    const es_check *check = es_check_find("percent");
    const es_day day[] = {1, 2, 3, 4, 5};
    const double fractions[] = {0.001, -0.06, 0.02, 0.004, 0.0};
    const double percent[] = {0.1, -6.0, 2.0, 0.4, 0.0};
    es_findings found = {0};
    (void)state;
    check->factor(check, "mktrf", 0, day, percent, &found);
    check->factor(check, "mktrf", 5, day, fractions, &found);
    assert_int_equal(found.n, 0);
    check->factor(check, "mktrf", 5, day, percent, &found);
    assert_int_equal(found.n, 1);
    assert_string_equal(found.item[0].symbol, "mktrf");
    assert_close(found.item[0].after, 6.0, 0.0);
    es_findings_free(&found);
}

/* ---- Several securities ---- */

/* Six securities of N days; A has gone through `spoil`. */
static es_dataset *market_of_six(void (*spoil)(size_t k, double *close, size_t n))
{
    static const char *const symbol[] = {"A", "B", "C", "D", "E", "F"};
    es_dataset *data = memory_dataset();
    const es_day *day = memory_weekdays(data, monday, N);
    for (size_t k = 0; k < 6; k++) {
        double normal[N], close[N];
        noise source = {20 + k};
        noise_fill(&source, N, 0.0, 0.015, normal);
        for (size_t i = 0; i < N; i++)
            close[i] = i ? close[i - 1] * (1.0 + normal[i]) : 40.0;
        spoil(k, close, N);
        memory_series(data, symbol[k], N, day, close);
    }
    return data;
}

static void scan(const es_dataset *data, const char *check, bool quick, es_findings *out)
{
    const es_scan_request request = {.source = &data->source,
                                     .n_series = data->n_series,
                                     .symbol = data->symbol,
                                     .only = check ? es_check_find(check) : NULL,
                                     .quick = quick,
                                     .from = INT32_MIN};
    es_error err;
    assert_int_equal(es_scan(&request, out, &err), ES_OK);
}

static void spoil_nothing(size_t k, double *close, size_t n)
{
    (void)k, (void)close, (void)n;
}

static void spoil_day_60(size_t k, double *close, size_t n)
{
    (void)k, (void)n;
    close[60] = close[59];
}

static void spoil_days(size_t k, double *close, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (k == 0 ? i >= 30 && i < 36 : i == 80) /* A lacks six days; day 80 is A's alone */
            close[i] = (double)NAN;
}

static void test_market(void **state)
{
    es_findings found = {0};
    es_dataset *data = market_of_six(spoil_nothing);
    (void)state;
    scan(data, NULL, false, &found);
    assert_int_equal(found.n, 0);
    es_dataset_free(data);

    data = market_of_six(spoil_day_60);
    scan(data, NULL, true, &found);
    assert_int_equal(found.n, 1);
    assert_string_equal(found.item[0].check->id, "padded");
    assert_null(found.item[0].symbol);
    assert_close(found.item[0].before, 6.0, 0.0);
    assert_close(found.item[0].after, 6.0, 0.0);
    es_findings_free(&found);
    es_dataset_free(data);

    data = market_of_six(spoil_days);
    scan(data, NULL, false, &found);
    assert_int_equal(found.n, 2);
    assert_string_equal(found.item[0].check->id, "off_market");
    assert_string_equal(found.item[0].symbol, "A");
    assert_int_equal(found.item[0].n_days, 1);
    assert_string_equal(found.item[1].check->id, "gap");
    assert_int_equal(found.item[1].n_days, 6);
    assert_string_equal(found.item[1].note, "market days");
    es_findings_free(&found);
    es_dataset_free(data);
}

/* A source that fails is reported, and what was asked for is all that is looked at. */
static void test_scan_options(void **state)
{
    es_findings found = {0};
    es_dataset *data = market_of_six(spoil_days);
    es_scan_request request = {.source = &data->source,
                               .n_series = data->n_series,
                               .symbol = data->symbol,
                               .only_symbol = "B",
                               .from = INT32_MIN};
    es_error err;
    (void)state;
    assert_int_equal(es_scan(&request, &found, &err), ES_OK);
    assert_int_equal(found.n, 0);
    request.only_symbol = "A";
    request.from = monday + 2000; /* after everything */
    assert_int_equal(es_scan(&request, &found, &err), ES_OK);
    assert_int_equal(found.n, 0);
    request.from = INT32_MIN;
    request.only = es_check_find("gap");
    assert_int_equal(es_scan(&request, &found, &err), ES_OK);
    assert_int_equal(found.n, 1);
    memory_fail_read_after(data, 8);
    assert_int_equal(es_scan(&request, &found, &err), ES_ESTORE);
    es_findings_free(&found);
    es_dataset_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean_and_short), cmocka_unit_test(test_two_days),
        cmocka_unit_test(test_scale),           cmocka_unit_test(test_spike),
        cmocka_unit_test(test_stale),           cmocka_unit_test(test_nonpositive),
        cmocka_unit_test(test_below_minus_100), cmocka_unit_test(test_adj_close),
        cmocka_unit_test(test_gap_and_reuse),   cmocka_unit_test(test_lower_case),
        cmocka_unit_test(test_checks_together), cmocka_unit_test(test_percent),
        cmocka_unit_test(test_market),          cmocka_unit_test(test_scan_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
