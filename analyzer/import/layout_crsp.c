/* CRSP daily stock file under its old names: PERMNO,date,PRC,VOL,RET,DLRET,SHROUT,...
 *
 * The symbol is PERMNO, which no other firm ever gets (--map symbol=TICKER takes another column).
 * A negative price is the midpoint of bid and ask, prices are as quoted, not adjusted, shares are
 * counted in thousands.  CFACPR, the cumulative factor to adjust prices, gives adj_close
 * where there is no RET.  Returns
 * are total returns; a letter or a code of -44 and below says why there is none.  DLRET, the return
 * from the last price to the payment at delisting, is compounded into the return of its day; on a
 * day without one it is the return.  DLSTCD says why, EXCHCD where: delist_fill needs them.
 */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_crsp_recognise(const es_intake *in)
{
    return es_price_rows_have_names(in, "PERMNO|date")
           && (es_price_rows_have_names(in, "PRC") || es_price_rows_have_names(in, "RET"));
}

es_status es_layout_crsp_read(es_intake *in, es_error *err)
{
    static const es_price_column columns[] = {
        {ES_FIELD_OPEN, ES_RULE_MIDPOINT, "openprc"},
        {ES_FIELD_HIGH, ES_RULE_MIDPOINT, "askhi"},
        {ES_FIELD_LOW, ES_RULE_MIDPOINT, "bidlo"},
        {ES_FIELD_CLOSE, ES_RULE_MIDPOINT, "prc"},
        {ES_FIELD_VOLUME, ES_RULE_VOLUME, "vol"},
        {ES_FIELD_RET, ES_RULE_RETURN, "ret"},
        {ES_FIELD_RET, ES_RULE_DELISTING, "dlret"},
        {ES_FIELD_SHARES, ES_RULE_THOUSANDS, "shrout"},
    };
    static const es_delisting_names delisting = {
        .code = "DLSTCD|HDLSTCD", .exchange = "EXCHCD|HEXCD|PRIMEXCH", .ret = "DLRET"};
    static const es_price_form form = {.symbol_names = "PERMNO",
                                       .delisting = &delisting,
                                       .adjust_name = "CFACPR",
                                       .column = columns,
                                       .n_columns = sizeof columns / sizeof *columns};
    return es_price_rows_read(in, &form, err);
}
