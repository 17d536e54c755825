/* How one file writes its dates and numbers.
 *
 * Dates: ISO, YYYYMMDD, YYYY/MM/DD and names of months mean the same everywhere.  03/04/2025 does
 * not: whether the file puts the month or the day first is decided by all of its dates, and when
 * none of them tells, each is refused with both readings.  A year of two digits is of this century
 * up to 68, of the last one from 69 on.  Midnight may follow any date, or a time after noon, the
 * hour of the close.  Years before 1600 and from 2200 on are placeholders.
 *
 * Numbers: the decimal mark is a point in files separated by commas, but where the first numbers
 * have a comma in quotes; there and in other files the numbers tell.  Thousands marks must stand
 * at thousands.  A number may wear a currency and parentheses for its sign; of shares K, M or B, of
 * a return %.
 * Everything is turned into a plain decimal text first, so that 12.3M is the double nearest to
 * 12300000. */
#ifndef ES_IMPORT_DIALECT_H
#define ES_IMPORT_DIALECT_H

#include "base/zone.h"
#include "import/intake.h"

typedef enum es_date_order {
    ES_ORDER_NONE, /* the file has no such dates */
    ES_ORDER_MDY,
    ES_ORDER_DMY,
    ES_ORDER_OPEN /* it has, and none tells */
} es_date_order;

typedef enum es_decimal_mark { ES_MARK_POINT, ES_MARK_COMMA, ES_MARK_OPEN } es_decimal_mark;

typedef struct es_dialect {
    es_date_order order;
    uint64_t order_line; /* the line that decided it; 0: it was given */
    es_decimal_mark mark;
    bool percent;       /* numbers may be of 100: 1.5 % */
    bool scaled;        /* or in K, M, B */
    bool was_percent;   /* the last number was */
    bool year_may_lead; /* of two digits: 25/03/04 is one of 2025, or of 2004 */
    bool saw_dollar, saw_short_year;
    bool keeps_time;      /* any time of day may stand behind a date: */
    int32_t time_of_day;  /* of the last date that is not ISO, in seconds; 0: midnight, or none, */
    es_piece zone;        /* and what stands behind it, in that date's text */
    bool bars;            /* the rows are bars within days */
    const es_zone *clock; /* of the exchange, for bars with an offset; NULL: not known */
    char month[8];        /* "2025-09-" of the last ISO date, or zeros, */
    es_day month_first;   /* and its first day: the next row is most likely of the same month */
    char reason[200];     /* of the last refusal */
} es_dialect;

/* Decides, reading ahead as far as it takes.  `order` is the layout's own, or ES_ORDER_NONE; the
 * user's options come first.  number_column lists n columns with numbers. */
es_status es_dialect_find(es_intake *in, int date_column, const int *number_column, size_t n,
                          es_date_order order, es_dialect *out, es_error *err);

/* Are these bars within days?  They are where two of the first rows have different times of the
 * same day, behind the date or in a column of their own (ES_NO_COLUMN: there is none). */
es_status es_dialect_find_bars(es_intake *in, int date_column, int time_column, es_dialect *d,
                               es_error *err);

/* A bar: a date with its time, or (time.text not NULL) these apart.  An offset or UTC behind it is
 * put on the clock of the exchange; where that is not known an offset is passed over, but UTC is
 * refused, as are seconds. */
const char *es_dialect_bar(es_dialect *d, const char *text, size_t n, es_piece time, es_day *out);

/* As es_value_day and es_value_number; a reason lives until the next refusal. */
const char *es_dialect_day(es_dialect *d, const char *text, size_t n, es_day *out);
const char *es_dialect_number(es_dialect *d, const char *text, size_t n, double *out);

/* For recognising: is this written like a day, like a number above zero or none at all? */
bool es_dialect_like_day(const char *text, size_t n);
bool es_dialect_like_price(const char *text, size_t n);

/* Appends ", MM/DD/YYYY, decimal comma, $" to the description of the layout, as far as it holds. */
void es_dialect_describe(const es_dialect *d, char *layout, size_t size);

#endif
