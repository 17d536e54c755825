/* Event-induced variance as a dummy in the GARCH equation (METHODS V-5), after Balaban and
 * Constantinou.
 *
 * H0: the mean over events of delta_i / h_i is zero, delta_i the rise of the conditional variance
 * inside the window, h_i the mean square of the event's estimation residuals.  Cross-sectional t, N
 * - 1 degrees of freedom, upper tail.  The mean equation is that of the estimation window.  The
 * variance runs on through time, so residuals of days after the event window are left out. */
#include "inference/garch_dummy.h"

#include <math.h>
#include <string.h>

#include "stats/sum.h"

es_na es_span_garch_dummy(const es_span *span, size_t i, bool with_mean, es_garch_dummy *out)
{
    const es_abnormal *ab = span->panel->ab;
    const es_sample *sample = ab->sample;
    size_t e = span->event[i], n = 0, n_window = 0;
    size_t first = (size_t)(span->window.first - sample->align.event.first);
    const double *u = es_abnormal_residuals(ab, e, span->panel->scratch),
                 *own = ab->fit[ab->row[e]].own;
    const es_garch start = {.omega = own[1], .arch = own[2], .garch = own[3]};
    size_t before = es_estimation_before(&sample->align.estimation, sample->align.event.first);
    double *r = ES_NEW(span->arena, sample->width, double);
    if (strcmp(ab->model->id, "garch11") != 0)
        return ES_NA_NEEDS_GARCH;
    if (!r)
        return ES_NA_NO_MEMORY;
    for (size_t t = 0; t < before; t++)
        if (!isnan(u[t]))
            r[n++] = u[t];
    for (size_t j = first; j < first + span->days; j++) {
        double ar = ab->ar[e * sample->n_tau + j];
        unsigned gap = es_sample_span(sample, ab->row[e], sample->n_est + j);
        if (isnan(ar))
            continue;
        r[n++] = ar / sqrt((double)gap);
        n_window++;
    }
    if (n == n_window || isnan(own[1])
        || !es_garch_dummy_fit(n, n_window, r, &start, with_mean, out))
        return ES_NA_UNDEFINED;
    return ES_NA_NONE;
}

static void run(const es_span *s, es_test_result *out)
{
    const es_abnormal *ab = s->panel->ab;
    double *rise = ES_NEW(s->arena, s->n, double), sd;
    if (!rise) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        es_garch_dummy fit;
        double sigma = ab->fit[ab->row[s->event[i]]].sigma;
        out->na = es_span_garch_dummy(s, i, false, &fit);
        if (out->na != ES_NA_NONE)
            return;
        rise[i] = fit.delta / (sigma * sigma);
    }
    sd = es_sd(s->n, rise);
    if (es_is_no_spread(sd, es_max_abs(s->n, rise))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    es_result_t(s, sqrt((double)s->n) * es_mean(s->n, rise) / sd, (double)(s->n - 1), out);
    out->p = es_p_t(out->statistic, out->df, ES_TAIL_UPPER);
}

const es_test es_test_avol_garch_t = {
    .id = "avol_garch_t",
    .title = "GARCH dummy t (volatility)",
    .number = "V-5",
    .null = "variance of the window is ordinary",
    .needs = "2 events, model garch11",
    .reference = "after Balaban and Constantinou (2006)",
    .flags = ES_WINDOWS_ONLY | ES_UPPER_TAIL,
    .min_events = 2,
    .run = run,
};
