#include "stats/multiple.h"

#include <math.h>

/* The indices of the values, ascending; equal ones keep their order.  Families are small. */
static size_t sort_values(size_t n, const double *p, size_t *order)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        size_t j = m;
        if (isnan(p[i]))
            continue;
        for (; j > 0 && p[order[j - 1]] > p[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
        m++;
    }
    return m;
}

void es_adjust(size_t n, const double *p, size_t *order, double *bonferroni, double *holm,
               double *bh, double *by)
{
    size_t m = sort_values(n, p, order);
    double size = (double)m, harmonic = 0.0, top = 0.0, step = 1.0, step_y = 1.0;
    for (size_t i = 0; i < n; i++)
        bonferroni[i] = holm[i] = bh[i] = by[i] = (double)NAN;
    for (size_t j = 1; j <= m; j++)
        harmonic += 1.0 / (double)j;
    for (size_t j = 0; j < m; j++) {
        double value = p[order[j]];
        top = fmax(top, fmin(1.0, (size - (double)j) * value));
        holm[order[j]] = top;
        bonferroni[order[j]] = fmin(1.0, size * value);
    }
    for (size_t j = m; j-- > 0;) {
        double value = p[order[j]] * size / (double)(j + 1);
        step = fmin(step, value);
        step_y = fmin(step_y, value * harmonic);
        bh[order[j]] = step;
        by[order[j]] = step_y;
    }
}
