/* Trading volume in event time (METHODS W-1, W-2). */
#include "event/volume.h"

#include <math.h>

#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"
#include "unit/event/fixture.h"

static const double none = (double)NAN;

/* 50 of 1000 shares: 5 percent. */
static void measures_by_hand(void **state)
{
    (void)state;
    assert_close(es_volume_value(50.0, 1000.0, ES_VOLUME_LOG1P_PCT), log(6.0), 1e-15);
    assert_close(es_volume_value(50.0, 1000.0, ES_VOLUME_LOG_PCT_EPS), log(5.000255), 1e-15);
    assert_close(es_volume_value(50.0, 1000.0, ES_VOLUME_LOG1P_TURNOVER), log(1.05), 1e-15);
    assert_close(es_volume_value(50.0, 1000.0, ES_VOLUME_LOG1P_VOLUME), log(51.0), 1e-15);
    assert_close(es_volume_value(0.0, 1000.0, ES_VOLUME_LOG1P_PCT), 0.0, 0.0);
    assert_close(es_volume_value(0.0, 1000.0, ES_VOLUME_LOG_PCT_EPS), log(0.000255), 1e-15);
    assert_close(es_volume_value(0.0, 1000.0, ES_VOLUME_LOG1P_TURNOVER), 0.0, 0.0);
    /* a turnover far below the spacing of doubles at 1 is not lost */
    assert_close(es_volume_value(1.0, 1e18, ES_VOLUME_LOG1P_PCT) / 1e-16, 1.0, 1e-12);
}

static void what_is_missing(void **state)
{
    (void)state;
    for (int measure = 0; measure < 4; measure++) {
        assert_nan(es_volume_value(none, 1000.0, (es_volume_measure)measure));
        assert_nan(es_volume_value(-1.0, 1000.0, (es_volume_measure)measure));
        if (measure == ES_VOLUME_LOG1P_VOLUME)
            continue; /* takes no shares */
        assert_nan(es_volume_value(50.0, none, (es_volume_measure)measure));
        assert_nan(es_volume_value(50.0, 0.0, (es_volume_measure)measure));
        assert_nan(es_volume_value(50.0, -3.0, (es_volume_measure)measure));
    }
}

enum { SERIES = 5, MKT = 0, AAA, BBB, CCC, OLD };

/* Volume and shares of five series on the fixture's days: MKT with both, AAA with a gap in price,
 * BBB with missing volumes and shares, CCC without shares, OLD priced every other day. */
typedef struct volumes {
    double price[SERIES][FIXTURE_DAYS], volume[SERIES][FIXTURE_DAYS], shares[SERIES][FIXTURE_DAYS];
} volumes;

static volumes v;

static void make(fixture *f)
{
    static const char *const symbol[] = {"MKT", "AAA", "BBB", "CCC"};
    es_day sparse[FIXTURE_DAYS];
    double price[FIXTURE_DAYS], volume[FIXTURE_DAYS], shares[FIXTURE_DAYS];
    noise source = {17};
    size_t n = 0;
    for (size_t s = 0; s < SERIES; s++) {
        fixture_random_prices(s + 30, v.price[s]);
        for (size_t t = 0; t < FIXTURE_DAYS; t++) {
            v.volume[s][t] = floor(1000.0 * exp(noise_normal(&source)));
            v.shares[s][t] = 1e5 * (double)(s + 1);
            if (s == BBB && t % 7 == 3)
                v.volume[s][t] = none;
            if (s == BBB && t % 11 == 5)
                v.shares[s][t] = t % 2 ? 0.0 : none;
            if (s == CCC)
                v.shares[s][t] = none;
            if (s == OLD && t % 2)
                v.volume[s][t] = none;
        }
    }
    v.price[AAA][22] = v.price[AAA][40] = none; /* volume there all the same */
    v.volume[AAA][31] = 0.0;
    for (int32_t s = 0; s <= CCC; s++) {
        if (s > MKT)
            assert_int_equal(fixture_series(f, symbol[s], v.price[s]), s);
        memory_field(f->data, s, ES_FIELD_VOLUME, v.volume[s]);
        if (s != CCC)
            memory_field(f->data, s, ES_FIELD_SHARES, v.shares[s]);
    }
    for (size_t t = 0; t < FIXTURE_DAYS; t += 2) {
        sparse[n] = f->day[t];
        price[n] = v.price[OLD][t];
        volume[n] = v.volume[OLD][t];
        shares[n++] = v.shares[OLD][t];
    }
    assert_int_equal(memory_series(f->data, "OLD", n, sparse, price), OLD);
    memory_field(f->data, OLD, ES_FIELD_VOLUME, volume);
    memory_field(f->data, OLD, ES_FIELD_SHARES, shares);
}

static double measure_of(size_t s, size_t t, int measure)
{
    double turnover = v.volume[s][t] / v.shares[s][t];
    if (isnan(v.volume[s][t]))
        return none;
    if (measure == ES_VOLUME_LOG1P_VOLUME)
        return log(1.0 + v.volume[s][t]);
    if (isnan(v.shares[s][t]) || v.shares[s][t] <= 0.0)
        return none;
    if (measure == ES_VOLUME_LOG_PCT_EPS)
        return log(100.0 * turnover + 0.000255);
    return log(1.0 + (measure == ES_VOLUME_LOG1P_PCT ? 100.0 : 1.0) * turnover);
}

static void close_or_none(double actual, double wanted)
{
    if (isnan(wanted))
        assert_nan(actual);
    else
        assert_close(actual, wanted, 1e-13);
}

