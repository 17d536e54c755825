/* The recursions of h_t and of its slopes run together; one pass gives value, score and Hessian. */
#include "stats/garch_likelihood.h"

#include <math.h>
#include <string.h>

#include "stats/least_squares.h"
#include "stats/sum.h"

static const double LN_2PI = 1.8378770664093454836;
static const double PERCENT = 100.0;
static const double EWMA_DECAY = 0.94;
enum { EWMA_ROWS = 75, LEAST_ROWS = 10 };

void es_garch_residuals(const es_garch_rows *rows, double alpha, double beta)
{
    for (size_t t = 0; t < rows->n; t++)
        rows->e[t] = rows->y[t] - alpha - beta * rows->x[t];
}

static double mean_square(const es_garch_rows *rows)
{
    return es_sum_squares(rows->n, rows->e) / (double)rows->n;
}

static double backcast(const es_garch_rows *rows)
{
    double weight = 1.0, above = 0.0, below = 0.0;
    for (size_t t = 0; t < rows->n && t < EWMA_ROWS; t++, weight *= EWMA_DECAY) {
        above += weight * rows->e[t] * rows->e[t];
        below += weight;
    }
    return above / below;
}

bool es_garch_rows_init(es_garch_rows *rows, const es_garch_series *series, double *work,
                        double b[2])
{
    size_t n = series->n;
    double inverse[4], *y_pct = work, *x_pct = work + n;
    if (n < LEAST_ROWS)
        return false;
    for (size_t t = 0; t < n; t++) {
        y_pct[t] = PERCENT * series->y[t];
        x_pct[t] = series->x ? PERCENT * series->x[t] : 0.0;
    }
    *rows = (es_garch_rows){n,   y_pct,        x_pct,        series->init,
                            0.0, work + 2 * n, work + 3 * n, work + 4 * n};
    b[0] = es_mean(n, y_pct);
    b[1] = 0.0;
    if (series->x && !es_line_fit(n, x_pct, y_pct, b, inverse))
        return false;
    es_garch_residuals(rows, b[0], b[1]);
    rows->h1 = series->init == ES_GARCH_INIT_EWMA ? backcast(rows) : mean_square(rows);
    return !es_is_no_spread(sqrt(mean_square(rows)), es_max_abs(n, y_pct)) && rows->h1 > 0.0;
}

static double first_variance(const es_garch_rows *rows, const double *theta)
{
    if (rows->init == ES_GARCH_INIT_BACKCAST_PARAMS)
        return mean_square(rows);
    if (rows->init == ES_GARCH_INIT_UNCOND)
        return theta[ES_G_OMEGA] / (1.0 - theta[ES_G_ARCH] - theta[ES_G_GARCH]);
    return rows->h1;
}

/* What of the log-likelihood the rows so far add up to.  One logarithm does for many rows: within
 * the bounds of the search h_t / h_1 lies between 1e-12 and 1e12, and sixteen of them multiplied
 * are a normal number. */
typedef struct tally {
    double logs, squares, product, level;
} tally;

enum { ROWS_PER_LOG = 16 };

static tally no_rows(const es_garch_rows *rows)
{
    return (tally){0.0, 0.0, 1.0, 1.0 / rows->h1};
}

static inline void add_to_tally(tally *to, size_t t, double h, double ratio)
{
    to->squares += ratio;
    to->product *= h * to->level;
    if (t % ROWS_PER_LOG == ROWS_PER_LOG - 1) {
        to->logs += log(to->product);
        to->product = 1.0;
    }
}

static double value_of(const tally *from, size_t n)
{
    double logs = from->logs + log(from->product) - (double)n * log(from->level);
    double value = 0.5 * (logs + from->squares + (double)n * LN_2PI);
    return isfinite(value) ? value : (double)INFINITY;
}

double es_garch_variance_value(const es_garch_rows *rows, const double theta[ES_GARCH_VARIANCE])
{
    double omega = theta[ES_G_OMEGA], a = theta[ES_G_ARCH], b = theta[ES_G_GARCH];
    double h = first_variance(rows, theta);
    tally sum = no_rows(rows);
    for (size_t t = 0; t < rows->n; t++) {
        double square = rows->e[t] * rows->e[t];
        rows->h[t] = h;
        add_to_tally(&sum, t, h, square * (1.0 / h));
        h = omega + a * square + b * h;
    }
    return value_of(&sum, rows->n);
}

double es_garch_value(const es_garch_rows *rows, const double theta[ES_GARCH_PARAMETERS])
{
    es_garch_residuals(rows, theta[ES_G_ALPHA], theta[ES_G_BETA]);
    return es_garch_variance_value(rows, theta);
}

enum { M = ES_GARCH_PARAMETERS, V = ES_GARCH_VARIANCE };

/* Derivatives of h_1, which depends on the parameters unless it is fixed. */
typedef struct beginning {
    double d[M], s[M * M]; /* the upper triangle */
} beginning;

