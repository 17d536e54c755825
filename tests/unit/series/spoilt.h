/* A price series of ordinary days, to be spoilt and examined by one check. */
#ifndef ES_TESTS_SPOILT_H
#define ES_TESTS_SPOILT_H

#include <math.h>
#include <string.h>

#include "series/scan.h"
#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"

enum { N = 300 };

/* One series of ordinary days, to be spoilt. */
typedef struct series {
    es_dataset *data;
    const es_day *day;
    double close[N], adjusted[N], open[N], volume[N], dividend[N], split[N], ret[N];
    es_prices prices;
} series;

static const es_day monday = 18266; /* 2020-01-06 */

static void series_init(series *s)
{
    double normal[N];
    noise source = {7};
    memset(s, 0, sizeof *s);
    s->data = memory_dataset();
    s->day = memory_weekdays(s->data, monday, N);
    noise_fill(&source, N, 0.0, 0.015, normal);
    for (size_t i = 0; i < N; i++) {
        s->close[i] = i ? s->close[i - 1] * (1.0 + normal[i]) : 40.0;
        s->volume[i] = 1000.0 + (double)i;
        s->split[i] = 1.0;
    }
    s->prices = (es_prices){.n = N, .day = s->day};
    s->prices.value[ES_FIELD_CLOSE] = s->close;
}

static void scale_from(double *value, size_t first, size_t last, double factor)
{
    for (size_t i = first; i < last; i++)
        value[i] *= factor;
}

/* Runs one check on the series; the caller frees the findings. */
static es_findings examine(const series *s, const char *id)
{
    es_findings found = {0};
    es_checkup c = es_checkup_of("XYZ", &s->prices, NULL, &found);
    const es_check *check = es_check_find(id);
    assert_non_null(check);
    es_checkup_run(&c, check);
    assert_false(found.failed);
    return found;
}

static void expect_none(const series *s, const char *id)
{
    es_findings found = examine(s, id);
    assert_int_equal(found.n, 0);
    es_findings_free(&found);
}

/* Exactly one finding; returns it. */
static es_finding expect_one(const series *s, const char *id)
{
    es_findings found = examine(s, id);
    es_finding f;
    assert_int_equal(found.n, 1);
    f = found.item[0];
    assert_string_equal(f.check->id, id);
    assert_string_equal(f.symbol, "XYZ");
    es_findings_free(&found);
    return f;
}

#endif
