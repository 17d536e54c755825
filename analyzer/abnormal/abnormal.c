#include "abnormal/abnormal.h"

#include <math.h>
#include <string.h>

#include "stats/serial.h"
#include "stats/sum.h"

/* The writable side of an es_abnormal while it is made. */
typedef struct builder {
    const es_sample *s;
    es_abnormal *a;
    es_fit_record *fit;
    double *b;
    uint32_t *row;
    double *ar, *var, *residual;
    es_car *car;
} builder;

static es_status open_builder(builder *k, es_arena *arena, es_arena *residual_arena, es_error *err)
{
    const es_sample *s = k->s;
    size_t n_windows = k->a->options.n_windows;
    k->fit = ES_NEW(arena, s->n, es_fit_record);
    k->b = ES_NEW(arena, s->n * (k->a->columns.p ? k->a->columns.p : 1), double);
    k->row = ES_NEW(arena, s->n, uint32_t);
    k->ar = es_arena_alloc_raw(arena, s->n * s->n_tau, sizeof(double));
    k->var = es_arena_alloc_raw(arena, s->n * s->n_tau, sizeof(double));
    k->car = es_arena_alloc_raw(arena, s->n * n_windows, sizeof(es_car));
    k->residual = es_arena_alloc_raw(residual_arena, s->n * s->n_est, sizeof(double));
    if (es_arena_failed(arena) || es_arena_failed(residual_arena))
        return es_fail_memory(err);
    k->a->fit = k->fit;
    k->a->b = k->b;
    k->a->row = k->row;
    k->a->ar = k->ar;
    k->a->var = k->var;
    k->a->car = k->car;
    k->a->residual = k->residual;
    return ES_OK;
}

/* T-6: parameters that are estimated, the one of a mere scale included. */
static size_t least_observations(const es_columns *columns, const es_abnormal_options *options)
{
    size_t k = columns->p ? columns->p : 1;
    size_t least = (size_t)options->min_estimation_obs;
    return least > k + 3 ? least : k + 3;
}

es_outcome es_event_fit_row(es_event_fit *e)
{
    es_regression regression;
    es_design *d = &e->design;
    d->n = 0;
    if (e->columns->lhs == ES_LHS_LESS_BENCHMARK && !e->sample->benchmark[e->row])
        return ES_UNKNOWN_BENCHMARK;
    es_design_fill(e->sample, e->row, e->columns, d);
    if (d->n < least_observations(e->columns, e->options))
        return ES_INSUFFICIENT_ESTIMATION;
    regression = es_design_regression(d, e->columns);
    e->model->fit(e->model, &regression, &e->options->fit, d->work, &e->fit, d->residual);
    if (e->fit.status == ES_FIT_SINGULAR)
        return ES_SINGULAR_DESIGN;
    if (e->fit.status == ES_FIT_NO_VARIANCE)
        return ES_ZERO_VARIANCE;
    for (size_t j = 0; j < e->sample->n_tau; j++)
        if (!isnan(d->event_y[j]))
            return ES_USED;
    return ES_NO_EVENT_WINDOW_DATA;
}

/* G-1..G-6 on the scaled residuals. */
static void diagnose(const es_design *d, const es_fit *fit, es_fit_record *record)
{
    enum { LJUNG_BOX_LAGS = 10, ARCH_LAGS = 5 };
    double total = es_sum_squares_about(d->n, d->y, es_mean(d->n, d->y));
    record->r2 = total > 0.0 ? 1.0 - es_sum_squares(d->n, d->residual) / total : (double)NAN;
    record->dw = es_durbin_watson(d->n, d->residual);
    record->ljung_box_p = es_ljung_box_p(d->n, d->residual, LJUNG_BOX_LAGS, d->work);
    record->arch_lm_p = es_arch_lm_p(d->n, d->residual, ARCH_LAGS, d->work);
    record->jarque_bera_p = es_jarque_bera_p(d->n, d->residual);
    record->zero_return_share = (double)d->n_zero_returns / (double)d->n_valid_returns;
    record->df = fit->df;
    record->sigma = fit->sigma;
}

/* Stores what a used event contributes, as event number a->n. */
static void store_event(builder *k, const es_event_fit *e)
{
    es_abnormal *a = k->a;
    size_t i = a->n++, n_tau = k->s->n_tau, n_est = k->s->n_est;
    double *ar = k->ar + i * n_tau, *var = k->var + i * n_tau, *u = k->residual + i * n_est;
    k->row[i] = (uint32_t)e->row;
    es_event_days(e, ar, var);
    for (size_t w = 0; w < a->options.n_windows; w++)
        es_event_window(e, ar, var, a->options.window[w], &k->car[i * a->options.n_windows + w]);
    for (size_t c = 0; e->design.n < n_est && c < n_est; c++)
        u[c] = (double)NAN;
    for (size_t r = 0; r < e->design.n; r++)
        u[e->design.column[r]] = e->design.residual[r];
}

static uint32_t count_event_days(const es_design *d, size_t n_tau)
{
    uint32_t n = 0;
    for (size_t j = 0; j < n_tau; j++)
        if (!isnan(d->event_y[j]))
            n++;
    return n;
}

static void fit_row(builder *k, es_event_fit *e)
{
    es_fit_record *record = &k->fit[e->row];
    record->outcome = es_event_fit_row(e);
    record->n = (uint32_t)e->design.n;
    if (record->outcome != ES_UNKNOWN_BENCHMARK)
        record->n_event = count_event_days(&e->design, k->s->n_tau);
    if (record->outcome != ES_USED)
        return;
    memcpy(k->b + e->row * e->columns->p, e->fit.b, e->columns->p * sizeof *e->fit.b);
    diagnose(&e->design, &e->fit, record);
    store_event(k, e);
}

es_status es_abnormal_compute(const es_abnormal_task *task, es_arena *arena,
                              es_arena *residual_arena, es_abnormal **out, es_error *err)
{
    es_abnormal *a = ES_NEW(arena, 1, es_abnormal);
    es_event_fit *e = ES_NEW(arena, 1, es_event_fit);
    builder k = {.s = task->sample, .a = a};
    es_status status;
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    a->sample = task->sample;
    a->model = task->model;
    a->columns = *task->columns;
    a->options = *task->options;
    e->sample = a->sample;
    e->model = a->model;
    e->columns = &a->columns;
    e->options = &a->options;
    status = open_builder(&k, arena, residual_arena, err);
    if (!status)
        status = es_design_alloc(a->sample, a->columns.p, arena, &e->design, err);
    for (e->row = 0; e->row < a->sample->n && !status; e->row++)
        fit_row(&k, e);
    *out = a;
    return status;
}