static beginning begin(const es_garch_rows *rows, const double *theta)
{
    beginning z = {.d = {0.0}};
    double n = (double)rows->n, q;
    if (rows->init == ES_GARCH_INIT_BACKCAST_PARAMS) {
        z.d[ES_G_ALPHA] = -2.0 / n * es_sum(rows->n, rows->e);
        z.d[ES_G_BETA] = -2.0 / n * es_dot(rows->n, rows->e, rows->x);
        z.s[ES_G_ALPHA * M + ES_G_ALPHA] = 2.0;
        z.s[ES_G_ALPHA * M + ES_G_BETA] = 2.0 / n * es_sum(rows->n, rows->x);
        z.s[ES_G_BETA * M + ES_G_BETA] = 2.0 / n * es_sum_squares(rows->n, rows->x);
    } else if (rows->init == ES_GARCH_INIT_UNCOND) {
        q = 1.0 - theta[ES_G_ARCH] - theta[ES_G_GARCH];
        z.d[ES_G_OMEGA] = 1.0 / q;
        z.d[ES_G_ARCH] = z.d[ES_G_GARCH] = theta[ES_G_OMEGA] / (q * q);
        z.s[ES_G_OMEGA * M + ES_G_ARCH] = z.s[ES_G_OMEGA * M + ES_G_GARCH] = 1.0 / (q * q);
        z.s[ES_G_ARCH * M + ES_G_ARCH] = z.s[ES_G_ARCH * M + ES_G_GARCH] =
            z.s[ES_G_GARCH * M + ES_G_GARCH] = 2.0 * theta[ES_G_OMEGA] / (q * q * q);
    }
    return z;
}

/* The rows as columns of numbers, for
 *   f    = 1/2 (ln h + r),  w = 1/h,  r = e^2 w,  x_i = (1, x) for the mean, 0 for the variance
 *   f_i  = p h_i - e w x_i,  p = 1/2 w (1 - r)
 *   f_ij = p h_ij + q h_i h_j + c (h_i x_j + x_i h_j) + w x_i x_j,
 *          q = 1/2 w^2 (2 r - 1),  c = e w^2
 *
 * The slopes h_i run forward with h.  The h_ij need not: h_ij <- g_ij + b h_ij from row to row,
 * with a g_ij of e, x and the slopes, so that sum_t p_t h_ij,t = v_0 h_ij,1 + sum_t v_t g_ij,t,
 * v_(t-1) = p_t + b v_t,  v_n = 0, one recursion for all, backwards.  What is left are dot
 * products. */
typedef struct columns {
    double *p, *q, *c, *w, *ew, *v, *product, *d[M];
} columns;

static columns columns_of(const es_garch_rows *rows)
{
    size_t n = rows->n, i = 0;
    double *at = rows->columns;
    columns k = {.p = at + n * i++, .q = at + n * i++};
    k.c = at + n * i++;
    k.w = at + n * i++;
    k.ew = at + n * i++;
    k.v = at + n * i++;
    k.product = at + n * i++;
    for (size_t j = 0; j < M; j++)
        k.d[j] = at + n * i++;
    return k;
}

/* h, w and the slopes of the variance's parameters; with m = M those of the mean's as well. */
static inline double run_forward(const es_garch_rows *rows, const double *theta, size_t m,
                                 const beginning *from, columns *k)
{
    double omega = theta[ES_G_OMEGA], a = theta[ES_G_ARCH], b = theta[ES_G_GARCH];
    double h = first_variance(rows, theta), d[M];
    tally value = no_rows(rows);
    memcpy(d, from->d, sizeof d);
    for (size_t t = 0; t < rows->n; t++) {
        double e = rows->e[t], square = e * e, w = 1.0 / h;
        rows->h[t] = h;
        k->w[t] = w;
        for (size_t i = 0; i < m; i++)
            k->d[i][t] = d[i];
        add_to_tally(&value, t, h, square * w);
        d[ES_G_OMEGA] = 1.0 + b * d[ES_G_OMEGA];
        d[ES_G_ARCH] = square + b * d[ES_G_ARCH];
        d[ES_G_GARCH] = h + b * d[ES_G_GARCH];
        if (m == M) {
            double ae = -2.0 * a * e;
            d[ES_G_ALPHA] = ae + b * d[ES_G_ALPHA];
            d[ES_G_BETA] = ae * rows->x[t] + b * d[ES_G_BETA];
        }
        h = omega + a * square + b * h;
    }
    return value_of(&value, rows->n);
}

/* The factors of the slopes, and v; returns v_0. */
static double run_backward(const es_garch_rows *rows, double b, columns *k)
{
    const double *restrict e = rows->e, *restrict w = k->w;
    double *restrict p = k->p, *restrict q = k->q, *restrict c = k->c, *restrict ew = k->ew;
    double v = 0.0;
    for (size_t t = 0; t < rows->n; t++) {
        double each = e[t] * w[t], r = each * e[t];
        ew[t] = each;
        c[t] = each * w[t];
        p[t] = 0.5 * w[t] * (1.0 - r);
        q[t] = 0.5 * w[t] * w[t] * (2.0 * r - 1.0);
    }
    for (size_t t = rows->n; t-- > 0;) {
        k->v[t] = v;
        v = p[t] + b * v;
    }
    return v;
}

