/* Is the variance of the window larger than usual?  (METHODS V-1, V-2, V-4.)  Both need normal
 * returns: with fat tails prefer avol_rank_z.  p is the upper tail whatever the study's tail.
 *
 * avol_hs (Hilliard and Savickas): per day
 *   lambda = 1/N sum (N AR_i - sum AR)^2 / (N (N - 2) h_i + sum h), h = Var(AR), mean 1 under H0;
 *   sum (N_tau - 1) lambda_tau ~ chi^2 with sum (N_tau - 1) degrees of freedom.
 *   Variant hs_norm = n1 divides by N - 1.
 * avol_f (ours, in the spirit of Beaver): the pooled cross-sectional variance of SAR, each day
 * about its mean, over the pooled variance of the standardised estimation residuals; F. */
#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"
#include "stats/tail.h"

enum { LEAST_EVENTS = 3 }; /* METHODS E-4 */

/* AR and its variance of the events that have one on day j. */
static size_t gather_day(const es_panel *p, size_t j, double *ar, double *var)
{
    size_t n = 0, n_tau = p->ab->sample->n_tau;
    for (size_t i = 0; i < p->n; i++) {
        size_t at = (size_t)p->event[i] * n_tau + j;
        if (isnan(p->ab->ar[at]))
            continue;
        ar[n] = p->ab->ar[at];
        var[n++] = p->ab->var[at];
    }
    return n;
}

static double lambda(size_t n, const double *ar, const double *var, bool divide_by_n1)
{
    double size = (double)n, sum = es_sum(n, ar), variances = es_sum(n, var), total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double top = size * ar[i] - sum;
        total += top * top / (size * (size - 2.0) * var[i] + variances);
    }
    return total / (divide_by_n1 ? size - 1.0 : size);
}

/* Sum of (SAR - mean)^2 of one day. */
static double dispersion(size_t n, double *ar, const double *var)
{
    for (size_t i = 0; i < n; i++)
        ar[i] /= sqrt(var[i]);
    return es_sum_squares_about(n, ar, es_mean(n, ar));
}

/* Adds up (N - 1) lambda, or the dispersion, over the days with enough events. */
static bool sum_days(const es_span *s, bool hilliard_savickas, double *total, double *df)
{
    const es_panel *p = s->panel;
    size_t first = (size_t)(s->window.first - p->ab->sample->align.event.first);
    double *ar = ES_NEW(s->arena, 2 * p->n, double), *var = ar + p->n;
    *total = *df = 0.0;
    if (!ar)
        return false;
    for (size_t j = first; j < first + s->days; j++) {
        size_t n = gather_day(p, j, ar, var);
        if (n < LEAST_EVENTS)
            continue;
        *total += hilliard_savickas
                      ? (double)(n - 1) * lambda(n, ar, var, p->options->hs_norm == ES_HS_N1)
                      : dispersion(n, ar, var);
        *df += (double)(n - 1);
    }
    return true;
}

static void run_hs(const es_span *s, es_test_result *out)
{
    double total, df;
    if (!sum_days(s, true, &total, &df)) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    if (df == 0.0) {
        out->na = ES_NA_TOO_FEW;
        return;
    }
    out->statistic = total;
    out->df = df;
    out->p = es_p_chi_square(total, df);
}

/* The pooled variance of the standardised residuals: sum over events, and their degrees of freedom.
 */
static double usual_variance(const es_panel *p, double *df)
{
    size_t n_est = p->ab->sample->n_est;
    double total = 0.0;
    *df = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        const double *z = es_abnormal_standardised(p->ab, p->event[i], p->scratch);
        for (size_t t = 0; t < n_est; t++)
            if (!isnan(z[t]))
                total += z[t] * z[t];
        *df += p->ab->fit[es_panel_row(p, p->event[i])].df;
    }
    return total / *df;
}

static void run_f(const es_span *s, es_test_result *out)
{
    double total, df, usual, df2;
    if (!sum_days(s, false, &total, &df)) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    if (df == 0.0) {
        out->na = ES_NA_TOO_FEW;
        return;
    }
    usual = usual_variance(s->panel, &df2);
    out->statistic = total / df / usual;
    out->df = df;
    out->df2 = df2;
    out->p = es_p_f(out->statistic, df, df2);
}

/* V-4: one event's mean squared SAR, F(d, nu). */
static void run_event(const es_span *s, es_test_result *out)
{
    const es_abnormal *ab = s->panel->ab;
    size_t first = (size_t)(s->window.first - ab->sample->align.event.first), e = s->event[0];
    double total = 0.0;
    if (s->n != 1) {
        out->na = ES_NA_ONE_EVENT_ONLY;
        return;
    }
    for (size_t j = first; j < first + s->days; j++) {
        size_t at = e * ab->sample->n_tau + j;
        if (!isnan(ab->ar[at]))
            total += ab->ar[at] * ab->ar[at] / ab->var[at];
    }
    out->df = (double)s->d[0];
    out->df2 = ab->fit[ab->row[e]].df;
    out->statistic = total / out->df;
    out->p = es_p_f(out->statistic, out->df, out->df2);
}

const es_test es_test_avol_event_f = {
    .id = "avol_event_f",
    .title = "F of one event's squared SAR",
    .number = "V-4",
    .null = "variance of the window is ordinary",
    .needs = "exactly 1 event",
    .reference = "after Beaver (1968)",
    .flags = ES_UPPER_TAIL,
    .min_events = 1,
    .run = run_event,
};

const es_test es_test_avol_hs = {
    .id = "avol_hs",
    .title = "Hilliard-Savickas abnormal volatility",
    .number = "V-1",
    .null = "variance of the window is ordinary",
    .needs = "3 events",
    .reference = "Hilliard and Savickas (2002)",
    .flags = ES_UPPER_TAIL,
    .min_events = LEAST_EVENTS,
    .run = run_hs,
};

const es_test es_test_avol_f = {
    .id = "avol_f",
    .title = "F of cross-sectional variance",
    .number = "V-2",
    .null = "variance of the window is ordinary",
    .needs = "3 events",
    .reference = "after Beaver (1968)",
    .flags = ES_UPPER_TAIL,
    .min_events = LEAST_EVENTS,
    .run = run_f,
};
