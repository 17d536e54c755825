#include "import/price_rows.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/price_sink.h"
#include "import/value.h"

/* What a value must be, besides a number. */
typedef enum value_rule {
    PRICE,        /* not positive: missing, counted */
    POSITIVE,     /* not positive: missing */
    NON_NEGATIVE, /* negative: the row is rejected */
    RATIO         /* 0: 1; negative: the row is rejected */
} value_rule;

/* Field, synonyms of its column, rule. */
#define PRICE_COLUMN_MAP(X)                                                                        \
    X(OPEN, "open", PRICE)                                                                         \
    X(HIGH, "high", PRICE)                                                                         \
    X(LOW, "low", PRICE)                                                                           \
    X(CLOSE, "close|price|last|close/last|prc", PRICE)                                             \
    X(ADJ_CLOSE, "adjclose|adjusted_close|adjusted", PRICE)                                        \
    X(VOLUME, "volume|vol", NON_NEGATIVE)                                                          \
    X(SHARES, "shares_outstanding|shrout", POSITIVE)                                               \
    X(DIVIDEND, "dividends|div_cash|divcash", NON_NEGATIVE)                                        \
    X(SPLIT, "split_factor|splitfactor|stock_splits|split_ratio", RATIO)

enum { ROLE_SYMBOL, ROLE_DATE, ROLE_VALUE };

/* Roles: symbol, date, then one per price column. */
typedef struct price_column {
    es_field field;
    value_rule rule;
    const char *synonyms;
} price_column;

static const price_column price_columns[] = {
#define PRICE_COLUMN(field, synonyms, rule) {ES_FIELD_##field, rule, synonyms},
    PRICE_COLUMN_MAP(PRICE_COLUMN)
#undef PRICE_COLUMN
};

enum { N_VALUES = sizeof price_columns / sizeof *price_columns, N_ROLES = ROLE_VALUE + N_VALUES };

static es_status find_columns(const es_intake *in, int column[N_ROLES], es_error *err)
{
    es_role roles[N_ROLES] = {
        [ROLE_SYMBOL] = {"symbol", "ticker|security|stock|ric|isin|permno|tic"},
        [ROLE_DATE] = {"date", "day|datadate|trade_date"},
    };
    for (size_t i = 0; i < N_VALUES; i++) {
        roles[ROLE_VALUE + i].name = es_field_name(price_columns[i].field);
        roles[ROLE_VALUE + i].synonyms = price_columns[i].synonyms;
    }
    return es_mapping_find(&in->header, roles, N_ROLES, in->job->options->map, column, err);
}

/* Wrong use of columns does not keep a file from being recognised: reading it will say so. */
static bool has_role(const es_intake *in, size_t role)
{
    int column[N_ROLES];
    return find_columns(in, column, NULL) != ES_OK || column[role] != ES_NO_COLUMN;
}

bool es_price_rows_have_symbol(const es_intake *in)
{
    return has_role(in, ROLE_SYMBOL);
}

bool es_price_rows_have_date(const es_intake *in)
{
    return has_role(in, ROLE_DATE);
}

/* ---- One row -------------------------------------------------------------------------------- */

typedef struct reader {
    es_intake *in;
    es_price_sink *sink;
    const char *symbol; /* of every row, or NULL */
    int symbol_column, date_column;
    size_t n_values; /* columns present, and what they are */
    int value_column[N_VALUES];
    const price_column *kind[N_VALUES];
    es_field field[N_VALUES];
} reader;

typedef struct day_row {
    const char *symbol;
    size_t symbol_length;
    es_day day;
    double value[N_VALUES];
    uint64_t n_nonpositive;
    bool has_price;
} day_row;

/* Applies the rule to a number; returns why the row must be rejected, or NULL. */
static const char *apply_rule(value_rule rule, double *value, day_row *out)
{
    if (isnan(*value))
        return NULL;
    switch (rule) {
    case PRICE:
        if (*value > 0.0) {
            out->has_price = true;
        } else {
            out->n_nonpositive++;
            *value = (double)NAN;
        }
        return NULL;
    case POSITIVE:
        if (*value <= 0.0)
            *value = (double)NAN;
        return NULL;
    case RATIO:
        if (*value == 0.0)
            *value = 1.0;
        break;
    case NON_NEGATIVE:
        break;
    }
    return *value < 0.0 ? "is negative" : NULL;
}

