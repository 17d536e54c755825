#include "inference/portfolio.h"

#include <math.h>

typedef struct sums {
    double *ar, *variance, *ret, *weight, *count; /* per calendar day */
} sums;

static void add_event(const es_panel *panel, uint32_t e, es_window window, double weight, sums *k)
{
    const es_abnormal *ab = panel->ab;
    const es_sample *s = ab->sample;
    size_t row = ab->row[e], first = (size_t)(window.first - s->align.event.first);
    size_t days = (size_t)(window.last - window.first + 1);
    double sigma = ab->fit[row].sigma;
    for (size_t j = first; j < first + days; j++) {
        size_t c = s->n_est + j;
        double ar = ab->ar[(size_t)e * s->n_tau + j];
        int32_t t = es_sample_day(s, row, c);
        if (isnan(ar) || es_sample_span(s, row, c) != 1)
            continue;
        k->ar[t] += weight * ar;
        k->ret[t] += weight * s->ret[row][c];
        k->variance[t] += weight * weight * sigma * sigma;
        k->weight[t] += weight;
        k->count[t] += 1.0;
    }
}

es_status es_portfolio_make(const es_panel *panel, es_window window, size_t n,
                            const uint32_t *event, const double *weight, es_arena *arena,
                            es_portfolio *out, es_error *err)
{
    size_t days = panel->ab->sample->market->calendar.n, kept = 0;
    bool by_value = panel->options->ct_weights == ES_CT_VALUE;
    sums k = {ES_NEW(arena, days, double), ES_NEW(arena, days, double), ES_NEW(arena, days, double),
              ES_NEW(arena, days, double), ES_NEW(arena, days, double)};
    int32_t *day = ES_NEW(arena, days, int32_t);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        if (!by_value || (weight && weight[i] > 0.0))
            add_event(panel, event[i], window, by_value ? weight[i] : 1.0, &k);
    for (size_t t = 0; t < days; t++) {
        double total = k.weight[t];
        if (k.count[t] < (double)panel->options->ct_min)
            continue;
        day[kept] = (int32_t)t;
        k.ar[kept] = k.ar[t] / total;
        k.ret[kept] = k.ret[t] / total;
        k.variance[kept] = k.ar[kept] / (sqrt(k.variance[t]) / total); /* now the scaled AR */
        k.count[kept++] = k.count[t];
    }
    *out = (es_portfolio){kept, day, k.ar, k.variance, k.ret, k.count};
    return ES_OK;
}
