/* One file as given, and the texts in it: itself, what it was compressed from, or the data files of
 * an archive, one after the other, each as UTF-8. */
#ifndef ES_IMPORT_SOURCE_H
#define ES_IMPORT_SOURCE_H

#include "import/fingerprint.h"

typedef struct es_source es_source;

/* Opens a file, or stdin for "-"; path must outlive the source.  A missing file and a directory are
 * errors. */
es_status es_source_open(const char *path, es_source **out, es_error *err);
void es_source_close(es_source *source); /* NULL is fine */

/* Goes to the first text, to the next one; *more is false behind the last.  An archive without a
 * data file is an error; what else is in it is passed over, see es_source_passed_over. */
es_status es_source_next(es_source *source, bool *more, es_error *err);

/* Fills the buffer as far as the text goes: *n < size only at its end.  A pull of bytes. */
es_status es_source_read(es_source *source, unsigned char *buffer, size_t size, size_t *n,
                         es_error *err);

/* Of the text: its name for messages ("prices.zip/ORCL.csv") and the file name it has or had. */
const char *es_source_name(const es_source *source);
const char *es_source_file(const es_source *source);

/* Is it stdin, which has no file name? */
bool es_source_is_nameless(const es_source *source);

/* What was done to get it: "gzip", "zip", ...; "UTF-16", "Windows-1252"; NULL: nothing. */
const char *es_source_packing(const es_source *source);
const char *es_source_encoding(const es_source *source);

uint64_t es_source_texts(const es_source *source); /* how many so far */
bool es_source_is_archive(const es_source *source);

/* Names of what is no data file in an archive, ", " between them, shortened; "" if there is none.
 */
const char *es_source_passed_over(const es_source *source);

/* The failure that the present text is empty; whether there was one; to count it among those passed
 * over instead. */
es_status es_source_fail_empty(es_source *source, es_error *err);
bool es_source_is_empty(const es_source *source);
void es_source_pass_over(es_source *source);

uint64_t es_source_bytes(const es_source *source); /* taken from the file so far */
uint64_t es_source_total(const es_source *source); /* its size, 0: unknown */

/* Reads what is left and writes the SHA-256 of the file as given. */
es_status es_source_finish(es_source *source, char hex[ES_FINGERPRINT_SIZE], es_error *err);

/* Is this the name of a data file: .csv, .tsv, .txt, ... or none at all?  Not hidden ones, nor
 * README and LICENSE. */
bool es_source_is_data(const char *path);

/* The length of the file name without .gz, .xz, .lzma, .zst, .bz2, if it ends so. */
size_t es_source_bare_length(const char *file);

#endif
