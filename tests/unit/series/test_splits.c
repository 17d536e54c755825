/* The checks of splits and of lasting moves: every ratio, near ones with and without a volume,
 * news. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spoilt.h"

static void test_split(void **state)
{
    static const struct {
        double factor;
        const char *note;
    } forms[] = {{0.5, "2:1"},  {2.0 / 3.0, "3:2"}, {1.0 / 3.0, "3:1"}, {0.25, "4:1"}, {0.2, "5:1"},
                 {0.1, "10:1"}, {0.05, "20:1"},     {2.0, "1:2"},       {1.5, "2:3"},  {3.0, "1:3"},
                 {4.0, "1:4"},  {5.0, "1:5"},       {10.0, "1:10"},     {20.0, "1:20"}};
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        series s;
        es_finding f;
        double before, after;
        series_init(&s);
        scale_from(s.close, 100, N, forms[i].factor);
        before = s.close[99], after = s.close[100];
        f = expect_one(&s, "split");
        assert_string_equal(f.note, forms[i].note);
        assert_string_equal(f.field, "close");
        assert_int_equal(f.first, s.day[100]);
        assert_int_equal(f.last, s.day[100]);
        assert_close(f.before, before, 0.0);
        assert_close(f.after, after, 0.0);
        assert_close(f.ratio, after / before, 0.0);
        expect_none(&s, "spike");
        expect_none(&s, "scale");
        es_dataset_free(s.data);
    }
}

/* Every n:1 and 1:n up to 50, and each by its own name when nothing else moves the price. */
static void test_split_whole(void **state)
{
    (void)state;
    for (int n = 2; n <= 50; n++)
        for (int up = 0; up < 2; up++) {
            series s;
            char note[16];
            series_init(&s);
            s.close[100] = s.close[99];
            scale_from(s.close, 100, N, up ? (double)n : 1.0 / (double)n);
            (void)snprintf(note, sizeof note, up ? "1:%d" : "%d:1", n);
            if (n < 17 || n % 10 == 0)
                assert_string_equal(expect_one(&s, "split").note, note);
            assert_in_range(fabs(log(expect_one(&s, "split").fix_ratio)) * 1000.0,
                            1000.0 * log(n) - 45.0, 1000.0 * log(n) + 45.0);
            expect_none(&s, "move");
            es_dataset_free(s.data);
        }
}

/* 5:2 is found like 2:1; 5:4, 4:3 and 5:3 when the volume is as on other days, and with no volume
 * only when the rest of the move is an ordinary one. */
static void test_split_near(void **state)
{
    static const double ratios[] = {1.25, 4.0 / 3.0, 5.0 / 3.0, 0.8, 0.75, 0.6};
    series s;
    (void)state;
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        series_init(&s);
        s.close[100] = 1.04 * s.close[99];
        scale_from(s.close, 100, N, 1.0 / ratios[i]);
        expect_none(&s, "split"); /* 4 % away */
        s.prices.value[ES_FIELD_VOLUME] = s.volume;
        assert_true(fabs(log(expect_one(&s, "split").fix_ratio / ratios[i])) < 0.07);
        s.volume[100] *= 4.0; /* news */
        expect_none(&s, "split");
        expect_none(&s, "move");
        es_dataset_free(s.data);
    }
    series_init(&s);
    s.close[100] = s.close[99];
    scale_from(s.close, 100, N, 0.6); /* 34 usual days: nothing ordinary */
    assert_string_equal(expect_one(&s, "split").note, "5:3");
    scale_from(s.close, 100, N, 0.4 / 0.6);
    s.prices.value[ES_FIELD_VOLUME] = s.volume;
    s.volume[100] *= 4.0;
    assert_string_equal(expect_one(&s, "split").note, "5:2");
    es_dataset_free(s.data);
}

/* Moves beyond -60 % and +150 % that stay, at no known ratio. */
static void test_move(void **state)
{
    static const double factors[] = {3.45, 1.0 / 3.45, 60.0, 1.0 / 60.0, 3000.0};
    series s;
    (void)state;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        series_init(&s);
        s.close[100] = s.close[99];
        scale_from(s.close, 100, N, factors[i]);
        assert_string_equal(expect_one(&s, "move").note, "no usual ratio");
        assert_int_equal(expect_one(&s, "move").first, s.day[100]);
        expect_none(&s, "split");
        scale_from(s.close, 103, N, 1.0 / factors[i]); /* it comes back */
        expect_none(&s, "move");
        es_dataset_free(s.data);
    }
    series_init(&s);
    s.close[100] = s.close[99];
    memcpy(s.open, s.close, sizeof s.close);
    scale_from(s.close, 100, N, 1.0 / 3.45);
    scale_from(s.open, 101, N, 1.0 / 3.45);
    s.prices.value[ES_FIELD_OPEN] = s.open; /* it fell within the day: news */
    expect_none(&s, "move");
    scale_from(s.close, 100, N, 3.45 / 2.3); /* -57 % */
    s.prices.value[ES_FIELD_OPEN] = NULL;
    expect_none(&s, "move");
    es_dataset_free(s.data);
}

/* On the last day there is no later price to confirm it: reported all the same. */
static void test_split_at_the_ends(void **state)
{
    series s;
    (void)state;
    series_init(&s);
    scale_from(s.close, N - 1, N, 0.5);
    (void)expect_one(&s, "split");
    scale_from(s.close, N - 1, N, 2.0);
    scale_from(s.close, 1, N, 0.5);
    (void)expect_one(&s, "split");
    es_dataset_free(s.data);
}

static void test_split_explained(void **state)
{
    series s;
    (void)state;
    series_init(&s);
    scale_from(s.close, 100, N, 0.5);
    s.split[100] = 2.0; /* recorded */
    s.prices.value[ES_FIELD_SPLIT] = s.split;
    expect_none(&s, "split");
    s.split[100] = 1.0;
    (void)expect_one(&s, "split");
    s.dividend[100] = s.close[100]; /* or half of it was paid out */
    s.prices.value[ES_FIELD_DIVIDEND] = s.dividend;
    expect_none(&s, "split");
    s.dividend[100] = 0.0;
    memcpy(s.adjusted, s.close, sizeof s.close);
    scale_from(s.adjusted, 0, 100, 0.5);
    s.prices.value[ES_FIELD_ADJ_CLOSE] = s.adjusted; /* or the adjusted price knows it */
    expect_none(&s, "split");
    scale_from(s.adjusted, 0, 100, 2.0);
    assert_string_equal(expect_one(&s, "split").field, "adj_close");
    es_dataset_free(s.data);
}

/* News in the middle of the day is no split, nor is a fall that recovers. */
static void test_split_or_news(void **state)
{
    series s;
    (void)state;
    series_init(&s);
    memcpy(s.open, s.close, sizeof s.close);
    scale_from(s.close, 100, N, 0.5);
    scale_from(s.open, 101, N, 0.5);
    (void)expect_one(&s, "split"); /* opening prices not given */
    s.prices.value[ES_FIELD_OPEN] = s.open;
    expect_none(&s, "split"); /* it opened at the old price */
    scale_from(s.open, 100, 101, 0.5);
    (void)expect_one(&s, "split");
    scale_from(s.close, 103, N, 2.0);
    s.prices.value[ES_FIELD_OPEN] = NULL;
    expect_none(&s, "split");
    es_dataset_free(s.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_split_whole),
        cmocka_unit_test(test_split_near),
        cmocka_unit_test(test_move),
        cmocka_unit_test(test_split_at_the_ends),
        cmocka_unit_test(test_split_explained),
        cmocka_unit_test(test_split_or_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
