#include "import/intake.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/dialect.h"
#include "import/value.h"

enum { PROGRESS_BYTES = 4 * 1024 * 1024, MOST_TAIL = 12 };

/* ---- Opening and closing -------------------------------------------------------------------- */

es_status es_intake_set_header(es_intake *in, const es_record *record, es_error *err)
{
    const char **name = ES_NEW(in->arena, record->n_fields, const char *);
    for (size_t i = 0; name && i < record->n_fields; i++) {
        const char *text = record->field[i];
        size_t n = record->length[i];
        es_trim(&text, &n);
        name[i] = es_arena_text_n(in->arena, text, n);
    }
    if (es_arena_failed(in->arena))
        return es_fail_memory(err);
    in->header.file = in->name;
    in->header.n = record->n_fields;
    in->header.name = name;
    return ES_OK;
}

static es_status read_header(es_intake *in, es_error *err)
{
    es_record record;
    es_status status = es_csv_next(in->csv, &record, err);
    if (status != ES_OK)
        return status;
    if (record.n_fields == 0)
        return es_source_fail_empty(in->source, err);
    return es_intake_set_header(in, &record, err);
}

es_status es_intake_open(es_job *job, es_source *source, es_import_summary *summary, es_intake *out,
                         es_error *err)
{
    es_status status;
    memset(out, 0, sizeof *out);
    out->job = job;
    out->source = source;
    out->summary = summary;
    out->arena = es_arena_new();
    if (!out->arena)
        return es_fail_memory(err);
    status = es_csv_open_text(source, &out->csv, err);
    if (status == ES_OK) {
        out->name = es_csv_name(out->csv);
        status = read_header(out, err);
    }
    if (status != ES_OK)
        es_intake_close(out);
    return status;
}

void es_intake_close(es_intake *in)
{
    es_csv_close(in->csv);
    es_arena_free(in->arena);
    es_arena_free(in->ahead.arena);
    free(in->ahead.record);
    memset(&in->ahead, 0, sizeof in->ahead);
    in->csv = NULL;
    in->arena = NULL;
}

/* ---- Reading ahead -------------------------------------------------------------------------- */

static es_record copy_record(es_arena *arena, const es_record *record)
{
    const char **field = ES_NEW(arena, record->n_fields, const char *);
    size_t *length = ES_NEW(arena, record->n_fields, size_t);
    for (size_t i = 0; field && length && i < record->n_fields; i++) {
        field[i] = es_arena_text_n(arena, record->field[i], record->length[i]);
        length[i] = record->length[i];
    }
    return (es_record){record->n_fields, field, length, record->line};
}

/* Remembers one more record. */
static es_status read_ahead(es_intake *in, es_error *err)
{
    es_ahead *a = &in->ahead;
    es_record record;
    es_status status = es_csv_next(in->csv, &record, err);
    if (status != ES_OK)
        return status;
    if (record.n_fields == 0) {
        a->at_end = true;
        return ES_OK;
    }
    if (a->n == a->capacity) {
        size_t capacity = a->capacity ? 2 * a->capacity : 64;
        es_record *grown = realloc(a->record, capacity * sizeof *grown);
        if (!grown)
            return es_fail_memory(err);
        a->record = grown;
        a->capacity = capacity;
    }
    if (!a->arena)
        a->arena = es_arena_new();
    if (!a->arena)
        return es_fail_memory(err);
    a->record[a->n++] = copy_record(a->arena, &record);
    return es_arena_failed(a->arena) ? es_fail_memory(err) : ES_OK;
}

es_status es_intake_peek(es_intake *in, size_t i, es_record *out, es_error *err)
{
    es_ahead *a = &in->ahead;
    es_status status = ES_OK;
    while (status == ES_OK && a->n - a->at <= i && !a->at_end)
        status = read_ahead(in, err);
    *out = a->n - a->at > i ? a->record[a->at + i] : (es_record){0};
    return status;
}

const es_record *es_intake_ahead(const es_intake *in, size_t i)
{
    const es_ahead *a = &in->ahead;
    return a->n - a->at > i ? &a->record[a->at + i] : NULL;
}

void es_intake_skip(es_intake *in, size_t n)
{
    in->ahead.at += n;
}

void es_intake_unskip(es_intake *in, size_t n)
{
    in->ahead.at -= n;
}

/* The next record, remembered or from the file. */
static es_status take(es_intake *in, es_record *out, es_error *err)
{
    es_ahead *a = &in->ahead;
    if (a->at < a->n) {
        *out = a->record[a->at++];
        return ES_OK;
    }
    if (a->arena) {
        es_arena_free(a->arena);
        a->arena = NULL;
        a->at = a->n = 0;
    }
    return es_csv_next(in->csv, out, err);
}

/* ---- Rows ----------------------------------------------------------------------------------- */

static void tell_progress(es_intake *in, bool now)
{
    const es_import_options *options = in->job->options;
    uint64_t bytes = es_source_bytes(in->source);
    if (!options->progress || (!now && bytes - in->told_bytes < PROGRESS_BYTES))
        return;
    in->told_bytes = bytes;
    options->progress(options->progress_context, in->job->path, bytes, es_source_total(in->source),
                      in->summary->rows);
}

static es_status reject_width(es_intake *in, const es_record *record, es_error *err)
{
    char reason[80];
    es_bad_row bad;
    (void)snprintf(reason, sizeof reason, "%zu %s where the header has %zu", record->n_fields,
                   record->n_fields == 1 ? "field" : "fields", in->header.n);
    bad.line = record->line;
    (void)es_bad(&bad, "", "", 0, reason);
    return es_intake_reject(in, &bad, err);
}

