/* What the tests of store/ share: a directory of their own, and short ways to put and to ask. */
#ifndef ES_TESTS_STORE_FIXTURE_H
#define ES_TESTS_STORE_FIXTURE_H

#include "support/assert_close.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "store/store.h"

/* No value; a double, unlike NAN. */
#define MISSING ((double)NAN)

/* Fails the test with the message of the error. */
#define assert_ok(status, err) assert_ok_at((status), &(err), __FILE__, __LINE__)
void assert_ok_at(es_status status, const es_error *err, const char *file, int line);

/* A new directory under /tmp; fixture_path gives a path in it, valid until the next call. */
int fixture_make_directory(void **state);
int fixture_remove_directory(void **state);
const char *fixture_path(void **state, const char *name);

es_day day_of(const char *iso);

/* An empty store in memory, inside a transaction. */
es_store *memory_store(void);

es_store *open_store(const char *path, es_store_mode mode);

/* Puts closes (and volumes, if not NULL) of consecutive calendar days. */
es_status put_days(es_store *store, const char *symbol, const char *first, size_t n,
                   const double *close, const double *volume, es_conflict_policy policy,
                   es_put_counts *counts, es_put_conflict *conflict, es_error *err);

/* The same under ES_CONFLICT_ERROR, which must succeed. */
void put_closes(es_store *store, const char *symbol, const char *first, size_t n,
                const double *close);

/* The result of a query as text: cells by `|`, rows by newline, missing as "-"; numbers as
 * es_number_format writes them.  Freed by the caller.  On failure NULL and *err. */
char *ask(es_store *store, const char *sql, es_error *err);

/* Fails unless the query gives this text. */
#define assert_query(store, sql, expected) assert_query_at(store, sql, expected, __FILE__, __LINE__)
void assert_query_at(es_store *store, const char *sql, const char *expected, const char *file,
                     int line);

/* All bytes of a file; freed by the caller.  NULL: no such file. */
char *read_file(const char *path, size_t *n);

#endif
