/* What a file says of the end of a security: why it was delisted, by which exchange, and the return
 * from the last price to the payment (METHODS R-4). */
#ifndef ES_IMPORT_DELISTING_H
#define ES_IMPORT_DELISTING_H

#include "import/csv.h"
#include "import/mapping.h"

enum { ES_DELISTING_VALUES = 3 }; /* ES_FIELD_DELIST_CODE, _DELIST_RETURN, _EXCHANGE_CODE */

/* Names of the columns, NULL: the layout has none. */
typedef struct es_delisting_names {
    const char *code;     /* a number of three digits */
    const char *action;   /* three letters; GDR, dropped by the exchange, is code 500 */
    const char *exchange; /* 1 or N: NYSE, 2 or A: AMEX, 3 or Q: Nasdaq */
    const char *ret;
} es_delisting_names;

typedef struct es_delisting_columns {
    int code, action, exchange, ret; /* ES_NO_COLUMN: none */
} es_delisting_columns;

/* False: the header has neither code nor action. */
bool es_delisting_find(const es_header *header, const es_delisting_names *names,
                       es_delisting_columns *out);

/* Code, return and exchange of one record.  Without a code all are missing: an exchange alone says
 * nothing.  `ret` stands for the return where the file has no column of its own.  A code or
 * exchange of another form is missing. */
void es_delisting_read(const es_delisting_columns *c, const es_record *record, double ret,
                       double value[ES_DELISTING_VALUES]);

#endif
