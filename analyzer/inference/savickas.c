/* Savickas' test (METHODS S-26): the standardised cross-sectional t under GARCH forecasts.
 *
 * H0: the mean of CAR_i / sqrt(sum h_tau) is zero.  t with N - 1 degrees of freedom.  Computed
 * under a model with conditional variances (garch11, egarch11); elsewhere it is S-9 and is not
 * given.
 *
 * Variant savickas = joint: mean and variance of the window are dummies of the event's GARCH model,
 * as in the paper; S = d gamma / sqrt(sum h).  Not for one-day windows, whose variance dummy is
 * unidentified. */
#include <math.h>

#include "inference/garch_dummy.h"
#include "stats/sum.h"

static es_na joint(const es_span *s, double *scaled)
{
    if (s->days < 2)
        return ES_NA_UNDEFINED;
    for (size_t i = 0; i < s->n; i++) {
        es_garch_dummy fit;
        es_na na = s->d[i] < 2 ? ES_NA_UNDEFINED : es_span_garch_dummy(s, i, true, &fit);
        if (na != ES_NA_NONE)
            return na;
        scaled[i] = (double)s->d[i] * fit.gamma / sqrt(fit.sum_h);
    }
    return ES_NA_NONE;
}

static void run(const es_span *s, es_test_result *out)
{
    double *scaled = ES_NEW(s->arena, s->n, double), sd;
    if (!scaled) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    if (!s->panel->ab->model->forecast) {
        out->na = ES_NA_NEEDS_GARCH;
        return;
    }
    for (size_t i = 0; i < s->n; i++)
        scaled[i] = s->x[i] / sqrt(s->variance[i]);
    if (s->panel->options->savickas == ES_SAVICKAS_JOINT)
        out->na = joint(s, scaled);
    if (out->na != ES_NA_NONE)
        return;
    sd = es_sd(s->n, scaled);
    if (es_is_no_spread(sd, es_max_abs(s->n, scaled))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    es_result_t(s, sqrt((double)s->n) * es_mean(s->n, scaled) / sd, (double)(s->n - 1), out);
}

const es_test es_test_savickas_t = {
    .id = "savickas_t",
    .title = "Savickas t",
    .number = "S-26",
    .null = "mean CAR over GARCH scale is zero",
    .needs = "2 events, model garch11",
    .reference = "Savickas (2003)",
    .min_events = 2,
    .run = run,
};
