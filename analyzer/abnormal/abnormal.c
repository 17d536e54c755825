#include "abnormal/abnormal.h"

#include <math.h>
#include <string.h>

#include "abnormal/whiten.h"
#include "base/fleet.h"
#include "base/wide.h"
#include "stats/serial.h"
#include "stats/sum.h"

/* The writable side of an es_abnormal while it is made. */
typedef struct builder {
    const es_sample *s;
    es_abnormal *a;
    es_fit_record *fit;
    double *b;
    uint32_t *row;
    double *ar, *var, *residual, *standard;
    const double **kept; /* lean */
    es_car *car;
    es_event_fit *fitter; /* one per worker, */
    es_arena **keep;      /* and an arena for the residuals that it keeps */
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
    if (k->a->options.lean)
        k->a->kept = k->kept = ES_NEW(residual_arena, s->n, const double *);
    else
        k->residual = es_arena_alloc_raw(residual_arena, s->n * s->n_est, sizeof(double));
    if (k->a->model->forecast || k->a->options.est_std == ES_EST_INTERNAL)
        k->standard = es_arena_alloc_raw(residual_arena, s->n * s->n_est, sizeof(double));
    if (es_arena_failed(arena) || es_arena_failed(residual_arena))
        return es_fail_memory(err);
    k->a->standard = k->standard;
    k->a->fit = k->fit;
    k->a->b = k->b;
    k->a->row = k->row;
    k->a->ar = k->ar;
    k->a->var = k->var;
    k->a->car = k->car;
    k->a->residual = k->residual;
    return ES_OK;
}

/* T-6: k counts the parameters of the mean, and of the variance where it has a model. */
static size_t least_observations(const es_event_fit *e)
{
    size_t k = e->model->parameters ? e->model->parameters : e->columns->p;
    size_t least = (size_t)e->options->min_estimation_obs;
    return least > k + 3 ? least : k + 3;
}

static es_outcome outcome_of(es_fit_status status)
{
    static const es_outcome outcome[] = {
        [ES_FIT_OK] = ES_USED,
        [ES_FIT_SINGULAR] = ES_SINGULAR_DESIGN,
        [ES_FIT_NO_VARIANCE] = ES_ZERO_VARIANCE,
        [ES_FIT_SW_UNSTABLE] = ES_SW_UNSTABLE,
        [ES_FIT_GARCH_FAILED] = ES_GARCH_FAILED,
    };
    return outcome[status];
}

es_outcome es_event_fit_row(es_event_fit *e)
{
    es_regression regression;
    es_design *d = &e->design;
    d->n = 0;
    if (e->columns->lhs == ES_LHS_LESS_BENCHMARK && !e->sample->benchmark[e->row])
        return ES_UNKNOWN_BENCHMARK;
    es_design_fill(e->sample, e->row, e->columns, d);
    if (d->n < least_observations(e))
        return ES_INSUFFICIENT_ESTIMATION;
    regression = es_design_regression(d, e->columns);
    e->fit.h = d->h;
    e->fit.conditional = false;
    e->fit.rho = 0.0;
    for (size_t k = 0; k < ES_MODEL_OWN; k++)
        e->fit.own[k] = (double)NAN;
    e->model->fit(e->model, &regression, &e->options->fit, d->work, &e->fit, d->residual);
    if (e->fit.status != ES_FIT_OK)
        return outcome_of(e->fit.status);
    if (e->fit.rho != 0.0)
        es_whiten_event_days(e->sample, e->row, e->fit.rho, e->fit.p, d);
    for (size_t j = 0; j < e->sample->n_tau; j++)
        if (!isnan(d->event_y[j]))
            return ES_USED;
    return ES_NO_EVENT_WINDOW_DATA;
}

