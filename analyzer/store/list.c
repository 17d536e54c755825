/* What the database holds, as tables. */
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "base/text.h"
#include "store/event_text.h"
#include "store/load.h"

/* ---- Lists that are one query ---- */

/* Reads a column of the current row as a cell of the wanted type. */
static es_cell cell_at(es_statement *st, int column, es_type type)
{
    es_day day;
    if (es_column_is_null(st, column))
        return es_cell_missing();
    switch (type) {
    case ES_INT:
        return es_cell_int(es_column_int(st, column));
    case ES_REAL:
        return es_cell_real(es_column_real(st, column));
    case ES_DATE:
        return es_column_day(st, column, &day) ? es_cell_day(day) : es_cell_missing();
    default:
        return es_cell_text(es_column_text(st, column));
    }
}

enum { MAX_COLUMNS = 16 };

#define N_ROWS(array) (sizeof(array) / sizeof *(array))

/* A list that is the rows of one query. */
typedef struct query_list {
    const char *name, *sql;
    const es_column *columns;
    size_t n_columns;
} query_list;

static es_status append_query(es_store *store, const query_list *list, es_table_rows *rows,
                              es_error *err)
{
    es_statement st;
    bool more = true;
    es_status status = es_statement_prepare(store->db, list->sql, &st, err);
    while (status == ES_OK) {
        es_cell cells[MAX_COLUMNS];
        status = es_statement_step(&st, &more, err);
        if (status != ES_OK || !more)
            break;
        for (size_t i = 0; i < list->n_columns; i++)
            cells[i] = cell_at(&st, (int)i, list->columns[i].type);
        status = es_table_append(rows, cells, err);
    }
    es_statement_finalize(&st);
    return status;
}

static es_status list_query(es_store *store, const query_list *list, es_tables *out, es_error *err)
{
    es_table_rows *rows = es_tables_add(out, list->name, NULL, list->columns, list->n_columns);
    return rows ? append_query(store, list, rows, err) : es_fail_memory(err);
}

static es_status list_factors(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"factor", ES_TEXT, ES_PLAIN},
        {"first", ES_DATE, ES_PLAIN},
        {"last", ES_DATE, ES_PLAIN},
        {"n_days", ES_INT, ES_PLAIN},
    };
    static const query_list list = {
        "factors",
        "SELECT factor, min(day), max(day), count(*) FROM factor GROUP BY factor ORDER BY factor",
        columns, N_ROWS(columns)};
    return list_query(store, &list, out, err);
}

static es_status list_imports(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"import", ES_INT, ES_PLAIN},       {"at", ES_TEXT, ES_PLAIN},
        {"kind", ES_TEXT, ES_PLAIN},        {"file", ES_TEXT, ES_PLAIN},
        {"layout", ES_TEXT, ES_PLAIN},      {"rows", ES_INT, ES_PLAIN},
        {"added", ES_INT, ES_PLAIN},        {"rejected", ES_INT, ES_PLAIN},
        {"fingerprint", ES_TEXT, ES_PLAIN},
    };
    static const query_list list = {
        "imports",
        "SELECT import_id, at, kind, file, layout, rows, added, rejected, fingerprint"
        " FROM import_log ORDER BY import_id",
        columns, N_ROWS(columns)};
    return list_query(store, &list, out, err);
}

static es_status list_aliases(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"alias", ES_TEXT, ES_PLAIN},
        {"symbol", ES_TEXT, ES_PLAIN},
        {"from", ES_DATE, ES_PLAIN},
        {"to", ES_DATE, ES_PLAIN},
    };
    static const query_list list = {
        "aliases", "SELECT alias, symbol, first, last FROM alias ORDER BY alias, first", columns,
        N_ROWS(columns)};
    return list_query(store, &list, out, err);
}

static es_status list_calendars(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"calendar", ES_TEXT, ES_PLAIN}, {"first", ES_DATE, ES_PLAIN},
        {"last", ES_DATE, ES_PLAIN},     {"n_days", ES_INT, ES_PLAIN},
        {"n_open", ES_INT, ES_PLAIN},    {"n_close", ES_INT, ES_PLAIN},
    };
    static const query_list list = {
        "calendars",
        "SELECT calendar, min(day), max(day), count(*), count(open), count(close)"
        " FROM calendar_day GROUP BY calendar ORDER BY calendar",
        columns, N_ROWS(columns)};
    return list_query(store, &list, out, err);
}

static es_status list_bars(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"symbol", ES_TEXT, ES_PLAIN}, {"first", ES_DATE, ES_PLAIN}, {"last", ES_DATE, ES_PLAIN},
        {"n_days", ES_INT, ES_PLAIN},  {"n_bars", ES_INT, ES_PLAIN},
    };
    static const query_list list = {
        "bars",
        "SELECT symbol, date(min(day) * 86400, 'unixepoch'), date(max(day) * 86400, 'unixepoch'),"
        " count(*), sum(n) FROM bar_chunk JOIN security USING (security_id)"
        " GROUP BY security_id ORDER BY security_id",
        columns, N_ROWS(columns)};
    es_status status = es_store_require_bars(store, err);
    return status == ES_OK ? list_query(store, &list, out, err) : status;
}

