#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_long_recognise(const es_intake *in)
{
    return es_price_rows_have_symbol(in);
}

es_status es_layout_long_read(es_intake *in, es_error *err)
{
    const char *symbol = in->job->options->symbol;
    if (symbol) {
        (void)es_fail(err, ES_EUSAGE,
                      "%s: has a symbol column, so it cannot be named %s as a whole", in->name,
                      symbol);
        return es_hint(err, "leave out --symbol, or say --format yahoo to ignore the column");
    }
    return es_price_rows_read(in, NULL, err);
}
