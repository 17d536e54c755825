#include "import/price_sink.h"

#include <stdlib.h>
#include <string.h>

#include "base/background.h"
#include "base/date.h"
#include "import/batch.h"
#include "base/names.h"
#include "import/value.h"

enum { BATCH_ROWS = 512 * 1024, NO_ID = -1 };

/* What goes into the store: a batch and the symbols that its series are numbers of.  While a batch
 * is being stored, nobody else touches this. */
typedef struct writer {
    es_intake *in;
    const es_field *field;
    es_batch batch;
    uint32_t n, capacity;
    const char **symbol;
    int64_t *id; /* in the store, or NO_ID: not asked yet */
} writer;

struct es_price_sink {
    es_intake *in;
    es_batch batch; /* rows so far; full, it changes places with that of the writer */
    es_field field[ES_N_FIELDS];
    es_names *symbols;
    es_day *last_day; /* by number of the symbol */
    size_t capacity;
    uint32_t current; /* the symbol of the row before, or ES_NO_NAME */
    size_t current_length;
    writer writer;
    es_background *background; /* of the writer, once a batch is full */
};

es_status es_price_sink_open(es_intake *in, const es_field *fields, size_t n_fields,
                             es_price_sink **out, es_error *err)
{
    es_price_sink *sink = calloc(1, sizeof *sink);
    *out = sink;
    if (!sink)
        return es_fail_memory(err);
    sink->in = sink->writer.in = in;
    sink->current = ES_NO_NAME;
    sink->symbols = es_names_new();
    sink->writer.field = sink->field;
    memcpy(sink->field, fields, n_fields * sizeof *fields);
    if (!es_batch_init(&sink->batch, n_fields) || !es_batch_init(&sink->writer.batch, n_fields)
        || !sink->symbols)
        return es_fail_memory(err);
    return ES_OK;
}

void es_price_sink_close(es_price_sink *sink)
{
    if (!sink)
        return;
    es_background_free(sink->background);
    es_batch_free(&sink->batch);
    es_batch_free(&sink->writer.batch);
    es_names_free(sink->symbols);
    free(sink->last_day);
    free(sink->writer.symbol);
    free(sink->writer.id);
    free(sink);
}

/* ---- Into the batch ------------------------------------------------------------------------- */

/* Symbols from headers, file names and options come this far unseen. */
static es_status check_symbol(const es_price_sink *sink, const es_price_row *row, es_error *err)
{
    es_bad_row bad;
    char what[200];
    const char *reason = es_value_symbol(row->symbol, row->symbol_length);
    if (!reason)
        return ES_OK;
    (void)es_bad(&bad, "symbol", row->symbol, row->symbol_length, reason);
    (void)es_fail(err, ES_EDATA, "%s: %s", sink->in->name, es_bad_format(&bad, what, sizeof what));
    return es_hint(err, "the symbol comes from the header, the file's name or --symbol");
}

/* The number of the row's symbol; files come mostly in runs of one symbol. */
static uint32_t number_symbol(es_price_sink *sink, const es_price_row *row)
{
    uint32_t number = sink->current;
    if (number != ES_NO_NAME && sink->current_length == row->symbol_length
        && memcmp(es_names_at(sink->symbols, number), row->symbol, row->symbol_length) == 0)
        return number;
    number = es_names_add(sink->symbols, row->symbol, row->symbol_length);
    if (number == ES_NO_NAME)
        return ES_NO_NAME;
    if (number >= sink->capacity) {
        size_t capacity = sink->capacity ? 2 * sink->capacity : 64;
        es_day *grown = realloc(sink->last_day, capacity * sizeof *grown);
        if (!grown)
            return ES_NO_NAME;
        for (size_t i = sink->capacity; i < capacity; i++)
            grown[i] = INT32_MIN;
        sink->last_day = grown;
        sink->capacity = capacity;
    }
    sink->current = number;
    sink->current_length = row->symbol_length;
    return number;
}

/* The first rows of a file that is to be explained. */
static es_status explain_row(const es_price_sink *sink, const es_price_row *row, es_error *err)
{
    es_explanation *x = sink->in->job->explain;
    size_t n = sink->batch.n_columns;
    es_column columns[3 + ES_N_FIELDS] = {
        {"line", ES_INT, ES_PLAIN}, {"symbol", ES_TEXT, ES_PLAIN}, {"date", ES_DATE, ES_PLAIN}};
    es_cell cells[3 + ES_N_FIELDS] = {
        es_cell_int((int64_t)row->line),
        es_cell_text(es_arena_text_n(sink->in->arena, row->symbol, row->symbol_length)),
        es_cell_day(row->day)};
    es_status status;
    for (size_t i = 0; i < n; i++) {
        columns[3 + i] = (es_column){es_field_name(sink->field[i]), ES_REAL, ES_PLAIN};
        cells[3 + i] = es_cell_real(row->value[i]);
    }
    status = es_explain_rows_begin(x, columns, 3 + n, err);
    return status == ES_OK ? es_explain_row(x, cells, err) : status;
}

static es_status hand_over(es_price_sink *sink, es_error *err);

es_status es_price_sink_add(es_price_sink *sink, const es_price_row *row, es_error *err)
{
    es_import_summary *summary = sink->in->summary;
    uint32_t before = es_names_count(sink->symbols), number = number_symbol(sink, row);
    if (number == ES_NO_NAME)
        return es_fail_memory(err);
    if (number == before && check_symbol(sink, row, err) != ES_OK)
        return ES_EDATA;
    if (row->day < sink->last_day[number])
        summary->unsorted = true;
    sink->last_day[number] = row->day;
    es_intake_saw_day(sink->in, row->day);
    if (sink->in->job->explain && sink->in->job->explain->n_rows < ES_EXPLAINED_ROWS
        && explain_row(sink, row, err) != ES_OK)
        return ES_ENOMEM;
    if (!es_batch_add(&sink->batch, number, row->day, row->line, row->value))
        return es_fail_memory(err);
    return sink->batch.n == BATCH_ROWS ? hand_over(sink, err) : ES_OK;
}

