/* Price files with several symbols side by side: one record is one day of all of them. */
#ifndef ES_IMPORT_PRICE_GRID_H
#define ES_IMPORT_PRICE_GRID_H

#include "import/price_rows.h"

/* A column of the file: whose, and what. */
typedef struct es_grid_column {
    int column;
    const char *symbol;
    es_field field;
    es_price_rule rule;
} es_grid_column;

/* Reads every record into the store; column 0 is the date.  The account is kept of symbols' days,
 * not of records: a day for which a symbol has nothing is none of its rows. */
es_status es_price_grid_read(es_intake *in, size_t date_column, const es_grid_column *columns,
                             size_t n, es_error *err);

#endif
