/* Price histories of German portals: Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen, newest day
 * first, with a decimal comma.  Stuecke is the number of shares; Volumen is their value and not
 * read. */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_ariva_recognise(const es_intake *in)
{
    return es_price_rows_have_names(in, "Datum|Schlusskurs|Stuecke")
           || es_price_rows_have_names(in, "Datum|Schlusskurs|St\xC3\xBC"
                                           "cke");
}

es_status es_layout_ariva_read(es_intake *in, es_error *err)
{
    static const es_price_column columns[] = {
        {ES_FIELD_OPEN, ES_RULE_PRICE, "Erster"},
        {ES_FIELD_HIGH, ES_RULE_PRICE, "Hoch"},
        {ES_FIELD_LOW, ES_RULE_PRICE, "Tief"},
        {ES_FIELD_CLOSE, ES_RULE_PRICE, "Schlusskurs"},
        {ES_FIELD_VOLUME, ES_RULE_NON_NEGATIVE,
         "Stuecke|St\xC3\xBC"
         "cke"},
    };
    static const es_price_form form = {
        .date_names = "Datum", .column = columns, .n_columns = sizeof columns / sizeof *columns};
    return es_price_rows_read_one(in, &form, err);
}
