/* Independence portfolio (METHODS S-4).
 *
 * H0: the mean CAR is zero.  t = CAAR / [sqrt(sum d_i sigma_i^2) / N], t with the mean of the nu_i
 * as degrees of freedom.  Assumes independent events and a variance unchanged by the event. */
#include <math.h>

#include "inference/test.h"
#include "stats/sum.h"

static void run(const es_span *s, es_test_result *out)
{
    const es_abnormal *ab = s->panel->ab;
    double variance = 0.0, nu = 0.0, n = (double)s->n;
    for (size_t i = 0; i < s->n; i++) {
        const es_fit_record *fit = &ab->fit[ab->row[s->event[i]]];
        variance += (double)s->d[i] * fit->sigma * fit->sigma;
        nu += fit->df;
    }
    es_result_t(s, es_mean(s->n, s->x) / (sqrt(variance) / n), nu / n, out);
}

const es_test es_test_bw_indep_t = {
    .id = "bw_indep_t",
    .title = "Independence portfolio t",
    .number = "S-4",
    .null = "mean CAR is zero",
    .needs = "1 event",
    .reference = "Brown and Warner (1980)",
    .min_events = 1,
    .run = run,
};
