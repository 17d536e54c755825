/* The schema of the database and its versions. */
#ifndef ES_STORE_SCHEMA_H
#define ES_STORE_SCHEMA_H

#include "store/statement.h"

enum {
    ES_SCHEMA_APPLICATION_ID = 0x45535459, /* 'ESTY', at byte 68 of the file */
    ES_SCHEMA_CORRECTIONS = 2,             /* the first version with table correction */
    ES_SCHEMA_READABLE = 4,                /* an older one is brought up to date first */
    ES_SCHEMA_BARS = 5,                    /* with table bar_chunk */
    ES_SCHEMA_VERSION = 6                  /* user_version, at byte 60 of the file */
};

/* Brings the database to ES_SCHEMA_VERSION; an empty one gets the whole schema.  Call inside a
 * write transaction. */
es_status es_schema_migrate(sqlite3 *db, es_error *err);

#endif