static const es_sample *volume_of(fixture *f, const es_sample *from, int measure)
{
    es_sample *out = NULL;
    assert_int_equal(es_volume_align(from, (es_volume_measure)measure, f->arena, &out, &f->err),
                     ES_OK);
    return out;
}

/* W-1 in the place of every return, whatever became of the price; W-2 in that of the market's. */
static void volume_takes_the_place_of_returns(void **state)
{
    static const size_t series[] = {AAA, BBB, AAA, CCC, MKT, OLD};
    static const char *const symbol[] = {"AAA", "BBB", "AAA", "CCC", "MKT", "OLD"};
    static const size_t day[] = {30, 41, 44, 30, 33, 36};
    fixture *f = *state;
    make(f);
    for (size_t i = 0; i < 6; i++)
        (void)memory_event(f->data, symbol[i], f->day[day[i]]);
    for (int measure = 0; measure < 4; measure++) {
        const es_sample *from = fixture_align(f), *s = volume_of(f, from, measure);
        assert_int_equal(s->n, 6);
        for (size_t row = 0; row < 6; row++) {
            assert_int_equal(s->event[row], from->event[row]);
            for (size_t c = 0; c < s->width; c++) {
                size_t t = day[row] + (size_t)es_sample_tau(s, c);
                close_or_none(s->ret[row][c], measure_of(series[row], t, measure));
                assert_int_equal(es_sample_span(s, row, c), 1); /* also over AAA's gap */
                assert_int_equal(es_sample_day(s, row, c), t);
            }
        }
        for (size_t t = 0; t < FIXTURE_DAYS; t++) {
            double sum = 0.0, count = 0.0;
            for (size_t k = AAA; k < SERIES; k++)
                if (!isnan(measure_of(k, t, measure))) {
                    sum += measure_of(k, t, measure);
                    count += 1.0;
                }
            close_or_none(s->market->ret[t], count > 0.0 ? sum / count : none);
        }
    }
}

/* A day on which no security has volume has no market volume. */
static void no_volume_at_all(void **state)
{
    fixture *f = *state;
    const es_sample *s;
    double price[FIXTURE_DAYS];
    fixture_random_prices(2, price);
    (void)fixture_series(f, "AAA", price);
    (void)memory_event(f->data, "AAA", f->day[30]);
    s = volume_of(f, fixture_align(f), ES_VOLUME_LOG1P_PCT);
    for (size_t c = 0; c < s->width; c++)
        assert_nan(s->ret[0][c]);
    for (size_t t = 0; t < FIXTURE_DAYS; t++)
        assert_nan(s->market->ret[t]);
}

/* Windows beyond the data are missing, not wrapped around. */
static void truncated_windows(void **state)
{
    fixture *f = *state;
    const es_sample *s;
    make(f);
    (void)memory_event(f->data, "AAA", f->day[4]);
    (void)memory_event(f->data, "AAA", f->day[FIXTURE_DAYS - 1]);
    s = volume_of(f, fixture_align(f), ES_VOLUME_LOG1P_PCT);
    assert_int_equal(s->n, 2);
    for (size_t row = 0; row < 2; row++)
        for (size_t c = 0; c < s->width; c++) {
            int t = (row ? FIXTURE_DAYS - 1 : 4) + es_sample_tau(s, c);
            close_or_none(s->ret[row][c], t < 0 || t >= FIXTURE_DAYS
                                              ? none
                                              : measure_of(AAA, (size_t)t, ES_VOLUME_LOG1P_PCT));
        }
}

/* T-9: days masked among the returns are masked here; of the estimation window alone. */
static void masked_days_stay_out(void **state)
{
    fixture *f = *state;
    const es_sample *from, *s;
    size_t masked = 0;
    make(f);
    f->align.mask_other_events = true;
    (void)memory_event(f->data, "AAA", f->day[28]);
    (void)memory_event(f->data, "AAA", f->day[42]);
    from = fixture_align(f);
    s = volume_of(f, from, ES_VOLUME_LOG1P_PCT);
    for (size_t row = 0; row < 2; row++)
        for (size_t c = 0; c < s->width; c++) {
            size_t t = (row ? 42u : 28u) + (size_t)es_sample_tau(s, c);
            bool other = row == 1 && t >= 26 && t <= 31; /* [-2, 3] of the first event */
            if (c < s->n_est && other) {
                assert_nan(s->ret[row][c]);
                masked++;
            } else if (c >= s->n_est) {
                close_or_none(s->ret[row][c], measure_of(AAA, t, ES_VOLUME_LOG1P_PCT));
            }
        }
    assert_int_equal(masked, 6);
}

static void a_source_that_fails(void **state)
{
    fixture *f = *state;
    const es_sample *from;
    es_sample *out;
    make(f);
    (void)memory_event(f->data, "AAA", f->day[30]);
    from = fixture_align(f);
    memory_fail_read_after(f->data, 2);
    assert_int_equal(es_volume_align(from, ES_VOLUME_LOG1P_PCT, f->arena, &out, &f->err),
                     ES_ESTORE);
    memory_fail_read_after(f->data, 0);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_by_hand),
        cmocka_unit_test(what_is_missing),
        WITH_FIXTURE(volume_takes_the_place_of_returns),
        WITH_FIXTURE(no_volume_at_all),
        WITH_FIXTURE(truncated_windows),
        WITH_FIXTURE(masked_days_stay_out),
        WITH_FIXTURE(a_source_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
