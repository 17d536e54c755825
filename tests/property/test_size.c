/* Rejection rates under the null against those measured with the independent implementation
 * (METHODS section 15): 50 events that share their dates, 240 estimation days, nominal 5 %.
 *
 *   R = 0.0003 + beta Rm + sigma z, beta in U(0.5, 1.5), sigma in U(0.01, 0.03) per event
 *   column A: z = t(5) / sqrt(5/3)      column C: sqrt(0.9) of that + sqrt(0.1) common N(0, 1)
 *
 * A rate agrees where it differs by less than 4 sqrt(se_table^2 + se_own^2). */
#include <math.h>
#include <string.h>

#include "property/fixture.h"
#include "support/assert_close.h"

enum { SAMPLES = 1000, EVENTS = 50, DAYS = 262, EVENT_DAY = 251, WINDOWS = 3 };

static const es_window window[WINDOWS] = {{0, 0}, {-1, 1}, {-10, 10}};

typedef struct expectation {
    const char *measure, *test;
    double a[WINDOWS], c[WINDOWS]; /* negative: not in the table */
} expectation;

#define NONE                                                                                       \
    {                                                                                              \
        -1, -1, -1                                                                                 \
    }
static const expectation table[] = {
    {"caar", "csect_t", {.043, .051, .046}, {.44, .41, .42}},
    {"caar", "bw_indep_t", {.050, .057, .057}, {.41, .40, .42}},
    {"caar", "cda_t", {.051, .057, .056}, {.049, .039, .073}},
    {"caar", "lamb_t", {.051, .057, .056}, {.049, .039, .073}},
    {"caar", "patell_z", {.045, .054, .053}, {.43, .42, .44}},
    {"caar", "patell_z_adj", {.046, .057, .051}, {.050, .034, .075}},
    {"caar", "bmp_t", {.040, .055, .047}, {.45, .43, .43}},
    {"caar", "kp_t", {.041, .057, .044}, {.051, .041, .051}},
    {"caar", "skew_hall_t", {.060, .062, .052}, {.45, .42, .42}},
    {"caar", "corrado_z", {.041, .058, .036}, {.049, .030, .049}},
    {"caar", "cz_rank_z", {.048, .061, .039}, {.058, .040, .056}},
    {"caar", "cz_sign_z", {.050, .053, .040}, {.037, .034, .049}},
    {"caar", "grank_t", {.048, .067, .054}, {.059, .035, .050}},
    {"caar", "grank_z", {.047, .070, .057}, {.50, .45, .44}},
    {"caar", "sign_z", {.059, .067, .056}, {.46, .40, .38}},
    {"caar", "gsign_z", {.047, .054, .045}, {.44, .38, .34}},
    {"caar", "wilcoxon", {.040, .053, .042}, {.49, .42, .41}},
    {"caar", "jackknife_t", {.045, .045, .039}, {.40, .40, .40}},
    {"caar", "wild_bmp", {.041, .055, .046}, {.45, .42, .43}},
    {"caar", "wild_csect", {.044, .054, .051}, {.45, .42, .43}},
    {"caar", "perm_caar", {.049, .059, .064}, {.048, .035, .076}},
    {"caar", "perm_t", {.038, .055, .045}, {.040, .033, .043}},
    {"abhar_model", "bhar_skew_t", {.059, .061, .053}, {.44, .42, .42}},
    {"abhar_model", "bhar_skew_boot", {.050, .050, .040}, NONE},
    {"caar", "avol_hs", {.135, .169, .248}, NONE},
    {"caar", "avol_rank_z", {.048, .050, .053}, {.056, .072, .064}},
    {"exact p", "sign_z", {.034, .039, .027}, NONE},
};
enum { ROWS = sizeof table / sizeof *table };

static const char *const settings =
    "market = M; car_windows = 0:0, -1:1, -10:10; bootstrap_reps = 199; permutations = 199; "
    "tests = csect_t, bw_indep_t, cda_t, lamb_t, patell_z, patell_z_adj, bmp_t, kp_t, "
    "skew_hall_t, corrado_z, cz_rank_z, cz_sign_z, grank_t, grank_z, sign_z, gsign_z, wilcoxon, "
    "jackknife_t, wild_bmp, wild_csect, perm_caar, perm_t, bhar_skew_t, bhar_skew_boot, avol_hs, "
    "avol_rank_z";

/* Student's t with 5 degrees of freedom, to unit variance. */
static double draw_t5(noise *random)
{
    double square = 0.0, z = noise_normal(random);
    for (size_t i = 0; i < 5; i++) {
        double x = noise_normal(random);
        square += x * x;
    }
    return z / sqrt(square / 5.0) / sqrt(5.0 / 3.0);
}

