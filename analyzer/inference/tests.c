#include <math.h>
#include <string.h>

#include "base/text.h"
#include "inference/test.h"

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

bool es_test_is_planned(const char *id)
{
    static const char *const planned[] = {"lamb_t",
                                          "skew_hall_t",
                                          "skew_hall_unbiased_t",
                                          "skew_johnson_t",
                                          "cz_rank_z",
                                          "cz_sign_z",
                                          "jackknife_t",
                                          "wilcoxon",
                                          "wild_csect",
                                          "wild_bmp",
                                          "wild_bmp_secclu",
                                          "wild_bmp_dateclu",
                                          "perm_caar",
                                          "perm_t",
                                          "savickas_t",
                                          "sq",
                                          "sq_sums",
                                          "vw_t",
                                          "avol_hs",
                                          "avol_f",
                                          "avol_rank_z",
                                          "ctar_t",
                                          "sctar_t",
                                          "alpha_ols",
                                          "alpha_wls",
                                          "alpha_wls_hc1",
                                          "alpha_hc1",
                                          "alpha_hc3",
                                          "alpha_nw",
                                          "welch_t",
                                          "pooled_t",
                                          "mann_whitney_z",
                                          "bhar_skew_t",
                                          "bhar_skew_boot"};
    for (size_t i = 0; i < sizeof planned / sizeof *planned; i++)
        if (es_name_equal(planned[i], id))
            return true;
    return false;
}

const char *es_na_key(es_na reason)
{
    static const char *const key[] = {
#define ES_NA_KEY(id, words) words,
        ES_NA_MAP(ES_NA_KEY)
#undef ES_NA_KEY
    };
    return key[reason];
}

void es_test_run(const es_test *test, const es_span *span, es_test_result *out)
{
    *out = (es_test_result){ES_NA_NONE,  (double)NAN, (double)NAN,
                            (double)NAN, (double)NAN, (double)NAN};
    if (span->n == 0)
        out->na = ES_NA_NO_DATA;
    else if (span->n < test->min_events)
        out->na = ES_NA_TOO_FEW;
    else
        test->run(span, out);
    if (out->na == ES_NA_NONE && !isfinite(out->statistic))
        out->na = ES_NA_UNDEFINED;
    if (out->na != ES_NA_NONE)
        out->statistic = out->df = out->p = out->p_exact = (double)NAN;
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
