#include "stats/sum.h"

#include <math.h>

#include "base/wide.h"

enum { LANES = 8 };

static double combine(const double a[LANES])
{
    return ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));
}

ES_WIDE double es_sum(size_t n, const double *x)
{
    double a[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            a[j] += x[i + j];
    for (size_t j = 0; i < n; i++, j++)
        a[j] += x[i];
    return combine(a);
}

ES_WIDE double es_dot(size_t n, const double *x, const double *y)
{
    double a[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            a[j] += x[i + j] * y[i + j];
    for (size_t j = 0; i < n; i++, j++)
        a[j] += x[i] * y[i];
    return combine(a);
}

double es_sum_squares(size_t n, const double *x)
{
    return es_dot(n, x, x);
}

double es_mean(size_t n, const double *x)
{
    return es_sum(n, x) / (double)n;
}

ES_WIDE double es_sum_squares_about(size_t n, const double *x, double centre)
{
    double a[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            double d = x[i + j] - centre;
            a[j] += d * d;
        }
    for (size_t j = 0; i < n; i++, j++) {
        double d = x[i] - centre;
        a[j] += d * d;
    }
    return combine(a);
}

ES_WIDE double es_dot_about(size_t n, const double *x, const double *y)
{
    double a[LANES] = {0}, mean_x = es_mean(n, x), mean_y = es_mean(n, y);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            a[j] += (x[i + j] - mean_x) * (y[i + j] - mean_y);
    for (size_t j = 0; i < n; i++, j++)
        a[j] += (x[i] - mean_x) * (y[i] - mean_y);
    return combine(a);
}

double es_correlation(size_t n, const double *x, const double *y)
{
    double sxx = es_sum_squares_about(n, x, es_mean(n, x));
    double syy = es_sum_squares_about(n, y, es_mean(n, y));
    if (es_is_no_spread(sqrt(sxx / (double)n), es_max_abs(n, x))
        || es_is_no_spread(sqrt(syy / (double)n), es_max_abs(n, y)))
        return (double)NAN;
    return es_dot_about(n, x, y) / sqrt(sxx * syy);
}

double es_sd(size_t n, const double *x)
{
    return sqrt(es_sum_squares_about(n, x, es_mean(n, x)) / (double)(n - 1));
}

ES_WIDE double es_max_abs(size_t n, const double *x)
{
    double a[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            a[j] = fabs(x[i + j]) > a[j] ? fabs(x[i + j]) : a[j];
    for (; i < n; i++)
        a[0] = fabs(x[i]) > a[0] ? fabs(x[i]) : a[0];
    for (size_t j = 1; j < LANES; j++)
        a[0] = a[j] > a[0] ? a[j] : a[0];
    return a[0];
}

static inline void add_powers(double d, double *to2, double *to3, double *to4)
{
    double d2 = d * d;
    *to2 += d2;
    *to3 += d2 * d;
    *to4 += d2 * d2;
}

ES_WIDE es_moments es_central_moments(size_t n, const double *x)
{
    es_moments m = {es_mean(n, x), 0.0, 0.0, 0.0};
    double a2[LANES] = {0}, a3[LANES] = {0}, a4[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            add_powers(x[i + j] - m.mean, &a2[j], &a3[j], &a4[j]);
    for (size_t j = 0; i < n; i++, j++)
        add_powers(x[i] - m.mean, &a2[j], &a3[j], &a4[j]);
    m.m2 = combine(a2) / (double)n;
    m.m3 = combine(a3) / (double)n;
    m.m4 = combine(a4) / (double)n;
    return m;
}

int es_is_no_spread(double sd, double max_abs)
{
    return max_abs == 0.0 || sd <= 1e-13 * max_abs;
}
