/* The read-only virtual tables `price` and `ar`: the packed rows of price_chunk and ar_chunk as
 * ordinary tables.  They need no CREATE VIRTUAL TABLE; they exist once registered. */
#ifndef ES_STORE_VTAB_H
#define ES_STORE_VTAB_H

#include "store/statement.h"

/* Registers both on a connection.  Each looks at the database when it is first used; registering
 * again makes it look again. */
es_status es_vtabs_register(sqlite3 *db, es_error *err);

extern const sqlite3_module es_price_vtab, es_ar_vtab;

/* A comparison that a table can use to read less.  The planner's choice reaches xFilter as one
 * letter per argument. */
typedef struct es_vtab_rule {
    int column;
    unsigned char op; /* SQLITE_INDEX_CONSTRAINT_EQ, ... */
    char letter;
    double keeps; /* share of the rows that it leaves, a guess */
} es_vtab_rule;

enum { ES_VTAB_MAX_ARGUMENTS = 16 };

/* xBestIndex by rules: every usable comparison that a rule matches becomes an argument.  SQLite
 * checks all of them again on each row, so that a table may read more than asked for. */
int es_vtab_plan(sqlite3_index_info *info, const es_vtab_rule *rules, size_t n_rules,
                 double n_rows);

/* Hands the error to SQLite; returns the code to return. */
int es_vtab_fail(sqlite3_vtab *table, const es_error *err);

/* INT32_MIN becomes NULL, days become YYYY-MM-DD.  (sqlite3_result_double makes NaN NULL.) */
void es_vtab_result_int(sqlite3_context *context, int32_t value);
void es_vtab_result_day(sqlite3_context *context, es_day day);

#endif
