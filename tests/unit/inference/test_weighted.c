/* Value-weighted mean (METHODS D-9, S-27). */
#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}};
static const double u[] = {0.01, -0.01, 0.02};

static fixture *events(size_t n, const double *car, const double *weight)
{
    fixture *f = fixture_new(n, 3, (es_window){0, 0}, 1, windows);
    for (size_t i = 0; i < n; i++)
        fixture_event(f, i, u, &car[i], 0.01);
    if (weight) {
        f->weight = ES_NEW(f->arena, n, double);
        for (size_t i = 0; i < n; i++)
            f->weight[i] = weight[i];
    }
    fixture_ready(f);
    return f;
}

/* Weights 1 2 5 of 8, CARs 8 -4 1 (the fourth has no weight, the fifth a negative one, the sixth
 * 0): (8 - 8 + 5)/8 = 5/8; deviations 59/8 -37/8 3/8, times the weights (59 -74 15)/64, squares
 * (3481 + 5476 + 225)/4096 = 9182/4096, times 3/2. */
static void weights_by_hand(void **state)
{
    const double car[] = {0.08, -0.04, 0.01, 0.5, 0.7, 0.9};
    const double weight[] = {30.0, 60.0, 150.0, (double)NAN, -1.0, 0.0};
    fixture *f = events(6, car, weight);
    es_test_result r = on_window(f, "vw_t", 0);
    (void)state;
    assert_result(r, 0.625 / sqrt(1.5 * 9182.0 / 4096.0), 2.0);
    assert_close(r.estimate, 0.00625, 1e-15);
    assert_int_equal(r.n, 3);
    fixture_free(f);
}

static void equal_weights_give_the_plain_t_but_for_n(void **state)
{
    const double car[] = {0.08, -0.04, 0.011, 0.023}, weight[] = {7.0, 7.0, 7.0, 7.0};
    fixture *f = events(4, car, weight);
    es_test_result r = on_window(f, "vw_t", 0), plain = on_window(f, "csect_t", 0);
    (void)state;
    assert_close(r.statistic, plain.statistic, 1e-14);
    assert_close(r.p, plain.p, 1e-14);
    fixture_free(f);
}

static void reasons(void **state)
{
    const double car[] = {0.08, -0.04}, equal[] = {0.02, 0.02}, none[] = {(double)NAN, (double)NAN};
    const double weight[] = {3.0, 5.0}, no_weight[] = {(double)NAN, 0.0};
    const double one_weight[] = {(double)NAN, 2.0};
    fixture *f = events(2, car, NULL);
    es_test_result r;
    (void)state;
    assert_na(on_window(f, "vw_t", 0), "no_data");
    fixture_free(f);
    f = events(2, car, no_weight);
    assert_na(on_window(f, "vw_t", 0), "no_data");
    fixture_free(f);
    f = events(2, car, one_weight);
    r = on_window(f, "vw_t", 0);
    assert_na(r, "too_few");
    assert_close(r.estimate, -0.04, 1e-16); /* the mean is given (E-2) */
    assert_int_equal(r.n, 1);
    fixture_free(f);
    f = events(2, equal, weight);
    r = on_window(f, "vw_t", 0);
    assert_na(r, "zero_variance");
    assert_close(r.estimate, 0.02, 1e-16);
    fixture_free(f);
    f = events(2, none, weight);
    assert_na(on_window(f, "vw_t", 0), "no_data");
    fixture_free(f);
}

static plain_outcome recomputed(const fixture *f, es_window w, int number)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double total = 0.0, mean = 0.0, squares = 0.0, size = 0.0;
    plain_outcome out = no_outcome(NULL);
    (void)number;
    for (size_t i = 0; i < n; i++)
        if (f->weight[event[i]] > 0.0)
            total += f->weight[event[i]];
    for (size_t i = 0; i < n; i++)
        if (f->weight[event[i]] > 0.0) {
            mean += f->weight[event[i]] / total * car_of(f, event[i], w);
            size += 1.0;
        }
    for (size_t i = 0; i < n; i++)
        if (f->weight[event[i]] > 0.0)
            squares += pow(f->weight[event[i]] / total * (car_of(f, event[i], w) - mean), 2.0);
    if (n == 0)
        return no_outcome("no_data");
    if (size == 0.0)
        return no_outcome("no_data");
    out.n = (size_t)size;
    out.estimate = mean;
    if (size < 2.0) {
        out.na = "too_few";
        return out;
    }
    out.statistic = mean / sqrt(squares * size / (size - 1.0));
    out.df = size - 1.0;
    out.p = plain_p_t(out.statistic, out.df);
    return out;
}

static void check_panel(fixture *f)
{
    noise source = {f->n};
    f->weight = ES_NEW(f->arena, f->n, double);
    for (size_t i = 0; i < f->n; i++) {
        double z = noise_normal(&source);
        f->weight[i] = z > 1.0 ? (double)NAN : z < -1.0 ? -exp(z) : 1e9 * exp(z);
    }
    compare_outcomes(f, "vw_t", recomputed, 1e-8);
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_by_hand),
        cmocka_unit_test(equal_weights_give_the_plain_t_but_for_n),
        cmocka_unit_test(reasons),
        cmocka_unit_test(random_panels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