static bool read_row(const reader *r, const es_record *record, day_row *out, es_bad_row *bad)
{
    const char *const *name = r->in->header.name;
    const char *text = record->field[r->date_column], *reason;
    size_t n = record->length[r->date_column];
    bad->line = record->line;
    out->n_nonpositive = 0;
    out->has_price = false;
    reason = es_value_day(text, n, &out->day);
    if (reason)
        return es_bad(bad, name[r->date_column], text, n, reason);
    for (size_t i = 0; i < r->n_values; i++) {
        int column = r->value_column[i];
        reason = es_value_number(record->field[column], record->length[column], &out->value[i]);
        if (!reason)
            reason = apply_rule(r->kind[i]->rule, &out->value[i], out);
        if (reason)
            return es_bad(bad, name[column], record->field[column], record->length[column], reason);
    }
    if (r->symbol) {
        out->symbol = r->symbol;
        out->symbol_length = strlen(r->symbol);
        return true;
    }
    out->symbol = record->field[r->symbol_column];
    out->symbol_length = record->length[r->symbol_column];
    es_trim(&out->symbol, &out->symbol_length);
    return out->symbol_length > 0 || es_bad(bad, name[r->symbol_column], "", 0, "is empty");
}

static es_status keep_row(const reader *r, const es_record *record, const day_row *row,
                          es_error *err)
{
    es_price_row price = {row->symbol, row->symbol_length, row->day, record->line, row->value};
    r->in->summary->nonpositive += row->n_nonpositive;
    r->in->summary->missing += !row->has_price;
    return es_price_sink_add(r->sink, &price, err);
}

/* ---- The file ------------------------------------------------------------------------------- */

static es_status prepare(reader *r, es_error *err)
{
    const es_header *header = &r->in->header;
    int column[N_ROLES];
    bool has_price = false;
    es_status status = find_columns(r->in, column, err);
    if (status != ES_OK)
        return status;
    r->symbol_column = column[ROLE_SYMBOL];
    r->date_column = column[ROLE_DATE];
    for (size_t i = 0; i < N_VALUES; i++) {
        if (column[ROLE_VALUE + i] == ES_NO_COLUMN)
            continue;
        r->value_column[r->n_values] = column[ROLE_VALUE + i];
        r->kind[r->n_values] = &price_columns[i];
        r->field[r->n_values++] = price_columns[i].field;
        has_price = has_price || price_columns[i].rule == PRICE;
    }
    if (r->date_column == ES_NO_COLUMN)
        return es_mapping_fail_absent(header, "date", "date=YourColumn,close=...", err);
    if (!has_price)
        return es_mapping_fail_absent(header, "price", "date=YourColumn,close=...", err);
    if (!r->symbol && r->symbol_column == ES_NO_COLUMN)
        return es_mapping_fail_absent(header, "symbol", "symbol=YourColumn", err);
    return ES_OK;
}

static es_status read_records(const reader *r, es_error *err)
{
    es_record record;
    es_bad_row bad;
    day_row row;
    es_status status;
    while ((status = es_intake_next(r->in, &record, err)) == ES_OK && record.n_fields) {
        if (read_row(r, &record, &row, &bad))
            status = keep_row(r, &record, &row, err);
        else
            status = es_intake_reject(r->in, &bad, err);
        if (status != ES_OK)
            break;
    }
    return status;
}

es_status es_price_rows_read(es_intake *in, const char *symbol, es_error *err)
{
    reader r = {.in = in, .symbol = symbol};
    es_status status = prepare(&r, err);
    if (status == ES_OK)
        status = es_price_sink_open(in, r.field, r.n_values, &r.sink, err);
    if (status == ES_OK)
        status = read_records(&r, err);
    if (status == ES_OK)
        status = es_price_sink_flush(r.sink, err);
    es_price_sink_close(r.sink);
    return status;
}
