/* How often every test rejects a true null hypothesis at 5 %, against the rates that METHODS
 * section 15 gives for an independent implementation: 50 events on one date, 240 estimation and 21
 * event days, market N(0, 0.01^2), R = 0.0003 + b Rm + s z with b ~ U(0.5, 1.5), s ~ U(0.01, 0.03),
 * and A  z independent, t(5) scaled to unit variance C  z = sqrt(0.9) own + sqrt(0.1) common,
 * normal A rate agrees when it lies within four standard errors of the difference. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "eventstudy.h"
#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"

enum { EVENTS = 50, DAYS = 264, DAY_ZERO = 252, SAMPLES = 1000, WINDOWS = 3 };

/* Rates of the table, by window 0:0, -1:1, -10:10. */
typedef struct expected {
    const char *test, *measure;
    double a[WINDOWS], c[WINDOWS];
} expected;

static const expected table[] = {
    {"csect_t", "caar", {.043, .051, .046}, {.44, .41, .42}},
    {"bw_indep_t", "caar", {.050, .057, .057}, {.41, .40, .42}},
    {"cda_t", "caar", {.051, .057, .056}, {.049, .039, .073}},
    {"lamb_t", "caar", {.051, .057, .056}, {.049, .039, .073}},
    {"patell_z", "caar", {.045, .054, .053}, {.43, .42, .44}},
    {"patell_z_adj", "caar", {.046, .057, .051}, {.050, .034, .075}},
    {"bmp_t", "caar", {.040, .055, .047}, {.45, .43, .43}},
    {"kp_t", "caar", {.041, .057, .044}, {.051, .041, .051}},
    {"skew_hall_t", "caar", {.060, .062, .052}, {.45, .42, .42}},
    {"corrado_z", "caar", {.041, .058, .036}, {.049, .030, .049}},
    {"cz_rank_z", "caar", {.048, .061, .039}, {.058, .040, .056}},
    {"cz_sign_z", "caar", {.050, .053, .040}, {.037, .034, .049}},
    {"grank_t", "caar", {.048, .067, .054}, {.059, .035, .050}},
    {"grank_z", "caar", {.047, .070, .057}, {.50, .45, .44}},
    {"sign_z", "caar", {.059, .067, .056}, {.46, .40, .38}},
    {"gsign_z", "caar", {.047, .054, .045}, {.44, .38, .34}},
    {"wilcoxon", "caar", {.040, .053, .042}, {.49, .42, .41}},
    {"jackknife_t", "caar", {.045, .045, .039}, {.40, .40, .40}},
    {"wild_bmp", "caar", {.041, .055, .046}, {.45, .42, .43}},
    {"wild_csect", "caar", {.044, .054, .051}, {.45, .42, .43}},
    {"perm_caar", "caar", {.049, .059, .064}, {.048, .035, .076}},
    {"perm_t", "caar", {.038, .055, .045}, {.040, .033, .043}},
    {"bhar_skew_t", "abhar_model", {.059, .061, .053}, {.44, .42, .42}},
    {"bhar_skew_boot", "abhar_model", {.050, .050, .040}, {.44, .42, .42}},
    {"avol_rank_z", "caar", {.048, .050, .053}, {.056, .072, .064}},
};

enum { N_TESTS = sizeof table / sizeof *table };

/* t(5) of unit variance: a normal over the root of a mean square of five. */
static double heavy(noise *source)
{
    double squares = 0.0, z = noise_normal(source);
    for (int k = 0; k < 5; k++) {
        double v = noise_normal(source);
        squares += v * v;
    }
    return z / sqrt(squares / 5.0) * sqrt(3.0 / 5.0);
}

static es_dataset *draw(noise *source, bool correlated)
{
    es_dataset *data = memory_dataset();
    double market[DAYS], common[DAYS], ret[DAYS];
    es_day first;
    const es_day *day;
    assert_true(es_day_from_civil(2020, 1, 2, &first));
    day = memory_weekdays(data, first, DAYS);
    noise_fill(source, DAYS, 0.0, 0.01, market);
    noise_fill(source, DAYS, 0.0, 1.0, common);
    (void)memory_series(data, "MKT", DAYS, day, memory_prices(data, 100.0, DAYS, market));
    for (size_t i = 0; i < EVENTS; i++) {
        double beta = 0.5 + noise_uniform(source), sigma = 0.01 + 0.02 * noise_uniform(source);
        char symbol[8];
        for (size_t t = 0; t < DAYS; t++) {
            double z = correlated ? sqrt(0.9) * noise_normal(source) + sqrt(0.1) * common[t]
                                  : heavy(source);
            ret[t] = fmax(-0.9, 0.0003 + beta * market[t] + sigma * z);
        }
        (void)snprintf(symbol, sizeof symbol, "S%zu", i);
        (void)memory_series(data, symbol, DAYS, day, memory_prices(data, 50.0, DAYS, ret));
        (void)memory_event(data, symbol, day[DAY_ZERO]);
    }
    return data;
}

