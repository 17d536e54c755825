#include "stats/serial.h"

#include <math.h>

#include "base/wide.h"
#include "stats/least_squares.h"
#include "stats/sum.h"
#include "stats/tail.h"

/* Sum of (u[t] - u[t - 1])^2, in four sums side by side. */
ES_WIDE static double sum_squared_steps(size_t n, const double *u)
{
    enum { LANES = 4 };
    double sum[LANES] = {0.0};
    size_t t = 1;
    for (; t + LANES <= n; t += LANES)
        for (size_t j = 0; j < LANES; j++) {
            double step = u[t + j] - u[t + j - 1];
            sum[j] += step * step;
        }
    for (; t < n; t++)
        sum[0] += (u[t] - u[t - 1]) * (u[t] - u[t - 1]);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

double es_durbin_watson(size_t n, const double *u)
{
    double total = es_sum_squares(n, u);
    if (n < 2 || total == 0.0)
        return (double)NAN;
    return sum_squared_steps(n, u) / total;
}

double es_ljung_box_p(size_t n, const double *u, size_t m, double *work)
{
    double mean, total, q = 0.0;
    if (n <= m + 1)
        return (double)NAN;
    mean = es_mean(n, u);
    for (size_t t = 0; t < n; t++)
        work[t] = u[t] - mean;
    total = es_sum_squares(n, work);
    if (total == 0.0)
        return (double)NAN;
    for (size_t j = 1; j <= m; j++) {
        double rho = es_dot(n - j, work, work + j) / total;
        q += rho * rho / (double)(n - j);
    }
    return es_p_chi_square((double)n * (double)(n + 2) * q, (double)m);
}

enum { MOST_LAGS = 8 };

/* Cross products of the lags 0 .. q of a centred series, each `rows` long and about its own mean.
 * A product of two lags differs from that of the two lags before them by one day at either end, so
 * that only those with lag 0 are summed. */
static void lag_products(size_t rows, size_t q, const double *x, double s[][MOST_LAGS + 1])
{
    double sum[MOST_LAGS + 1];
    const double *newest = x + q; /* lag 0; lag j begins j days earlier */
    for (size_t j = 0; j <= q; j++) {
        sum[j] = j ? sum[j - 1] + newest[-(ptrdiff_t)j] - newest[rows - j] : es_sum(rows, newest);
        s[0][j] = es_dot(rows, newest, newest - j);
    }
    for (size_t i = 1; i <= q; i++)
        for (size_t j = i; j <= q; j++)
            s[i][j] = s[i - 1][j - 1] + newest[-(ptrdiff_t)i] * newest[-(ptrdiff_t)j]
                      - newest[rows - i] * newest[rows - j];
    for (size_t i = 0; i <= q; i++)
        for (size_t j = i; j <= q; j++)
            s[i][j] -= sum[i] * sum[j] / (double)rows;
}

/* The same, each lag by itself; centred: room for rows (q + 1). */
static void lag_products_apart(size_t rows, size_t q, const double *x, double *centred,
                               double s[][MOST_LAGS + 1])
{
    for (size_t j = 0; j <= q; j++) {
        const double *lag = x + q - j;
        double mean = es_mean(rows, lag);
        for (size_t t = 0; t < rows; t++)
            centred[j * rows + t] = lag[t] - mean;
        for (size_t i = 0; i <= j; i++)
            s[i][j] = es_dot(rows, centred + i * rows, centred + j * rows);
    }
}

/* Is a part of the whole too small to be left after a subtraction? */
static bool is_lost(double part, double whole)
{
    return !(part > 1e-4 * whole);
}

/* R^2 of the regression of a series on a constant and its own q lags, by their cross products.
 * False where the lags are so much alike that this would cost digits.  work: rows (q + 1) elements,
 * and no less than rows + q. */
static bool lag_r2(size_t rows, size_t q, const double *series, double *work, double *r2)
{
    double s[MOST_LAGS + 1][MOST_LAGS + 1], root[MOST_LAGS][MOST_LAGS], z[MOST_LAGS];
    double explained = 0.0, mean = es_mean(rows + q, series), all;
    bool lost = false;
    for (size_t t = 0; t < rows + q; t++)
        work[t] = series[t] - mean;
    all = es_sum_squares(rows + q, work);
    lag_products(rows, q, work, s);
    for (size_t j = 0; j <= q; j++)
        lost = lost || is_lost(s[j][j], all);
    if (lost) /* a spike at an end was taken away */
        lag_products_apart(rows, q, series, work, s);
    for (size_t j = 0; j < q; j++) { /* Cholesky, a row at a time */
        double left = s[j + 1][j + 1];
        z[j] = s[0][j + 1];
        for (size_t k = 0; k < j; k++) {
            double value = s[k + 1][j + 1];
            for (size_t m = 0; m < k; m++)
                value -= root[j][m] * root[k][m];
            root[j][k] = value / root[k][k];
            left -= root[j][k] * root[j][k];
            z[j] -= root[j][k] * z[k];
        }
        if (is_lost(left, s[j + 1][j + 1]))
            return false;
        root[j][j] = sqrt(left);
        z[j] /= root[j][j];
        explained += z[j] * z[j];
    }
    *r2 = explained / s[0][0];
    return s[0][0] > 0.0;
}

/* The same by least squares, of the series itself; work: rows (q + 3) elements and more, as
 * es_arch_lm_p has them.  False where there is none. */
static bool lag_r2_by_regression(size_t rows, size_t q, const double *series, double *work,
                                 double *r2)
{
    double b[ES_MAX_COEFFICIENTS], inv[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS], total;
    size_t p = q + 1;
    double *x = work, *residual = x + rows * p, *scratch = residual + rows;
    for (size_t t = 0; t < rows; t++) {
        x[t] = 1.0;
        for (size_t j = 1; j <= q; j++)
            x[j * rows + t] = series[t + q - j];
    }
    if (!es_least_squares(rows, p, x, series + q, scratch, b, inv))
        return false;
    for (size_t t = 0; t < rows; t++) {
        double fitted = 0.0;
        for (size_t k = 0; k < p; k++)
            fitted += b[k] * x[k * rows + t];
        residual[t] = series[t + q] - fitted;
    }
    total = es_sum_squares_about(rows, series + q, es_mean(rows, series + q));
    *r2 = 1.0 - es_sum_squares(rows, residual) / total;
    return total != 0.0;
}

/* Regresses u^2 on a constant and its own q lags; LM = (n - q) R^2. */
double es_arch_lm_p(size_t n, const double *u, size_t q, double *work)
{
    size_t rows = n > q ? n - q : 0;
    double *square = work, *spare = work + n, r2;
    if (rows <= q + 1)
        return (double)NAN;
    for (size_t t = 0; t < n; t++)
        square[t] = u[t] * u[t];
    if (!(q <= MOST_LAGS && lag_r2(rows, q, square, spare, &r2))
        && !lag_r2_by_regression(rows, q, square, spare, &r2))
        return (double)NAN;
    return es_p_chi_square((double)rows * r2, (double)q);
}

double es_jarque_bera_p(size_t n, const double *u)
{
    es_moments m;
    double skew, kurtosis;
    if (n < 2)
        return (double)NAN;
    m = es_central_moments(n, u);
    if (m.m2 == 0.0)
        return (double)NAN;
    skew = m.m3 / (m.m2 * sqrt(m.m2));
    kurtosis = m.m4 / (m.m2 * m.m2);
    return es_p_chi_square(
        (double)n / 6.0 * (skew * skew + (kurtosis - 3.0) * (kurtosis - 3.0) / 4.0), 2.0);
}
