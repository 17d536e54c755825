#include <string.h>

#include "base/text.h"
#include "model/model.h"

static const es_model *const models[] = {
#define ES_MODEL(id) &es_model_##id,
#include "model/models.def"
#undef ES_MODEL
};

size_t es_model_count(void)
{
    return sizeof models / sizeof *models;
}

const es_model *es_model_at(size_t i)
{
    return models[i];
}

const es_model *es_model_find(const char *id)
{
    for (size_t i = 0; i < es_model_count(); i++)
        if (es_name_equal(models[i]->id, id))
            return models[i];
    return NULL;
}

size_t es_model_lags(const es_model *model, const es_fit_options *options)
{
    return model->lags == ES_LAGS_OF_OPTION ? (size_t)options->dimson_order : model->lags;
}
