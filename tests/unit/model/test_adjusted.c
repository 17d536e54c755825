#include <math.h>
#include <string.h>

#include "model/model.h"
#include "stats/sum.h"
#include "support/assert_close.h"
#include "support/noise.h"

enum { MOST = 300 };

static es_fit fit;
static double residual[MOST];

static void estimate(const char *id, size_t n, const double *y, bool raw)
{
    const es_model *model = es_model_find(id);
    const es_regression data = {.n = n, .y = y};
    const es_fit_options options = {.ma_sigma = raw ? ES_MA_RAW : ES_MA_DEMEANED};
    double work[MOST];
    memset(&fit, 0x5A, sizeof fit);
    memset(residual, 0x5A, sizeof residual);
    model->fit(model, &data, &options, work, &fit, residual);
}

static const char *const ids[] = {"market_adjusted", "matched"};

static void test_by_hand(void **state)
{
    /* mean 0.025/5 = 0.005; deviations 0.007 -0.012 -0.001 0.014 -0.008
     * squares (49 + 144 + 1 + 196 + 64) = 454 e-6, df 4
     * raw: (144 + 49 + 16 + 361 + 9) = 579 e-6, df 5 */
    static const double y[] = {0.012, -0.007, 0.004, 0.019, -0.003};
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        estimate(ids[k], 5, y, false);
        assert_int_equal(fit.status, ES_FIT_OK);
        assert_int_equal(fit.n, 5);
        assert_int_equal(fit.p, 0);
        assert_close(fit.df, 4.0, 0.0);
        assert_close(fit.sigma, sqrt(454e-6 / 4), 1e-15);
        assert_memory_equal(residual, y, sizeof y); /* not demeaned */
        estimate(ids[k], 5, y, true);
        assert_int_equal(fit.status, ES_FIT_OK);
        assert_close(fit.df, 5.0, 0.0);
        assert_close(fit.sigma, sqrt(579e-6 / 5), 1e-15);
        assert_memory_equal(residual, y, sizeof y);
    }
}

static void test_no_variance(void **state)
{
    double y[61] = {0};
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        estimate(ids[k], 61, y, false);
        assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
        estimate(ids[k], 61, y, true);
        assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
    }
    for (size_t i = 0; i < 61; i++)
        y[i] = -0.0123;
    estimate("market_adjusted", 61, y, false); /* a drift without noise */
    assert_int_equal(fit.status, ES_FIT_NO_VARIANCE);
    estimate("market_adjusted", 61, y, true); /* which the raw form takes for noise */
    assert_int_equal(fit.status, ES_FIT_OK);
    assert_close(fit.sigma, 0.0123, 1e-14);
}

/* A drift moves the raw form only; the unit scales both. */
static void test_drift_and_scale(void **state)
{
    noise source = {86420};
    double y[240], shifted[240], sigma, raw;
    (void)state;
    noise_fill(&source, 240, 0.0004, 0.0171, y);
    estimate("matched", 240, y, false);
    sigma = fit.sigma;
    estimate("matched", 240, y, true);
    raw = fit.sigma;
    for (size_t i = 0; i < 240; i++)
        shifted[i] = 0.01 + 100.0 * y[i];
    estimate("matched", 240, shifted, false);
    assert_close(fit.sigma, 100.0 * sigma, 1e-13);
    estimate("matched", 240, shifted, true);
    assert_close(fit.sigma * fit.sigma,
                 1e4 * raw * raw + 2.0 * 0.01 * 100.0 * es_mean(240, y) + 1e-4, 1e-13);
    /* raw^2 M = sigma^2 (M - 1) + M mean^2 */
    assert_close(240 * raw * raw, 239 * sigma * sigma + 240 * pow(es_mean(240, y), 2), 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_no_variance),
                                       cmocka_unit_test(test_drift_and_scale)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
