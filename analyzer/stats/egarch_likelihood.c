/* ln h_t, z_t and their slopes run together, as written beside each; one pass. */
#include "stats/garch_likelihood.h"

#include <math.h>
#include <string.h>

#include "stats/sum.h"

static const double LN_2PI = 1.8378770664093454836;
static const double MEAN_ABS_NORMAL = 0.79788456080286535588; /* sqrt(2 / pi) */
static const double MOST_LN_H = 40.0, MOST_Z = 1e6;           /* METHODS M-17 */
enum { M = ES_EGARCH_PARAMETERS };

static double first_ln_variance(const es_garch_rows *rows, const double theta[M])
{
    if (rows->init == ES_GARCH_INIT_BACKCAST_PARAMS)
        return log(es_sum_squares(rows->n, rows->e) / (double)rows->n);
    if (rows->init == ES_GARCH_INIT_UNCOND)
        return theta[ES_G_OMEGA] / (1.0 - theta[ES_G_GARCH]);
    return log(rows->h1); /* the fixed one, or EWMA's */
}

static bool is_allowed(double ln_h, double z)
{
    return fabs(ln_h) <= MOST_LN_H && fabs(z) <= MOST_Z;
}

double es_egarch_value(const es_garch_rows *rows, const double theta[M])
{
    double omega = theta[ES_G_OMEGA] - theta[ES_G_ARCH] * MEAN_ABS_NORMAL;
    double up = theta[ES_G_LEVERAGE] + theta[ES_G_ARCH]; /* slope for z > 0 */
    double down = theta[ES_G_LEVERAGE] - theta[ES_G_ARCH];
    double b = theta[ES_G_GARCH], ln_h, sum = 0.0;
    es_garch_residuals(rows, theta[ES_G_ALPHA], theta[ES_G_BETA]);
    ln_h = first_ln_variance(rows, theta);
    for (size_t t = 0; t < rows->n; t++) {
        double z = rows->e[t] * exp(-0.5 * ln_h);
        if (!is_allowed(ln_h, z))
            return (double)INFINITY;
        rows->h[t] = ln_h;
        sum += ln_h + z * z;
        ln_h = omega + b * ln_h + (z > 0.0 ? up : down) * z;
    }
    return 0.5 * (sum + (double)rows->n * LN_2PI);
}

/* First and second derivatives of one ln h_t and of its z_t; of the second the upper triangle. */
typedef struct slopes {
    double l[M], ll[M][M], z[M], zz[M][M];
} slopes;

static void first_slopes(const es_garch_rows *rows, const double *theta, slopes *s)
{
    double n = (double)rows->n, b = theta[ES_G_GARCH], q = 1.0 - b;
    memset(s, 0, sizeof *s);
    if (rows->init == ES_GARCH_INIT_BACKCAST_PARAMS) {
        double v = es_sum_squares(rows->n, rows->e) / n, x = es_sum(rows->n, rows->x);
        s->l[ES_G_ALPHA] = -2.0 / (n * v) * es_sum(rows->n, rows->e);
        s->l[ES_G_BETA] = -2.0 / (n * v) * es_dot(rows->n, rows->e, rows->x);
        s->ll[ES_G_ALPHA][ES_G_ALPHA] = 2.0 / v - s->l[ES_G_ALPHA] * s->l[ES_G_ALPHA];
        s->ll[ES_G_ALPHA][ES_G_BETA] = 2.0 / (n * v) * x - s->l[ES_G_ALPHA] * s->l[ES_G_BETA];
        s->ll[ES_G_BETA][ES_G_BETA] =
            2.0 / (n * v) * es_sum_squares(rows->n, rows->x) - s->l[ES_G_BETA] * s->l[ES_G_BETA];
    } else if (rows->init == ES_GARCH_INIT_UNCOND) {
        s->l[ES_G_OMEGA] = 1.0 / q;
        s->l[ES_G_GARCH] = theta[ES_G_OMEGA] / (q * q);
        s->ll[ES_G_OMEGA][ES_G_GARCH] = 1.0 / (q * q);
        s->ll[ES_G_GARCH][ES_G_GARCH] = 2.0 * theta[ES_G_OMEGA] / (q * q * q);
    }
}

