#include "import/price_rows.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/price_columns.h"
#include "import/price_sink.h"
#include "import/symbol_file.h"
#include "import/value.h"

static const es_price_form plain_form = {0};

/* ---- One row -------------------------------------------------------------------------------- */

typedef struct reader {
    es_intake *in;
    es_price_sink *sink;
    es_dialect dialect;
    bool plain_numbers; /* most are, with a decimal point */
    const es_price_form *form;
    int symbol_column, date_column;
    int time_column; /* of bars; ES_NO_COLUMN: none of its own */
    int only_column, delisting_column, adjust_column, times_column; /* ES_NO_COLUMN: none */
    size_t close;    /* the index of the close among the values */
    size_t n_values; /* columns present, and what they are */
    int value_column[ES_PRICE_VALUES_MAX];
    es_price_rule rule[ES_PRICE_VALUES_MAX];
    es_field field[ES_PRICE_VALUES_MAX];
    bool has_ret;
    size_t ret;     /* the index of the return among them */
    size_t n_extra; /* the last of them: 0, or what is known of a delisting */
    es_delisting_columns delisting;
    /* The symbol of the row before, as it stood there, and where in it the symbol is: rows of one
     * security follow each other. */
    char before[64];
    size_t before_length, before_at, before_n;
} reader;

typedef struct day_row {
    const char *symbol;
    size_t symbol_length;
    es_day day;
    double value[ES_PRICE_VALUES_MAX];
    es_price_outcome outcome;
} day_row;

