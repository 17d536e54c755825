/* CSV text to records, one at a time.
 *
 * Strict RFC 4180 quoting (libcsv), because a lenient reader swallows rows without a word.  Lines
 * end in LF, CRLF or CR.  Blank lines are skipped.  Blanks around unquoted fields are cut off, and
 * the apostrophe that keeps a text from being a formula in a spreadsheet (base/formula_text.h) is
 * taken off.  The delimiter is whichever of , ; tab | occurs most often outside quotes in the first
 * line, or the one that a line `sep=;` above the header names.
 *
 * Line numbers are those an editor shows: every physical line counts, inside quotes as well. */
#ifndef ES_IMPORT_CSV_H
#define ES_IMPORT_CSV_H

#include "import/source.h"

enum { ES_RECORD_MAX = 1024 * 1024 }; /* bytes; more is taken for an unclosed quote */

typedef struct es_csv es_csv;

/* One record; everything is borrowed until the next call of es_csv_next. */
typedef struct es_record {
    size_t n_fields;          /* 0: end of the file */
    const char *const *field; /* terminated; an empty field is "" */
    const size_t *length;
    uint64_t line; /* where it begins, from 1 */
} es_record;

/* Opens the text a source is at; the source must outlive it.  An empty text and a binary one are
 * errors.  Error messages begin with the text's name. */
es_status es_csv_open_text(es_source *source, es_csv **out, es_error *err);

/* Opens a file, or stdin for "-"; of an archive, its first data file. */
es_status es_csv_open(const char *path, es_csv **out, es_error *err);

/* As above with a read buffer of so many bytes (0: the default), which must hold the first line
 * for its delimiter to be recognised.  For tests: records do not depend on the buffer. */
es_status es_csv_open_sized(const char *path, size_t buffer_size, es_csv **out, es_error *err);

void es_csv_close(es_csv *csv); /* NULL is fine */

/* Reads the next record.  After an error the reader can only be closed. */
es_status es_csv_next(es_csv *csv, es_record *out, es_error *err);

const char *es_csv_name(const es_csv *csv); /* for messages */
char es_csv_delimiter(const es_csv *csv);

/* SHA-256 of a file opened by its path: 64 hexadecimal digits once es_csv_next has met the end;
 * empty before. */
const char *es_csv_fingerprint(const es_csv *csv);

#endif
