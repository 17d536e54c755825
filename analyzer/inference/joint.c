/* Several dates of one firm tested together, with their covariance (our own construction on METHODS
 * M-1, M-20, M-21).
 *
 * H0: every CAR is zero (joint_f), or their sum is (joint_t).  Estimation and event windows of one
 * firm's events overlap, so that their CARs share errors.  Each CAR is a linear form in the daily
 * errors: +1 on the days of its window, -s' (X'X)^-1 x_t on the days of its estimation window, s
 * the sum of the window's regressors.  With A these forms as rows, Cov(CAR) = sigma^2 A A', sigma^2
 * the mean over the events: joint_f = CAR' (A A')^-1 CAR / (m sigma^2), F(m, nu);  joint_t = sum
 * CAR / sqrt(sigma^2 1' A A' 1), t(nu), nu the smallest of the events'.  Exact for normal errors of
 * one variance when the estimation windows are the same; a good approximation when they nearly are.
 */
#include <math.h>
#include <string.h>

#include "inference/test.h"
#include "stats/least_squares.h"
#include "stats/sum.h"

typedef struct forms {
    const es_span *s;
    size_t m, days, p;    /* events, calendar days, regressors */
    double *a;            /* m x days */
    double *x, *y, *work; /* one event's estimation rows */
    double cov[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    double sigma2, nu;
} forms;

static bool one_security(const es_span *s)
{
    const es_sample *sample = s->panel->ab->sample;
    for (size_t i = 1; i < s->n; i++)
        if (sample->data->event[sample->event[es_panel_row(s->panel, s->event[i])]].series
            != sample->data->event[sample->event[es_panel_row(s->panel, s->event[0])]].series)
            return false;
    return true;
}

/* The regressors of one day, over the span of its return. */
static void regressors_of(const es_abnormal *ab, size_t row, size_t c, double *x)
{
    const es_sample *s = ab->sample;
    for (size_t k = 0; k < ab->columns.p; k++)
        x[k] = ab->columns.series[k]
                   ? es_sample_compound(s, row, c, es_sample_day(s, row, c), ab->columns.series[k])
                   : (double)es_sample_span(s, row, c);
}

/* s' (X'X)^-1 and the estimation part of row i; false when the design is singular. */
static bool add_estimation(forms *k, size_t i, const double *total)
{
    const es_abnormal *ab = k->s->panel->ab;
    const es_sample *sample = ab->sample;
    size_t e = k->s->event[i], row = ab->row[e], n = 0;
    const double *u = es_abnormal_residuals(ab, e, k->s->panel->scratch);
    double x[ES_MAX_COEFFICIENTS], b[ES_MAX_COEFFICIENTS];
    double inverse[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    size_t rows = ab->fit[row].n;
    for (size_t c = 0; c < sample->n_est; c++) {
        unsigned span = es_sample_span(sample, row, c);
        if (isnan(u[c]))
            continue;
        regressors_of(ab, row, c, x);
        for (size_t j = 0; j < k->p; j++)
            k->x[j * rows + n] = x[j] / sqrt((double)span);
        k->y[n++] = u[c];
    }
    if (!es_least_squares(n, k->p, k->x, k->y, k->work, b, inverse))
        return false;
    n = 0;
    for (size_t c = 0; c < sample->n_est; c++) {
        double weight = 0.0;
        if (isnan(u[c]))
            continue;
        for (size_t j = 0; j < k->p; j++)
            for (size_t l = 0; l < k->p; l++)
                weight += total[j] * inverse[j * k->p + l] * k->x[l * rows + n];
        k->a[i * k->days + (size_t)es_sample_day(sample, row, c)] -= weight;
        n++;
    }
    return true;
}

static bool fill_form(forms *k, size_t i)
{
    const es_abnormal *ab = k->s->panel->ab;
    const es_sample *sample = ab->sample;
    size_t e = k->s->event[i], row = ab->row[e];
    size_t first = (size_t)(k->s->window.first - sample->align.event.first);
    double total[ES_MAX_COEFFICIENTS] = {0}, x[ES_MAX_COEFFICIENTS];
    for (size_t j = first; j < first + k->s->days; j++) {
        unsigned span = es_sample_span(sample, row, sample->n_est + j);
        int32_t t = es_sample_day(sample, row, sample->n_est + j);
        if (isnan(ab->ar[e * sample->n_tau + j]))
            continue;
        k->a[i * k->days + (size_t)t] += sqrt((double)span);
        regressors_of(ab, row, sample->n_est + j, x);
        for (size_t c = 0; c < k->p; c++)
            total[c] += x[c];
    }
    return k->p == 0 || add_estimation(k, i, total);
}

/* Cov(CAR) / sigma^2, sigma^2 and nu. */
static bool build(forms *k)
{
    const es_abnormal *ab = k->s->panel->ab;
    k->sigma2 = 0.0;
    k->nu = HUGE_VAL;
    for (size_t i = 0; i < k->m; i++) {
        const es_fit_record *fit = &ab->fit[ab->row[k->s->event[i]]];
        k->sigma2 += fit->sigma * fit->sigma / (double)k->m;
        k->nu = fmin(k->nu, fit->df);
        if (!fill_form(k, i))
            return false;
    }
    for (size_t i = 0; i < k->m; i++)
        for (size_t j = 0; j < k->m; j++)
            k->cov[i * k->m + j] = es_dot(k->days, k->a + i * k->days, k->a + j * k->days);
    return true;
}

/* False with a reason when the test does not apply. */
static bool open_forms(const es_span *s, forms *k, es_test_result *out)
{
    const es_abnormal *ab = s->panel->ab;
    size_t n_est = ab->sample->n_est;
    *k = (forms){.s = s, .m = s->n, .days = ab->sample->market->calendar.n, .p = ab->columns.p};
    if (!one_security(s) || s->n > ES_MAX_COEFFICIENTS || ab->model->forecast) {
        out->na = ES_NA_ONE_SECURITY_ONLY;
        return false;
    }
    k->a = ES_NEW(s->arena, k->m * k->days, double);
    k->x = ES_NEW(s->arena, n_est * (k->p + 1), double);
    k->y = ES_NEW(s->arena, n_est, double);
    k->work = ES_NEW(s->arena, n_est * (k->p + 1), double);
    if (es_arena_failed(s->arena))
        out->na = ES_NA_NO_MEMORY;
    else if (!build(k))
        out->na = ES_NA_UNDEFINED;
    return out->na == ES_NA_NONE;
}

static void run_f(const es_span *s, es_test_result *out)
{
    double work[ES_MAX_COEFFICIENTS * (ES_MAX_COEFFICIENTS + 1)], solved[ES_MAX_COEFFICIENTS];
    double inverse[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    forms k;
    if (!open_forms(s, &k, out))
        return;
    if (!es_least_squares(k.m, k.m, k.cov, s->x, work, solved, inverse)) {
        out->na = ES_NA_UNDEFINED; /* the same window twice */
        return;
    }
    out->statistic = es_dot(k.m, s->x, solved) / ((double)k.m * k.sigma2);
    out->df = (double)k.m;
    out->df2 = k.nu;
    out->p = es_p_f(out->statistic, out->df, k.nu);
}

static void run_t(const es_span *s, es_test_result *out)
{
    forms k;
    if (open_forms(s, &k, out))
        es_result_t(s, es_sum(k.m, s->x) / sqrt(k.sigma2 * es_sum(k.m * k.m, k.cov)), k.nu, out);
}

const es_test es_test_joint_f = {
    .id = "joint_f",
    .title = "Joint F of one firm's events",
    .number = "M-20, M-21",
    .null = "every CAR of the firm is zero",
    .needs = "2 to 24 events of one security",
    .reference = "Campbell, Lo and MacKinlay (1997)",
    .flags = ES_WINDOWS_ONLY,
    .min_events = 2,
    .run = run_f,
};

const es_test es_test_joint_t = {
    .id = "joint_t",
    .title = "t of the sum of one firm's CARs",
    .number = "M-20, M-21",
    .null = "the sum of the firm's CARs is zero",
    .needs = "2 to 24 events of one security",
    .reference = "Campbell, Lo and MacKinlay (1997)",
    .flags = ES_WINDOWS_ONLY,
    .min_events = 2,
    .run = run_t,
};
