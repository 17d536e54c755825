#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "import/dialect.h"
#include "base/names.h"
#include "import/readers.h"
#include "import/value.h"

enum { CALENDAR, DATE, OPEN, CLOSE, N_ROLES };

static const es_role roles[N_ROLES] = {
    [CALENDAR] = {"calendar", "market|exchange|symbol"},
    [DATE] = {"date", "day|session|trading_day"},
    [OPEN] = {"open", "session_open|open_time|market_open"},
    [CLOSE] = {"close", "session_close|close_time|market_close"},
};

typedef struct reader {
    es_intake *in;
    es_dialect dialect;
    int column[N_ROLES];
    es_names *names;
} reader;

static bool read_time(const reader *r, const es_record *record, int role, int32_t *out,
                      es_bad_row *bad)
{
    es_piece c = es_intake_piece(record, r->column[role]), zone = {"", 0};
    const char *reason;
    *out = ES_NO_TIME;
    reason = es_value_zoned_time(c.text, c.n, out, &zone);
    if (!reason && zone.n)
        reason = "has a time zone: give the time of the exchange, without one";
    return reason ? es_bad(bad, roles[role].name, c.text, c.n, reason) : true;
}

static bool read_row(reader *r, const es_record *record, es_session_row *out, es_bad_row *bad)
{
    es_piece name = es_intake_piece(record, r->column[CALENDAR]),
             day = es_intake_piece(record, r->column[DATE]);
    const char *reason;
    uint32_t number;
    bad->line = record->line;
    reason = es_value_symbol(name.text, name.n);
    if (reason)
        return es_bad(bad, roles[CALENDAR].name, name.text, name.n, reason);
    reason = es_dialect_day(&r->dialect, day.text, day.n, &out->day);
    if (reason)
        return es_bad(bad, roles[DATE].name, day.text, day.n, reason);
    if (!read_time(r, record, OPEN, &out->open, bad)
        || !read_time(r, record, CLOSE, &out->close, bad))
        return false;
    if (out->open != ES_NO_TIME && out->close != ES_NO_TIME && out->open >= out->close) {
        es_piece c = es_intake_piece(record, r->column[CLOSE]);
        return es_bad(bad, roles[CLOSE].name, c.text, c.n, "is not after the opening");
    }
    number = es_names_add(r->names, name.text, name.n);
    out->calendar = number == ES_NO_NAME ? NULL : es_names_at(r->names, number);
    return true;
}

static es_status put_row(reader *r, const es_session_row *row, uint64_t line, es_error *err)
{
    const es_job *job = r->in->job;
    es_put_counts counts = {0};
    es_put_conflict conflict = {0};
    char day[ES_DAY_TEXT];
    es_status status;
    if (!row->calendar)
        return es_fail_memory(err);
    status = es_store_put_session(job->store, row, job->policy, &counts, &conflict, err);
    if (status != ES_OK && conflict.found) {
        (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s, %s: %s is not the same as stored before",
                      ES_LINE_ARGS(r->in, line), row->calendar, es_day_format(row->day, day),
                      conflict.field);
        return es_hint(err, "choose: --on-conflict keep or replace");
    }
    es_intake_saw_day(r->in, row->day);
    es_intake_count(r->in, &counts);
    return status;
}

static es_status take_row(void *context, const es_record *record, es_error *err)
{
    reader *r = context;
    es_bad_row bad;
    es_session_row row;
    return read_row(r, record, &row, &bad) ? put_row(r, &row, record->line, err)
                                           : es_intake_reject(r->in, &bad, err);
}

es_status es_read_calendars(es_intake *in, es_error *err)
{
    reader r = {.in = in};
    es_status status =
        es_mapping_find(&in->header, roles, N_ROLES, in->job->options->map, r.column, err);
    for (int role = CALENDAR; role <= DATE && status == ES_OK; role++)
        if (r.column[role] == ES_NO_COLUMN)
            status = es_mapping_fail_absent(&in->header, roles[role].name,
                                            "calendar=YourColumn,date=...", err);
    if (status == ES_OK)
        status = es_dialect_find(in, r.column[DATE], NULL, 0, ES_ORDER_NONE, &r.dialect, err);
    if (status != ES_OK)
        return status;
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "one session per row");
    es_dialect_describe(&r.dialect, in->summary->layout, sizeof in->summary->layout);
    r.names = es_names_new();
    status = r.names ? es_intake_each(in, take_row, &r, err) : es_fail_memory(err);
    if (status == ES_OK)
        status = es_intake_finish(in, es_intake_all_if_asked(in), err);
    if (r.names)
        in->summary->n_symbols = es_names_count(r.names);
    es_names_free(r.names);
    return status;
}
