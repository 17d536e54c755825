#include <string.h>

#include "base/text.h"
#include "import/dialect.h"
#include "import/readers.h"
#include "import/value.h"

enum { SYMBOL, DATE, LABEL, N_ROLES };

static const es_role roles[N_ROLES] = {
    [SYMBOL] = {"symbol", "ticker|security|stock|ric|isin|permno|tic"},
    [DATE] = {"date", "day|event_date|announced|announcement_date"},
    [LABEL] = {"label", "kind|type|what|event|id|headline"},
};

typedef struct reader {
    es_intake *in;
    es_dialect dialect;
    int column[N_ROLES];
} reader;

static es_status take_row(void *context, const es_record *record, es_error *err)
{
    reader *r = context;
    es_piece symbol = es_intake_piece(record, r->column[SYMBOL]),
             date = es_intake_piece(record, r->column[DATE]);
    es_piece label = es_intake_piece(record, r->column[LABEL]), zone;
    es_put_counts counts = {0};
    es_bad_row bad = {.line = record->line};
    int32_t time;
    es_day day = 0;
    const char *reason = es_value_moment(date.text, date.n, &day, &time, &zone);
    es_arena *arena = r->in->arena;
    const char *name = es_arena_text_n(arena, symbol.text, symbol.n);
    const char *text = es_arena_text_n(arena, label.text, label.n);
    es_status status;
    if (reason)
        reason = es_dialect_day(&r->dialect, date.text, date.n, &day);
    if (es_value_symbol(symbol.text, symbol.n) || reason) {
        if (es_value_symbol(symbol.text, symbol.n))
            (void)es_bad(&bad, roles[SYMBOL].name, symbol.text, symbol.n,
                         es_value_symbol(symbol.text, symbol.n));
        else
            (void)es_bad(&bad, roles[DATE].name, date.text, date.n, reason);
        return es_intake_reject(r->in, &bad, err);
    }
    if (!name || !text)
        return es_fail_memory(err);
    status = es_store_put_confounding(r->in->job->store, name, day, text, &counts, err);
    es_intake_saw_day(r->in, day);
    es_intake_count(r->in, &counts);
    return status;
}

es_status es_read_confounding(es_intake *in, es_error *err)
{
    reader r = {.in = in};
    es_status status =
        es_mapping_find(&in->header, roles, N_ROLES, in->job->options->map, r.column, err);
    for (int role = SYMBOL; role <= DATE && status == ES_OK; role++)
        if (r.column[role] == ES_NO_COLUMN)
            status = es_mapping_fail_absent(&in->header, roles[role].name,
                                            "symbol=YourColumn,date=...", err);
    if (status == ES_OK)
        status = es_dialect_find(in, r.column[DATE], NULL, 0, ES_ORDER_NONE, &r.dialect, err);
    r.dialect.keeps_time = true;
    if (status != ES_OK)
        return status;
    (void)snprintf(in->summary->layout, sizeof in->summary->layout,
                   "one confounding event per row");
    es_dialect_describe(&r.dialect, in->summary->layout, sizeof in->summary->layout);
    status = es_intake_each(in, take_row, &r, err);
    return status ? status : es_intake_finish(in, es_intake_all_if_asked(in), err);
}
