/* Newton's method from the best points of a grid (METHODS M-17), then the simplex of Nelder and
 * Mead: |z| has a kink where a residual is zero, and optima like to lie on kinks. */
#include "stats/garch.h"

#include <math.h>
#include <string.h>

#include "stats/garch_likelihood.h"
#include "stats/optimize.h"
#include "stats/sum.h"

enum { M = ES_EGARCH_PARAMETERS };

static const double PERCENT = 100.0;
static const double MEAN_ABS_NORMAL = 0.79788456080286535588; /* sqrt(2 / pi) */
static const double FINE = 1e-11; /* gain of the log-likelihood at which Newton's method ends */
static const unsigned FINE_STEPS = 60;

/* The simplex: its first steps in units of the scale, its end, and how often it starts anew from
 * where it ended while that still brings a gain. */
static const double STEP = 0.02, SPREAD = 1e-12, WORTH = 1e-10;
static const unsigned SIMPLEX_VALUES = 2000, SIMPLEX_STARTS = 20;

static const double A[] = {0.05, 0.2, 0.4}, G[] = {-0.15, 0.0, 0.15}, B[] = {0.3, 0.7, 0.9, 0.98};
static const double SAME_VALUE = 1e-7; /* ends with values this close are one */
enum {
    N_A = sizeof A / sizeof *A,
    N_G = sizeof G / sizeof *G,
    N_B = sizeof B / sizeof *B,
    N_AG = N_A * N_G,
    PER_B = 3, /* starts of Newton's method for each b */
    N_STARTS = N_B * PER_B,
    POLISHED = 2 /* different ends of Newton's method that the simplex polishes */
};

/* Bounds: the domain of M-17, and for the free one what a search gone astray meets. */
static const double MOST_GARCH = 0.995, MOST_GARCH_FREE = 0.9999, MOST_FREE = 10.0;

typedef struct domain {
    double lower[M], upper[M], scale[M];
} domain;

static domain domain_of(double sd, const double ols[2], bool has_x, bool is_free)
{
    double g = is_free ? MOST_FREE : 1.0, b = is_free ? MOST_GARCH_FREE : MOST_GARCH;
    double slope = has_x ? ES_GARCH_FAR : 0.0, far = ES_GARCH_FAR * sd;
    return (domain){.lower = {-ES_GARCH_FAR, is_free ? -MOST_FREE : 0.0, is_free ? -b : 0.0,
                              ols[0] - far, ols[1] - slope, -g},
                    .upper = {ES_GARCH_FAR, g, b, ols[0] + far, ols[1] + slope, g},
                    .scale = {1.0, 1.0, 1.0, sd, 1.0, 1.0}};
}

static double value(void *data, const double *theta)
{
    return es_egarch_value(data, theta);
}

static double derivatives(void *data, const double *theta, double *gradient, double *hessian)
{
    return es_egarch_derivatives(data, theta, gradient, hessian);
}

typedef struct point {
    double theta[M], value;
} point;

static size_t best_of(size_t n, const point *points)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (points[i].value < points[best].value)
            best = i;
    return best;
}

/* The best point; it and all that are as good are struck off. */
static point take_best(size_t n, point *points)
{
    point best = points[best_of(n, points)];
    for (size_t i = 0; i < n; i++)
        if (points[i].value <= best.value + SAME_VALUE)
            points[i].value = (double)INFINITY;
    return best;
}

/* The grid points of one b, with their values. */
static void fill_grid(const es_garch_rows *rows, double b, const double ols[2], point grid[N_AG])
{
    double omega = (1.0 - b) * log(rows->h1);
    for (size_t i = 0; i < N_AG; i++) {
        grid[i] = (point){{omega, A[i / N_G], b, ols[0], ols[1], G[i % N_G]}, 0.0};
        grid[i].value = es_egarch_value(rows, grid[i].theta);
    }
}

/* Where Newton's method ends from the best PER_B points of the grid of each b. */
static void climb_from_grid(const es_objective *f, const double ols[2], point ends[N_STARTS])
{
    for (size_t k = 0; k < N_STARTS; k++) {
        point grid[N_AG];
        fill_grid(f->data, B[k / PER_B], ols, grid);
        for (size_t better = 0; better < k % PER_B; better++)
            grid[best_of(N_AG, grid)].value = (double)INFINITY;
        ends[k] = grid[best_of(N_AG, grid)];
        (void)es_newton(f, FINE_STEPS, FINE, ends[k].theta, &ends[k].value);
    }
}