static es_status list_confounding(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"symbol", ES_TEXT, ES_PLAIN}, {"date", ES_DATE, ES_PLAIN}, {"label", ES_TEXT, ES_PLAIN}};
    static const query_list list = {
        "confounding", "SELECT symbol, date, label FROM confounding ORDER BY confounding_id",
        columns, N_ROWS(columns)};
    return list_query(store, &list, out, err);
}

/* The title of a run is the setting of that name, if runs keep settings as rows of key and value.
 */
static es_status list_runs(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"run", ES_INT, ES_PLAIN},      {"at", ES_TEXT, ES_PLAIN},
        {"version", ES_TEXT, ES_PLAIN}, {"title", ES_TEXT, ES_PLAIN},
        {"n_events", ES_INT, ES_PLAIN},
    };
    static const char n_events[] =
        "(SELECT n_rows FROM catalog WHERE catalog.run_id = run.run_id AND name = 'events')";
    static const char title[] =
        "(SELECT value FROM run_settings AS s WHERE s.run_id = run.run_id AND key = 'title')";
    char sql[512];
    const query_list list = {"runs", sql, columns, N_ROWS(columns)};
    int64_t titled;
    es_status status = es_sql_int(store->db,
                                  "SELECT count(*) = 2 FROM pragma_table_info('run_settings')"
                                  " WHERE name IN ('key', 'value')",
                                  &titled, err);
    if (status != ES_OK)
        return status;
    sqlite3_snprintf(sizeof sql, sql, "SELECT run_id, at, version, %s, %s FROM run ORDER BY run_id",
                     titled ? title : "NULL", n_events);
    return list_query(store, &list, out, err);
}

/* ---- Securities: first and last day and the fields stand in the chunks ---- */

#define FIELD_LENGTH(id, name) ", length(" name ")"
/* length() reads no more than the head of the row; the long blobs stay on disk. */
static const char securities_sql[] =
    "SELECT symbol, n, day" ES_FIELD_MAP(FIELD_LENGTH) " FROM security LEFT JOIN price_chunk USING "
                                                       "(security_id) ORDER BY security_id, year";
#undef FIELD_LENGTH

/* What is known of one security; rows of one symbol follow each other. */
typedef struct security_summary {
    char *symbol; /* NULL: none yet */
    es_day first, last;
    int64_t n_days;
    bool has[ES_N_FIELDS];
} security_summary;

static es_status append_security(const security_summary *s, es_table_rows *rows, es_error *err)
{
    char fields[160] = ""; /* room for every name */
    es_cell cells[5];
    if (!s->symbol)
        return ES_OK;
    for (int f = 0; f < ES_N_FIELDS; f++)
        if (s->has[f])
            sqlite3_snprintf((int)(sizeof fields - strlen(fields)), fields + strlen(fields), "%s%s",
                             *fields ? " " : "", es_field_name((es_field)f));
    cells[0] = es_cell_text(s->symbol);
    cells[1] = s->n_days ? es_cell_day(s->first) : es_cell_missing();
    cells[2] = s->n_days ? es_cell_day(s->last) : es_cell_missing();
    cells[3] = es_cell_int(s->n_days);
    cells[4] = es_cell_text(fields);
    return es_table_append(rows, cells, err);
}

static void add_chunk(es_statement *st, security_summary *s)
{
    size_t bytes;
    const unsigned char *day = es_column_blob(st, 2, &bytes);
    if (bytes < sizeof(es_day))
        return; /* no prices */
    if (!s->n_days)
        memcpy(&s->first, day, sizeof s->first);
    memcpy(&s->last, day + bytes - sizeof s->last, sizeof s->last);
    s->n_days += es_column_int(st, 1);
    for (int f = 0; f < ES_N_FIELDS; f++)
        s->has[f] = s->has[f] || !es_column_is_null(st, 3 + f);
}

static es_status append_securities(es_statement *st, es_table_rows *rows, security_summary *now,
                                   es_error *err)
{
    for (;;) {
        bool more;
        const char *symbol;
        es_status status = es_statement_step(st, &more, err);
        if (status != ES_OK || !more)
            return status == ES_OK ? append_security(now, rows, err) : status;
        symbol = es_column_text(st, 0);
        if (!now->symbol || strcmp(now->symbol, symbol) != 0) {
            status = append_security(now, rows, err);
            if (status != ES_OK)
                return status;
            sqlite3_free(now->symbol);
            *now = (security_summary){.symbol = sqlite3_mprintf("%s", symbol)};
            if (!now->symbol)
                return es_fail_memory(err);
        }
        add_chunk(st, now);
    }
}