/* G-1..G-6 on the scaled residuals. */
static void diagnose(const es_design *d, const es_fit *fit, bool brief, es_fit_record *record)
{
    enum { LJUNG_BOX_LAGS = 10, ARCH_LAGS = 5 };
    double total = es_sum_squares_about(d->n, d->y, es_mean(d->n, d->y));
    record->r2 = total > 0.0 ? 1.0 - es_sum_squares(d->n, d->residual) / total : (double)NAN;
    record->arch_lm_p = es_arch_lm_p(d->n, d->residual, ARCH_LAGS, d->work);
    record->dw = record->ljung_box_p = record->jarque_bera_p = (double)NAN;
    if (!brief) {
        record->dw = es_durbin_watson(d->n, d->residual);
        record->ljung_box_p = es_ljung_box_p(d->n, d->residual, LJUNG_BOX_LAGS, d->work);
        record->jarque_bera_p = es_jarque_bera_p(d->n, d->residual);
    }
    record->zero_return_share = (double)d->n_zero_returns / (double)d->n_valid_returns;
    record->df = fit->df;
    record->sigma = fit->sigma;
    memcpy(record->own, fit->own, sizeof record->own);
}

/* x' A x of every row of x (n-by-p, column-major), in the order of es_quadratic but column by
 * column, so that rows are done side by side. */
ES_WIDE static void quadratic_rows(size_t n, size_t p, const double *restrict a,
                                   const double *restrict x, double *restrict h)
{
    memset(h, 0, n * sizeof *h);
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            for (size_t r = 0; r < n; r++)
                h[r] += x[i * n + r] * a[i * p + j] * x[j * n + r];
}

/* Of rows with leverages h and residuals u: those beyond four studentised residuals and, unless
 * nothing is estimated but the scale, the largest leverage and Cook's distance
 * u^2 h / (k sigma^2 (1 - h)^2). */
ES_WIDE static void sum_influence(size_t n, const double *restrict h, const double *restrict u,
                                  const es_fit *fit, es_fit_record *record)
{
    static const double OUTLYING = 4.0;
    double most_h = 0.0, most_cook = 0.0, sigma2 = fit->sigma * fit->sigma;
    double outlying = OUTLYING * OUTLYING * sigma2;
    size_t outliers = 0;
    for (size_t r = 0; r < n; r++) {
        double left = 1.0 - h[r], u2 = u[r] * u[r], cook = u2 * h[r] / (left * left);
        most_h = h[r] > most_h ? h[r] : most_h;
        most_cook = cook > most_cook ? cook : most_cook;
        outliers += u2 > outlying * left;
    }
    if (fit->p > 0) {
        record->max_leverage = most_h;
        record->max_cook = most_cook / ((double)fit->p * sigma2);
    }
    record->n_outliers = (uint32_t)outliers;
}

/* G-7 */
static void find_influence(const es_design *d, const es_fit *fit, bool brief, es_fit_record *record)
{
    record->max_leverage = record->max_cook = (double)NAN;
    if (brief)
        return;
    quadratic_rows(d->n, fit->p, fit->xtx_inv, d->x, d->work);
    sum_influence(d->n, d->work, d->residual, fit, record);
}

/* D-3: what the residual of estimation row r is divided by; NaN for a row that alone settles a
 * coefficient (leverage 1), which has no residual of its own. */
static double divisor(const es_event_fit *e, size_t r)
{
    static const double NOTHING = 1e-10;
    const es_design *d = &e->design;
    double x[ES_MAX_COEFFICIENTS], left;
    if (e->fit.conditional)
        return sqrt(e->fit.h[r]);
    if (e->options->est_std != ES_EST_INTERNAL || e->fit.p == 0)
        return e->fit.sigma;
    for (size_t k = 0; k < e->fit.p; k++)
        x[k] = d->x[k * d->n + r];
    left = 1.0 - es_quadratic(e->fit.p, e->fit.xtx_inv, x);
    return left > NOTHING ? e->fit.sigma * sqrt(left) : (double)NAN;
}

/* Can es_design_residuals tell the residuals of this event, to the last bit? */
static bool residuals_follow(const es_event_fit *e)
{
    const es_design *d = &e->design;
    if (!d->dense)
        return false;
    es_design_residuals(e->sample, e->row, e->columns, e->fit.b, d->work);
    return memcmp(d->work, d->residual, d->n * sizeof *d->work) == 0;
}

/* Where the residuals of an event go; NULL: nowhere, they follow. */
static double *place_residuals(const builder *k, const es_event_fit *e, size_t worker)
{
    double *place;
    if (k->residual)
        return k->residual + e->row * k->s->n_est;
    if (residuals_follow(e))
        return NULL;
    place = es_arena_alloc_raw(k->keep[worker], k->s->n_est, sizeof *place);
    k->kept[e->row] = place;
    return place;
}

