/* Lamb's test (METHODS S-6).
 *
 * H0: the summed AAR is zero.  As the crude dependence adjustment, but each day's mean is also
 * divided by the root of the mean forecast variance: t_tau = AAR / (S sqrt(C-bar)), C-bar the mean
 * of Sigma_tau,tau / sigma^2 over the events of the day; a window is sum t_tau / sqrt(D'), t with
 * T_e - 1 degrees of freedom.  The mean over events of different dates is our extension. */
#include <math.h>

#include "inference/test.h"

/* t_tau of day j; NaN when no event has an abnormal return. */
static double day_t(const es_panel *p, size_t j)
{
    const es_abnormal *ab = p->ab;
    double sum = 0.0, relative = 0.0, n = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t e = p->event[i];
        double ar = ab->ar[(size_t)e * ab->sample->n_tau + j], sigma = ab->fit[ab->row[e]].sigma;
        if (isnan(ar))
            continue;
        sum += ar;
        relative += ab->var[(size_t)e * ab->sample->n_tau + j] / (sigma * sigma);
        n += 1.0;
    }
    return sum / n / (p->cda_sd * sqrt(relative / n));
}

static void run(const es_span *s, es_test_result *out)
{
    const es_panel *p = s->panel;
    size_t first = (size_t)(s->window.first - p->ab->sample->align.event.first), days = 0;
    double total = 0.0;
    if (isnan(p->cda_sd) || p->cda_sd == 0.0) {
        out->na = isnan(p->cda_sd) ? ES_NA_UNDEFINED : ES_NA_ZERO_VARIANCE;
        return;
    }
    for (size_t j = first; j < first + s->days; j++) {
        double t = day_t(p, j);
        if (isnan(t))
            continue;
        total += t;
        days++;
    }
    es_result_t(s, total / sqrt((double)days), (double)p->cda_days - 1.0, out);
}

const es_test es_test_lamb_t = {
    .id = "lamb_t",
    .title = "Lamb's portfolio t",
    .number = "S-6",
    .null = "sum of AAR is zero",
    .needs = "1 event",
    .reference = "Lamb (1995)",
    .flags = ES_NEEDS_CDA,
    .min_events = 1,
    .run = run,
};
