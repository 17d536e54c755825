/* Wild bootstrap of the cross-sectional tests (METHODS S-24, X-1..X-4). */
#include <stdlib.h>
#include <string.h>

#include "unit/inference/compare.h"

static const es_window windows[] = {{0, 0}, {1, 1}};
static const double u[] = {0.01, -0.01, 0.02};

/* sigma is 1 percent, so that SCAR is CAR in percent. */
static fixture *events(size_t n, const double *car)
{
    fixture *f = fixture_new(n, 3, (es_window){0, 1}, 2, windows);
    for (size_t i = 0; i < n; i++) {
        const double ar[] = {0.01 * car[i], (double)NAN};
        fixture_event(f, i, u, ar, 0.01);
    }
    fixture_ready(f);
    return f;
}

/* CARs 1 2 6: mean 3, squares about it 4 + 1 + 9, sd sqrt 7.  The sum of squares is 41 under all
 * signs, so that |t| goes with |sum|: 9 7 5 3, each twice.  Only the pattern itself and its
 * opposite are as extreme: p = 2/8.  With a sum of 7 (-1 2 6) four are, of 5 (1 -2 6) six. */
static void all_signs_by_hand(void **state)
{
    static const double car[3][3] = {{1.0, 2.0, 6.0}, {-1.0, 2.0, 6.0}, {1.0, -2.0, 6.0}};
    static const char *const ids[] = {"wild_csect", "wild_bmp", "wild_bmp_secclu"};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        fixture *f = events(3, car[k]);
        f->options.wild = ES_WILD_ENUM;
        for (size_t i = 0; i < 3; i++) {
            es_test_result r = on_window(f, ids[i], 0), plain = on_window(f, "csect_t", 0);
            assert_int_equal(r.na, ES_NA_NONE);
            assert_close(r.statistic, plain.statistic, 1e-14);
            assert_nan(r.df);
            assert_close(r.p, 0.25 * (double)(k + 1), 1e-15);
        }
        f->options.tail = ES_TAIL_UPPER; /* sums 9 | 7 .. | 5 .. */
        assert_close(on_window(f, "wild_bmp", 0).p, 0.125 * (double)(k + 1), 1e-15);
        f->options.tail = ES_TAIL_LOWER;
        assert_close(on_window(f, "wild_bmp", 0).p, 1.0 - 0.125 * (double)k, 1e-15);
        fixture_free(f);
    }
}

/* The first three signs of the first draw decide: with B = 1, p is 1/2 or 1. */
static void one_draw_by_hand(void **state)
{
    const double car[] = {1.0, 2.0, 6.0};
    fixture *f = events(3, car);
    size_t extreme = 0;
    (void)state;
    f->options.bootstrap_reps = 1;
    for (int seed = 0; seed < 64; seed++) {
        noise stream = {(uint64_t)seed};
        bool below[3];
        f->options.seed = seed;
        for (int id = 1; id < 1001; id++)
            (void)noise_bits(&stream);
        stream.state = noise_bits(&stream); /* output 1001: window 1, test 1 */
        for (size_t g = 0; g < 3; g++)
            below[g] = noise_uniform(&stream) < 0.5;
        extreme += below[0] == below[1] && below[1] == below[2];
        assert_close(on_window(f, "wild_csect", 0).p,
                     below[0] == below[1] && below[1] == below[2] ? 1.0 : 0.5, 0.0);
    }
    assert_true(extreme > 4 && extreme < 40);
    fixture_free(f);
}

