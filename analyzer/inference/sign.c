/* Sign test (METHODS S-19).
 *
 * H0: a CAR is as often positive as negative.  Zeros are dropped; of n signs p are positive:
 * z = (p - n/2) / sqrt(n/4), N(0,1).  The exact binomial p-value is reported beside it.  Variant
 * sign_zero=negative counts zeros as not positive. */
#include <math.h>

#include "inference/test.h"

static void run(const es_span *s, es_test_result *out)
{
    unsigned positive = 0, n = 0;
    for (size_t i = 0; i < s->n; i++) {
        positive += s->x[i] > 0.0;
        n += s->x[i] != 0.0 || s->panel->options->sign_zero == ES_SIGN_NEGATIVE;
    }
    if (n == 0) { /* E-10 */
        out->na = ES_NA_UNDEFINED;
        return;
    }
    es_result_z(s, ((double)positive - 0.5 * (double)n) / sqrt(0.25 * (double)n), out);
    out->p_exact = es_p_sign(positive, n, (es_tail)s->panel->options->tail);
}

const es_test es_test_sign_z = {
    .id = "sign_z",
    .title = "Sign Z",
    .number = "S-19",
    .null = "CAR is positive half of the time",
    .needs = "1 event",
    .reference = "Brown and Warner (1980)",
    .flags = ES_ON_VOLUME_TOO,
    .min_events = 1,
    .run = run,
};