/* Stores what a used event contributes, in the place of its row for now. */
static void store_event(const builder *k, const es_event_fit *e, size_t worker)
{
    const es_abnormal *a = k->a;
    size_t i = e->row, n_tau = k->s->n_tau, n_est = k->s->n_est;
    double *ar = k->ar + i * n_tau, *var = k->var + i * n_tau;
    double *u = place_residuals(k, e, worker);
    es_event_days(e, ar, var);
    for (size_t w = 0; w < a->options.n_windows; w++)
        es_event_window(e, ar, var, a->options.window[w], &k->car[i * a->options.n_windows + w]);
    for (size_t c = 0; u && e->design.n < n_est && c < n_est; c++)
        u[c] = (double)NAN;
    for (size_t r = 0; u && r < e->design.n; r++)
        u[e->design.column[r]] = e->design.residual[r];
    for (size_t c = 0; k->standard && c < n_est; c++)
        k->standard[i * n_est + c] = (double)NAN;
    for (size_t r = 0; k->standard && r < e->design.n; r++)
        k->standard[i * n_est + e->design.column[r]] = e->design.residual[r] / divisor(e, r);
}

static uint32_t count_event_days(const es_design *d, size_t n_tau)
{
    uint32_t n = 0;
    for (size_t j = 0; j < n_tau; j++)
        if (!isnan(d->event_y[j]))
            n++;
    return n;
}

static void fit_row(const builder *k, es_event_fit *e, size_t worker)
{
    es_fit_record *record = &k->fit[e->row];
    record->outcome = es_event_fit_row(e);
    record->n = (uint32_t)e->design.n;
    if (record->outcome != ES_UNKNOWN_BENCHMARK)
        record->n_event = count_event_days(&e->design, k->s->n_tau);
    if (record->outcome != ES_USED)
        return;
    memcpy(k->b + e->row * e->columns->p, e->fit.b, e->columns->p * sizeof *e->fit.b);
    diagnose(&e->design, &e->fit, e->options->brief, record);
    find_influence(&e->design, &e->fit, e->options->brief, record);
    store_event(k, e, worker);
}

/* Asks for the beginning of an array; when that is read the processor itself asks for the rest, and
 * more requests at a time would be waited for. */
static void expect(size_t n, const double *x)
{
    enum { CACHE_LINE = 64 / sizeof(double), MOST = 16 };
    for (size_t i = 0; i < n && i < MOST * CACHE_LINE; i += CACHE_LINE)
        __builtin_prefetch(x + i);
}

static es_status fit_rows(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const builder *k = context;
    es_event_fit *e = &k->fitter[worker];
    for (e->row = first; e->row < last; e->row++) {
        if (e->row + 1 < last)
            expect(k->s->width, k->s->ret[e->row + 1]);
        fit_row(k, e, worker);
    }
    return es_arena_failed(k->keep[worker]) ? es_fail_memory(err) : ES_OK;
}

static void share_rows(void *array, size_t width, size_t first, size_t last, es_parcel *p)
{
    if (array)
        es_parcel_once(p, (char *)array + first * width, (last - first) * width);
}

/* What fit_rows makes of rows first .. last - 1 where it is lean. */
static void share_fits(void *context, size_t worker, size_t first, size_t last, es_parcel *p)
{
    const builder *k = context;
    size_t n_tau = k->s->n_tau, n_est = k->s->n_est;
    (void)worker;
    share_rows(k->fit, sizeof *k->fit, first, last, p);
    share_rows(k->b, k->a->columns.p * sizeof *k->b, first, last, p);
    share_rows(k->ar, n_tau * sizeof *k->ar, first, last, p);
    share_rows(k->var, n_tau * sizeof *k->var, first, last, p);
    share_rows(k->car, k->a->options.n_windows * sizeof *k->car, first, last, p);
    share_rows(k->standard, n_est * sizeof *k->standard, first, last, p);
    for (size_t row = first; row < last; row++)
        k->kept[row] = es_parcel_array(p, k->kept[row], n_est * sizeof(double), k->keep[0]);
}

