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
    *rows = (es_garch_rows){n, y_pct, x_pct, series->init, 0.0, work + 2 * n, work + 3 * n};
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

/* The second derivatives of h_t that are not zero throughout, those of the variance first. */
enum {
    O_A,
    O_B,
    A_A,
    A_B,
    B_B,
    NOTHING, /* an even number adds up faster */
    VARIANCE_SECONDS,
    A_ALPHA = VARIANCE_SECONDS,
    A_BETA,
    B_ALPHA,
    B_BETA,
    ALPHA_ALPHA,
    ALPHA_BETA,
    BETA_BETA,
    NOTHING_ELSE,
    SECONDS
};

static const unsigned char PLACE[SECONDS][2] = {{ES_G_OMEGA, ES_G_ARCH},  {ES_G_OMEGA, ES_G_GARCH},
                                                {ES_G_ARCH, ES_G_ARCH},   {ES_G_ARCH, ES_G_GARCH},
                                                {ES_G_GARCH, ES_G_GARCH}, {0, 0},
                                                {ES_G_ARCH, ES_G_ALPHA},  {ES_G_ARCH, ES_G_BETA},
                                                {ES_G_GARCH, ES_G_ALPHA}, {ES_G_GARCH, ES_G_BETA},
                                                {ES_G_ALPHA, ES_G_ALPHA}, {ES_G_ALPHA, ES_G_BETA},
                                                {ES_G_BETA, ES_G_BETA},   {0, 0}};

enum { M = ES_GARCH_PARAMETERS, EVEN_M = M + 1, EVEN_VARIANCE = ES_GARCH_VARIANCE + 1 };

/* Slopes of one h_t. */
typedef struct slopes {
    double d[EVEN_M], s[SECONDS];
} slopes;

static slopes first_slopes(const es_garch_rows *rows, const double *theta)
{
    slopes z = {.d = {0.0}};
    double n = (double)rows->n, q;
    if (rows->init == ES_GARCH_INIT_BACKCAST_PARAMS) {
        z.d[ES_G_ALPHA] = -2.0 / n * es_sum(rows->n, rows->e);
        z.d[ES_G_BETA] = -2.0 / n * es_dot(rows->n, rows->e, rows->x);
        z.s[ALPHA_ALPHA] = 2.0;
        z.s[ALPHA_BETA] = 2.0 / n * es_sum(rows->n, rows->x);
        z.s[BETA_BETA] = 2.0 / n * es_sum_squares(rows->n, rows->x);
    } else if (rows->init == ES_GARCH_INIT_UNCOND) {
        q = 1.0 - theta[ES_G_ARCH] - theta[ES_G_GARCH];
        z.d[ES_G_OMEGA] = 1.0 / q;
        z.d[ES_G_ARCH] = z.d[ES_G_GARCH] = theta[ES_G_OMEGA] / (q * q);
        z.s[O_A] = z.s[O_B] = 1.0 / (q * q);
        z.s[A_A] = z.s[A_B] = z.s[B_B] = 2.0 * theta[ES_G_OMEGA] / (q * q * q);
    }
    return z;
}

/* From the slopes of h_t to those of h_{t+1} = omega + a e^2 + b h: second derivatives first, as
 * they take the first ones of h_t. */
static inline void advance_variance(slopes *z, double b, double square, double h)
{
    z->s[O_A] *= b;
    z->s[O_B] = z->d[ES_G_OMEGA] + b * z->s[O_B];
    z->s[A_A] *= b;
    z->s[A_B] = z->d[ES_G_ARCH] + b * z->s[A_B];
    z->s[B_B] = 2.0 * z->d[ES_G_GARCH] + b * z->s[B_B];
    z->d[ES_G_OMEGA] = 1.0 + b * z->d[ES_G_OMEGA];
    z->d[ES_G_ARCH] = square + b * z->d[ES_G_ARCH];
    z->d[ES_G_GARCH] = h + b * z->d[ES_G_GARCH];
}

static inline void advance_mean(slopes *z, double a, double b, double e, double x)
{
    double ae = -2.0 * a * e, ax = 2.0 * a * x;
    z->s[A_ALPHA] = -2.0 * e + b * z->s[A_ALPHA];
    z->s[A_BETA] = -2.0 * e * x + b * z->s[A_BETA];
    z->s[B_ALPHA] = z->d[ES_G_ALPHA] + b * z->s[B_ALPHA];
    z->s[B_BETA] = z->d[ES_G_BETA] + b * z->s[B_BETA];
    z->s[ALPHA_ALPHA] = 2.0 * a + b * z->s[ALPHA_ALPHA];
    z->s[ALPHA_BETA] = ax + b * z->s[ALPHA_BETA];
    z->s[BETA_BETA] = ax * x + b * z->s[BETA_BETA];
    z->d[ES_G_ALPHA] = ae + b * z->d[ES_G_ALPHA];
    z->d[ES_G_BETA] = ae * x + b * z->d[ES_G_BETA];
}

/* Sums over the rows of which gradient and Hessian are made. */
typedef struct sums {
    double gradient[EVEN_M], second[SECONDS], outer[M][EVEN_M];
    double cross[2][EVEN_M], mean[2], xx[3];
} sums;

