/* Newton's method from several starts: first over the variance alone, with the residuals of least
 * squares, which tells the hills of the likelihood apart at little cost; then over all parameters
 * from each hill found. */
#include "stats/garch.h"

#include <math.h>
#include <string.h>

#include "stats/garch_likelihood.h"
#include "stats/optimize.h"

enum { M = ES_GARCH_PARAMETERS, V = ES_GARCH_VARIANCE };

static const double PERCENT = 100.0;
static const double SLACK = 1e-12;       /* a + b stays this far below 1 */
static const double SLACK_UNCOND = 1e-6; /* omega/(1-a-b) must not drown in rounding */
static const double LEAST_OMEGA = 1e-12; /* of h_1 */
/* Gains of the log-likelihood at which the search ends, and the steps it may take to get there. */
static const double ROUGH = 1e-3, FINE = 1e-11;
static const unsigned ROUGH_STEPS = 12, FINE_STEPS = 200;
/* Ends of the rough search that are this close in -l, a and c are one hill. */
static const double SAME_VALUE = 0.001, SAME_ARCH = 0.02, SAME_GARCH = 0.05;

/* (a, b): the four of METHODS M-16, and corners of the domain where the likelihood of short or
 * fat-tailed series has hills that Newton's method does not reach from those four. */
static const double STARTS[][2] = {{0.05, 0.90}, {0.10, 0.75}, {0.15, 0.40}, {0.02, 0.97},
                                   {0.05, 0.05}, {0.40, 0.10}, {0.90, 0.05}};
/* b at a = 0, where a hill of almost no a is no reason not to look. */
static const double NEAR_EDGE = 0.01;
static const double EDGE[] = {0.0, 0.8, 0.95, 0.9999};
enum {
    N_STARTS = sizeof STARTS / sizeof *STARTS,
    N_FULL = 4, /* of them, those of M-16 */
    N_EDGE = sizeof EDGE / sizeof *EDGE
};

size_t es_garch_work_size(size_t n)
{
    return (4 + ES_GARCH_COLUMNS) * n;
}

/* The search runs over (omega, a, c, alpha, beta) with b = (1 - a) c: a + b < 1 is then a box, for
 * 1 - a - b = (1 - a)(1 - c).  omega itself, not its logarithm: where a is 0, b is hardly
 * identified and the likelihood is flat along omega = (1 - b) h_1, a line. */
static void to_natural(const double *s, size_t m, double *theta)
{
    memcpy(theta, s, m * sizeof *theta);
    theta[ES_G_GARCH] = (1.0 - s[ES_G_ARCH]) * s[ES_G_GARCH];
}

/* Gradient and Hessian (m-by-m) from those of the natural parameters. */
static void chain(const double *s, size_t m, double *g, double *h)
{
    double keep = 1.0 - s[ES_G_ARCH], c = s[ES_G_GARCH], of_b = g[ES_G_GARCH];
    for (size_t pass = 0; pass < 2; pass++) /* J'H, then (J'H)'s transpose the same way */
        for (size_t j = 0; j < m; j++) {
            size_t down = pass == 0 ? m : 1, across = pass == 0 ? 1 : m;
            double *column = h + j * across;
            column[ES_G_ARCH * down] -= c * column[ES_G_GARCH * down];
            column[ES_G_GARCH * down] *= keep;
        }
    h[ES_G_ARCH * m + ES_G_GARCH] -= of_b;
    h[ES_G_GARCH * m + ES_G_ARCH] -= of_b;
    g[ES_G_ARCH] -= c * of_b;
    g[ES_G_GARCH] *= keep;
}

static double value_of_all(void *data, const double *s)
{
    double theta[M];
    to_natural(s, M, theta);
    return es_garch_value(data, theta);
}

static double derivatives_of_all(void *data, const double *s, double *gradient, double *hessian)
{
    double theta[M], value;
    to_natural(s, M, theta);
    value = es_garch_derivatives(data, theta, gradient, hessian);
    chain(s, M, gradient, hessian);
    return value;
}

static double value_of_variance(void *data, const double *s)
{
    double theta[V];
    to_natural(s, V, theta);
    return es_garch_variance_value(data, theta);
}

static double derivatives_of_variance(void *data, const double *s, double *gradient,
                                      double *hessian)
{
    double theta[V], value;
    to_natural(s, V, theta);
    value = es_garch_variance_derivatives(data, theta, gradient, hessian);
    chain(s, V, gradient, hessian);
    return value;
}
/* The domain of one series: bounds that no sensible optimum comes near, but for a and c. */
typedef struct domain {
    double lower[M], upper[M], scale[M];
} domain;

static domain domain_of(const es_garch_rows *rows, const double ols[2], bool has_x)
{
    double slack = rows->init == ES_GARCH_INIT_UNCOND ? SLACK_UNCOND : SLACK, level = rows->h1;
    double sd = sqrt(level), slope = has_x ? ES_GARCH_FAR : 0.0;
    return (domain){
        .lower = {level * LEAST_OMEGA, 0.0, 0.0, ols[0] - ES_GARCH_FAR * sd, ols[1] - slope},
        .upper = {level * ES_GARCH_FAR, 1.0 - slack, 1.0 - slack, ols[0] + ES_GARCH_FAR * sd,
                  ols[1] + slope},
        .scale = {level, 1.0, 1.0, sd, 1.0}};
}

/* An end of a search: theta in search coordinates, and -l there. */
typedef struct hill {
    double s[M], value;
} hill;

