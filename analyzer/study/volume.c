/* Abnormal trading volume (METHODS W-1..W-5): the same method, with a volume measure in place of
 * the return and the mean over securities in place of the market. */
#include "event/volume.h"

#include "study/study.h"

static const char *const models[] = {"market_model", "mean_adjusted"}; /* W-3 */

static es_status run_model(es_study *s, const es_sample *sample, const es_model *model,
                           es_arena *arena, es_error *err)
{
    es_columns columns;
    es_abnormal *abnormal;
    es_abnormal_options options = s->spec->abnormal;
    es_abnormal_task task = {sample, model, &columns, &options};
    es_status status = es_columns_resolve(model, sample->market, &s->spec->columns,
                                          &s->spec->abnormal.fit, &columns, err);
    options.fit.ar1 = s->spec->volume_ar1;
    if (!status)
        status = es_abnormal_compute(&task, arena, arena, &abnormal, err);
    return status ? status : es_study_test_model(s, abnormal, true, err);
}

es_status es_study_volume(es_study *s, es_error *err)
{
    es_arena *arena;
    es_sample *sample;
    es_status status;
    if (!s->sample->has_volume || s->sample->n == 0)
        return ES_OK;
    if (s->spec->frequency != ES_DAILY)
        return es_study_add_note(
            s, (es_note){"note", "no_volume", "volume", "abnormal volume is for daily studies"},
            err);
    arena = es_arena_new();
    status = arena ? es_volume_align(s->sample, (es_volume_measure)s->spec->volume_measure, arena,
                                     &sample, err)
                   : es_fail_memory(err);
    for (size_t i = 0; i < sizeof models / sizeof *models && !status; i++) {
        es_arena *fitted = es_arena_new();
        status = fitted ? run_model(s, sample, es_model_find(models[i]), fitted, err)
                        : es_fail_memory(err);
        es_arena_free(fitted);
    }
    es_arena_free(arena);
    return status;
}
