/* Bars within days: which files hold them, and when a bar is. */
#include <ctype.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "import/dialect_parts.h"
#include "import/value.h"
#include "store/zone_file.h"

/* A day, its time in seconds and what stands behind it. */
typedef struct moment {
    es_day day;
    int32_t second;
    es_piece zone;
} moment;

/* "093000", "0930": as the clock is written where the date is YYYYMMDD. */
static bool read_bare_time(es_piece time, int32_t *second)
{
    int value[3] = {0, 0, 0};
    if (time.n != 4 && time.n != 6)
        return false;
    for (size_t i = 0; i < time.n; i++) {
        if (!isdigit((unsigned char)time.text[i]))
            return false;
        value[i / 2] = value[i / 2] * 10 + time.text[i] - '0';
    }
    *second = value[0] * 3600 + value[1] * 60 + value[2];
    return value[0] < 24 && value[1] < 60 && value[2] < 60;
}

static const char *read_moment(es_dialect *d, const char *text, size_t n, es_piece time,
                               moment *out)
{
    const char *reason;
    bool kept = d->keeps_time;
    *out = (moment){0, 0, {"", 0}};
    es_trim(&text, &n);
    if (time.text) {
        reason = es_dialect_day(d, text, n, &out->day);
        if (reason || read_bare_time(time, &out->second))
            return reason;
        return es_value_zoned_time(time.text, time.n, &out->second, &out->zone);
    }
    if (!es_value_moment(text, n, &out->day, &out->second, &out->zone))
        return NULL;
    d->keeps_time = true;
    reason = es_dialect_day(d, text, n, &out->day);
    d->keeps_time = kept;
    out->second = d->time_of_day;
    out->zone = d->zone;
    return reason;
}

/* A stamp with an offset behind it, on another clock; one with a name of a place or none is on it.
 */
static void put_on_clock(const es_zone *clock, moment *at)
{
    es_zone own;
    if (es_dialect_is_utc(at->zone))
        (void)es_zone_fixed("Z", 1, &own);
    else if (!es_zone_fixed(at->zone.text, at->zone.n, &own))
        return;
    es_zone_from_utc(clock, es_zone_to_utc(&own, at->day, at->second), &at->day, &at->second);
}

const char *es_dialect_bar(es_dialect *d, const char *text, size_t n, es_piece time, es_day *out)
{
    static const es_day first = -135140, last = 84006; /* 1600-01-01, 2200-01-01 */
    moment at;
    const char *reason = read_moment(d, text, n, time, &at);
    if (reason)
        return reason;
    if (at.day < first || at.day >= last)
        return "is no trading day: a placeholder?";
    if (at.second % 60)
        return "has seconds: a bar is stamped at a whole minute";
    if (d->clock)
        put_on_clock(d->clock, &at);
    else if (es_dialect_is_utc(at.zone))
        return "is in UTC: bars need the clock of the exchange, so that its sessions are whole "
               "days: say --exchange-timezone America/New_York";
    *out = es_bar_at(at.day, at.second);
    return NULL;
}

static es_status find_clock(es_intake *in, es_dialect *d, es_error *err)
{
    const char *name = in->job->options->exchange_timezone;
    es_error why;
    if (!name)
        return ES_OK;
    if (es_zone_read(name, in->arena, &d->clock, &why) == ES_OK)
        return ES_OK;
    return es_fail(err, ES_EUSAGE, "exchange_timezone: %s", why.message);
}

es_status es_dialect_find_bars(es_intake *in, int date_column, int time_column, es_dialect *d,
                               es_error *err)
{
    enum { LOOK = 5000, LOOK_AT_DAYS = 20 };
    size_t most = LOOK;
    bool have_first = false;
    moment first = {0, 0, {"", 0}}, now;
    es_status status = find_clock(in, d, err);
    for (size_t i = 0; i < most && !d->bars && status == ES_OK; i++) {
        es_record record;
        es_piece time = {NULL, 0};
        status = es_intake_peek(in, i, &record, err);
        if (status != ES_OK || record.n_fields == 0)
            break;
        if (record.n_fields != in->header.n)
            continue;
        if (time_column != ES_NO_COLUMN)
            time = es_intake_piece(&record, time_column);
        if (read_moment(d, record.field[date_column], record.length[date_column], time, &now))
            continue;
        if (!have_first)
            first = now;
        if (!have_first && now.second == 0) /* most likely days */
            most = i + LOOK_AT_DAYS;
        have_first = true;
        d->bars = now.day == first.day && now.second != first.second;
    }
    return status;
}
