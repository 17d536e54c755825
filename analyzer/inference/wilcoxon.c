/* Wilcoxon's signed-rank test (METHODS S-23).
 *
 * H0: the CARs are symmetric about zero.  The statistic is W+, the sum of the ranks of |CAR| over
 * the positive ones; exact without ties up to 50 events, else the normal approximation with the tie
 * correction.  Zeros are dropped (zeros = pratt keeps them in the ranking). */
#include "inference/test.h"
#include "stats/signed_rank.h"

static void run(const es_span *s, es_test_result *out)
{
    const es_inference_options *options = s->panel->options;
    const es_signed_rank_options how = {(es_zeros)options->zeros, options->wilcoxon_cc,
                                        (es_tail)options->tail};
    void *work = es_arena_alloc(s->arena, es_signed_rank_work_size(s->n), 1);
    es_signed_rank result;
    if (!work) {
        out->na = ES_NA_NO_MEMORY;
        return;
    }
    if (!es_signed_rank_test(s->n, s->x, how, work, &result)) { /* E-10 */
        out->na = ES_NA_UNDEFINED;
        return;
    }
    out->statistic = result.w;
    out->p = result.p;
}

const es_test es_test_wilcoxon = {
    .id = "wilcoxon",
    .title = "Wilcoxon signed-rank W",
    .number = "S-23",
    .null = "CARs are symmetric about zero",
    .needs = "1 event",
    .reference = "Wilcoxon (1945)",
    .min_events = 1,
    .run = run,
};
