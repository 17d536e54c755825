#include "stats/order.h"

#include <math.h>
#include <stdlib.h>

#include "stats/sum.h"

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void es_sort(size_t n, double *x)
{
    qsort(x, n, sizeof *x, compare);
}

double es_median(size_t n, double *x)
{
    es_sort(n, x);
    return n % 2 ? x[n / 2] : 0.5 * (x[n / 2 - 1] + x[n / 2]);
}

double es_quantile(size_t n, const double *sorted, double p)
{
    double position = (double)(n - 1) * p, below = floor(position);
    size_t i = (size_t)below;
    if (i + 1 >= n)
        return sorted[n - 1];
    return sorted[i] + (position - below) * (sorted[i + 1] - sorted[i]);
}

double es_winsorised_mean(size_t n, double *x, double share)
{
    double low, high;
    es_sort(n, x);
    low = es_quantile(n, x, share);
    high = es_quantile(n, x, 1.0 - share);
    for (size_t i = 0; i < n; i++)
        x[i] = fmin(fmax(x[i], low), high);
    return es_mean(n, x);
}
