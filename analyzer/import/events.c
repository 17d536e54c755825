#include "import/readers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/dialect.h"
#include "base/names.h"
#include "import/value.h"
#include "store/zone_file.h"

enum { SYMBOL, DATE, ID, TIME, TIMING, TIMEZONE, N_ROLES };

static const es_role roles[N_ROLES] = {
    [SYMBOL] = {"symbol",
                "ticker|permno|tic;ric|isin|security|stock|ticker_symbol|cusip|gvkey|sedol"},
    [DATE] = {"date",
              "day|event_date|announced|announcement_date;"
              "evtdate|edate|event_day|rdq|anndats|ann_date|announce_date|announcement|datum"},
    [ID] = {"id", "event_id|event"},
    [TIME] = {"time", "event_time|announcement_time|time_et|time_et_or_blank|anntims"},
    [TIMING] = {"timing", "session"},
    [TIMEZONE] = {"timezone", "time_zone|tz|tzid"},
};

/* A time zone met before. */
typedef struct zone_name {
    const es_zone *zone;
    struct zone_name *next;
} zone_name;

typedef struct reader {
    es_intake *in;
    es_dialect dialect;
    int column[N_ROLES];
    size_t n_attributes;
    int *attribute_column;
    const char **attribute;
    const char **value; /* of the row being read */
    es_names *ids;      /* of this file, */
    es_names *symbols;
    es_names *nameless; /* SYMBOL@DATE of the events without an id */
    uint64_t *id_line;  /* where each id was first met, by its number */
    size_t id_capacity;
    zone_name *zones;
} reader;

/* ---- Columns -------------------------------------------------------------------------------- */

static const char *attribute_name(es_arena *arena, const char *header, size_t column)
{
    char *name =
        header[0] ? es_arena_text(arena, header) : es_arena_printf(arena, "column_%zu", column + 1);
    for (char *c = name; c && *c; c++)
        *c = *c == ' ' ? '_' : (char)tolower((unsigned char)*c);
    return name;
}

static bool is_role(const reader *r, size_t column)
{
    for (size_t role = 0; role < N_ROLES; role++)
        if (r->column[role] == (int)column)
            return true;
    return false;
}

static es_status find_attributes(reader *r, es_error *err)
{
    const es_header *header = &r->in->header;
    es_arena *arena = r->in->arena;
    r->attribute_column = ES_NEW(arena, header->n, int);
    r->attribute = ES_NEW(arena, header->n + 1, const char *);
    r->value = ES_NEW(arena, header->n + 1, const char *);
    for (size_t c = 0; !es_arena_failed(arena) && c < header->n; c++) {
        if (is_role(r, c))
            continue;
        r->attribute_column[r->n_attributes] = (int)c;
        r->attribute[r->n_attributes++] = attribute_name(arena, header->name[c], c);
    }
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < r->n_attributes; i++)
        for (size_t j = 0; j < i; j++)
            if (es_name_equal(r->attribute[i], r->attribute[j]))
                return es_fail(err, ES_EDATA, "%s: columns \"%s\" and \"%s\" have the same name",
                               header->file, header->name[r->attribute_column[j]],
                               header->name[r->attribute_column[i]]);
    r->attribute[r->n_attributes] = "timezone"; /* behind the others, from whatever cell */
    return ES_OK;
}

/* A file with closing prices and more of a trading day is no list of events: every price would
 * become one. */
static bool is_price_file(const es_header *header)
{
    static const es_role of_day[] = {{"open", "open_price"}, {"volume", "vol"}, {"high", "max"}};
    static const es_role close = {"close", "adj_close|close/last|adjusted_close"};
    bool closes = false, more = false;
    for (size_t c = 0; c < header->n; c++) {
        closes = closes || es_role_is(&close, header->name[c]);
        for (size_t i = 0; i < sizeof of_day / sizeof *of_day; i++)
            more = more || es_role_is(&of_day[i], header->name[c]);
    }
    return closes && more;
}

