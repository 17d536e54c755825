#include "stats/order.h"

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

double es_median(size_t n, double *x)
{
    es_sort(n, x);
    return n % 2 ? x[n / 2] : 0.5 * (x[n / 2 - 1] + x[n / 2]);
}