/* ---- Into the store ------------------------------------------------------------------------- */

static es_status fail_repeated(const writer *w, const es_batch_conflict *c, es_error *err)
{
    char day[ES_DAY_TEXT], first[40], second[40];
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s %s: %s is %s here, but %s on line %llu",
                  ES_LINE_ARGS(w->in, c->second_line), w->symbol[c->series],
                  es_day_format(c->day, day), es_field_name(w->field[c->column]),
                  es_value_format(c->second, second), es_value_format(c->first, first),
                  (unsigned long long)c->first_line);
    if (w->in->text_column)
        return es_hint(err,
                       "if column %s is the symbol, say --map symbol=%s; otherwise --on-conflict "
                       "keep takes the first of them, replace the last",
                       w->in->text_column, w->in->text_column);
    return es_hint(err, "--on-conflict keep takes the first of them, replace the last");
}

static es_status fail_stored(const writer *w, size_t i, const es_put_conflict *c, es_error *err)
{
    const es_batch *b = &w->batch;
    char day[ES_DAY_TEXT], stored[40], given[40];
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s %s: %s is %s here, but %s in the database",
                  ES_LINE_ARGS(w->in, b->line[i]), w->symbol[b->series[i]],
                  es_day_format(b->day[i], day), c->field, es_value_format(c->given, given),
                  es_value_format(c->stored, stored));
    return es_hint(err, "--on-conflict keep leaves the database as it is, replace changes it");
}

/* Puts the rows [begin, end) of one security. */
static es_status put_run(writer *w, size_t begin, size_t end, es_error *err)
{
    const es_batch *b = &w->batch;
    es_job *job = w->in->job;
    int64_t *id = &w->id[b->series[begin]];
    es_put_counts counts = {0};
    es_put_conflict conflict = {0};
    es_prices rows = {.n = end - begin, .day = b->day + begin};
    es_status status = ES_OK;
    for (size_t c = 0; c < b->n_columns; c++)
        rows.value[w->field[c]] = b->value[c] + begin;
    if (*id == NO_ID)
        status = es_store_security(job->store, w->symbol[b->series[begin]], id, err);
    if (status == ES_OK)
        status = es_store_put_prices(job->store, *id, &rows, job->policy, &counts, &conflict, err);
    if (conflict.found && status != ES_OK)
        return fail_stored(w, begin + conflict.row, &conflict, err);
    es_intake_count(w->in, &counts);
    return status;
}

static es_status store_batch(void *context, es_error *err)
{
    writer *w = context;
    es_batch *b = &w->batch;
    es_batch_conflict conflict;
    es_status status = ES_OK;
    size_t end;
    if (!es_batch_sort(b))
        return es_fail_memory(err);
    if (!es_batch_merge(b, w->in->job->policy, w->in->summary, &conflict))
        return fail_repeated(w, &conflict, err);
    for (size_t begin = 0; status == ES_OK && begin < b->n; begin = end) {
        end = begin + 1;
        while (end < b->n && b->series[end] == b->series[begin])
            end++;
        status = put_run(w, begin, end, err);
    }
    b->n = 0;
    b->in_order = true;
    return status;
}

/* Tells the writer the symbols met since the last time. */
static bool name_symbols(es_price_sink *sink)
{
    writer *w = &sink->writer;
    uint32_t n = es_names_count(sink->symbols);
    if (n > w->capacity) {
        uint32_t capacity = n > 2 * w->capacity ? n : 2 * w->capacity;
        const char **symbol = realloc(w->symbol, capacity * sizeof *symbol);
        int64_t *id;
        if (symbol)
            w->symbol = symbol;
        id = realloc(w->id, capacity * sizeof *id);
        if (id)
            w->id = id;
        if (!symbol || !id)
            return false;
        w->capacity = capacity;
    }
    for (; w->n < n; w->n++) {
        w->symbol[w->n] = es_names_at(sink->symbols, w->n);
        w->id[w->n] = NO_ID;
    }
    return true;
}

/* Gives the rows so far to the writer, which must be idle. */
static es_status pass_rows(es_price_sink *sink, es_error *err)
{
    es_batch full = sink->batch;
    sink->batch = sink->writer.batch;
    sink->writer.batch = full;
    return name_symbols(sink) ? ES_OK : es_fail_memory(err);
}

/* A full batch is stored while the next is read. */
static es_status hand_over(es_price_sink *sink, es_error *err)
{
    es_status status = ES_OK;
    if (sink->background)
        status = es_background_wait(sink->background, err);
    else
        sink->background = es_background_new();
    if (!sink->background)
        return es_fail_memory(err);
    if (status == ES_OK)
        status = pass_rows(sink, err);
    if (status == ES_OK)
        es_background_start(sink->background, store_batch, &sink->writer);
    return status;
}

es_status es_price_sink_end(es_price_sink *sink, es_status so_far, es_error *err)
{
    es_status status = sink && sink->background ? es_background_wait(sink->background, err) : ES_OK;
    if (status != ES_OK || so_far != ES_OK)
        return status != ES_OK ? status : so_far;
    sink->in->summary->n_symbols = es_names_count(sink->symbols);
    status = pass_rows(sink, err);
    return status == ES_OK ? store_batch(&sink->writer, err) : status;
}
