/* Civil dates and times of day.  es_day counts days since 1970-01-01, Gregorian throughout.
 *
 * In studies of bars within days, an es_day is a bar: the minute at which it is stamped, on the
 * clock of the exchange, as a number far above all days.  So bars are ordered, found on a calendar
 * and shown like days, and nothing between store and tables need know the difference. */
#ifndef ES_BASE_DATE_H
#define ES_BASE_DATE_H

#include "eventstudy.h"

/* Open ends of a span of days. */
#define ES_DAY_FIRST INT32_MIN
#define ES_DAY_LAST INT32_MAX

enum { ES_DAY_TEXT = 24 }; /* room for "YYYY-MM-DDTHH:MM" of any day or bar that parses */

enum { ES_FIRST_BAR = 1 << 24, ES_BAR_1970 = 1 << 29, ES_DAY_MINUTES = 1440 };

static inline bool es_is_bar(es_day day)
{
    return day >= ES_FIRST_BAR && day != ES_DAY_LAST;
}

/* The bar stamped at a whole minute of a day from 1600 to 2200, and its parts. */
static inline es_day es_bar_at(es_day day, int32_t second)
{
    return ES_BAR_1970 + day * ES_DAY_MINUTES + second / 60;
}
es_day es_bar_day(es_day bar);
int32_t es_bar_second(es_day bar);

/* The day itself, or the one on which the bar is. */
static inline es_day es_date_of(es_day day)
{
    return es_is_bar(day) ? es_bar_day(day) : day;
}

/* The day of a date that exists; false for 31 February and the like, years 1..9999. */
bool es_day_from_civil(int year, int month, int day, es_day *out);
void es_day_to_civil(es_day day, int *year, int *month, int *mday);
int es_day_year(es_day day);
int es_day_weekday(es_day day); /* 0 = Sunday .. 6 = Saturday */
const char *es_weekday_name(int weekday);

typedef enum es_date_parse {
    ES_DATE_OK,
    ES_DATE_NOT_A_DATE, /* not of the form YYYY-MM-DD or YYYYMMDD */
    ES_DATE_IMPOSSIBLE  /* of that form, but no such day */
} es_date_parse;

/* Reads YYYY-MM-DD or YYYYMMDD from exactly n characters. */
es_date_parse es_day_parse(const char *text, size_t n, es_day *out);

/* The same, or a bar as es_day_format writes it. */
es_date_parse es_bar_parse(const char *text, size_t n, es_day *out);

/* Writes YYYY-MM-DD, of a bar YYYY-MM-DDTHH:MM, into buffer and returns it. */
char *es_day_format(es_day day, char buffer[ES_DAY_TEXT]);

/* Reads H:MM, HH:MM or HH:MM:SS (seconds since midnight) from exactly n characters. */
bool es_time_parse(const char *text, size_t n, int32_t *seconds);
char *es_time_format(int32_t seconds, char buffer[ES_DAY_TEXT]); /* HH:MM or HH:MM:SS */

#endif
