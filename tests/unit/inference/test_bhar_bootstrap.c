/* Bootstrapped skewness-adjusted t of BHAR (METHODS S-13, I-4, X-1..X-4). */
#include <stdlib.h>

#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}, {-2, 2}, {1, 1}};

/* The fixture's CARs become the BHAR themselves, times `factor` for the market's. */
static void set_bhar(fixture *f, double factor)
{
    for (size_t k = 0; k < f->n * f->ab.options.n_windows; k++) {
        f->car[k].bhar_model = f->car[k].car;
        f->car[k].bhar_market = factor * f->car[k].car;
    }
}

static fixture *random_fixture(size_t n, const random_panel *r)
{
    fixture *f = fixture_new(n, 20, (es_window){-2, 2}, 3, windows);
    fixture_random(f, r);
    fixture_ready(f);
    set_bhar(f, 0.7);
    return f;
}

static const random_panel plain_panel = {31, 0.0, 5, 0.3, false};

static es_test_result run(fixture *f, size_t w, es_measure measure)
{
    es_span span = fixture_span(f, w, measure);
    es_test_result r;
    es_test_run(es_test_find("bhar_skew_boot"), &span, &r);
    return r;
}

/* ---- recomputation ---- */

static double skewed_t(size_t n, const double *x, double centre)
{
    double mean = plain_mean(n, x), sd = plain_sd(n, x), s = (mean - centre) / sd, g = 0.0;
    for (size_t i = 0; i < n; i++)
        g += pow(x[i] - mean, 3.0) / ((double)n * sd * sd * sd);
    return sqrt((double)n) * (s + g * s * s / 3.0 + g / (6.0 * (double)n));
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

typedef struct bootstrapped {
    double t, lower, upper; /* of all events; tail shares */
    double t_b[2000];       /* sorted */
    size_t kept;
} bootstrapped;

static bootstrapped result;

static void bootstrap(const fixture *f, size_t n, const double *x, unsigned stream_id)
{
    size_t n_b = (size_t)ceil((double)n / 4.0);
    noise stream = {(uint64_t)f->options.seed};
    double drawn[MOST_EVENTS], mean = plain_mean(n, x);
    for (unsigned id = 1; id < stream_id; id++)
        (void)noise_bits(&stream);
    stream.state = noise_bits(&stream);
    result = (bootstrapped){.t = skewed_t(n, x, 0.0), .lower = 1.0, .upper = 1.0};
    for (int b = 0; b < f->options.bootstrap_reps; b++) {
        double t;
        for (size_t i = 0; i < n_b; i++)
            drawn[i] = x[(size_t)floor(noise_uniform(&stream) * (double)n)];
        t = skewed_t(n_b, drawn, mean);
        if (!isfinite(t))
            continue;
        result.t_b[result.kept++] = t;
        result.lower += t <= result.t ? 1.0 : 0.0;
        result.upper += t >= result.t ? 1.0 : 0.0;
    }
    result.lower /= (double)result.kept + 1.0;
    result.upper /= (double)result.kept + 1.0;
    qsort(result.t_b, result.kept, sizeof *result.t_b, ascending);
}

static void check_window(fixture *f, size_t w, es_measure measure, unsigned test_no, double factor)
{
    size_t event[MOST_EVENTS], n = span_events(f, f->ab.options.window[w], event);
    size_t low = (size_t)floor(0.025 * ((double)f->options.bootstrap_reps + 1.0));
    es_test_result r = run(f, w, measure);
    double x[MOST_EVENTS], se;
    if (n < 17) {
        assert_na(r, n ? "too_few" : "no_data");
        return;
    }
    for (size_t i = 0; i < n; i++)
        x[i] = factor * car_of(f, event[i], f->ab.options.window[w]);
    bootstrap(f, n, x, 1000u * (unsigned)(w + 1) + test_no);
    se = plain_sd(n, x) / sqrt((double)n);
    assert_int_equal(r.na, ES_NA_NONE);
    assert_close(r.statistic, result.t, 1e-11);
    assert_nan(r.df);
    assert_close(r.p,
                 f->options.tail == ES_TAIL_UPPER ? result.upper
                 : f->options.tail == ES_TAIL_LOWER
                     ? result.lower
                     : fmin(1.0, 2.0 * fmin(result.lower, result.upper)),
                 0.0);
    assert_int_equal(result.kept, f->options.bootstrap_reps); /* else the places below move */
    assert_close(r.ci_high, plain_mean(n, x) - result.t_b[low - 1] * se, 1e-11);
    assert_close(r.ci_low, plain_mean(n, x) - result.t_b[result.kept - low] * se, 1e-11);
}

static void random_panels_agree(void **state)
{
    static const random_panel panels[] = {
        {41, 0.0, 1, 0.5, false}, {42, 0.0, 12, 0.5, false}, {43, 0.3, 9, 0.2, false}};
    static const size_t sizes[] = {16, 17, 20, 21, 40, 77};
    (void)state;
    for (size_t p = 0; p < 3; p++)
        for (size_t k = 0; k < 6; k++)
            for (int tail = 0; tail < 3; tail++) {
                fixture *f = random_fixture(sizes[k], &panels[p]);
                f->options.tail = tail;
                f->options.bootstrap_reps = tail ? 399 : 199;
                for (size_t w = 0; w < 3; w++) {
                    check_window(f, w, ES_MEASURE_BHAR_MODEL, 6, 1.0);
                    check_window(f, w, ES_MEASURE_BHAR_MARKET, 7, 0.7);
                }
                fixture_free(f);
            }
}

/* One resample of 5 of 17 decides between 2 (1 + 0)/2 and 2 (1 + 1)/2, both 1: the tails tell. */
static void one_resample(void **state)
{
    fixture *f = random_fixture(17, &plain_panel);
    es_test_result r;
    (void)state;
    f->options.bootstrap_reps = 1;
    assert_close(run(f, 0, ES_MEASURE_BHAR_MODEL).p, 1.0, 0.0);
    assert_nan(run(f, 0, ES_MEASURE_BHAR_MODEL).ci_low); /* no 2.5 % of one */
    f->options.tail = ES_TAIL_UPPER;
    r = run(f, 0, ES_MEASURE_BHAR_MODEL);
    f->options.tail = ES_TAIL_LOWER;
    assert_close(r.p + run(f, 0, ES_MEASURE_BHAR_MODEL).p, 1.5, 0.0);
    fixture_free(f);
}

/* Resamples of one and the same value have no t and leave the count: 17 events of which 16 agree
 * make that common.  No NaN, no Inf, and p within (0, 1]. */
static void degenerate_resamples_are_discarded(void **state)
{
    const random_panel r = {5, 0.0, 1, 0.0, false};
    fixture *f = random_fixture(17, &r);
    es_test_result result_;
    (void)state;
    for (size_t i = 0; i < 17; i++)
        f->car[3 * i].bhar_model = i == 7 ? 0.5 : 0.25; /* exact in binary */
    f->options.bootstrap_reps = 1;
    f->options.tail = ES_TAIL_UPPER;
    for (int seed = 0; seed < 30; seed++) {
        noise stream = {(uint64_t)seed};
        bool same = true;
        for (int id = 1; id < 1006; id++)
            (void)noise_bits(&stream);
        stream.state = noise_bits(&stream);
        for (size_t i = 0; i < 5; i++)
            same = noise_below(&stream, 17) != 7 && same;
        f->options.seed = seed;
        result_ = run(f, 0, ES_MEASURE_BHAR_MODEL);
        assert_int_equal(result_.na, ES_NA_NONE);
        if (same)
            assert_close(result_.p, 1.0, 0.0); /* B' = 0: (1 + 0)/(0 + 1) */
        else
            assert_close(result_.p, 0.5, 0.0); /* t of all is far above */
    }
    fixture_free(f);
}

static void reasons(void **state)
{
    fixture *f = random_fixture(16, &plain_panel);
    (void)state;
    assert_na(run(f, 0, ES_MEASURE_BHAR_MODEL), "too_few"); /* n_b = 4 */
    fixture_free(f);
    f = random_fixture(1, &plain_panel);
    assert_na(run(f, 0, ES_MEASURE_BHAR_MODEL), "too_few");
    assert_na(run(f, 0, ES_MEASURE_BHAR_MATCHED), "too_few");
    f->car[0].bhar_matched = (double)NAN;
    assert_na(run(f, 0, ES_MEASURE_BHAR_MATCHED), "no_data");
    fixture_free(f);
    f = random_fixture(17, &plain_panel);
    check_no_memory(f, "bhar_skew_boot");
    for (size_t i = 0; i < 17; i++)
        f->car[3 * i].bhar_model = 0.0123;
    assert_na(run(f, 0, ES_MEASURE_BHAR_MODEL), "zero_variance");
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_resample),
        cmocka_unit_test(degenerate_resamples_are_discarded),
        cmocka_unit_test(reasons),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
