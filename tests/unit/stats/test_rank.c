#include "stats/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/assert_close.h"
#include "support/noise.h"

/* Ranks n values in storage of exactly the promised size and holds them against the definition:
 * twice the mid-rank is 2 #(smaller) + #(equal) + 1. */
static void check(size_t n, const double *x)
{
    void *work = malloc(es_rank_work_size(n));
    uint32_t *rank2 = malloc((n + 1) * sizeof *rank2);
    assert_non_null(work);
    assert_non_null(rank2);
    rank2[n] = 0xABCDu;
    es_rank_doubled(n, x, work, rank2);
    for (size_t i = 0; i < n; i++) {
        size_t smaller = 0, equal = 0;
        for (size_t k = 0; k < n; k++) {
            smaller += x[k] < x[i];
            equal += x[k] == x[i];
        }
        if (rank2[i] != 2 * smaller + equal + 1)
            print_error("element %zu of %zu\n", i, n);
        assert_int_equal(rank2[i], 2 * smaller + equal + 1);
    }
    assert_int_equal(rank2[n], 0xABCDu);
    free(rank2);
    free(work);
}

static void test_by_hand(void **state)
{
    /* sorted: -2.5 0.75 0.75 0.75 1.25 8 8; ranks 1, (2+3+4)/3 = 3, 5, (6+7)/2 = 6.5 */
    static const double x[] = {8.0, 0.75, -2.5, 0.75, 8.0, 1.25, 0.75};
    static const uint32_t twice[] = {13, 6, 2, 6, 13, 10, 6};
    uint32_t rank2[7];
    double work[100];
    (void)state;
    assert_true(es_rank_work_size(7) <= sizeof work);
    es_rank_doubled(7, x, work, rank2);
    assert_memory_equal(rank2, twice, sizeof twice);
}

static void test_degenerate(void **state)
{
    static const double one[] = {-3.25e-7};
    double equal[129];
    (void)state;
    for (size_t i = 0; i < 129; i++)
        equal[i] = 0.1;
    es_rank_doubled(0, NULL, NULL, NULL);
    check(1, one);
    for (size_t n = 1; n <= 129; n += 16)
        check(n, equal); /* every rank is (n + 1) / 2 */
}

static void test_random_with_and_without_ties(void **state)
{
    noise source = {60223};
    double x[1000];
    (void)state;
    for (size_t round = 0; round < 120; round++) {
        size_t n = 1 + noise_below(&source, round < 100 ? 300 : 1000);
        double grain = round % 3 == 0 ? 0.0 : round % 3 == 1 ? 0.5 : 0.01;
        for (size_t i = 0; i < n; i++) {
            x[i] = noise_normal(&source);
            if (grain > 0.0)
                x[i] = grain * floor(x[i] / grain);
        }
        check(n, x);
    }
}

/* One far value throws all others into one bucket or step of the linear map; of many values and of
 * few. */
static void test_outliers(void **state)
{
    static const double far[] = {1e0, 1e1, 1e2, 1e3, 1e9, 1e18, 1e150, 1e300, -1e12, -1e300};
    noise source = {271};
    double x[700];
    (void)state;
    for (size_t k = 0; k < 2 * sizeof far / sizeof *far; k++) {
        size_t n = k % 2 ? 700 : 240;
        noise_fill(&source, n, 0.0004, 0.0183, x);
        x[noise_below(&source, n)] = far[k / 2];
        check(n, x);
        for (size_t i = 0; i < n; i += 50) /* several, and tied */
            x[i] = far[k / 2];
        check(n, x);
    }
    for (size_t i = 0; i < 700; i++) /* every magnitude there is */
        x[i] = (noise_bits(&source) & 1 ? 1.0 : -1.0)
               * pow(10.0, 600.0 * noise_uniform(&source) - 300);
    check(700, x);
    for (size_t i = 0; i < 700; i++) /* neighbours in the last bits */
        x[i] = 1.0 + (double)noise_below(&source, 50) * 0x1p-52;
    check(700, x);
}

/* Values whose spread is no number, and one so small that its inverse is none. */
static void test_spread_out_of_range(void **state)
{
    static const double wide[] = {1.5e308, -1.5e308, 0.0, 3.0, -1.5e308, 2.5};
    static const double narrow[] = {5e-324, 0.0, 1e-323, 0.0, 1.5e-323, 5e-324};
    (void)state;
    check(6, wide);
    check(6, narrow);
}

static void test_sorted_and_reversed(void **state)
{
    double up[2500], down[2500], cubed[2500];
    (void)state;
    for (size_t i = 0; i < 2500; i++) {
        up[i] = -3.5 + 0.0027 * (double)i;
        cubed[i] = up[i] * up[i] * up[i];
        down[2499 - i] = up[i];
    }
    check(2500, up);
    check(2500, down);
    check(2500, cubed);
}

