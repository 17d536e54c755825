#include "import/price_columns.h"

#include "base/text.h"

/* Field, rule, synonyms of its column. */
static const es_price_column plain_columns[] = {
#define ES_SYMBOL_NAMES(names)
#define ES_DATE_NAMES(names)
#define ES_PRICE_COLUMN(field, rule, names) {field, rule, names},
#include "import/price_names.def"
#undef ES_SYMBOL_NAMES
#undef ES_DATE_NAMES
#undef ES_PRICE_COLUMN
};

#define ES_PRICE_COLUMN(field, rule, names)
#define ES_SYMBOL_NAMES(names) static const char plain_symbol_names[] = names;
#define ES_DATE_NAMES(names) static const char plain_date_names[] = names;
#include "import/price_names.def"
#undef ES_SYMBOL_NAMES
#undef ES_DATE_NAMES
#undef ES_PRICE_COLUMN

static const es_price_form plain_form = {0};

enum { N_PLAIN = sizeof plain_columns / sizeof *plain_columns };

es_price_columns es_price_columns_of(const es_price_form *form)
{
    const es_price_column *value = form->column ? form->column : plain_columns;
    es_price_columns out = {.value = value, .n = form->column ? form->n_columns : N_PLAIN};
    out.role[ES_PRICE_ROLE_SYMBOL] =
        (es_role){"symbol", form->symbol_names ? form->symbol_names : plain_symbol_names};
    out.role[ES_PRICE_ROLE_DATE] =
        (es_role){"date", form->date_names ? form->date_names : plain_date_names};
    for (size_t i = 0; i < out.n; i++)
        out.role[ES_PRICE_ROLE_VALUE + i] = (es_role){
            value[i].rule == ES_RULE_DELISTING ? "delisting_return" : es_field_name(value[i].field),
            value[i].synonyms};
    return out;
}

/* As data frames call their index. */
static bool is_index_name(const char *name)
{
    static const es_role role = {"index", "unnamed: 0"};
    return !name[0] || es_role_is(&role, name);
}

/* "Value" is the close of an index, but beside an adjusted close or a return it is something else.
 */
static void drop_vague_close(const es_intake *in, const es_price_columns *c, int *column)
{
    static const es_role vague = {"value", "level|nav|index_value|index_level"};
    int *close = NULL;
    bool other = false;
    for (size_t i = 0; i < c->n; i++) {
        int *found = &column[ES_PRICE_ROLE_VALUE + i];
        if (c->value[i].field == ES_FIELD_CLOSE)
            close = found;
        other =
            other
            || (*found != ES_NO_COLUMN
                && (c->value[i].field == ES_FIELD_ADJ_CLOSE || c->value[i].field == ES_FIELD_RET));
    }
    if (other && close && *close != ES_NO_COLUMN && !in->job->options->map
        && es_role_is(&vague, in->header.name[*close]))
        *close = ES_NO_COLUMN;
}

es_status es_price_columns_find(const es_intake *in, const es_price_columns *c,
                                int column[ES_PRICE_ROLES_MAX], es_error *err)
{
    const es_record *first = es_intake_ahead(in, 0);
    es_status status = es_mapping_find(&in->header, c->role, ES_PRICE_ROLE_VALUE + c->n,
                                       in->job->options->map, column, err);
    if (status == ES_OK && column[ES_PRICE_ROLE_DATE] == ES_NO_COLUMN && first
        && is_index_name(in->header.name[0])
        && es_dialect_like_day(first->field[0], first->length[0]))
        column[ES_PRICE_ROLE_DATE] = 0;
    if (status == ES_OK)
        drop_vague_close(in, c, column);
    return status;
}

/* ---- Recognising ---------------------------------------------------------------------------- */

/* Wrong use of columns does not keep a file from being recognised: reading it will say so. */
static bool has_role(const es_intake *in, size_t role)
{
    int column[ES_PRICE_ROLES_MAX];
    es_price_columns c = es_price_columns_of(&plain_form);
    return es_price_columns_find(in, &c, column, NULL) != ES_OK || column[role] != ES_NO_COLUMN;
}

bool es_price_rows_have_form(const es_intake *in, const es_price_form *form)
{
    int column[ES_PRICE_ROLES_MAX];
    es_price_columns c = es_price_columns_of(form);
    bool has_value = false;
    if (es_price_columns_find(in, &c, column, NULL) != ES_OK)
        return true; /* reading it will say so */
    for (size_t i = 0; i < c.n; i++)
        has_value = has_value || column[ES_PRICE_ROLE_VALUE + i] != ES_NO_COLUMN;
    return has_value && column[ES_PRICE_ROLE_DATE] != ES_NO_COLUMN
           && (form->symbol || column[ES_PRICE_ROLE_SYMBOL] != ES_NO_COLUMN);
}

bool es_price_rows_have_symbol(const es_intake *in)
{
    return has_role(in, ES_PRICE_ROLE_SYMBOL);
}

bool es_price_rows_have_date(const es_intake *in)
{
    return has_role(in, ES_PRICE_ROLE_DATE);
}

bool es_price_rows_begin_with_date(const es_intake *in)
{
    return is_index_name(in->header.name[0]) || es_price_rows_is_date(in->header.name[0]);
}

bool es_price_rows_is_date(const char *name)
{
    static const es_role role = {"date", plain_date_names};
    return es_role_is(&role, name);
}

size_t es_price_rows_known(const es_intake *in)
{
    size_t n = 0;
    for (size_t i = 0; i < in->header.n; i++)
        n += es_price_rows_column(in->header.name[i]) != NULL;
    return n;
}

const es_price_column *es_price_rows_column(const char *name)
{
    es_price_columns c = es_price_columns_of(&plain_form);
    size_t i = es_role_of(c.role + ES_PRICE_ROLE_VALUE, c.n, name);
    return i < c.n ? &c.value[i] : NULL;
}

bool es_price_rows_have_names(const es_intake *in, const char *names)
{
    const es_role any = {"", names};
    const char *item;
    size_t wanted = 0, found = 0, n;
    for (const char *cursor = names; es_next_item(&cursor, '|', &item, &n);)
        wanted++;
    for (size_t i = 0; i < in->header.n; i++)
        found += es_role_is(&any, in->header.name[i]);
    return found == wanted;
}
