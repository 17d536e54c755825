/* Delete-one jackknife of the standardised mean, after Giaccotto and Sfiridis (METHODS S-22).
 *
 * H0: the mean SCAR is zero.  theta = mean(SCAR) / sd(SCAR), pseudo-values
 * J_i = N theta - (N - 1) theta_(-i), t = sqrt(N) mean(J) / sd(J), N - 1 degrees of freedom.  The
 * ratio, since the jackknife of the plain mean is the cross-sectional t.  Our reading: the paper
 * could not be checked. */
#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"

/* theta without value number `left_out`, in two passes over the others; false when these do not
 * vary. */
static bool ratio_without(size_t n, const double *x, size_t left_out, double *ratio)
{
    double sum = 0.0, squares = 0.0, most = 0.0, rest = (double)(n - 1), mean, sd;
    for (size_t i = 0; i < n; i++)
        sum += i == left_out ? 0.0 : x[i];
    mean = sum / rest;
    for (size_t i = 0; i < n; i++)
        if (i != left_out) {
            squares += (x[i] - mean) * (x[i] - mean);
            most = fmax(most, fabs(x[i]));
        }
    sd = sqrt(squares / (rest - 1.0));
    *ratio = mean / sd;
    return !es_is_no_spread(sd, most);
}

/* Fills the pseudo-values; false when leaving one out leaves no spread.  What one value adds to
 * mean and squares is taken off them, unless it is nearly all of the squares (which at most one
 * value can be): the rest would be rounding. */
static bool pseudo_values(size_t n, const double *x, double *pseudo)
{
    double size = (double)n, mean = es_mean(n, x), squares = es_sum_squares_about(n, x, mean);
    double theta = mean / sqrt(squares / (size - 1.0));
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean, rest = squares - d * d * size / (size - 1.0), ratio;
        if (rest > 0.01 * squares)
            ratio = (mean - d / (size - 1.0)) / sqrt(rest / (size - 2.0));
        else if (!ratio_without(n, x, i, &ratio))
            return false;
        pseudo[i] = size * theta - (size - 1.0) * ratio;
    }
    return true;
}

static void run(const es_span *s, es_test_result *out)
{
    double *pseudo = ES_NEW(s->arena, s->n, double), sd;
    if (!pseudo) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    if (es_is_no_spread(es_sd(s->n, s->scar), es_max_abs(s->n, s->scar))
        || !pseudo_values(s->n, s->scar, pseudo)) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    sd = es_sd(s->n, pseudo);
    if (es_is_no_spread(sd, es_max_abs(s->n, pseudo))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    es_result_t(s, sqrt((double)s->n) * es_mean(s->n, pseudo) / sd, (double)(s->n - 1), out);
}

const es_test es_test_jackknife_t = {
    .id = "jackknife_t",
    .title = "Delete-one jackknife t",
    .number = "S-22",
    .null = "mean SCAR is zero",
    .needs = "4 events",
    .reference = "after Giaccotto and Sfiridis (1996)",
    .min_events = 4,
    .run = run,
};