static void reasons(void **state)
{
    static const char *const ids[] = {"wild_csect", "wild_bmp", "wild_bmp_secclu",
                                      "wild_bmp_dateclu"};
    const double car[] = {1.0, 2.0, 6.0}, equal[] = {2.0, 2.0, 2.0};
    fixture *f = events(3, car);
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_na(on_window(f, ids[i], 1), "no_data");
        check_no_memory(f, ids[i]);
    }
    assert_na(on_window(f, "wild_bmp_dateclu", 0), "too_few"); /* one common date */
    assert_int_equal(on_window(f, "wild_bmp_secclu", 0).na, ES_NA_NONE);
    f->options.cluster = ES_CLUSTER_DATE;
    assert_na(on_window(f, "wild_csect", 0), "too_few");
    assert_na(on_window(f, "wild_bmp", 0), "too_few");
    for (size_t i = 0; i < f->sample.n; i++)
        f->event[i].symbol = "ONE";
    assert_na(on_window(f, "wild_bmp_secclu", 0), "too_few");
    f->options.cluster = ES_CLUSTER_SECURITY;
    assert_na(on_window(f, "wild_csect", 0), "too_few");
    fixture_free(f);
    f = events(3, equal);
    for (size_t i = 0; i < 3; i++)
        assert_na(on_window(f, ids[i], 0), "zero_variance");
    fixture_free(f);
    f = events(1, car);
    for (size_t i = 0; i < 4; i++)
        assert_na(on_window(f, ids[i], 0), "too_few");
    fixture_free(f);
}

/* ---- recomputation ---- */

static double t_of(size_t n, const double *x)
{
    return sqrt((double)n) * plain_mean(n, x) / plain_sd(n, x);
}

/* Number of different labels before an event's own, in sorted order: its cluster. */
static size_t cluster_of(const fixture *f, size_t n, const size_t *event, size_t i, int kind)
{
    size_t smaller = 0;
    if (kind == ES_CLUSTER_EVENT)
        return i;
    for (size_t k = 0; k < n; k++) {
        bool less = false, first = true;
        for (size_t j = 0; j <= k; j++) { /* is k the first of its label? */
            size_t a = 2 * event[j] + 1, b = 2 * event[k] + 1, own = 2 * event[i] + 1;
            const es_event *e = f->sample.data->event;
            const uint32_t *at = f->sample.event;
            int same = kind == ES_CLUSTER_DATE ? f->day0[a] == f->day0[b]
                                               : !strcmp(e[at[a]].symbol, e[at[b]].symbol);
            first = first && (j == k || !same);
            less = kind == ES_CLUSTER_DATE ? f->day0[b] < f->day0[own]
                                           : strcmp(e[at[b]].symbol, e[at[own]].symbol) < 0;
        }
        smaller += first && less;
    }
    return smaller;
}

typedef struct draws {
    size_t n, g, cluster[MOST_EVENTS];
    double x[MOST_EVENTS], weight[MOST_EVENTS], t;
    double size[4200]; /* |t*| */
    size_t n_draws, extreme;
} draws;

static void draw(const fixture *f, draws *k)
{
    double y[MOST_EVENTS], t, slack = fabs(k->t) * 1e-12;
    for (size_t i = 0; i < k->n; i++)
        y[i] = k->weight[k->cluster[i]] * k->x[i];
    t = t_of(k->n, y);
    k->size[k->n_draws++] = fabs(t);
    if (f->options.tail == ES_TAIL_UPPER)
        k->extreme += t >= k->t - slack;
    else if (f->options.tail == ES_TAIL_LOWER)
        k->extreme += t <= k->t + slack;
    else
        k->extreme += fabs(t) >= fabs(k->t) - slack;
}

/* p of the draws, all of 2^G patterns or those of the stream. */
static double all_draws(const fixture *f, draws *k, unsigned stream_id)
{
    const double root = sqrt(5.0);
    noise stream = {(uint64_t)f->options.seed};
    k->n_draws = k->extreme = 0;
    if (f->options.wild == ES_WILD_ENUM && k->g <= 12) {
        for (unsigned signs = 0; signs < 1u << k->g; signs++) {
            for (size_t g = 0; g < k->g; g++)
                k->weight[g] = signs & 1u << g ? 1.0 : -1.0;
            draw(f, k);
        }
        return (double)k->extreme / (double)k->n_draws;
    }
    for (unsigned id = 1; id < stream_id; id++)
        (void)noise_bits(&stream);
    stream.state = noise_bits(&stream);
    for (int b = 0; b < f->options.bootstrap_reps; b++) {
        for (size_t g = 0; g < k->g; g++) {
            double v = noise_uniform(&stream);
            k->weight[g] = v < 0.5 ? 1.0 : -1.0;
            if (f->options.wild == ES_WILD_MAMMEN) /* mean 0, variance 1, third moment 1 */
                k->weight[g] =
                    v < (root + 1.0) / (2.0 * root) ? (1.0 - root) / 2.0 : (1.0 + root) / 2.0;
        }
        draw(f, k);
    }
    return (1.0 + (double)k->extreme) / (1.0 + (double)k->n_draws);
}

