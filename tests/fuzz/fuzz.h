/* What the fuzz targets share.
 *
 * A target is one function that takes any bytes.  Whatever they are, it must return: a crash, a
 * leak, a sanitizer's report or a failed FUZZ_CHECK is a bug. */
#ifndef ES_TESTS_FUZZ_H
#define ES_TESTS_FUZZ_H

#include "eventstudy.h"

/* The target, under the name that libFuzzer and standalone.c call; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, so that the input is kept, unless the condition holds. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fuzz_fail(__FILE__, __LINE__, #condition);                                             \
    } while (0)
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* The path of a file that holds these bytes until the next call.  It has no name of its own, so
 * that a crash leaves nothing behind. */
const char *fuzz_file(const void *data, size_t size);

/* An empty store in memory. */
es_store *fuzz_store(void);

/* Imports the bytes under several policies, each into an empty store.  Bad bytes are ES_EDATA
 * and leave the store empty; what succeeds accounts for every row, and brings nothing new the
 * second time.  `list` is where es_store_list shows what came in. */
void fuzz_import(es_import_kind kind, const char *list, const uint8_t *data, size_t size);

#endif
