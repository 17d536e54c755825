#include <math.h>
#include <string.h>

#include "base/text.h"
#include "inference/test.h"
#include "stats/sum.h"

static const es_test *const tests[] = {
#define ES_TEST(id) &es_test_##id,
#include "inference/tests.def"
#undef ES_TEST
};

size_t es_test_count(void)
{
    return sizeof tests / sizeof *tests;
}

const es_test *es_test_at(size_t i)
{
    return tests[i];
}

const es_test *es_test_find(const char *id)
{
    for (size_t i = 0; i < es_test_count(); i++)
        if (es_name_equal(tests[i]->id, id))
            return tests[i];
    return NULL;
}

const char *es_na_key(es_na reason)
{
    static const char *const key[] = {
#define ES_NA_KEY(id, name, words) name,
        ES_NA_MAP(ES_NA_KEY)
#undef ES_NA_KEY
    };
    return key[reason];
}

const char *es_na_words(es_na reason)
{
    static const char *const text[] = {
#define ES_NA_WORDS(id, name, words) words,
        ES_NA_MAP(ES_NA_WORDS)
#undef ES_NA_WORDS
    };
    return text[reason];
}

void es_test_clear(es_test_result *out)
{
    *out = (es_test_result){.statistic = (double)NAN,
                            .df = (double)NAN,
                            .p = (double)NAN,
                            .p_exact = (double)NAN,
                            .rbar = (double)NAN,
                            .df2 = (double)NAN,
                            .ci_low = (double)NAN,
                            .ci_high = (double)NAN,
                            .estimate = (double)NAN};
}

void es_test_run(const es_test *test, const es_span *span, es_test_result *out)
{
    es_test_clear(out);
    if (span->n == 0)
        out->na = ES_NA_NO_DATA;
    else if (span->n < test->min_events)
        out->na = ES_NA_TOO_FEW;
    else
        test->run(span, out);
    if (out->na == ES_NA_NONE && !isfinite(out->statistic))
        out->na = ES_NA_UNDEFINED;
    if (out->na != ES_NA_NONE)
        out->statistic = out->df = out->df2 = out->p = out->p_exact = out->ci_low = out->ci_high =
            (double)NAN;
}

void es_result_t(const es_span *span, double statistic, double df, es_test_result *out)
{
    out->statistic = statistic;
    out->df = df;
    out->p = es_p_t(statistic, df, (es_tail)span->panel->options->tail);
}

void es_result_z(const es_span *span, double statistic, es_test_result *out)
{
    out->statistic = statistic;
    out->p = es_p_normal(statistic, (es_tail)span->panel->options->tail);
}

void es_result_interval(const es_span *span, double half, es_test_result *out)
{
    double mean = es_mean(span->n, span->x);
    out->ci_low = mean - half;
    out->ci_high = mean + half;
}

double es_critical_t(const es_span *span, double df)
{
    return es_t_quantile_upper(0.5 * span->panel->options->alpha, df);
}
