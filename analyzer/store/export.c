/* Stored data as rows that can be imported again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "series/returns.h"
#include "store/correction.h"
#include "store/load.h"
#include "store/reader.h"

void es_export_options_init(es_export_options *options)
{
    memset(options, 0, sizeof *options);
    options->first = INT32_MIN;
    options->last = INT32_MAX;
}

/* ---- Series ---- */

typedef struct export
{
    es_store *store;
    const es_export_options *options;
    const es_sink *sink;
    es_dataset data; /* the securities */
    int64_t *ids;
    es_keyed *order; /* n_series, by symbol */
    es_reader *reader;
    size_t n_fields;
    es_field field[ES_N_FIELDS]; /* the columns of prices, in order */
}
export;

static bool wanted_day(const export *x, es_day day)
{
    return es_date_of(day) >= x->options->first && es_date_of(day) <= x->options->last;
}

/* The number as text, so that it has no more digits than it needs. */
static es_cell number_cell(double value, char buffer[ES_NUMBER_SIZE])
{
    return isnan(value) ? es_cell_missing() : es_cell_text(es_number_shortest(value, buffer));
}

static es_status begin_prices(export *x, es_error *err)
{
    es_column columns[2 + ES_N_FIELDS] = {{"symbol", ES_TEXT, ES_PLAIN},
                                          {"date", ES_DATE, ES_PLAIN}};
    for (size_t k = 0; k < x->n_fields; k++)
        columns[2 + k] = (es_column){es_field_name(x->field[k]), ES_TEXT, ES_PLAIN};
    return x->sink->begin(x->sink->context, columns, 2 + x->n_fields, err);
}

static es_status send_prices(export *x, const char *symbol, const es_prices *p, es_error *err)
{
    char buffer[ES_N_FIELDS][ES_NUMBER_SIZE];
    es_cell cells[2 + ES_N_FIELDS];
    es_status status = ES_OK;
    cells[0] = es_cell_text(symbol);
    for (size_t i = 0; i < p->n && !status; i++) {
        if (!wanted_day(x, p->day[i]))
            continue;
        cells[1] = es_cell_day(p->day[i]);
        for (size_t k = 0; k < x->n_fields; k++) {
            const double *value = p->value[x->field[k]];
            cells[2 + k] = number_cell(value ? value[i] : (double)NAN, buffer[k]);
        }
        status = x->sink->row(x->sink->context, cells, err);
    }
    return status;
}

static es_status begin_returns(export *x, es_error *err)
{
    static const es_column columns[] = {
        {"symbol", ES_TEXT, ES_PLAIN}, {"date", ES_DATE, ES_PLAIN}, {"return", ES_TEXT, ES_PLAIN}};
    return x->sink->begin(x->sink->context, columns, 3, err);
}

/* Returns on the security's own days.  Ready-made ones are given as they came.  False: none. */
static bool make_returns(const es_prices *p, double *wealth, double *ret, uint16_t *span)
{
    bool any = false;
    const es_return_options options = {.type = ES_RETURN_SIMPLE, .max_gap = UINT16_MAX};
    const es_calendar own = {p->n, p->day};
    es_wealth_info info;
    es_wealth(p, &own, wealth, &info);
    es_returns(p->n, wealth, &options, ret, span);
    for (size_t i = 0; i < p->n; i++) {
        if (info.basis == ES_BASIS_RETURNS)
            ret[i] = p->value[ES_FIELD_RET][i];
        any = any || !isnan(ret[i]);
        wealth[i] = isnan(ret[i]) ? wealth[i] : 1.0; /* not NaN: there is a row to send */
    }
    return any;
}

static es_status send_returns(export *x, const char *symbol, const es_prices *p, es_error *err)
{
    double *wealth = malloc((p->n + 1) * sizeof *wealth);
    double *ret = malloc((p->n + 1) * sizeof *ret);
    uint16_t *span = malloc((p->n + 1) * sizeof *span);
    es_status status = wealth && ret && span ? ES_OK : es_fail_memory(err);
    bool any = !status && make_returns(p, wealth, ret, span);
    for (size_t i = 0; any && i < p->n && !status; i++) {
        char buffer[ES_NUMBER_SIZE];
        const es_cell cells[] = {es_cell_text(symbol), es_cell_day(p->day[i]),
                                 number_cell(ret[i], buffer)};
        if (!isnan(wealth[i]) && wanted_day(x, p->day[i]))
            status = x->sink->row(x->sink->context, cells, err);
    }
    free(wealth);
    free(ret);
    free(span);
    return status;
}

/* The securities by symbol. */
static es_status sort_symbols(export *x, es_error *err)
{
    size_t n = x->data.n_series;
    x->order = ES_NEW(x->data.arena, n, es_keyed);
    if (!x->order)
        return es_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        x->order[i] = (es_keyed){x->data.symbol[i], i};
    es_keyed_sort(x->order, n);
    return ES_OK;
}

