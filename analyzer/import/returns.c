/* Files of ready-made returns. */
#include "base/text.h"
#include "import/price_grid.h"
#include "import/readers.h"

static const double tolerated_rejects = 0.01; /* share of the rows */

static const es_price_column columns[] = {
    {ES_FIELD_RET, ES_RULE_RETURN, "return|returns|total_return|daily_return|dlyret"}};

static const es_price_form long_form = {.column = columns, .n_columns = 1};

/* Every column but the first is a symbol. */
static es_status read_wide(es_intake *in, es_error *err)
{
    es_grid_column *column = ES_NEW(in->arena, in->header.n + 1, es_grid_column);
    size_t n = 0;
    if (!column)
        return es_fail_memory(err);
    for (size_t c = 1; c < in->header.n; c++)
        if (in->header.name[c][0])
            column[n++] =
                (es_grid_column){(int)c, in->header.name[c], ES_FIELD_RET, ES_RULE_RETURN};
    return es_price_grid_read(in, 0, column, n, err);
}

static bool is_wide(const es_intake *in)
{
    static const es_role date = {"date", "day|datadate|trade_date|timestamp|index|unnamed: 0"};
    const es_record *first = es_intake_ahead(in, 0);
    return in->header.n >= 2 && first && !in->job->options->map
           && (!in->header.name[0][0] || es_role_is(&date, in->header.name[0]))
           && es_dialect_like_day(first->field[0], first->length[0])
           && !es_price_rows_have_symbol(in);
}

es_status es_read_returns(es_intake *in, es_error *err)
{
    es_price_form one = long_form;
    const char *layout = "returns, one row per symbol and day";
    es_record unused;
    es_status status = es_intake_peek(in, 0, &unused, err);
    bool is_long = es_price_rows_have_form(in, &long_form), wide, single;
    if (status != ES_OK)
        return status;
    in->wants_returns = true;
    one.symbol = "";
    single = !is_long && !es_price_rows_have_symbol(in) && es_price_rows_have_form(in, &one);
    wide = !is_long && !single && is_wide(in);
    if (wide)
        layout = "returns, one row per day, one column per symbol";
    else if (single)
        layout = "returns, one symbol per file";
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "%s", layout);
    if (wide && in->job->options->symbol)
        return es_fail(err, ES_EUSAGE, "%s: the columns' names are the symbols", in->name);
    status = wide     ? read_wide(in, err)
             : single ? es_price_rows_read_one(in, &long_form, err)
                      : es_price_rows_read(in, &long_form, err);
    return status == ES_OK ? es_intake_finish(in, tolerated_rejects, err) : status;
}
