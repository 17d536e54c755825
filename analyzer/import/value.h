/* The text of one cell to its value.  Each reader returns NULL when it has read a value, else the
 * reason why not, worded to follow the cell: "abc" `is not a number`. */
#ifndef ES_IMPORT_VALUE_H
#define ES_IMPORT_VALUE_H

#include "base/date.h"
#include "base/error.h"

/* A number; NaN where there is none (empty, NA, ...). */
const char *es_value_number(const char *text, size_t n, double *out);

/* A day: YYYY-MM-DD or YYYYMMDD, or a timestamp of its midnight in whatever zone. */
const char *es_value_day(const char *text, size_t n, es_day *out);

/* A piece of a cell. */
typedef struct es_piece {
    const char *text;
    size_t n; /* 0: none */
} es_piece;

/* A day, and the time that may follow it after a blank or T; *seconds is left alone where there is
 * none or only midnight.  What follows the time is its zone, which is not looked at. */
const char *es_value_moment(const char *text, size_t n, es_day *day, int32_t *seconds,
                            es_piece *zone);

/* HH:MM or HH:MM:SS, perhaps with a zone behind it as above; *seconds is left alone when the cell
 * is empty. */
const char *es_value_zoned_time(const char *text, size_t n, int32_t *seconds, es_piece *zone);

/* A symbol: at most 64 characters, none of them a control character such as a line's end. */
const char *es_value_symbol(const char *text, size_t n);

/* The number x of a cell times the scale.  Where that is 0.1, 0.01, ... the point of the text is
 * moved instead, so that 2.9 percent is the 0.029 of a file of fractions, to the last bit. */
double es_value_scaled(const char *text, size_t n, double x, double scale);

/* The text of a numeric identifier without the ".0" that data frames give it: 10104.0.  `header` is
 * the name of its column, of which only PERMNO, PERMCO and GVKEY hold such. */
void es_value_plain_id(const char *header, const char *text, size_t *n);

/* For messages: the fewest digits that give the number back. */
char *es_value_format(double value, char buffer[40]);

#endif
