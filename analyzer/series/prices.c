#include "series/prices.h"

const char *es_field_name(es_field field)
{
    static const char *const name[] = {
#define ES_FIELD_NAME(id, words) words,
        ES_FIELD_MAP(ES_FIELD_NAME)
#undef ES_FIELD_NAME
    };
    return name[field];
}
