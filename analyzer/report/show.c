/* Numbers for people: by unit, with the digits that mean something. */
#include <math.h>
#include <stdlib.h>

#include "base/date.h"
#include "report/writer.h"

static void fixed(double value, int decimals, const char *tail, char *buffer, size_t size)
{
    double least = 0.5 * pow(10.0, -decimals);
    if (fabs(value) < least)
        value = 0.0; /* no "-0.00" */
    (void)snprintf(buffer, size, "%.*f%s", decimals, value, tail);
}

void es_show_init(es_show *show)
{
    *show = (es_show){.digits = -1};
}

char *es_show_number(double value, es_unit unit, int digits, char *buffer, size_t size)
{
    int decimals = digits;
    switch (unit) {
    case ES_RETURN:
        fixed(100.0 * value, digits < 0 ? 2 : digits, " %", buffer, size);
        break;
    case ES_STATISTIC:
        fixed(value, digits < 0 ? 3 : digits, "", buffer, size);
        break;
    case ES_PVALUE:
        decimals = digits < 0 ? 4 : digits;
        if (decimals > 0 && value < pow(10.0, -decimals))
            (void)snprintf(buffer, size, "<%.*f", decimals, pow(10.0, -decimals));
        else
            fixed(value, decimals, "", buffer, size);
        break;
    case ES_COEFFICIENT:
        (void)snprintf(buffer, size, "%.*g", digits < 0 ? 5 : digits ? digits : 1, value);
        break;
    default:
        (void)snprintf(buffer, size, "%.10g", value);
    }
    return buffer;
}

bool es_column_right(const es_column *column)
{
    return column->type == ES_INT || column->type == ES_REAL;
}

const char *es_stars(double p)
{
    return p < 0.01 ? "***" : p < 0.05 ? "**" : p < 0.1 ? "*" : "";
}

const char *es_show_cell(const es_cell *cell, es_unit unit, int digits, char *buffer, size_t size)
{
    switch (cell->type) {
    case ES_TEXT:
        return cell->as.text;
    case ES_INT:
        (void)snprintf(buffer, size, "%lld", (long long)cell->as.integer);
        return buffer;
    case ES_DATE:
        return es_day_format(cell->as.day, buffer);
    case ES_REAL:
        return es_show_number(cell->as.real, unit, digits, buffer, size);
    default:
        return "";
    }
}
