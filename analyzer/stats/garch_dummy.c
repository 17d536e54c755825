#include "stats/garch_dummy.h"

#include <math.h>

#include "stats/optimize.h"
#include "stats/sum.h"

enum { OMEGA, ARCH, GARCH, DELTA, GAMMA, N_PARAMETERS };

static const double STEP = 0.1, SPREAD = 1e-10;
static const unsigned VALUES = 4000, STARTS = 4;

/* The series in units of its standard deviation before the window, so that all parameters are of
 * one size. */
typedef struct series {
    size_t n, n_window;
    const double *r;
    double unit, sum_h;
} series;

static double likelihood(void *data, const double *theta)
{
    series *s = data;
    double h = 1.0, total = 0.0, last = 0.0;
    s->sum_h = 0.0;
    if (theta[ARCH] + theta[GARCH] >= 1.0)
        return (double)INFINITY;
    for (size_t t = 0; t < s->n; t++) {
        bool inside = t >= s->n - s->n_window;
        double e = s->r[t] / s->unit - (inside ? theta[GAMMA] : 0.0);
        if (t > 0)
            h = theta[OMEGA] + theta[ARCH] * last * last + theta[GARCH] * h;
        if (inside)
            h += theta[DELTA];
        if (!(h > 1e-8))
            return (double)INFINITY;
        total += log(h) + e * e / h;
        s->sum_h += inside ? h : 0.0;
        last = e;
    }
    return 0.5 * total;
}

bool es_garch_dummy_fit(size_t n, size_t n_window, const double *r, const es_garch *start,
                        bool with_mean, es_garch_dummy *out)
{
    static const double FAR = 1e4;
    size_t before = n - n_window;
    double unit = sqrt(es_sum_squares(before, r) / (double)before), value = (double)INFINITY, last;
    double lower[N_PARAMETERS] = {1e-10, 0.0, 0.0, -FAR, -FAR};
    double upper[N_PARAMETERS] = {FAR, 1.0, 1.0, FAR, FAR}, step[N_PARAMETERS];
    double scale[N_PARAMETERS] = {1.0, 1.0, 1.0, 1.0, 1.0};
    double theta[N_PARAMETERS] = {0.0, start->arch, start->garch, 0.0, 0.0};
    series s = {n, n_window, r, unit, 0.0};
    const es_objective f = {
        with_mean ? N_PARAMETERS : N_PARAMETERS - 1, lower, upper, scale, &s, likelihood, NULL};
    if (!(unit > 0.0))
        return false;
    theta[OMEGA] = fmax(start->omega / (unit * unit), 1e-6);
    for (unsigned i = 0; i < STARTS; i++) {
        for (size_t k = 0; k < f.p; k++)
            step[k] = theta[k] + STEP > upper[k] ? -STEP : STEP;
        last = value;
        es_nelder_mead(&f, step, VALUES, SPREAD, theta, &value);
        if (!(last - value > 1e-9))
            break;
    }
    if (!isfinite(likelihood(&s, theta)))
        return false;
    *out = (es_garch_dummy){theta[DELTA] * unit * unit, theta[GAMMA] * unit, s.sum_h * unit * unit};
    return true;
}
