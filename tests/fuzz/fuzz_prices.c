/* Any bytes as a file of prices. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_import(ES_IMPORT_PRICES, "securities", data, size);
    return 0;
}
