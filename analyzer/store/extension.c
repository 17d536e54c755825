/* eventstudy_sqlite.so: the tables `price` and `ar` in any SQLite client that has opened a database
 * of eventstudy, for instance
 *
 *     sqlite3 eventstudy.db -cmd '.load build/release/eventstudy_sqlite' \
 *         "SELECT date, close FROM price WHERE symbol = 'AAPL'"
 */
#include "store/vtab.h"

SQLITE_EXTENSION_INIT1

/* SQLite derives this name from that of the file. */
__attribute__((visibility("default"))) int
sqlite3_eventstudysqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);

int sqlite3_eventstudysqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    es_error err;
    SQLITE_EXTENSION_INIT2(api)
    if (es_vtabs_register(db, &err) == ES_OK)
        return SQLITE_OK;
    *message = sqlite3_mprintf("%s", err.message);
    return SQLITE_ERROR;
}
