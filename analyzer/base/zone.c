#include "base/zone.h"

#include <ctype.h>
#include <string.h>

#include "base/date.h"

enum { DAY = 86400, HOUR = 3600 };

/* ---- Offsets -------------------------------------------------------------------------------- */

static bool two_digits(const char *text, int *out)
{
    if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]))
        return false;
    *out = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

bool es_zone_fixed(const char *text, size_t n, es_zone *out)
{
    int hours = 0, minutes = 0;
    const char *name = out->name;
    bool form = n == 1 && (*text == 'Z' || *text == 'z');
    if (!form && n >= 3 && (*text == '+' || *text == '-') && two_digits(text + 1, &hours)) {
        form = n == 3 || (n == 5 && two_digits(text + 3, &minutes))
               || (n == 6 && text[3] == ':' && two_digits(text + 4, &minutes));
        form = form && hours <= 14 && minutes <= 59;
    }
    if (!form)
        return false;
    memset(out, 0, sizeof *out);
    out->name = name;
    out->first_offset = (*text == '-' ? -1 : 1) * (hours * HOUR + minutes * 60);
    return true;
}

/* ---- TZif files ----------------------------------------------------------------------------- */

static int64_t big_endian(const unsigned char *p, size_t bytes)
{
    uint64_t value = p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | p[i];
    return (int64_t)value;
}

enum { HEADER = 44 };

/* The counts of a header and where its data lie. */
typedef struct block {
    size_t isutc, isstd, leap, times, types, chars;
    size_t bytes; /* of the data behind the header */
} block;

static bool read_header(const unsigned char *p, size_t n, size_t time_size, block *out)
{
    size_t *const count[] = {&out->isutc, &out->isstd, &out->leap,
                             &out->times, &out->types, &out->chars};
    if (n < HEADER || memcmp(p, "TZif", 4) != 0)
        return false;
    for (size_t i = 0; i < 6; i++) {
        int64_t value = big_endian(p + 20 + 4 * i, 4);
        if (value < 0 || value > 100000)
            return false;
        *count[i] = (size_t)value;
    }
    out->bytes = out->times * (time_size + 1) + out->types * 6 + out->chars
                 + out->leap * (time_size + 4) + out->isstd + out->isutc;
    return out->types > 0 && out->bytes <= n - HEADER;
}

/* The changes of the block at p. */
static bool read_changes(const unsigned char *p, const block *b, es_arena *arena, es_zone *out)
{
    const unsigned char *index = p + b->times * 8, *type = index + b->times;
    int64_t *at = ES_NEW(arena, b->times + 1, int64_t);
    int32_t *offset = ES_NEW(arena, b->times + 1, int32_t);
    if (!at || !offset)
        return false;
    out->first_offset = (int32_t)big_endian(type, 4);
    for (size_t i = 0; i < b->times; i++) {
        if (index[i] >= b->types)
            return false;
        at[i] = big_endian(p + 8 * i, 8);
        offset[i] = (int32_t)big_endian(type + 6 * (size_t)index[i], 4);
        if (i > 0 && at[i] <= at[i - 1])
            return false;
    }
    out->n = b->times;
    out->at = at;
    out->offset = offset;
    return true;
}

/* ---- The rule behind the last change: "EST5EDT,M3.2.0,M11.1.0" ------------------------------- */

static bool skip_name(const char **text)
{
    const char *p = *text;
    if (*p == '<') {
        while (*p && *p != '>')
            p++;
        *text = *p ? p + 1 : p;
        return *p != '\0';
    }
    while (isalpha((unsigned char)*p))
        p++;
    if (p == *text)
        return false;
    *text = p;
    return true;
}

static bool read_count(const char **text, int *out)
{
    const char *p = *text;
    *out = 0;
    while (isdigit((unsigned char)*p) && *out < 1000)
        *out = *out * 10 + (*p++ - '0');
    if (p == *text)
        return false;
    *text = p;
    return true;
}

/* [+-]hh[:mm[:ss]] */
static bool read_clock(const char **text, int32_t *out)
{
    int sign = **text == '-' ? -1 : 1, part;
    int32_t unit = HOUR;
    *out = 0;
    if (**text == '-' || **text == '+')
        ++*text;
    for (;; ++*text) {
        if (!read_count(text, &part))
            return false;
        *out += part * unit;
        unit /= 60;
        if (**text != ':' || unit == 0)
            break;
    }
    *out *= sign;
    return true;
}