/* The usual fields always, the others when any security has them. */
static es_status choose_fields(export *x, es_error *err)
{
    static const es_field always[] = {ES_FIELD_OPEN,  ES_FIELD_HIGH,      ES_FIELD_LOW,
                                      ES_FIELD_CLOSE, ES_FIELD_ADJ_CLOSE, ES_FIELD_VOLUME};
    static const es_field others[] = {
        ES_FIELD_RET,         ES_FIELD_DIVIDEND,      ES_FIELD_SPLIT,        ES_FIELD_SHARES,
        ES_FIELD_DELIST_CODE, ES_FIELD_DELIST_RETURN, ES_FIELD_EXCHANGE_CODE};
    bool has[ES_N_FIELDS] = {false};
    es_status status = ES_OK;
    for (size_t i = 0; i < x->data.n_series && !status; i++) {
        es_prices p;
        if (x->options->symbol && strcmp(x->options->symbol, x->data.symbol[i]) != 0)
            continue;
        status = es_reader_read(x->reader, i, &p, err);
        for (size_t f = 0; f < ES_N_FIELDS; f++)
            has[f] = has[f] || p.value[f];
    }
    for (size_t k = 0; k < sizeof always / sizeof *always; k++)
        x->field[x->n_fields++] = always[k];
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (has[others[k]])
            x->field[x->n_fields++] = others[k];
    return status;
}

/* The same for prices and returns: how to begin, and what to send of a series. */
typedef struct series_export {
    es_status (*begin)(export *x, es_error *err);
    es_status (*send)(export *x, const char *symbol, const es_prices *p, es_error *err);
    bool bars;
} series_export;

static es_status check_symbol(const export *x, es_error *err)
{
    if (!x->options->symbol || es_dataset_series(&x->data, x->options->symbol) != ES_NO_SERIES)
        return ES_OK;
    (void)es_fail(err, ES_ENOTFOUND, "no security is called \"%s\"", x->options->symbol);
    return es_hint(err, "`eventstudy list securities` shows them");
}

static es_status send_series(export *x, const series_export *how, es_error *err)
{
    es_status status = how->begin(x, err);
    for (size_t k = 0; k < x->data.n_series && !status; k++) {
        const char *symbol = x->order[k].key;
        es_prices p;
        if (x->options->symbol && strcmp(x->options->symbol, symbol) != 0)
            continue;
        status = es_reader_read(x->reader, x->order[k].index, &p, err);
        if (!status)
            status = how->send(x, symbol, &p, err);
    }
    return status;
}

static es_status export_series(export *x, const series_export *how, es_error *err)
{
    es_status status = es_load_securities(x->store, &x->data, &x->ids, err);
    if (!status)
        status = check_symbol(x, err);
    if (!status)
        status = sort_symbols(x, err);
    if (!status)
        status = how->bars
                     ? es_reader_open_bars(x->store, x->ids, x->data.n_series, &x->reader, err)
                     : es_reader_open(x->store, x->ids, x->data.n_series, &x->reader, err);
    if (status)
        return status;
    es_reader_correct(x->reader, !how->bars && !x->options->original);
    if (how->send == send_prices)
        status = choose_fields(x, err);
    if (!status)
        status = send_series(x, how, err);
    es_reader_close(x->reader);
    return status;
}

static es_status export_prices(export *x, es_error *err)
{
    return export_series(x, &(const series_export){begin_prices, send_prices, false}, err);
}

/* As prices, with the time behind the date. */
static es_status export_bars(export *x, es_error *err)
{
    return export_series(x, &(const series_export){begin_prices, send_prices, true}, err);
}

static es_status export_returns(export *x, es_error *err)
{
    return export_series(x, &(const series_export){begin_returns, send_returns, false}, err);
}

/* ---- Tables ---- */

/* Sends the rows of the wanted symbol and days. */
static es_status send_table(export *x, const es_table *t, const char *date, es_error *err)
{
    int symbol = es_table_column(t, "symbol"), day = es_table_column(t, date);
    es_cell *cells = calloc(t->n_columns + 1, sizeof *cells);
    es_status status = cells ? x->sink->begin(x->sink->context, t->columns, t->n_columns, err)
                             : es_fail_memory(err);
    for (size_t i = 0; i < t->n_rows && !status; i++) {
        for (size_t j = 0; j < t->n_columns; j++)
            t->cell(t->source, i, j, &cells[j]);
        if (x->options->symbol && strcmp(es_table_text(t, i, symbol), x->options->symbol) != 0)
            continue;
        if (cells[day].type == ES_DATE && !wanted_day(x, cells[day].as.day))
            continue;
        status = x->sink->row(x->sink->context, cells, err);
    }
    free(cells);
    return status;
}

static es_status export_events(export *x, es_error *err)
{
    es_tables *tables;
    es_status status = es_store_list(x->store, "events", &tables, err);
    if (status)
        return status;
    status = send_table(x, es_tables_at(tables, 0), "date", err);
    es_tables_free(tables);
    return status;
}

