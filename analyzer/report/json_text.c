#include "report/json_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"

/* Replaces every byte outside ASCII: used only for texts that are no UTF-8. */
static json_t *replaced(const char *text)
{
    size_t n = strlen(text), used = 0;
    char *copy = malloc(3 * n + 1);
    json_t *value;
    if (!copy)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)text[i] < 0x80) {
            copy[used++] = text[i];
        } else {
            memcpy(copy + used, "\xEF\xBF\xBD", 3);
            used += 3;
        }
    }
    value = json_stringn(copy, used);
    free(copy);
    return value;
}

json_t *es_json_text(const char *text)
{
    json_t *value = json_string(text);
    return value ? value : replaced(text);
}

json_t *es_json_cell(const es_cell *cell)
{
    char buffer[ES_DAY_TEXT];
    switch (cell->type) {
    case ES_TEXT:
        return es_json_text(cell->as.text);
    case ES_INT:
        return json_integer(cell->as.integer);
    case ES_REAL:
        return json_real(cell->as.real);
    case ES_DATE:
        return json_string(es_day_format(cell->as.day, buffer));
    default:
        return json_null();
    }
}
