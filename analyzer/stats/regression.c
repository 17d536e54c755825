#include "stats/regression.h"

#include <math.h>
#include <string.h>

#include "stats/sum.h"

static const double FULL_LEVERAGE = 1.0 - 1e-12; /* METHODS C-5 */

/* One fit on its way: the scaled rows and what is computed from them. */
typedef struct fit {
    size_t n, p;
    double *x, *y; /* rows times sqrt(w) */
    double *qr;    /* n (p + 1): the work of the decomposition */
    double *u, *h; /* residuals, leverages */
    double *score; /* n-by-p, column-major: row i is B x_i u_i */
    double *spare; /* n */
    double inverse[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS];
} fit;

size_t es_ols_work_size(size_t n, size_t p)
{
    return n * (3 * p + 5);
}

size_t es_newey_west_lag(size_t n)
{
    return (size_t)(4.0 * pow((double)n / 100.0, 2.0 / 9.0));
}

/* Lays the parts out in the work and scales the rows. */
static void prepare(const es_ols_problem *in, double *work, fit *f)
{
    size_t n = f->n = in->n, p = f->p = in->p;
    f->x = work;
    f->y = f->x + n * p;
    f->qr = f->y + n;
    f->score = f->qr + n * (p + 1);
    f->u = f->score + n * p;
    f->h = f->u + n;
    f->spare = f->h + n;
    memcpy(f->x, in->x, n * p * sizeof *f->x);
    memcpy(f->y, in->y, n * sizeof *f->y);
    if (!in->weight)
        return;
    for (size_t i = 0; i < n; i++) {
        double root = sqrt(in->weight[i]);
        f->y[i] *= root;
        for (size_t k = 0; k < p; k++)
            f->x[k * n + i] *= root;
    }
}

static void residuals(fit *f, const double *b)
{
    for (size_t i = 0; i < f->n; i++) {
        double fitted = 0.0;
        for (size_t k = 0; k < f->p; k++)
            fitted += b[k] * f->x[k * f->n + i];
        f->u[i] = f->y[i] - fitted;
    }
}

/* 1 - u'u / sum w (y - mean)^2 with the weighted mean. */
static double r_squared(const es_ols_problem *in, const fit *f)
{
    double weight = 0.0, mean = 0.0, total = 0.0;
    for (size_t i = 0; i < f->n; i++) {
        double w = in->weight ? in->weight[i] : 1.0;
        weight += w;
        mean += w * in->y[i];
    }
    mean /= weight;
    for (size_t i = 0; i < f->n; i++) {
        double w = in->weight ? in->weight[i] : 1.0;
        total += w * (in->y[i] - mean) * (in->y[i] - mean);
    }
    if (es_is_no_spread(sqrt(total / weight), es_max_abs(f->n, in->y)))
        return (double)NAN;
    return 1.0 - es_sum_squares(f->n, f->u) / total;
}

/* b moves by B x_i u_i with observation i; every sandwich is a sum of products of these. */
static void scores(fit *f)
{
    for (size_t k = 0; k < f->p; k++)
        for (size_t i = 0; i < f->n; i++) {
            double z = 0.0;
            for (size_t j = 0; j < f->p; j++)
                z += f->inverse[k * f->p + j] * f->x[j * f->n + i];
            f->score[k * f->n + i] = z * f->u[i];
        }
}

/* Multiplies every score by a power of 1 / sqrt(1 - h): 1 for hc2, 2 for hc3. */
static es_ols_na correct_for_leverage(fit *f, int power)
{
    es_leverage(f->n, f->p, f->qr, f->spare, f->h);
    for (size_t i = 0; i < f->n; i++) {
        double factor;
        if (f->h[i] >= FULL_LEVERAGE)
            return ES_OLS_LEVERAGE;
        factor = power == 1 ? 1.0 / sqrt(1.0 - f->h[i]) : 1.0 / (1.0 - f->h[i]);
        for (size_t k = 0; k < f->p; k++)
            f->score[k * f->n + i] *= factor;
    }
    return ES_OLS_OK;
}

/* Replaces the scores by their sums over clusters, row g for label g; returns how many labels there
 * are. */
