#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "import/dialect.h"
#include "import/readers.h"
#include "import/value.h"

enum { ALIAS, SYMBOL, FROM, TO, N_ROLES };

static const es_role roles[N_ROLES] = {
    [ALIAS] = {"alias", "old|old_symbol|old_ticker|former_symbol|name"},
    [SYMBOL] = {"symbol", "ticker|new|new_symbol|new_ticker|security"},
    [FROM] = {"from", "first|start|valid_from|date_from"},
    [TO] = {"to", "last|end|until|valid_to|date_to"},
};

/* A row of this file that is in the store, for messages. */
typedef struct known {
    es_alias_row row;
    uint64_t line;
    struct known *next;
} known;

typedef struct reader {
    es_intake *in;
    es_dialect dialect; /* of both columns of dates */
    int column[N_ROLES];
    known *known;
} reader;

/* An open end may also be written as a far day, 9999-12-31. */
static bool read_end(reader *r, const es_record *record, int role, es_day *out, es_bad_row *bad)
{
    es_piece day = es_intake_piece(record, r->column[role]);
    const char *reason = day.n ? es_value_day(day.text, day.n, out) : NULL;
    if (reason)
        reason = es_dialect_day(&r->dialect, day.text, day.n, out);
    return reason ? es_bad(bad, roles[role].name, day.text, day.n, reason) : true;
}

static bool read_name(int role, es_piece name, es_bad_row *bad)
{
    const char *reason = es_value_symbol(name.text, name.n);
    return !reason || es_bad(bad, roles[role].name, name.text, name.n, reason);
}

static bool read_row(reader *r, const es_record *record, es_alias_row *out, es_bad_row *bad)
{
    es_piece alias = es_intake_piece(record, r->column[ALIAS]);
    es_piece symbol = es_intake_piece(record, r->column[SYMBOL]);
    bad->line = record->line;
    if (!read_name(ALIAS, alias, bad) || !read_name(SYMBOL, symbol, bad))
        return false;
    out->alias = es_arena_text_n(r->in->arena, alias.text, alias.n);
    out->symbol = es_arena_text_n(r->in->arena, symbol.text, symbol.n);
    out->first = ES_DAY_FIRST;
    out->last = ES_DAY_LAST;
    if (!read_end(r, record, FROM, &out->first, bad) || !read_end(r, record, TO, &out->last, bad))
        return false;
    if (out->first > out->last) {
        es_piece to = es_intake_piece(record, r->column[TO]);
        return es_bad(bad, "to", to.text, to.n, "lies before `from`");
    }
    if (out->alias && out->symbol && strcmp(out->alias, out->symbol) == 0)
        return es_bad(bad, "alias", alias.text, alias.n, "stands for itself");
    return true;
}

static es_status fail_overlap(const reader *r, const es_alias_row *row, uint64_t line,
                              const char *other, es_error *err)
{
    char own[ES_ALIAS_TEXT], where[64] = "in the database";
    for (const known *k = r->known; k; k = k->next)
        if (strcmp(k->row.alias, row->alias) == 0 && k->row.first <= row->last
            && k->row.last >= row->first) {
            (void)snprintf(where, sizeof where, "on line %llu", (unsigned long long)k->line);
            break;
        }
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s, but %s %s", ES_LINE_ARGS(r->in, line),
                  es_alias_format(row, own), other, where);
    return es_hint(err, "end one with `to` before the other begins with `from`, or choose: "
                        "--on-conflict keep or replace");
}

static es_status fail_circle(const reader *r, const es_alias_row *row, uint64_t line,
                             const char *circle, es_error *err)
{
    char own[ES_ALIAS_TEXT];
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s makes a circle of names: %s",
                  ES_LINE_ARGS(r->in, line), es_alias_format(row, own), circle);
    return es_hint(err,
                   "an alias is the old name, symbol the one that has the prices: leave out "
                   "the row that is the wrong way round, or end one with `to` before the other "
                   "begins with `from`");
}

static es_status put_row(reader *r, const es_alias_row *row, uint64_t line, es_error *err)
{
    const es_job *job = r->in->job;
    es_put_counts counts = {0};
    char other[ES_ALIAS_TEXT], circle[ES_ALIAS_TEXT];
    known *k = ES_NEW(r->in->arena, 1, known);
    es_status status;
    if (!k || !row->alias || !row->symbol)
        return es_fail_memory(err);
    status = es_store_put_alias(job->store, row, job->policy, &counts, other, circle, err);
    if (status == ES_EDATA && *circle)
        return fail_circle(r, row, line, circle, err);
    if (status == ES_EDATA && *other)
        return fail_overlap(r, row, line, other, err);
    *k = (known){*row, line, r->known};
    r->known = k;
    es_intake_count(r->in, &counts);
    return status;
}

static es_status take_row(void *context, const es_record *record, es_error *err)
{
    reader *r = context;
    es_bad_row bad;
    es_alias_row row;
    return read_row(r, record, &row, &bad) ? put_row(r, &row, record->line, err)
                                           : es_intake_reject(r->in, &bad, err);
}

static bool is_decided(const es_dialect *d)
{
    return d->order == ES_ORDER_MDY || d->order == ES_ORDER_DMY;
}

/* One order for the whole file: the first column that tells it decides for both. */
static es_status find_dialect(reader *r, es_error *err)
{
    es_status status = ES_OK;
    for (int role = FROM; role <= TO && status == ES_OK && !is_decided(&r->dialect); role++) {
        es_dialect d;
        if (r->column[role] == ES_NO_COLUMN)
            continue;
        status = es_dialect_find(r->in, r->column[role], NULL, 0, ES_ORDER_NONE, &d, err);
        if (status == ES_OK && (is_decided(&d) || r->dialect.order == ES_ORDER_NONE))
            r->dialect = d;
    }
    return status;
}

es_status es_read_aliases(es_intake *in, es_error *err)
{
    reader r = {.in = in};
    es_status status =
        es_mapping_find(&in->header, roles, N_ROLES, in->job->options->map, r.column, err);
    if (status != ES_OK)
        return status;
    for (int role = ALIAS; role <= SYMBOL; role++)
        if (r.column[role] == ES_NO_COLUMN)
            return es_mapping_fail_absent(&in->header, roles[role].name,
                                          "alias=YourColumn,symbol=...", err);
    status = find_dialect(&r, err);
    if (status != ES_OK)
        return status;
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "one alias per row");
    es_dialect_describe(&r.dialect, in->summary->layout, sizeof in->summary->layout);
    status = es_intake_each(in, take_row, &r, err);
    if (status != ES_OK)
        return status;
    return es_intake_finish(in, es_intake_all_if_asked(in), err);
}
