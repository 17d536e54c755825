/* A price object of the R package quantmod written as CSV: "",ORCL.Open,ORCL.High,ORCL.Low,
 * ORCL.Close,ORCL.Volume,ORCL.Adjusted, one symbol or several merged: the last point of a name
 * stands between the symbol and the field. */
#include "import/layout.h"

#include <string.h>

#include "import/price_grid.h"

/* Column c as symbol and field; false: its name is of another form. */
static bool split_name(es_intake *in, size_t c, es_grid_column *out)
{
    const char *name = in->header.name[c], *dot = strrchr(name, '.');
    const es_price_column *known = dot ? es_price_rows_column(dot + 1) : NULL;
    if (!known || dot == name)
        return false;
    *out = (es_grid_column){(int)c, es_arena_text_n(in->arena, name, (size_t)(dot - name)),
                            known->field, known->rule};
    return true;
}

static bool is_of_this_form(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot != name && es_price_rows_column(dot + 1);
}

bool es_layout_quantmod_recognise(const es_intake *in)
{
    const es_record *first = es_intake_ahead(in, 0);
    if (in->header.n < 2 || in->job->options->map || !first || first->n_fields != in->header.n
        || !es_dialect_like_day(first->field[0], first->length[0]))
        return false;
    for (size_t c = 1; c < in->header.n; c++)
        if (!is_of_this_form(in->header.name[c]))
            return false;
    return true;
}

es_status es_layout_quantmod_read(es_intake *in, es_error *err)
{
    es_grid_column *columns = ES_NEW(in->arena, in->header.n, es_grid_column);
    const char *only = in->job->options->symbol;
    size_t n = 0;
    for (size_t c = 1; columns && c < in->header.n; c++)
        n += split_name(in, c, &columns[n]);
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
    return es_price_grid_read(in, columns, n, err);
}
