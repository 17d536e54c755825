/* Value-weighted mean (METHODS D-9, S-27).
 *
 * H0: the weighted mean CAR is zero.  w_i = cap_i / sum cap, or the event's own weight;
 * se^2 = sum w_i^2 (CAR_i - mean)^2 N / (N - 1); t, N - 1 degrees of freedom.  Events without a
 * positive weight are left out. */
#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"

static void run(const es_span *s, es_test_result *out)
{
    double total = 0.0, mean = 0.0, squares = 0.0, most = 0.0, size;
    for (size_t i = 0; s->weight && i < s->n; i++)
        if (s->weight[i] > 0.0) {
            total += s->weight[i];
            mean += s->weight[i] * s->x[i];
            most = fmax(most, fabs(s->x[i]));
            out->n++;
        }
    if (out->n == 0) {
        out->na = ES_NA_NO_DATA;
        return;
    }
    mean /= total;
    out->estimate = mean;
    size = (double)out->n;
    for (size_t i = 0; i < s->n; i++)
        if (s->weight[i] > 0.0) {
            double part = s->weight[i] / total * (s->x[i] - mean);
            squares += part * part;
        }
    if (out->n < 2)
        out->na = ES_NA_TOO_FEW;
    else if (es_is_no_spread(sqrt(squares), most))
        out->na = ES_NA_ZERO_VARIANCE;
    else
        es_result_t(s, mean / sqrt(squares * size / (size - 1.0)), size - 1.0, out);
}

const es_test es_test_vw_t = {
    .id = "vw_t",
    .title = "Value-weighted t",
    .number = "D-9, S-27",
    .null = "weighted mean CAR is zero",
    .needs = "2 events with weights",
    .reference = "Campbell, Lo and MacKinlay (1997)",
    .applies = ES_ON_WEIGHTED,
    .flags = ES_WINDOWS_ONLY,
    .min_events = 1,
    .run = run,
};