/* With w = 1/h, r = e^2 w and f = 1/2 (ln h + r), for the mean x_i = (1, x), for the variance 0:
 *   f_i  = 1/2 w (1 - r) h_i - e w x_i
 *   f_ij = 1/2 w (1 - r) h_ij + 1/2 w^2 (2 r - 1) h_i h_j + e w^2 (h_i x_j + x_i h_j)
 *          + w x_i x_j */
static inline void add_variance(sums *to, const slopes *z, size_t m, size_t s, double r, double w)
{
    double first = 0.5 * w * (1.0 - r), square = 0.5 * w * w * (2.0 * r - 1.0);
    for (size_t i = 0; i < m; i++)
        to->gradient[i] += first * z->d[i];
    for (size_t i = 0; i < s; i++)
        to->second[i] += first * z->s[i];
    for (size_t i = 0; i + 1 < m; i++) {
        double part = square * z->d[i];
        for (size_t j = i & ~(size_t)1; j < m; j++)
            to->outer[i][j] += part * z->d[j];
    }
}

static inline void add_mean(sums *to, const slopes *z, double e, double x, double w)
{
    double c = e * w, cw = c * w, cwx = cw * x;
    to->mean[0] += c;
    to->mean[1] += c * x;
    to->xx[0] += w;
    to->xx[1] += w * x;
    to->xx[2] += w * x * x;
    for (size_t i = 0; i < EVEN_M; i++) {
        to->cross[0][i] += cw * z->d[i];
        to->cross[1][i] += cwx * z->d[i];
    }
}

/* The gradient and both triangles of the Hessian of the first m parameters. */
static void assemble(const sums *from, size_t m, double *gradient, double *hessian)
{
    for (size_t i = 0; i < m; i++) {
        gradient[i] = from->gradient[i];
        for (size_t j = i; j < m; j++)
            hessian[i * m + j] = from->outer[i][j];
    }
    for (size_t k = 0; k < SECONDS; k++)
        if (PLACE[k][1] < m)
            hessian[PLACE[k][0] * m + PLACE[k][1]] += from->second[k];
    for (size_t j = ES_G_ALPHA; j < m; j++) {
        gradient[j] -= from->mean[j - ES_G_ALPHA];
        for (size_t i = 0; i < m; i++)
            hessian[i < j ? i * m + j : j * m + i] += from->cross[j - ES_G_ALPHA][i];
        hessian[j * m + j] += from->cross[j - ES_G_ALPHA][j];
        for (size_t i = ES_G_ALPHA; i <= j; i++)
            hessian[i * m + j] += from->xx[i - ES_G_ALPHA + j - ES_G_ALPHA];
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++)
            hessian[i * m + j] = hessian[j * m + i];
}

double es_garch_variance_derivatives(const es_garch_rows *rows,
                                     const double theta[ES_GARCH_VARIANCE], double *gradient,
                                     double *hessian)
{
    double omega = theta[ES_G_OMEGA], a = theta[ES_G_ARCH], b = theta[ES_G_GARCH];
    double h = first_variance(rows, theta);
    slopes z = first_slopes(rows, theta);
    tally value = no_rows(rows);
    sums total;
    memset(&total, 0, sizeof total);
    z.d[ES_GARCH_VARIANCE] = 0.0; /* of the mean: beside the question */
    for (size_t t = 0; t < rows->n; t++) {
        double e = rows->e[t], square = e * e;
        double w = 1.0 / h, r = square * w;
        rows->h[t] = h;
        add_to_tally(&value, t, h, r);
        add_variance(&total, &z, EVEN_VARIANCE, VARIANCE_SECONDS, r, w);
        advance_variance(&z, b, square, h);
        h = omega + a * square + b * h;
    }
    assemble(&total, ES_GARCH_VARIANCE, gradient, hessian);
    return value_of(&value, rows->n);
}

double es_garch_derivatives(const es_garch_rows *rows, const double theta[ES_GARCH_PARAMETERS],
                            double *gradient, double *hessian)
{
    double omega = theta[ES_G_OMEGA], a = theta[ES_G_ARCH], b = theta[ES_G_GARCH], h;
    tally value = no_rows(rows);
    slopes z;
    sums total;
    memset(&total, 0, sizeof total);
    es_garch_residuals(rows, theta[ES_G_ALPHA], theta[ES_G_BETA]);
    h = first_variance(rows, theta);
    z = first_slopes(rows, theta);
    for (size_t t = 0; t < rows->n; t++) {
        double e = rows->e[t], x = rows->x[t], square = e * e;
        double w = 1.0 / h, r = square * w;
        rows->h[t] = h;
        add_to_tally(&value, t, h, r);
        add_variance(&total, &z, EVEN_M, SECONDS, r, w);
        add_mean(&total, &z, e, x, w);
        advance_variance(&z, b, square, h);
        advance_mean(&z, a, b, e, x);
        h = omega + a * square + b * h;
    }
    assemble(&total, M, gradient, hessian);
    return value_of(&value, rows->n);
}
