#include "abnormal/design.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/wide.h"

static es_status missing_factor(const es_model *model, const char *name, es_error *err)
{
    (void)es_fail(err, ES_ENOTFOUND, "model %s needs the factor %s, which is not in the data",
                  model->id, name);
    if (strcmp(name, "mktrf") == 0) /* with an rf there always is one (M-6) */
        return es_hint(err, "import factors with the columns mktrf and rf");
    return es_hint(err, "import it with `eventstudy import factors FILE`");
}

static es_status add_column(const es_model *model, const es_market *market, const char *name,
                            es_columns *out, es_error *err)
{
    const double *series = es_market_series(market, name);
    if (!series)
        return missing_factor(model, name, err);
    if (out->p == ES_MAX_COEFFICIENTS)
        return es_fail(err, ES_EUSAGE, "factor_list: more than %d factors", ES_MAX_FACTORS);
    out->name[out->p] = strcmp(name, "market") == 0 ? "beta" : name;
    out->series[out->p++] = series;
    return ES_OK;
}

static bool explains_excess(const es_market *market, const es_column_options *options)
{
    if (options->factor_excess != ES_EXCESS_AUTO)
        return options->factor_excess == ES_EXCESS_YES;
    for (size_t i = 0; i < options->n_listed; i++)
        if (es_name_equal(options->factor_list[i], "mktrf"))
            return market->rf != NULL;
    return false;
}

es_status es_columns_resolve(const es_model *model, const es_market *market,
                             const es_column_options *options, const es_fit_options *fit,
                             es_columns *out, es_error *err)
{
    es_status status = ES_OK;
    memset(out, 0, sizeof *out);
    out->lhs = model->dependent;
    out->single_days = model->single_days;
    out->lags = es_model_lags(model, fit);
    out->lags_inside = options->sw_edge_drop;
    if (out->lhs == ES_LHS_LISTED)
        out->lhs = explains_excess(market, options) ? ES_LHS_LESS_RISKFREE : ES_LHS_RETURN;
    if (out->lhs == ES_LHS_LESS_RISKFREE && !market->rf)
        return missing_factor(model, "rf", err);
    out->intercept =
        model->intercept && (options->capm_intercept || strcmp(model->id, "capm") != 0);
    if (out->intercept)
        out->name[out->p++] = "alpha";
    for (size_t i = 0; model->factor[i] && !status; i++)
        status = add_column(model, market, model->factor[i], out, err);
    if (model->listed && options->n_listed == 0) {
        status = es_fail(err, ES_EUSAGE, "model %s: factor_list is empty", model->id);
        (void)es_hint(err, "name the columns, for example --factor-list mktrf,smb");
    }
    for (size_t i = 0; model->listed && i < options->n_listed && !status; i++)
        status = add_column(model, market, options->factor_list[i], out, err);
    return status;
}

/* Doubles that gathering, the estimator and the diagnostics need of the scratch, each at a time. */
static size_t work_size(size_t n, size_t p, const es_model *model, size_t lags)
{
    enum { DIAGNOSTIC_COLUMNS = 16 }; /* stats/serial.h: (2q + 5) n with q = 5 */
    size_t own = model->work_size ? model->work_size(n, p, lags) : 0;
    size_t most = n * (p + 1 > DIAGNOSTIC_COLUMNS ? p + 1 : DIAGNOSTIC_COLUMNS);
    size_t gathered = n * (p + 2 * lags + 1);
    most = gathered > most ? gathered : most;
    return own > most ? own : most;
}

