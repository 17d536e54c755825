/* Tiingo, end of day as CSV: date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,
 * adjVolume,divCash,splitFactor. */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_tiingo_recognise(const es_intake *in)
{
    return es_price_rows_have_names(in, "adjClose|divCash|splitFactor")
           && !es_price_rows_have_symbol(in);
}

es_status es_layout_tiingo_read(es_intake *in, es_error *err)
{
    return es_price_rows_read_one(in, NULL, err);
}