static es_status export_ledger(export *x, es_error *err)
{
    es_tables *tables;
    const es_table *ledger;
    es_status status = es_store_load_run(x->store, x->options->run, &tables, err);
    if (status)
        return status;
    ledger = es_tables_find(tables, "events");
    status = ledger ? send_table(x, ledger, "announced", err)
                    : es_fail(err, ES_EDATA, "this run has no ledger");
    es_tables_free(tables);
    return status;
}

/* ---- Lists ---- */

/* A list as it lies in the database, in an order that does not depend on that of the import. */
typedef struct list {
    const char *sql;
    const es_column *columns; /* all TEXT */
    size_t n_columns, symbol; /* the column that --symbol means */
    int date;                 /* the column that --from and --to mean; -1: none */
} list;

enum { LIST_COLUMNS = 4 };

static bool wanted_row(const export *x, const list *l, es_statement *st)
{
    const char *symbol = x->options->symbol;
    es_day day;
    if (symbol && strcmp(es_column_text(st, (int)l->symbol), symbol) != 0)
        return false;
    return l->date < 0 || !es_column_day(st, l->date, &day) || wanted_day(x, day);
}

static es_status export_list(export *x, const list *l, es_error *err)
{
    es_statement st;
    bool more = true;
    es_status status = x->sink->begin(x->sink->context, l->columns, l->n_columns, err);
    if (!status)
        status = es_statement_prepare(x->store->db, l->sql, &st, err);
    if (status)
        return status;
    while (!status && (status = es_statement_step(&st, &more, err)) == ES_OK && more) {
        es_cell cells[LIST_COLUMNS];
        for (size_t c = 0; c < l->n_columns; c++)
            cells[c] = es_column_is_null(&st, (int)c) ? es_cell_missing()
                                                      : es_cell_text(es_column_text(&st, (int)c));
        if (wanted_row(x, l, &st))
            status = x->sink->row(x->sink->context, cells, err);
    }
    es_statement_finalize(&st);
    return status;
}

static es_status export_aliases(export *x, es_error *err)
{
    static const es_column columns[] = {{"alias", ES_TEXT, ES_PLAIN},
                                        {"symbol", ES_TEXT, ES_PLAIN},
                                        {"from", ES_TEXT, ES_PLAIN},
                                        {"to", ES_TEXT, ES_PLAIN}};
    static const list aliases = {
        "SELECT alias, symbol, first, last FROM alias ORDER BY alias, first, last, symbol", columns,
        4, 1, -1};
    return export_list(x, &aliases, err);
}

static es_status export_calendar(export *x, es_error *err)
{
    static const es_column columns[] = {{"calendar", ES_TEXT, ES_PLAIN},
                                        {"date", ES_TEXT, ES_PLAIN},
                                        {"open", ES_TEXT, ES_PLAIN},
                                        {"close", ES_TEXT, ES_PLAIN}};
    static const list calendar = {
        "SELECT calendar, day, open, close FROM calendar_day ORDER BY calendar, day", columns, 4, 0,
        1};
    return export_list(x, &calendar, err);
}

static es_status export_confounding(export *x, es_error *err)
{
    static const es_column columns[] = {
        {"symbol", ES_TEXT, ES_PLAIN}, {"date", ES_TEXT, ES_PLAIN}, {"label", ES_TEXT, ES_PLAIN}};
    static const list confounding = {
        "SELECT symbol, date, label FROM confounding ORDER BY symbol, date, label", columns, 3, 0,
        1};
    return export_list(x, &confounding, err);
}

/* ---- All ---- */

static const struct {
    const char *name;
    es_status (*run)(export *x, es_error *err);
} exports[] = {{"prices", export_prices},     {"bars", export_bars},
               {"returns", export_returns},   {"events", export_events},
               {"ledger", export_ledger},     {"aliases", export_aliases},
               {"calendar", export_calendar}, {"confounding", export_confounding}};

enum { N_EXPORTS = sizeof exports / sizeof *exports };

static es_status unknown(const char *what, es_error *err)
{
    const char *names[N_EXPORTS], *near;
    for (size_t i = 0; i < N_EXPORTS; i++)
        names[i] = exports[i].name;
    near = es_nearest(what, names, N_EXPORTS);
    (void)es_fail(err, ES_EUSAGE, "export: unknown \"%s\"", what);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err,
                          "prices, bars, returns, events, ledger, aliases, calendar, confounding");
}

es_status es_store_export(es_store *store, const char *what, const es_export_options *options,
                          const es_sink *sink, es_error *err)
{
    export x = {.store = store, .options = options, .sink = sink};
    size_t i = 0;
    es_status status;
    while (i < N_EXPORTS && !es_name_equal(what, exports[i].name))
        i++;
    if (i == N_EXPORTS)
        return unknown(what, err);
    status = es_store_require_data(store, err);
    if (status)
        return status;
    x.data.arena = es_arena_new();
    if (!x.data.arena)
        return es_fail_memory(err);
    status = es_store_snapshot(store, err);
    if (!status) {
        status = exports[i].run(&x, err);
        es_store_release(store);
    }
    es_arena_free(x.data.arena);
    return status;
}
