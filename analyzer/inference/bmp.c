/* The standardised cross-sectional test and its correction for cross-correlation (METHODS S-9,
 * S-10).
 *
 * H0: the mean SCAR is zero.  t = sqrt(N) mean(SCAR) / sd(SCAR), df = N - 1: robust to
 * event-induced variance.  The Kolari-Pynnönen form multiplies by
 * sqrt((1 - r-bar) / (1 + (N - 1) r-bar)) and holds its size on a common event date too. */
#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"

static double bmp(const es_span *s, es_test_result *out)
{
    double sd = es_sd(s->n, s->scar);
    if (es_is_no_spread(sd, es_max_abs(s->n, s->scar))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return (double)NAN;
    }
    return sqrt((double)s->n) * es_mean(s->n, s->scar) / sd;
}

static void run_bmp(const es_span *s, es_test_result *out)
{
    double t = bmp(s, out);
    if (s->panel->options->bmp_dist == ES_BMP_NORMAL)
        es_result_z(s, t, out);
    else
        es_result_t(s, t, (double)(s->n - 1), out);
}

static void run_kp(const es_span *s, es_test_result *out)
{
    double t = bmp(s, out), inflation = 1.0 + ((double)s->n - 1.0) * s->rbar;
    out->rbar = s->rbar;
    if (out->na != ES_NA_NONE)
        return;
    if (!es_is_usable_correlation(s->rbar, s->n)) { /* E-14 */
        out->na = ES_NA_KP_UNDEFINED;
        return;
    }
    es_result_t(s, t * sqrt((1.0 - s->rbar) / inflation), (double)(s->n - 1), out);
    es_result_interval(s, /* I-2 */
                       es_critical_t(s, (double)(s->n - 1)) * es_sd(s->n, s->x) / sqrt((double)s->n)
                           * sqrt(inflation / (1.0 - s->rbar)),
                       out);
}

const es_test es_test_bmp_t = {
    .id = "bmp_t",
    .title = "Boehmer-Musumeci-Poulsen t",
    .number = "S-9",
    .null = "mean SCAR is zero",
    .needs = "2 events",
    .reference = "Boehmer, Musumeci and Poulsen (1991)",
    .headline = true,
    .flags = ES_ON_VOLUME_TOO,
    .min_events = 2,
    .run = run_bmp,
};

const es_test es_test_kp_t = {
    .id = "kp_t",
    .title = "Kolari-Pynnönen t",
    .number = "S-10",
    .null = "mean SCAR is zero",
    .needs = "2 events",
    .reference = "Kolari and Pynnönen (2010)",
    .headline = true,
    .flags = ES_ON_VOLUME_TOO | ES_NEEDS_CORRELATION,
    .min_events = 2,
    .run = run_kp,
};
