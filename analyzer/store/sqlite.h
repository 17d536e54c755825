/* SQLite, for the library and for the loadable extension.
 *
 * The virtual tables are compiled twice: into the library, where they call SQLite directly, and
 * (with ES_SQLITE_EXTENSION) into eventstudy_sqlite.so, where every call goes through the table of
 * functions that the loading program hands over.  Only files of store/ include this. */
#ifndef ES_STORE_SQLITE_H
#define ES_STORE_SQLITE_H

#ifdef ES_SQLITE_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif

#endif
