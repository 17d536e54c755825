#include "event/dataset.h"

#include <string.h>

#include "base/text.h"

void es_dataset_free(es_dataset *data)
{
    if (!data)
        return;
    if (data->release) {
        data->release(data->source.context);
        if (data->bars.context)
            data->release(data->bars.context);
    }
    es_arena_free(data->arena); /* holds data itself */
}

static int32_t own_series(const es_dataset *data, const char *symbol)
{
    for (size_t i = 0; i < data->n_series; i++)
        if (strcmp(data->symbol[i], symbol) == 0)
            return (int32_t)i;
    return ES_NO_SERIES;
}

int32_t es_dataset_series(const es_dataset *data, const char *symbol)
{
    int32_t series = own_series(data, symbol);
    for (size_t i = data->n_aliases; i-- > 0 && series == ES_NO_SERIES;)
        if (strcmp(data->alias[i].alias, symbol) == 0)
            series = data->alias[i].series;
    return series;
}

/* The alias that a name was on a day, or NULL. */
static const es_alias *alias_on(const es_dataset *data, const char *name, es_day day)
{
    size_t low = 0, high = data->n_aliases;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(data->alias[middle].alias, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < data->n_aliases && strcmp(data->alias[low].alias, name) == 0; low++)
        if (data->alias[low].first <= day && day <= data->alias[low].last)
            return &data->alias[low];
    return NULL;
}

/* Follows a firm through its names: an alias may be the alias of another. */
static const es_alias *last_alias_on(const es_dataset *data, const char *name, es_day day)
{
    enum { MOST_NAMES = 16 }; /* a circle of names ends somewhere */
    const es_alias *last = NULL, *next = alias_on(data, name, day);
    for (int i = 0; next && i < MOST_NAMES; i++) {
        last = next;
        next = alias_on(data, last->symbol, day);
    }
    return last;
}

int32_t es_dataset_series_on(const es_dataset *data, const char *symbol, es_day day)
{
    const es_alias *alias = last_alias_on(data, symbol, day);
    return alias ? alias->series : own_series(data, symbol);
}

void es_dataset_follow_alias(const es_dataset *data, es_event *event)
{
    const es_alias *alias = last_alias_on(data, event->symbol, event->announced);
    if (!alias)
        return;
    event->series = alias->series;
    event->found_as = alias->symbol;
}

const es_user_calendar *es_dataset_calendar(const es_dataset *data, const char *market)
{
    for (size_t i = 0; i < data->n_calendars; i++)
        if (strcmp(data->calendar[i].name, market) == 0)
            return &data->calendar[i];
    return NULL;
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
