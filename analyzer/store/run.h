/* What saving and loading a run share: names, and the tables run_<name>. */
#ifndef ES_STORE_RUN_H
#define ES_STORE_RUN_H

#include "store/connection.h"

/* Types and units as written in catalog_column.  _find gives false for an unknown text. */
const char *es_type_text(es_type type);
const char *es_unit_text(es_unit unit);
bool es_type_find(const char *text, es_type *out);
bool es_unit_find(const char *text, es_unit *out);

/* Appends `, "name"` for each column. */
void es_sql_append_columns(sqlite3_str *sql, const es_column *columns, size_t n);

/* Prepares the finished text and frees it. */
es_status es_sql_finish(sqlite3 *db, sqlite3_str *sql, es_statement *out, es_error *err);

/* Adds to the database table those of the n columns that it does not have yet, with the declared
 * type. */
es_status es_add_columns(sqlite3 *db, const char *table, const char *type, const es_column *columns,
                         size_t n, es_error *err);

#endif
