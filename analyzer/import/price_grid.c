#include "import/price_grid.h"

#include <math.h>
#include <string.h>

#include "base/names.h"
#include "import/price_sink.h"

typedef struct grid {
    es_intake *in;
    es_price_sink *sink;
    size_t date_column;
    es_dialect dialect;
    es_names *symbols;
    size_t n_fields;
    es_field field[ES_N_FIELDS];
    const es_grid_column **cell; /* symbols x n_fields; NULL: the file has no such column */
    double value[ES_N_FIELDS];   /* of the row being read */
} grid;

/* ---- Columns -------------------------------------------------------------------------------- */

static size_t place_field(grid *g, es_field field)
{
    size_t i = 0;
    while (i < g->n_fields && g->field[i] != field)
        i++;
    if (i == g->n_fields)
        g->field[g->n_fields++] = field;
    return i;
}

static es_status fail_twice(const grid *g, const es_grid_column *a, const es_grid_column *b,
                            es_error *err)
{
    return es_fail(err, ES_EDATA, "%s: columns %d and %d are both the %s of %s", g->in->name,
                   a->column + 1, b->column + 1, es_field_name(a->field), a->symbol);
}

static es_status lay_out(grid *g, const es_grid_column *columns, size_t n, es_error *err)
{
    es_arena *arena = g->in->arena;
    uint32_t *number = ES_NEW(arena, n, uint32_t);
    size_t *field = ES_NEW(arena, n, size_t);
    for (size_t i = 0; !es_arena_failed(arena) && i < n; i++) {
        field[i] = place_field(g, columns[i].field);
        number[i] = es_names_add(g->symbols, columns[i].symbol, strlen(columns[i].symbol));
        if (number[i] == ES_NO_NAME)
            return es_fail_memory(err);
    }
    g->cell = ES_NEW(arena, g->n_fields * es_names_count(g->symbols), const es_grid_column *);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const es_grid_column **cell = &g->cell[number[i] * g->n_fields + field[i]];
        if (*cell)
            return fail_twice(g, *cell, &columns[i], err);
        *cell = &columns[i];
    }
    return ES_OK;
}

static es_status explain_columns(const grid *g, const es_grid_column *columns, size_t n,
                                 es_error *err)
{
    const es_intake *in = g->in;
    es_explanation *x = in->job->explain;
    es_status status = es_explain_columns_begin(x, in->header.n, err);
    if (status != ES_OK || !x)
        return status;
    es_explain_column(x, (int)g->date_column, "date");
    for (size_t i = 0; i < n; i++)
        es_explain_column(x, columns[i].column,
                          es_arena_printf(in->arena, "%s of %s", es_field_name(columns[i].field),
                                          columns[i].symbol));
    return es_explain_columns_end(x, in->header.name, err);
}

static es_status find_dialect(grid *g, const es_grid_column *columns, size_t n, es_error *err)
{
    int *column = ES_NEW(g->in->arena, n, int);
    es_status status;
    if (!column)
        return es_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        column[i] = columns[i].column;
    status =
        es_dialect_find(g->in, (int)g->date_column, column, n, ES_ORDER_NONE, &g->dialect, err);
    return status == ES_OK
               ? es_dialect_find_bars(g->in, (int)g->date_column, ES_NO_COLUMN, &g->dialect, err)
               : status;
}

/* ---- Rows ----------------------------------------------------------------------------------- */

/* Reads a symbol's cells; *any: there is something in them. */
static bool read_cells(grid *g, const es_record *record, const es_grid_column **cell,
                       es_price_outcome *outcome, bool *any, es_bad_row *bad)
{
    *outcome = (es_price_outcome){0, false};
    *any = false;
    for (size_t i = 0; i < g->n_fields; i++) {
        const char *text, *reason;
        size_t n;
        g->value[i] = (double)NAN;
        if (!cell[i])
            continue;
        text = record->field[cell[i]->column];
        n = record->length[cell[i]->column];
        g->dialect.percent = es_price_is_return(cell[i]->rule);
        g->dialect.scaled = es_price_is_count(cell[i]->rule);
        reason = es_dialect_number(&g->dialect, text, n, &g->value[i]);
        *any = *any || reason || !isnan(g->value[i]);
        if (!reason && !g->dialect.was_percent)
            es_price_scale(g->in, cell[i]->rule, text, n, &g->value[i]);
        if (!reason)
            reason = es_price_rule_apply(cell[i]->rule, &g->value[i], outcome);
        if (reason)
            return es_bad(bad, cell[i]->symbol, text, n, reason);
    }
    return true;
}

static es_status keep(grid *g, uint32_t symbol, es_day day, uint64_t line,
                      const es_price_outcome *outcome, es_error *err)
{
    const char *name = es_names_at(g->symbols, symbol);
    es_price_row row = {name, strlen(name), day, line, g->value};
    g->in->summary->nonpositive += outcome->n_nonpositive;
    g->in->summary->missing += !outcome->has_price;
    return es_price_sink_add(g->sink, &row, err);
}

static es_status read_day(grid *g, const es_record *record, es_error *err)
{
    es_bad_row bad = {.line = record->line};
    es_status status = ES_OK;
    es_day day;
    const char *text = record->field[g->date_column];
    size_t n = record->length[g->date_column];
    const es_piece no_time = {NULL, 0};
    const char *reason = g->dialect.bars ? es_dialect_bar(&g->dialect, text, n, no_time, &day)
                                         : es_dialect_day(&g->dialect, text, n, &day);
    if (reason) {
        const char *name = g->in->header.name[g->date_column];
        (void)es_bad(&bad, name[0] ? name : "date", text, n, reason);
        return es_intake_reject(g->in, &bad, err);
    }
    g->in->summary->rows--;
    for (uint32_t s = 0; status == ES_OK && s < es_names_count(g->symbols); s++) {
        es_price_outcome outcome;
        bool any, good = read_cells(g, record, &g->cell[s * g->n_fields], &outcome, &any, &bad);
        g->in->summary->rows += any;
        if (!good)
            status = es_intake_reject(g->in, &bad, err);
        else if (any)
            status = keep(g, s, day, record->line, &outcome, err);
    }
    return status;
}

static es_status read_days(grid *g, es_error *err)
{
    es_record record;
    es_status status;
    while ((status = es_intake_next(g->in, &record, err)) == ES_OK && record.n_fields) {
        status = read_day(g, &record, err);
        if (status != ES_OK)
            break;
    }
    return status;
}

es_status es_price_grid_read(es_intake *in, size_t date_column, const es_grid_column *columns,
                             size_t n, es_error *err)
{
    grid g = {.in = in, .date_column = date_column, .symbols = es_names_new()};
    es_status status = g.symbols ? lay_out(&g, columns, n, err) : es_fail_memory(err);
    if (status == ES_OK)
        status = explain_columns(&g, columns, n, err);
    if (status == ES_OK)
        status = find_dialect(&g, columns, n, err);
    if (status == ES_OK)
        status = es_price_sink_open(in, g.field, g.n_fields, &g.sink, err);
    if (status == ES_OK)
        status = read_days(&g, err);
    if (status == ES_OK)
        status = es_price_check_returns(in, err);
    status = es_price_sink_end(g.sink, status, err);
    if (status == ES_OK)
        es_dialect_describe(&g.dialect, in->summary->layout, sizeof in->summary->layout);
    es_price_sink_close(g.sink);
    es_names_free(g.symbols);
    return status;
}