static size_t sum_over_clusters(fit *f, const uint32_t *cluster)
{
    size_t n_clusters = 0;
    memset(f->spare, 0, f->n * sizeof *f->spare);
    for (size_t i = 0; i < f->n; i++)
        n_clusters += f->spare[cluster[i]]++ == 0.0;
    for (size_t k = 0; k < f->p; k++) {
        double *score = f->score + k * f->n, *sum = f->spare;
        memset(sum, 0, f->n * sizeof *sum);
        for (size_t i = 0; i < f->n; i++)
            sum[cluster[i]] += score[i];
        memcpy(score, sum, f->n * sizeof *sum);
    }
    return n_clusters;
}

/* factor times the sum of products of scores, with those up to `lag` rows apart weighted down. */
static void sandwich(const fit *f, double factor, size_t lag, double *covariance)
{
    size_t n = f->n, p = f->p;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j <= i; j++) {
            const double *a = f->score + i * n, *b = f->score + j * n;
            double sum = es_dot(n, a, b);
            for (size_t l = 1; l <= lag && l < n; l++)
                sum += (1.0 - (double)l / (double)(lag + 1))
                       * (es_dot(n - l, a + l, b) + es_dot(n - l, a, b + l));
            covariance[i * p + j] = covariance[j * p + i] = factor * sum;
        }
}

static es_ols_na covariance(const es_ols_problem *in, fit *f, es_ols_result *out)
{
    double n = (double)f->n, df = n - (double)f->p, factor = 1.0;
    es_covariance kind = in->covariance;
    es_ols_na na = ES_OLS_OK;
    if (kind == ES_COVARIANCE_OLS) {
        for (size_t i = 0; i < f->p * f->p; i++)
            out->covariance[i] = out->sigma * out->sigma * f->inverse[i];
        return ES_OLS_OK;
    }
    scores(f);
    if (kind == ES_COVARIANCE_HC2 || kind == ES_COVARIANCE_HC3) {
        na = correct_for_leverage(f, kind == ES_COVARIANCE_HC2 ? 1 : 2);
    } else if (kind == ES_COVARIANCE_CLUSTER) {
        double groups = (double)(out->n_clusters = sum_over_clusters(f, in->cluster));
        out->df = groups - 1.0;
        na = out->n_clusters < 2 ? ES_OLS_FEW_CLUSTERS : ES_OLS_OK;
        factor = groups / (groups - 1.0) * (n - 1.0) / df;
    } else if (kind != ES_COVARIANCE_HC0) {
        factor = n / df; /* HC1 and Newey-West */
    }
    if (na == ES_OLS_OK)
        sandwich(f, factor, kind == ES_COVARIANCE_NEWEY_WEST ? in->lag : 0, out->covariance);
    return na;
}

static void nothing(es_ols_result *out)
{
    for (size_t i = 0; i < ES_MAX_COEFFICIENTS; i++)
        out->b[i] = out->std_error[i] = (double)NAN;
    for (size_t i = 0; i < ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS; i++)
        out->covariance[i] = (double)NAN;
    out->df = out->sigma = out->r_squared = (double)NAN;
    out->n_clusters = 0;
}

es_ols_na es_ols(const es_ols_problem *problem, double *work, es_ols_result *out)
{
    size_t n = problem->n, p = problem->p;
    fit f;
    nothing(out);
    if (n <= p)
        return out->na = ES_OLS_TOO_FEW;
    prepare(problem, work, &f);
    if (!es_least_squares(n, p, f.x, f.y, f.qr, out->b, f.inverse)) {
        nothing(out);
        return out->na = ES_OLS_SINGULAR;
    }
    residuals(&f, out->b);
    out->df = (double)(n - p);
    out->sigma = sqrt(es_sum_squares(n, f.u) / out->df);
    out->r_squared = r_squared(problem, &f);
    out->na = covariance(problem, &f, out);
    if (out->na != ES_OLS_OK)
        return out->na;
    for (size_t k = 0; k < p; k++)
        out->std_error[k] = sqrt(out->covariance[k * p + k]);
    if (es_is_no_spread(out->sigma, es_max_abs(n, f.y)))
        out->na = ES_OLS_NO_VARIANCE;
    return out->na;
}
