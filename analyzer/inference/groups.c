/* Do the groups' CARs differ?  (METHODS MD-1..MD-3, and their like for more groups.)
 *
 * Two groups, the first in byte order minus the second: Welch's t with Satterthwaite's degrees of
 * freedom, the pooled t, and the z of Mann and Whitney.  More groups: one-way analysis of variance
 * and Kruskal and Wallis.  Groups are taken as independent samples. */
#include <math.h>

#include "inference/test.h"
#include "stats/groups.h"
#include "stats/sum.h"

/* The CARs of the groups, the first group's first. */
typedef struct split {
    double *x;    /* n */
    size_t *size; /* n_groups */
    void *work;
    size_t n, n_groups;
} split;

static bool open_split(const es_span *s, split *k)
{
    k->n_groups = s->panel->n_groups;
    k->x = ES_NEW(s->arena, s->n, double);
    k->size = ES_NEW(s->arena, k->n_groups, size_t);
    k->work = es_arena_alloc(s->arena, es_groups_work_size(s->n), 1);
    return !es_arena_failed(s->arena);
}

/* False with a reason when memory runs out or a group has fewer than `least` events. */
static bool take_apart(const es_span *s, size_t least, split *k, es_test_result *out)
{
    k->n = 0;
    if (!open_split(s, k)) {
        out->na = ES_NA_NO_MEMORY;
        return false;
    }
    for (uint32_t g = 1; g <= k->n_groups; g++)
        for (size_t i = 0; i < s->n; i++)
            if (s->panel->group_of[s->event[i]] == g) {
                k->x[k->n++] = s->x[i];
                k->size[g - 1]++;
            }
    out->n = k->n;
    for (size_t g = 0; g < k->n_groups; g++)
        if (k->size[g] < least)
            out->na = ES_NA_TOO_FEW;
    return out->na == ES_NA_NONE;
}

static void give(const es_comparison *r, bool defined, es_test_result *out)
{
    out->statistic = r->statistic;
    out->df = r->df;
    out->df2 = r->df2;
    out->p = r->p;
    if (!isnan(r->estimate))
        out->estimate = r->estimate;
    if (!defined)
        out->na = ES_NA_ZERO_VARIANCE;
}

/* The difference of means is the estimate of every comparison of two. */
static bool take_two(const es_span *s, split *k, es_test_result *out)
{
    if (!take_apart(s, 2, k, out))
        return false;
    out->estimate = es_mean(k->size[0], k->x) - es_mean(k->size[1], k->x + k->size[0]);
    return true;
}

static void run_welch(const es_span *s, es_test_result *out)
{
    es_tail tail = (es_tail)s->panel->options->tail;
    es_comparison r;
    split k;
    if (take_two(s, &k, out))
        give(&r, es_welch(k.size[0], k.x, k.size[1], k.x + k.size[0], tail, &r), out);
}

static void run_pooled(const es_span *s, es_test_result *out)
{
    es_tail tail = (es_tail)s->panel->options->tail;
    es_comparison r;
    split k;
    if (take_two(s, &k, out))
        give(&r, es_pooled(k.size[0], k.x, k.size[1], k.x + k.size[0], tail, &r), out);
}

static void run_mann_whitney(const es_span *s, es_test_result *out)
{
    es_tail tail = (es_tail)s->panel->options->tail;
    es_comparison r;
    split k;
    if (take_two(s, &k, out))
        give(&r, es_mann_whitney(k.size[0], k.size[1], k.x, tail, k.work, &r), out);
}

static void run_anova(const es_span *s, es_test_result *out)
{
    es_comparison r;
    split k;
    if (take_apart(s, 2, &k, out))
        give(&r, es_anova(k.n_groups, k.size, k.x, &r), out);
}

static void run_kruskal_wallis(const es_span *s, es_test_result *out)
{
    es_comparison r;
    split k;
    if (take_apart(s, 2, &k, out))
        give(&r, es_kruskal_wallis(k.n_groups, k.size, k.x, k.work, &r), out);
}

#define GROUPS .flags = ES_WINDOWS_ONLY, .min_events = 1

const es_test es_test_welch_t = {
    .id = "welch_t",
    .title = "Welch t of two groups",
    .number = "MD-1",
    .null = "the groups' mean CARs are equal",
    .needs = "2 groups of 2 events",
    .reference = "Welch (1947)",
    .applies = ES_ON_DIFFERENCE,
    GROUPS,
    .run = run_welch,
};

const es_test es_test_pooled_t = {
    .id = "pooled_t",
    .title = "Pooled t of two groups",
    .number = "MD-2",
    .null = "the groups' mean CARs are equal",
    .needs = "2 groups of 2 events",
    .reference = "Student (1908)",
    .applies = ES_ON_DIFFERENCE,
    GROUPS,
    .run = run_pooled,
};

const es_test es_test_mann_whitney_z = {
    .id = "mann_whitney_z",
    .title = "Mann-Whitney z of two groups",
    .number = "MD-3",
    .null = "the groups' CARs are alike",
    .needs = "2 groups of 2 events",
    .reference = "Mann and Whitney (1947)",
    .applies = ES_ON_DIFFERENCE,
    GROUPS,
    .run = run_mann_whitney,
};

const es_test es_test_anova_f = {
    .id = "anova_f",
    .title = "One-way analysis of variance",
    .number = "MD-1",
    .null = "the groups' mean CARs are equal",
    .needs = "3 groups or more, of 2 events",
    .reference = "Fisher (1925)",
    .applies = ES_ON_DIFFERENCES,
    GROUPS,
    .run = run_anova,
};

const es_test es_test_kruskal_wallis = {
    .id = "kruskal_wallis",
    .title = "Kruskal-Wallis H",
    .number = "MD-3",
    .null = "the groups' CARs are alike",
    .needs = "3 groups or more, of 2 events",
    .reference = "Kruskal and Wallis (1952)",
    .applies = ES_ON_DIFFERENCES,
    GROUPS,
    .run = run_kruskal_wallis,
};