static es_status explain_columns(const reader *r, es_error *err)
{
    es_explanation *x = r->in->job->explain;
    es_status status = es_explain_columns_begin(x, r->in->header.n, err);
    if (status != ES_OK || !x)
        return status;
    for (size_t role = 0; role < N_ROLES; role++)
        es_explain_column(x, r->column[role], roles[role].name);
    for (size_t i = 0; i < r->n_attributes; i++)
        es_explain_column(x, r->attribute_column[i],
                          es_arena_printf(r->in->arena, "attribute %s", r->attribute[i]));
    return es_explain_columns_end(x, r->in->header.name, err);
}

static es_status find_columns(reader *r, es_error *err)
{
    const es_header *header = &r->in->header;
    es_status status =
        es_mapping_find(header, roles, N_ROLES, r->in->job->options->map, r->column, err);
    if (status != ES_OK)
        return status;
    if (is_price_file(header)) {
        (void)es_fail(err, ES_EDATA, "%s: holds the columns of prices, not of events",
                      header->file);
        return es_hint(err, "read it with `eventstudy import prices` or --prices");
    }
    if (r->column[SYMBOL] == ES_NO_COLUMN)
        return es_mapping_fail_absent(header, "symbol", "symbol=YourColumn,date=...", err);
    if (r->column[DATE] == ES_NO_COLUMN)
        return es_mapping_fail_absent(header, "date", "date=YourColumn,symbol=...", err);
    status = es_dialect_find(r->in, r->column[DATE], NULL, 0, ES_ORDER_NONE, &r->dialect, err);
    r->dialect.keeps_time = true;
    if (status == ES_OK)
        status = find_attributes(r, err);
    return status == ES_OK ? explain_columns(r, err) : status;
}

/* ---- One row -------------------------------------------------------------------------------- */

/* One cell, trimmed; empty where the file has no such column. */
typedef struct cell {
    const char *name, *text;
    size_t n;
} cell;

static cell cell_of(const reader *r, const es_record *record, size_t role)
{
    cell c = {"", "", 0};
    int column = r->column[role];
    if (column != ES_NO_COLUMN) {
        c.name = r->in->header.name[column];
        c.text = record->field[column];
        c.n = record->length[column];
        es_trim(&c.text, &c.n);
    }
    return c;
}

static bool read_timing(cell c, es_timing *out)
{
    static const es_role word[] = {
        [ES_TIMING_NONE] = {"none", "unknown|unspecified|not_supplied|time_not_supplied|n/a|na|-"},
        [ES_TIMING_BMO] = {"bmo",
                           "before_market_open|before_market_opens|before_market|before_open|"
                           "before_the_open|pre_market|premarket|time_pre_market|pre"},
        [ES_TIMING_AMC] = {"amc", "after_market_close|after_market_closes|after_market|after_close|"
                                  "after_the_close|after_hours|time_after_hours|post_market|"
                                  "postmarket|post"},
        [ES_TIMING_DURING] = {"during", "during_market|during_market_hours|market_hours|dmh|"
                                        "during_the_session|intraday"}};
    char text[40] = "";
    *out = ES_TIMING_NONE;
    if (c.n == 0)
        return true;
    if (c.n >= sizeof text)
        return false;
    memcpy(text, c.text, c.n);
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (es_role_is(&word[i], text)) {
            *out = (es_timing)i;
            return true;
        }
    return false;
}

/* The zone of this name, or NULL. */
static const es_zone *find_zone(reader *r, es_piece name)
{
    const es_zone *zone;
    zone_name *z;
    char *text;
    for (z = r->zones; z; z = z->next)
        if (es_text_is(name.text, name.n, z->zone->name))
            return z->zone;
    text = es_arena_text_n(r->in->arena, name.text, name.n);
    z = ES_NEW(r->in->arena, 1, zone_name);
    if (!text || !z || es_zone_read(text, r->in->arena, &zone, NULL) != ES_OK)
        return NULL;
    *z = (zone_name){zone, r->zones};
    r->zones = z;
    return zone;
}

static const char unknown_zone[] = "is not a time zone: expected a name such as America/New_York, "
                                   "an offset such as -04:00, or ET, EST, "
                                   "EDT and the like of CT, MT, PT";

/* EST in September is an hour off where New York's clock was meant: taken as it stands, and said.
 */
