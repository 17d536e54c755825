/* Skewness-adjusted t tests (METHODS S-11, S-12, and their use on BHAR).
 *
 * H0: the mean is zero.  With S = mean / sd and g the skewness,
 *   Hall:     t = sqrt(N) [S + g S^2 / 3 + g^2 S^3 / 27 + g / (6 N)]
 *   Johnson:  the same without the cubic term,
 * both t with N - 1 degrees of freedom (skew_dist = normal: N(0,1)).  The unbiased form multiplies
 * g by N^2 / ((N - 1)(N - 2)). */
#include "inference/skewness.h"

#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"

static double skewness(size_t n, const double *x, double mean, double sd)
{
    double cubes = 0.0, size = (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean;
        cubes += d * d * d;
    }
    return cubes / (size * sd * sd * sd);
}

double es_skewness_t(size_t n, const double *x, double centre, bool cubic, bool unbiased)
{
    double mean = es_mean(n, x), sd = es_sd(n, x), g = skewness(n, x, mean, sd), size = (double)n;
    double s = (mean - centre) / sd, t;
    if (unbiased)
        g *= size * size / ((size - 1.0) * (size - 2.0));
    t = s + g * s * s / 3.0 + g / (6.0 * size);
    if (cubic)
        t += g * g * s * s * s / 27.0;
    return sqrt(size) * t;
}

static void run(const es_span *s, bool cubic, bool unbiased, es_test_result *out)
{
    double t;
    if (es_is_no_spread(es_sd(s->n, s->x), es_max_abs(s->n, s->x))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    t = es_skewness_t(s->n, s->x, 0.0, cubic, unbiased);
    if (s->panel->options->skew_dist == ES_SKEW_NORMAL)
        es_result_z(s, t, out);
    else
        es_result_t(s, t, (double)(s->n - 1), out);
}

static bool unbiased_asked(const es_span *s)
{
    return s->panel->options->skew_gamma == ES_SKEW_UNBIASED;
}

static void run_hall(const es_span *s, es_test_result *out)
{
    run(s, true, unbiased_asked(s), out);
}

static void run_hall_unbiased(const es_span *s, es_test_result *out)
{
    run(s, true, true, out);
}

static void run_johnson(const es_span *s, es_test_result *out)
{
    run(s, false, unbiased_asked(s), out);
}

static void run_bhar(const es_span *s, es_test_result *out)
{
    run(s, false, false, out);
}

const es_test es_test_skew_hall_t = {
    .id = "skew_hall_t",
    .title = "Skewness-adjusted t (Hall)",
    .number = "S-11",
    .null = "mean CAR is zero",
    .needs = "3 events",
    .reference = "Hall (1992)",
    .min_events = 3,
    .run = run_hall,
};

const es_test es_test_skew_hall_unbiased_t = {
    .id = "skew_hall_unbiased_t",
    .title = "Skewness-adjusted t, unbiased skewness",
    .number = "S-11",
    .null = "mean CAR is zero",
    .needs = "3 events",
    .reference = "Hall (1992)",
    .min_events = 3,
    .run = run_hall_unbiased,
};

const es_test es_test_skew_johnson_t = {
    .id = "skew_johnson_t",
    .title = "Skewness-adjusted t (Johnson)",
    .number = "S-12",
    .null = "mean CAR is zero",
    .needs = "3 events",
    .reference = "Johnson (1978)",
    .min_events = 3,
    .run = run_johnson,
};

const es_test es_test_bhar_skew_t = {
    .id = "bhar_skew_t",
    .title = "Skewness-adjusted t of BHAR",
    .number = "S-12",
    .null = "mean BHAR is zero",
    .needs = "3 events",
    .reference = "Lyon, Barber and Tsai (1999)",
    .applies = ES_ON_BHAR,
    .min_events = 3,
    .run = run_bhar,
};
