#include "eventstudy.h"

const char *es_version(void)
{
    return ES_VERSION;
}