static void look_at_season(reader *r, const es_zone *zone, const es_event_row *row, uint64_t line)
{
    es_import_summary *summary = r->in->summary;
    const char *name = es_zone_of_standard(zone->name);
    const es_zone *place = name ? find_zone(r, (es_piece){name, strlen(name)}) : NULL;
    if (!place || row->time == ES_NO_TIME
        || es_zone_to_utc(zone, row->day, row->time) == es_zone_to_utc(place, row->day, row->time))
        return;
    if (summary->off_season++ == 0)
        (void)snprintf(summary->first_off_season, sizeof summary->first_off_season,
                       "line %llu: %s, where %s has daylight time", (unsigned long long)line,
                       zone->name, name);
}

/* The zone of the time of an event, from the piece behind the time and from the column: both must
 * mean the same moment.  The one behind the time is more exact and is kept. */
static bool read_zone(reader *r, const cell *stamp, es_piece behind, cell column,
                      const es_event_row *row, const char **out, es_bad_row *bad)
{
    const es_zone *own = NULL, *common = NULL;
    *out = NULL;
    if (column.n && !(common = find_zone(r, (es_piece){column.text, column.n})))
        return es_bad(bad, column.name, column.text, column.n, unknown_zone);
    if (behind.n && !(own = find_zone(r, behind)))
        return es_bad(bad, stamp->name, behind.text, behind.n, unknown_zone);
    if (own && common
        && es_zone_to_utc(own, row->day, row->time) != es_zone_to_utc(common, row->day, row->time))
        return es_bad(bad, column.name, column.text, column.n,
                      "is not the time zone that stands behind the time");
    if (own || common)
        *out = own ? own->name : common->name;
    if (own || common)
        look_at_season(r, own ? own : common, row, bad->line);
    return true;
}

/* The cell of the time: a time, or a whole timestamp of the announced day. */
static const char *read_time(cell time, es_event_row *out, es_piece *zone)
{
    es_day day;
    const char *reason;
    if (time.n < 10 || !memchr(time.text, '-', 5))
        return es_value_zoned_time(time.text, time.n, &out->time, zone);
    reason = es_value_moment(time.text, time.n, &day, &out->time, zone);
    return !reason && day != out->day ? "lies on another day than the date" : reason;
}

/* Day, time and timing: a time may stand in the date's cell, in its own, or in both alike. */
static bool read_moment(reader *r, const es_record *record, es_event_row *out, es_bad_row *bad)
{
    cell date = cell_of(r, record, DATE), time = cell_of(r, record, TIME);
    cell timing = cell_of(r, record, TIMING);
    int32_t dated_time = ES_NO_TIME;
    es_piece zone = {"", 0}, dated_zone = {"", 0};
    const char *reason = es_value_moment(date.text, date.n, &out->day, &dated_time, &dated_zone);
    if (reason) {
        reason = es_dialect_day(&r->dialect, date.text, date.n, &out->day);
        if (r->dialect.time_of_day) {
            dated_time = r->dialect.time_of_day;
            dated_zone = r->dialect.zone;
        }
    }
    if (reason)
        return es_bad(bad, date.name, date.text, date.n, reason);
    out->time = ES_NO_TIME;
    reason = read_time(time, out, &zone);
    if (!reason && out->time != ES_NO_TIME && dated_time != ES_NO_TIME && out->time != dated_time)
        reason = "differs from the time in the date column";
    if (reason)
        return es_bad(bad, time.name, time.text, time.n, reason);
    if (out->time == ES_NO_TIME)
        out->time = dated_time;
    if (!read_zone(r, zone.n ? &time : &date, zone.n ? zone : dated_zone,
                   cell_of(r, record, TIMEZONE), out, &r->value[r->n_attributes], bad))
        return false;
    if (!read_timing(timing, &out->timing))
        return es_bad(bad, timing.name, timing.text, timing.n, "is none of bmo, amc, during");
    return true;
}

/* The one attribute that must be a number. */
static bool check_weight(const reader *r, const es_record *record, es_bad_row *bad)
{
    for (size_t i = 0; i < r->n_attributes; i++) {
        int column = r->attribute_column[i];
        double unused;
        const char *text = record->field[column], *reason;
        if (strcmp(r->attribute[i], "weight") != 0)
            continue;
        reason = es_value_number(text, record->length[column], &unused);
        if (reason)
            return es_bad(bad, r->in->header.name[column], text, record->length[column], reason);
    }
    return true;
}

