#include "store/correction.h"

#include <math.h>
#include <stdlib.h>

#include "store/schema.h"

static es_status read_row(es_statement *st, es_correction *out, es_error *err)
{
    *out = (es_correction){.id = es_column_int(st, 0),
                           .security_id = es_column_int(st, 1),
                           .ratio = es_column_real(st, 4),
                           .before = es_column_real(st, 5),
                           .after = es_column_real(st, 6),
                           .field = es_column_int(st, 7) ? ES_FIELD_ADJ_CLOSE : ES_FIELD_CLOSE};
    if (!es_column_day(st, 2, &out->day) || !es_column_day(st, 3, &out->previous))
        return es_fail(err, ES_ESTORE, "table correction: a day of number %lld is damaged",
                       (long long)out->id);
    return ES_OK;
}

static es_status read_all(es_statement *st, es_correction **out, size_t *n, es_error *err)
{
    size_t capacity = 0;
    for (;;) {
        bool row;
        es_status status = es_statement_step(st, &row, err);
        if (status || !row)
            return status;
        if (*n == capacity) {
            es_correction *grown;
            capacity = capacity ? 2 * capacity : 16;
            grown = realloc(*out, capacity * sizeof *grown);
            if (!grown)
                return es_fail_memory(err);
            *out = grown;
        }
        status = read_row(st, &(*out)[*n], err);
        if (status)
            return status;
        ++*n;
    }
}

es_status es_corrections_load(es_store *store, es_correction **out, size_t *n, es_error *err)
{
    es_statement st;
    int64_t version;
    es_status status = es_sql_int(store->db, "PRAGMA user_version", &version, err);
    *out = NULL;
    *n = 0;
    if (status || version < ES_SCHEMA_CORRECTIONS)
        return status;
    status = es_statement_prepare(
        store->db,
        "SELECT correction_id, security_id, day, previous, ratio, price_before, price_after,"
        " field = 'adj_close' FROM correction WHERE undone IS NULL ORDER BY security_id, day",
        &st, err);
    if (!status)
        status = read_all(&st, out, n, err);
    es_statement_finalize(&st);
    if (status) {
        free(*out);
        *out = NULL;
        *n = 0;
    }
    return status;
}

/* The row of a day, or n. */
static size_t find_row(const es_prices *p, es_day day)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->day[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->n && p->day[low] == day ? low : p->n;
}

/* Are the two prices those it was judged by?  The earlier one may not have been read. */
static bool same_prices(const es_correction *c, const es_prices *stored)
{
    const double *price = stored->value[c->field];
    size_t before = find_row(stored, c->previous);
    if (!price || c->row == stored->n || price[c->row] != c->after)
        return false;
    return before < stored->n ? price[before] == c->before : c->previous < stored->day[0];
}

void es_correction_judge(es_correction *correction, const es_prices *stored)
{
    const double *split =
        correction->field == ES_FIELD_CLOSE ? stored->value[ES_FIELD_SPLIT] : NULL;
    correction->row = find_row(stored, correction->day);
    correction->stands =
        same_prices(correction, stored)
        && (!split || isnan(split[correction->row]) || split[correction->row] == 1.0);
}

void es_correction_apply(const es_correction *correction, double *split, double *adjusted)
{
    if (correction->field == ES_FIELD_CLOSE)
        split[correction->row] = correction->ratio;
    else
        for (size_t i = 0; i < correction->row; i++)
            adjusted[i] /= correction->ratio;
}
