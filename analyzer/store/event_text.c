#include "store/event_text.h"

#include <string.h>

static const char *const timings[] = {
    [ES_TIMING_NONE] = NULL,
    [ES_TIMING_BMO] = "bmo",
    [ES_TIMING_AMC] = "amc",
    [ES_TIMING_DURING] = "during",
};

const char *es_timing_text(es_timing timing)
{
    return timings[timing];
}

bool es_timing_from_text(const char *text, es_timing *out)
{
    *out = ES_TIMING_NONE;
    for (size_t i = 0; text && i < sizeof timings / sizeof *timings; i++)
        if (timings[i] && strcmp(timings[i], text) == 0)
            *out = (es_timing)i;
    return !text || *out != ES_TIMING_NONE;
}
