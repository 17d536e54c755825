#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const es_adjust_item *x = a, *y = b;
    return (x->p > y->p) - (x->p < y->p);
}

static void bonferroni(size_t m, es_adjust_item *item)
{
    for (size_t j = 0; j < m; j++)
        item[j].p = fmin(1.0, (double)m * item[j].p);
}

static void holm(size_t m, es_adjust_item *item)
{
    double most = 0.0;
    for (size_t j = 0; j < m; j++) {
        most = fmax(most, (double)(m - j) * item[j].p);
        item[j].p = fmin(1.0, most);
    }
}

/* METHODS: the step-up procedures differ by a factor. */
static void step_up(size_t m, double factor, es_adjust_item *item)
{
    double least = 1.0;
    for (size_t j = m; j-- > 0;) {
        least = fmin(least, factor * (double)m / (double)(j + 1) * item[j].p);
        item[j].p = least;
    }
}

static void benjamini_hochberg(size_t m, es_adjust_item *item)
{
    step_up(m, 1.0, item);
}

static void benjamini_yekutieli(size_t m, es_adjust_item *item)
{
    double sum = 0.0;
    for (size_t j = m; j > 0; j--) /* the small ones first */
        sum += 1.0 / (double)j;
    step_up(m, sum, item);
}

void es_adjust(es_adjustment adjustment, size_t n, const double *p, es_adjust_item *work,
               double *adjusted)
{
    static void (*const adjust[])(size_t, es_adjust_item *) = {
        [ES_ADJUSTMENT_BONFERRONI] = bonferroni,
        [ES_ADJUSTMENT_HOLM] = holm,
        [ES_ADJUSTMENT_BH] = benjamini_hochberg,
        [ES_ADJUSTMENT_BY] = benjamini_yekutieli,
    };
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i]))
            work[m++] = (es_adjust_item){p[i], i};
        adjusted[i] = p[i];
    }
    qsort(work, m, sizeof *work, compare);
    adjust[adjustment](m, work);
    for (size_t j = 0; j < m; j++)
        adjusted[work[j].index] = work[j].p;
}