static bool read_rule(const char **text, es_zone_rule *out)
{
    const char *p = *text;
    bool good;
    *out = (es_zone_rule){.form = 'N', .seconds = 2 * HOUR};
    if (*p == 'M' || *p == 'J')
        out->form = *p++;
    if (out->form == 'M')
        good = read_count(&p, &out->month) && *p++ == '.' && read_count(&p, &out->week)
               && *p++ == '.' && read_count(&p, &out->day) && out->month >= 1 && out->month <= 12
               && out->week >= 1 && out->week <= 5 && out->day <= 6;
    else
        good = read_count(&p, &out->day) && out->day <= 365 && (out->form == 'N' || out->day >= 1);
    if (good && *p == '/') {
        p++;
        good = read_clock(&p, &out->seconds);
    }
    *text = p;
    return good;
}

static bool read_footer(const char *text, es_zone *out)
{
    int32_t west;
    if (!skip_name(&text) || !read_clock(&text, &west))
        return false;
    out->standard = -west;
    out->has_rule = true;
    if (!*text)
        return true;
    if (!skip_name(&text))
        return false;
    out->summer = out->standard + HOUR;
    if (*text != ',') {
        if (!read_clock(&text, &west))
            return false;
        out->summer = -west;
    }
    out->has_summer = *text++ == ',' && read_rule(&text, &out->begin) && *text++ == ','
                      && read_rule(&text, &out->end) && !*text;
    return out->has_summer;
}

bool es_zone_parse(const unsigned char *bytes, size_t n, es_arena *arena, es_zone *out)
{
    enum { LONGEST = 128 };
    const char *name = out->name;
    char footer[LONGEST] = "";
    block b = {0};
    size_t at, length = 0;
    memset(out, 0, sizeof *out);
    out->name = name;
    if (!read_header(bytes, n, 4, &b) || bytes[4] < '2')
        return false;
    at = HEADER + b.bytes; /* the second block has times of eight bytes */
    if (!read_header(bytes + at, n - at, 8, &b)
        || !read_changes(bytes + at + HEADER, &b, arena, out))
        return false;
    at += HEADER + b.bytes + 1; /* between two line feeds */
    while (at + length < n && bytes[at + length] != '\n' && length + 1 < LONGEST) {
        footer[length] = (char)bytes[at + length];
        length++;
    }
    return length == 0 || read_footer(footer, out);
}

/* ---- Instants ------------------------------------------------------------------------------- */

static int32_t day_of_year(int year, int month, int day)
{
    es_day out = 0;
    (void)es_day_from_civil(year, month, day, &out);
    return out;
}

/* The instant, as the wall clock without an offset shows it, at which a rule applies in a year. */
static int64_t rule_at(const es_zone_rule *rule, int year)
{
    es_day first = day_of_year(year, 1, 1), day;
    bool leap = day_of_year(year, 3, 1) - first == 60;
    if (rule->form == 'M') {
        es_day next;
        first = day_of_year(year, rule->month, 1);
        next = rule->month == 12 ? first + 31 : day_of_year(year, rule->month + 1, 1);
        day = first + (rule->day - es_day_weekday(first) + 7) % 7 + 7 * (rule->week - 1);
        while (day >= next)
            day -= 7;
    } else {
        day = first + rule->day - (rule->form == 'J' ? 1 : 0);
        if (rule->form == 'J' && leap && rule->day >= 60)
            day++;
    }
    return (int64_t)day * DAY + rule->seconds;
}

static int32_t offset_by_rule(const es_zone *zone, int64_t utc)
{
    int64_t begin, end;
    int year;
    if (!zone->has_summer)
        return zone->standard;
    year = es_day_year((es_day)((utc + zone->standard) / DAY));
    begin = rule_at(&zone->begin, year) - zone->standard;
    end = rule_at(&zone->end, year) - zone->summer;
    if (begin < end)
        return utc >= begin && utc < end ? zone->summer : zone->standard;
    return utc >= end && utc < begin ? zone->standard : zone->summer;
}

int32_t es_zone_offset(const es_zone *zone, int64_t utc)
{
    size_t low = 0, high = zone->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->at[middle] <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->n && zone->has_rule)
        return offset_by_rule(zone, utc);
    return low ? zone->offset[low - 1] : zone->first_offset;
}

int64_t es_zone_to_utc(const es_zone *zone, es_day day, int32_t seconds)
{
    int64_t wall = (int64_t)day * DAY + seconds;
    int32_t before = es_zone_offset(zone, wall - DAY), after = es_zone_offset(zone, wall + DAY);
    int64_t early = wall - before, late = wall - after;
    if (es_zone_offset(zone, early) == before)
        return early;
    return es_zone_offset(zone, late) == after ? late : early;
}

void es_zone_from_utc(const es_zone *zone, int64_t utc, es_day *day, int32_t *seconds)
{
    int64_t wall = utc + es_zone_offset(zone, utc), days = wall / DAY;
    if (wall % DAY < 0)
        days--;
    *day = (es_day)days;
    *seconds = (int32_t)(wall - days * DAY);
}