/* Extra fields at the end without anything in them: the rows end in delimiters. */
static bool is_padded(const es_record *record, size_t n)
{
    for (size_t i = n; i < record->n_fields; i++) {
        const char *text = record->field[i];
        size_t length = record->length[i];
        es_trim(&text, &length);
        if (length > 0)
            return false;
    }
    return record->n_fields > n;
}

/* No date and no number in it: words. */
static bool is_prose(const es_intake *in, const es_record *record)
{
    if (record->n_fields == 1 && in->header.n > 2)
        return true;
    for (size_t i = 0; i < record->n_fields; i++) {
        double value;
        if (es_dialect_like_day(record->field[i], record->length[i])
            || (!es_value_number(record->field[i], record->length[i], &value) && !isnan(value)))
            return false;
    }
    return true;
}

es_status es_intake_next(es_intake *in, es_record *out, es_error *err)
{
    es_status status;
    in->latest = (es_record){0};
    while ((status = take(in, out, err)) == ES_OK && out->n_fields) {
        in->summary->rows++;
        tell_progress(in, false);
        if (is_padded(out, in->header.n))
            out->n_fields = in->header.n;
        in->latest = *out;
        if (out->n_fields == in->header.n)
            return ES_OK;
        status = reject_width(in, out, err);
        if (status != ES_OK)
            return status;
    }
    if (status == ES_OK)
        tell_progress(in, true);
    return status;
}

es_piece es_intake_piece(const es_record *record, int column)
{
    es_piece piece = {"", 0};
    if (column != ES_NO_COLUMN) {
        piece = (es_piece){record->field[column], record->length[column]};
        es_trim(&piece.text, &piece.n);
    }
    return piece;
}

double es_intake_all_if_asked(const es_intake *in)
{
    const char *policy = in->job->options->on_bad_row;
    return policy && strcmp(policy, "reject") == 0 ? 1.0 : 0.0;
}

es_status es_intake_each(es_intake *in,
                         es_status (*row)(void *reader, const es_record *record, es_error *err),
                         void *reader, es_error *err)
{
    es_record record;
    es_status status;
    while ((status = es_intake_next(in, &record, err)) == ES_OK && record.n_fields) {
        status = row(reader, &record, err);
        if (status != ES_OK)
            break;
    }
    return status;
}

es_status es_intake_reject(es_intake *in, const es_bad_row *bad, es_error *err)
{
    const char *policy = in->job->options->on_bad_row;
    es_import_summary *summary = in->summary;
    char what[sizeof summary->first_reject - 40];
    es_status status;
    (void)es_bad_format(bad, what, sizeof what);
    if (in->latest.n_fields && in->latest.line == bad->line && is_prose(in, &in->latest)) {
        in->n_tail = in->tail_row + 1 == summary->rows ? in->n_tail + 1 : 1;
        in->tail_row = summary->rows;
    }
    if (summary->rejected++ == 0) {
        in->first_bad_line = bad->line;
        (void)snprintf(summary->first_reject, sizeof summary->first_reject, "line %llu: %s",
                       (unsigned long long)bad->line, what);
    }
    status = es_rejects_add(&in->job->rejects, in->name, bad, err);
    if (status != ES_OK || !policy || strcmp(policy, "error") != 0)
        return status;
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s", ES_LINE_ARGS(in, bad->line), what);
    return es_hint(err, "mend the row, or pass over such rows: --on-bad-row reject");
}

/* ---- The account ---------------------------------------------------------------------------- */

static es_status fail_rejects(const es_intake *in, double tolerated, es_error *err)
{
    const es_import_summary *s = in->summary;
    unsigned long long rejected = s->rejected, rows = s->rows;
    const char *what = strstr(s->first_reject, ": ") + 2;
    const char *list = in->job->rejects.path;
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s", ES_LINE_ARGS(in, in->first_bad_line), what);
    if (list)
        return es_hint(err, "%llu of %llu rows are unusable; all are listed in %s", rejected, rows,
                       list);
    if (tolerated > 0.0)
        return es_hint(err,
                       "%llu of %llu rows are unusable, more than %g %%; list them with "
                       "--rejects FILE",
                       rejected, rows, 100.0 * tolerated);
    return es_hint(err,
                   "%llu of %llu rows are unusable; list them with --rejects FILE, or leave "
                   "them out with --on-bad-row reject",
                   rejected, rows);
}

es_status es_intake_finish(es_intake *in, double tolerated, es_error *err)
{
    const es_import_summary *s = in->summary;
    uint64_t tail = 0;
    if (s->rows == 0)
        return es_fail(err, ES_EDATA, "%s: has a header but no rows", in->name);
    if (in->tail_row == s->rows && in->n_tail <= MOST_TAIL && tolerated > 0.0)
        tail = in->n_tail;
    if (s->rows == tail)
        tail = 0;
    if ((double)(s->rejected - tail) > tolerated * (double)s->rows)
        return fail_rejects(in, tolerated, err);
    return ES_OK;
}

void es_intake_count(es_intake *in, const es_put_counts *counts)
{
    es_import_summary *s = in->summary;
    s->added += counts->added;
    s->filled += counts->filled;
    s->unchanged += counts->unchanged;
    s->replaced += counts->replaced;
    s->kept += counts->kept;
}

void es_intake_saw_day(es_intake *in, es_day day)
{
    es_import_summary *s = in->summary;
    if (!in->has_days || day < s->first)
        s->first = day;
    if (!in->has_days || day > s->last)
        s->last = day;
    in->has_days = true;
}
