/* Time zones: from a wall clock to an instant and back.  A zone is a fixed offset, or the contents
 * of a TZif file (RFC 8536) as systems keep them for names such as America/New_York.  Nothing here
 * reads files or the environment, and there is no state. */
#ifndef ES_BASE_ZONE_H
#define ES_BASE_ZONE_H

#include "base/arena.h"
#include "eventstudy.h"

/* When daylight saving begins or ends in the years after the last recorded change. */
typedef struct es_zone_rule {
    char form; /* 'M': month, week, weekday; 'J': day 1..365, no leap day; 'N': 0..365 */
    int month, week, day;
    int32_t seconds; /* after midnight; may be negative or more than a day */
} es_zone_rule;

typedef struct es_zone {
    const char *name; /* as given */
    size_t n;         /* recorded changes */
    const int64_t *at;
    const int32_t *offset; /* seconds east of UTC from at[i] on */
    int32_t first_offset;  /* before at[0] */
    bool has_rule; /* after the last change: standard, and daylight saving if there is any */
    bool has_summer;
    int32_t standard, summer;
    es_zone_rule begin, end;
} es_zone;

/* Reads "Z", "+HH", "-HH:MM", "+HHMM"; false when the text is no such offset.  The name is left
 * alone. */
bool es_zone_fixed(const char *text, size_t n, es_zone *out);

/* Reads the n bytes of a TZif file into the arena; false when they are damaged or memory is short.
 */
bool es_zone_parse(const unsigned char *bytes, size_t n, es_arena *arena, es_zone *out);

/* Seconds east of UTC at an instant (seconds since 1970-01-01 UTC). */
int32_t es_zone_offset(const es_zone *zone, int64_t utc);

/* The instant of a wall clock.  A time that the clock shows twice is the first of the two; one that
 * it leaves out is taken as if the clock had not been put forward yet. */
int64_t es_zone_to_utc(const es_zone *zone, es_day day, int32_t seconds);

/* What the wall clock shows at an instant. */
void es_zone_from_utc(const es_zone *zone, int64_t utc, es_day *day, int32_t *seconds);

#endif