static bool read_row(reader *r, const es_record *record, es_event_row *out, es_bad_row *bad)
{
    cell symbol = cell_of(r, record, SYMBOL), id = cell_of(r, record, ID);
    uint32_t number;
    bad->line = record->line;
    es_value_plain_id(symbol.name, symbol.text, &symbol.n);
    if (es_value_symbol(symbol.text, symbol.n))
        return es_bad(bad, symbol.name, symbol.text, symbol.n,
                      es_value_symbol(symbol.text, symbol.n));
    if (!read_moment(r, record, out, bad))
        return false;
    number = es_names_add(r->symbols, symbol.text, symbol.n);
    out->symbol = number == ES_NO_NAME ? NULL : es_names_at(r->symbols, number);
    out->id = id.n ? es_arena_text_n(r->in->arena, id.text, id.n) : NULL;
    if (!check_weight(r, record, bad))
        return false;
    for (size_t i = 0; i < r->n_attributes; i++) {
        int column = r->attribute_column[i];
        r->value[i] = record->length[column] ? record->field[column] : NULL;
    }
    out->n_attributes = r->n_attributes + 1;
    out->attribute = r->attribute;
    out->value = r->value;
    return true;
}

/* ---- Ids ------------------------------------------------------------------------------------ */

static bool reserve(void **array, size_t *capacity, size_t need, size_t size)
{
    size_t wanted = *capacity ? *capacity : 64;
    void *grown;
    if (need <= *capacity)
        return true;
    while (wanted < need)
        wanted *= 2;
    grown = realloc(*array, wanted * size);
    if (!grown)
        return false;
    memset((char *)grown + *capacity * size, 0, (wanted - *capacity) * size);
    *array = grown;
    *capacity = wanted;
    return true;
}

/* Notes the id of a row; *first_line is where this id was met before in the file, 0: nowhere. */
static bool note_id(reader *r, const char *id, uint64_t line, uint64_t *first_line)
{
    uint32_t number = es_names_add(r->ids, id, strlen(id));
    void *id_line = r->id_line;
    bool room = number != ES_NO_NAME
                && reserve(&id_line, &r->id_capacity, (size_t)number + 1, sizeof *r->id_line);
    r->id_line = id_line;
    if (!room)
        return false;
    *first_line = r->id_line[number];
    if (*first_line == 0)
        r->id_line[number] = line;
    return true;
}

/* A name for an event without one.  Whoever says what shall become of conflicts corrects by the
 * first row of a symbol's day what is stored of it; other rows are other events. */
static es_status generate_id(reader *r, es_event_row *row, es_error *err)
{
    const es_job *job = r->in->job;
    es_import_summary *summary = r->in->summary;
    char day[ES_DAY_TEXT];
    const char *base =
        es_arena_printf(r->in->arena, "%s@%s", row->symbol, es_day_format(row->day, day));
    uint32_t before = es_names_count(r->nameless);
    uint64_t unused;
    es_event_name name;
    es_status status;
    if (!base || es_names_add(r->nameless, base, strlen(base)) == ES_NO_NAME)
        return es_fail_memory(err);
    status = es_store_name_event(
        job->store, row, job->policy != ES_CONFLICT_ERROR && es_names_count(r->nameless) > before,
        r->in->arena, &name, err);
    if (status != ES_OK)
        return status;
    row->id = name.id;
    if (name.apart && summary->apart++ == 0)
        (void)snprintf(summary->first_apart, sizeof summary->first_apart, "%s", name.id);
    if (name.renamed) { /* its line goes with the new name */
        uint32_t number = es_names_add(r->ids, name.was, strlen(name.was));
        uint64_t line = number < r->id_capacity ? r->id_line[number] : 0;
        if (line && !note_id(r, name.renamed, line, &unused))
            return es_fail_memory(err);
    }
    return ES_OK;
}

/* ---- Into the store ------------------------------------------------------------------------- */