/* A return may be a letter that says why there is none. */
static bool is_letter_code(es_price_rule rule, const char *text, size_t n)
{
    if (!es_price_is_return(rule))
        return false;
    es_trim(&text, &n);
    return n == 1 && ((*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z'));
}

static const char *read_value(reader *r, const char *text, size_t n, es_price_rule rule,
                              double *value, day_row *out)
{
    const char *reason = r->plain_numbers ? es_value_number(text, n, value) : NULL;
    if (r->plain_numbers && !reason && rule == ES_RULE_PRICE && *value > 0.0) {
        out->outcome.has_price = true; /* most are so */
        return NULL;
    }
    r->dialect.was_percent = false;
    if (reason || !r->plain_numbers) {
        r->dialect.percent = es_price_is_return(rule);
        r->dialect.scaled = es_price_is_count(rule);
        reason = es_dialect_number(&r->dialect, text, n, value);
    }
    if (reason && is_letter_code(rule, text, n)) {
        *value = (double)NAN;
        reason = NULL;
    }
    if (!reason && !r->dialect.was_percent)
        es_price_scale(r->in, rule, text, n, value);
    return reason ? reason : es_price_rule_apply(rule, value, &out->outcome);
}

/* the delisting return is compounded into the day's, or stands for it. */
static bool read_delisting(reader *r, const es_record *record, day_row *out, es_bad_row *bad)
{
    const char *text = record->field[r->delisting_column], *reason;
    size_t n = record->length[r->delisting_column];
    double delisting, *ret = &out->value[r->ret];
    reason = read_value(r, text, n, ES_RULE_DELISTING, &delisting, out);
    if (reason)
        return es_bad(bad, r->in->header.name[r->delisting_column], text, n, reason);
    if (isnan(*ret))
        *ret = delisting;
    else if (!isnan(delisting))
        *ret = (1.0 + *ret) * (1.0 + delisting) - 1.0;
    return true;
}

/* The factor to adjust prices: adj_close, the last of the values, is close over it. */
static bool read_adjustment(reader *r, const es_record *record, day_row *out, es_bad_row *bad)
{
    const char *text = record->field[r->adjust_column], *reason;
    size_t n = record->length[r->adjust_column];
    double factor, times = 1.0, *adjusted = &out->value[r->n_values - r->n_extra - 1];
    es_price_outcome unused = {0, false};
    reason = es_dialect_number(&r->dialect, text, n, &factor);
    if (!reason)
        reason = es_price_rule_apply(ES_RULE_NON_NEGATIVE, &factor, &unused);
    if (reason)
        return es_bad(bad, r->in->header.name[r->adjust_column], text, n, reason);
    if (r->times_column != ES_NO_COLUMN) {
        text = record->field[r->times_column];
        n = record->length[r->times_column];
        reason = es_dialect_number(&r->dialect, text, n, &times);
        if (!reason)
            reason = es_price_rule_apply(ES_RULE_NON_NEGATIVE, &times, &unused);
        if (reason)
            return es_bad(bad, r->in->header.name[r->times_column], text, n, reason);
        if (!(times > 0.0)) /* none has been paid yet */
            times = 1.0;
    }
    *adjusted = factor > 0.0 ? out->value[r->close] / factor * times : (double)NAN;
    return true;
}

static bool read_values(reader *r, const es_record *record, day_row *out, es_bad_row *bad)
{
    bool adjusts = r->adjust_column != ES_NO_COLUMN;
    for (size_t i = 0; i < r->n_values - r->n_extra - adjusts; i++) {
        int column = r->value_column[i];
        const char *text = record->field[column], *reason;
        size_t n = record->length[column];
        if (r->rule[i] == ES_RULE_DELISTING) {
            out->value[i] = (double)NAN; /* the return of a file that has only this one */
            continue;
        }
        reason = read_value(r, text, n, r->rule[i], &out->value[i], out);
        if (reason)
            return es_bad(bad, r->in->header.name[column], text, n, reason);
    }
    if (adjusts && !read_adjustment(r, record, out, bad))
        return false;
    if (r->n_extra)
        es_delisting_read(&r->delisting, record, r->has_ret ? out->value[r->ret] : (double)NAN,
                          out->value + r->n_values - r->n_extra);
    return r->delisting_column == ES_NO_COLUMN || read_delisting(r, record, out, bad);
}

static void remember_symbol(reader *r, const char *text, size_t n, const day_row *row)
{
    if (n > sizeof r->before)
        return;
    memcpy(r->before, text, n);
    r->before_length = n;
    r->before_at = (size_t)(row->symbol - text);
    r->before_n = row->symbol_length;
}

static bool read_symbol(reader *r, const es_record *record, day_row *out, es_bad_row *bad)
{
    const char *reason, *text;
    size_t n;
    if (r->form->symbol) {
        out->symbol = r->form->symbol;
        out->symbol_length = strlen(r->form->symbol);
        return true;
    }
    text = out->symbol = record->field[r->symbol_column];
    n = out->symbol_length = record->length[r->symbol_column];
    if (n && n == r->before_length && memcmp(text, r->before, n) == 0) {
        out->symbol += r->before_at;
        out->symbol_length = r->before_n;
        return true;
    }
    es_trim(&out->symbol, &out->symbol_length);
    es_value_plain_id(r->in->header.name[r->symbol_column], out->symbol, &out->symbol_length);
    reason = es_value_symbol(out->symbol, out->symbol_length);
    if (reason)
        return es_bad(bad, r->in->header.name[r->symbol_column], out->symbol, out->symbol_length,
                      reason);
    remember_symbol(r, text, n, out);
    return true;
}

static const char *read_bar(reader *r, const es_record *record, es_day *out)
{
    es_piece time = {NULL, 0};
    if (r->time_column != ES_NO_COLUMN)
        time = es_intake_piece(record, r->time_column);
    return es_dialect_bar(&r->dialect, record->field[r->date_column],
                          record->length[r->date_column], time, out);
}

static bool read_row(reader *r, const es_record *record, day_row *out, es_bad_row *bad)
{
    const char *const *name = r->in->header.name;
    const char *text = record->field[r->date_column], *reason;
    size_t n = record->length[r->date_column];
    bad->line = record->line;
    out->outcome = (es_price_outcome){0, false};
    reason = r->dialect.bars ? read_bar(r, record, &out->day)
                             : es_dialect_day(&r->dialect, text, n, &out->day);
    if (reason && r->dialect.bars && r->time_column != ES_NO_COLUMN) {
        text = record->field[r->time_column];
        n = record->length[r->time_column];
        return es_bad(bad, name[r->time_column], text, n, reason);
    }
    if (reason)
        return es_bad(bad, name[r->date_column], text, n, reason);
    if (!read_values(r, record, out, bad))
        return false;
    if (r->only_column != ES_NO_COLUMN && !r->dialect.bars) {
        text = record->field[r->only_column];
        n = record->length[r->only_column];
        if (!es_text_is(text, n, r->form->only_value))
            return es_bad(bad, name[r->only_column], text, n, r->form->only_reason);
    }
    return read_symbol(r, record, out, bad);
}

static es_status keep_row(const reader *r, const es_record *record, const day_row *row,
                          es_error *err)
{
    es_price_row price = {row->symbol, row->symbol_length, row->day, record->line, row->value};
    r->in->summary->nonpositive += row->outcome.n_nonpositive;
    r->in->summary->missing += !row->outcome.has_price;
    return es_price_sink_add(r->sink, &price, err);
}

/* ---- The file ------------------------------------------------------------------------------- */

/* Opening prices, highs and lows alone give no return. */
static bool can_be_studied(es_field field)
{
    return field == ES_FIELD_CLOSE || field == ES_FIELD_ADJ_CLOSE || field == ES_FIELD_RET;
}

/* The columns that give values; a delisting return goes into the return, if there is one. */
static void list_values(reader *r, const es_price_columns *c, const int column[ES_PRICE_ROLES_MAX],
                        bool *has_price)
{
    bool has_return = false;
    *has_price = false;
    r->delisting_column = ES_NO_COLUMN;
    for (size_t i = 0; i < c->n; i++) {
        int found = column[ES_PRICE_ROLE_VALUE + i];
        if (found == ES_NO_COLUMN)
            continue;
        *has_price = *has_price || can_be_studied(c->value[i].field);
        if (c->value[i].rule == ES_RULE_DELISTING) {
            r->delisting_column = found;
            if (has_return)
                continue;
        }
        if (c->value[i].field == ES_FIELD_RET) {
            has_return = r->has_ret = true;
            r->ret = r->n_values;
        }
        r->value_column[r->n_values] = found;
        r->rule[r->n_values] = c->value[i].rule;
        r->field[r->n_values++] = c->value[i].field;
    }
}

static int find_named(const reader *r, const char *name)
{
    const es_header *header = &r->in->header;
    for (size_t i = 0; name && i < header->n; i++)
        if (es_name_equal(header->name[i], name))
            return (int)i;
    return ES_NO_COLUMN;
}

/* A column of adjustment factors gives a value more: adj_close, behind the others.  Not beside
 * returns: adjusted prices come first, but these lack the dividends. */
static void list_adjustment(reader *r)
{
    size_t close = 0;
    for (size_t i = 0; i < r->n_values; i++)
        if (r->field[i] == ES_FIELD_RET) {
            r->adjust_column = ES_NO_COLUMN;
            return;
        }
    r->adjust_column = find_named(r, r->form->adjust_name);
    r->times_column = find_named(r, r->form->adjust_times);
    while (close < r->n_values && r->field[close] != ES_FIELD_CLOSE)
        close++;
    if (close == r->n_values)
        r->adjust_column = ES_NO_COLUMN;
    if (r->adjust_column == ES_NO_COLUMN)
        return;
    r->close = close;
    r->value_column[r->n_values] = r->adjust_column;
    r->rule[r->n_values] = ES_RULE_PRICE;
    r->field[r->n_values++] = ES_FIELD_ADJ_CLOSE;
}

/* The code of a delisting, its return and the exchange, behind all other values. */
static void list_delisting(reader *r)
{
    static const es_field field[ES_DELISTING_VALUES] = {
        ES_FIELD_DELIST_CODE, ES_FIELD_DELIST_RETURN, ES_FIELD_EXCHANGE_CODE};
    const es_delisting_names *names = r->form->delisting;
    if (!names || !es_delisting_find(&r->in->header, names, &r->delisting))
        return;
    r->n_extra = ES_DELISTING_VALUES;
    for (size_t i = 0; i < r->n_extra; i++)
        r->field[r->n_values++] = field[i];
}

/* yfinance adjusts its prices for the distributions and splits that it lists beside them, unless it
 * gives an adjusted close apart: taking them in again would count them twice. */
static void drop_distributions(reader *r)
{
    size_t kept = 0;
    if (!es_prices_are_adjusted(&r->in->header))
        return;
    for (size_t i = 0; i < r->n_values; i++) {
        if (r->field[i] == ES_FIELD_DIVIDEND || r->field[i] == ES_FIELD_SPLIT)
            continue;
        r->value_column[kept] = r->value_column[i];
        r->rule[kept] = r->rule[i];
        r->field[kept] = r->field[i];
        r->ret = r->ret == i ? kept : r->ret;
        kept++;
    }
    r->n_values = kept;
    es_prices_say_adjusted(r->in);
}

static es_status explain_columns(const reader *r, es_error *err)
{
    es_explanation *x = r->in->job->explain;
    es_status status = es_explain_columns_begin(x, r->in->header.n, err);
    if (status != ES_OK)
        return status;
    es_explain_column(x, r->symbol_column, r->form->symbol ? NULL : "symbol");
    es_explain_column(x, r->date_column, "date");
    es_explain_column(x, r->time_column, "time of the bar");
    for (size_t i = 0; i < r->n_values - r->n_extra; i++)
        es_explain_column(x, r->value_column[i], es_field_name(r->field[i]));
    if (r->adjust_column != ES_NO_COLUMN)
        es_explain_column(x, r->adjust_column, "factor: adj_close is close over it");
    es_explain_column(x, r->delisting_column, "delisting return, compounded into ret");
    if (r->n_extra) {
        es_explain_column(x, r->delisting.code, "delist_code");
        es_explain_column(x, r->delisting.action, "delist_code: GDR is 500");
        es_explain_column(x, r->delisting.exchange, "exchange_code of a delisting");
    }
    es_explain_column(x, r->only_column, "which rows are read");
    return es_explain_columns_end(x, r->in->header.name, err);
}

static bool is_read(const reader *r, int column)
{
    const int others[] = {r->symbol_column,     r->date_column,      r->time_column,
                          r->only_column,       r->delisting_column, r->adjust_column,
                          r->times_column,      r->delisting.code,   r->delisting.action,
                          r->delisting.exchange};
    for (size_t i = 0; i < r->n_values - r->n_extra; i++)
        if (r->value_column[i] == column)
            return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] == column && (i < 7 || r->n_extra))
            return true;
    return false;
}

