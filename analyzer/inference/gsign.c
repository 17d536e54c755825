/* Generalised sign test (METHODS S-20).
 *
 * H0: a CAR is positive as often as an estimation residual.  p-hat is the mean over events of the
 * share of positive residuals, w the number of positive CARs:
 * Z = (w - N p) / sqrt(N p (1 - p)), N(0,1).  Not for long windows of skewed data: p-hat belongs to
 * single days. */
#include <math.h>

#include "inference/test.h"

static void run(const es_span *s, es_test_result *out)
{
    double p = s->panel->positive_share, n = (double)s->n, positive = 0.0;
    for (size_t i = 0; i < s->n; i++)
        positive += s->x[i] > 0.0;
    if (!(p > 0.0 && p < 1.0)) { /* E-10 */
        out->na = ES_NA_UNDEFINED;
        return;
    }
    es_result_z(s, (positive - n * p) / sqrt(n * p * (1.0 - p)), out);
}

const es_test es_test_gsign_z = {
    .id = "gsign_z",
    .title = "Generalised sign Z",
    .number = "S-20",
    .null = "CAR is positive as often as before",
    .needs = "1 event",
    .reference = "Cowan (1992)",
    .headline = true,
    .flags = ES_NEEDS_SIGNS,
    .min_events = 1,
    .run = run,
};
