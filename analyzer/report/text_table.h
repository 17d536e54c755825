/* Aligned tables on libsmartcols. */
#ifndef ES_REPORT_TEXT_TABLE_H
#define ES_REPORT_TEXT_TABLE_H

#include "base/error.h"

struct libscols_table;

/* An empty table, as wide as it must be; NULL: out of memory.  Free with scols_unref_table. */
struct libscols_table *es_text_table(void);

/* Adds a column; right: numbers. */
bool es_text_column(struct libscols_table *table, const char *name, bool right);

/* Prints every line behind `indent`, without trailing blanks. */
es_status es_text_table_print(struct libscols_table *table, FILE *stream, const char *indent,
                              es_error *err);

#endif