static bool has_field(const reader *r, es_field field)
{
    for (size_t i = 0; i < r->n_values; i++)
        if (r->field[i] == field)
            return true;
    return false;
}

/* Columns left unread that somebody may miss: an adjusted price where there is none, and, for a
 * message about days told twice, a text that may be the symbol. */
static void note_unread(const reader *r)
{
    const es_record *first = es_intake_ahead(r->in, 0);
    const es_header *header = &r->in->header;
    bool adjusted = has_field(r, ES_FIELD_ADJ_CLOSE) || has_field(r, ES_FIELD_RET);
    for (size_t c = 0; c < header->n; c++) {
        double unused;
        if (is_read(r, (int)c))
            continue;
        if (!adjusted && es_text_contains(header->name[c], "adj") && !*r->in->summary->unread)
            (void)snprintf(r->in->summary->unread, sizeof r->in->summary->unread, "%s",
                           header->name[c]);
        if (r->form->symbol && !r->in->text_column && header->name[c][0] && first
            && first->n_fields == header->n && first->length[c]
            && es_value_number(first->field[c], first->length[c], &unused)
            && !es_dialect_like_day(first->field[c], first->length[c]))
            r->in->text_column = header->name[c];
    }
}

/* None of the columns is known: they may be symbols all the same. */
static es_status fail_price(const reader *r, es_error *err)
{
    es_status status =
        es_mapping_fail_absent(&r->in->header, "price", "date=YourColumn,close=...", err);
    if (r->n_values == 0 && r->form->symbol && r->in->header.n > 2 && !r->in->job->options->map)
        return es_hint(err, "name it: --map date=YourColumn,close=...; or, where each column is a "
                            "symbol, say --format wide");
    return status;
}

