/* Temporary files and stores in memory for the tests of the importer. */
#ifndef ES_TESTS_IMPORT_FIXTURE_H
#define ES_TESTS_IMPORT_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "eventstudy.h"

/* cmocka group fixtures: a fresh directory, removed with all it holds. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The path of a file in that directory; static buffers, eight in turn. */
const char *fixture_path(const char *name);

/* Writes a file there and returns its path. */
const char *fixture_write(const char *name, const char *text);
const char *fixture_write_n(const char *name, const void *bytes, size_t n);

/* The whole text of a file, or NULL when there is none; static buffer. */
const char *fixture_read(const char *path);

es_store *fixture_store(void); /* in memory; fails the test when it cannot be opened */

/* Imports one text under the file name; fails the test unless the status is the expected one.
 * err and summary may be NULL. */
void fixture_import(es_store *store, es_import_kind kind, const char *name, const char *text,
                    const es_import_options *options, es_status expected,
                    es_import_summary *summary, es_error *err);

/* The answer of a query, cells separated by blanks, rows by `|`; static buffer. */
const char *fixture_query(es_store *store, const char *sql);

/* rows = added + filled + unchanged + replaced + kept + repeated + empty + rejected. */
void fixture_check_account(const es_import_summary *summary);

#endif
