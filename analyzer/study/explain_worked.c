/* The arithmetic of one event written out, so that it can be followed with a calculator: which
 * observations are missing, the matrix (X'X)^-1, and each figure as a calculation of others. */
#include <math.h>

#include "stats/sum.h"
#include "stats/tail.h"
#include "study/study.h"

enum { MOST_TERMS = 64 }; /* of a sum that is written out */

typedef struct worked {
    const es_study *s;
    const es_event_fit *e;
    const double *ar, *var;
    es_tables *out;
    es_arena *arena;
    es_table_rows *rows;
} worked;

static es_status line(worked *w, const char *figure, const char *formula, const char *calculation,
                      double value, es_error *err)
{
    const char *text = isnan(value) ? NULL : es_arena_printf(w->arena, "%.12g", value);
    const es_cell cells[4] = {es_cell_text(figure), es_cell_text(formula),
                              es_cell_text(calculation),
                              text ? es_cell_text(text) : es_cell_missing()};
    return es_table_append(w->rows, cells, err);
}

static const char *days_text(worked *w, es_window window)
{
    char buffer[ES_WINDOW_TEXT];
    return es_arena_text(w->arena, es_window_format(window, buffer));
}

/* ---- observations that the regression did without ---- */

static es_status missing_row(worked *w, es_table_rows *rows, size_t c, es_error *err)
{
    const es_sample *sample = w->e->sample;
    int32_t t = es_sample_day(sample, w->e->row, c);
    const char *why = "a regressor has no value";
    if (isnan(sample->ret[w->e->row][c]))
        why = sample->masked[w->e->row] ? "no return, or masked for another event (T-9)"
                                        : "no return";
    const es_cell cells[3] = {
        es_cell_int(es_sample_tau(sample, c)),
        t < 0 ? es_cell_missing() : es_cell_day(w->s->market->calendar.day[t]), es_cell_text(why)};
    return es_table_append(rows, cells, err);
}

static es_status missing(worked *w, es_error *err)
{
    static const es_column columns[] = {
        {"tau", ES_INT, ES_PLAIN}, {"date", ES_DATE, ES_PLAIN}, {"why", ES_TEXT, ES_PLAIN}};
    const es_design *d = &w->e->design;
    es_table_rows *rows = NULL;
    es_status status = ES_OK;
    if (d->n >= w->e->sample->n_est)
        return ES_OK;
    rows = es_tables_add(w->out, "missing",
                         "Days of the estimation window without an observation (T-6)", columns, 3);
    if (!rows)
        return es_fail_memory(err);
    for (size_t c = 0, i = 0; c < w->e->sample->n_est && !status; c++) {
        while (i < d->n && d->column[i] < c)
            i++;
        if (i == d->n || d->column[i] != c)
            status = missing_row(w, rows, c, err);
    }
    return status;
}

/* ---- the matrix of the forecast error ---- */