static es_status prepare(reader *r, es_error *err)
{
    const es_header *header = &r->in->header;
    es_price_columns c = es_price_columns_of(r->form);
    int column[ES_PRICE_ROLES_MAX];
    bool has_price;
    es_status status = es_price_columns_find(r->in, &c, column, err);
    if (status != ES_OK)
        return status;
    r->symbol_column = column[ES_PRICE_ROLE_SYMBOL];
    r->date_column = column[ES_PRICE_ROLE_DATE];
    r->only_column = find_named(r, r->form->only_name);
    r->time_column = find_named(r, "time");
    if (r->time_column == ES_NO_COLUMN)
        r->time_column = find_named(r, "<time>"); /* Stooq's */
    if (r->time_column == r->date_column)
        r->time_column = ES_NO_COLUMN;
    list_values(r, &c, column, &has_price);
    drop_distributions(r);
    list_adjustment(r);
    list_delisting(r);
    if (r->date_column == ES_NO_COLUMN)
        return es_mapping_fail_absent(header, "date", "date=YourColumn,close=...", err);
    if (!has_price)
        return r->in->wants_returns
                   ? es_mapping_fail_absent(header, "return", "date=YourColumn,ret=...", err)
                   : fail_price(r, err);
    if (!r->form->symbol && r->symbol_column == ES_NO_COLUMN)
        return es_mapping_fail_absent(header, "symbol", "symbol=YourColumn", err);
    status = es_dialect_find(r->in, r->date_column, r->value_column, r->n_values - r->n_extra,
                             r->form->order, &r->dialect, err);
    if (status == ES_OK)
        status = es_dialect_find_bars(r->in, r->date_column, r->time_column, &r->dialect, err);
    if (status == ES_OK)
        status = explain_columns(r, err);
    note_unread(r);
    r->plain_numbers = r->dialect.mark == ES_MARK_POINT;
    return status;
}

