#include "stats/order.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void es_sort(size_t n, double *x)
{
    qsort(x, n, sizeof *x, compare);
}

double es_quantile(size_t n, const double *sorted, double p)
{
    double h = (double)(n - 1) * p, below = floor(h);
    size_t i = (size_t)below;
    if (i + 1 >= n)
        return sorted[n - 1];
    return sorted[i] + (h - below) * (sorted[i + 1] - sorted[i]);
}

double es_winsorised_mean(size_t n, const double *sorted, double p)
{
    double low = es_quantile(n, sorted, p), high = es_quantile(n, sorted, 1.0 - p), sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += fmin(fmax(sorted[i], low), high);
    return sum / (double)n;
}

double es_median(size_t n, double *x)
{
    es_sort(n, x);
    return n % 2 ? x[n / 2] : 0.5 * (x[n / 2 - 1] + x[n / 2]);
}
