/* Wild bootstrap of the cross-sectional tests with the null imposed (METHODS S-24).
 *
 * H0: the mean is zero.  Every draw multiplies the CARs (wild_csect) or SCARs (wild_bmp) by random
 * signs, one per event, security or event date, and recomputes t;
 * p = (1 + #{|t*| >= |t|}) / (B + 1).  With wild = enum and at most 12 clusters all sign patterns
 * are gone through; wild = mammen draws Mammen's two-point weights. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "inference/test.h"
#include "stats/order.h"
#include "stats/random.h"
#include "stats/sum.h"

enum { MOST_ENUMERATED = 12, LEAST_CLUSTERS = 2 };

static const double SLACK = 1e-12; /* METHODS S-24: a tie with the observed value counts */

typedef struct drawer {
    const es_span *s;
    size_t n, n_clusters;
    bool enumerated; /* every sign pattern once, instead of random draws */
    const double *x;
    uint32_t *cluster; /* n */
    double *weight;    /* n_clusters */
    double *drawn;     /* n */
    double *size;      /* of |t*|, one per draw: for the interval */
    size_t n_draws;
    double observed;
    size_t as_extreme;
} drawer;

static double t_of(size_t n, const double *x)
{
    return sqrt((double)n) * es_mean(n, x) / es_sd(n, x);
}

/* ---- clusters, numbered by sorted label ---- */

typedef struct tag {
    const char *symbol; /* NULL: by date */
    int32_t day0;
    uint32_t at;
} tag;

static int compare_labels(const tag *x, const tag *y)
{
    if (x->symbol)
        return strcmp(x->symbol, y->symbol);
    return (x->day0 > y->day0) - (x->day0 < y->day0);
}

