/* Any bytes as a file of events. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_import(ES_IMPORT_EVENTS, "events", data, size);
    return 0;
}
