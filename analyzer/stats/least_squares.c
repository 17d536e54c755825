#include "stats/least_squares.h"

#include <math.h>
#include <string.h>

#include "base/wide.h"
#include "stats/sum.h"

static const double SINGULAR = 1e-12; /* METHODS section 0 */

/* Turns v (length n) into the Householder vector that maps it to (r, 0, ..., 0) and returns r.
 * The vector is scaled so that the reflection is I - v v'. */
ES_WIDE static double reflector(size_t n, double *v)
{
    double norm = sqrt(es_sum_squares(n, v)), r, scale;
    if (norm == 0.0)
        return 0.0;
    r = v[0] > 0.0 ? -norm : norm;
    v[0] -= r;
    scale = sqrt(-r * v[0]); /* |v|^2 / 2 = -r (x0 - r) */
    for (size_t i = 0; i < n; i++)
        v[i] /= scale;
    return r;
}

ES_WIDE static void reflect(size_t n, const double *v, double *a)
{
    double d = es_dot(n, v, a);
    for (size_t i = 0; i < n; i++)
        a[i] -= d * v[i];
}

static bool is_singular(size_t p, const double *diagonal)
{
    double least = fabs(diagonal[0]), most = least;
    for (size_t k = 1; k < p; k++) {
        double r = fabs(diagonal[k]);
        least = r < least ? r : least;
        most = r > most ? r : most;
    }
    return !(least > SINGULAR * most);
}

/* R^-1 (upper triangle, row-major p-by-p) of R: off-diagonals in the columns of qr, diagonal
 * apart. */
static void invert_upper(size_t n, size_t p, const double *qr, const double *diagonal, double *inv)
{
    memset(inv, 0, p * p * sizeof *inv);
    for (size_t j = 0; j < p; j++) {
        inv[j * p + j] = 1.0 / diagonal[j];
        for (size_t i = j; i-- > 0;) {
            double s = 0.0;
            for (size_t k = i + 1; k <= j; k++)
                s += qr[k * n + i] * inv[k * p + j];
            inv[i * p + j] = -s / diagonal[i];
        }
    }
}

bool es_least_squares(size_t n, size_t p, const double *x, const double *y, double *work, double *b,
                      double *xtx_inv)
{
    double diagonal[ES_MAX_COEFFICIENTS] = {0};
    double inv[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    double *qr = work, *qty = work + n * p;
    memcpy(qr, x, n * p * sizeof *qr);
    memcpy(qty, y, n * sizeof *qty);
    for (size_t k = 0; k < p; k++) {
        double *v = qr + k * n + k;
        diagonal[k] = reflector(n - k, v);
        if (diagonal[k] == 0.0)
            return false;
        for (size_t j = k + 1; j < p; j++)
            reflect(n - k, v, qr + j * n + k);
        reflect(n - k, v, qty + k);
    }
    if (is_singular(p, diagonal))
        return false;
    invert_upper(n, p, qr, diagonal, inv);
    for (size_t i = 0; i < p; i++) {
        b[i] = 0.0;
        for (size_t k = i; k < p; k++)
            b[i] += inv[i * p + k] * qty[k];
        for (size_t j = 0; j < p; j++) {
            double s = 0.0;
            for (size_t k = i > j ? i : j; k < p; k++)
                s += inv[i * p + k] * inv[j * p + k];
            xtx_inv[i * p + j] = s;
        }
    }
    return true;
}

/* Column k of Q is the unit vector k seen through the reflections k, ..., 0: the later ones begin
 * below it. */
void es_leverage(size_t n, size_t p, const double *work, double *column, double *leverage)
{
    memset(leverage, 0, n * sizeof *leverage);
    for (size_t k = 0; k < p; k++) {
        memset(column, 0, n * sizeof *column);
        column[k] = 1.0;
        for (size_t j = k + 1; j-- > 0;)
            reflect(n - j, work + j * n + j, column + j);
        for (size_t i = 0; i < n; i++)
            leverage[i] += column[i] * column[i];
    }
}

bool es_line_fit(size_t n, const double *x, const double *y, double b[2], double xtx_inv[4])
{
    double mean_x = es_mean(n, x), mean_y = es_mean(n, y);
    double sxx = es_sum_squares_about(n, x, mean_x), sxy = es_dot_about(n, x, y), r[2];
    r[0] = sqrt((double)n); /* the diagonal of R in QR of [1, x] */
    r[1] = sqrt(sxx);
    if (is_singular(2, r))
        return false;
    b[1] = sxy / sxx;
    b[0] = mean_y - b[1] * mean_x;
    xtx_inv[0] = 1.0 / (double)n + mean_x * mean_x / sxx;
    xtx_inv[1] = xtx_inv[2] = -mean_x / sxx;
    xtx_inv[3] = 1.0 / sxx;
    return true;
}
