/* Patell's Z and its correction for cross-correlation (METHODS S-7, S-8).
 *
 * H0: the mean standardised CAR is zero.  A standardised AR of an event with nu degrees of freedom
 * has variance Q = nu / (nu - 2).  One day: Z = sum SAR / sqrt(sum Q).  More days:
 * Z = 1/sqrt(N) sum CSAR_i / sqrt(d_i Q_i).  N(0,1) for independent events without event-induced
 * variance; the adjusted form divides by sqrt(1 + (N - 1) r-bar) (Kolari and Pynnönen 2010). */
#include <math.h>

#include "inference/test.h"

/* Q_i, or NaN for an event with too few degrees of freedom (E-8). */
static double q_of(const es_span *s, uint32_t event)
{
    const es_abnormal *ab = s->panel->ab;
    const es_fit_record *fit = &ab->fit[ab->row[event]];
    double top = fit->df, bottom = fit->df - 2.0;
    if (s->panel->options->patell_q == ES_PATELL_Q_LITERAL) {
        top = (double)fit->n - 2.0;
        bottom = (double)fit->n - 4.0;
    }
    return bottom > 0.0 ? top / bottom : (double)NAN;
}

typedef struct sums {
    double csar, dq; /* sum CSAR, sum d Q */
    double scaled;   /* sum CSAR / sqrt(d Q), where not pooled */
    size_t n;
} sums;

/* One sum over all events, of which one day is an example, or events one by one? */
static bool is_pooled(const es_span *s)
{
    return s->days == 1 || s->panel->options->patell_agg == ES_PATELL_POOLED;
}

static sums add_up(const es_span *s)
{
    bool pooled = is_pooled(s);
    sums t = {0.0, 0.0, 0.0, 0};
    for (size_t i = 0; i < s->n; i++) {
        double q = q_of(s, s->event[i]), d = (double)s->d[i];
        if (isnan(q))
            continue;
        t.csar += s->csar[i];
        t.dq += d * q;
        if (!pooled)
            t.scaled += s->csar[i] / sqrt(d * q);
        t.n++;
    }
    return t;
}

/* Variants of section 12: the variance sum runs over all events of the panel although only the
 * valid ones are in the numerator, which is scaled up or not. */
static void count_all(const es_span *s, sums *t)
{
    double dq = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < s->panel->n; i++) {
        double q = q_of(s, s->panel->event[i]);
        if (isnan(q))
            continue;
        dq += (double)s->days * q;
        n++;
    }
    if (s->panel->options->patell_missing == ES_PATELL_SCALED) {
        t->csar *= (double)n / (double)t->n;
        t->scaled *= (double)n / (double)t->n;
    }
    t->dq = dq;
    t->n = n;
}

static double patell(const es_span *s, es_test_result *out)
{
    sums t = add_up(s);
    if (t.n == 0) {
        out->na = ES_NA_TOO_FEW;
        return (double)NAN;
    }
    if (s->panel->options->patell_missing != ES_PATELL_VALID)
        count_all(s, &t);
    return is_pooled(s) ? t.csar / sqrt(t.dq) : t.scaled / sqrt((double)t.n);
}

static void run_plain(const es_span *s, es_test_result *out)
{
    es_result_z(s, patell(s, out), out);
}

static void run_adjusted(const es_span *s, es_test_result *out)
{
    double z = patell(s, out), inflation = 1.0 + ((double)s->n - 1.0) * s->rbar;
    out->rbar = s->rbar;
    if (!es_is_usable_correlation(s->rbar, s->n)) { /* E-14 */
        out->na = ES_NA_KP_UNDEFINED;
        return;
    }
    es_result_z(s, z / sqrt(inflation), out);
}

const es_test es_test_patell_z = {
    .id = "patell_z",
    .title = "Patell Z",
    .number = "S-7",
    .null = "mean standardised CAR is zero",
    .needs = "1 event",
    .reference = "Patell (1976)",
    .headline = true,
    .flags = ES_ON_VOLUME_TOO,
    .min_events = 1,
    .run = run_plain,
};

const es_test es_test_patell_z_adj = {
    .id = "patell_z_adj",
    .title = "Patell Z adjusted for cross-correlation",
    .number = "S-8",
    .null = "mean standardised CAR is zero",
    .needs = "2 events",
    .reference = "Kolari and Pynnönen (2010)",
    .flags = ES_NEEDS_CORRELATION,
    .min_events = 2,
    .run = run_adjusted,
};
