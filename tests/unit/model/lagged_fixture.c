#include "unit/model/lagged_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void lagged_fill(lagged_rows *r, size_t n, size_t q, const double *market, const double *y)
{
    r->n = n;
    r->q = q;
    for (size_t i = 0; i < n; i++) {
        r->y[i] = y[i];
        r->x[i] = 1.0;
        r->x[n + i] = market[i + q];
        for (size_t j = 0; j <= 2 * q; j++)
            r->lagged[j * n + i] = market[i + j];
    }
}

void lagged_random(lagged_rows *r, uint64_t seed, size_t n, size_t q, double rho)
{
    noise source = {seed};
    double market[MOST_ROWS + 2 * ES_MOST_LAGS], y[MOST_ROWS];
    for (size_t t = 0; t < n + 2 * q; t++)
        market[t] = (t ? rho * market[t - 1] : 0.0) + 0.01 * noise_normal(&source);
    for (size_t i = 0; i < n; i++)
        y[i] = 0.0003 + 0.7 * market[i + q] + (q ? 0.4 * market[i + q - 1] : 0.0)
               + 0.02 * noise_normal(&source);
    lagged_fill(r, n, q, market, y);
}

void lagged_estimate(lagged_rows *r, const char *id, const es_fit_options *options)
{
    const es_model *model = es_model_find(id);
    const es_regression data = {
        .n = r->n, .p = 2, .y = r->y, .x = r->x, .line = true, .lags = r->q, .lagged = r->lagged};
    size_t size = model->work_size ? model->work_size(r->n, 2, r->q) : r->n * 3;
    double *work = malloc((size + 1) * sizeof *work);
    assert_non_null(work);
    for (size_t i = 0; i <= size; i++)
        work[i] = 77.0;
    memset(&r->fit, 0x5A, sizeof r->fit);
    model->fit(model, &data, options, work, &r->fit, r->residual);
    assert_true(work[size] == 77.0);
    free(work);
}

const double *lagged_column(const lagged_rows *r, int j)
{
    return r->lagged + (size_t)(j + (int)r->q) * r->n;
}

static double mean_of(size_t n, const double *x)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

double plain_covariance(size_t n, const double *x, const double *y)
{
    double mx = mean_of(n, x), my = mean_of(n, y), sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mx) * (y[i] - my);
    return sum;
}

double plain_correlation(size_t n, const double *x, const double *y)
{
    return plain_covariance(n, x, y) / sqrt(plain_covariance(n, x, x) * plain_covariance(n, y, y));
}

void lagged_check_rest(const lagged_rows *r, double beta)
{
    size_t n = r->n;
    const double *market = r->x + n;
    double alpha = mean_of(n, r->y) - beta * mean_of(n, market), squares = 0.0;
    double sxx = plain_covariance(n, market, market);
    assert_int_equal(r->fit.status, ES_FIT_OK);
    assert_int_equal(r->fit.n, n);
    assert_int_equal(r->fit.p, 2);
    assert_close(r->fit.df, (double)n - 2.0, 0.0);
    assert_close(r->fit.b[1], beta, 1e-11);
    assert_close(r->fit.b[0], alpha, 1e-13);
    for (size_t i = 0; i < n; i++) {
        double u = r->y[i] - alpha - beta * market[i];
        assert_close(r->residual[i], u, 1e-12);
        squares += u * u;
    }
    assert_close(r->fit.sigma, sqrt(squares / ((double)n - 2.0)), 1e-12);
    assert_close(r->fit.xtx_inv[3] * sxx, 1.0, 1e-11);
    assert_close(r->fit.xtx_inv[1] * sxx, -mean_of(n, market), 1e-11);
    assert_close(r->fit.xtx_inv[2] * sxx, -mean_of(n, market), 1e-11);
    assert_close(r->fit.xtx_inv[0], 1.0 / (double)n + pow(mean_of(n, market), 2.0) / sxx, 1e-11);
}
