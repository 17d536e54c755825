/* The time zones of the system: /usr/share/zoneinfo. */
#ifndef ES_STORE_ZONE_FILE_H
#define ES_STORE_ZONE_FILE_H

#include "base/error.h"
#include "base/zone.h"

/* A zone by its name (America/New_York), offset (-04:00, Z) or American abbreviation (ET: the clock
 * of New York; EST, EDT: -05:00, -04:00), in the arena.  ES_ENOTFOUND when there is none: the
 * message is `"Amerika/New_York" is not a time zone`, to follow what has it. */
es_status es_zone_read(const char *name, es_arena *arena, const es_zone **out, es_error *err);

/* The place whose standard time an American abbreviation is, "EST": America/New_York; else NULL. */
const char *es_zone_of_standard(const char *name);

#endif
