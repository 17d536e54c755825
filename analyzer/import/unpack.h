/* Compressed files and archives, unpacked as they are read: gzip, xz, zstd, bzip2, zip, tar.
 *
 * Memory stays bounded however much comes out.  libarchive reads everything but gzip, whose
 * checksums it does not look at (zlib does), and xz, whose memory it does not bound (liblzma does).
 */
#ifndef ES_IMPORT_UNPACK_H
#define ES_IMPORT_UNPACK_H

#include "import/raw.h"

typedef struct es_unpack es_unpack;

/* *out is NULL when the file is not packed. */
es_status es_unpack_open(es_raw *raw, es_unpack **out, es_error *err);
void es_unpack_close(es_unpack *unpack); /* NULL is fine */

/* Goes to the next file inside.  *entry is its name, "" for what is compressed without one, NULL
 * at the end.  Directories are passed over.  An entry that is encrypted is an error, and so is
 * whatever is damaged or cut off. */
es_status es_unpack_next(es_unpack *unpack, const char **entry, es_error *err);

/* Fills the buffer as far as the entry goes: *n < size only at its end. */
es_status es_unpack_read(es_unpack *unpack, void *buffer, size_t size, size_t *n, es_error *err);

const char *es_unpack_kind(const es_unpack *unpack); /* "gzip", "zip", ... */

/* Does it hold files with names, as zip and tar do? */
bool es_unpack_is_archive(const es_unpack *unpack);

#endif
