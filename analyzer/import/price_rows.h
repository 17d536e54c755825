/* The columns of a price file in its plain forms: one record is one security's day. */
#ifndef ES_IMPORT_PRICE_ROWS_H
#define ES_IMPORT_PRICE_ROWS_H

#include "import/intake.h"

/* Has the file a column for the symbol, for the date? */
bool es_price_rows_have_symbol(const es_intake *in);
bool es_price_rows_have_date(const es_intake *in);

/* Reads every record into the store.  symbol: of all rows; NULL: the file's symbol column.
 *
 * A price that is not positive counts as missing, and so do shares; a negative volume or dividend,
 * a text where a number belongs, an impossible day, an empty symbol reject the row.  A split of 0
 * means none.  Days without any price are kept as days without a price. */
es_status es_price_rows_read(es_intake *in, const char *symbol, es_error *err);

#endif
