/* Tests of the calendar-time portfolio (METHODS CT-1..CT-3).
 *
 * The portfolio holds, on each calendar day, the events whose window covers it.
 *   ctar_t   t of its mean AR, T - 1 degrees of freedom (Jaffe 1974, Mandelker 1974)
 *   sctar_t  the same of AR over its forecast sd sqrt(sum sigma^2) / count
 *   alpha_*  intercept of the portfolio's return on the market's, or, for a factor model, of its
 * excess return on the model's factors: least squares, weighted by the number of events, with
 *            robust or Newey-West standard errors; T - k degrees of freedom.
 * Few days make a poor test: fewer than ten give no alpha. */
#include <math.h>

#include "inference/test.h"
#include "stats/regression.h"
#include "stats/sum.h"

enum { LEAST_DAYS = 10 }; /* METHODS CT-3 */

static void mean_test(const es_span *s, const double *x, es_test_result *out)
{
    size_t n = s->portfolio->n;
    double sd;
    out->n = n;
    if (n > 0)
        out->estimate = es_mean(n, x);
    if (n < 2) {
        out->na = ES_NA_TOO_FEW;
        return;
    }
    sd = es_sd(n, x);
    if (es_is_no_spread(sd, es_max_abs(n, x))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    es_result_t(s, out->estimate / (sd / sqrt((double)n)), (double)(n - 1), out);
}

static void run_ctar(const es_span *s, es_test_result *out)
{
    mean_test(s, s->portfolio->ar, out);
}

static void run_sctar(const es_span *s, es_test_result *out)
{
    mean_test(s, s->portfolio->scaled, out);
}

/* ---- alpha ---- */

/* Does the model price the portfolio by factors of excess returns (M-6..M-10)? */
static bool by_factors(const es_span *s)
{
    const es_abnormal *ab = s->panel->ab;
    return s->panel->options->ct_factors
           && (ab->model->listed || ab->columns.lhs == ES_LHS_LESS_RISKFREE);
}

/* Days on which every regressor is there; y, x (n-by-p, column-major once n is known) and counts.
 */
typedef struct alpha_problem {
    size_t n, p;
    double *rows; /* gathered row-major: p + 2 a day */
    double *x, *y, *count, *work;
} alpha_problem;

static bool gather_day(const es_span *s, size_t i, const double *const *series, size_t p,
                       double *row)
{
    const es_abnormal *ab = s->panel->ab;
    const es_market *market = ab->sample->market;
    int32_t t = s->portfolio->day[i];
    bool excess = by_factors(s) && ab->columns.lhs == ES_LHS_LESS_RISKFREE, complete;
    row[0] = 1.0;
    row[p] = s->portfolio->ret[i] - (excess ? market->rf[t] : 0.0);
    row[p + 1] = s->portfolio->count[i];
    complete = !isnan(row[p]);
    for (size_t k = 1; k < p; k++) {
        row[k] = series[k - 1][t];
        complete = complete && !isnan(row[k]);
    }
    return complete;
}

static bool gather(const es_span *s, alpha_problem *k)
{
    const es_abnormal *ab = s->panel->ab;
    const double *series[ES_MAX_COEFFICIENTS] = {ab->sample->market->ret};
    size_t days = s->portfolio->n;
    k->p = 2;
    if (by_factors(s)) {
        k->p = 1;
        for (size_t c = 0; c < ab->columns.p; c++)
            if (ab->columns.series[c])
                series[k->p++ - 1] = ab->columns.series[c];
    }
    k->rows = ES_NEW(s->arena, days * (k->p + 2), double);
    k->x = ES_NEW(s->arena, days * k->p, double);
    k->y = ES_NEW(s->arena, days, double);
    k->count = ES_NEW(s->arena, days, double);
    k->work = ES_NEW(s->arena, es_ols_work_size(days, k->p), double);
    if (es_arena_failed(s->arena))
        return false;
    k->n = 0;
    for (size_t i = 0; i < days; i++)
        k->n += gather_day(s, i, series, k->p, k->rows + k->n * (k->p + 2));
    for (size_t i = 0; i < k->n; i++) {
        const double *row = k->rows + i * (k->p + 2);
        for (size_t c = 0; c < k->p; c++)
            k->x[c * k->n + i] = row[c];
        k->y[i] = row[k->p];
        k->count[i] = row[k->p + 1];
    }
    return true;
}

static void alpha(const es_span *s, es_covariance covariance, bool weighted, es_test_result *out)
{
    alpha_problem k;
    es_ols_result fit;
    es_ols_problem data;
    if (!gather(s, &k)) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    out->n = k.n;
    if (k.n < LEAST_DAYS) {
        out->na = ES_NA_TOO_FEW;
        return;
    }
    data = (es_ols_problem){.n = k.n,
                            .p = k.p,
                            .x = k.x,
                            .y = k.y,
                            .weight = weighted ? k.count : NULL,
                            .covariance = covariance,
                            .lag = es_newey_west_lag(k.n)};
    (void)es_ols(&data, k.work, &fit);
    out->estimate = fit.b[0];
    if (fit.na != ES_OLS_OK || es_is_no_spread(fit.std_error[0], es_max_abs(k.n, k.y))) { /* E-3 */
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    es_result_t(s, fit.b[0] / fit.std_error[0], fit.df, out);
}

static void run_ols(const es_span *s, es_test_result *out)
{
    alpha(s, ES_COVARIANCE_OLS, false, out);
}

static void run_wls(const es_span *s, es_test_result *out)
{
    alpha(s, ES_COVARIANCE_OLS, true, out);
}

static void run_wls_hc1(const es_span *s, es_test_result *out)
{
    alpha(s, ES_COVARIANCE_HC1, true, out);
}

static void run_hc1(const es_span *s, es_test_result *out)
{
    alpha(s, ES_COVARIANCE_HC1, false, out);
}

static void run_hc3(const es_span *s, es_test_result *out)
{
    alpha(s, ES_COVARIANCE_HC3, false, out);
}

static void run_nw(const es_span *s, es_test_result *out)
{
    alpha(s, ES_COVARIANCE_NEWEY_WEST, false, out);
}

#define CALENDAR .flags = ES_WINDOWS_ONLY | ES_NEEDS_PORTFOLIO, .min_events = 1
#define ALPHA                                                                                      \
    .number = "CT-3", .null = "alpha of the portfolio is zero", .needs = "10 calendar days",       \
    .applies = ES_ON_ALPHA, CALENDAR

const es_test es_test_ctar_t = {
    .id = "ctar_t",
    .title = "Calendar-time AR t",
    .number = "CT-1",
    .null = "mean AR of the portfolio is zero",
    .needs = "2 calendar days",
    .reference = "Jaffe (1974), Mandelker (1974)",
    .applies = ES_ON_CTAR,
    CALENDAR,
    .run = run_ctar,
};

const es_test es_test_sctar_t = {
    .id = "sctar_t",
    .title = "Standardised calendar-time AR t",
    .number = "CT-2",
    .null = "mean scaled AR of the portfolio is zero",
    .needs = "2 calendar days",
    .reference = "Jaffe (1974), Mandelker (1974)",
    .applies = ES_ON_CTAR,
    CALENDAR,
    .run = run_sctar,
};

const es_test es_test_alpha_ols = {
    .id = "alpha_ols",
    .title = "Calendar-time alpha",
    .reference = "Jaffe (1974)",
    ALPHA,
    .run = run_ols,
};

const es_test es_test_alpha_wls = {
    .id = "alpha_wls",
    .title = "Calendar-time alpha, weighted by events",
    .reference = "Jaffe (1974)",
    ALPHA,
    .run = run_wls,
};

const es_test es_test_alpha_wls_hc1 = {
    .id = "alpha_wls_hc1",
    .title = "Calendar-time alpha, weighted, HC1",
    .reference = "MacKinnon and White (1985)",
    ALPHA,
    .run = run_wls_hc1,
};

const es_test es_test_alpha_hc1 = {
    .id = "alpha_hc1",
    .title = "Calendar-time alpha, HC1",
    .reference = "MacKinnon and White (1985)",
    ALPHA,
    .run = run_hc1,
};

const es_test es_test_alpha_hc3 = {
    .id = "alpha_hc3",
    .title = "Calendar-time alpha, HC3",
    .reference = "MacKinnon and White (1985)",
    ALPHA,
    .run = run_hc3,
};

const es_test es_test_alpha_nw = {
    .id = "alpha_nw",
    .title = "Calendar-time alpha, Newey-West",
    .reference = "Newey and West (1987)",
    ALPHA,
    .run = run_nw,
};
