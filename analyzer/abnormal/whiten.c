#include "abnormal/whiten.h"

#include <math.h>

/* The previous day with a row: of the event window before j, else the last estimation row before
 * it; where all come later, the first of them. */
static int32_t previous(const es_sample *s, size_t row, const es_design *d, size_t p, size_t j,
                        double *y, double *x)
{
    size_t last = d->n_before ? d->n_before - 1 : 0;
    while (j-- > 0) {
        if (isnan(d->event_y[j]))
            continue;
        *y = d->event_y[j];
        for (size_t k = 0; k < p; k++)
            x[k] = d->event_x[j * p + k];
        return es_sample_step(s, row, es_sample_day(s, row, s->n_est + j));
    }
    *y = d->y[last];
    for (size_t k = 0; k < p; k++)
        x[k] = d->x[k * d->n + last];
    return es_sample_step(s, row, es_sample_day(s, row, d->column[last]));
}

void es_whiten_event_days(const es_sample *sample, size_t row, double rho, size_t p, es_design *d)
{
    double y, x[ES_MAX_COEFFICIENTS];
    for (size_t j = sample->n_tau; j-- > 0;) { /* backwards: the day before is still as it was */
        int32_t gap;
        double weight;
        if (isnan(d->event_y[j]))
            continue;
        gap = es_sample_step(sample, row, es_sample_day(sample, row, sample->n_est + j))
              - previous(sample, row, d, p, j, &y, x);
        weight = pow(rho, gap > 0 ? (double)gap : 1.0);
        d->event_y[j] -= weight * y;
        for (size_t k = 0; k < p; k++)
            d->event_x[j * p + k] -= weight * x[k];
    }
}
