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

char *es_show_number(double value, es_unit unit, char *buffer, size_t size)
{
    switch (unit) {
    case ES_RETURN:
        fixed(100.0 * value, 2, " %", buffer, size);
        break;
    case ES_STATISTIC:
        fixed(value, 3, "", buffer, size);
        break;
    case ES_PVALUE:
        if (value < 0.0001)
            (void)snprintf(buffer, size, "<0.0001");
        else
            fixed(value, 4, "", buffer, size);
        break;
    case ES_COEFFICIENT:
        (void)snprintf(buffer, size, "%.5g", value);
        break;
    default:
        (void)snprintf(buffer, size, "%.10g", value);
    }
    return buffer;
}

const char *es_show_cell(const es_cell *cell, es_unit unit, char *buffer, size_t size)
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
        return es_show_number(cell->as.real, unit, buffer, size);
    default:
        return "";
    }
}