static int compare_tags(const void *a, const void *b)
{
    const tag *x = a, *y = b;
    int order = compare_labels(x, y);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void number_clusters(drawer *k, es_cluster kind, tag *tags)
{
    const es_sample *sample = k->s->panel->ab->sample;
    k->n_clusters = k->n;
    for (size_t i = 0; i < k->n; i++)
        k->cluster[i] = (uint32_t)i;
    if (kind == ES_CLUSTER_EVENT)
        return;
    for (size_t i = 0; i < k->n; i++) {
        size_t row = es_panel_row(k->s->panel, k->s->event[i]);
        tags[i] =
            (tag){kind == ES_CLUSTER_DATE ? NULL : sample->data->event[sample->event[row]].symbol,
                  sample->day0[row], (uint32_t)i};
    }
    qsort(tags, k->n, sizeof *tags, compare_tags);
    k->n_clusters = 0;
    for (size_t i = 0; i < k->n; i++) {
        if (i == 0 || compare_labels(&tags[i], &tags[i - 1]) != 0)
            k->n_clusters++;
        k->cluster[tags[i].at] = (uint32_t)k->n_clusters - 1;
    }
}

/* ---- draws ---- */

/* Recomputes t under the weights in force. */
static void count_draw(drawer *k)
{
    double t, as_far;
    es_tail tail = (es_tail)k->s->panel->options->tail;
    for (size_t i = 0; i < k->n; i++)
        k->drawn[i] = k->weight[k->cluster[i]] * k->x[i];
    t = t_of(k->n, k->drawn);
    k->size[k->n_draws++] = fabs(t);
    as_far = SLACK * fabs(k->observed);
    if (tail == ES_TAIL_UPPER)
        k->as_extreme += t >= k->observed - as_far;
    else if (tail == ES_TAIL_LOWER)
        k->as_extreme += t <= k->observed + as_far;
    else
        k->as_extreme += fabs(t) >= fabs(k->observed) - as_far;
}

static double mammen(es_random *source)
{
    double root = sqrt(5.0);
    return es_random_uniform(source) < (root + 1.0) / (2.0 * root) ? -(root - 1.0) / 2.0
                                                                   : (root + 1.0) / 2.0;
}

static double draw_all(drawer *k, uint32_t test_no)
{
    const es_inference_options *options = k->s->panel->options;
    es_random source = es_random_stream((uint64_t)options->seed, 1000u * k->s->window_no + test_no);
    for (int b = 0; b < options->bootstrap_reps; b++) {
        for (size_t g = 0; g < k->n_clusters; g++)
            k->weight[g] =
                options->wild == ES_WILD_MAMMEN ? mammen(&source) : es_random_sign(&source);
        count_draw(k);
    }
    return (1.0 + (double)k->as_extreme) / ((double)options->bootstrap_reps + 1.0);
}

static double enumerate(drawer *k)
{
    uint32_t patterns = 1u << k->n_clusters;
    for (uint32_t pattern = 0; pattern < patterns; pattern++) {
        for (size_t g = 0; g < k->n_clusters; g++)
            k->weight[g] = pattern >> g & 1u ? -1.0 : 1.0;
        count_draw(k);
    }
    return (double)k->as_extreme / (double)patterns;
}

/* Numbers the clusters and makes room for the draws; false when memory ran out. */
static bool open_drawer(drawer *k, es_cluster kind)
{
    es_arena *arena = k->s->arena;
    const es_inference_options *options = k->s->panel->options;
    tag *tags = ES_NEW(arena, k->n, tag);
    k->cluster = ES_NEW(arena, k->n, uint32_t);
    k->weight = ES_NEW(arena, k->n, double);
    k->drawn = ES_NEW(arena, k->n, double);
    if (es_arena_failed(arena))
        return false;
    number_clusters(k, kind, tags);
    k->enumerated = options->wild == ES_WILD_ENUM && k->n_clusters <= MOST_ENUMERATED;
    k->size =
        ES_NEW(arena, k->enumerated ? (size_t)1 << k->n_clusters : (size_t)options->bootstrap_reps,
               double);
    return k->size != NULL;
}

/* I-4: the mean -+ the 1 - alpha quantile of |t*| times its standard error. */
static void add_interval(drawer *k, es_test_result *out)
{
    size_t at = (size_t)ceil((1.0 - k->s->panel->options->alpha) * ((double)k->n_draws + 1.0));
    if (at > k->n_draws)
        return;
    es_sort(k->n_draws, k->size);
    if (isfinite(k->size[at - 1]))
        es_result_interval(k->s, k->size[at - 1] * es_sd(k->n, k->x) / sqrt((double)k->n), out);
}

static void run(const es_span *s, const double *x, es_cluster cluster, uint32_t test_no,
                es_test_result *out)
{
    drawer k = {.s = s, .n = s->n, .x = x};
    if (es_is_no_spread(es_sd(s->n, x), es_max_abs(s->n, x))) {
        out->na = ES_NA_ZERO_VARIANCE;
        return;
    }
    if (!open_drawer(&k, cluster)) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    if (k.n_clusters < LEAST_CLUSTERS) {
        out->na = ES_NA_TOO_FEW;
        return;
    }
    out->statistic = k.observed = t_of(s->n, x);
    out->p = k.enumerated ? enumerate(&k) : draw_all(&k, test_no);
    if (x == s->x)
        add_interval(&k, out);
}

static void run_csect(const es_span *s, es_test_result *out)
{
    run(s, s->x, (es_cluster)s->panel->options->cluster, 1, out);
}

static void run_bmp(const es_span *s, es_test_result *out)
{
    run(s, s->scar, (es_cluster)s->panel->options->cluster, 2, out);
}

static void run_by_security(const es_span *s, es_test_result *out)
{
    run(s, s->scar, ES_CLUSTER_SECURITY, 3, out);
}

static void run_by_date(const es_span *s, es_test_result *out)
{
    run(s, s->scar, ES_CLUSTER_DATE, 4, out);
}

#define WILD                                                                                       \
    .number = "S-24", .reference = "Cameron, Gelbach and Miller (2008)",                           \
    .flags = ES_WINDOWS_ONLY | ES_RANDOMISED, .min_events = 2

const es_test es_test_wild_csect = {
    .id = "wild_csect",
    .title = "Wild bootstrap of the cross-sectional t",
    .null = "mean CAR is zero",
    .needs = "2 events",
    WILD,
    .run = run_csect,
};

const es_test es_test_wild_bmp = {
    .id = "wild_bmp",
    .title = "Wild bootstrap of the BMP t",
    .null = "mean SCAR is zero",
    .needs = "2 events",
    WILD,
    .run = run_bmp,
};

const es_test es_test_wild_bmp_secclu = {
    .id = "wild_bmp_secclu",
    .title = "Wild bootstrap of the BMP t, by security",
    .null = "mean SCAR is zero",
    .needs = "2 securities",
    WILD,
    .run = run_by_security,
};

const es_test es_test_wild_bmp_dateclu = {
    .id = "wild_bmp_dateclu",
    .title = "Wild bootstrap of the BMP t, by date",
    .null = "mean SCAR is zero",
    .needs = "2 event dates",
    WILD,
    .run = run_by_date,
};
