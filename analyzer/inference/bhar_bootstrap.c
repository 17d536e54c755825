/* Bootstrapped skewness-adjusted t of BHAR (METHODS S-13, I-4).
 *
 * H0: the mean BHAR is zero.  B resamples of n_b = ceil(N/4) events with replacement give
 * t_b = sqrt(n_b) [S_b + g_b S_b^2/3 + g_b/(6 n_b)], S_b = (mean_b - mean) / sd_b; the t of all
 * events is ranked among them: p = min(1, 2 min{(1 + #t_b <= t), (1 + #t_b >= t)} / (B' + 1)), B'
 * the number of finite t_b. */
#include <math.h>

#include "inference/skewness.h"
#include "inference/test.h"
#include "stats/order.h"
#include "stats/random.h"
#include "stats/sum.h"

enum { LEAST_RESAMPLE = 5, MODEL_TEST_NO = 6, MARKET_TEST_NO = 7 };

/* Fills t[] with the finite t_b and returns their number. */
static size_t resample(const es_span *s, size_t n_b, double *x, double *t)
{
    const es_inference_options *options = s->panel->options;
    es_random source =
        es_random_stream((uint64_t)options->seed,
                         1000u * s->window_no + (s->market_bhar ? MARKET_TEST_NO : MODEL_TEST_NO));
    double mean = es_mean(s->n, s->x);
    size_t n = 0;
    for (int b = 0; b < options->bootstrap_reps; b++) {
        for (size_t i = 0; i < n_b; i++)
            x[i] = s->x[es_random_index(&source, s->n)];
        t[n] = es_skewness_t(n_b, x, mean, false, false);
        n += isfinite(t[n]) != 0;
    }
    return n;
}

static double p_value(size_t n, const double *t, double observed, es_tail tail)
{
    size_t below = 0, above = 0;
    double lower, upper;
    for (size_t b = 0; b < n; b++) {
        below += t[b] <= observed;
        above += t[b] >= observed;
    }
    lower = (1.0 + (double)below) / ((double)n + 1.0);
    upper = (1.0 + (double)above) / ((double)n + 1.0);
    if (tail == ES_TAIL_UPPER)
        return upper;
    return tail == ES_TAIL_LOWER ? lower : fmin(1.0, 2.0 * fmin(lower, upper));
}

/* I-4: mean - t_high se to mean - t_low se, from the order statistics of the t_b, as far from the
 * upper end as from the lower: ceil((1 - a/2)(n + 1)) = n + 1 - floor(a/2 (n + 1)). */
static void add_interval(const es_span *s, size_t n, double *t, es_test_result *out)
{
    double alpha = s->panel->options->alpha, mean = es_mean(s->n, s->x);
    double se = es_sd(s->n, s->x) / sqrt((double)s->n), size = (double)n + 1.0;
    size_t low = (size_t)floor(0.5 * alpha * size);
    if (low < 1)
        return;
    es_sort(n, t);
    out->ci_low = mean - t[n - low] * se;
    out->ci_high = mean - t[low - 1] * se;
}

static void run(const es_span *s, es_test_result *out)
{
    size_t n_b = (s->n + 3) / 4, n;
    double *x = ES_NEW(s->arena, n_b, double);
    double *t = ES_NEW(s->arena, (size_t)s->panel->options->bootstrap_reps + 1, double);
    if (es_arena_failed(s->arena)) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    if (n_b < LEAST_RESAMPLE) {
        out->na = ES_NA_TOO_FEW;
        return;
    }
    if (es_is_no_spread(es_sd(s->n, s->x), es_max_abs(s->n, s->x))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    out->statistic = es_skewness_t(s->n, s->x, 0.0, false, false);
    n = resample(s, n_b, x, t);
    out->p = p_value(n, t, out->statistic, (es_tail)s->panel->options->tail);
    add_interval(s, n, t, out);
}

const es_test es_test_bhar_skew_boot = {
    .id = "bhar_skew_boot",
    .title = "Bootstrapped skewness-adjusted t of BHAR",
    .number = "S-13",
    .null = "mean BHAR is zero",
    .needs = "17 events",
    .reference = "Lyon, Barber and Tsai (1999)",
    .applies = ES_ON_BHAR,
    .flags = ES_WINDOWS_ONLY | ES_RANDOMISED,
    .min_events = 2,
    .run = run,
};
