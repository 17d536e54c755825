/* Any bytes as a file of factors. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_import(ES_IMPORT_FACTORS, "factors", data, size);
    return 0;
}
