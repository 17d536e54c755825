/* CRSP daily stock file under the names of the CIZ format: PERMNO,DlyCalDt,DlyPrc,DlyRet,DlyVol,
 * ShrOut,...  As layout_crsp.c, but that the return at delisting is the DlyRet of its own day.
 * DelActionType GDR, dropped by the exchange, is a delisting of code 500. */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_crsp_ciz_recognise(const es_intake *in)
{
    return es_price_rows_have_names(in, "PERMNO|DlyCalDt")
           && (es_price_rows_have_names(in, "DlyPrc") || es_price_rows_have_names(in, "DlyRet"));
}

es_status es_layout_crsp_ciz_read(es_intake *in, es_error *err)
{
    static const es_price_column columns[] = {
        {ES_FIELD_OPEN, ES_RULE_MIDPOINT, "DlyOpen"},
        {ES_FIELD_HIGH, ES_RULE_MIDPOINT, "DlyHigh"},
        {ES_FIELD_LOW, ES_RULE_MIDPOINT, "DlyLow"},
        {ES_FIELD_CLOSE, ES_RULE_MIDPOINT, "DlyPrc"},
        {ES_FIELD_VOLUME, ES_RULE_VOLUME, "DlyVol"},
        {ES_FIELD_RET, ES_RULE_RETURN, "DlyRet"},
        {ES_FIELD_SHARES, ES_RULE_THOUSANDS, "ShrOut"},
    };
    static const es_delisting_names delisting = {.code = "DLSTCD",
                                                 .action = "DelActionType",
                                                 .exchange = "PrimaryExch|EXCHCD",
                                                 .ret = "DelRet"};
    static const es_price_form form = {.symbol_names = "PERMNO",
                                       .delisting = &delisting,
                                       .date_names = "DlyCalDt",
                                       .column = columns,
                                       .n_columns = sizeof columns / sizeof *columns};
    return es_price_rows_read(in, &form, err);
}
