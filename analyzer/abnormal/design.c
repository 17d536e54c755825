#include "abnormal/design.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

static es_status missing_factor(const es_model *model, const es_market *market, const char *name,
                                es_error *err)
{
    (void)es_fail(err, ES_ENOTFOUND, "model %s needs the factor %s, which is not in the data",
                  model->id, name);
    if (strcmp(name, "mktrf") == 0 && !market->rf)
        return es_hint(err, "import factors with the columns mktrf and rf");
    return es_hint(err, "import it with `eventstudy import factors FILE`");
}

static es_status add_column(const es_model *model, const es_market *market, const char *name,
                            es_columns *out, es_error *err)
{
    const double *series = es_market_series(market, name);
    if (!series)
        return missing_factor(model, market, name, err);
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
                             const es_column_options *options, es_columns *out, es_error *err)
{
    es_status status = ES_OK;
    memset(out, 0, sizeof *out);
    out->lhs = model->dependent;
    if (out->lhs == ES_LHS_LISTED)
        out->lhs = explains_excess(market, options) ? ES_LHS_LESS_RISKFREE : ES_LHS_RETURN;
    if (out->lhs == ES_LHS_LESS_RISKFREE && !market->rf)
        return missing_factor(model, market, "rf", err);
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

es_status es_design_alloc(const es_sample *sample, size_t p, es_arena *arena, es_design *out,
                          es_error *err)
{
    enum { DIAGNOSTIC_COLUMNS = 16 }; /* stats/serial.h: (2q + 5) n with q = 5 */
    size_t n = sample->n_est, columns = p + 1 > DIAGNOSTIC_COLUMNS ? p + 1 : DIAGNOSTIC_COLUMNS;
    memset(out, 0, sizeof *out);
    out->y = ES_NEW(arena, n, double);
    out->x = ES_NEW(arena, n * (p ? p : 1), double);
    out->column = ES_NEW(arena, n, uint16_t);
    out->event_y = ES_NEW(arena, sample->n_tau, double);
    out->event_x = ES_NEW(arena, sample->n_tau * (p ? p : 1), double);
    out->work = ES_NEW(arena, n * columns, double);
    out->residual = ES_NEW(arena, n, double);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

/* The left-hand side of one day: the return less what the model subtracts over the same span. */
static double left_side(const es_sample *s, size_t row, size_t c, es_dependent lhs, int32_t t)
{
    const es_market *m = s->market;
    double ret = s->ret[row * s->width + c];
    unsigned n = es_sample_span(s, row, c);
    switch (lhs) {
    case ES_LHS_LESS_MARKET:
        return ret - es_compound(m->ret, (size_t)t, n, m->returns.type);
    case ES_LHS_LESS_RISKFREE:
        return ret - es_compound(m->rf, (size_t)t, n, m->returns.type);
    case ES_LHS_LESS_BENCHMARK:
        return s->benchmark[row] ? ret - s->benchmark[row][c] : (double)NAN;
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
        x[k] = columns->series[k]
                   ? es_compound(columns->series[k], (size_t)t, n, s->market->returns.type)
                   : (double)n;
        complete = complete && !isnan(x[k]);
    }
    return complete;
}

static void fill_estimation(const es_sample *s, size_t row, const es_columns *columns, es_design *d)
{
    double x[ES_MAX_COEFFICIENTS], *gathered = d->work; /* n x p, row-major until n is known */
    size_t p = columns->p;
    d->n = d->n_valid_returns = d->n_zero_returns = 0;
    d->plain = true;
    for (size_t c = 0; c < s->n_est; c++) {
        double ret = s->ret[row * s->width + c], y, scale;
        unsigned span = es_sample_span(s, row, c);
        int32_t t = es_sample_day(s, row, c);
        if (isnan(ret))
            continue;
        d->n_valid_returns++;
        d->n_zero_returns += ret == 0.0;
        y = left_side(s, row, c, columns->lhs, t);
        if (isnan(y) || !right_side(s, row, c, columns, t, x))
            continue;
        scale = span == 1 ? 1.0 : sqrt((double)span);
        d->plain = d->plain && span == 1;
        d->y[d->n] = y / scale;
        for (size_t k = 0; k < p; k++)
            gathered[d->n * p + k] = x[k] / scale;
        d->column[d->n++] = (uint16_t)c;
    }
    for (size_t k = 0; k < p; k++)
        for (size_t i = 0; i < d->n; i++)
            d->x[k * d->n + i] = gathered[i * p + k];
}

static void fill_event(const es_sample *s, size_t row, const es_columns *columns, es_design *d)
{
    for (size_t j = 0; j < s->n_tau; j++) {
        size_t c = s->n_est + j;
        int32_t t = es_sample_day(s, row, c);
        d->event_y[j] = (double)NAN;
        if (isnan(s->ret[row * s->width + c]))
            continue;
        if (right_side(s, row, c, columns, t, d->event_x + j * columns->p))
            d->event_y[j] = left_side(s, row, c, columns->lhs, t);
    }
}

void es_design_fill(const es_sample *sample, size_t row, const es_columns *columns, es_design *d)
{
    fill_estimation(sample, row, columns, d);
    fill_event(sample, row, columns, d);
}

es_regression es_design_regression(const es_design *d, const es_columns *columns)
{
    es_regression r = {d->n, columns->p, d->y, d->x,
                       d->plain && columns->intercept && columns->p == 2};
    return r;
}