static es_spec *specification(uint64_t seed)
{
    char tests[1024] = "", number[32];
    size_t used = 0;
    es_error err;
    es_spec *spec;
    assert_int_equal(es_spec_new(&spec, &err), ES_OK);
    for (size_t k = 0; k < N_TESTS; k++)
        used += (size_t)snprintf(tests + used, sizeof tests - used, "%s%s", k ? "," : "",
                                 table[k].test);
    (void)snprintf(number, sizeof number, "%d", (int)(seed % 1000000));
    assert_int_equal(es_spec_set(spec, "market", "MKT", &err), ES_OK);
    assert_int_equal(es_spec_set(spec, "tests", tests, &err), ES_OK);
    assert_int_equal(es_spec_set(spec, "car_windows", "0:0,-1:1,-10:10", &err), ES_OK);
    assert_int_equal(es_spec_set(spec, "bootstrap_reps", "199", &err), ES_OK);
    assert_int_equal(es_spec_set(spec, "permutations", "199", &err), ES_OK);
    assert_int_equal(es_spec_set(spec, "seed", number, &err), ES_OK);
    return spec;
}

typedef struct rates {
    size_t rejected[N_TESTS][WINDOWS], seen[N_TESTS][WINDOWS];
} rates;

static void count(const es_tables *result, rates *r)
{
    const es_table *t = es_tables_find(result, "results");
    int test = es_table_column(t, "test"), measure = es_table_column(t, "measure");
    int last = es_table_column(t, "last"), p = es_table_column(t, "p_value");
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *id = es_table_text(t, i, test), *of = es_table_text(t, i, measure);
        double value = es_table_number(t, i, p), end = es_table_number(t, i, last);
        size_t w = end == 0.0 ? 0 : end == 1.0 ? 1 : 2;
        for (size_t k = 0; id && k < N_TESTS; k++)
            if (strcmp(table[k].test, id) == 0 && strcmp(table[k].measure, of) == 0
                && !isnan(value)) {
                r->seen[k][w]++;
                r->rejected[k][w] += value <= 0.05;
            }
    }
}

static void simulate(bool correlated, rates *r)
{
    noise source = {correlated ? 20240603 : 20240601};
    for (size_t s = 0; s < SAMPLES; s++) {
        es_dataset *data = draw(&source, correlated);
        es_spec *spec = specification(s + 1);
        es_tables *result;
        es_error err;
        if (es_study_run(data, spec, &result, &err))
            fail_msg("%s", err.message);
        count(result, r);
        es_tables_free(result);
        es_spec_free(spec);
        es_dataset_free(data);
    }
}

static void compare(bool correlated)
{
    static rates r;
    size_t wrong = 0;
    double samples = correlated ? 1000.0 : 2000.0; /* of the table */
    memset(&r, 0, sizeof r);
    simulate(correlated, &r);
    print_message("%-16s %23s  %s\n", correlated ? "C" : "A", "own 0:0 -1:1 -10:10", "table");
    for (size_t k = 0; k < N_TESTS; k++) {
        const double *wanted = correlated ? table[k].c : table[k].a;
        double own[WINDOWS];
        bool far = false;
        for (size_t w = 0; w < WINDOWS; w++) {
            double se, se_table = sqrt(wanted[w] * (1.0 - wanted[w]) / samples);
            assert_int_equal(r.seen[k][w], SAMPLES);
            own[w] = (double)r.rejected[k][w] / SAMPLES;
            se = sqrt(own[w] * (1.0 - own[w]) / SAMPLES);
            far = far || fabs(own[w] - wanted[w]) > 4.0 * sqrt(se_table * se_table + se * se);
        }
        wrong += far;
        print_message("%-16s   %6.3f %6.3f %6.3f  %6.3f %6.3f %6.3f%s\n", table[k].test, own[0],
                      own[1], own[2], wanted[0], wanted[1], wanted[2], far ? "  FAR" : "");
    }
    assert_int_equal(wrong, 0);
}

static void independent_heavy_tails(void **state)
{
    (void)state;
    compare(false);
}

static void correlated_on_one_date(void **state)
{
    (void)state;
    compare(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(independent_heavy_tails),
                                       cmocka_unit_test(correlated_on_one_date)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
