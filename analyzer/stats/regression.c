#include "stats/regression.h"

#include <math.h>
#include <string.h>

#include "stats/sum.h"

static const double SELF_FITTING = 1.0 - 1e-12; /* METHODS C-5 */

const char *es_se_key(es_se se)
{
    static const char *const key[] = {
#define ES_SE_KEY(id, words) words,
        ES_SE_MAP(ES_SE_KEY)
#undef ES_SE_KEY
    };
    return key[se];
}

size_t es_newey_west_lag(size_t n)
{
    return (size_t)floor(4.0 * pow((double)n / 100.0, 2.0 / 9.0));
}

void es_leverage(size_t n, size_t p, const double *x, const double *xtx_inv, double *h)
{
    for (size_t i = 0; i < n; i++) {
        h[i] = 0.0;
        for (size_t j = 0; j < p; j++)
            for (size_t k = 0; k < p; k++)
                h[i] += x[j * n + i] * xtx_inv[j * p + k] * x[k * n + i];
    }
}

/* The problem on rows scaled by the roots of the weights. */
typedef struct solver {
    size_t n, p;
    double *x, *y;    /* scaled */
    double *residual; /* scaled */
    double *scratch;  /* n (p + 1), then the scores */
    double xtx_inv[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
    double meat[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
} solver;

size_t es_linear_work_size(size_t n, size_t p, size_t n_clusters)
{
    return n * p + 2 * n + n * (p + 1) + n_clusters * p;
}

static void scale_rows(const es_linear *data, solver *s)
{
    for (size_t i = 0; i < s->n; i++) {
        double root = data->weight ? sqrt(data->weight[i]) : 1.0;
        s->y[i] = root * data->y[i];
        for (size_t k = 0; k < s->p; k++)
            s->x[k * s->n + i] = root * data->x[k * s->n + i];
    }
}

static void compute_residuals(solver *s, const double *b)
{
    for (size_t i = 0; i < s->n; i++) {
        s->residual[i] = s->y[i];
        for (size_t k = 0; k < s->p; k++)
            s->residual[i] -= b[k] * s->x[k * s->n + i];
    }
}

/* 1 - u'Wu / sum w (y - weighted mean)^2 */
static double r_squared(const es_linear *data, const solver *s)
{
    double weight = 0.0, mean = 0.0, total = 0.0;
    for (size_t i = 0; i < s->n; i++) {
        double w = data->weight ? data->weight[i] : 1.0;
        weight += w;
        mean += w * data->y[i];
    }
    mean /= weight;
    for (size_t i = 0; i < s->n; i++) {
        double w = data->weight ? data->weight[i] : 1.0;
        total += w * (data->y[i] - mean) * (data->y[i] - mean);
    }
    if (es_is_no_spread(sqrt(total / weight), es_max_abs(s->n, data->y)))
        return (double)NAN;
    return 1.0 - es_sum_squares(s->n, s->residual) / total;
}

/* Adds w u v' to the meat, u and v of p elements. */
static void add_outer(solver *s, double w, const double *u, const double *v)
{
    for (size_t j = 0; j < s->p; j++)
        for (size_t k = 0; k < s->p; k++)
            s->meat[j * s->p + k] += w * u[j] * v[k];
}

static void score(const solver *s, size_t i, double *out)
{
    for (size_t k = 0; k < s->p; k++)
        out[k] = s->residual[i] * s->x[k * s->n + i];
}

static bool meat_of_rows(solver *s, es_se se)
{
    double *h = s->scratch, u[ES_MAX_COEFFICIENTS];
    es_leverage(s->n, s->p, s->x, s->xtx_inv, h);
    for (size_t i = 0; i < s->n; i++) {
        double w = 1.0;
        if ((se == ES_SE_HC2 || se == ES_SE_HC3) && h[i] >= SELF_FITTING)
            return false;
        if (se == ES_SE_HC2)
            w = 1.0 / (1.0 - h[i]);
        else if (se == ES_SE_HC3)
            w = 1.0 / ((1.0 - h[i]) * (1.0 - h[i]));
        else if (se == ES_SE_HC1)
            w = (double)s->n / (double)(s->n - s->p);
        score(s, i, u);
        add_outer(s, w, u, u);
    }
    return true;
}

static void meat_of_clusters(solver *s, const es_linear *data)
{
    double *sums = s->scratch + s->n * (s->p + 1), u[ES_MAX_COEFFICIENTS];
    double g = (double)data->n_clusters, n = (double)s->n, p = (double)s->p;
    memset(sums, 0, data->n_clusters * s->p * sizeof *sums);
    for (size_t i = 0; i < s->n; i++) {
        score(s, i, u);
        for (size_t k = 0; k < s->p; k++)
            sums[data->cluster[i] * s->p + k] += u[k];
    }
    for (size_t c = 0; c < data->n_clusters; c++)
        add_outer(s, g / (g - 1.0) * (n - 1.0) / (n - p), sums + c * s->p, sums + c * s->p);
}

static void meat_of_lags(solver *s)
{
    size_t most = es_newey_west_lag(s->n);
    double u[ES_MAX_COEFFICIENTS], v[ES_MAX_COEFFICIENTS];
    double correction = (double)s->n / (double)(s->n - s->p);
    for (size_t lag = 0; lag <= most && lag < s->n; lag++) {
        double w = correction * (1.0 - (double)lag / ((double)most + 1.0));
        for (size_t i = lag; i < s->n; i++) {
            score(s, i, u);
            score(s, i - lag, v);
            add_outer(s, w, u, v);
            if (lag > 0)
                add_outer(s, w, v, u);
        }
    }
}

/* sqrt of the diagonal of B meat B, B = (X'X)^-1 */
static void sandwich(const solver *s, double *se)
{
    size_t p = s->p;
    for (size_t j = 0; j < p; j++) {
        double sum = 0.0;
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b < p; b++)
                sum += s->xtx_inv[j * p + a] * s->meat[a * p + b] * s->xtx_inv[b * p + j];
        se[j] = sqrt(sum);
    }
}

static es_linear_status standard_errors(const es_linear *data, es_se se, solver *s,
                                        es_linear_fit *out)
{
    out->df = (double)(s->n - s->p);
    memset(s->meat, 0, sizeof s->meat);
    switch (se) {
    case ES_SE_OLS:
    case ES_SE_WLS:
        for (size_t k = 0; k < s->p; k++)
            out->se[k] =
                sqrt(es_sum_squares(s->n, s->residual) / out->df * s->xtx_inv[k * s->p + k]);
        return ES_LINEAR_OK;
    case ES_SE_CLUSTER_DATE:
    case ES_SE_CLUSTER_SECURITY:
        if (data->n_clusters < 2)
            return ES_LINEAR_TOO_FEW;
        out->df = (double)data->n_clusters - 1.0;
        meat_of_clusters(s, data);
        break;
    case ES_SE_NW:
        meat_of_lags(s);
        break;
    default:
        if (!meat_of_rows(s, se))
            return ES_LINEAR_LEVERAGE;
    }
    sandwich(s, out->se);
    return ES_LINEAR_OK;
}

es_linear_status es_linear_solve(const es_linear *data, es_se se, double *work, es_linear_fit *out)
{
    size_t n = data->n, p = data->p;
    solver s = {.n = n,
                .p = p,
                .x = work,
                .y = work + n * p,
                .residual = work + n * p + n,
                .scratch = work + n * p + 2 * n};
    if (n <= p)
        return ES_LINEAR_TOO_FEW;
    scale_rows(data, &s);
    if (!es_least_squares(n, p, s.x, s.y, s.scratch, out->b, s.xtx_inv))
        return ES_LINEAR_SINGULAR;
    compute_residuals(&s, out->b);
    out->r2 = r_squared(data, &s);
    return standard_errors(data, se, &s, out);
}