static void move(double *array, size_t width, size_t to, size_t from)
{
    if (array && to != from)
        memcpy(array + to * width, array + from * width, width * sizeof *array);
}

/* Moves the used events together, in the order of the rows. */
static void number_events(builder *k)
{
    es_abnormal *a = k->a;
    size_t n_tau = k->s->n_tau, n_est = k->s->n_est, n_windows = a->options.n_windows;
    for (size_t row = 0; row < k->s->n; row++) {
        size_t i = a->n;
        if (k->fit[row].outcome != ES_USED)
            continue;
        k->row[i] = (uint32_t)row;
        move(k->ar, n_tau, i, row);
        move(k->var, n_tau, i, row);
        move(k->residual, n_est, i, row);
        move(k->standard, n_est, i, row);
        if (k->kept)
            k->kept[i] = k->kept[row];
        if (i != row)
            memcpy(k->car + i * n_windows, k->car + row * n_windows, n_windows * sizeof *k->car);
        a->n++;
    }
}

/* Fits all rows, shared out among the threads, each with a design of its own. */
static es_status fit_all(builder *k, es_arena *residual_arena, es_error *err)
{
    enum { ROWS_PER_BLOCK = 64 };
    const es_job job = {.n = k->s->n,
                        .grain = ROWS_PER_BLOCK,
                        .work = fit_rows,
                        .context = k,
                        .progress = k->a->options.progress,
                        .fleet = k->a->options.fleet,
                        .share = k->kept ? share_fits : NULL};
    size_t workers = es_workers(&job, k->a->options.threads);
    es_arena *arena = es_arena_new();
    es_status status = ES_OK;
    k->fitter = arena ? ES_NEW(arena, workers, es_event_fit) : NULL;
    k->keep = arena ? ES_NEW(arena, workers, es_arena *) : NULL;
    if (!k->fitter || !k->keep)
        status = es_fail_memory(err);
    for (size_t i = 0; i < workers && !status; i++) {
        es_event_fit *e = &k->fitter[i];
        e->sample = k->s;
        e->model = k->a->model;
        e->columns = &k->a->columns;
        e->options = &k->a->options;
        k->keep[i] = es_arena_new();
        status = k->keep[i] ? es_design_alloc(k->s, e->model, e->columns, arena, &e->design, err)
                            : es_fail_memory(err);
    }
    if (!status)
        status = es_parallel(&job, workers, err);
    for (size_t i = 0; k->keep && i < workers; i++)
        es_arena_adopt(residual_arena, k->keep[i]);
    es_arena_free(arena);
    return status;
}

const double *es_abnormal_residuals(const es_abnormal *a, size_t i, double *buffer)
{
    if (a->residual)
        return a->residual + i * a->sample->n_est;
    if (a->kept[i])
        return a->kept[i];
    es_design_residuals(a->sample, a->row[i], &a->columns, a->b + a->row[i] * a->columns.p, buffer);
    return buffer;
}

void es_abnormal_expect(const es_abnormal *a, size_t i)
{
    const double *u = a->residual ? a->residual + i * a->sample->n_est : a->kept[i];
    expect(a->sample->n_est, u ? u : a->sample->ret[a->row[i]]);
}

const double *es_abnormal_standardised(const es_abnormal *a, size_t i, double *buffer)
{
    const double *u;
    double sigma = a->fit[a->row[i]].sigma;
    if (a->standard)
        return a->standard + i * a->sample->n_est;
    u = es_abnormal_residuals(a, i, buffer);
    for (size_t t = 0; t < a->sample->n_est; t++)
        buffer[t] = u[t] / sigma;
    return buffer;
}

es_status es_abnormal_compute(const es_abnormal_task *task, es_arena *arena,
                              es_arena *residual_arena, es_abnormal **out, es_error *err)
{
    es_abnormal *a = ES_NEW(arena, 1, es_abnormal);
    builder k = {.s = task->sample, .a = a};
    es_status status;
    if (!a)
        return es_fail_memory(err);
    a->sample = task->sample;
    a->model = task->model;
    a->columns = *task->columns;
    a->options = *task->options;
    status = open_builder(&k, arena, residual_arena, err);
    if (!status)
        status = fit_all(&k, residual_arena, err);
    if (!status)
        number_events(&k);
    *out = a;
    return status;
}