static es_status read_records(reader *r, es_error *err)
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

static es_status check_symbol(const reader *r, es_error *err)
{
    const char *symbol = r->in->job->options->symbol;
    if (!symbol || r->form->symbol)
        return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "%s: has a symbol column, so it cannot be named %s as a whole",
                  r->in->name, symbol);
    return es_hint(err, "leave out --symbol, or say --format yahoo to ignore the column");
}

es_status es_price_rows_read(es_intake *in, const es_price_form *form, es_error *err)
{
    reader r = {.in = in, .form = form ? form : &plain_form};
    es_status status = check_symbol(&r, err);
    if (status == ES_OK)
        status = prepare(&r, err);
    if (status == ES_OK)
        status = es_price_sink_open(in, r.field, r.n_values, &r.sink, err);
    if (status == ES_OK)
        status = read_records(&r, err);
    if (status == ES_OK && !r.form->delisting) /* those are fractions by definition */
        status = es_price_check_returns(in, err);
    status = es_price_sink_end(r.sink, status, err);
    es_price_sink_close(r.sink);
    es_dialect_describe(&r.dialect, in->summary->layout, sizeof in->summary->layout);
    return status;
}

es_status es_price_rows_read_one(es_intake *in, const es_price_form *form, es_error *err)
{
    es_price_form one = form ? *form : plain_form;
    one.symbol = in->job->options->symbol;
    if (!one.symbol && es_source_is_nameless(in->source)) {
        (void)es_fail(err, ES_EUSAGE, "%s: the header has no symbol column, and stdin has no name",
                      in->name);
        return es_hint(err, "name the symbol: --symbol ORCL");
    }
    if (!one.symbol) {
        es_status status = es_symbol_from_file(in, &one.symbol, err);
        if (status != ES_OK)
            return status;
    }
    (void)snprintf(in->summary->symbol, sizeof in->summary->symbol, "%s", one.symbol);
    return es_price_rows_read(in, &one, err);
}
