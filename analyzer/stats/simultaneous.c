#include "stats/simultaneous.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "stats/random.h"
#include "stats/tail.h"

/* Its own stream: the numbers of the tests start at 1001. */
enum { STREAM = 8 };

size_t es_simultaneous_work(size_t n)
{
    return n * n + n + ES_SIMULTANEOUS_DRAWS;
}

/* Lower factor of a positive semidefinite matrix: a pivot that rounding leaves at nothing gives a
 * column of zeros, since what it stands for is explained by those before it. */
static void factor(const double *a, size_t n, double *l)
{
    const double least = 1e-12; /* of a diagonal of ones */
    memset(l, 0, n * n * sizeof *l);
    for (size_t j = 0; j < n; j++) {
        double pivot = a[j * n + j];
        for (size_t k = 0; k < j; k++)
            pivot -= l[j * n + k] * l[j * n + k];
        if (!(pivot > least))
            continue;
        l[j * n + j] = sqrt(pivot);
        for (size_t i = j + 1; i < n; i++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= l[i * n + k] * l[j * n + k];
            l[i * n + j] = sum / l[j * n + j];
        }
    }
}

/* A chi-square of df over df at the share u.  Beyond 200 degrees of freedom the cube of Wilson and
 * Hilferty (1931) is exact to six digits, where GSL's inverse may not converge. */
static double mean_square(double u, double df)
{
    double spread = 2.0 / (9.0 * df), root;
    if (df <= 200.0)
        return gsl_cdf_chisq_Pinv(u, df) / df;
    root = 1.0 - spread + gsl_cdf_ugaussian_Pinv(u) * sqrt(spread);
    return root * root * root;
}

static double largest(const double *l, size_t n, const double *z)
{
    double most = 0.0;
    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (size_t k = 0; k <= i; k++)
            sum += l[i * n + k] * z[k];
        most = fmax(most, fabs(sum));
    }
    return most;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double es_simultaneous_critical(const double *correlation, size_t n, double df, double alpha,
                                uint64_t seed, double *work)
{
    double *l = work, *z = l + n * n, *most = z + n;
    double one = es_t_quantile_upper(0.5 * alpha, df), all, value;
    es_random r = es_random_stream(seed, STREAM);
    size_t rank = (size_t)ceil((1.0 - alpha) * (ES_SIMULTANEOUS_DRAWS + 1));
    if (n < 2)
        return one;
    all = es_t_quantile_upper(0.5 * alpha / (double)n, df);
    factor(correlation, n, l);
    for (size_t b = 0; b < ES_SIMULTANEOUS_DRAWS; b++) {
        double u = es_random_uniform(&r);
        for (size_t k = 0; k < n; k++)
            z[k] = es_random_normal(&r);
        /* The middle of the interval that u stands for: never 0. */
        most[b] = largest(l, n, z) / sqrt(mean_square(u + 0x1p-54, df));
    }
    qsort(most, ES_SIMULTANEOUS_DRAWS, sizeof *most, ascending);
    if (rank > ES_SIMULTANEOUS_DRAWS)
        rank = ES_SIMULTANEOUS_DRAWS;
    value = most[rank - 1];
    return fmin(fmax(value, one), all);
}
