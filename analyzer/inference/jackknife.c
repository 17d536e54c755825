/* Delete-one jackknife of the standardised mean, after Giaccotto and Sfiridis (METHODS S-22).
 *
 * H0: the mean SCAR is zero.  theta = mean(SCAR) / sd(SCAR), pseudo-values
 * J_i = N theta - (N - 1) theta_(-i), t = sqrt(N) mean(J) / sd(J), N - 1 degrees of freedom.  The
 * ratio, since the jackknife of the plain mean is the cross-sectional t.  Our reading: the paper
 * could not be checked. */
#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"

/* Fills the pseudo-values; false when leaving one out leaves no spread. */
static bool pseudo_values(size_t n, const double *x, double *pseudo)
{
    double size = (double)n, mean = es_mean(n, x), squares = es_sum_squares_about(n, x, mean);
    double theta = mean / sqrt(squares / (size - 1.0)), most = es_max_abs(n, x);
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean, without = mean - d / (size - 1.0);
        double rest = squares - d * d * size / (size - 1.0);
        double sd = sqrt(fmax(rest, 0.0) / (size - 2.0));
        if (es_is_no_spread(sd, most))
            return false;
        pseudo[i] = size * theta - (size - 1.0) * without / sd;
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
