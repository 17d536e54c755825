/* Investing.com, historical data: "Date","Price","Open","High","Low","Vol.","Change %".  The day is
 * MM/DD/YYYY, DD/MM/YYYY or DD.MM.YYYY as the site's edition has it, in older files Dec 03, 2025;
 * thousands are marked, the volume is 12.35M.  Price is the close.  Some editions have the names
 * and the decimal comma of their language. */
#include "import/layout.h"

#include <string.h>

#include "import/price_rows.h"

/* The price is not called close, and a column is its change in %. */
bool es_layout_investing_recognise(const es_intake *in)
{
    static const es_role close = {"close", ""};
    bool change = false;
    for (size_t i = 0; i < in->header.n; i++) {
        const char *name = in->header.name[i];
        if (es_role_is(&close, name))
            return false;
        change = change || strchr(name, '%') != NULL;
    }
    return change && es_price_rows_have_date(in) && es_price_rows_known(in) >= 3
           && !es_price_rows_have_symbol(in);
}

es_status es_layout_investing_read(es_intake *in, es_error *err)
{
    return es_price_rows_read_one(in, NULL, err);
}