es_status es_design_alloc(const es_sample *sample, const es_model *model, const es_columns *columns,
                          es_arena *arena, es_design *out, es_error *err)
{
    size_t n = sample->n_est, p = columns->p;
    memset(out, 0, sizeof *out);
    out->y = ES_NEW(arena, n, double);
    out->x = ES_NEW(arena, n * (p ? p : 1), double);
    out->column = ES_NEW(arena, n, uint16_t);
    out->event_y = ES_NEW(arena, sample->n_tau, double);
    out->event_x = ES_NEW(arena, sample->n_tau * (p ? p : 1), double);
    out->work = ES_NEW(arena, work_size(n, p, model, columns->lags), double);
    out->residual = ES_NEW(arena, n, double);
    if (columns->lags)
        out->lagged = ES_NEW(arena, n * (2 * columns->lags + 1), double);
    if (model->forecast) {
        out->h = ES_NEW(arena, n, double);
        out->ahead = ES_NEW(arena, sample->n_tau, int);
    }
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

/* The left-hand side of one day: the return less what the model subtracts over the same span. */
static double left_side(const es_sample *s, size_t row, size_t c, es_dependent lhs, int32_t t)
{
    const es_market *m = s->market;
    double ret = s->ret[row][c];
    switch (lhs) {
    case ES_LHS_LESS_MARKET:
        return ret - es_sample_compound(s, row, c, t, m->ret);
    case ES_LHS_LESS_RISKFREE:
        return ret - es_sample_compound(s, row, c, t, m->rf);
    case ES_LHS_LESS_BENCHMARK:
        return ret - s->benchmark[row][c]; /* an event without one gets no design */
    default:
        return ret;
    }
}

/* The regressors of one day, unscaled; false when one is missing. */
static bool right_side(const es_sample *s, size_t row, size_t c, const es_columns *columns,
                       int32_t t, double *x)
{
    unsigned n = es_sample_span(s, row, c);
    bool complete = true;
    for (size_t k = 0; k < columns->p; k++) {
        x[k] =
            columns->series[k] ? es_sample_compound(s, row, c, t, columns->series[k]) : (double)n;
        complete = complete && !isnan(x[k]);
    }
    return complete;
}

/* Leads and lags of the market around the day of column c (M-12): 2q + 1 values; false when one is
 * missing or lies outside the data, or where it must not, outside the estimation interval. */
static bool around(const es_sample *s, size_t row, const es_columns *columns, size_t c, double *out)
{
    int q = (int)columns->lags;
    int32_t t = es_sample_step(s, row, es_sample_day(s, row, c));
    const es_venue *venue = es_sample_venue(s, row);
    const double *ret = es_sample_series(s, row, s->market->ret);
    int32_t first = 0;
    int32_t last = (int32_t)(venue ? venue->calendar.n : s->market->calendar.n) - 1;
    if (q == 0)
        return true;
    if (columns->lags_inside) {
        size_t c0, c1;
        es_estimation_bounds(&s->align.estimation, c, &c0, &c1);
        first = es_sample_step(s, row, es_sample_day(s, row, c0));
        last = es_sample_step(s, row, es_sample_day(s, row, c1));
    }
    if (t - q < first || t + q > last)
        return false;
    for (int j = -q; j <= q; j++) {
        out[j + q] = ret[venue ? venue->at[t + j] : t + j];
        if (isnan(out[j + q]))
            return false;
    }
    return true;
}

/* The rows of `gathered` (n x p, row-major) as columns. */
static void transpose(size_t n, size_t p, const double *gathered, double *x)
{
    for (size_t k = 0; k < p; k++)
        for (size_t i = 0; i < n; i++)
            x[k * n + i] = gathered[i * p + k];
}

/* Whether n values are numbers; how many are zero. */
ES_WIDE static bool is_dense(size_t n, const double *x, size_t *n_zero)
{
    size_t missing = 0, zero = 0;
    for (size_t i = 0; i < n; i++) {
        missing += x[i] != x[i];
        zero += x[i] == 0.0;
    }
    *n_zero = zero;
    return missing == 0;
}

/* What left_side subtracts; NULL: nothing. */
static const double *subtrahend(const es_market *m, es_dependent lhs)
{
    return lhs == ES_LHS_LESS_MARKET ? m->ret : lhs == ES_LHS_LESS_RISKFREE ? m->rf : NULL;
}

/* The usual event at once: one window, one market, no gap, nothing missing, so that the columns are
 * stretches of the daily series.  False where it is another, and nothing is settled. */
static bool fill_plain_estimation(const es_sample *s, size_t row, const es_columns *columns,
                                  es_design *d)
{
    size_t n = s->n_est, unused;
    const double *ret = s->ret[row], *less = subtrahend(s->market, columns->lhs);
    int32_t t = s->day0[row] + s->align.estimation.hull.first;
    if (s->tau_of || s->day[row] || s->span[row] || es_sample_venue(s, row) || columns->lags
        || columns->lhs == ES_LHS_LESS_BENCHMARK || t < 0 || (size_t)t + n > s->market->calendar.n
        || !is_dense(n, ret, &d->n_zero_returns) || (less && !is_dense(n, less + t, &unused)))
        return false;
    for (size_t k = 0; k < columns->p; k++)
        if (columns->series[k] && !is_dense(n, columns->series[k] + t, &unused))
            return false;
    for (size_t c = 0; c < n; c++) {
        d->y[c] = less ? ret[c] - less[(size_t)t + c] : ret[c];
        d->column[c] = (uint16_t)c;
    }
    for (size_t k = 0; k < columns->p; k++)
        for (size_t c = 0; c < n; c++)
            d->x[k * n + c] = columns->series[k] ? columns->series[k][(size_t)t + c] : 1.0;
    d->n = d->n_valid_returns = n;
    d->n_before = es_estimation_before(&s->align.estimation, s->align.event.first);
    d->plain = true;
    return true;
}

/* out = from - factor x, where out may be from itself; x NULL: 1 everywhere. */
ES_WIDE static void subtract(size_t n, const double *from, double factor, const double *x,
                             double *out)
{
    if (!x)
        for (size_t i = 0; i < n; i++)
            out[i] = from[i] - factor;
    for (size_t i = 0; x && i < n; i++)
        out[i] = from[i] - factor * x[i];
}

void es_design_residuals(const es_sample *sample, size_t row, const es_columns *columns,
                         const double *b, double *out)
{
    size_t n = sample->n_est;
    const double *less = subtrahend(sample->market, columns->lhs), *from = sample->ret[row];
    size_t t = (size_t)(sample->day0[row] + sample->align.estimation.hull.first);
    if (less) {
        subtract(n, from, 1.0, less + t, out);
        from = out;
    }
    for (size_t k = 0; k < columns->p; k++) {
        subtract(n, from, b[k], columns->series[k] ? columns->series[k] + t : NULL, out);
        from = out;
    }
    if (from != out)
        memcpy(out, from, n * sizeof *out);
}

static void fill_estimation(const es_sample *s, size_t row, const es_columns *columns, es_design *d)
{
    double x[ES_MAX_COEFFICIENTS], *gathered = d->work; /* row-major until n is known */
    size_t p = columns->p, width = columns->lags ? 2 * columns->lags + 1 : 0;
    double *lagged = gathered + s->n_est * p;
    size_t before = es_estimation_before(&s->align.estimation, s->align.event.first);
    d->n = d->n_valid_returns = d->n_zero_returns = 0;
    d->n_before = 0;
    d->plain = true;
    for (size_t c = 0; c < s->n_est; c++) {
        double ret = s->ret[row][c], y, scale;
        unsigned span = es_sample_span(s, row, c);
        int32_t t = es_sample_day(s, row, c);
        if (isnan(ret))
            continue;
        d->n_valid_returns++;
        d->n_zero_returns += ret == 0.0;
        if (columns->single_days && span != 1)
            continue;
        y = left_side(s, row, c, columns->lhs, t);
        if (isnan(y) || !right_side(s, row, c, columns, t, x)
            || !around(s, row, columns, c, lagged + d->n * width))
            continue;
        scale = span == 1 ? 1.0 : sqrt((double)span);
        d->plain = d->plain && span == 1;
        d->y[d->n] = y / scale;
        for (size_t k = 0; k < p; k++)
            gathered[d->n * p + k] = x[k] / scale;
        d->column[d->n++] = (uint16_t)c;
        if (c < before)
            d->n_before = d->n;
    }
    transpose(d->n, p, gathered, d->x);
    if (width)
        transpose(d->n, width, lagged, d->lagged);
}

static void fill_event(const es_sample *s, size_t row, const es_columns *columns, es_design *d)
{
    for (size_t j = 0; j < s->n_tau; j++) {
        size_t c = s->n_est + j;
        int32_t t = es_sample_day(s, row, c);
        d->event_y[j] = (double)NAN;
        if (isnan(s->ret[row][c]))
            continue;
        if (right_side(s, row, c, columns, t, d->event_x + j * columns->p))
            d->event_y[j] = left_side(s, row, c, columns->lhs, t);
    }
}

void es_design_fill(const es_sample *sample, size_t row, const es_columns *columns, es_design *d)
{
    d->dense = fill_plain_estimation(sample, row, columns, d);
    if (!d->dense)
        fill_estimation(sample, row, columns, d);
    fill_event(sample, row, columns, d);
}

es_regression es_design_regression(const es_design *d, const es_columns *columns)
{
    es_regression r = {.n = d->n,
                       .p = columns->p,
                       .y = d->y,
                       .x = d->x,
                       .line = d->plain && columns->intercept && columns->p == 2,
                       .lags = columns->lags,
                       .lagged = d->lagged};
    return r;
}
