#include "unit/store/fixture.h"

#include "store/chunk.h"

/* Three days of 2024 with a close each and a volume on the first and last. */
static void three_days(es_chunk *chunk)
{
    const double close[] = {101.37, 102.51, 99.83}, volume[] = {5021.0, MISSING, 7713.0};
    memset(chunk, 0, sizeof *chunk);
    chunk->n = 3;
    for (size_t i = 0; i < 3; i++) {
        chunk->day[i] = day_of("2024-03-04") + 2 * (es_day)i;
        chunk->value[ES_FIELD_CLOSE][i] = close[i];
        chunk->value[ES_FIELD_VOLUME][i] = volume[i];
    }
    chunk->has[ES_FIELD_CLOSE] = chunk->has[ES_FIELD_VOLUME] = true;
}

typedef struct merged {
    es_chunk stored, out;
    bool changed;
    es_put_counts counts;
    es_put_conflict conflict;
    es_status status;
} merged;

static void merge(merged *m, es_conflict_policy policy, size_t n, const es_day *day,
                  const double *close, const double *volume)
{
    const es_prices rows = {
        .n = n, .day = day, .value = {[ES_FIELD_CLOSE] = close, [ES_FIELD_VOLUME] = volume}};
    const es_merge how = {policy, &m->counts, &m->conflict};
    memset(m, 0, sizeof *m);
    three_days(&m->stored);
    m->status = es_chunk_merge(&m->stored, &rows, &how, &m->out, &m->changed);
}

static void assert_counts(const es_put_counts *c, unsigned added, unsigned filled,
                          unsigned unchanged, unsigned replaced, unsigned kept)
{
    assert_int_equal(c->added, added);
    assert_int_equal(c->filled, filled);
    assert_int_equal(c->unchanged, unchanged);
    assert_int_equal(c->replaced, replaced);
    assert_int_equal(c->kept, kept);
}

static void new_days_go_before_between_and_behind(void **state)
{
    const es_day first = day_of("2024-03-04");
    const es_day day[] = {first - 1, first + 1, first + 9};
    const double close[] = {50.5, 51.5, 52.5};
    merged m;
    (void)state;
    merge(&m, ES_CONFLICT_ERROR, 3, day, close, NULL);
    assert_int_equal(m.status, ES_OK);
    assert_counts(&m.counts, 3, 0, 0, 0, 0);
    assert_true(m.changed);
    assert_int_equal(m.out.n, 6);
    for (size_t i = 1; i < 6; i++)
        assert_true(m.out.day[i - 1] < m.out.day[i]);
    assert_true(m.out.value[ES_FIELD_CLOSE][0] == 50.5);
    assert_true(m.out.value[ES_FIELD_CLOSE][1] == 101.37);
    assert_true(m.out.value[ES_FIELD_CLOSE][2] == 51.5);
    assert_true(m.out.value[ES_FIELD_CLOSE][5] == 52.5);
    assert_nan(m.out.value[ES_FIELD_VOLUME][0]);
    assert_true(m.out.value[ES_FIELD_VOLUME][4] == 7713.0);
    assert_false(m.out.has[ES_FIELD_OPEN]);
}

static void the_same_again_changes_nothing(void **state)
{
    merged m;
    es_chunk same;
    (void)state;
    three_days(&same);
    merge(&m, ES_CONFLICT_ERROR, 3, same.day, same.value[ES_FIELD_CLOSE], NULL);
    assert_int_equal(m.status, ES_OK);
    assert_counts(&m.counts, 0, 0, 3, 0, 0);
    assert_false(m.changed);
}

static void nan_never_erases(void **state)
{
    const double nothing[] = {MISSING, MISSING, MISSING};
    merged m;
    es_chunk same;
    (void)state;
    three_days(&same);
    merge(&m, ES_CONFLICT_REPLACE, 3, same.day, nothing, nothing);
    assert_counts(&m.counts, 0, 0, 3, 0, 0);
    assert_false(m.changed);
    assert_true(m.out.value[ES_FIELD_CLOSE][1] == 102.51);
}

static void a_missing_value_is_filled(void **state)
{
    const es_day day = day_of("2024-03-06");
    const double close = 102.51, volume = 6417.0;
    merged m;
    (void)state;
    merge(&m, ES_CONFLICT_ERROR, 1, &day, &close, &volume);
    assert_int_equal(m.status, ES_OK);
    assert_counts(&m.counts, 0, 1, 0, 0, 0);
    assert_true(m.changed);
    assert_true(m.out.value[ES_FIELD_VOLUME][1] == 6417.0);
    assert_true(m.out.value[ES_FIELD_CLOSE][1] == 102.51);
}

/* Days 2 and 3 are given; day 3 differs. */
static void merge_difference(merged *m, es_conflict_policy policy)
{
    es_chunk same;
    const double close[] = {102.51, 98.21};
    three_days(&same);
    merge(m, policy, 2, same.day + 1, close, NULL);
}

