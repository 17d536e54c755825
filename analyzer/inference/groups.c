/* Do the groups' CARs differ?  (METHODS MD-1..MD-3, and their like for more groups.)
 *
 * Two groups, the first in byte order minus the second: Welch's t with Satterthwaite's degrees of
 * freedom, the pooled t, and the z of Mann and Whitney.  More groups: one-way analysis of variance
 * and Kruskal and Wallis.  Groups are taken as independent samples. */
#include "inference/test.h"
#include "stats/groups.h"
#include "stats/sum.h"

/* The CARs of the groups, the first group's first. */
typedef struct split {
    double *x;       /* n */
    uint32_t *group; /* n: 0 .. n_groups - 1 */
    size_t *size;    /* n_groups */
    double *sums;    /* 2 n_groups */
    void *work;
    size_t n, n_groups;
} split;

static bool open_split(const es_span *s, split *k)
{
    k->n_groups = s->panel->n_groups;
    k->x = ES_NEW(s->arena, s->n, double);
    k->group = ES_NEW(s->arena, s->n, uint32_t);
    k->size = ES_NEW(s->arena, k->n_groups, size_t);
    k->sums = ES_NEW(s->arena, 2 * k->n_groups, double);
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
                k->x[k->n] = s->x[i];
                k->group[k->n++] = g - 1;
                k->size[g - 1]++;
            }
    out->n = k->n;
    for (size_t g = 0; g < k->n_groups; g++)
        if (k->size[g] < least)
            out->na = ES_NA_TOO_FEW;
    return out->na == ES_NA_NONE;
}

static void give(const es_group_result *r, bool defined, es_test_result *out)
{
    out->statistic = r->statistic;
    out->df = r->df;
    out->df2 = r->df2;
    if (!defined)
        out->na = ES_NA_ZERO_VARIANCE;
}

static void run_t(const es_span *s, bool pooled, es_test_result *out)
{
    split k;
    es_group_result r;
    bool defined;
    if (!take_apart(s, 2, &k, out))
        return;
    out->estimate = es_mean(k.size[0], k.x) - es_mean(k.size[1], k.x + k.size[0]);
    defined = pooled ? es_pooled(k.size[0], k.x, k.size[1], k.x + k.size[0], &r)
                     : es_welch(k.size[0], k.x, k.size[1], k.x + k.size[0], &r);
    give(&r, defined, out);
    if (defined)
        out->p = es_p_t(r.statistic, r.df, (es_tail)s->panel->options->tail);
}

static void run_welch(const es_span *s, es_test_result *out)
{
    run_t(s, false, out);
}

static void run_pooled(const es_span *s, es_test_result *out)
{
    run_t(s, true, out);
}

static void run_mann_whitney(const es_span *s, es_test_result *out)
{
    split k;
    es_group_result r;
    if (!take_apart(s, 2, &k, out))
        return;
    out->estimate = es_mean(k.size[0], k.x) - es_mean(k.size[1], k.x + k.size[0]);
    give(&r, es_mann_whitney(k.size[0], k.size[1], k.x, k.work, &r), out);
    if (out->na == ES_NA_NONE)
        es_result_z(s, r.statistic, out);
}

static void run_anova(const es_span *s, es_test_result *out)
{
    split k;
    es_group_result r;
    if (!take_apart(s, 2, &k, out))
        return;
    give(&r, es_anova(k.n, k.x, k.group, k.n_groups, k.sums, &r), out);
    out->p = es_p_f(r.statistic, r.df, r.df2);
}

static void run_kruskal_wallis(const es_span *s, es_test_result *out)
{
    split k;
    es_group_result r;
    if (!take_apart(s, 2, &k, out))
        return;
    give(&r, es_kruskal_wallis(k.n, k.x, k.group, k.n_groups, k.sums, k.work, &r), out);
    out->p = es_p_chi_square(r.statistic, r.df);
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
