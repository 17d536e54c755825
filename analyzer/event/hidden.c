#include "event/hidden.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

/* What a day of a series has to say: its price, else its return; NaN: nothing. */
static double figure(const es_prices *p, size_t i)
{
    static const es_field fields[] = {ES_FIELD_CLOSE, ES_FIELD_ADJ_CLOSE, ES_FIELD_RET};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
        const double *value = p->value[fields[k]];
        if (value && !isnan(value[i]))
            return value[i];
    }
    return (double)NAN;
}

/* The days of the alias on which the series says something. */
typedef struct own_days {
    size_t n;
    es_day *day;
    double *figure;
} own_days;

static es_status read_own(const es_dataset *data, const es_alias *alias, size_t series,
                          own_days *own, es_error *err)
{
    es_prices p;
    es_status status = data->source.read(data->source.context, series, &p, err);
    if (status)
        return status;
    own->day = malloc((p.n + 1) * sizeof *own->day);
    own->figure = malloc((p.n + 1) * sizeof *own->figure);
    if (!own->day || !own->figure)
        return es_fail_memory(err);
    for (size_t i = 0; i < p.n; i++) {
        double x = figure(&p, i);
        if (p.day[i] < alias->first || p.day[i] > alias->last || isnan(x))
            continue;
        own->day[own->n] = p.day[i];
        own->figure[own->n++] = x;
    }
    return ES_OK;
}

static void count(const own_days *own, const es_prices *other, es_hidden *out)
{
    size_t j = 0;
    for (size_t i = 0; i < own->n; i++) {
        double x = (double)NAN;
        while (j < other->n && other->day[j] < own->day[i])
            j++;
        if (j < other->n && other->day[j] == own->day[i])
            x = figure(other, j);
        if (x == own->figure[i])
            continue;
        if (out->n++ == 0)
            out->first = own->day[i];
        out->last = own->day[i];
        out->n_lacking += isnan(x) ? 1 : 0;
    }
}

static es_status compare(const es_dataset *data, const es_alias *alias, size_t series,
                         own_days *own, es_hidden *out, es_error *err)
{
    es_prices other = {0};
    int32_t found;
    es_status status = read_own(data, alias, series, own, err);
    if (status || own->n == 0)
        return status;
    found = es_dataset_series_on(data, alias->alias, own->day[0]);
    if (found != ES_NO_SERIES)
        status = data->source.read(data->source.context, (size_t)found, &other, err);
    if (!status)
        count(own, &other, out);
    return status;
}

es_status es_dataset_hidden(const es_dataset *data, const es_alias *alias, es_hidden *out,
                            es_error *err)
{
    own_days own = {0};
    es_status status = ES_OK;
    size_t series = 0;
    *out = (es_hidden){0};
    while (series < data->n_series && strcmp(data->symbol[series], alias->alias) != 0)
        series++;
    if (series < data->n_series)
        status = compare(data, alias, series, &own, out, err);
    free(own.day);
    free(own.figure);
    return status;
}

const char *es_hidden_describe(const es_alias *alias, const es_hidden *hidden, es_arena *arena)
{
    char first[ES_DAY_TEXT], last[ES_DAY_TEXT];
    es_day_format(hidden->first, first);
    es_day_format(hidden->last, last);
    if (hidden->n_lacking)
        return es_arena_printf(
            arena,
            "%s is an alias of %s, but has prices from %s to %s of its own, of which %s lacks %zu "
            "day(s): events under %s then never see them; import that file again with --symbol %s, "
            "or limit the alias by `from` and `to` if %s was another firm",
            alias->alias, alias->symbol, first, last, alias->symbol, hidden->n_lacking,
            alias->alias, alias->symbol, alias->alias);
    return es_arena_printf(arena,
                           "%s is an alias of %s, but both have prices from %s to %s, other ones: "
                           "events under %s then mean %s; limit the alias by `from` and `to` if "
                           "they are two firms",
                           alias->alias, alias->symbol, first, last, alias->alias, alias->symbol);
}