/* z = e exp(-l/2):  z_i = exp(-l/2) e_i - z l_i / 2 and, as e_ij = 0,
 * z_ij = -exp(-l/2) (e_i l_j + l_i e_j) / 2 + z l_i l_j / 4 - z l_ij / 2. */
static inline void set_z_slopes(slopes *s, double z, double root, double x)
{
    const double e[M] = {0.0, 0.0, 0.0, -root, -root * x, 0.0}; /* exp(-l/2) e_i */
    for (size_t i = 0; i < M; i++)
        s->z[i] = e[i] - 0.5 * z * s->l[i];
    for (size_t i = 0; i < M; i++)
        for (size_t j = i; j < M; j++)
            s->zz[i][j] = -0.5 * (e[i] * s->l[j] + s->l[i] * e[j])
                          + z * (0.25 * s->l[i] * s->l[j] - 0.5 * s->ll[i][j]);
}

/* From the slopes of l_t and z_t to those of
 * l_{t+1} = omega + b l + a (|z| - sqrt(2/pi)) + g z; sign is that of z. */
static inline void advance(slopes *s, const double *theta, double ln_h, double z, double sign)
{
    double b = theta[ES_G_GARCH], k = theta[ES_G_ARCH] * sign + theta[ES_G_LEVERAGE];
    for (size_t i = 0; i < M; i++)
        for (size_t j = i; j < M; j++)
            s->ll[i][j] = b * s->ll[i][j] + k * s->zz[i][j];
    for (size_t i = 0; i < M; i++) { /* l_ij and z_ij below are symmetric: i <= j is kept */
        double twice[] = {sign * s->z[i], s->l[i], s->z[i]};
        const size_t with[] = {ES_G_ARCH, ES_G_GARCH, ES_G_LEVERAGE};
        for (size_t q = 0; q < 3; q++) {
            size_t low = i < with[q] ? i : with[q], high = i < with[q] ? with[q] : i;
            s->ll[low][high] += (low == high ? 2.0 : 1.0) * twice[q];
        }
    }
    for (size_t i = 0; i < M; i++)
        s->l[i] = b * s->l[i] + k * s->z[i];
    s->l[ES_G_OMEGA] += 1.0;
    s->l[ES_G_ARCH] += sign * z - MEAN_ABS_NORMAL;
    s->l[ES_G_GARCH] += ln_h;
    s->l[ES_G_LEVERAGE] += z;
}

/* f = (l + z^2) / 2:  f_i = l_i / 2 + z z_i,  f_ij = l_ij / 2 + z_i z_j + z z_ij. */
static inline void add_row(const slopes *s, double z, double *gradient, double *hessian)
{
    for (size_t i = 0; i < M; i++) {
        gradient[i] += 0.5 * s->l[i] + z * s->z[i];
        for (size_t j = i; j < M; j++)
            hessian[i * M + j] += 0.5 * s->ll[i][j] + s->z[i] * s->z[j] + z * s->zz[i][j];
    }
}

double es_egarch_derivatives(const es_garch_rows *rows, const double theta[M], double *gradient,
                             double *hessian)
{
    double value = es_egarch_value(rows, theta); /* leaves e and ln h */
    slopes s;
    memset(gradient, 0, M * sizeof *gradient);
    memset(hessian, 0, (size_t)M * M * sizeof *hessian);
    if (!isfinite(value))
        return value;
    first_slopes(rows, theta, &s);
    for (size_t t = 0; t < rows->n; t++) {
        double root = exp(-0.5 * rows->h[t]), z = rows->e[t] * root;
        set_z_slopes(&s, z, root, rows->x[t]);
        add_row(&s, z, gradient, hessian);
        advance(&s, theta, rows->h[t], z, z > 0.0 ? 1.0 : -1.0);
    }
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < i; j++)
            hessian[i * M + j] = hessian[j * M + i];
    return value;
}
