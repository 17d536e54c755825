/* One row per day, one column per symbol: the first column is the day, the names of the others are
 * symbols, each cell is a close. */
#include "import/layout.h"

#include <string.h>

#include "base/text.h"
#include "import/price_grid.h"

/* The column of the date: the first, or behind the numbers of the rows the second. */
static size_t date_column(const es_intake *in)
{
    return in->header.n > 2 && !es_price_rows_is_date(in->header.name[0])
                   && es_price_rows_is_date(in->header.name[1])
               ? 1
               : 0;
}

/* Days and prices in the records read ahead; the sign keeps returns and factors out. */
static bool looks_like_grid(const es_intake *in)
{
    size_t date = date_column(in);
    const es_record *record;
    for (size_t i = 0; (record = es_intake_ahead(in, i)) != NULL; i++) {
        if (record->n_fields != in->header.n)
            continue;
        if (!es_dialect_like_day(record->field[date], record->length[date]))
            return false;
        for (size_t c = date + 1; c < record->n_fields; c++)
            if (in->header.name[c][0]
                && !es_dialect_like_price(record->field[c], record->length[c]))
                return false;
    }
    return es_intake_ahead(in, 0) != NULL;
}

/* Words that names of columns have and symbols have not. */
static bool says_what_it_is(const char *name)
{
    static const char *const words[] = {"close",    "price",    "volume", "turnover", "quantity",
                                        "deliver",  "adjusted", "shares", "kurs",     "schluss",
                                        "exchange", "percent",  "change", "currency", "return"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (es_text_contains(name, words[i]))
            return true;
    return false;
}

/* OPEN and LOW are symbols too, so a few known names are no objection. */
bool es_layout_wide_recognise(const es_intake *in)
{
    size_t n = 0;
    for (size_t c = date_column(in) + 1; c < in->header.n; c++) {
        n += in->header.name[c][0] != '\0';
        if (says_what_it_is(in->header.name[c]))
            return false;
    }
    return n >= 1 && !in->job->options->map && es_price_rows_begin_with_date(in)
           && !es_price_rows_have_symbol(in) && 2 * es_price_rows_known(in) < n
           && looks_like_grid(in);
}

es_status es_layout_wide_read(es_intake *in, es_error *err)
{
    const es_import_options *options = in->job->options;
    es_grid_column *columns = ES_NEW(in->arena, in->header.n, es_grid_column);
    size_t n = 0;
    if (!columns)
        return es_fail_memory(err);
    for (size_t c = date_column(in) + 1; c < in->header.n; c++)
        if (in->header.name[c][0])
            columns[n++] =
                (es_grid_column){(int)c, in->header.name[c], ES_FIELD_CLOSE, ES_RULE_PRICE};
    if (options->symbol && n == 1)
        columns[0].symbol = options->symbol;
    else if (options->symbol || options->map) {
        (void)es_fail(err, ES_EUSAGE, "%s: the columns' names are the symbols", in->name);
        return es_hint(err, "leave out --%s", options->symbol ? "symbol" : "map");
    }
    if (n == 0)
        return es_fail(err, ES_EDATA, "%s: no column but the first, which is the date", in->name);
    return es_price_grid_read(in, date_column(in), columns, n, err);
}
