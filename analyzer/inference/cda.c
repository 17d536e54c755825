/* Crude dependence adjustment (METHODS S-5).
 *
 * H0: the summed AAR is zero.  The mean residual of each estimation day carries whatever the events
 * have in common, so its spread S over those days scales the test:
 * t = sum AAR / (sqrt(D') S), df = T_e - 1 (variant: mean M - 1). */
#include <math.h>

#include "inference/test.h"

static void run(const es_span *s, es_test_result *out)
{
    const es_panel *p = s->panel;
    const es_sample *sample = p->ab->sample;
    size_t first = (size_t)(s->window.first - sample->align.event.first), days = 0;
    double total = 0.0, df;
    for (size_t j = first; j < first + s->days; j++) {
        double sum = 0.0;
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++) {
            double ar = p->ab->ar[(size_t)p->event[i] * sample->n_tau + j];
            if (isnan(ar))
                continue;
            sum += ar;
            n++;
        }
        if (n == 0)
            continue;
        total += sum / (double)n;
        days++;
    }
    if (isnan(p->cda_sd)) {
        out->na = ES_NA_UNDEFINED;
        return;
    }
    if (p->cda_sd == 0.0) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    df = p->options->cda_df == ES_CDA_DF_MEAN_M ? p->mean_m - 1.0 : (double)p->cda_days - 1.0;
    es_result_t(s, total / (sqrt((double)days) * p->cda_sd), df, out);
    es_result_interval(s, es_critical_t(s, df) * p->cda_sd * sqrt((double)days), out); /* I-3 */
}

const es_test es_test_cda_t = {
    .id = "cda_t",
    .title = "Crude dependence adjustment t",
    .number = "S-5",
    .null = "sum of AAR is zero",
    .needs = "1 event",
    .reference = "Brown and Warner (1980, 1985)",
    .flags = ES_ON_VOLUME_TOO | ES_NEEDS_CDA,
    .min_events = 1,
    .run = run,
};
