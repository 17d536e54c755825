#include "study/measures.h"

#include <math.h>
#include <string.h>

#include "stats/order.h"
#include "stats/sum.h"

double es_span_mean(const es_span *span)
{
    return span->n ? es_mean(span->n, span->x) : (double)NAN;
}

static double weighted(const es_span *span, bool inverse_variance)
{
    double top = 0.0, bottom = 0.0;
    for (size_t i = 0; i < span->n; i++) {
        double w = inverse_variance ? 1.0 / span->variance[i] : 1.0 / sqrt(span->variance[i]);
        top += w * span->x[i];
        bottom += w;
    }
    return top / bottom;
}

static double by_sd(const es_span *span, const double *sorted, const es_spec *spec)
{
    (void)sorted, (void)spec;
    return weighted(span, false);
}

static double by_variance(const es_span *span, const double *sorted, const es_spec *spec)
{
    (void)sorted, (void)spec;
    return weighted(span, true);
}

static double median(const es_span *span, const double *sorted, const es_spec *spec)
{
    (void)spec;
    return es_quantile(span->n, sorted, 0.5);
}

static double least(const es_span *span, const double *sorted, const es_spec *spec)
{
    (void)span, (void)spec;
    return sorted[0];
}

static double most(const es_span *span, const double *sorted, const es_spec *spec)
{
    (void)spec;
    return sorted[span->n - 1];
}

static double positive_share(const es_span *span, const double *sorted, const es_spec *spec)
{
    size_t n = 0;
    (void)spec;
    for (size_t i = 0; i < span->n; i++)
        n += sorted[i] > 0.0;
    return (double)n / (double)span->n;
}

static double winsorised(const es_span *span, const double *sorted, const es_spec *spec)
{
    double *x = es_arena_alloc_raw(span->arena, span->n, sizeof *x);
    if (!x)
        return (double)NAN;
    memcpy(x, sorted, span->n * sizeof *x);
    return es_winsorised_mean(span->n, x, spec->winsor);
}

static const struct {
    const char *name;
    double (*value)(const es_span *span, const double *sorted, const es_spec *spec);
} averages[] = {
    {"pw_caar", by_sd},
    {"pw_caar_invvar", by_variance},
    {"caar_median", median},
    {"caar_min", least},
    {"caar_max", most},
    {"caar_positive_share", positive_share},
    {"caar_winsorised", winsorised},
};

size_t es_average_count(void)
{
    return sizeof averages / sizeof *averages;
}

const char *es_average_name(size_t i)
{
    return averages[i].name;
}

bool es_average_asked(size_t i, const es_spec *spec)
{
    if (averages[i].value == by_sd)
        return spec->pw != ES_PW_INV_VAR;
    return averages[i].value != by_variance || spec->pw != ES_PW_INV_SD;
}

const double *es_span_sorted(const es_span *span)
{
    double *sorted = es_arena_alloc_raw(span->arena, span->n, sizeof *sorted);
    if (sorted) {
        memcpy(sorted, span->x, span->n * sizeof *sorted);
        es_sort(span->n, sorted);
    }
    return sorted;
}

double es_average(size_t i, const es_span *span, const double *sorted, const es_spec *spec)
{
    return span->n && sorted ? averages[i].value(span, sorted, spec) : (double)NAN;
}
