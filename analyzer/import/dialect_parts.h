/* What the files of the dialect share. */
#ifndef ES_IMPORT_DIALECT_PARTS_H
#define ES_IMPORT_DIALECT_PARTS_H

#include "import/dialect.h"

/* Three numbers with one separator between them, the last of them the year: 3/4/2025; the rest of
 * the text, a time or the name of the day, is passed over.  *short_year: it had two digits. */
bool es_dialect_split_date(const char *text, size_t n, int *first, int *second, int *year,
                           bool *short_year);

/* Is this what stands behind a time in UTC? */
bool es_dialect_is_utc(es_piece zone);

/* What one number says about the decimal mark: POINT or COMMA; OPEN: nothing.  *marked: it has a
 * mark all the same, like 1,234. */
es_decimal_mark es_dialect_mark_of(const char *text, size_t n, bool *marked);

#endif
