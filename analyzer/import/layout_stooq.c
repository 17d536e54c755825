/* Stooq, daily: one file per symbol with Date,Open,High,Low,Close,Volume, or the bulk form
 * <TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>, days as YYYYMMDD.
 * Closes are adjusted by the vendor. */
#include "import/layout.h"
#include "import/price_rows.h"

static bool is_bulk(const es_intake *in)
{
    return es_price_rows_have_names(in, "<TICKER>|<PER>|<DATE>|<CLOSE>");
}

bool es_layout_stooq_recognise(const es_intake *in)
{
    return is_bulk(in)
           || (in->header.n == 6
               && es_price_rows_have_names(in, "Date|Open|High|Low|Close|Volume"));
}

es_status es_layout_stooq_read(es_intake *in, es_error *err)
{
    static const es_price_column columns[] = {
        {ES_FIELD_OPEN, ES_RULE_PRICE, "<OPEN>"},
        {ES_FIELD_HIGH, ES_RULE_PRICE, "<HIGH>"},
        {ES_FIELD_LOW, ES_RULE_PRICE, "<LOW>"},
        {ES_FIELD_CLOSE, ES_RULE_PRICE, "<CLOSE>"},
        {ES_FIELD_VOLUME, ES_RULE_NON_NEGATIVE, "<VOL>"},
    };
    es_price_form form = {.symbol = in->job->options->symbol,
                          .symbol_names = "<TICKER>",
                          .date_names = "<DATE>",
                          .column = columns,
                          .n_columns = sizeof columns / sizeof *columns,
                          .only_name = "<PER>",
                          .only_value = "D",
                          .only_reason = "is not D: only daily prices are read"};
    if (!is_bulk(in))
        return es_price_rows_read_one(in, NULL, err);
    if (form.symbol)
        (void)snprintf(in->summary->symbol, sizeof in->summary->symbol, "%s", form.symbol);
    return es_price_rows_read(in, &form, err);
}
