/* Cross-sectional t (METHODS S-3).
 *
 * H0: the mean CAR is zero.  t = sqrt(N) mean(CAR) / sd(CAR), t with N - 1 degrees of freedom.
 * Assumes independent events; takes their variance from the event window itself, so it stands
 * event-induced variance but not a common event date. */
#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"

static void run(const es_span *s, es_test_result *out)
{
    double sd = es_sd(s->n, s->x);
    if (es_is_no_spread(sd, es_max_abs(s->n, s->x))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    es_result_t(s, sqrt((double)s->n) * es_mean(s->n, s->x) / sd, (double)(s->n - 1), out);
    es_result_interval(s, es_critical_t(s, (double)(s->n - 1)) * sd / sqrt((double)s->n),
                       out); /* I-1 */
}

const es_test es_test_csect_t = {
    .id = "csect_t",
    .title = "Cross-sectional t",
    .number = "S-3",
    .null = "mean CAR is zero",
    .needs = "2 events",
    .reference = "Brown and Warner (1980)",
    .headline = true,
    .flags = ES_ON_VOLUME_TOO,
    .min_events = 2,
    .run = run,
};

const es_test es_test_bhar_csect_t = {
    .id = "bhar_csect_t",
    .title = "Cross-sectional t of BHAR",
    .number = "D-11, S-3",
    .null = "mean BHAR is zero",
    .needs = "2 events",
    .reference = "Barber and Lyon (1997)",
    .applies = ES_ON_BHAR,
    .min_events = 2,
    .run = run,
};
