#include "stats/serial.h"

#include <math.h>

#include "stats/least_squares.h"
#include "stats/sum.h"
#include "stats/tail.h"

double es_durbin_watson(size_t n, const double *u)
{
    double total = es_sum_squares(n, u), change = 0.0;
    if (n < 2 || total == 0.0)
        return (double)NAN;
    for (size_t t = 1; t < n; t++)
        change += (u[t] - u[t - 1]) * (u[t] - u[t - 1]);
    return change / total;
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

/* R^2 of the regression of a series, less its mean, on a constant and its own q lags, by their
 * cross products.  False where the lags are so much alike that this would cost digits. */
static bool lag_r2(size_t rows, size_t q, const double *centred, double *r2)
{
    static const double LEAST_OWN = 1e-4; /* of a variance that cannot be spared */
    double s[MOST_LAGS + 1][MOST_LAGS + 1], root[MOST_LAGS][MOST_LAGS], z[MOST_LAGS];
    double explained = 0.0, all = es_sum_squares(rows + q, centred);
    lag_products(rows, q, centred, s);
    for (size_t j = 0; j <= q; j++) /* what is left when a spike at an end is taken away */
        if (!(s[j][j] > LEAST_OWN * all))
            return false;
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
        if (!(left > LEAST_OWN * s[j + 1][j + 1]))
            return false;
        root[j][j] = sqrt(left);
        z[j] /= root[j][j];
        explained += z[j] * z[j];
    }
    *r2 = explained / s[0][0];
    return true;
}

/* Regresses u^2 on a constant and its own q lags; LM = (n - q) R^2. */
double es_arch_lm_p(size_t n, const double *u, size_t q, double *work)
{
    double b[ES_MAX_COEFFICIENTS], inv[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    size_t rows = n > q ? n - q : 0, p = q + 1;
    double *square = work, *x = work + n, *residual = x + rows * p, *scratch = residual + rows;
    double total, left, r2, mean;
    if (rows <= p)
        return (double)NAN;
    for (size_t t = 0; t < n; t++)
        square[t] = u[t] * u[t];
    mean = es_mean(n, square);
    for (size_t t = 0; t < n; t++)
        x[t] = square[t] - mean;
    if (q <= MOST_LAGS && lag_r2(rows, q, x, &r2))
        return es_p_chi_square((double)rows * r2, (double)q);
    for (size_t t = 0; t < rows; t++) {
        x[t] = 1.0;
        for (size_t j = 1; j <= q; j++)
            x[j * rows + t] = square[t + q - j];
    }
    if (!es_least_squares(rows, p, x, square + q, scratch, b, inv))
        return (double)NAN;
    for (size_t t = 0; t < rows; t++) {
        double fitted = 0.0;
        for (size_t k = 0; k < p; k++)
            fitted += b[k] * x[k * rows + t];
        residual[t] = square[t + q] - fitted;
    }
    total = es_sum_squares_about(rows, square + q, es_mean(rows, square + q));
    left = es_sum_squares(rows, residual);
    if (total == 0.0)
        return (double)NAN;
    return es_p_chi_square((double)rows * (1.0 - left / total), (double)q);
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
