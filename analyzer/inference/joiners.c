#include "inference/joiners.h"

#include <math.h>

#include "base/parallel.h"
#include "stats/sum.h"

static es_status open_joiners(const es_panel *panel, size_t n, es_joined_ranks *out,
                              es_arena *arena, es_joiners *set, es_error *err)
{
    size_t cells = n * panel->ab->sample->n_est;
    set->n = n;
    set->out = out;
    set->sum = ES_NEW(arena, cells, double);
    set->count = ES_NEW(arena, cells, uint32_t);
    set->whole = ES_NEW(arena, cells, int64_t);
    set->own = ES_NEW(arena, n, int64_t);
    set->own_part = ES_NEW(arena, n, double);
    set->n_whole = ES_NEW(arena, n, size_t);
    set->n_part = ES_NEW(arena, n, size_t);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

typedef struct spans {
    const es_panel *panel;
    const es_span_key *key;
    const size_t *begin;
    double *value; /* n x events */
} spans;

/* SCAR* of every event in a span; NaN: it is not in it. */
static void standardise_span(const es_panel *panel, const es_span *span, double *value)
{
    double sd = span->n > 1 ? es_sd(span->n, span->scar) : 0.0;
    bool varies = !es_is_no_spread(sd, es_max_abs(span->n, span->scar));
    for (size_t i = 0, j = 0; i < panel->n; i++) {
        bool in = varies && j < span->n && span->event[j] == panel->event[i];
        value[i] = in ? span->scar[j] / sd : (double)NAN;
        j += in;
    }
}

static es_status standardise_together(const spans *k, size_t from, size_t n, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_span span[ES_SPANS_TOGETHER];
    es_status status = arena ? es_spans_of_keys(k->panel, &k->key[from], n, arena, span, err)
                             : es_fail_memory(err);
    for (size_t s = 0; s < n && !status; s++)
        standardise_span(k->panel, &span[s], k->value + (from + s) * k->panel->n);
    es_arena_free(arena);
    return status;
}

/* The job goes from the beginning of some spans that are built together to that of the next. */
static es_status standardise_spans(void *context, size_t worker, size_t first, size_t last,
                                   es_error *err)
{
    const spans *k = context;
    es_status status = ES_OK;
    (void)worker;
    for (size_t i = first; i < last && !status; i++)
        status = standardise_together(k, k->begin[i], k->begin[i + 1] - k->begin[i], err);
    return status;
}

es_status es_joiners_of_spans(const es_panel *panel, const es_span_key *keys, size_t n,
                              es_joined_ranks *out, es_arena *arena, es_joiners *set, es_error *err)
{
    size_t n_begin = 0, *begin = es_arena_alloc_raw(arena, n + 1, sizeof *begin);
    spans all = {panel, keys, begin, es_arena_alloc_raw(arena, panel->n * n, sizeof(double))};
    es_job job = {.grain = 1, .work = standardise_spans, .context = &all};
    es_status status = open_joiners(panel, n, out, arena, set, err);
    set->value = all.value;
    for (size_t j = 0; j < n && !status; j++)
        if (es_spans_together(keys, n, j))
            begin[n_begin++] = j;
    if (status)
        return status;
    begin[n_begin] = n;
    job.n = n_begin;
    return es_parallel(&job, panel->options->threads, err);
}

es_status es_joiners_of_days(es_panel *panel, es_arena *arena, es_joiners *set, es_error *err)
{
    const es_sample *s = panel->ab->sample;
    es_joined_ranks *out = ES_NEW(arena, s->n_tau, es_joined_ranks);
    double *value = es_arena_alloc_raw(arena, panel->n * s->n_tau, sizeof *value);
    es_status status = open_joiners(panel, s->n_tau, out, arena, set, err);
    set->value = value;
    panel->day_ranks = out;
    for (size_t i = 0; i < panel->n && !status; i++)
        for (size_t j = 0; j < s->n_tau; j++) {
            uint32_t e = panel->event[i];
            unsigned span = es_sample_span(s, panel->ab->row[e], s->n_est + j);
            value[j * panel->n + i] = panel->ab->ar[(size_t)e * s->n_tau + j] / sqrt((double)span);
        }
    return status;
}

void es_joiners_finish(const es_joiners *set, size_t n_est)
{
    double per_rank = 1.0 / (double)(n_est + 2);
    for (size_t s = 0; s < set->n; s++) {
        double *sum = set->sum + s * n_est;
        uint32_t *count = set->count + s * n_est;
        for (size_t t = 0; t < n_est; t++) {
            sum[t] += 0.5 * (double)set->whole[s * n_est + t] * per_rank;
            count[t] += (uint32_t)set->n_whole[s];
        }
        set->out[s] =
            (es_joined_ranks){set->n_whole[s] + set->n_part[s],
                              0.5 * (double)set->own[s] * per_rank + set->own_part[s], sum, count};
    }
}