static draws last; /* of the latest recomputation, for the intervals */

static plain_outcome recomputed(const fixture *f, es_window w, int number, int cluster,
                                unsigned test_no)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double most = 0.0;
    draws *k = &last;
    plain_outcome out = no_outcome(NULL);
    k->n = n;
    k->g = 0;
    if (n < 2)
        return no_outcome(n ? "too_few" : "no_data");
    for (size_t i = 0; i < n; i++) {
        k->x[i] = test_no == 1 ? car_of(f, event[i], w) : scar_of(f, event[i], w);
        k->cluster[i] = cluster_of(f, n, event, i, cluster);
        k->g = k->cluster[i] + 1 > k->g ? k->cluster[i] + 1 : k->g;
        most = fmax(most, fabs(k->x[i]));
    }
    if (plain_sd(n, k->x) <= 1e-13 * most)
        return no_outcome("zero_variance");
    if (k->g < 2)
        return no_outcome("too_few");
    out.statistic = k->t = t_of(n, k->x);
    out.p = all_draws(f, k, 1000u * (unsigned)(number + 1) + test_no);
    return out;
}

static plain_outcome csect(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, f->options.cluster, 1);
}

static plain_outcome bmp(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, f->options.cluster, 2);
}

static plain_outcome by_security(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, ES_CLUSTER_SECURITY, 3);
}

static plain_outcome by_date(const fixture *f, es_window w, int number)
{
    return recomputed(f, w, number, ES_CLUSTER_DATE, 4);
}

static void check_panel(fixture *f)
{
    for (int kind = 0; kind < 3; kind++)
        for (int cluster = 0; cluster < 3; cluster++) {
            f->options.wild = kind;
            f->options.cluster = cluster;
            f->options.tail = (kind + cluster) % 3;
            compare_outcomes(f, "wild_csect", csect, 0.0);
            compare_outcomes(f, "wild_bmp", bmp, 0.0);
            compare_outcomes(f, "wild_bmp_secclu", by_security, 0.0);
            compare_outcomes(f, "wild_bmp_dateclu", by_date, 0.0);
        }
}

static void random_panels_agree(void **state)
{
    (void)state;
    on_random_panels(check_panel);
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* I-4: the mean -+ an order statistic of |t*| times the standard error, for CARs alone. */
static void check_interval(fixture *f)
{
    f->options.bootstrap_reps = 120;
    fixture_ready(f);
    for (size_t w = 0; w < f->ab.options.n_windows; w++) {
        es_test_result r = on_window(f, "wild_csect", w);
        plain_outcome wanted = csect(f, f->ab.options.window[w], (int)w);
        double half, mean = plain_mean(last.n, last.x);
        if (wanted.na)
            continue;
        qsort(last.size, last.n_draws, sizeof *last.size, ascending);
        half =
            last.size[114] * plain_sd(last.n, last.x) / sqrt((double)last.n); /* 115 of .95 x 121 */
        assert_close(r.ci_low, mean - half, 1e-12);
        assert_close(r.ci_high, mean + half, 1e-12);
        assert_nan(on_window(f, "wild_bmp", w).ci_low);
    }
}

static void the_interval_inverts_the_bootstrap(void **state)
{
    (void)state;
    on_random_panels(check_interval);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_signs_by_hand),
        cmocka_unit_test(one_draw_by_hand),
        cmocka_unit_test(reasons),
        cmocka_unit_test(random_panels_agree),
        cmocka_unit_test(the_interval_inverts_the_bootstrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