static es_status inverse(worked *w, es_error *err)
{
    const es_fit *fit = &w->e->fit;
    es_column columns[1 + ES_MAX_COEFFICIENTS] = {{"coefficient", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows;
    es_status status = ES_OK;
    for (size_t k = 0; k < fit->p; k++)
        columns[1 + k] = (es_column){w->e->columns->name[k], ES_TEXT, ES_PLAIN};
    rows = es_tables_add(w->out, "inverse", "(X'X)^-1 of the estimation rows (M-20)", columns,
                         1 + fit->p);
    if (!rows)
        return es_fail_memory(err);
    for (size_t i = 0; i < fit->p && !status; i++) {
        es_cell cells[1 + ES_MAX_COEFFICIENTS] = {es_cell_text(w->e->columns->name[i])};
        for (size_t k = 0; k < fit->p; k++)
            cells[1 + k] =
                es_cell_text(es_arena_printf(w->arena, "%.12g", fit->xtx_inv[i * fit->p + k]));
        status = es_table_append(rows, cells, err);
    }
    return status;
}

/* ---- the regression ---- */

/* One regressor and least squares: the coefficients from sums.  Nothing where another estimator
 * found others. */
static es_status two_coefficients(worked *w, es_error *err)
{
    const es_design *d = &w->e->design;
    const es_fit *fit = &w->e->fit;
    const double *x = d->x + d->n;
    double mean_x, mean_y, sxx, sxy = 0.0;
    es_status status;
    if (fit->p != 2 || !w->e->columns->intercept || !d->plain)
        return ES_OK;
    mean_x = es_mean(d->n, x);
    mean_y = es_mean(d->n, d->y);
    sxx = es_sum_squares_about(d->n, x, mean_x);
    for (size_t i = 0; i < d->n; i++)
        sxy += (x[i] - mean_x) * (d->y[i] - mean_y);
    if (fabs(sxy / sxx - fit->b[1]) > 1e-9 * fabs(fit->b[1]))
        return ES_OK;
    status =
        line(w, "mean of y", "M-1", "mean of the column y of the estimation rows", mean_y, err);
    if (!status)
        status = line(w, "mean of x", "M-1", "mean of the regressor", mean_x, err);
    if (!status)
        status = line(w, "Sxx", "M-1", "sum of (x - mean of x)^2", sxx, err);
    if (!status)
        status = line(w, "Sxy", "M-1", "sum of (x - mean of x)(y - mean of y)", sxy, err);
    if (!status)
        status = line(w, w->e->columns->name[1], w->e->model->number,
                      es_arena_printf(w->arena, "%.12g / %.12g", sxy, sxx), fit->b[1], err);
    if (!status)
        status =
            line(w, w->e->columns->name[0], w->e->model->number,
                 es_arena_printf(w->arena, "%.12g - %.12g x (%.12g)", mean_y, fit->b[1], mean_x),
                 fit->b[0], err);
    return status;
}

/* The sum of squares and the divisor that give sigma, found among those that options ask for. */
static const char *sigma_worked(worked *w)
{
    const es_fit *fit = &w->e->fit;
    const double *u = w->e->design.residual;
    size_t n = w->e->design.n;
    double mean = es_mean(n, u),
           divisors[] = {fit->df, (double)n - 1.0, (double)n - 2.0, (double)n};
    const struct {
        const char *words;
        double squares;
    } sums[] = {{"", es_sum_squares(n, u)},
                {" about their mean", es_sum_squares_about(n, u, mean)}};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        for (size_t j = 0; j < sizeof divisors / sizeof *divisors; j++)
            if (fabs(sqrt(sums[i].squares / divisors[j]) - fit->sigma) <= 1e-9 * fit->sigma)
                return es_arena_printf(w->arena, "sqrt(%.12g / %.12g)%s%s", sums[i].squares,
                                       divisors[j], i ? ": squares of the residuals" : "",
                                       sums[i].words);
    return "of the model's own estimator";
}

static es_status scale(worked *w, es_error *err)
{
    const es_fit *fit = &w->e->fit;
    es_status status = line(w, "sigma", "M-19", sigma_worked(w), fit->sigma, err);
    for (size_t k = 0; k < fit->p && !status && !fit->conditional; k++) {
        double own = fit->xtx_inv[k * fit->p + k];
        status = line(w, es_arena_printf(w->arena, "std_error of %s", w->e->columns->name[k]),
                      "M-19", es_arena_printf(w->arena, "%.12g x sqrt(%.12g)", fit->sigma, own),
                      fit->sigma * sqrt(own), err);
    }
    return status;
}

/* ---- a day ---- */

static const char *expected(worked *w, double offset, const double *x)
{
    const es_fit *fit = &w->e->fit;
    const char *text = "";
    bool first = offset == 0.0 && fit->p > 0;
    if (!first)
        text = es_arena_printf(w->arena, "%.12g", offset);
    for (size_t k = 0; k < fit->p && text; k++) {
        text = es_arena_printf(w->arena, "%s%s%.12g x (%.12g)", text, first ? "" : " + ", fit->b[k],
                               x[k]);
        first = false;
    }
    return text;
}

static es_status day(worked *w, size_t j, es_error *err)
{
    const es_sample *sample = w->e->sample;
    const es_fit *fit = &w->e->fit;
    size_t c = sample->n_est + j;
    const double *x = w->e->design.event_x + j * fit->p;
    double ret = sample->ret[w->e->row][c], sigma2 = fit->sigma * fit->sigma;
    double ar = w->ar[j], sd = sqrt(w->var[j]), t = ar / sd;
    int tau = es_sample_tau(sample, c);
    es_status status =
        line(w, es_arena_printf(w->arena, "expected return, day %d", tau), w->e->model->number,
             expected(w, ret - w->e->design.event_y[j], x), ret - ar, err);
    if (!status)
        status = line(w, es_arena_printf(w->arena, "AR, day %d", tau), "D-1",
                      es_arena_printf(w->arena, "%.12g - (%.12g)", ret, ret - ar), ar, err);
    if (!status)
        status = line(
            w, es_arena_printf(w->arena, "variance of AR, day %d", tau),
            fit->conditional ? "M-18" : "M-20",
            fit->conditional
                ? "forecast of the model"
                : es_arena_printf(w->arena, "%.12g^2 x (%u + %.12g), sigma^2 (n + x'(X'X)^-1 x)",
                                  fit->sigma, es_sample_span(sample, w->e->row, c),
                                  w->var[j] / sigma2 - es_sample_span(sample, w->e->row, c)),
            w->var[j], err);
    if (!status)
        status = line(w, es_arena_printf(w->arena, "t of AR, day %d", tau), "S-1",
                      es_arena_printf(w->arena, "%.12g / sqrt(%.12g)", ar, w->var[j]), t, err);
    if (!status)
        status = line(
            w, es_arena_printf(w->arena, "p of AR, day %d", tau), "S-1",
            es_arena_printf(w->arena, "Student's t, %.12g degrees of freedom, both tails", fit->df),
            es_p_t(t, fit->df, ES_TAIL_TWO), err);
    return status;
}

/* ---- a window ---- */

typedef struct total {
    size_t valid;
    double days;
    double x[ES_MAX_COEFFICIENTS];
    const char *sum; /* "a + b + c" */
} total;

static void add_up(worked *w, es_window window, total *t)
{
    const es_sample *sample = w->e->sample;
    const char *text = "";
    *t = (total){.sum = ""};
    for (int tau = window.first; tau <= window.last && text; tau++) {
        size_t j = (size_t)(tau - sample->align.event.first);
        if (isnan(w->ar[j]))
            continue;
        if (t->valid++ < MOST_TERMS)
            text = es_arena_printf(w->arena, "%s%s(%.12g)", text, *text ? " + " : "", w->ar[j]);
        t->days += (double)es_sample_span(sample, w->e->row, sample->n_est + j);
        for (size_t k = 0; k < w->e->fit.p; k++)
            t->x[k] += w->e->design.event_x[j * w->e->fit.p + k];
    }
    t->sum =
        t->valid > MOST_TERMS
            ? es_arena_printf(w->arena, "sum of %zu abnormal returns, in ar of the days", t->valid)
            : text;
}

/* What Var(CAR) is made of: the sums of the regressors, then the quadratic form. */
static es_status variance(worked *w, const char *name, const total *t, double value, es_error *err)
{
    const es_fit *fit = &w->e->fit;
    double sigma2 = fit->sigma * fit->sigma;
    bool full = !fit->conditional && w->e->options->pred_error == ES_PRED_FULL
                && w->e->options->car_var == ES_CAR_VAR_FULL;
    const char *how = "sum of the variances of the days";
    es_status status = ES_OK;
    for (size_t k = 0; k < fit->p && full && !status; k++)
        status =
            line(w, es_arena_printf(w->arena, "sum of x, %s, %s", w->e->columns->name[k], name),
                 "M-21", "sum of the regressor over the window", t->x[k], err);
    if (full)
        how = es_arena_printf(w->arena,
                              "%.12g^2 x (%.12g + %.12g), sigma^2 (n + s'(X'X)^-1 s), s these sums",
                              fit->sigma, t->days, value / sigma2 - t->days);
    return status ? status
                  : line(w, es_arena_printf(w->arena, "variance of CAR, %s", name), "M-21", how,
                         value, err);
}

static es_status window_lines(worked *w, es_window window, es_error *err)
{
    const char *name = days_text(w, window);
    es_tail tail = (es_tail)w->s->spec->inference.tail;
    es_car car;
    total sum;
    double t;
    es_status status;
    es_event_window(w->e, w->ar, w->var, window, &car);
    if (isnan(car.car))
        return line(w, es_arena_printf(w->arena, "CAR, %s", name), "D-2",
                    "too few days with an abnormal return (T-7)", (double)NAN, err);
    add_up(w, window, &sum);
    t = car.car / sqrt(car.variance);
    status = line(w, es_arena_printf(w->arena, "CAR, %s", name), "D-2", sum.sum, car.car, err);
    if (!status)
        status = variance(w, name, &sum, car.variance, err);
    if (!status)
        status =
            line(w, es_arena_printf(w->arena, "t, %s", name), "S-2",
                 es_arena_printf(w->arena, "%.12g / sqrt(%.12g)", car.car, car.variance), t, err);
    if (!status)
        status = line(w, es_arena_printf(w->arena, "p, %s", name), "S-2",
                      es_arena_printf(w->arena, "Student's t, %.12g degrees of freedom, %s",
                                      w->e->fit.df,
                                      tail == ES_TAIL_TWO ? "both tails" : "one tail (tail)"),
                      es_p_t(t, w->e->fit.df, tail), err);
    return status;
}

es_status es_explain_worked(const es_study *s, const es_event_fit *e, const double *ar,
                            const double *var, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"figure", ES_TEXT, ES_PLAIN},
                                        {"formula", ES_TEXT, ES_PLAIN},
                                        {"calculation", ES_TEXT, ES_PLAIN},
                                        {"value", ES_TEXT, ES_PLAIN}};
    worked w = {s, e, ar, var, out, es_tables_arena(out), NULL};
    es_status status = missing(&w, err);
    if (!status && e->fit.p)
        status = inverse(&w, err);
    if (status)
        return status;
    w.rows = es_tables_add(out, "worked", "Each figure worked out", columns, 4);
    status = w.rows ? two_coefficients(&w, err) : es_fail_memory(err);
    if (!status)
        status = scale(&w, err);
    for (size_t j = 0; j < e->sample->n_tau && !status; j++)
        if (!isnan(ar[j]))
            status = day(&w, j, err);
    for (size_t i = 0; i < s->spec->car_windows.n && !status; i++)
        status = window_lines(&w, s->spec->car_windows.window[i], err);
    return status ? status : es_arena_failed(w.arena) ? es_fail_memory(err) : ES_OK;
}
