/* The bytes of a file as given, read once from front to back and summed up as they pass. */
#ifndef ES_IMPORT_RAW_H
#define ES_IMPORT_RAW_H

#include "import/fingerprint.h"

typedef struct es_raw es_raw;

/* Opens a file, or stdin for "-".  A missing file and a directory are errors. */
es_status es_raw_open(const char *path, es_raw **out, es_error *err);
void es_raw_close(es_raw *raw); /* NULL is fine */

/* Fills the buffer as far as the file goes: *n < size only at the end. */
es_status es_raw_read(es_raw *raw, void *buffer, size_t size, size_t *n, es_error *err);

/* The first bytes, up to 512, whether read or not. */
const unsigned char *es_raw_head(const es_raw *raw, size_t *n);

/* Reads what is left and writes the fingerprint of the whole file. */
es_status es_raw_finish(es_raw *raw, char hex[ES_FINGERPRINT_SIZE], es_error *err);

const char *es_raw_name(const es_raw *raw); /* for messages: "stdin" for "-" */
uint64_t es_raw_bytes(const es_raw *raw);   /* taken from the file so far */
uint64_t es_raw_total(const es_raw *raw);   /* size of the file, 0: unknown */

#endif
