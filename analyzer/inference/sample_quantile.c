/* Sample quantile tests for a single event (METHODS S-28): no normality assumed.
 *
 * H0: the abnormal return is an ordinary draw.  p = (1 + number of estimation residuals at least as
 * extreme) / (M + 1); a window is held against the overlapping sums of as many consecutive
 * residuals (sq_sums, our extension).  Two-sided: twice the smaller tail. */
#include "inference/sample_quantile.h"

#include <math.h>

#include "inference/test.h"

double es_sample_quantile_p(size_t n, const double *u, size_t days, double value, es_tail tail,
                            size_t *m)
{
    size_t lower = 0, upper = 0;
    double below, above;
    *m = 0;
    for (size_t t = 0; t + days <= n; t++) {
        double sum = 0.0;
        for (size_t k = t; k < t + days; k++)
            sum += u[k];
        if (isnan(sum))
            continue;
        (*m)++;
        lower += sum <= value;
        upper += sum >= value;
    }
    if (*m == 0)
        return (double)NAN;
    below = (1.0 + (double)lower) / ((double)*m + 1.0);
    above = (1.0 + (double)upper) / ((double)*m + 1.0);
    if (tail == ES_TAIL_UPPER)
        return above;
    return tail == ES_TAIL_LOWER ? below : fmin(1.0, 2.0 * fmin(below, above));
}

static void run(const es_span *s, es_test_result *out)
{
    const es_abnormal *ab = s->panel->ab;
    size_t n_est = ab->sample->n_est, m;
    if (s->n != 1) {
        out->na = ES_NA_ONE_EVENT_ONLY;
        return;
    }
    out->p = es_sample_quantile_p(n_est, es_abnormal_residuals(ab, s->event[0], s->panel->scratch),
                                  s->d[0], s->x[0], (es_tail)s->panel->options->tail, &m);
    out->statistic = s->x[0];
    if (m == 0)
        out->na = ES_NA_UNDEFINED;
}

static void run_day(const es_span *s, es_test_result *out)
{
    if (s->n == 1 && s->days > 1)
        out->na = ES_NA_ONE_DAY_ONLY; /* sq_sums takes windows */
    else
        run(s, out);
}

const es_test es_test_sq = {
    .id = "sq",
    .title = "Sample quantile (one event, one day)",
    .number = "S-28",
    .null = "AR is an ordinary draw",
    .needs = "exactly 1 event, 1 day",
    .reference = "Gelbach, Helland and Klick (2013)",
    .min_events = 1,
    .run = run_day,
};

const es_test es_test_sq_sums = {
    .id = "sq_sums",
    .title = "Sample quantile of sums (one event)",
    .number = "S-28",
    .null = "CAR is an ordinary sum of days",
    .needs = "exactly 1 event",
    .reference = "after Gelbach, Helland and Klick (2013)",
    .min_events = 1,
    .run = run,
};
