#include "store/zone_file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char directory[] = "/usr/share/zoneinfo";

enum { MOST_BYTES = 64 * 1024 };

/* As announcements in the United States are written: standard and daylight time are fixed offsets,
 * the short form is the clock of the place. */
static const struct {
    const char *standard, *daylight, *common, *place, *offset, *daylight_offset;
} american[] = {{"EST", "EDT", "ET", "America/New_York", "-05:00", "-04:00"},
                {"CST", "CDT", "CT", "America/Chicago", "-06:00", "-05:00"},
                {"MST", "MDT", "MT", "America/Denver", "-07:00", "-06:00"},
                {"PST", "PDT", "PT", "America/Los_Angeles", "-08:00", "-07:00"}};

enum { N_AMERICAN = sizeof american / sizeof *american };

/* The offset or place that an abbreviation stands for, or the name itself. */
static const char *spell_out(const char *name)
{
    for (size_t i = 0; i < N_AMERICAN; i++) {
        if (strcmp(name, american[i].standard) == 0)
            return american[i].offset;
        if (strcmp(name, american[i].daylight) == 0)
            return american[i].daylight_offset;
        if (strcmp(name, american[i].common) == 0)
            return american[i].place;
    }
    return name;
}

const char *es_zone_of_standard(const char *name)
{
    for (size_t i = 0; i < N_AMERICAN; i++)
        if (strcmp(name, american[i].standard) == 0)
            return american[i].place;
    return NULL;
}

/* Names are letters, digits and _ + - in parts joined by /: no way out of the directory. */
static bool is_name(const char *name)
{
    size_t n = strlen(name);
    if (n == 0 || n > 64 || !isalpha((unsigned char)name[0]))
        return false;
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("_+-/", *c))
            return false;
    return true;
}

/* Reads the file of this name into the arena; false: there is none, or it is damaged. */
static bool read_file(const char *name, es_arena *arena, es_zone *zone)
{
    char path[128];
    unsigned char *bytes = malloc(MOST_BYTES);
    size_t n = 0;
    FILE *file;
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    file = bytes ? fopen(path, "rb") : NULL;
    if (file) {
        n = fread(bytes, 1, MOST_BYTES, file);
        (void)fclose(file);
    }
    if (n == 0 || !es_zone_parse(bytes, n, arena, zone))
        n = 0;
    free(bytes);
    return n > 0;
}

es_status es_zone_read(const char *name, es_arena *arena, const es_zone **out, es_error *err)
{
    es_zone *zone = ES_NEW(arena, 1, es_zone);
    const char *meant = spell_out(name);
    if (!zone)
        return es_fail_memory(err);
    zone->name = es_arena_text(arena, name);
    *out = zone;
    if (es_zone_fixed(meant, strlen(meant), zone))
        return ES_OK;
    if (is_name(meant) && read_file(meant, arena, zone))
        return ES_OK;
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    (void)es_fail(err, ES_ENOTFOUND, "\"%s\" is not a time zone", name);
    return es_hint(err,
                   "a name such as America/New_York or Europe/Berlin (package tzdata, in %s), an "
                   "offset such as -04:00, or ET, EST, EDT and the like of CT, MT, PT",
                   directory);
}
