#include "event/benchmark.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum { MAX_MEMBERS = 256 };

typedef struct member {
    int32_t series;
    double weight;
} member;

/* Wealth on the calendar of every security that serves as a benchmark, read once. */
typedef struct shelf {
    const es_sample *s;
    es_arena *arena;
    double *daily;         /* see es_market_wealth */
    const double **wealth; /* per series of the data set; NULL: not read yet */
} shelf;

static es_status fetch(shelf *held, int32_t series, const double **out, es_error *err)
{
    const es_dataset *data = held->s->data;
    const es_calendar *calendar = &held->s->market->calendar;
    es_prices prices;
    es_wealth_info info;
    double *wealth;
    es_status status;
    if (held->wealth[series]) {
        *out = held->wealth[series];
        return ES_OK;
    }
    status = data->source.read(data->source.context, (size_t)series, &prices, err);
    if (status)
        return status;
    wealth = es_arena_alloc_raw(held->arena, calendar->n, sizeof *wealth);
    if (!wealth)
        return es_fail_memory(err);
    es_market_wealth(held->s->market, &prices, held->daily, wealth, &info);
    *out = held->wealth[series] = wealth;
    return ES_OK;
}

/* "A;B:0.4": symbols with optional weights.  Returns the number of known members; an unknown one
 * makes the whole benchmark unknown.  Names are those of `day`. */
static size_t parse_members(const es_dataset *data, const char *text, es_day day, member *out)
{
    const char *cursor = text, *item;
    size_t n, count = 0;
    while (es_next_item(&cursor, ';', &item, &n)) {
        const char *colon = memchr(item, ':', n);
        char symbol[128];
        size_t length = colon ? (size_t)(colon - item) : n;
        double weight = 1.0;
        if (colon
            && (es_number_read(colon + 1, n - length - 1, &weight) != ES_NUMBER_OK
                || !(weight > 0.0)))
            return 0;
        if (length == 0 || length >= sizeof symbol || count == MAX_MEMBERS)
            return 0;
        memcpy(symbol, item, length);
        symbol[length] = '\0';
        out[count] = (member){es_dataset_series_on(data, symbol, day), weight};
        if (out[count++].series == ES_NO_SERIES)
            return 0;
    }
    return count;
}

/* Weighted mean of the members' simple returns over (s, t]. */
static double portfolio_return(size_t n, const member *m, const double *const *wealth, size_t s,
                               size_t t)
{
    double sum = 0.0, weight = 0.0;
    for (size_t k = 0; k < n; k++) {
        double ratio = wealth[k][t] / wealth[k][s];
        if (isnan(ratio))
            continue;
        sum += m[k].weight * (ratio - 1.0);
        weight += m[k].weight;
    }
    return weight > 0.0 ? sum / weight : (double)NAN;
}

static es_status fill(shelf *held, size_t row, const char *text, double **out, es_error *err)
{
    const es_sample *s = held->s;
    member m[MAX_MEMBERS];
    const double *wealth[MAX_MEMBERS];
    size_t n = parse_members(s->data, text, s->data->event[s->event[row]].announced, m);
    double *ret;
    *out = NULL;
    if (n == 0)
        return ES_OK;
    for (size_t k = 0; k < n; k++) {
        es_status status = fetch(held, m[k].series, &wealth[k], err);
        if (status)
            return status;
    }
    ret = es_arena_alloc_raw(held->arena, s->width, sizeof *ret);
    if (!ret)
        return es_fail_memory(err);
    for (size_t c = 0; c < s->width; c++) {
        int32_t t = es_sample_day(s, row, c), from = es_sample_from(s, row, c);
        ret[c] = t < 0 || from < 0 ? (double)NAN
                                   : portfolio_return(n, m, wealth, (size_t)from, (size_t)t);
        if (s->market->returns.type == ES_RETURN_LOG)
            ret[c] = log1p(ret[c]);
    }
    *out = ret;
    return ES_OK;
}

es_status es_benchmark_align(const es_sample *sample, es_arena *arena, const double **rows,
                             es_error *err)
{
    const es_attribute *names = es_dataset_attribute(sample->data, "benchmark");
    shelf held = {.s = sample, .arena = arena};
    if (!names || !sample->align.benchmarks)
        return ES_OK;
    held.daily = es_arena_alloc_raw(arena, sample->market->days.n, sizeof *held.daily);
    held.wealth = ES_NEW(arena, sample->data->n_series, const double *);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t row = 0; row < sample->n; row++) {
        const char *text = names->value[sample->event[row]];
        double *ret = NULL;
        es_status status = text ? fill(&held, row, text, &ret, err) : ES_OK;
        if (status)
            return status;
        rows[row] = ret;
    }
    return ES_OK;
}
