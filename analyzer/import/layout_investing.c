/* Investing.com, historical data: "Date","Price","Open","High","Low","Vol.","Change %".  The day is
 * MM/DD/YYYY, DD/MM/YYYY or DD.MM.YYYY as the site's edition has it, in older files Dec 03, 2025;
 * thousands are marked, the volume is 12.35M.  Price is the close.  Some editions have the names
 * and the decimal comma of their language. */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_investing_recognise(const es_intake *in)
{
    static const char *const editions[] = {
        "date|price|vol.|change %",
        "datum|zuletzt|er\xC3\xB6"
        "ffn.|vol.",
        "date|dernier|ouv.|vol.",
        "data|ultimo|apertura|vol.",
        "fecha|\xC3\x9Altimo|apertura|vol.",
        "data|\xC3\x9Altimo|abertura|vol.",
    };
    bool any = false;
    for (size_t i = 0; i < sizeof editions / sizeof *editions; i++)
        any = any || es_price_rows_have_names(in, editions[i]);
    return any && !es_price_rows_have_symbol(in);
}

es_status es_layout_investing_read(es_intake *in, es_error *err)
{
    static const es_price_form form = {.numbers = ES_NUMBERS_MONEY | ES_NUMBERS_SCALED};
    return es_price_rows_read_one(in, &form, err);
}
