/* The columns of a price file whose records are one security's day each. */
#ifndef ES_IMPORT_PRICE_ROWS_H
#define ES_IMPORT_PRICE_ROWS_H

#include "import/delisting.h"
#include "import/dialect.h"

/* What a value must be, besides a number. */
typedef enum es_price_rule {
    ES_RULE_PRICE,        /* not positive: missing, counted */
    ES_RULE_MIDPOINT,     /* negative: a bid/ask midpoint, taken without its sign; 0: missing */
    ES_RULE_POSITIVE,     /* not positive: missing */
    ES_RULE_THOUSANDS,    /* the same, counted in thousands */
    ES_RULE_NON_NEGATIVE, /* negative: the row is rejected */
    ES_RULE_VOLUME,       /* negative: missing */
    ES_RULE_RATIO,        /* 0: 1; negative: the row is rejected */
    ES_RULE_RETURN,       /* a letter, or -44 and below: missing; below -1: rejected */
    ES_RULE_DELISTING,    /* the same, compounded into the day's return */
    ES_RULE_STATED        /* a return, but no news: the day's return has it */
} es_price_rule;

typedef struct es_price_column {
    es_field field;
    es_price_rule rule;
    const char *synonyms; /* besides the field's name; see es_role */
} es_price_column;

/* What the rules say of a row. */
typedef struct es_price_outcome {
    uint64_t n_nonpositive; /* prices taken as missing */
    bool has_price;
} es_price_outcome;

/* Of a return, which may be in percent; of shares, which may be counted in K, M, B. */
bool es_price_is_return(es_price_rule rule);
bool es_price_is_count(es_price_rule rule);

/* Scales and counts a return (options->scale) before the rule is applied; other values are left as
 * they are. */
void es_price_scale(es_intake *in, es_price_rule rule, const char *text, size_t n, double *value);

/* R-9, before anything of a file that fits into a batch is stored: returns that look like percent
 * are refused, unless a scale was given. */
es_status es_price_check_returns(const es_intake *in, es_error *err);

/* Applies the rule to a number; returns why the row must be rejected, or NULL. */
const char *es_price_rule_apply(es_price_rule rule, double *value, es_price_outcome *out);

/* How a layout differs from the plain one; everything 0 is the plain one. */
typedef struct es_price_form {
    const char *symbol;            /* of every row; NULL: the file has a symbol column */
    const char *symbol_names;      /* synonyms; NULL: the usual ones */
    const char *date_names;        /* the same */
    const es_price_column *column; /* n_columns; NULL: the usual ones */
    size_t n_columns;
    es_date_order order;
    const char *adjust_name;             /* close / this is adj_close, in a file without returns */
    const char *adjust_times;            /* and times this, where the file has it */
    const es_delisting_names *delisting; /* NULL: the file says nothing of it */
    const char *only_name; /* rows whose column of this name is not only_value are rejected */
    const char *only_value, *only_reason;
} es_price_form;

/* Has the file a column for the symbol, for the date? */
bool es_price_rows_have_symbol(const es_intake *in);
bool es_price_rows_have_date(const es_intake *in);

/* Is the first column the date, by its name or for lack of one, as data frames are written? */
bool es_price_rows_begin_with_date(const es_intake *in);

/* Is this the name of a column of dates? */
bool es_price_rows_is_date(const char *name);

/* How many columns of the header are known, besides symbol and date. */
size_t es_price_rows_known(const es_intake *in);

/* Is the header in this language of symbols, dates and values? */
bool es_price_rows_have_form(const es_intake *in, const es_price_form *form);

/* What a column of this name holds; NULL: it is not known. */
const es_price_column *es_price_rows_column(const char *name);

/* Are these the columns of yfinance with adjusted prices, Dividends and Stock Splits beside a Close
 * that has them in it?  Those two columns are then not read, and the description says so. */
bool es_prices_are_adjusted(const es_header *header);
void es_prices_say_adjusted(es_intake *in);

/* Reads every record into the store.
 *
 * A price that is not positive counts as missing, and so do shares; a negative volume or dividend,
 * a text where a number belongs, an impossible day, an empty symbol reject the row.  A split of 0
 * means none.  Days without any price are kept as days without a price. */
es_status es_price_rows_read(es_intake *in, const es_price_form *form, es_error *err);

/* The same for a file of one symbol: the user's, else the name of the file. */
es_status es_price_rows_read_one(es_intake *in, const es_price_form *form, es_error *err);

/* Is the header made of these names, in whatever order, and perhaps others?  The list is separated
 * by `|`. */
bool es_price_rows_have_names(const es_intake *in, const char *names);

#endif
