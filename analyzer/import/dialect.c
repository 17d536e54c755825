#include "import/dialect.h"

#include <ctype.h>
#include <string.h>

#include "import/dialect_parts.h"
#include "import/value.h"

/* What has been seen of the file so far. */
typedef struct search {
    bool date_settled, mark_settled, mark_seen;
    size_t n_short;  /* dates with years of two digits, if these are the last number; */
    int first, year; /* the first number and the year of the first of them, */
    bool first_varies, year_varies; /* and whether others have another */
    bool commas_separate;           /* the fields */
} search;

enum { ENOUGH = 20 }; /* dates with years of two digits to look at */

/* Where the number in front stays and the one behind moves from row to row, the year stands in
 * front. */
static void look_at_year(int first, int year, es_dialect *d, search *s)
{
    if (s->n_short++ == 0) {
        s->first = first;
        s->year = year;
    }
    s->first_varies = s->first_varies || first != s->first;
    s->year_varies = s->year_varies || year != s->year;
    d->year_may_lead = s->n_short > 2 && s->year_varies && !s->first_varies;
}

static void look_at_date(const es_record *record, int column, es_dialect *d, search *s)
{
    const char *text = record->field[column];
    size_t n = record->length[column];
    int first, second, year;
    es_day unused;
    bool short_year;
    if (!es_dialect_split_date(text, n, &first, &second, &year, &short_year)) {
        if (d->order == ES_ORDER_NONE && !es_value_day(text, n, &unused))
            s->date_settled = true;
        return;
    }
    if (short_year)
        look_at_year(first, year, d, s);
    if (d->order == ES_ORDER_NONE)
        d->order = ES_ORDER_OPEN;
    if ((first > 12) == (second > 12) || first > 31 || second > 31)
        return;
    if (d->order == ES_ORDER_OPEN) {
        d->order = first > 12 ? ES_ORDER_DMY : ES_ORDER_MDY;
        d->order_line = record->line;
    }
    s->date_settled = !short_year || s->n_short >= ENOUGH;
}

/* 24.49M beside prices like 147,11 says nothing of these. */
static bool is_scaled(const es_record *record, int column)
{
    es_piece piece = es_intake_piece(record, column);
    return piece.n && isalpha((unsigned char)piece.text[piece.n - 1]);
}

static void look_at_numbers(const es_record *record, const int *column, size_t n, es_dialect *d,
                            search *s)
{
    for (size_t i = 0; i < n && !s->mark_settled; i++) {
        bool marked;
        es_decimal_mark mark =
            es_dialect_mark_of(record->field[column[i]], record->length[column[i]], &marked);
        s->mark_seen = s->mark_seen || marked;
        if (mark == ES_MARK_OPEN || (s->commas_separate && is_scaled(record, column[i])))
            continue;
        d->mark = mark; /* a comma may be a slip where commas separate: look for points */
        s->mark_settled = mark == ES_MARK_POINT || !s->commas_separate;
    }
}

static void apply_options(const es_import_options *options, es_dialect *d, search *s)
{
    if (options->date_order)
        d->order = strcmp(options->date_order, "dmy") == 0 ? ES_ORDER_DMY : ES_ORDER_MDY;
    if (options->decimal)
        d->mark = strcmp(options->decimal, "comma") == 0 ? ES_MARK_COMMA : ES_MARK_POINT;
    s->date_settled = d->order != ES_ORDER_NONE;
    s->mark_settled = s->mark_settled || options->decimal;
}

/* Notes what was found and how, where that is to be explained. */
static es_status explain(const es_intake *in, const es_dialect *d, es_error *err)
{
    static const char *const orders[] = {[ES_ORDER_NONE] = "year first, or named months",
                                         [ES_ORDER_MDY] = "MM/DD/YYYY",
                                         [ES_ORDER_DMY] = "DD/MM/YYYY",
                                         [ES_ORDER_OPEN] = "MM/DD or DD/MM: no date tells"};
    static const char *const marks[] = {[ES_MARK_POINT] = "point",
                                        [ES_MARK_COMMA] = "comma",
                                        [ES_MARK_OPEN] = "point or comma: no number tells"};
    es_explanation *x = in->job->explain;
    char dates[80];
    es_status status;
    if (!x || x->has_dialect)
        return ES_OK;
    x->has_dialect = true;
    (void)snprintf(dates, sizeof dates, "%s", orders[d->order]);
    if (d->order_line)
        (void)snprintf(dates, sizeof dates, "%s, decided by line %llu", orders[d->order],
                       (unsigned long long)d->order_line);
    status = es_explain_guess(x, "dates", dates, err);
    return status == ES_OK ? es_explain_guess(x, "decimal mark", marks[d->mark], err) : status;
}

/* Has the first record a number with a comma?  In a file separated by commas it is in quotes. */
static bool has_marked(const es_intake *in, const int *column, size_t n)
{
    const es_record *first = es_intake_ahead(in, 0);
    for (size_t i = 0; first && first->n_fields == in->header.n && i < n; i++)
        if (memchr(first->field[column[i]], ',', first->length[column[i]]))
            return true;
    return false;
}

es_status es_dialect_find(es_intake *in, int date_column, const int *number_column, size_t n,
                          es_date_order order, es_dialect *out, es_error *err)
{
    bool comma = es_csv_delimiter(in->csv) == ',';
    enum { MOST = 1000 }; /* records to look for points after a comma */
    search s = {.commas_separate = comma,
                .mark_settled = n == 0 || (comma && !has_marked(in, number_column, n))};
    es_record record;
    es_status status = ES_OK;
    memset(out, 0, sizeof *out);
    out->order = order;
    apply_options(in->job->options, out, &s);
    for (size_t i = 0; !s.date_settled || !s.mark_settled; i++) {
        status = es_intake_peek(in, i, &record, err);
        if (status != ES_OK || record.n_fields == 0)
            break;
        s.mark_settled = s.mark_settled || (comma && i == MOST);
        if (record.n_fields != in->header.n)
            continue;
        if (!s.date_settled)
            look_at_date(&record, date_column, out, &s);
        if (!s.mark_settled)
            look_at_numbers(&record, number_column, n, out, &s);
    }
    if (!s.mark_settled && s.mark_seen && !comma) /* there, thousands have the comma */
        out->mark = ES_MARK_OPEN;
    return status == ES_OK ? explain(in, out, err) : status;
}

void es_dialect_describe(const es_dialect *d, char *layout, size_t size)
{
    size_t used = strlen(layout);
    (void)snprintf(layout + used, size - used, "%s%s%s%s%s", d->bars ? ", bars within days" : "",
                   d->order == ES_ORDER_MDY   ? ", MM/DD/YYYY"
                   : d->order == ES_ORDER_DMY ? ", DD/MM/YYYY"
                                              : "",
                   d->saw_short_year ? ", years of two digits (69: 1969, 68: 2068)" : "",
                   d->mark == ES_MARK_COMMA ? ", decimal comma" : "", d->saw_dollar ? ", $" : "");
}
