/* One column per symbol and field, both in its name: ORCL.Open,ORCL.High,... as a price object of
 * the R package quantmod is written as CSV, one symbol or several merged; Close_ORCL or "Adj Close
 * ORCL" of a flattened data frame; "('Close', 'ORCL')" of one whose two lines of names became one.
 */
#include "import/layout.h"

#include <string.h>

#include "import/price_grid.h"

enum { NAME_SIZE = 200 };

/* A name in its two parts. */
typedef struct parts {
    char symbol[NAME_SIZE];
    const es_price_column *field;
} parts;

static bool is_separator(char c)
{
    return c && strchr("._ -:", c) != NULL;
}

/* LOW is a symbol, "Low" the name of a field. */
static bool has_small_letter(const char *name)
{
    while (*name && !(*name >= 'a' && *name <= 'z'))
        name++;
    return *name != '\0';
}

/* Behind a point any name of a field will do; elsewhere only those that are nothing else, and what
 * is left must not be a word that goes with them: "Market Value", "Prev Close". */
static bool is_plain_field(const char *name)
{
    static const es_role plain = {
        "close", "open|high|low|adj close|adjusted close|adjusted|volume|return|ret"};
    return es_role_is(&plain, name);
}

static bool goes_with_fields(const char *word)
{
    static const es_role words = {"prev", "previous|avg|average|day|market|bid|ask|last|total|net|"
                                          "year|week|month|session|index|mid|px|min|max"};
    return es_role_is(&words, word);
}

/* Takes name[0, at) for the field and what follows the separator for the symbol, or the other way
 * round. */
static bool take_parts(const char *name, size_t at, bool field_first, parts *out)
{
    char front[NAME_SIZE];
    const char *back = name + at + 1;
    (void)snprintf(front, sizeof front, "%.*s", (int)at, name);
    out->field = es_price_rows_column(field_first ? front : back);
    (void)snprintf(out->symbol, sizeof out->symbol, "%s", field_first ? back : front);
    if (name[at] != '.' && name[at] != ':'
        && (!is_plain_field(field_first ? front : back) || goes_with_fields(out->symbol)))
        return false;
    return out->field && out->symbol[0]
           && (!es_price_rows_column(out->symbol) || !has_small_letter(out->symbol));
}

/* "('Close', 'ORCL')" as "Close:ORCL". */
static bool strip_tuple(const char *name, char out[NAME_SIZE])
{
    size_t used = 0;
    if (name[0] != '(' || strlen(name) >= NAME_SIZE)
        return false;
    for (const char *at = name; *at; at++)
        if (*at == ',')
            out[used++] = ':';
        else if (!strchr("()'\" ", *at) || (*at == ' ' && at[-1] != ','))
            out[used++] = *at;
    out[used] = '\0';
    return true;
}

/* The longest field there is, at the end or at the front of the name. */
static bool split_name(const char *name, parts *out)
{
    char plain[NAME_SIZE];
    size_t n;
    if (strip_tuple(name, plain))
        name = plain;
    n = strlen(name);
    if (n >= NAME_SIZE || es_price_rows_column(name))
        return false;
    for (size_t at = 1; at + 1 < n; at++)
        if (is_separator(name[at]) && take_parts(name, at, false, out))
            return true;
    for (size_t at = n - 1; at-- > 1;)
        if (is_separator(name[at]) && take_parts(name, at, true, out))
            return true;
    return false;
}

bool es_layout_quantmod_recognise(const es_intake *in)
{
    const es_record *first = es_intake_ahead(in, 0);
    bool studied = false; /* volumes alone are of another layout */
    parts one;
    if (in->header.n < 2 || in->job->options->map || !first || first->n_fields != in->header.n
        || !es_dialect_like_day(first->field[0], first->length[0]))
        return false;
    for (size_t c = 1; c < in->header.n; c++) {
        if (!split_name(in->header.name[c], &one))
            return false;
        studied = studied || one.field->field == ES_FIELD_CLOSE
                  || one.field->field == ES_FIELD_ADJ_CLOSE || one.field->field == ES_FIELD_RET;
    }
    return studied;
}

es_status es_layout_quantmod_read(es_intake *in, es_error *err)
{
    es_grid_column *columns = ES_NEW(in->arena, in->header.n, es_grid_column);
    const char *only = in->job->options->symbol;
    size_t n = 0;
    for (size_t c = 1; columns && c < in->header.n; c++) {
        parts p;
        if (split_name(in->header.name[c], &p))
            columns[n++] = (es_grid_column){(int)c, es_arena_text(in->arena, p.symbol),
                                            p.field->field, p.field->rule};
    }
    if (es_arena_failed(in->arena))
        return es_fail_memory(err);
    if (n == 0)
        return es_fail(err, ES_EDATA, "%s: no column is called SYMBOL.Close or the like", in->name);
    for (size_t i = 1; only && i < n; i++)
        if (strcmp(columns[i].symbol, columns[0].symbol) != 0)
            return es_fail(err, ES_EUSAGE, "%s: has several symbols, so it cannot be named %s",
                           in->name, only);
    for (size_t i = 0; only && i < n; i++)
        columns[i].symbol = only;
    return es_price_grid_read(in, 0, columns, n, err);
}
