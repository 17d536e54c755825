/* Permutation tests in event time (METHODS S-25), after Nguyen and Wolf; the studentised form is
 * our reading.
 *
 * H0: the days of the window are exchangeable with those of the estimation window.  A draw picks as
 * many days as the window has, the same for all events, which keeps their cross-correlation; the
 * mean of the events' sums (perm_caar) or its cross-sectional t (perm_t) is compared with the one
 * observed: p = (1 + #{|T*| >= |T|}) / (B + 1).  Returns enter as AR / sqrt(n_t); a picked day
 * without one is skipped, an event without any leaves the draw. */
#include <math.h>
#include <string.h>

#include "inference/test.h"
#include "stats/random.h"
#include "stats/sum.h"

static const double SLACK = 1e-12;

enum { PERMUTATION_TEST_NO = 5 }; /* both statistics see the same draws */

typedef struct mixer {
    const es_span *s;
    size_t n_days, n_pool; /* D, P = D + L1 */
    double *value;         /* panel->n x P: window days first, NaN: none */
    double *sum;           /* panel->n */
    uint32_t *pick;        /* P */
    bool studentised;
} mixer;

static bool open_mixer(mixer *k)
{
    const es_panel *p = k->s->panel;
    const es_abnormal *ab = p->ab;
    const es_sample *sample = ab->sample;
    size_t first = (size_t)(k->s->window.first - sample->align.event.first);
    k->n_days = k->s->days;
    k->n_pool = k->n_days + sample->n_est;
    k->value = es_arena_alloc_raw(k->s->arena, k->s->n * k->n_pool, sizeof *k->value);
    k->sum = ES_NEW(k->s->arena, k->s->n, double);
    k->pick = ES_NEW(k->s->arena, k->n_pool, uint32_t);
    if (es_arena_failed(k->s->arena))
        return false;
    for (size_t i = 0; i < k->s->n; i++) {
        size_t e = k->s->event[i];
        double *value = k->value + i * k->n_pool;
        for (size_t j = 0; j < k->n_days; j++) {
            unsigned span = es_sample_span(sample, ab->row[e], sample->n_est + first + j);
            value[j] = ab->ar[e * sample->n_tau + first + j] / sqrt((double)span);
        }
        memcpy(value + k->n_days, es_abnormal_residuals(ab, e, p->scratch),
               sample->n_est * sizeof *value);
    }
    return true;
}

/* The statistic over the picked days; NaN when it is undefined. */
static double statistic(mixer *k)
{
    size_t n = 0;
    for (size_t i = 0; i < k->s->n; i++) {
        const double *value = k->value + i * k->n_pool;
        double sum = 0.0;
        bool any = false;
        for (size_t j = 0; j < k->n_days; j++) {
            double x = value[k->pick[j]];
            if (isnan(x))
                continue;
            sum += x;
            any = true;
        }
        if (any)
            k->sum[n++] = sum;
    }
    if (n == 0)
        return (double)NAN;
    if (!k->studentised)
        return es_mean(n, k->sum);
    return n < 2 ? (double)NAN : sqrt((double)n) * es_mean(n, k->sum) / es_sd(n, k->sum);
}

static bool as_extreme(double t, double observed, es_tail tail)
{
    double slack = SLACK * fabs(observed);
    if (tail == ES_TAIL_UPPER)
        return t >= observed - slack;
    if (tail == ES_TAIL_LOWER)
        return t <= observed + slack;
    return fabs(t) >= fabs(observed) - slack;
}

static void run(const es_span *s, bool studentised, es_test_result *out)
{
    const es_inference_options *options = s->panel->options;
    mixer k = {.s = s, .studentised = studentised};
    es_random source =
        es_random_stream((uint64_t)options->seed, 1000u * s->window_no + PERMUTATION_TEST_NO);
    double observed;
    size_t extreme = 0;
    if (!open_mixer(&k)) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    for (size_t j = 0; j < k.n_days; j++)
        k.pick[j] = (uint32_t)j;
    observed = statistic(&k);
    if (studentised && es_is_no_spread(es_sd(s->n, k.sum), es_max_abs(s->n, k.sum))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    for (int b = 0; b < options->permutations; b++) {
        es_random_draw(&source, k.n_pool, k.n_days, k.pick);
        extreme += as_extreme(statistic(&k), observed, (es_tail)options->tail);
    }
    out->statistic = observed;
    out->p = (1.0 + (double)extreme) / ((double)options->permutations + 1.0);
}

static void run_mean(const es_span *s, es_test_result *out)
{
    run(s, false, out);
}

static void run_t(const es_span *s, es_test_result *out)
{
    run(s, true, out);
}

const es_test es_test_perm_caar = {
    .id = "perm_caar",
    .title = "Permutation test of the CAAR",
    .number = "S-25",
    .null = "days of the window are exchangeable",
    .needs = "1 event",
    .reference = "after Nguyen and Wolf (2023)",
    .flags = ES_WINDOWS_ONLY | ES_RANDOMISED,
    .min_events = 1,
    .run = run_mean,
};

const es_test es_test_perm_t = {
    .id = "perm_t",
    .title = "Permutation test of the cross-sectional t",
    .number = "S-25",
    .null = "days of the window are exchangeable",
    .needs = "3 events",
    .reference = "after Nguyen and Wolf (2023)",
    .flags = ES_WINDOWS_ONLY | ES_RANDOMISED,
    .min_events = 3,
    .run = run_t,
};
