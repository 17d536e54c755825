/* The database file, looked at without SQLite: a file that is not ours is never opened for
 * writing, and never gets a journal or a lock. */
#ifndef ES_STORE_FILE_H
#define ES_STORE_FILE_H

#include "base/error.h"

/* Checks that `path` can be opened in `mode`.  *missing: there is no such file yet, which only
 * ES_STORE_CREATE allows.  A file of no bytes is an empty database: nothing to read, but fit for
 * writing.  Everything else must be a database of this program, of a version it knows.
 * First finishes what a crashed writer left behind, if it did. */
es_status es_file_check(const char *path, es_store_mode mode, bool *missing, es_error *err);

/* Why no file can be made at `path`: what is wrong with its directory, or NULL. */
const char *es_file_obstacle(const char *path);

/* Removes `path` if it is a file of no bytes. */
void es_file_remove_empty(const char *path);

#endif
