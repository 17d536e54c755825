#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_long_recognise(const es_intake *in)
{
    return es_price_rows_have_symbol(in);
}

es_status es_layout_long_read(es_intake *in, es_error *err)
{
    return es_price_rows_read(in, NULL, err);
}
