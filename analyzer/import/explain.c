/* How a file is understood, without importing it: everything is read into a store in memory. */
#include <string.h>

#include "base/date.h"
#include "import/explanation.h"
#include "import/import.h"

static const char *delimiter_name(char c)
{
    switch (c) {
    case ',':
        return "comma";
    case ';':
        return "semicolon";
    case '\t':
        return "tab";
    default:
        return "|";
    }
}

static const char *or_else(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

static es_status note_span(es_explanation *x, const es_import_summary *s, es_error *err)
{
    char text[120], first[ES_DAY_TEXT], last[ES_DAY_TEXT];
    if (s->rows == s->rejected)
        (void)snprintf(text, sizeof text, "%llu", (unsigned long long)s->rows);
    else
        (void)snprintf(text, sizeof text, "%llu, from %s to %s", (unsigned long long)s->rows,
                       es_day_format(s->first, first), es_day_format(s->last, last));
    return es_explain_guess(x, "rows", text, err);
}

static es_status note_guess(es_explanation *x, es_import_kind kind, const es_source *source,
                            const es_import_summary *s, es_error *err)
{
    char symbols[80];
    es_status status = es_explain_guess(x, "layout", or_else(s->layout, "(not recognised)"), err);
    if (status == ES_OK)
        status = es_explain_guess(x, "encoding", or_else(es_source_encoding(source), "UTF-8"), err);
    if (status == ES_OK)
        status = es_explain_guess(x, "packing", or_else(es_source_packing(source), "none"), err);
    if (*s->symbol)
        (void)snprintf(symbols, sizeof symbols, "%s", s->symbol);
    else
        (void)snprintf(symbols, sizeof symbols, "%llu", (unsigned long long)s->n_symbols);
    if (status == ES_OK && s->n_symbols)
        status =
            es_explain_guess(x, kind == ES_IMPORT_FACTORS ? "factors" : "symbols", symbols, err);
    return status == ES_OK ? note_span(x, s, err) : status;
}

static es_status doubt_count(es_explanation *x, uint64_t n, const char *what, es_error *err)
{
    return n ? es_explain_doubt(x, err, "%llu %s", (unsigned long long)n, what) : ES_OK;
}

static es_status note_columns(es_explanation *x, es_error *err)
{
    const es_table *columns = es_tables_find(x->tables, "columns");
    es_status status = ES_OK;
    for (size_t c = 0; status == ES_OK && x->holds && c < columns->n_rows; c++)
        if (!x->holds[c])
            status = es_explain_doubt(x, err, "column %zu, \"%s\", is not used", c + 1,
                                      es_table_text(columns, c, 1));
    return status;
}

static es_status note_doubts(es_explanation *x, const es_source *source, const es_import_summary *s,
                             const es_import_options *options, es_error *err)
{
    const char *encoding = es_source_encoding(source);
    es_status status = note_columns(x, err);
    if (status == ES_OK && *s->symbol && !options->symbol)
        status =
            es_explain_doubt(x, err, "the symbol %s is taken from the name of the file", s->symbol);
    if (status == ES_OK && encoding && strstr(encoding, "mixed"))
        status = es_explain_doubt(x, err, "two encodings in one file: look at names with accents");
    if (status == ES_OK && s->rejected)
        status = es_explain_doubt(x, err, "rejected rows: %llu, the first at %s",
                                  (unsigned long long)s->rejected, s->first_reject);
    if (status == ES_OK)
        status = doubt_count(x, s->nonpositive, "prices at or below zero", err);
    if (status == ES_OK)
        status = doubt_count(x, s->missing, "rows without a usable price", err);
    if (status == ES_OK)
        status = doubt_count(x, s->repeated, "rows stand in the file twice", err);
    if (status == ES_OK && s->unsorted)
        status = es_explain_doubt(x, err, "dates are not in order");
    if (status == ES_OK && *s->tiny)
        status = es_explain_doubt(x, err, "factor %s moves very little: scaled twice?", s->tiny);
    if (status == ES_OK && *s->passed_over)
        status = es_explain_doubt(x, err, "passed over in the archive: %s", s->passed_over);
    return status;
}

static es_status note_failure(es_explanation *x, const es_error *why, es_error *err)
{
    return es_explain_doubt(x, err, "it would not be imported: %s%s%s", why->message,
                            *why->hint ? "; " : "", why->hint);
}

/* What is wrong with the data belongs to the explanation; other failures are failures. */
static es_status read_and_note(es_job *job, es_import_kind kind, es_source *source, es_error *err)
{
    es_import_summary summary;
    es_error why = {0};
    es_status status;
    memset(&summary, 0, sizeof summary);
    status = es_import_read(job, kind, source, &summary, &why);
    if (status != ES_OK && status != ES_EDATA) {
        if (err)
            *err = why;
        return status;
    }
    if (status == ES_EDATA)
        status = note_failure(job->explain, &why, err);
    if (status == ES_OK)
        status = note_guess(job->explain, kind, source, &summary, err);
    return status == ES_OK ? note_doubts(job->explain, source, &summary, job->options, err)
                           : status;
}

es_status es_explain_reading(es_intake *in, es_error *err)
{
    es_explanation *x = in->job->explain;
    return x && !x->has_columns
               ? es_explain_guess(x, "delimiter", delimiter_name(es_csv_delimiter(in->csv)), err)
               : ES_OK;
}

void es_explain_unread(es_intake *in)
{
    if (es_explain_columns_begin(in->job->explain, in->header.n, NULL) == ES_OK)
        (void)es_explain_columns_end(in->job->explain, in->header.name, NULL);
}

es_status es_import_explain(es_import_kind kind, const char *path, const es_import_options *options,
                            es_tables **out, es_error *err)
{
    es_explanation notes;
    es_job job = {.options = options, .path = path, .explain = &notes};
    es_source *source = NULL;
    es_status status;
    *out = NULL;
    job.rejects.path = options->rejects;
    status = es_explanation_init(&notes, err);
    if (status != ES_OK)
        return status;
    status = es_import_check(kind, 1, &job, err);
    if (status == ES_OK)
        status = es_source_open(path, &source, err);
    if (status == ES_OK)
        status = es_store_open(":memory:", ES_STORE_CREATE, &job.store, err);
    if (status == ES_OK)
        status = es_store_begin(job.store, err);
    if (status == ES_OK)
        status = read_and_note(&job, kind, source, err);
    if (job.store)
        es_store_rollback(job.store);
    es_store_close(job.store);
    es_source_close(source);
    if (es_rejects_close(&job.rejects, status == ES_OK ? err : NULL) != ES_OK && status == ES_OK)
        status = ES_EIO;
    if (status == ES_OK)
        *out = notes.tables;
    else
        es_tables_free(notes.tables);
    return status;
}