static void test_large(void **state)
{
    noise source = {5};
    double *x = malloc(5000 * sizeof *x);
    (void)state;
    assert_non_null(x);
    for (size_t i = 0; i < 5000; i++) /* fat tails: a ratio of normals */
        x[i] = noise_normal(&source) / (noise_normal(&source) + 1e-9);
    check(5000, x);
    free(x);
}

/* The ranks depend on the order of the values alone, and always add up to n (n + 1) / 2. */
static void test_monotone_map_changes_nothing(void **state)
{
    noise source = {90210};
    double x[400], y[400], work[4000];
    uint32_t rank_x[400], rank_y[400];
    (void)state;
    assert_true(es_rank_work_size(400) <= sizeof work);
    for (size_t round = 0; round < 20; round++) {
        uint64_t total = 0;
        for (size_t i = 0; i < 400; i++) {
            x[i] = floor(64.0 * noise_normal(&source)) / 32.0;
            y[i] = exp(3.0 * x[i]);
        }
        es_rank_doubled(400, x, work, rank_x);
        es_rank_doubled(400, y, work, rank_y);
        assert_memory_equal(rank_x, rank_y, sizeof rank_x);
        for (size_t i = 0; i < 400; i++)
            total += rank_x[i];
        assert_int_equal(total, 400 * 401);
    }
}

/* Values join the n ranked ones, one or some at a time: each of them, their neighbours, and some
 * far away. */
static void check_places(size_t n, const double *x)
{
    void *work = malloc(es_rank_work_size(n));
    uint32_t *rank2 = malloc(n * sizeof *rank2);
    assert_non_null(work);
    assert_non_null(rank2);
    es_rank_doubled(n, x, work, rank2);
    for (size_t i = 0; i < n; i++) {
        const double value[] = {x[i],
                                nextafter(x[i], 1e300),
                                nextafter(x[i], -1e300),
                                3.0 * x[i] + 1.0,
                                0.5 * x[i] - 1e-3,
                                1e9,
                                -1e9};
        uint32_t place2[7];
        size_t some = 1 + i % 7;
        es_rank_places(n, work, some, value, place2);
        for (size_t j = 0; j < some; j++) {
            uint32_t smaller = 0, same = 0;
            for (size_t k = 0; k < n; k++) {
                smaller += x[k] < value[j];
                same += x[k] == value[j];
            }
            assert_int_equal(place2[j], 2 * smaller + same + 1);
        }
    }
    free(rank2);
    free(work);
}

static void test_places(void **state)
{
    static const double narrow[] = {5e-324, 0.0, 1e-323, 0.0, 1.5e-323, 5e-324};
    static const double wide[] = {1.5e308, -1.5e308, 0.0, 3.0, -1.5e308, 2.5};
    noise source = {4711};
    double x[700];
    (void)state;
    for (size_t i = 0; i < 700; i++)
        x[i] = 0.02 * noise_normal(&source);
    check_places(240, x);
    check_places(700, x);
    check_places(1, x);
    for (size_t i = 3; i < 9; i++) /* some ties, and some that only the last bits tell apart */
        x[i] = nextafter(x[i - i % 3], i % 3 == 2 ? 1.0 : x[i - i % 3]);
    check_places(240, x);
    x[17] = 3.0;
    check_places(240, x);
    x[17] = 1e9; /* all others fall into one bucket */
    check_places(240, x);
    for (size_t i = 0; i < 240; i++)
        x[i] = floor(4.0 * noise_normal(&source));
    check_places(240, x);
    for (size_t i = 0; i < 240; i++)
        x[i] = 0.25;
    check_places(240, x);
    check_places(6, narrow);
    check_places(6, wide);
}

static void test_ties(void **state)
{
    /* 3 x 0.75, 2 x 8, two alone: (27 - 3) + (8 - 2) = 30 */
    static const double x[] = {8.0, 0.75, -2.5, 0.75, 8.0, 1.25, 0.75};
    uint64_t work[100];
    uint32_t rank2[7], count[15];
    (void)state;
    assert_true(es_rank_work_size(7) <= sizeof work);
    es_rank_doubled(7, x, work, rank2);
    assert_true(es_rank_ties(7, rank2, count) == 30.0);
    es_rank_doubled(3, x, work, rank2); /* no two alike */
    assert_true(es_rank_ties(3, rank2, count) == 0.0);
    assert_true(es_rank_ties(0, rank2, count) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_degenerate),
                                       cmocka_unit_test(test_random_with_and_without_ties),
                                       cmocka_unit_test(test_outliers),
                                       cmocka_unit_test(test_spread_out_of_range),
                                       cmocka_unit_test(test_sorted_and_reversed),
                                       cmocka_unit_test(test_large),
                                       cmocka_unit_test(test_monotone_map_changes_nothing),
                                       cmocka_unit_test(test_places),
                                       cmocka_unit_test(test_ties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
