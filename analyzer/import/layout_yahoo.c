#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_yahoo_recognise(const es_intake *in)
{
    return es_price_rows_have_date(in) && !es_price_rows_have_symbol(in);
}

es_status es_layout_yahoo_read(es_intake *in, es_error *err)
{
    return es_price_rows_read_one(in, NULL, err);
}
