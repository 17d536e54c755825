/* Nasdaq.com, historical quotes: Date,Close/Last,Volume,Open,High,Low with the newest day first,
 * days as MM/DD/YYYY, prices of shares with $, those of indices without. */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_nasdaq_recognise(const es_intake *in)
{
    return es_price_rows_have_names(in, "close/last") && !es_price_rows_have_symbol(in);
}

es_status es_layout_nasdaq_read(es_intake *in, es_error *err)
{
    static const es_price_form form = {.order = ES_ORDER_MDY};
    return es_price_rows_read_one(in, &form, err);
}
