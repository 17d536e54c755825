/* Alpha Vantage, daily series as CSV: timestamp,open,high,low,close,volume, and the adjusted form
 * with adjusted_close, dividend_amount and split_coefficient. */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_alphavantage_recognise(const es_intake *in)
{
    return es_price_rows_have_names(in, "timestamp|open|high|low|close|volume")
           && !es_price_rows_have_symbol(in);
}

es_status es_layout_alphavantage_read(es_intake *in, es_error *err)
{
    return es_price_rows_read_one(in, NULL, err);
}