static es_dataset *draw_sample(uint64_t seed, bool common_part)
{
    noise random = {seed};
    es_dataset *data = memory_dataset();
    es_day *day = memory_weekdays(data, 11323, DAYS);
    double market[DAYS], common[DAYS], ret[DAYS];
    noise_fill(&random, DAYS, 0.0, 0.01, market);
    noise_fill(&random, DAYS, 0.0, 1.0, common);
    memory_series(data, "M", DAYS, day, memory_prices(data, 100.0, DAYS, market));
    for (size_t i = 0; i < EVENTS; i++) {
        double beta = 0.5 + noise_uniform(&random), sigma = 0.01 + 0.02 * noise_uniform(&random);
        char symbol[24];
        for (size_t t = 0; t < DAYS; t++) {
            double z = draw_t5(&random);
            if (common_part)
                z = sqrt(0.9) * z + sqrt(0.1) * common[t];
            ret[t] = 0.0003 + beta * market[t] + sigma * z;
        }
        (void)snprintf(symbol, sizeof symbol, "S%zu", i);
        memory_series(data, symbol, DAYS, day, memory_prices(data, 50.0, DAYS, ret));
        memory_event(data, symbol, day[EVENT_DAY]);
    }
    return data;
}

/* Adds a study's rejections; every statistic of the table must be there. */
static void count_rejections(const study *s, size_t rejected[ROWS][WINDOWS])
{
    size_t found = 0;
    for (size_t i = 0; i < study_count(s); i++) {
        figure f = study_figure(s, i);
        for (size_t k = 0; k < ROWS; k++)
            for (size_t w = 0; w < WINDOWS; w++) {
                bool exact = strcmp(table[k].measure, "exact p") == 0;
                if (f.first != window[w].first || f.last != window[w].last
                    || strcmp(f.test, table[k].test) != 0
                    || strcmp(f.measure, exact ? "caar" : table[k].measure) != 0)
                    continue;
                assert_string_equal(f.status, "");
                rejected[k][w] += (exact ? f.p_exact : f.p) <= 0.05;
                found++;
            }
    }
    assert_int_equal(found, ROWS * WINDOWS);
}

/* Prints own and expected rates; returns the number that are too far apart. */
static size_t compare(const char *column, size_t rejected[ROWS][WINDOWS], bool c)
{
    double se_table = c ? 0.007 : 0.005;
    size_t wrong = 0;
    print_message("column %s: own/expected over [0,0], [-1,1], [-10,10]\n", column);
    for (size_t k = 0; k < ROWS; k++) {
        const double *expected = c ? table[k].c : table[k].a;
        char line[256] = "";
        if (expected[0] < 0)
            continue;
        for (size_t w = 0; w < WINDOWS; w++) {
            double rate = (double)rejected[k][w] / SAMPLES;
            double bound = 4 * sqrt(se_table * se_table + rate * (1 - rate) / SAMPLES);
            bool out = fabs(rate - expected[w]) >= bound;
            size_t n = strlen(line);
            (void)snprintf(line + n, sizeof line - n, "  %.3f/%.3f%s", rate, expected[w],
                           out ? " OUT" : "");
            wrong += out;
        }
        print_message("  %-14s %-8s%s\n", table[k].test,
                      strcmp(table[k].measure, "exact p") == 0 ? "exact p" : "", line);
    }
    return wrong;
}

static void simulate(const char *column, uint64_t seed, bool c)
{
    static size_t rejected[ROWS][WINDOWS];
    noise master = {seed};
    memset(rejected, 0, sizeof rejected);
    for (size_t sample = 0; sample < SAMPLES; sample++) {
        es_dataset *data = draw_sample(noise_bits(&master), c);
        char text[768];
        study s;
        (void)snprintf(text, sizeof text, "%s; seed = %zu", settings, sample + 1);
        s = study_run(data, text);
        count_rejections(&s, rejected);
        study_free(&s);
        es_dataset_free(data);
    }
    assert_int_equal(compare(column, rejected, c), 0);
}

static void independent_fat_tails_are_rejected_as_in_column_a(void **state)
{
    (void)state;
    simulate("A", 20240501, false);
}

static void correlated_residuals_are_rejected_as_in_column_c(void **state)
{
    (void)state;
    simulate("C", 20240502, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_fat_tails_are_rejected_as_in_column_a),
        cmocka_unit_test(correlated_residuals_are_rejected_as_in_column_c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
