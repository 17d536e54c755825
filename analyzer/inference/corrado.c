/* Corrado's rank test (METHODS S-14, S-15).
 *
 * H0: abnormal returns of the window are ordinary ones.  K-bar_t is the mean centred rank of day t
 * among all days of each event; S its root mean square over all days.
 * Z = sum K-bar_t / (sqrt(D') S), N(0,1) (Cowan 1992).  The ranks of an event sum to a constant, so
 * the sum over a long window varies less than D' independent days would: the fpc form replaces D'
 * by D' (T - D') / (T - 1).
 *
 * Variant rank_pool=day: the estimation window and the tested day alone are ranked; the window
 * statistic averages the days' z. */
#include <math.h>

#include "inference/test.h"

/* K-bar and its root mean square over estimation window and one tested day j. */
static bool day_rank(const es_panel *p, size_t j, double *mean_rank, double *rms)
{
    const es_joined_ranks *day = &p->day_ranks[j];
    double squares;
    size_t days = 1;
    if (day->n == 0)
        return false;
    *mean_rank = day->own / (double)day->n;
    squares = *mean_rank * *mean_rank;
    for (size_t t = 0; t < p->ab->sample->n_est; t++)
        if (day->count[t]) {
            double mean = day->sum[t] / (double)day->count[t];
            squares += mean * mean;
            days++;
        }
    *rms = sqrt(squares / (double)days);
    return true;
}

static double pooled_by_day(const es_span *s, size_t *days)
{
    size_t first = (size_t)(s->window.first - s->panel->ab->sample->align.event.first);
    double z = 0.0, mean, rms;
    for (size_t j = first; j < first + s->days; j++)
        if (day_rank(s->panel, j, &mean, &rms)) {
            z += mean / rms;
            (*days)++;
        }
    return z;
}

static double pooled_by_window(const es_span *s, size_t *days)
{
    const es_panel *p = s->panel;
    const es_sample *sample = p->ab->sample;
    size_t first = sample->n_est + (size_t)(s->window.first - sample->align.event.first);
    double sum = 0.0;
    for (size_t c = first; c < first + s->days; c++)
        if (!isnan(p->rank_mean[c])) {
            sum += p->rank_mean[c];
            (*days)++;
        }
    return sum / p->rank_spread;
}

static void run(const es_span *s, es_test_result *out, bool finite_population)
{
    bool by_day = s->panel->options->rank_pool == ES_RANK_POOL_DAY;
    size_t days = 0;
    double sum = by_day ? pooled_by_day(s, &days) : pooled_by_window(s, &days);
    double d = (double)days;
    double total = by_day ? (double)s->panel->ab->sample->n_est + d : (double)s->panel->rank_days;
    if (!by_day && s->panel->rank_spread == 0.0) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    if (finite_population)
        d *= (total - d) / (total - 1.0);
    es_result_z(s, sum / sqrt(d), out);
}

static void run_cowan(const es_span *s, es_test_result *out)
{
    run(s, out, false);
}

static void run_fpc(const es_span *s, es_test_result *out)
{
    run(s, out, true);
}

const es_test es_test_corrado_z = {
    .id = "corrado_z",
    .title = "Corrado rank Z",
    .number = "S-14, S-15",
    .null = "ranks of the window are ordinary",
    .needs = "1 event",
    .reference = "Corrado (1989), Cowan (1992)",
    .headline = true,
    .flags = ES_ON_VOLUME_TOO | ES_NEEDS_RANKS,
    .min_events = 1,
    .run = run_cowan,
};

const es_test es_test_corrado_fpc_z = {
    .id = "corrado_fpc_z",
    .title = "Corrado rank Z, finite population",
    .number = "S-15",
    .null = "ranks of the window are ordinary",
    .needs = "1 event",
    .reference = "Corrado (1989), Kolari and Pynnönen (2011)",
    .flags = ES_NEEDS_RANKS,
    .min_events = 1,
    .run = run_fpc,
};
