/* The program against figures that are known without it: certified regressions, closed forms,
 * identities. What it prints shows what its digits are worth on the machine it runs on. */
#include <math.h>
#include <string.h>

#include "base/table.h"
#include "stats/certified.h"
#include "stats/garch.h"
#include "stats/least_squares.h"
#include "stats/multiple.h"
#include "stats/order.h"
#include "stats/random.h"
#include "stats/rank.h"
#include "stats/regression.h"
#include "stats/signed_rank.h"
#include "stats/sum.h"
#include "stats/tail.h"

/* The largest error seen so far and the number of figures. */
typedef struct tally {
    size_t n;
    double worst;
} tally;

static void hold(tally *t, double value, double expected)
{
    double error = fabs(value - expected) / (1.0 + fabs(expected));
    t->n++;
    if (!(error <= t->worst)) /* NaN is an error */
        t->worst = isnan(error) ? HUGE_VAL : error;
}

/* Distributions whose tails are elementary: t with 1 and 2 degrees of freedom, chi^2 with 2, F with
 * 2 and 2, N(0,1) by the complementary error function. */
static void tails(tally *t)
{
    static const double PI = 3.14159265358979323846;
    for (double x = 0.125; x < 30.0; x *= 1.7) {
        hold(t, es_p_t(x, 1.0, ES_TAIL_TWO), 2.0 / PI * atan2(1.0, x));
        hold(t, es_p_t(x, 2.0, ES_TAIL_TWO), 2.0 / ((2.0 + x * x) * (1.0 + x / sqrt(2.0 + x * x))));
        hold(t, es_p_chi_square(x, 2.0), exp(-0.5 * x));
        hold(t, es_p_f(x, 2.0, 2.0), 1.0 / (1.0 + x));
        hold(t, es_p_normal(x, ES_TAIL_TWO), erfc(x / sqrt(2.0)));
    }
}

/* The first outputs of the generator for seed 0. */
static void draws(tally *t)
{
    static const uint64_t known[] = {UINT64_C(0xe220a8397b1dcdaf), UINT64_C(0x6e789e6aa1b965f4),
                                     UINT64_C(0x06c45d188009454f)};
    es_random source = {0};
    for (size_t i = 0; i < 3; i++)
        hold(t, es_random_bits(&source) == known[i], 1.0);
}

/* Ranks of n values sum to n (n + 1) / 2, ties or not; the median of 1..n is (n + 1) / 2. */
static void ranks(tally *t)
{
    enum { N = 261 };
    double x[N], work[(2 * N + 8) * 4];
    uint32_t rank2[N];
    es_random source = es_random_stream(7, 1);
    for (int round = 0; round < 3; round++) {
        double sum = 0.0;
        for (size_t i = 0; i < N; i++)
            x[i] = round == 0 ? es_random_normal(&source) : floor(4.0 * es_random_uniform(&source));
        es_rank_doubled(N, x, work, rank2);
        for (size_t i = 0; i < N; i++)
            sum += 0.5 * (double)rank2[i];
        hold(t, sum, 0.5 * N * (N + 1.0));
    }
    for (size_t i = 0; i < N; i++)
        x[i] = (double)(N - i);
    hold(t, es_median(N, x), 0.5 * (N + 1.0));
}

/* W+ of 0.3 -0.1 0.2 is 5 of at most 6: P(W+ >= 5) = 2/8, two-sided 1/2. */
static void signed_ranks(tally *t)
{
    static const double x[] = {0.3, -0.1, 0.2};
    double work[64];
    es_signed_rank result;
    es_signed_rank_options how = {ES_ZEROS_WILCOX, false, ES_TAIL_TWO};
    (void)es_signed_rank_test(3, x, how, work, &result);
    hold(t, result.w, 5.0);
    hold(t, result.p, 0.5);
}

/* 0.01 0.04 0.03 in a family of three: Holm 0.03 0.06 0.06, Benjamini-Hochberg 0.03 0.04 0.04. */
static void families(tally *t)
{
    static const double p[] = {0.01, 0.04, 0.03}, holm[] = {0.03, 0.06, 0.06},
                        bh[] = {0.03, 0.04, 0.04};
    es_adjust_item work[3];
    double adjusted[3];
    es_adjust(ES_ADJUSTMENT_HOLM, 3, p, work, adjusted);
    for (size_t i = 0; i < 3; i++)
        hold(t, adjusted[i], holm[i]);
    es_adjust(ES_ADJUSTMENT_BH, 3, p, work, adjusted);
    for (size_t i = 0; i < 3; i++)
        hold(t, adjusted[i], bh[i]);
}

/* M-22: with one factor 1'V1 of D days is D + D^2/M + (sum (x - mean))^2 / Sxx; the same by the
 * matrix of M-20, whose (X'X)^-1 comes from the two-pass fit and from QR. */
