#include "inference/portfolio.h"

#include <math.h>

typedef struct sums {
    double *ar, *variance, *ret, *count; /* per calendar day */
} sums;

static void add_event(const es_panel *panel, uint32_t e, es_window window, sums *k)
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
        k->ar[t] += ar;
        k->ret[t] += s->ret[row * s->width + c];
        k->variance[t] += sigma * sigma;
        k->count[t] += 1.0;
    }
}

es_status es_portfolio_make(const es_panel *panel, es_window window, es_arena *arena,
                            es_portfolio *out, es_error *err)
{
    size_t n = panel->ab->sample->market->calendar.n, kept = 0;
    sums k = {ES_NEW(arena, n, double), ES_NEW(arena, n, double), ES_NEW(arena, n, double),
              ES_NEW(arena, n, double)};
    int32_t *day = ES_NEW(arena, n, int32_t);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < panel->n; i++)
        add_event(panel, panel->event[i], window, &k);
    for (size_t t = 0; t < n; t++) {
        double count = k.count[t];
        if (count < (double)panel->options->ct_min)
            continue;
        day[kept] = (int32_t)t;
        k.ar[kept] = k.ar[t] / count;
        k.ret[kept] = k.ret[t] / count;
        k.variance[kept] = k.ar[kept] / (sqrt(k.variance[t]) / count); /* now the scaled AR */
        k.count[kept++] = count;
    }
    *out = (es_portfolio){kept, day, k.ar, k.variance, k.ret, k.count};
    return ES_OK;
}
