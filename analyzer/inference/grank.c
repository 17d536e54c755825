/* Generalised rank tests (METHODS S-17, S-18).
 *
 * H0: the CAR is an ordinary draw.  SCAR*, the SCAR divided by its cross-sectional sd, joins each
 * event's standardised estimation residuals as one more "day"; U is its centred uniform rank.
 * GRANK-T scales the mean U-bar_0 by the root mean square of the daily means, which holds the
 * cross-correlation of events that share their dates: Z = U-bar_0 / S,
 * t = Z sqrt((T - 2) / (T - 1 - Z^2)), df = T - 2.  GRANK-Z uses the exact variance of
 * independent ranks. */
#include <math.h>

#include "inference/test.h"

/* U-bar_0, or NaN with a reason. */
static double mean_own_rank(const es_span *s, es_test_result *out)
{
    if (s->joined->n == 0) {
        out->na = ES_NA_ZERO_VARIANCE;
        return (double)NAN;
    }
    return s->joined->own / (double)s->joined->n;
}

static const double ROUNDING = 1e-13; /* what is left of a room of 0, per day */

static void run_t(const es_span *s, es_test_result *out)
{
    size_t n_est = s->panel->ab->sample->n_est;
    const es_joined_ranks *joined = s->joined;
    double u0 = mean_own_rank(s, out), squares, days = 1.0, z, room;
    if (out->na != ES_NA_NONE)
        return;
    squares = u0 * u0; /* day 0 holds all N events: n_t / N = 1 */
    for (size_t t = 0; t < n_est; t++)
        if (joined->count[t]) {
            double n = (double)joined->count[t], mean = joined->sum[t] / n;
            squares += n / (double)s->n * mean * mean;
            days += 1.0;
        }
    z = u0 / sqrt(squares / days);
    room = days - 1.0 - z * z;       /* at least 0: the ranks of an event sum to a constant */
    if (!(room > ROUNDING * days)) { /* E-15 */
        out->na = ES_NA_UNDEFINED;
        return;
    }
    es_result_t(s, z * sqrt((days - 2.0) / room), days - 2.0, out);
}

static void run_z(const es_span *s, es_test_result *out)
{
    const es_abnormal *ab = s->panel->ab;
    double u0 = mean_own_rank(s, out), variance = 0.0, n = (double)s->n;
    if (out->na != ES_NA_NONE)
        return;
    for (size_t i = 0; i < s->n; i++) {
        double t = (double)ab->fit[ab->row[s->event[i]]].n + 1.0;
        variance += (t - 1.0) / (12.0 * (t + 1.0));
    }
    es_result_z(s, u0 / sqrt(variance / (n * n)), out);
}

const es_test es_test_grank_t = {
    .id = "grank_t",
    .title = "Generalised rank t",
    .number = "S-17",
    .null = "CAR is an ordinary draw",
    .needs = "2 events",
    .reference = "Kolari and Pynnönen (2011)",
    .headline = true,
    .flags = ES_ON_VOLUME_TOO | ES_NEEDS_JOINED,
    .min_events = 2,
    .run = run_t,
};

const es_test es_test_grank_z = {
    .id = "grank_z",
    .title = "Generalised rank Z",
    .number = "S-18",
    .null = "CAR is an ordinary draw",
    .needs = "2 events",
    .reference = "Kolari and Pynnönen (2011)",
    .flags = ES_NEEDS_JOINED,
    .min_events = 2,
    .run = run_z,
};
