/* Aligned tables on libsmartcols. */
#ifndef ES_REPORT_TEXT_TABLE_H
#define ES_REPORT_TEXT_TABLE_H

#include "base/error.h"

struct libscols_table;

/* An empty table, as wide as it must be; NULL: out of memory.  Free with scols_unref_table. */
struct libscols_table *es_text_table(void);

/* Adds a column; right: numbers. */
bool es_text_column(struct libscols_table *table, const char *name, bool right);

/* Prints it without trailing blanks; with colour the first line and the stars stand out. */
es_status es_text_table_print(struct libscols_table *table, FILE *stream, const es_show *show,
                              es_error *err);

/* How many places of a terminal a text takes, as far as characters go (none is counted double but
 * those of East Asian scripts and pictures). */
size_t es_text_width(const char *text);

#endif
