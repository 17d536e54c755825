/* The joint tests of one firm's dates, on designs small enough for the hand; their covariance in
 * whole studies is with the studies. */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}};

/* n events of one firm, 20 days apart, under a model with p constants as its columns: ten residuals
 * each, AR 3 and -1 percent in turn, sigma 1 and 2 percent. */
static fixture *firm(size_t n, size_t p)
{
    fixture *f = fixture_new(n, 10, (es_window){0, 0}, 1, windows);
    noise source = {5};
    for (size_t i = 0; i < n; i++) {
        const double ar[] = {i % 2 ? -0.01 : 0.03};
        double u[10];
        noise_fill(&source, 10, 0.0, 0.01, u);
        fixture_event(f, i, u, ar, i % 2 ? 0.02 : 0.01);
        f->day0[f->ab.row[i]] = 400 + 20 * (int32_t)i;
    }
    f->ab.columns = (es_columns){.intercept = true, .p = p};
    fixture_ready(f);
    return f;
}

/* A mean of ten days: A A' = 1 + 1/10 for each, and nothing between them.  sigma^2 = (1 + 4)/2,
 * F = (9 + 1)/(2 x 2.5 x 1.1), t = 2/sqrt(2.5 x 2.2), all in percent. */
static void two_means_by_hand(void **state)
{
    fixture *f = firm(2, 1);
    es_test_result r = on_window(f, "joint_f", 0);
    (void)state;
    assert_int_equal(r.na, ES_NA_NONE);
    assert_close(r.statistic, 20.0 / 11.0, 1e-13);
    assert_close(r.df, 2.0, 0.0);
    assert_close(r.df2, 8.0, 0.0);
    assert_close(r.p, pow(1.0 + 20.0 / 11.0 / 4.0, -4.0), 1e-13); /* F(2, 8) */
    r = on_window(f, "joint_t", 0);
    assert_result(r, 2.0 / sqrt(5.5), 8.0);
    fixture_free(f);
}

static void reasons(void **state)
{
    static const char *const ids[] = {"joint_f", "joint_t"};
    fixture *few = firm(2, 1), *most = firm(24, 1), *many = firm(25, 1), *twice = firm(2, 2);
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        check_no_memory(few, ids[i]);
        assert_int_equal(on_window(most, ids[i], 0).na, ES_NA_NONE);
        assert_na(on_window(many, ids[i], 0), "one_security_only"); /* of at most 24 dates */
        assert_na(on_window(twice, ids[i], 0), "undefined");        /* the same column twice */
    }
    fixture_free(few);
    fixture_free(most);
    fixture_free(many);
    fixture_free(twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_means_by_hand),
        cmocka_unit_test(reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