static bool is_among(const hill *one, size_t n, const hill *hills)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(one->value - hills[i].value) < SAME_VALUE
            && fabs(one->s[ES_G_ARCH] - hills[i].s[ES_G_ARCH]) < SAME_ARCH
            && fabs(one->s[ES_G_GARCH] - hills[i].s[ES_G_GARCH]) < SAME_GARCH)
            return true;
    return false;
}

static hill start_at(double a, double b, double level, const double ols[2])
{
    return (hill){{level * (1.0 - a - b), a, b / (1.0 - a), ols[0], ols[1]}, 0.0};
}

/* The hills of the likelihood, roughly; returns their number. */
static size_t find_hills(es_garch_rows *rows, const domain *box, const double ols[2],
                         hill hills[N_STARTS])
{
    const es_objective all = {M,    box->lower,   box->upper,        box->scale,
                              rows, value_of_all, derivatives_of_all};
    const es_objective variance = {
        V, box->lower, box->upper, box->scale, rows, value_of_variance, derivatives_of_variance};
    size_t found = 0;
    for (size_t i = 0; i < N_STARTS; i++) {
        hill end = start_at(STARTS[i][0], STARTS[i][1], box->scale[ES_G_OMEGA], ols);
        if (i == N_FULL)
            es_garch_residuals(rows, ols[0], ols[1]);
        (void)es_newton(i < N_FULL ? &all : &variance, ROUGH_STEPS, ROUGH, end.s, &end.value);
        if (!is_among(&end, found, hills))
            hills[found++] = end;
    }
    return found;
}

/* Replaces `best` when the way up from `from` leads to a higher hill. */
static void climb(const es_objective *f, hill from, hill *best)
{
    es_newton_end end = es_newton(f, FINE_STEPS, FINE, from.s, &from.value);
    if (end <= ES_NEWTON_STUCK && from.value < best->value)
        *best = from;
}

/* Of the hills at a = 0, where the likelihood hardly knows b, the highest first: the others matter
 * only when the way from it leads inside, for the end at a = 0 is sought from all of EDGE. */
static void climb_all(const es_objective *f, const hill *hills, size_t n, hill *best)
{
    size_t edge = n;
    for (size_t i = 0; i < n; i++)
        if (hills[i].s[ES_G_ARCH] > 0.0)
            climb(f, hills[i], best);
        else if (edge == n || hills[i].value < hills[edge].value)
            edge = i;
    if (edge < n)
        climb(f, hills[edge], best);
    for (size_t i = 0; i < n && best->s[ES_G_ARCH] > 0.0; i++)
        if (i != edge && !(hills[i].s[ES_G_ARCH] > 0.0))
            climb(f, hills[i], best);
}

/* Where a is 0 the hills in b differ by little: all of EDGE are sought, over the variance first. */
static void climb_edge(const es_objective *f, const es_objective *variance, hill *best)
{
    const es_garch_rows *rows = f->data;
    for (size_t i = 0; i < N_EDGE && !(best->s[ES_G_ARCH] > NEAR_EDGE); i++) {
        hill from = start_at(0.0, EDGE[i], rows->h1, best->s + ES_G_ALPHA);
        es_garch_residuals(rows, best->s[ES_G_ALPHA], best->s[ES_G_BETA]);
        (void)es_newton(variance, FINE_STEPS, FINE, from.s, &from.value);
        climb(f, from, best);
    }
}

static void report(const es_garch_rows *rows, const hill *best, es_garch *out, double *h,
                   double *residual)
{
    double theta[M];
    to_natural(best->s, M, theta);
    (void)es_garch_value(rows, theta);
    for (size_t t = 0; t < rows->n; t++) {
        h[t] = rows->h[t] / (PERCENT * PERCENT);
        residual[t] = rows->e[t] / PERCENT;
    }
    *out = (es_garch){.converged = true,
                      .alpha = theta[ES_G_ALPHA] / PERCENT,
                      .beta = theta[ES_G_BETA],
                      .omega = theta[ES_G_OMEGA] / (PERCENT * PERCENT),
                      .arch = theta[ES_G_ARCH],
                      .garch = theta[ES_G_GARCH],
                      .loglik = (double)rows->n * log(PERCENT) - best->value};
}

bool es_garch_fit(const es_garch_series *series, double *work, es_garch *out, double *h,
                  double *residual)
{
    hill hills[N_STARTS], best = {.value = (double)INFINITY};
    es_garch_rows rows;
    double ols[2];
    size_t found;
    domain box;
    es_objective f = {M, box.lower, box.upper, box.scale, &rows, value_of_all, derivatives_of_all};
    es_objective variance = {
        V, box.lower, box.upper, box.scale, &rows, value_of_variance, derivatives_of_variance};
    out->converged = false;
    if (!es_garch_rows_init(&rows, series, work, ols))
        return false;
    box = domain_of(&rows, ols, series->x != NULL);
    found = find_hills(&rows, &box, ols, hills);
    climb_all(&f, hills, found, &best);
    climb_edge(&f, &variance, &best);
    if (!isfinite(best.value))
        return false;
    report(&rows, &best, out, h, residual);
    return true;
}

double es_garch_next(const es_garch *fit, double h, double e)
{
    return fit->omega + fit->arch * e * e + fit->garch * h;
}

/* omega (1 + p + ... + p^(j-2)) + p^(j-1) h_{T+1} with p = a + b, summed rather than divided by
 * 1 - p, which cancels as p comes near 1. */
double es_garch_forecast(const es_garch *fit, double h_last, double e_last, unsigned j)
{
    double h = es_garch_next(fit, h_last, e_last);
    for (unsigned i = 1; i < j; i++)
        h = fit->omega + (fit->arch + fit->garch) * h;
    return h;
}
