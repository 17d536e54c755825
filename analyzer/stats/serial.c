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

/* Regresses u^2 on a constant and its own q lags; LM = (n - q) R^2. */
double es_arch_lm_p(size_t n, const double *u, size_t q, double *work)
{
    double b[ES_MAX_COEFFICIENTS], inv[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    size_t rows = n > q ? n - q : 0, p = q + 1;
    double *square = work, *x = work + n, *residual = x + rows * p, *scratch = residual + rows;
    double total, left;
    if (rows <= p)
        return (double)NAN;
    for (size_t t = 0; t < n; t++)
        square[t] = u[t] * u[t];
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
