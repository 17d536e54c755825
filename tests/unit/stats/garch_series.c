#include "garch_series.h"

#include <math.h>

#include "support/assert_close.h"
#include "support/noise.h"

void series_fill(series *s, uint64_t seed, size_t n, const es_garch *like, bool is_log)
{
    noise source = {seed};
    double h = is_log ? exp(like->omega / (1.0 - like->garch))
                      : like->omega / (1.0 - like->arch - like->garch);
    s->n = n;
    for (size_t t = 0; t < n; t++) {
        double e = sqrt(h) * noise_normal(&source);
        s->x[t] = 0.0004 + 0.011 * noise_normal(&source);
        s->y[t] = like->alpha + like->beta * s->x[t] + e;
        h = is_log ? es_egarch_next(like, h, e) : es_garch_next(like, h, e);
    }
}

es_garch_series series_view(const series *s, es_garch_init init, bool with_x)
{
    return (es_garch_series){s->n, s->y, with_x ? s->x : NULL, init};
}

es_garch_rows series_rows(series *s, es_garch_init init, double ols[2])
{
    es_garch_series view = series_view(s, init, true);
    es_garch_rows rows;
    assert_true(es_garch_rows_init(&rows, &view, s->work, ols));
    return rows;
}

void assert_slopes(const es_garch_rows *rows, size_t p, slopes_function *slopes,
                   const double *theta)
{
    enum { M = ES_EGARCH_PARAMETERS };
    double at[M], g[M], h[M * M], up[M], down[M], ignored[M * M];
    for (size_t k = 0; k < p; k++)
        at[k] = theta[k];
    (void)slopes(rows, theta, g, h);
    for (size_t k = 0; k < p; k++) {
        double step = 1e-5 * (1.0 + fabs(theta[k])), high, low;
        at[k] = theta[k] + step;
        high = slopes(rows, at, up, ignored);
        at[k] = theta[k] - step;
        low = slopes(rows, at, down, ignored);
        at[k] = theta[k];
        assert_close((high - low) / (2.0 * step), g[k], 1e-5);
        for (size_t j = 0; j < p; j++)
            assert_close((up[j] - down[j]) / (2.0 * step), h[k * p + j], 1e-5);
    }
}
