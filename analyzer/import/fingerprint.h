/* The identity of an input: SHA-256 over its bytes as they came. */
#ifndef ES_IMPORT_FINGERPRINT_H
#define ES_IMPORT_FINGERPRINT_H

#include "base/error.h"

enum { ES_FINGERPRINT_SIZE = 65 }; /* 64 hexadecimal digits and the terminator */

typedef struct es_fingerprint es_fingerprint;

es_fingerprint *es_fingerprint_new(void); /* NULL: out of memory */
void es_fingerprint_add(es_fingerprint *fingerprint, const void *bytes, size_t n);

/* Writes the digits; nothing may be added afterwards. */
void es_fingerprint_finish(es_fingerprint *fingerprint, char hex[ES_FINGERPRINT_SIZE]);
void es_fingerprint_free(es_fingerprint *fingerprint);

#endif
