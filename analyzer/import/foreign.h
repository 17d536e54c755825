/* Files that are often taken for CSV and are not, known by their first bytes. */
#ifndef ES_IMPORT_FOREIGN_H
#define ES_IMPORT_FOREIGN_H

#include "base/error.h"

/* ES_OK when these first bytes may be text; else ES_EDATA, saying what the file is and the way
 * out. */
es_status es_foreign_refuse(const char *name, const unsigned char *head, size_t n, es_error *err);

/* The same for an archive by the name of one of its files: workbooks are zip files. */
es_status es_foreign_refuse_entry(const char *name, const char *entry, es_error *err);

#endif