static es_status fail_conflict(const reader *r, const es_event_row *row, uint64_t line,
                               uint64_t first_line, const char *field, es_error *err)
{
    char where[64] = "in the database";
    if (first_line)
        (void)snprintf(where, sizeof where, "on line %llu", (unsigned long long)first_line);
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": event %s: %s is not the same as %s",
                  ES_LINE_ARGS(r->in, line), row->id, field, where);
    return es_hint(err, "give each event its own id, or choose: --on-conflict keep or replace");
}

/* The first events of a file that is to be explained. */
static es_status explain_row(const reader *r, const es_event_row *row, uint64_t line, es_error *err)
{
    static const es_column columns[] = {
        {"line", ES_INT, ES_PLAIN},    {"id", ES_TEXT, ES_PLAIN},
        {"symbol", ES_TEXT, ES_PLAIN}, {"date", ES_DATE, ES_PLAIN},
        {"time", ES_TEXT, ES_PLAIN},   {"attributes", ES_TEXT, ES_PLAIN}};
    es_arena *arena = r->in->arena;
    const char *attributes = "", *time = NULL;
    es_status status;
    if (row->time != ES_NO_TIME)
        time = es_arena_printf(arena, "%02d:%02d", row->time / 3600, row->time / 60 % 60);
    for (size_t i = 0; attributes && i < row->n_attributes; i++)
        if (row->value[i])
            attributes = es_arena_printf(arena, "%s%s%s=%s", attributes, *attributes ? ", " : "",
                                         row->attribute[i], row->value[i]);
    const es_cell cells[] = {es_cell_int((int64_t)line), es_cell_text(row->id),
                             es_cell_text(row->symbol),  es_cell_day(row->day),
                             es_cell_text(time),         es_cell_text(attributes)};
    status = es_explain_rows_begin(r->in->job->explain, columns, 6, err);
    return status == ES_OK ? es_explain_row(r->in->job->explain, cells, err) : status;
}

static es_status put_row(reader *r, es_event_row *row, uint64_t line, es_error *err)
{
    const es_job *job = r->in->job;
    es_put_counts counts = {0};
    es_put_conflict conflict = {0};
    uint64_t first_line;
    es_status status = ES_OK;
    if (row->symbol && !row->id)
        status = generate_id(r, row, err);
    if (status != ES_OK)
        return status;
    if (!row->symbol || !row->id || !note_id(r, row->id, line, &first_line))
        return es_fail_memory(err);
    es_intake_saw_day(r->in, row->day);
    if (job->explain && job->explain->n_rows < ES_EXPLAINED_ROWS
        && explain_row(r, row, line, err) != ES_OK)
        return ES_ENOMEM;
    status = es_store_put_event(job->store, row, job->policy, &counts, &conflict, err);
    if (status != ES_OK && conflict.found)
        return fail_conflict(r, row, line, first_line, conflict.field, err);
    if (first_line && counts.unchanged) {
        r->in->summary->repeated++;
        counts.unchanged = 0;
    }
    es_intake_count(r->in, &counts);
    return status;
}

static es_status take_row(void *context, const es_record *record, es_error *err)
{
    reader *r = context;
    es_bad_row bad;
    es_event_row row;
    return read_row(r, record, &row, &bad) ? put_row(r, &row, record->line, err)
                                           : es_intake_reject(r->in, &bad, err);
}

/* An event nobody hears of again is worse than a file refused: bad rows are passed over only when
 * that was asked for. */
es_status es_read_events(es_intake *in, es_error *err)
{
    reader r = {.in = in};
    es_status status = find_columns(&r, err);
    if (status != ES_OK)
        return status;
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "one row per event");
    es_dialect_describe(&r.dialect, in->summary->layout, sizeof in->summary->layout);
    r.ids = es_names_new();
    r.symbols = es_names_new();
    r.nameless = es_names_new();
    status = r.ids && r.symbols && r.nameless ? es_intake_each(in, take_row, &r, err)
                                              : es_fail_memory(err);
    if (status == ES_OK)
        status = es_intake_finish(in, es_intake_all_if_asked(in), err);
    if (r.symbols)
        in->summary->n_symbols = es_names_count(r.symbols);
    es_names_free(r.ids);
    es_names_free(r.symbols);
    es_names_free(r.nameless);
    free(r.id_line);
    return status;
}