static void forecast_variance(tally *t)
{
    enum { M = 240, D = 21 };
    double x[2 * M], y[M], work[3 * M], b[2], inverse[4], qr[4];
    double sum = 0.0, mean, direct, by_matrix;
    es_random source = es_random_stream(11, 1);
    for (size_t i = 0; i < M; i++) {
        x[i] = 1.0;
        x[M + i] = 0.01 * es_random_normal(&source);
        y[i] = 0.001 + 1.2 * x[M + i] + 0.02 * es_random_normal(&source);
    }
    for (size_t i = 0; i < D; i++)
        sum += 0.01 * es_random_normal(&source);
    mean = es_mean(M, x + M);
    direct = D + (double)D * D / M
             + (sum - D * mean) * (sum - D * mean) / es_sum_squares_about(M, x + M, mean);
    (void)es_line_fit(M, x + M, y, b, inverse);
    by_matrix = D + D * D * inverse[0] + 2.0 * D * sum * inverse[1] + sum * sum * inverse[3];
    hold(t, by_matrix, direct);
    (void)es_least_squares(M, 2, x, y, work, b, qr);
    for (size_t k = 0; k < 4; k++)
        hold(t, qr[k], inverse[k]);
}

/* M-18: the forecast by steps and sigma^2 + (a + b)^(j-1) (h - sigma^2), sigma^2 = w / (1 - a - b).
 */
static void garch_forecasts(tally *t)
{
    const es_garch fit = {.omega = 2.3e-6, .arch = 0.071, .garch = 0.904};
    double next = es_garch_next(&fit, 3.1e-4, -0.021), level = 2.3e-6 / (1.0 - 0.071 - 0.904);
    for (unsigned j = 1; j <= 32; j++)
        hold(t, es_garch_forecast(&fit, 3.1e-4, -0.021, j),
             level + pow(0.071 + 0.904, (double)j - 1.0) * (next - level));
}

static const struct {
    const char *name;
    void (*run)(tally *t);
    double bound;
} forms[] = {
    {"tails of t, chi2, F, normal", tails, 1e-13},
    {"random numbers (X-1)", draws, 0.0},
    {"ranks and median", ranks, 1e-15},
    {"signed ranks, exact (S-23)", signed_ranks, 1e-15},
    {"Holm, Benjamini-Hochberg (A-2, A-3)", families, 1e-15},
    {"variance of a CAR, two ways (M-22)", forecast_variance, 1e-12},
    {"GARCH forecasts, two ways (M-18)", garch_forecasts, 1e-14},
};

static es_status append(es_table_rows *rows, const char *name, size_t n, double error, double bound,
                        es_error *err)
{
    es_cell cells[] = {es_cell_text(name), es_cell_int((int64_t)n), es_cell_real(error),
                       es_cell_real(bound), es_cell_text(error <= bound ? "ok" : "FAILED")};
    return es_table_append(rows, cells, err);
}

/* Ill-conditioned polynomials cannot give all digits: what double precision has left of them after
 * the condition of the design is not an error of the program. */
static double certified_bound(const es_certified *c)
{
    if (strncmp(c->name, "Filip", 5) == 0)
        return 1e-6;
    if (strncmp(c->name, "Wampler", 7) == 0)
        return 1e-6;
    return strcmp(c->name, "Longley") == 0 ? 1e-8 : 1e-11;
}

static es_status regressions(es_table_rows *rows, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < es_certified_count() && !status; i++) {
        const es_certified *c = es_certified_at(i);
        double work[ES_CERTIFIED_WORK];
        char name[64];
        (void)snprintf(name, sizeof name, "NIST StRD %s", c->name);
        status =
            append(rows, name, 2 * c->p + 1, es_certified_worst(c, work), certified_bound(c), err);
    }
    return status;
}

es_status es_study_selftest(es_tables **out, es_error *err)
{
    static const es_column columns[] = {{"case", ES_TEXT, ES_PLAIN},
                                        {"figures", ES_INT, ES_PLAIN},
                                        {"largest_error", ES_REAL, ES_COEFFICIENT},
                                        {"bound", ES_REAL, ES_COEFFICIENT},
                                        {"verdict", ES_TEXT, ES_PLAIN}};
    es_tables *tables = es_tables_new();
    es_table_rows *rows =
        tables ? es_tables_add(tables, "selftest", "Figures known without the program", columns, 5)
               : NULL;
    es_status status = rows ? ES_OK : es_fail_memory(err);
    es_stats_init();
    if (!status)
        status = regressions(rows, err);
    for (size_t i = 0; i < sizeof forms / sizeof *forms && !status; i++) {
        tally t = {0, 0.0};
        forms[i].run(&t);
        status = append(rows, forms[i].name, t.n, t.worst, forms[i].bound, err);
    }
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    return ES_OK;
}
