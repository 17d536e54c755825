/* The CSV of a yfinance data frame, three lines of header, one symbol or many:
 *
 *   Price,Close,High,...       what the column is
 *   Ticker,ORCL,ORCL,...       whose
 *   Date,,,...
 *
 * The first two may come in the other order, and the third may be missing, as other frames with two
 * lines of names are written. */
#include "import/layout.h"

#include <string.h>

#include "base/text.h"
#include "import/price_grid.h"

static bool is_text(const es_record *record, size_t i, const char *word)
{
    return es_text_is(record->field[i], record->length[i], word);
}

/* Nothing but the name of the index, the commas behind it perhaps left out. */
static bool names_index(const es_intake *in, const es_record *record)
{
    if ((record->n_fields != in->header.n && record->n_fields != 1)
        || !(is_text(record, 0, "Date") || is_text(record, 0, "Datetime")
             || is_text(record, 0, "index")))
        return false;
    for (size_t i = 1; i < record->n_fields; i++)
        if (record->length[i] > 0)
            return false;
    return true;
}

/* Are all but the first of these names those of fields? */
static bool are_fields(size_t n, const char *const *name)
{
    for (size_t i = 1; i < n; i++)
        if (!es_price_rows_column(name[i]))
            return false;
    return n > 1;
}

/* Two lines of names, one of them fields, the other not, above a day. */
static bool has_two_lines(const es_intake *in)
{
    const es_record *second = es_intake_ahead(in, 0), *third = es_intake_ahead(in, 1);
    if (!third || second->n_fields != in->header.n
        || es_dialect_like_day(second->field[0], second->length[0])
        || !es_dialect_like_day(third->field[0], third->length[0]))
        return false;
    for (size_t i = 1; i < second->n_fields; i++)
        if (second->length[i] == 0 || es_dialect_like_price(second->field[i], second->length[i]))
            return false;
    return are_fields(in->header.n, in->header.name) != are_fields(second->n_fields, second->field);
}

/* Lines of the header below the first; 0: it is of another layout. */
static size_t more_lines(const es_intake *in)
{
    const es_record *second = es_intake_ahead(in, 0), *third = es_intake_ahead(in, 1);
    if (!third || in->header.n < 2 || second->n_fields != in->header.n)
        return 0;
    if (names_index(in, third))
        return 2;
    return has_two_lines(in) ? 1 : 0;
}

bool es_layout_yfinance_recognise(const es_intake *in)
{
    return more_lines(in) > 0;
}

/* Are the fields named in the first line, or in the second? */
static bool fields_come_first(const es_intake *in, const es_record *second)
{
    size_t in_first = 0, in_second = 0;
    for (size_t i = 1; i < in->header.n; i++) {
        in_first += es_price_rows_column(in->header.name[i]) != NULL;
        in_second += es_price_rows_column(second->field[i]) != NULL;
    }
    return in_first >= in_second;
}

static es_status list_columns(es_intake *in, const es_record *second, es_grid_column *columns,
                              size_t *n, es_error *err)
{
    bool first = fields_come_first(in, second);
    const es_header below = {in->name, second->n_fields, second->field};
    bool adjusted = es_prices_are_adjusted(first ? &in->header : &below);
    for (size_t i = 1; i < in->header.n; i++) {
        const char *field = first ? in->header.name[i] : second->field[i];
        const char *symbol = first ? second->field[i] : in->header.name[i];
        const es_price_column *known = es_price_rows_column(field);
        if (!symbol[0])
            return es_fail(err, ES_EDATA, "%s: column %zu has no symbol", in->name, i + 1);
        if (adjusted && known
            && (known->field == ES_FIELD_DIVIDEND || known->field == ES_FIELD_SPLIT))
            continue;
        if (known)
            columns[(*n)++] = (es_grid_column){(int)i, es_arena_text(in->arena, symbol),
                                               known->field, known->rule};
    }
    if (es_arena_failed(in->arena))
        return es_fail_memory(err);
    if (adjusted)
        es_prices_say_adjusted(in);
    return *n ? ES_OK : es_mapping_fail_absent(&in->header, "price", "close=...", err);
}

es_status es_layout_yfinance_read(es_intake *in, es_error *err)
{
    const es_record *second = es_intake_ahead(in, 0);
    es_grid_column *columns = ES_NEW(in->arena, in->header.n, es_grid_column);
    const char *only = in->job->options->symbol;
    size_t n = 0, lines = more_lines(in);
    es_status status;
    if (!columns)
        return es_fail_memory(err);
    if (lines == 0) {
        (void)es_fail(err, ES_EDATA, "%s: does not begin with the three lines of yfinance",
                      in->name);
        return es_hint(err, "leave out --format to have the layout recognised");
    }
    status = list_columns(in, second, columns, &n, err);
    if (status != ES_OK)
        return status;
    for (size_t i = 0; only && i < n; i++) {
        if (!es_text_is(columns[i].symbol, strlen(columns[i].symbol), columns[0].symbol))
            return es_fail(err, ES_EUSAGE, "%s: has several symbols, so it cannot be named %s",
                           in->name, only);
    }
    for (size_t i = 0; only && i < n; i++)
        columns[i].symbol = only;
    es_intake_skip(in, lines);
    return es_price_grid_read(in, 0, columns, n, err);
}
