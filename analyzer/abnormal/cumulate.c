/* From days to windows: CAR and its variance (METHODS M-20..M-23), raw and buy-and-hold returns
 * (D-2, D-5, D-10, D-12). */
#include <math.h>
#include <string.h>

#include "abnormal/abnormal.h"

double es_quadratic(size_t p, const double *a, const double *x)
{
    double sum = 0.0;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            sum += x[i] * a[i * p + j] * x[j];
    return sum;
}

/* M-3 sigma, variant ma_pred: the market-adjusted models' scale is an estimate too. */
static double inflation(const es_abnormal_options *options, const es_fit *fit)
{
    return fit->p == 0 && options->ma_pred ? 1.0 + 1.0 / (double)fit->n : 1.0;
}

/* M-18: h_tau n_tau, from the last estimation row before the event window on; where all rows come
 * later, one day on from the first of them, whose variance is the mean of all (h_1 of M-16). */
static void forecast_days(const es_event_fit *e, const double *ar, double *var)
{
    const es_sample *sample = e->sample;
    const es_design *d = &e->design;
    size_t last = d->n_before ? d->n_before - 1 : 0;
    int32_t from = es_sample_step(sample, e->row, es_sample_day(sample, e->row, d->column[last]));
    es_forecast days = {.n = sample->n_tau,
                        .ahead = d->ahead,
                        .ar = ar,
                        .last_h = e->fit.h[last],
                        .last_residual = d->residual[last]};
    for (size_t j = 0; j < sample->n_tau; j++) {
        int32_t t =
            es_sample_step(sample, e->row, es_sample_day(sample, e->row, sample->n_est + j));
        d->ahead[j] = t > from ? (int)(t - from) : 1;
    }
    e->model->forecast(e->model, &e->fit, &e->options->fit, &days, var);
    for (size_t j = 0; j < sample->n_tau; j++)
        var[j] *= (double)es_sample_span(sample, e->row, sample->n_est + j);
}

void es_event_days(const es_event_fit *e, double *ar, double *var)
{
    const es_sample *sample = e->sample;
    const es_fit *fit = &e->fit;
    double sigma2 = fit->sigma * fit->sigma * inflation(e->options, fit);
    for (size_t j = 0; j < sample->n_tau; j++) {
        const double *x = e->design.event_x + j * fit->p;
        double v = (double)es_sample_span(sample, e->row, sample->n_est + j);
        ar[j] = e->design.event_y[j];
        for (size_t k = 0; k < fit->p; k++)
            ar[j] -= x[k] * fit->b[k];
        if (fit->p > 0 && e->options->pred_error != ES_PRED_NONE && !isnan(ar[j]))
            v += es_quadratic(fit->p, fit->xtx_inv, x);
        var[j] = sigma2 * v;
    }
    if (fit->conditional)
        forecast_days(e, ar, var);
}

/* The compounded legs of a window; a day missing in a leg's pair is skipped in both. */
typedef struct legs {
    double raw, market, paired_raw, expected, matched_raw, matched;
    bool any_matched;
} legs;

static void compound_day(const es_sample *s, size_t row, size_t c, double ar, legs *l)
{
    const es_market *m = s->market;
    double ret = s->ret[row][c], gross, bench;
    if (isnan(ret))
        return;
    gross = es_gross(ret, m->returns.type);
    l->raw *= gross;
    l->market *=
        es_gross(es_sample_compound(s, row, c, es_sample_day(s, row, c), m->ret), m->returns.type);
    if (!isnan(ar)) {
        l->paired_raw *= gross;
        l->expected *= es_gross(ret - ar, m->returns.type);
    }
    bench = s->benchmark[row] ? s->benchmark[row][c] : (double)NAN;
    if (!isnan(bench)) {
        l->matched_raw *= gross;
        l->matched *= es_gross(bench, m->returns.type);
        l->any_matched = true;
    }
}

static bool enough(const es_abnormal_options *options, size_t valid, size_t days)
{
    size_t least = (size_t)options->min_event_obs < days ? (size_t)options->min_event_obs : days;
    if (options->car_missing == ES_CAR_COMPLETE)
        least = days;
    return valid > 0 && valid >= least;
}

void es_event_window(const es_event_fit *e, const double *ar, const double *var, es_window window,
                     es_car *out)
{
    double total_x[ES_MAX_COEFFICIENTS] = {0}, days = 0.0, diagonal = 0.0, car = 0.0, csar = 0.0;
    const es_sample *sample = e->sample;
    const es_abnormal_options *options = e->options;
    const es_fit *fit = &e->fit;
    double sigma2 = fit->sigma * fit->sigma * inflation(options, fit);
    size_t first = (size_t)(window.first - sample->align.event.first);
    size_t last = (size_t)(window.last - sample->align.event.first), valid = 0;
    legs l = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, false};
    for (size_t j = first; j <= last; j++) {
        compound_day(sample, e->row, sample->n_est + j, ar[j], &l);
        if (isnan(ar[j]))
            continue;
        valid++;
        car += ar[j];
        csar += ar[j] / sqrt(var[j]);
        diagonal += var[j];
        days += (double)es_sample_span(sample, e->row, sample->n_est + j);
        for (size_t k = 0; k < fit->p; k++)
            total_x[k] += e->design.event_x[j * fit->p + k];
    }
    memset(out, 0, sizeof *out);
    out->n_days = (uint16_t)valid;
    if (!enough(options, valid, last - first + 1)) {
        out->car = out->variance = out->csar = out->raw = out->market = (double)NAN;
        out->bhar_model = out->bhar_market = out->bhar_matched = (double)NAN;
        return;
    }
    out->car = car;
    out->csar = csar;
    if (options->pred_error == ES_PRED_FULL && options->car_var == ES_CAR_VAR_FULL
        && !fit->conditional)
        out->variance = sigma2 * (days + es_quadratic(fit->p, fit->xtx_inv, total_x));
    else
        out->variance = diagonal;
    out->raw = l.raw - 1.0;
    out->market = l.market - 1.0;
    out->bhar_model = l.paired_raw - l.expected;
    out->bhar_market = l.raw - l.market;
    out->bhar_matched = l.any_matched ? l.matched_raw - l.matched : (double)NAN;
}
