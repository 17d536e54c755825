/* Tests on daily series of ranks and signs (METHODS S-16, S-21, V-3).
 *
 * H0: the days of the window are ordinary ones.  Z = sum z_t / (sqrt(D') S), N(0,1); S carries the
 * cross-correlation of events that share their dates.
 *   cz_rank_z    ranks of standardised abnormal returns, those of the event window divided by their
 *                cross-sectional sd once more: robust to event-induced variance, not to strong
 *                skewness (Corrado and Zivney 1992)
 *   cz_sign_z    signs about each event's own median
 *   avol_rank_z  ranks of squared standardised abnormal returns: volatility, upper tail; no
 *                normality assumed.  Our own form, in the manner of Corrado. */
#include <math.h>

#include "inference/test.h"

/* Why no day of the window has a figure: days with events enough have no spread (E-3). */
static es_na no_day(const es_span *s, size_t first)
{
    const es_abnormal *ab = s->panel->ab;
    size_t from = first - ab->sample->n_est;
    for (size_t j = from; j < from + s->days; j++) {
        size_t n = 0;
        for (size_t i = 0; i < s->n; i++)
            n += isnan(ab->ar[(size_t)s->event[i] * ab->sample->n_tau + j]) ? 0 : 1;
        if (n > 1)
            return ES_NA_ZERO_VARIANCE;
    }
    return ES_NA_TOO_FEW;
}

static void run(const es_span *s, const es_day_series *series, es_test_result *out)
{
    const es_sample *sample = s->panel->ab->sample;
    size_t first = sample->n_est + (size_t)(s->window.first - sample->align.event.first), days = 0;
    double sum = 0.0;
    for (size_t c = first; c < first + s->days; c++)
        if (!isnan(series->z[c])) {
            sum += series->z[c];
            days++;
        }
    if (days == 0)
        out->na = no_day(s, first);
    else if (!(series->spread > 0.0))
        out->na = ES_NA_ZERO_VARIANCE;
    else
        es_result_z(s, sum / (sqrt((double)days) * series->spread), out);
}

static void run_rank(const es_span *s, es_test_result *out)
{
    run(s, &s->panel->cz_rank, out);
}

static void run_sign(const es_span *s, es_test_result *out)
{
    run(s, &s->panel->cz_sign, out);
}

static void run_squares(const es_span *s, es_test_result *out)
{
    run(s, &s->panel->square_rank, out);
    if (out->na == ES_NA_NONE)
        out->p = es_p_normal(out->statistic, ES_TAIL_UPPER);
}

const es_test es_test_cz_rank_z = {
    .id = "cz_rank_z",
    .title = "Corrado-Zivney rank Z",
    .number = "S-16",
    .null = "ranks of the window are ordinary",
    .needs = "2 events",
    .reference = "Corrado and Zivney (1992)",
    .flags = ES_NEEDS_CZ_RANKS,
    .min_events = 2,
    .run = run_rank,
};

const es_test es_test_cz_sign_z = {
    .id = "cz_sign_z",
    .title = "Corrado-Zivney sign Z",
    .number = "S-21",
    .null = "signs of the window are ordinary",
    .needs = "1 event",
    .reference = "Corrado and Zivney (1992)",
    .flags = ES_NEEDS_CZ_SIGNS,
    .min_events = 1,
    .run = run_sign,
};

const es_test es_test_avol_rank_z = {
    .id = "avol_rank_z",
    .title = "Rank Z of squared SAR (volatility)",
    .number = "V-3",
    .null = "variance of the window is ordinary",
    .needs = "1 event",
    .reference = "after Corrado (1989)",
    .flags = ES_NEEDS_SQUARE_RANKS | ES_UPPER_TAIL,
    .min_events = 1,
    .run = run_squares,
};
