/* Compustat daily security file: gvkey,iid,datadate,tic,prccd,ajexdi,trfd,cshtrd,...
 *
 * The symbol is tic where there is one, else gvkey (--map symbol=iid takes another column).  Prices
 * are as quoted; ajexdi is the cumulative factor of splits, trfd that of distributions: adj_close
 * is prccd / ajexdi x trfd. */
#include "import/layout.h"
#include "import/price_rows.h"

bool es_layout_compustat_recognise(const es_intake *in)
{
    return es_price_rows_have_names(in, "gvkey|datadate|prccd");
}

es_status es_layout_compustat_read(es_intake *in, es_error *err)
{
    static const es_price_column columns[] = {
        {ES_FIELD_OPEN, ES_RULE_PRICE, "prcod"},
        {ES_FIELD_HIGH, ES_RULE_PRICE, "prchd"},
        {ES_FIELD_LOW, ES_RULE_PRICE, "prcld"},
        {ES_FIELD_CLOSE, ES_RULE_PRICE, "prccd"},
        {ES_FIELD_VOLUME, ES_RULE_NON_NEGATIVE, "cshtrd"},
        {ES_FIELD_SHARES, ES_RULE_POSITIVE, "cshoc"},
    };
    static const es_price_form form = {.symbol_names = "tic;gvkey",
                                       .date_names = "datadate",
                                       .adjust_name = "ajexdi",
                                       .adjust_times = "trfd",
                                       .column = columns,
                                       .n_columns = sizeof columns / sizeof *columns};
    return es_price_rows_read(in, &form, err);
}