static void multiply(size_t n, const double *restrict x, const double *restrict y,
                     double *restrict to)
{
    for (size_t t = 0; t < n; t++)
        to[t] = x[t] * y[t];
}

/* The upper triangle of the Hessian as far as the variance's parameters go. */
static void variance_part(size_t n, const columns *k, size_t m, double *gradient, double *hessian)
{
    for (size_t i = 0; i < V; i++) {
        gradient[i] = es_dot(n, k->p, k->d[i]);
        multiply(n, k->q, k->d[i], k->product);
        for (size_t j = i; j < V; j++)
            hessian[i * m + j] = es_dot(n, k->product, k->d[j]);
    }
    for (size_t i = 0; i < m; i++) {
        double sum = es_dot(n, k->v, k->d[i]);
        if (i <= ES_G_GARCH)
            hessian[i * m + ES_G_GARCH] += i == ES_G_GARCH ? 2.0 * sum : sum;
        else
            hessian[ES_G_GARCH * m + i] = sum;
    }
}

/* The rest of it. */
static void mean_part(const es_garch_rows *rows, const columns *k, double a, double *gradient,
                      double *hessian)
{
    size_t n = rows->n;
    const double *x = rows->x, *d_alpha = k->d[ES_G_ALPHA], *d_beta = k->d[ES_G_BETA];
    double *product = k->product, *g_alpha = gradient + ES_G_ALPHA;
    double *alpha = hessian + ES_G_ALPHA * M + ES_G_ALPHA, *beta = alpha + M;
    g_alpha[0] = es_dot(n, k->p, d_alpha) - es_sum(n, k->ew);
    g_alpha[1] = es_dot(n, k->p, d_beta) - es_dot(n, k->ew, x);
    hessian[ES_G_ARCH * M + ES_G_ALPHA] = -2.0 * es_dot(n, k->v, rows->e);
    multiply(n, rows->e, x, product);
    hessian[ES_G_ARCH * M + ES_G_BETA] = -2.0 * es_dot(n, k->v, product);
    hessian[ES_G_OMEGA * M + ES_G_ALPHA] = hessian[ES_G_OMEGA * M + ES_G_BETA] = 0.0;
    alpha[0] = es_dot(n, k->c, d_alpha);
    alpha[1] = es_dot(n, k->c, d_beta);
    for (size_t t = 0; t < n; t++)
        product[t] = k->q[t] * d_alpha[t] + k->c[t];
    for (size_t i = 0; i < V; i++)
        hessian[i * M + ES_G_ALPHA] += es_dot(n, product, k->d[i]);
    alpha[0] += es_dot(n, product, d_alpha);
    multiply(n, k->c, x, k->p); /* p is not needed any more */
    beta[1] = es_dot(n, k->p, d_beta);
    for (size_t t = 0; t < n; t++)
        product[t] = k->q[t] * d_beta[t] + k->p[t];
    for (size_t i = 0; i < V; i++)
        hessian[i * M + ES_G_BETA] += es_dot(n, product, k->d[i]);
    alpha[1] += es_dot(n, product, d_alpha);
    beta[1] += es_dot(n, product, d_beta);
    for (size_t t = 0; t < n; t++)
        product[t] = k->w[t] + 2.0 * a * k->v[t];
    alpha[0] += es_sum(n, product);
    alpha[1] += es_dot(n, product, x);
    multiply(n, product, x, k->p);
    beta[1] += es_dot(n, k->p, x);
}

static inline double derivatives(const es_garch_rows *rows, const double *theta, size_t m,
                                 double *gradient, double *hessian)
{
    beginning from = begin(rows, theta);
    columns k = columns_of(rows);
    double value = run_forward(rows, theta, m, &from, &k);
    double v0 = run_backward(rows, theta[ES_G_GARCH], &k);
    variance_part(rows->n, &k, m, gradient, hessian);
    if (m == M)
        mean_part(rows, &k, theta[ES_G_ARCH], gradient, hessian);
    for (size_t i = 0; i < m; i++)
        for (size_t j = i; j < m; j++) {
            hessian[i * m + j] += v0 * from.s[i * M + j];
            hessian[j * m + i] = hessian[i * m + j];
        }
    return value;
}

double es_garch_variance_derivatives(const es_garch_rows *rows,
                                     const double theta[ES_GARCH_VARIANCE], double *gradient,
                                     double *hessian)
{
    return derivatives(rows, theta, V, gradient, hessian);
}

double es_garch_derivatives(const es_garch_rows *rows, const double theta[ES_GARCH_PARAMETERS],
                            double *gradient, double *hessian)
{
    es_garch_residuals(rows, theta[ES_G_ALPHA], theta[ES_G_BETA]);
    return derivatives(rows, theta, M, gradient, hessian);
}
