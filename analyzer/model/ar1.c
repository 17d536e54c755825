#include "model/ar1.h"

#include <math.h>

#include "model/scale.h"
#include "stats/sum.h"

/* out_t = in_t - rho in_{t-1}, the first sqrt(1 - rho^2) in_0. */
static void whiten(size_t n, double rho, const double *in, double *out)
{
    out[0] = sqrt(1.0 - rho * rho) * in[0];
    for (size_t t = 1; t < n; t++)
        out[t] = in[t] - rho * in[t - 1];
}

void es_ar1_refit(const es_regression *data, const es_fit_options *options, double *work,
                  es_fit *fit, double *residual)
{
    static const double LARGEST = 0.99;
    size_t n = data->n, p = data->p;
    double *x = work, *y = work + n * p, squares = es_sum_squares(n - 1, residual);
    es_regression white = {.n = n, .p = p, .y = y, .x = x};
    if (n < 3 || !(squares > 0.0))
        return;
    fit->rho = es_dot(n - 1, residual, residual + 1) / squares;
    fit->rho = fmin(fmax(fit->rho, -LARGEST), LARGEST);
    for (size_t k = 0; k < p; k++)
        whiten(n, fit->rho, data->x + k * n, x + k * n);
    whiten(n, fit->rho, data->y, y);
    if (!es_least_squares(n, p, x, y, y + n, fit->b, fit->xtx_inv)) {
        fit->status = ES_FIT_SINGULAR;
        return;
    }
    es_fit_residuals(&white, fit->b, residual);
    es_fit_scale(&white, p, options, residual, fit);
}