static es_status list_securities(es_store *store, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"symbol", ES_TEXT, ES_PLAIN}, {"first", ES_DATE, ES_PLAIN},  {"last", ES_DATE, ES_PLAIN},
        {"n_days", ES_INT, ES_PLAIN},  {"fields", ES_TEXT, ES_PLAIN},
    };
    es_table_rows *rows = es_tables_add(out, "securities", NULL, columns, N_ROWS(columns));
    security_summary now = {.symbol = NULL};
    es_statement st;
    es_status status;
    if (!rows)
        return es_fail_memory(err);
    status = es_statement_prepare(store->db, securities_sql, &st, err);
    if (status == ES_OK)
        status = append_securities(&st, rows, &now, err);
    sqlite3_free(now.symbol);
    es_statement_finalize(&st);
    return status;
}

/* ---- Events: a view of the loaded events ---- */

enum { EVENT_ID, EVENT_SYMBOL, EVENT_DATE, EVENT_TIME, EVENT_TIMING, N_EVENT_COLUMNS };

static const es_column event_columns[N_EVENT_COLUMNS] = {
    [EVENT_ID] = {"id", ES_TEXT, ES_PLAIN},         [EVENT_SYMBOL] = {"symbol", ES_TEXT, ES_PLAIN},
    [EVENT_DATE] = {"date", ES_DATE, ES_PLAIN},     [EVENT_TIME] = {"time", ES_TEXT, ES_PLAIN},
    [EVENT_TIMING] = {"timing", ES_TEXT, ES_PLAIN},
};

/* The times of day as texts, since a view can only lend what it holds. */
typedef struct event_view {
    es_dataset data; /* its arena is that of the table set */
    const char **time;
} event_view;

static void event_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    const event_view *view = source;
    const es_event *event = &view->data.event[row];
    switch (column) {
    case EVENT_ID:
        *out = es_cell_text(event->id);
        break;
    case EVENT_SYMBOL:
        *out = es_cell_text(event->symbol);
        break;
    case EVENT_DATE:
        *out = es_cell_day(event->announced);
        break;
    case EVENT_TIME:
        *out = es_cell_text(view->time[row]);
        break;
    case EVENT_TIMING:
        *out = es_cell_text(es_timing_text(event->timing));
        break;
    default:
        *out = es_cell_text(view->data.attribute[column - N_EVENT_COLUMNS].value[row]);
        break;
    }
}

static es_status add_event_view(event_view *view, es_tables *out, es_error *err)
{
    es_arena *arena = view->data.arena;
    size_t n = view->data.n_events, n_columns = N_EVENT_COLUMNS + view->data.n_attributes;
    es_column *columns = ES_NEW(arena, n_columns, es_column);
    es_table table = {"events", NULL, columns, n_columns, n, view, event_cell, NULL};
    char time[ES_DAY_TEXT];
    view->time = ES_NEW(arena, n, const char *);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    memcpy(columns, event_columns, sizeof event_columns);
    for (size_t a = 0; a < view->data.n_attributes; a++)
        columns[N_EVENT_COLUMNS + a] = (es_column){view->data.attribute[a].name, ES_TEXT, ES_PLAIN};
    for (size_t i = 0; i < n; i++)
        if (view->data.event[i].time != ES_NO_TIME)
            view->time[i] = es_arena_text(arena, es_time_format(view->data.event[i].time, time));
    return es_arena_failed(arena) ? es_fail_memory(err) : es_tables_add_view(out, &table, err);
}

static es_status list_events(es_store *store, es_tables *out, es_error *err)
{
    event_view *view = ES_NEW(es_tables_arena(out), 1, event_view);
    es_status status;
    if (!view)
        return es_fail_memory(err);
    view->data.arena = es_tables_arena(out);
    status = es_load_events(store, false, &view->data, err);
    return status == ES_OK ? add_event_view(view, out, err) : status;
}

/* ---- All lists ---- */

static const struct {
    const char *name;
    es_status (*fill)(es_store *store, es_tables *out, es_error *err);
} lists[] = {
    {"securities", list_securities},
    {"events", list_events},
    {"factors", list_factors},
    {"imports", list_imports},
    {"runs", list_runs},
    {"aliases", list_aliases},
    {"calendars", list_calendars},
    {"confounding", list_confounding},
    {"bars", list_bars},
};

static es_status unknown(const char *what, es_error *err)
{
    es_fail(err, ES_EUSAGE, "nothing to list is called \"%s\"", what);
    es_hint(err, "one of: securities, bars, events, factors, aliases, calendars, confounding, "
                 "imports, runs");
    return ES_EUSAGE;
}

es_status es_store_list(es_store *store, const char *what, es_tables **out, es_error *err)
{
    size_t i = 0;
    es_status status;
    *out = NULL;
    while (i < N_ROWS(lists) && !es_name_equal(what, lists[i].name))
        i++;
    if (i == N_ROWS(lists))
        return unknown(what, err);
    status = es_store_require_data(store, err);
    if (status != ES_OK)
        return status;
    *out = es_tables_new();
    if (!*out)
        return es_fail_memory(err);
    status = es_store_snapshot(store, err);
    if (status == ES_OK) {
        status = lists[i].fill(store, *out, err);
        es_store_release(store);
    }
    if (status != ES_OK) {
        es_tables_free(*out);
        *out = NULL;
    }
    return status;
}
