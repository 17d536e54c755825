#include "import/delisting.h"

#include <math.h>
#include <strings.h>

#include "base/text.h"
#include "import/value.h"

static int find(const es_header *header, const char *names)
{
    const es_role role = {"", names ? names : ""};
    for (size_t i = 0; names && i < header->n; i++)
        if (es_role_is(&role, header->name[i]))
            return (int)i;
    return ES_NO_COLUMN;
}

bool es_delisting_find(const es_header *header, const es_delisting_names *names,
                       es_delisting_columns *out)
{
    out->code = find(header, names->code);
    out->action = find(header, names->action);
    out->exchange = find(header, names->exchange);
    out->ret = find(header, names->ret);
    return out->code != ES_NO_COLUMN || out->action != ES_NO_COLUMN;
}

static double number_at(const es_record *record, int column)
{
    double value = (double)NAN;
    if (column != ES_NO_COLUMN
        && es_value_number(record->field[column], record->length[column], &value) != NULL)
        return (double)NAN;
    return value;
}

static bool text_at(const es_record *record, int column, const char *words)
{
    const char *text, *cursor = words, *item;
    size_t length, n;
    if (column == ES_NO_COLUMN)
        return false;
    text = record->field[column];
    length = record->length[column];
    es_trim(&text, &length);
    while (es_next_item(&cursor, '|', &item, &n))
        if (n == length && strncasecmp(item, text, n) == 0)
            return true;
    return false;
}

static double exchange_at(const es_record *record, int column)
{
    static const char *const words[] = {"N|NYSE|XNYS", "A|AMEX|XASE", "Q|NASDAQ|XNAS"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (text_at(record, column, words[k]))
            return (double)(k + 1);
    return number_at(record, column);
}

void es_delisting_read(const es_delisting_columns *c, const es_record *record, double ret,
                       double value[ES_DELISTING_VALUES])
{
    static const double DROPPED = 500.0, LEAST_CODE = 100.0, FIRST_MISSING = -44.0;
    double own = number_at(record, c->ret);
    value[0] = number_at(record, c->code);
    if (isnan(value[0]) && text_at(record, c->action, "GDR"))
        value[0] = DROPPED;
    if (!(value[0] >= LEAST_CODE)) {
        value[0] = value[1] = value[2] = (double)NAN;
        return;
    }
    value[1] = c->ret == ES_NO_COLUMN ? ret : own <= FIRST_MISSING ? (double)NAN : own;
    value[2] = exchange_at(record, c->exchange);
}
