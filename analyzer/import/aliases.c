#include <string.h>

#include "base/date.h"
#include "base/text.h"
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
    int column[N_ROLES];
    known *known;
} reader;

static const char *cell(const reader *r, const es_record *record, int role, size_t *n)
{
    const char *text = "";
    *n = 0;
    if (r->column[role] != ES_NO_COLUMN) {
        text = record->field[r->column[role]];
        *n = record->length[r->column[role]];
        es_trim(&text, n);
    }
    return text;
}

static bool read_end(const reader *r, const es_record *record, int role, es_day *out,
                     es_bad_row *bad)
{
    size_t n;
    const char *text = cell(r, record, role, &n), *reason;
    if (n == 0)
        return true;
    reason = es_value_day(text, n, out);
    return reason ? es_bad(bad, roles[role].name, text, n, reason) : true;
}

static bool read_row(reader *r, const es_record *record, es_alias_row *out, es_bad_row *bad)
{
    size_t n, m;
    const char *alias = cell(r, record, ALIAS, &n), *symbol = cell(r, record, SYMBOL, &m);
    bad->line = record->line;
    if (n == 0 || m == 0)
        return es_bad(bad, roles[n ? SYMBOL : ALIAS].name, "", 0, "is empty");
    out->alias = es_arena_text_n(r->in->arena, alias, n);
    out->symbol = es_arena_text_n(r->in->arena, symbol, m);
    out->first = ES_DAY_FIRST;
    out->last = ES_DAY_LAST;
    if (!read_end(r, record, FROM, &out->first, bad) || !read_end(r, record, TO, &out->last, bad))
        return false;
    if (out->first > out->last) {
        alias = cell(r, record, TO, &n);
        return es_bad(bad, "to", alias, n, "lies before `from`");
    }
    if (out->alias && out->symbol && strcmp(out->alias, out->symbol) == 0)
        return es_bad(bad, "alias", alias, n, "stands for itself");
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

static es_status put_row(reader *r, const es_alias_row *row, uint64_t line, es_error *err)
{
    const es_job *job = r->in->job;
    es_put_counts counts = {0};
    char other[ES_ALIAS_TEXT];
    known *k = ES_NEW(r->in->arena, 1, known);
    es_status status;
    if (!k || !row->alias || !row->symbol)
        return es_fail_memory(err);
    status = es_store_put_alias(job->store, row, job->policy, &counts, other, err);
    if (status == ES_EDATA && *other)
        return fail_overlap(r, row, line, other, err);
    *k = (known){*row, line, r->known};
    r->known = k;
    es_intake_count(r->in, &counts);
    return status;
}

static es_status read_records(reader *r, es_error *err)
{
    es_record record;
    es_bad_row bad;
    es_alias_row row;
    es_status status;
    while ((status = es_intake_next(r->in, &record, err)) == ES_OK && record.n_fields) {
        if (read_row(r, &record, &row, &bad))
            status = put_row(r, &row, record.line, err);
        else
            status = es_intake_reject(r->in, &bad, err);
        if (status != ES_OK)
            break;
    }
    return status;
}

es_status es_read_aliases(es_intake *in, es_error *err)
{
    reader r = {.in = in};
    const char *policy = in->job->options->on_bad_row;
    es_status status =
        es_mapping_find(&in->header, roles, N_ROLES, in->job->options->map, r.column, err);
    if (status != ES_OK)
        return status;
    for (int role = ALIAS; role <= SYMBOL; role++)
        if (r.column[role] == ES_NO_COLUMN)
            return es_mapping_fail_absent(&in->header, roles[role].name,
                                          "alias=YourColumn,symbol=...", err);
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "one alias per row");
    status = read_records(&r, err);
    if (status != ES_OK)
        return status;
    return es_intake_finish(in, policy && strcmp(policy, "reject") == 0 ? 1.0 : 0.0, err);
}