/* The steps of alpha and beta, in standard errors, that cross the nearest few kinks. */
static const double ACROSS[] = {0.03, 0.1, 0.3};
static const signed char AROUND[][2] = {{1, 0},  {1, 1},   {0, 1},  {-1, 1},
                                        {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};
enum {
    N_ACROSS = sizeof ACROSS / sizeof *ACROSS,
    N_AROUND = sizeof AROUND / sizeof *AROUND,
    ROUNDS = 20
};

/* One round of Newton's method from means around `at`; true when one ends higher up. */
static bool cross_kinks(const es_objective *f, const double error[2], point *at)
{
    point from = *at;
    for (size_t i = 0; i < (size_t)N_ACROSS * N_AROUND; i++) {
        const signed char *way = AROUND[i % N_AROUND];
        point to = from;
        to.theta[ES_G_ALPHA] += way[0] * ACROSS[i / N_AROUND] * error[0];
        to.theta[ES_G_BETA] += way[1] * ACROSS[i / N_AROUND] * error[1];
        if (es_newton(f, FINE_STEPS, FINE, to.theta, &to.value) <= ES_NEWTON_STUCK
            && to.value < at->value)
            *at = to;
    }
    return from.value - at->value > WORTH;
}

static void run_simplex(const es_objective *f, point *at)
{
    double step[M];
    for (size_t k = 0; k < M; k++) {
        step[k] = STEP * f->scale[k];
        if (at->theta[k] + step[k] > f->upper[k])
            step[k] = -step[k];
    }
    es_nelder_mead(f, step, SIMPLEX_VALUES, SPREAD, at->theta, &at->value);
}

/* Simplex after simplex, then across the kinks, until neither brings a gain; false when the last
 * round still did. */
static bool polish(const es_objective *f, const double error[2], point *at)
{
    bool gains = isfinite(at->value);
    for (unsigned round = 0; gains && round < ROUNDS; round++) {
        double before = (double)INFINITY;
        for (unsigned i = 0; i < SIMPLEX_STARTS && before - at->value > WORTH; i++) {
            before = at->value;
            run_simplex(f, at);
        }
        gains = cross_kinks(f, error, at);
    }
    return isfinite(at->value) && !gains;
}

static void report(const es_garch_rows *rows, const point *best, es_garch *out, double *h,
                   double *residual)
{
    const double *theta = best->theta;
    double ln_unit = 2.0 * log(PERCENT);
    (void)es_egarch_value(rows, theta);
    for (size_t t = 0; t < rows->n; t++) {
        h[t] = exp(rows->h[t] - ln_unit);
        residual[t] = rows->e[t] / PERCENT;
    }
    *out = (es_garch){.converged = true,
                      .alpha = theta[ES_G_ALPHA] / PERCENT,
                      .beta = theta[ES_G_BETA],
                      .omega = theta[ES_G_OMEGA] - (1.0 - theta[ES_G_GARCH]) * ln_unit,
                      .arch = theta[ES_G_ARCH],
                      .garch = theta[ES_G_GARCH],
                      .leverage = theta[ES_G_LEVERAGE],
                      .loglik = (double)rows->n * log(PERCENT) - best->value};
}

/* The best of the ends that the polish brings to rest; its value stays infinite when there is
 * none. */
static point polish_best(const es_objective *f, size_t n, point *ends)
{
    const es_garch_rows *rows = f->data;
    double var_x = es_sum_squares_about(rows->n, rows->x, es_mean(rows->n, rows->x));
    double error[2] = {sqrt(rows->h1 / (double)rows->n), 0.0};
    point best = {.value = (double)INFINITY};
    if (var_x > 0.0)
        error[1] = sqrt(rows->h1 / var_x);
    for (size_t k = 0; k < POLISHED; k++) {
        point candidate = take_best(n, ends);
        if (polish(f, error, &candidate) && candidate.value < best.value)
            best = candidate;
    }
    return best;
}

bool es_egarch_fit(const es_garch_series *series, bool free_domain, double *work, es_garch *out,
                   double *h, double *residual)
{
    point ends[2 * N_STARTS], best;
    es_garch_rows rows;
    double ols[2];
    size_t n_ends = 0;
    domain box[2]; /* restricted and free */
    es_objective f = {M, NULL, NULL, NULL, &rows, value, derivatives};
    out->converged = false;
    if (!es_garch_rows_init(&rows, series, work, ols))
        return false;
    /* The free domain begins with the ends of the other, so that it is never worse. */
    for (int is_free = 0; is_free <= (free_domain ? 1 : 0); is_free++, n_ends += N_STARTS) {
        box[is_free] = domain_of(sqrt(rows.h1), ols, series->x != NULL, is_free);
        f.lower = box[is_free].lower;
        f.upper = box[is_free].upper;
        f.scale = box[is_free].scale;
        climb_from_grid(&f, ols, ends + n_ends);
    }
    best = polish_best(&f, n_ends, ends);
    if (!isfinite(best.value))
        return false;
    report(&rows, &best, out, h, residual);
    return true;
}

double es_egarch_next(const es_garch *fit, double h, double e)
{
    double z = e / sqrt(h);
    return exp(fit->omega + fit->garch * log(h) + fit->arch * (fabs(z) - MEAN_ABS_NORMAL)
               + fit->leverage * z);
}

/* ln h_{T+j} = lambda + b^(j-1) (ln h_{T+1} - lambda), lambda = omega / (1 - b), step by step: the
 * expected shocks are zero. */
double es_egarch_forecast(const es_garch *fit, double h_last, double e_last, unsigned j)
{
    double ln_h = log(es_egarch_next(fit, h_last, e_last));
    for (unsigned i = 1; i < j; i++)
        ln_h = fit->omega + fit->garch * ln_h;
    return exp(ln_h);
}
