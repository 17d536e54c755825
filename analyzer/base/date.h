/* Civil dates and times of day.  es_day counts days since 1970-01-01, Gregorian throughout. */
#ifndef ES_BASE_DATE_H
#define ES_BASE_DATE_H

#include "eventstudy.h"

/* Open ends of a span of days. */
#define ES_DAY_FIRST INT32_MIN
#define ES_DAY_LAST INT32_MAX

enum { ES_DAY_TEXT = 16 }; /* room for "YYYY-MM-DD" of any int32 day that parses */

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

/* Writes YYYY-MM-DD into buffer and returns it. */
char *es_day_format(es_day day, char buffer[ES_DAY_TEXT]);

/* Reads H:MM, HH:MM or HH:MM:SS (seconds since midnight) from exactly n characters. */
bool es_time_parse(const char *text, size_t n, int32_t *seconds);
char *es_time_format(int32_t seconds, char buffer[ES_DAY_TEXT]); /* HH:MM or HH:MM:SS */

#endif
