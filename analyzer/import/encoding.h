/* Text in the encodings that spreadsheets and databases write, to UTF-8 as it is read.
 *
 * UTF-16 of either byte order is known by its byte order mark or by a zero in every other byte.
 * Anything else is UTF-8, except bytes that are not: those are Windows-1252, of which Latin-1 is a
 * part. */
#ifndef ES_IMPORT_ENCODING_H
#define ES_IMPORT_ENCODING_H

#include "base/error.h"

/* Gives bytes: fills the buffer as far as they go, so that *n < size only at the end. */
typedef es_status (*es_pull)(void *context, void *buffer, size_t size, size_t *n, es_error *err);

typedef struct es_decoder es_decoder;

/* name: of the text, for messages; it must outlive the decoder.  NULL: out of memory. */
es_decoder *es_decoder_new(const char *name, es_pull pull, void *context);
void es_decoder_free(es_decoder *decoder); /* NULL is fine */

/* Fills the buffer with UTF-8 as far as the text goes: *n < size only at the end.  The byte order
 * mark is not part of it.  Files that are known not to be text (workbooks, PDF, HTML, ...) are
 * errors that say what they are. */
es_status es_decoder_read(es_decoder *decoder, unsigned char *buffer, size_t size, size_t *n,
                          es_error *err);

/* What has been converted so far: "UTF-16", "Windows-1252", "UTF-8 mixed with Windows-1252"; NULL:
 * nothing. */
const char *es_decoder_encoding(const es_decoder *decoder);

#endif
