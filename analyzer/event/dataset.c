#include "event/dataset.h"

#include <string.h>

#include "base/text.h"

void es_dataset_free(es_dataset *data)
{
    if (!data)
        return;
    if (data->release)
        data->release(data->source.context);
    es_arena_free(data->arena); /* holds data itself */
}

int32_t es_dataset_series(const es_dataset *data, const char *symbol)
{
    for (size_t i = 0; i < data->n_series; i++)
        if (strcmp(data->symbol[i], symbol) == 0)
            return (int32_t)i;
    return ES_NO_SERIES;
}

const es_factor *es_dataset_factor(const es_dataset *data, const char *name)
{
    for (size_t i = 0; i < data->n_factors; i++)
        if (es_name_equal(data->factor[i].name, name))
            return &data->factor[i];
    return NULL;
}

const es_attribute *es_dataset_attribute(const es_dataset *data, const char *name)
{
    for (size_t i = 0; i < data->n_attributes; i++)
        if (es_name_equal(data->attribute[i].name, name))
            return &data->attribute[i];
    return NULL;
}