static void a_difference_is_an_error_by_default(void **state)
{
    merged m;
    (void)state;
    merge_difference(&m, ES_CONFLICT_ERROR);
    assert_int_equal(m.status, ES_EDATA);
    assert_true(m.conflict.found);
    assert_int_equal(m.conflict.row, 1);
    assert_string_equal(m.conflict.field, "close");
    assert_true(m.conflict.stored == 99.83);
    assert_true(m.conflict.given == 98.21);
}

static void a_difference_can_be_kept(void **state)
{
    merged m;
    (void)state;
    merge_difference(&m, ES_CONFLICT_KEEP);
    assert_int_equal(m.status, ES_OK);
    assert_counts(&m.counts, 0, 0, 1, 0, 1);
    assert_false(m.changed);
    assert_true(m.out.value[ES_FIELD_CLOSE][2] == 99.83);
}

static void a_difference_can_be_replaced(void **state)
{
    merged m;
    (void)state;
    merge_difference(&m, ES_CONFLICT_REPLACE);
    assert_int_equal(m.status, ES_OK);
    assert_counts(&m.counts, 0, 0, 1, 1, 0);
    assert_true(m.changed);
    assert_true(m.out.value[ES_FIELD_CLOSE][2] == 98.21);
    assert_true(m.out.value[ES_FIELD_CLOSE][1] == 102.51);
}

/* The row counts once, as kept; its volume is filled all the same. */
static void a_kept_row_may_still_be_filled(void **state)
{
    const es_day day = day_of("2024-03-06");
    const double close = 1.5, volume = 6417.0;
    merged m;
    (void)state;
    merge(&m, ES_CONFLICT_KEEP, 1, &day, &close, &volume);
    assert_counts(&m.counts, 0, 0, 0, 0, 1);
    assert_true(m.changed);
    assert_true(m.out.value[ES_FIELD_VOLUME][1] == 6417.0);
    assert_true(m.out.value[ES_FIELD_CLOSE][1] == 102.51);
}

static void slices_end_with_the_year(void **state)
{
    const es_day first = day_of("2023-12-30");
    const es_day day[] = {first, first + 1, first + 2, first + 3};
    const double close[] = {1.25, 2.5, 3.75, 5.0}, volume[] = {MISSING, MISSING, 10.5, 11.5};
    const es_prices rows = {
        .n = 4, .day = day, .value = {[ES_FIELD_CLOSE] = close, [ES_FIELD_VOLUME] = volume}};
    es_prices slice = es_chunk_slice(&rows, 0);
    (void)state;
    assert_int_equal(slice.n, 2);
    assert_null(slice.value[ES_FIELD_VOLUME]); /* no value this year */
    slice = es_chunk_slice(&rows, 2);
    assert_int_equal(slice.n, 2);
    assert_int_equal(slice.day[0], day_of("2024-01-01"));
    assert_true(slice.value[ES_FIELD_CLOSE][0] == 3.75);
    assert_true(slice.value[ES_FIELD_VOLUME][1] == 11.5);
}

static void the_last_year_has_no_next(void **state)
{
    const es_day day[] = {day_of("9999-12-30"), day_of("9999-12-31")};
    const es_prices rows = {.n = 2, .day = day};
    (void)state;
    assert_int_equal(es_chunk_slice(&rows, 0).n, 2);
}

/* The longest year, merged from its odd and its even days. */
static void a_leap_year_fits(void **state)
{
    static merged m;
    es_day even[183], odd[183];
    double close[183];
    es_prices rows = {.n = 183, .day = odd, .value = {[ES_FIELD_CLOSE] = close}};
    const es_merge how = {ES_CONFLICT_ERROR, &m.counts, &m.conflict};
    (void)state;
    for (int i = 0; i < 183; i++) {
        even[i] = day_of("2024-01-01") + 2 * i;
        odd[i] = even[i] + 1;
        close[i] = i + 0.25;
    }
    memcpy(m.stored.day, even, sizeof even);
    m.stored.n = 183;
    assert_int_equal(es_chunk_merge(&m.stored, &rows, &how, &m.out, &m.changed), ES_OK);
    assert_int_equal(m.out.n, ES_CHUNK_DAYS);
    assert_int_equal(m.out.day[365], day_of("2024-12-31"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_days_go_before_between_and_behind),
        cmocka_unit_test(the_same_again_changes_nothing),
        cmocka_unit_test(nan_never_erases),
        cmocka_unit_test(a_missing_value_is_filled),
        cmocka_unit_test(a_difference_is_an_error_by_default),
        cmocka_unit_test(a_difference_can_be_kept),
        cmocka_unit_test(a_difference_can_be_replaced),
        cmocka_unit_test(a_kept_row_may_still_be_filled),
        cmocka_unit_test(slices_end_with_the_year),
        cmocka_unit_test(the_last_year_has_no_next),
        cmocka_unit_test(a_leap_year_fits),
    };
    return cmocka_run_group_tests_name("store.chunk", tests, NULL, NULL);
}
