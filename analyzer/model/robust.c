/* Robust regression of the market model (METHODS M-15): iteratively reweighted least squares from
 * the least squares start.
 *
 * Each pass: s = med|u| / 0.6745 (median about zero), weights of u/s by Huber, min(1, c/|u|), or
 * Tukey's bisquare, (1 - (u/c)^2)^2 inside c; until no coefficient moves by more than 1e-12.  The
 * scale of the tests is that of the unweighted residuals, outliers included.  Variant
 * robust_impl = gsl: leverage-adjusted residuals and the scale of the GNU Scientific Library. */
#include <math.h>
#include <string.h>

#include "model/scale.h"
#include "stats/order.h"
#include "stats/robust.h"
#include "stats/sum.h"

enum { MOST_PASSES = 500 };

static const double MAD_OF_NORMAL = 0.674489750196082; /* METHODS M-15 */
static const double HUBER = 1.345, BISQUARE = 4.685;
static const double STEADY = 1e-12;

static double huber_weight(double u)
{
    u = fabs(u);
    return u <= HUBER ? 1.0 : HUBER / u;
}

static double bisquare_weight(double u)
{
    double v = u / BISQUARE;
    return fabs(v) < 1.0 ? (1.0 - v * v) * (1.0 - v * v) : 0.0;
}

/* Least squares on the rows times the root of their weights. */
static bool weighted(const es_regression *data, double (*weight)(double), double s,
                     const double *residual, double *work, double *b)
{
    double inverse[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    size_t n = data->n, p = data->p;
    double *x = work, *y = x + n * p;
    for (size_t i = 0; i < n; i++) {
        double root = sqrt(weight(residual[i] / s));
        y[i] = root * data->y[i];
        for (size_t k = 0; k < p; k++)
            x[k * n + i] = root * data->x[k * n + i];
    }
    return es_least_squares(n, p, x, y, y + n, b, inverse);
}

static bool steady(size_t p, const double *b, const double *next)
{
    double change = 0.0, size = 0.0;
    for (size_t k = 0; k < p; k++) {
        change = fmax(change, fabs(next[k] - b[k]));
        size = fmax(size, fabs(next[k]));
    }
    return change <= STEADY * (1.0 + size);
}

/* Improves b in place; residual holds y - X b throughout. */
static bool iterate(const es_regression *data, double (*weight)(double), double *work, double *b,
                    double *residual)
{
    double next[ES_MAX_COEFFICIENTS];
    for (int pass = 0; pass < MOST_PASSES; pass++) {
        double s;
        bool done;
        for (size_t i = 0; i < data->n; i++)
            work[i] = fabs(residual[i]);
        s = es_median(data->n, work) / MAD_OF_NORMAL;
        if (es_is_no_spread(s, es_max_abs(data->n, data->y)))
            return true; /* more than half of the rows fit exactly: b stays */
        if (!weighted(data, weight, s, residual, work, next))
            return false;
        done = steady(data->p, b, next);
        memcpy(b, next, data->p * sizeof *b);
        es_fit_residuals(data, b, residual);
        if (done)
            return true;
    }
    return true;
}

static void robust_fit(const es_regression *data, const es_fit_options *options, bool huber,
                       double *work, es_fit *fit, double *residual)
{
    fit->status = ES_FIT_SINGULAR;
    if (!es_least_squares(data->n, data->p, data->x, data->y, work, fit->b, fit->xtx_inv))
        return;
    es_fit_residuals(data, fit->b, residual);
    if (options->robust_impl == ES_ROBUST_GSL) {
        if (!es_robust_gsl(data->n, data->p, data->x, data->y, huber, fit->b))
            return;
        es_fit_residuals(data, fit->b, residual);
    } else if (!iterate(data, huber ? huber_weight : bisquare_weight, work, fit->b, residual)) {
        return;
    }
    es_fit_scale(data, 2, options, residual, fit);
}

static void huber_fit(const es_model *self, const es_regression *data,
                      const es_fit_options *options, double *work, es_fit *fit, double *residual)
{
    (void)self;
    robust_fit(data, options, true, work, fit, residual);
}

static void bisquare_fit(const es_model *self, const es_regression *data,
                         const es_fit_options *options, double *work, es_fit *fit, double *residual)
{
    (void)self;
    robust_fit(data, options, false, work, fit, residual);
}

static size_t work_size(size_t n, size_t p, size_t lags)
{
    (void)lags;
    return n * (2 * p + 2);
}

const es_model es_model_robust_huber = {
    .id = "robust_huber",
    .title = "Market model, Huber weights",
    .number = "M-15",
    .equation = "R = a + b Rm",
    .reference = "Huber (1964)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    .factor = {"market"},
    .parameters = 2,
    .work_size = work_size,
    .fit = huber_fit,
};

const es_model es_model_robust_bisquare = {
    .id = "robust_bisquare",
    .title = "Market model, bisquare weights",
    .number = "M-15",
    .equation = "R = a + b Rm",
    .reference = "Beaton and Tukey (1974)",
    .dependent = ES_LHS_RETURN,
    .intercept = true,
    .factor = {"market"},
    .parameters = 2,
    .work_size = work_size,
    .fit = bisquare_fit,
};
